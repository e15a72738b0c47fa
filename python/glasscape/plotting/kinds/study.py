"""Exports of studies: a result against the longest axis of the grid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Optional

import numpy as np
from matplotlib.axes import Axes

from .. import curves
from ..frame import Frame
from ..registry import Plan, kind
from ..series import is_ordinal, study_axes
from ..tables import Table
from .depth_summary import MAY as MORE_DEPTHS
from .depth_summary import OWN as DEPTHS


@dataclass(frozen=True)
class Result:
    """What a study of a command shows: `own` are the columns of its tables, `inner` those that one point varies.

    `may`: columns that its tables have by some options only.
    """

    own: frozenset[str]
    inner: tuple[str, ...]
    plan: Plan
    may: frozenset[str] = frozenset()


COMPLEXITY = "mixture size index energy count complexity mean_count log_mean_count std_error effective_share method"
TYPICAL = "typical_complexity phase radial overlap block_size test"
SUMMARY = "mixture order_min order_max nu1 nu2 alpha2 curvature_ratio depth_mean depth_std depth_mode trivial"

RESULTS = (
    Result(
        frozenset(COMPLEXITY.split()),
        ("energy", "size", "index"),
        Plan("", ("complexity",), series=("mixture", "size", "index", "count")),
        frozenset(TYPICAL.split()),
    ),
    Result(frozenset(SUMMARY.split()), (), Plan("", ("depth_mean",), band=("depth_std",))),
    Result(
        frozenset({*DEPTHS, "config", "seed", "step"}),
        (),
        Plan("", ("effective_depth", "theory_depth_coherent", "theory_depth_incoherent")),
        frozenset(MORE_DEPTHS),
    ),
)


def study_plan(table: Table) -> Optional[Plan]:
    """The result of the study against its longest axis; nothing where the points themselves have a longer one."""
    for result in RESULTS:
        if not all(name in table.columns for name in result.own):
            continue
        axes = [name for name in study_axes(table, result.own | result.may) if table.varies(name)]
        numbers = [name for name in axes if is_ordinal(table, name)]
        if not numbers:
            continue
        x = max(numbers, key=lambda name: len(table.values(name)))
        if any(len(table.values(name)) > len(table.values(x)) for name in result.inner):
            continue
        others = tuple(name for name in axes if name != x)
        places = table.numbers(x)[np.isfinite(table.numbers(x))]
        wide = places.min() > 0 and places.max() > 50 * places.min()
        series = tuple(name for name in result.plan.series if name != "mixture" or "SPEC" in axes)
        return replace(result.plan, x=x, series=(*others, *series), log="x" if wide else "")
    return None


@kind(
    "study",
    (),
    summary="a result of a study against the longest axis of its grid",
    also=lambda table: study_plan(table) is not None,
    rank=100,
)
def study(table: Table, frame: Frame) -> list[Axes]:
    """Curves by the other axes and what the points vary; ValueError for what is no export along an axis of numbers."""
    plan = study_plan(table)
    if plan is None:
        raise ValueError(f"{table.origin}: no axis of a study varies; columns are {', '.join(table.columns)}")
    return curves.draw(table, plan, frame)
