"""Mean counts of theory by index."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import marks
from ..frame import Frame
from ..registry import Plan, kind
from ..series import arrange, study_axes
from ..sheet import Sheet
from ..tables import Table

SERIES = ("mixture", "size", "method")
RESULTS = {"index", "complexity", "mean_count", "log_mean_count", "std_error", "effective_share", "energy", "count"}


def numbered_indices(table: Table) -> int:
    return len(np.unique(table.numbers("index")[np.isfinite(table.numbers("index"))]))


@kind(
    "counts_by_index",
    ("index", "log_mean_count", "size", "complexity"),
    summary="log mean count over all energies by index",
    without=("energy",),
    plan=Plan("index", ("log_mean_count",), error=("std_error",), series=SERIES),
    also=lambda table: numbered_indices(table) > 2 and numbered_indices(table) >= len(table.values("size")),
)
def counts_by_index(table: Table, frame: Frame) -> list[Axes]:
    """Points by index, joined; the count of all indices, where it is there, as a line across."""
    others = study_axes(table, {*RESULTS, *SERIES})
    arrangement = arrange(table, [*others, *SERIES], frame)
    sheet = Sheet(frame, len(arrangement.panels))
    sheet.log("")
    index, y = table.numbers("index"), table.numbers("log_mean_count")
    error = table.numbers("std_error") if table.has("std_error") else None
    total = np.array([text == "total" for text in table.texts("index")])
    for axes, panel in zip(sheet.panels, arrangement.panels):
        for one in panel.series:
            rows = one.rows[~total[one.rows]]
            marks.curve(
                sheet,
                axes,
                index[rows],
                y[rows],
                one.look,
                label=one.label,
                error=None if error is None else error[rows],
            )
            for height in y[one.rows[total[one.rows]]]:
                axes.axhline(height, color=one.look.colour, linestyle=(0, (4, 2)), linewidth=1.3)
        marks.whole_numbers(axes.xaxis)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(
        frame.axis(table, "index", "index k (negative eigenvalues of the Hessian)"), frame.axis(table, "log_mean_count")
    )
    sheet.bar(arrangement.bar)
    return sheet.finish()
