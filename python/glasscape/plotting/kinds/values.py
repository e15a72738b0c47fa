"""Single numbers, each with its name."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import style
from ..frame import Frame
from ..registry import kind
from ..sheet import Sheet
from ..tables import Numbers, Table
from .rows import row_labels

KEYS = ("mixture", "size", "index", "count")


@kind("values", ("mixture", "size", "index", "complexity"), summary="complexities of single rows", rank=1)
def values(table: Table, frame: Frame) -> list[Axes]:
    """A dot for each row, with its number beside it."""
    labels = row_labels(table, KEYS, frame)
    return dots(table, frame, labels, table.numbers("complexity"), frame.axis(table, "complexity"))


def dots(table: Table, frame: Frame, labels: list[str], numbers: Numbers, title: str) -> list[Axes]:
    """A dot plot of named numbers, shape (rows,), from the top."""
    rows = np.arange(len(labels))
    sheet = Sheet(frame, height=1.1 + 0.42 * len(labels))
    sheet.log("")
    axes = sheet.panels[0]
    axes.axvline(0, color=sheet.colours.muted, linewidth=0.9)
    axes.hlines(rows, 0, numbers, color=sheet.colours.palette[0], linewidth=1.2)
    axes.plot(numbers, rows, "o", color=sheet.colours.palette[0], markersize=8)
    leftmost = -0.1 * np.nanmax(np.abs(numbers), initial=0)  # nearer to 0 a number on the left would meet the names
    for row, number in zip(rows, numbers):
        if np.isfinite(number):
            axes.annotate(
                f"{number:.4g}".replace("-", "−"),
                (number, row),
                xytext=(8 if number >= leftmost else -8, 0),
                textcoords="offset points",
                ha="left" if number >= leftmost else "right",
                va="center",
                fontsize=style.SMALL,
            )
    sheet.row_names(axes, list(rows), labels, 2.0)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.margins(x=0.18)
    axes.grid(axis="y", visible=False)
    sheet.x_label(axes, title)
    return sheet.finish()
