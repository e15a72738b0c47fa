"""Panels that each have a lower one under them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from .frame import Frame
from .sheet import Sheet


def pairs(frame: Frame, count: int, ratio: float) -> tuple[Sheet, list[Axes], list[Axes]]:
    """A sheet of `count` panels with lower ones under them, `ratio` times less high; upper and lower panels."""
    columns = min(count, 1 if frame.narrow else 3)
    blocks = math.ceil(count / columns)
    height = 5.0 if blocks == 1 else 0.8 + 3.2 * blocks
    sheet = Sheet(
        frame,
        2 * blocks * columns,
        columns=columns,
        shared=False,
        height=height,
        ratios=(ratio, 1) * blocks,
        share=("col", "row"),
    )
    rows = [sheet.panels[i * columns : (i + 1) * columns] for i in range(2 * blocks)]
    upper = [axes for row in rows[0::2] for axes in row]
    lower = [axes for row in rows[1::2] for axes in row]
    for spare in (*upper[count:], *lower[count:]):
        spare.remove()
        sheet.panels.remove(spare)
    return sheet, upper[:count], lower[:count]


def label_pairs(sheet: Sheet, upper: Sequence[Axes], lower: Sequence[Axes], above: str, below: str) -> None:
    """Labels the y axes of the leftmost pairs."""
    for axes in upper[:: sheet.columns]:
        sheet.y_label(axes, above)
    for axes in lower[:: sheet.columns]:
        sheet.y_label(axes, below)
