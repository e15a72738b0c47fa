"""Shares of path lengths, measured and by both laws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from .. import marks, style
from ..frame import Frame
from ..registry import Plan, kind
from ..series import study_axes
from ..sheet import Sheet
from ..style import Look
from ..tables import Rows, Table
from .seeds import over_seeds

LAWS = (("theory_coherent", "coherent law"), ("theory_incoherent", "incoherent law"))
RESULTS = {
    *("step", "seeds", "r", "output_share", "output_share_sd", "signed_share", "weight_gradient_share"),
    *("input_gradient_share", "theory_coherent", "theory_incoherent"),
    *("centred_share", "centred_signed_share", "signed_gradient_share", "theory_normalised"),
}
PLAN = Plan("r", ("output_share",), series=("config", "seed", "step"), references=LAWS)


@kind("depth", ("r", "output_share", "theory_coherent"), summary="shares of path lengths against both laws", plan=PLAN)
def depth(table: Table, frame: Frame) -> list[Axes]:
    """First and last step of each configuration: measured shares as bars, both laws in ink; means over seeds."""
    keys = [name for name in study_axes(table, RESULTS) if table.varies(name)]
    groups = table.groups(keys)
    panels = [
        (rows, _title(keys, key, step, frame))
        for key, all_rows in groups.items()
        for rows, step in _ends(table, all_rows)
    ]
    sheet = Sheet(frame, len(panels))
    sheet.log("")
    for axes, (rows, _) in zip(sheet.panels, panels):
        _draw_shares(sheet, axes, table, rows)
        marks.whole_numbers(axes.xaxis)
    sheet.panels[0].set_ylim(bottom=0)
    sheet.titles([title for _, title in panels])
    sheet.labels(frame.axis(table, "r"), frame.axis(table, "output_share"))
    return sheet.finish()


def _title(keys: Sequence[str], cells: Sequence[str], step: str, frame: Frame) -> str:
    parts = [frame.value(key, text) for key, text in zip(keys, cells)]
    return ", ".join([*parts, frame.value("step", step)] if step else parts)


def _ends(table: Table, rows: Rows) -> list[tuple[Rows, str]]:
    """Rows of the first and the last step, with the step; all rows where there is one."""
    part = table.at(rows)
    if "step" not in part.columns:
        return [(rows, "")]
    steps = sorted(part.values("step"), key=float)
    ends = [steps[0], steps[-1]] if len(steps) > 1 else steps
    texts = np.array(part.texts("step"))
    return [(rows[texts == step], step) for step in ends]


def _draw_shares(sheet: Sheet, axes: Axes, table: Table, rows: Rows) -> None:
    places, mean, deviation = over_seeds(table, "output_share", rows, "r")
    if "output_share_sd" in table.columns:
        deviation = over_seeds(table, "output_share_sd", rows, "r")[1]
    axes.bar(places, mean, width=0.76, color=sheet.colours.palette[6], alpha=0.6, label="_measured")
    if deviation is not None:
        axes.errorbar(
            places, mean, deviation, fmt="none", ecolor=sheet.colours.palette[0], elinewidth=1.1, capthick=1.1
        )
    sheet.entry("measured", Look(sheet.colours.palette[6], "s"), line=False)
    for (column, name), dash in zip(LAWS, style.DASHES):
        if table.has(column):
            places, law, _ = over_seeds(table, column, rows, "r")
            marks.reference(sheet, axes, places, law, name, dash)
