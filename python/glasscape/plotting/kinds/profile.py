"""Counted critical points of networks by index, with exact Kac-Rice and isotropic mixtures."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import marks, style
from ..frame import Frame
from ..registry import Plan, kind
from ..series import arrange, study_axes
from ..sheet import Sheet
from ..style import Look
from ..tables import Table
from .count import EXACT

MIXTURES = (
    ("path_count", "mixture that counts paths"),
    ("measured_mixture", "measured mixture"),
    ("paper", "the paper's mixture"),
)

RESULTS = {
    *("index", "samples", "counted", "std_error", "exact", "exact_error", "path_count", "measured_mixture", "paper"),
}


@kind(
    "profile",
    ("sharing", "index", "counted", "exact"),
    summary="counted points of networks by index, with exact Kac-Rice and mixtures",
    plan=Plan(
        "index", ("counted",), error=("std_error",), series=("sharing",), log="y", references=(("exact", EXACT),)
    ),
)
def profile(table: Table, frame: Frame) -> list[Axes]:
    """A panel for each sharing of weights: counts with errors, the exact curve in ink, mixtures in colours."""
    others = study_axes(table, RESULTS)
    rows = table.at(np.flatnonzero(np.isfinite(table.numbers("index"))))
    arrangement = arrange(rows, (), frame, facet=others)
    sheet = Sheet(frame, len(arrangement.panels))
    sheet.log("y")
    looks = style.nominal(frame.colours, 4)
    for axes, panel in zip(sheet.panels, arrangement.panels):
        part = rows.at(np.concatenate([one.rows for one in panel.series]))
        index = part.numbers("index")
        for (column, name), look, dash in zip(MIXTURES, looks[1:], style.DASHES[1:]):
            if part.has(column):
                mixture = Look(look.colour, look.marker, dash)
                marks.curve(sheet, axes, index, part.numbers(column), mixture, label=name, marker=False)
        marks.reference(sheet, axes, index, part.numbers("exact"), EXACT, "-")
        error = part.numbers("std_error") if part.has("std_error") else None
        marks.curve(sheet, axes, index, part.numbers("counted"), looks[0], label="counted", error=error, line=False)
        marks.whole_numbers(axes.xaxis)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(frame.axis(table, "index", "index k"), frame.axis(table, "counted", "mean number of points"))
    return sheet.finish()
