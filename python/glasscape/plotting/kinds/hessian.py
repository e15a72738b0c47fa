"""Ends of the spectrum of the loss's Hessian along training."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import marks
from ..frame import Frame
from ..registry import Plan, kind
from ..series import arrange
from ..sheet import Sheet
from ..tables import Table

SERIES = ("config", "seed")


@kind(
    "hessian",
    ("step", "highest", "lowest", "rms"),
    summary="highest and lowest eigenvalue of the loss's Hessian along training",
    plan=Plan("step", ("highest",), series=SERIES, log="y"),
)
def hessian(table: Table, frame: Frame) -> list[Axes]:
    """Above the highest eigenvalue, below the depth of the lowest under 0; by configuration and seed."""
    arrangement = arrange(table, SERIES, frame, single=True)
    series = arrangement.panels[0].series
    sheet = Sheet(frame, 2, columns=1, shared=False, height=5.0, share=(True, False))
    step = table.numbers("step")
    for axes, sign, column in zip(sheet.panels, (1.0, -1.0), ("highest", "lowest")):
        axes.set_yscale("log")
        values = np.maximum(sign * table.numbers(column), 0.0)
        for number, one in enumerate(series):
            marks.curve(sheet, axes, step[one.rows], values[one.rows], one.look, label=one.label, number=number)
        sheet.y_label(axes, frame.axis(table, column, "highest eigenvalue" if sign > 0 else "− lowest eigenvalue"))
    sheet.x_label(sheet.panels[1], frame.axis(table, "step", "training step"))
    sheet.bar(arrangement.bar)
    return sheet.finish()
