"""Energies that descent reaches against N, with the characteristic energies."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import marks, names, style
from ..frame import Frame
from ..registry import Plan, kind
from ..series import arrange
from ..sheet import Sheet
from ..style import Look
from ..tables import Table

LEVELS = (("u_th", style.DASHES[1]), ("E_alg", style.DASHES[3]), ("ground_state", style.DASHES[2]))


@kind(
    "descent_energies",
    ("mixture", "edge", "energy", "ground_state", "u_th"),
    summary="energies that descent reaches against N, with characteristic energies",
    plan=Plan("edge", ("energy",), error=("std_error",), series=("mixture",)),
)
def descent_energies(table: Table, frame: Frame) -> list[Axes]:
    """A panel for each mixture: finite sizes filled, the extrapolation at 0 hollow, levels named in the legend."""
    arrangement = arrange(table, (), frame, facet=("mixture",))
    sheet = Sheet(frame, len(arrangement.panels), share=(True, False))
    sheet.log("")
    for axes, panel in zip(sheet.panels, arrangement.panels):
        part = table.at(np.concatenate([one.rows for one in panel.series]))
        edge, energy, error = (part.numbers(name) for name in ("edge", "energy", "std_error"))
        finite, colour = edge > 0, sheet.colours.palette[0]
        axes.plot(edge, energy, color=colour, linewidth=0.9, alpha=0.6)
        for rows, filled, label in ((finite, True, "finite N"), (~finite, False, "extrapolated")):
            look = Look(colour, "o", filled=filled)
            marks.curve(sheet, axes, edge[rows], energy[rows], look, label=label, error=error[rows], line=False)
        if part.has("infinite") and part.has("infinite_error"):
            values = (part.numbers(name) for name in ("infinite", "infinite_error"))
            limit, limit_error = (column[~finite] for column in values)
            look = Look(sheet.colours.palette[4], "D")
            label = "N = infinity, extrapolated in time"
            marks.curve(sheet, axes, edge[~finite], limit, look, label=label, error=limit_error, line=False)
        for (name, dash), level in zip(LEVELS, sheet.colours.palette[1:4]):
            if part.has(name):
                axes.axhline(part.numbers(name)[0], color=level, linestyle=dash, linewidth=1.5)
                sheet.entry(names.threshold(name), Look(level, dash=dash), marker=False)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(frame.axis(table, "edge", r"$N^{-2/3}$ (0: infinite N)"), frame.axis(table, "energy"))
    return sheet.finish()
