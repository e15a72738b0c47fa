"""Columns against a column: the engine of most figures."""

from __future__ import annotations

import math
from typing import Optional

import numpy as np
from matplotlib.axes import Axes

from . import marks
from .fits import fit, with_error
from .frame import Frame
from .names import COLUMN
from .registry import Plan
from .series import Series, arrange
from .sheet import Sheet
from .style import Look
from .tables import Numbers, Table

Y, ERROR, BAND = "\0y", "\0error", "\0band"


def draw(table: Table, plan: Plan, frame: Frame) -> list[Axes]:
    """Draws a plan; errors without a value are left out.

    Raises ValueError for a column that is missing, for x or y without a number, for errors of another number than `y`.
    """
    for name in (plan.x, *plan.y):
        if not np.any(np.isfinite(table.numbers(name))):
            raise ValueError(
                f"{table.origin}: column '{name}' has no number to draw; columns are {', '.join(table.columns)}"
            )
    long = _molten(table, plan)
    series = (COLUMN, *plan.series) if len(plan.y) > 1 else plan.series
    arrangement = arrange(long, series, frame, plan.facet)
    sheet = Sheet(frame, len(arrangement.panels))
    sheet.log(plan.log)
    for axes, panel in zip(sheet.panels, arrangement.panels):
        for number, one in enumerate(panel.series):
            _draw_series(sheet, axes, long, plan, one, number)
        if panel.series and plan.references:
            _draw_references(sheet, axes, long.at(np.concatenate([one.rows for one in panel.series])), plan)
        for height, name in plan.levels:
            axes.axhline(height, color=frame.colours.ink, linestyle=(0, (4, 2)), linewidth=1.3)
            sheet.entry(name, Look(frame.colours.ink, dash=(0, (4, 2))), marker=False, last=True)
        if plan.floor is not None and axes.get_yscale() == "log" and axes.get_ylim()[0] < plan.floor:
            axes.set_ylim(plan.floor, 2 * np.nanmax(long.numbers(Y)))
        if axes.get_yscale() == "linear" and _crosses_zero(axes):
            marks.zero_line(axes, frame.colours)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(frame.axis(table, plan.x), _y_label(table, plan, frame))
    sheet.bar(arrangement.bar)
    return sheet.finish()


def _molten(table: Table, plan: Plan) -> Table:
    """One row for each row and column of y, the values in one column."""
    for errors in (plan.error, plan.band):
        if errors and len(errors) != len(plan.y):
            raise ValueError(
                f"{table.origin}: {len(plan.y)} columns of y and {len(errors)} of errors: one each is needed"
            )
    many = len(plan.y)
    long = table.at(np.tile(np.arange(table.size), many))
    more: dict[str, list[object]] = {Y: list(np.concatenate([table.numbers(name) for name in plan.y]))}
    for key, errors in ((ERROR, plan.error), (BAND, plan.band)):
        if errors:
            more[key] = list(np.concatenate([table.numbers(name) for name in errors]))
    if many > 1:
        more[COLUMN] = [name for name in plan.y for _ in range(table.size)]
    return long.with_columns(more)


def _column(table: Table, name: str, series: Series) -> Optional[Numbers]:
    return table.numbers(name)[series.rows] if name in table.columns else None


def _draw_series(sheet: Sheet, axes: Axes, table: Table, plan: Plan, series: Series, number: int) -> None:
    x, y = table.numbers(plan.x)[series.rows], table.numbers(Y)[series.rows]
    error, band = _column(table, ERROR, series), _column(table, BAND, series)
    label = series.label
    if plan.fit:
        label = _draw_fit(sheet, axes, x, y, error if error is not None else band, plan.fit, series)
    marks.curve(
        sheet,
        axes,
        x,
        y,
        series.look,
        label=label,
        error=error,
        band=band,
        line=plan.line and not plan.fit,
        number=number,
    )


def _draw_fit(
    sheet: Sheet, axes: Axes, x: Numbers, y: Numbers, error: Optional[Numbers], kind: str, series: Series
) -> str:
    """Draws the dashed fit; returns the label of the series with the slope."""
    found = fit(kind, x, y, np.full_like(y, np.nan) if error is None else error)
    ends = x[np.isfinite(x) & np.isfinite(y)]
    low, high = float(ends.min()), float(ends.max())
    if kind == "power":
        low = float(ends[ends > 0].min())
        along = np.geomspace(low, high, 200)
    else:
        along = np.linspace(low, high, 200)
    axes.plot(along, found.at(along), color=series.look.colour, linestyle=(0, (4, 2)), linewidth=1.3, label="_fit")
    name = "exponent" if kind == "power" else "slope"
    slope = f"{name} {with_error(found.slope, found.slope_error)}"
    return f"{series.label}: {slope}" if series.label else slope


def _draw_references(sheet: Sheet, axes: Axes, table: Table, plan: Plan) -> None:
    for (column, label), dash in zip(plan.references, ((0, (4, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))):
        if table.has(column):
            x, places = np.unique(table.numbers(plan.x), return_index=True)
            marks.reference(sheet, axes, x, table.numbers(column)[places], label, dash)


def _crosses_zero(axes: Axes) -> bool:
    low, high = axes.get_ylim()
    return low < 0 < high and math.isfinite(low)


def _y_label(table: Table, plan: Plan, frame: Frame) -> str:
    labels = list(dict.fromkeys(frame.axis(table, name) for name in plan.y))
    return ", ".join(labels)
