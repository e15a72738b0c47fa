"""Energies and gradients of replicas along their dynamics."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from .. import style
from ..frame import Frame
from ..pairs import label_pairs, pairs
from ..registry import Plan, kind
from ..series import MOST, arrange, study_axes
from ..sheet import Sheet
from ..style import Look
from ..tables import Numbers, Rows, Table

RESULTS = {
    *("disorder", "replica", "step", "time", "energy", "gradient_norm", "radial", "overlap_with_start"),
    *("marginality", "anchors", "discarded_variance", "flow_error"),
}
DISORDER = ("seed", "axis_seed", "disorder")  # a study repeats the numbers of disorders with other seeds
PLAN = Plan("step", ("energy",), series=("disorder", "replica"))


@kind(
    "descend",
    ("disorder", "replica", "step", "energy", "gradient_norm"),
    summary="energy and gradient norm of replicas along their dynamics",
    plan=PLAN,
)
def descend(table: Table, frame: Frame) -> list[Axes]:
    """Above energies, below gradient norms: a line for each replica, coloured by disorder, the median in ink."""
    others = study_axes(table, RESULTS)
    arrangement = arrange(table, (), frame, facet=others)
    sheet, upper, lower = pairs(frame, len(arrangement.panels), 1.5)
    looks = _looks(table, frame)
    for above, below, panel in zip(upper, lower, arrangement.panels):
        rows = np.concatenate([one.rows for one in panel.series])
        above.set_xscale("log")
        below.set_yscale("log")
        for axes, column in ((above, "energy"), (below, "gradient_norm")):
            _draw_runs(sheet, axes, table.at(rows), column, looks)
        sheet.x_label(below, "1 + step")
        sheet.title(above, panel.title)
    label_pairs(sheet, upper, lower, frame.axis(table, "energy"), frame.axis(table, "gradient_norm"))
    return sheet.finish()


def _looks(table: Table, frame: Frame) -> dict[tuple[str, ...], tuple[str, Look]]:
    """Label and look of each disorder; disorders too many to be told apart have one."""
    disorders = list(table.groups(_present(table, DISORDER)))
    if len(disorders) == 1 or len(disorders) > MOST:
        return {key: ("replicas", Look(frame.colours.palette[0])) for key in disorders}
    looks = style.nominal(frame.colours, len(disorders))
    return {key: (f"disorder {number}", look) for number, (key, look) in enumerate(zip(disorders, looks))}


def _present(table: Table, names: Sequence[str]) -> list[str]:
    return [name for name in names if name in table.columns]


def _draw_runs(
    sheet: Sheet, axes: Axes, table: Table, column: str, looks: dict[tuple[str, ...], tuple[str, Look]]
) -> None:
    step, values = table.numbers("step"), table.numbers(column)
    runs = table.groups(_present(table, (*DISORDER, "replica")))
    for key, rows in runs.items():
        label, look = looks[key[:-1]]
        axes.plot(1 + step[rows], values[rows], color=look.colour, linewidth=0.9, alpha=0.65, label=f"_{label}")
        sheet.entry(label, look, marker=False)
    if len(runs) > 2:
        steps, median = _median(step, values, list(runs.values()))
        axes.plot(1 + steps, median, color=sheet.colours.ink, linewidth=2.4, label="_median", zorder=3)
        sheet.entry("median of replicas", Look(sheet.colours.ink), marker=False)


def _median(step: Numbers, values: Numbers, runs: list[Rows]) -> tuple[Numbers, Numbers]:
    """Steps and the median over replicas, shape (steps,); one at rest keeps its last value."""
    steps = np.unique(step)
    kept = [values[rows][np.searchsorted(step[rows], steps, side="right") - 1] for rows in runs]
    return steps, np.median(kept, axis=0)
