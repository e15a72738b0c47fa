"""Energies along descent at N = infinity above their limits."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import marks
from ..frame import Frame
from ..registry import Plan, kind
from ..series import arrange
from ..sheet import Sheet
from ..tables import Table


@kind(
    "descent_curves",
    ("mixture", "step", "energy", "above_limit", "overlap_with_start"),
    summary="energies along descent at N = infinity above their extrapolation in time",
    plan=Plan("step", ("above_limit",), series=("mixture",), log="xy"),
)
def descent_curves(table: Table, frame: Frame) -> list[Axes]:
    """A curve for each mixture on logarithmic axes, where a power law is straight; step 0 is left out."""
    arrangement = arrange(table, ("mixture",), frame)
    sheet = Sheet(frame, len(arrangement.panels))
    sheet.log("xy")
    step, above = table.numbers("step"), table.numbers("above_limit")
    for axes, panel in zip(sheet.panels, arrangement.panels):
        for one in panel.series:
            rows = one.rows[(step[one.rows] > 0) & (np.nan_to_num(above[one.rows]) > 0)]
            marks.curve(sheet, axes, step[rows], above[rows], one.look, label=one.label)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(frame.axis(table, "step"), "energy above its limit (H/N)")
    sheet.bar(arrangement.bar)
    return sheet.finish()
