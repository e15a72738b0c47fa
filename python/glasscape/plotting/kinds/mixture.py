"""Coefficients of mixtures by order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes

from .. import curves, marks
from ..frame import Frame
from ..registry import Plan, kind
from ..series import study_axes
from ..sheet import Sheet
from ..tables import Table

PLAN = Plan("r", ("epsilon",))


@kind("mixture", ("r", "epsilon", "weight"), summary="coefficients of a mixture by order, as bars", plan=PLAN)
def mixture(table: Table, frame: Frame) -> list[Axes]:
    """Bars of epsilon_r, negative ones in a colour of their own; several mixtures as lines."""
    r, epsilon = table.numbers("r"), table.numbers("epsilon")
    if len(np.unique(r)) < len(r):
        return curves.draw(table, replace(PLAN, series=tuple(study_axes(table, ("r", "epsilon", "weight")))), frame)
    sheet = Sheet(frame)
    sheet.log("")
    axes = sheet.panels[0]
    colours = np.where(epsilon < 0, sheet.colours.palette[1], sheet.colours.palette[0])
    axes.bar(r, epsilon, width=0.8, color=list(colours))
    marks.zero_line(axes, sheet.colours)
    axes.grid(axis="x", visible=False)
    marks.whole_numbers(axes.xaxis)
    sheet.labels(frame.axis(table, "r", "order r (path length)"), frame.axis(table, "epsilon"))
    return sheet.finish()
