"""Counted critical points by energy against the exact means."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import marks
from ..frame import Frame
from ..registry import Plan, kind
from ..series import Series, arrange, study_axes
from ..sheet import Sheet
from ..style import Look
from ..tables import Table
from .count import EXACT, RESULTS, SERIES


@kind(
    "count_windows",
    ("index", "mean_count", "predicted", "energy_lo", "energy_hi"),
    summary="mean counts in windows of energy against exact Kac-Rice",
    plan=Plan("energy_lo", ("mean_count",), error=("std_error",), series=(*SERIES, "index")),
)
def count_windows(table: Table, frame: Frame) -> list[Axes]:
    """Exact means as steps, counts with their errors at the middles of windows; a panel for each mixture and size."""
    windows = table.at(np.flatnonzero(np.isfinite(table.numbers("energy_lo"))))
    others = study_axes(windows, {*RESULTS, *SERIES})
    arrangement = arrange(windows, [*others, *SERIES, "index"], frame, facet=(*others, *SERIES))
    sheet = Sheet(frame, len(arrangement.panels))
    sheet.log("")
    for axes, panel in zip(sheet.panels, arrangement.panels):
        for one in panel.series:
            _draw_series(sheet, axes, windows, one)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(
        frame.axis(table, "energy_lo", "energy per spin"), frame.axis(table, "mean_count", "mean count in the window")
    )
    sheet.bar(arrangement.bar)
    return sheet.finish()


def _draw_series(sheet: Sheet, axes: Axes, table: Table, one: Series) -> None:
    low, high = table.numbers("energy_lo")[one.rows], table.numbers("energy_hi")[one.rows]
    order = np.argsort(low)
    rows, low, high = one.rows[order], low[order], high[order]
    exact = table.numbers("predicted")[rows]
    x = np.column_stack([low, high]).ravel()
    axes.plot(x, np.repeat(exact, 2), color=one.look.colour, linewidth=1.4, label="_exact")
    sheet.entry(EXACT, Look(sheet.colours.ink), marker=False, last=True)
    marks.curve(
        sheet,
        axes,
        0.5 * (low + high),
        table.numbers("mean_count")[rows],
        one.look,
        label=one.label or "counted",
        error=table.numbers("std_error")[rows] if table.has("std_error") else None,
        line=False,
    )
