"""A table to a figure, a figure to a file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Optional, Union

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from . import curves, style
from .frame import Frame, Limits, Size
from .registry import KINDS, Kind, Plan, choose
from .tables import Source, Table, read

Names = Union[str, Sequence[str], None]
FORMATS = (".svg", ".png", ".pdf")


def plot(
    table: Source,
    kind: Optional[str] = None,
    x: Optional[str] = None,
    y: Names = None,
    *,
    series: Names = None,
    error: Names = None,
    band: Names = None,
    fit: str = "",
    xlim: Limits = None,
    ylim: Limits = None,
    log: Optional[str] = None,
    labels: Optional[Mapping[str, str]] = None,
    size: Size = None,
    title: str = "",
    theme: str = "light",
) -> list[Axes]:
    """Draws a table; returns the panels in reading order, the figure of which is `axes[0].figure`.

    `table` is the path of a CSV, a DataFrame, a mapping of column names to arrays of one length, or has `.to_pandas()`.
    Without `kind` the columns tell how it is drawn (`KINDS` lists the kinds). With any of `x`, `y` (one column or
    several), `series` (columns that tell curves apart), `error` (columns of error bars, one for each of `y`), `band`
    (the same as bands) and `fit` ("line" or "power": dashed, its slope in the legend) columns are drawn against a
    column, those left out as the kind has them.

    `xlim` and `ylim` are (low, high), None for free; `log` is "", "x", "y" or "xy"; `labels` renames columns and legend
    entries; `size` is in inches, None for what the kind takes; `theme` is "light" or "dark". Raises ValueError for
    columns, kinds or words that are not there.
    """
    data = read(table)
    frame = Frame(size, xlim, ylim, log, labels or {}, title, theme)
    if kind is not None and kind not in KINDS:
        raise ValueError(f"there is no kind '{kind}'; there are {', '.join(KINDS)}")
    if not (x or y or series or error or band or fit):
        return (KINDS[kind] if kind else choose(data)).draw(data, frame)
    plan = _plan(data, KINDS[kind] if kind else _chosen(data), x, y)
    plan = replace(
        plan,
        fit=fit,
        series=plan.series if series is None else _names(series),
        error=plan.error if error is None else _names(error),
        band=plan.band if band is None else _names(band),
    )
    with matplotlib.rc_context(style.rc(frame.colours)):
        return curves.draw(data, plan, frame)


def _chosen(table: Table) -> Optional[Kind]:
    try:
        return choose(table)
    except ValueError:
        return None


def _names(given: Names) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given or ())


def _plan(table: Table, kind: Optional[Kind], x: Optional[str], y: Names) -> Plan:
    """The columns asked for, with those of the kind where none are; its errors go with its own y only."""
    own = kind.plan if kind else None
    along, columns = x or (own.x if own else None), _names(y) or (own.y if own else ())
    if along is None or not columns:
        lacking = "x=" if along is None else "y="
        raise ValueError(f"{table.origin}: {lacking} names no column; columns are {', '.join(table.columns)}")
    if own is None:
        return Plan(along, columns)
    plan = replace(own, x=along, y=columns, references=())
    if columns != own.y:
        plan = replace(plan, error=(), band=(), log=own.log.replace("y", ""))
    return plan if along == own.x else replace(plan, log=plan.log.replace("x", ""))


def savefig(drawn: Union[Axes, Sequence[Axes], Figure], path: Union[str, "os.PathLike[str]"]) -> None:
    """Writes the figure of one panel, of panels or itself to .svg, .png or .pdf; the same figure gives the same bytes.

    Raises ValueError for another ending.
    """
    if isinstance(drawn, Figure):
        figure = drawn
    else:
        owner = (drawn if isinstance(drawn, Axes) else drawn[0]).get_figure()
        assert isinstance(owner, Figure)
        figure = owner
    ending = Path(path).suffix.lower()
    if ending not in FORMATS:
        raise ValueError(f"figure '{path}': the name must end in {', '.join(FORMATS)}")
    undated = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {}}[ending]
    with matplotlib.rc_context({"svg.hashsalt": "glasscape", "pdf.fonttype": 42}):
        figure.savefig(path, dpi=style.DPI, facecolor=figure.get_facecolor(), metadata=undated)
