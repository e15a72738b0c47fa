"""Energies that descent reaches at N = infinity against the highest order, between threshold and algorithmic energy."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import marks, names, style
from ..frame import Frame
from ..registry import Plan, kind
from ..sheet import Sheet
from ..style import Look
from ..tables import Table

LEVELS = (("u_th", style.DASHES[1]), ("E_alg", style.DASHES[3]), ("ground_state", style.DASHES[2]))


@kind(
    "descent_limits",
    ("order_max", "limit", "std_error", "overlap_with_start", "u_th", "E_alg", "ground_state", "share"),
    summary="energies that descent reaches at N = infinity by depth, and the overlap with the start",
    plan=Plan("order_max", ("limit",), error=("std_error",), log="x"),
)
def descent_limits(table: Table, frame: Frame) -> list[Axes]:
    """Above energies with the levels of each mixture; below the share of the way between two of them, and the overlap."""
    sheet = Sheet(frame, 2, share=(True, False))
    sheet.log("x")
    above, below = sheet.panels
    rows = np.argsort(table.numbers("order_max"), kind="stable")
    order = table.numbers("order_max")[rows]

    def column(name: str) -> np.ndarray:
        return table.numbers(name)[rows]

    reached = Look(sheet.colours.palette[0], "o")
    error = column("std_error")
    marks.curve(sheet, above, order, column("limit"), reached, label="reached by descent", error=error, line=False)
    for (name, dash), colour in zip(LEVELS, sheet.colours.palette[1:4]):
        above.plot(order, column(name), color=colour, linestyle=dash, linewidth=1.5)
        sheet.entry(names.threshold(name), Look(colour, dash=dash), marker=False)
    share_error = column("share_error") if table.has("share_error") else None
    share = Look(sheet.colours.palette[4], "s")
    marks.curve(sheet, below, order, column("share"), share, label="share of the way", error=share_error)
    start = Look(sheet.colours.palette[5], "D")
    marks.curve(sheet, below, order, column("overlap_with_start"), start, label="overlap with the start")
    sheet.titles(["energy per spin", "from threshold (0) to algorithmic energy (1)"])
    sheet.labels(frame.axis(table, "order_max"), "")
    return sheet.finish()
