"""Energies along descent at N spins against those at N = infinity."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import marks, style
from ..frame import Frame
from ..registry import Plan, kind
from ..sheet import Sheet
from ..style import Look
from ..tables import Table


@kind(
    "descent_fluctuations",
    ("size", "excess", "excess_error", "deviation", "deviation_error", "excess_law", "deviation_law"),
    summary="mean and standard deviation of energies at N spins about those at N = infinity",
    plan=Plan("size", ("deviation",), error=("deviation_error",), log="xy"),
)
def descent_fluctuations(table: Table, frame: Frame) -> list[Axes]:
    """Means that differ from 0 by more than two errors, and standard deviations, each with its law."""
    sheet = Sheet(frame, 1)
    sheet.log("xy")
    axes = sheet.panels[0]
    size, excess, excess_error = (table.numbers(name) for name in ("size", "excess", "excess_error"))
    seen = excess > 2 * excess_error
    colours = sheet.colours.palette
    mean, spread = Look(colours[0], "o"), Look(colours[1], "s")
    if seen.any():
        marks.curve(
            sheet, axes, size[seen], excess[seen], mean, label="mean above N = infinity", error=excess_error[seen], line=False
        )
    deviation, error = table.numbers("deviation"), table.numbers("deviation_error")
    marks.curve(sheet, axes, size, deviation, spread, label="standard deviation", error=error, line=False)
    first = int(np.argmin(size))
    across = np.array([size.min(), size.max()])
    laws = (("excess_law", -1.0, style.DASHES[1], "1/N"), ("deviation_law", -0.5, style.DASHES[2], r"$1/\sqrt{N}$"))
    for name, exponent, dash, label in laws:
        law = table.numbers(name)[first] * (across / size[first]) ** exponent
        axes.plot(across, law, color=sheet.colours.ink, linestyle=dash, linewidth=1.3)
        sheet.entry(label, Look(sheet.colours.ink, dash=dash), marker=False)
    sheet.labels(frame.axis(table, "size"), "energy per spin H/N")
    return sheet.finish()
