"""Mean path lengths of networks."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import style
from ..frame import Frame
from ..registry import Plan, kind
from ..series import study_axes
from ..sheet import Sheet
from ..tables import Table
from .history import RESULTS
from .rows import row_labels
from .values import dots

DEPTHS = {
    "effective_depth": "output shares",
    "signed_depth": "signed shares",
    "weight_gradient_depth": "weights' gradient",
    "input_gradient_depth": "inputs' gradient",
    "theory_depth_coherent": "coherent law",
    "theory_depth_incoherent": "incoherent law",
}
OWN = {*DEPTHS, *(RESULTS - {"step"}), "residual"}
MAY = {"theory_depth_normalised"}


@kind(
    "depth_summary",
    ("effective_depth", "signed_depth", "residual"),
    summary="mean path lengths of networks, measured and by both laws",
    plan=Plan("step", ("effective_depth",), series=("config", "seed")),
)
def depth_summary(table: Table, frame: Frame) -> list[Axes]:
    """A named dot for each mean path length of one network; several networks in rows, path lengths by colour."""
    shown = [column for column in DEPTHS if table.has(column)]
    title = frame.axis(table, "effective_depth")
    if table.size == 1:
        numbers = np.array([table.numbers(column)[0] for column in shown])
        return dots(table, frame, [frame.word(DEPTHS[column]) for column in shown], numbers, title)
    labels = row_labels(table, (*study_axes(table, OWN | MAY), "seed"), frame)
    sheet = Sheet(frame, height=1.2 + 0.3 * table.size)
    axes = sheet.panels[0]
    for column, look in zip(shown, style.nominal(frame.colours, len(shown))):
        axes.plot(table.numbers(column), np.arange(table.size), look.marker, color=look.colour, markersize=7)
        sheet.entry(DEPTHS[column], look, line=False)
    sheet.row_names(axes, list(range(table.size)), labels, 2.0)
    axes.set_ylim(table.size - 0.4, -0.6)
    sheet.x_label(axes, title)
    return sheet.finish()
