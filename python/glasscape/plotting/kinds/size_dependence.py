"""Complexity at finite N against N, with its limit."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import marks
from ..frame import Frame
from ..registry import Plan, kind
from ..series import arrange
from ..sheet import Sheet
from ..style import Look
from ..tables import Table

SERIES = ("SPEC", "mixture", "index", "energy", "count")


def finite_sizes(table: Table) -> int:
    sizes = table.numbers("size")
    return len(np.unique(sizes[np.isfinite(sizes)]))


@kind(
    "size_dependence",
    ("size", "complexity", "index"),
    summary="complexity against the number of spins, with its limit",
    plan=Plan("size", ("complexity",), series=SERIES),
    also=lambda table: finite_sizes(table) > 1 and not table.varies("energy"),
)
def size_dependence(table: Table, frame: Frame) -> list[Axes]:
    """Curves by mixture and index; the asymptotic value, where it is there, as a line across."""
    arrangement = arrange(table, SERIES, frame)
    sheet = Sheet(frame, len(arrangement.panels))
    size, y = table.numbers("size"), table.numbers("complexity")
    finite = size[np.isfinite(size)]
    sheet.log("x" if finite.max() > 10 * finite.min() else "")
    error = table.numbers("std_error") / size if table.has("std_error") else None
    for axes, panel in zip(sheet.panels, arrangement.panels):
        for one in panel.series:
            rows = one.rows[np.isfinite(size[one.rows])]
            rows = rows[np.argsort(size[rows], kind="stable")]
            marks.curve(
                sheet,
                axes,
                size[rows],
                y[rows],
                one.look,
                label=one.label,
                error=None if error is None else error[rows],
            )
            for limit in y[one.rows[np.isinf(size[one.rows])]]:
                axes.axhline(limit, color=one.look.colour, linestyle=(0, (4, 2)), linewidth=1.3)
                sheet.entry("N → ∞", Look(sheet.colours.ink, dash=(0, (4, 2))), marker=False, last=True)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(frame.axis(table, "size"), frame.axis(table, "complexity"))
    sheet.bar(arrangement.bar)
    return sheet.finish()
