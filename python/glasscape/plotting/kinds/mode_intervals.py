"""Lemma 4: the scales at which each order dominates."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import marks, style
from ..frame import Frame
from ..registry import Plan, kind
from ..sheet import Sheet
from ..tables import Table


@kind(
    "mode_intervals",
    ("order", "beta_low", "beta_high"),
    summary="scales at which each order dominates",
    plan=Plan("beta_high", ("order",), series=("p",), log="x"),
)
def mode_intervals(table: Table, frame: Frame) -> list[Axes]:
    """A bar for each order over the scales, unbounded ends as arrows; bars meet where two orders tie."""
    sheet = Sheet(frame)
    sheet.log("x")
    axes = sheet.panels[0]
    order, low, high = (table.numbers(name) for name in ("order", "beta_low", "beta_high"))
    ends = np.concatenate([low[low > 0], high[np.isfinite(high)]])
    first, last = float(ends.min()) / 4, float(ends.max()) * 4
    colours = style.shades(frame.colours, table.size)
    for at, start, stop, colour in zip(order, low, high, colours):
        left, right = start if start > 0 else first, stop if np.isfinite(stop) else last
        axes.hlines(at, left, right, color=colour, linewidth=max(2.5, min(9.0, 180 / table.size)))
        if start <= 0:
            axes.plot(left, at, "<", color=colour, markersize=8)
        if not np.isfinite(stop):
            axes.plot(right, at, ">", color=colour, markersize=8)
    marks.whole_numbers(axes.yaxis)
    sheet.labels(frame.axis(table, "beta_high", "scale β at which it dominates"), frame.axis(table, "order"))
    return sheet.finish()
