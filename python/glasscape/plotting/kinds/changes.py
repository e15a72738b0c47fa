"""Path lengths before and after training."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from ..frame import Frame
from ..registry import Plan, kind
from ..series import study_axes
from ..sheet import Sheet
from ..style import Look
from ..tables import Rows, Table

RESULTS = {"quantity", "seeds", "before", "after", "change", "std_error"}


@kind(
    "changes",
    ("quantity", "before", "after", "change"),
    summary="path lengths before and after training, with the error of the change",
    plan=Plan("before", ("after",), error=("std_error",), series=("config", "quantity"), line=False),
)
def changes(table: Table, frame: Frame) -> list[Axes]:
    """A panel for each quantity: from before to after in each configuration, with the error of the change."""
    keys = [name for name in study_axes(table, RESULTS) if table.varies(name)] or ["config"]
    keys = [name for name in keys if name in table.columns]
    groups = table.groups(("quantity",))
    names = list(table.groups(keys))
    each = len(names)
    columns = 1 if frame.narrow else 2
    sheet = Sheet(
        frame,
        len(groups),
        columns=columns,
        height=1.2 + (0.5 + 0.24 * each) * -(-len(groups) // columns),
        share=(False, True),
    )
    before, after = Look(sheet.colours.muted, "o", filled=False), Look(sheet.colours.palette[0], "o")
    for axes, ((_,), rows) in zip(sheet.panels, groups.items()):
        part = table.at(rows)
        cells = [part.texts(name) for name in keys]
        places = np.array([names.index(tuple(column[row] for column in cells)) for row in range(part.size)])
        _draw_arrows(sheet, axes, part, places, after.colour)
        axes.grid(axis="y", visible=False)
    labels = [", ".join(frame.value(k, text) for k, text in zip(keys, key)) for key in names]
    for axes in sheet.panels[-columns:]:
        sheet.x_label(axes, frame.axis(table, "after", "before and after"))
    sheet.row_names(sheet.panels[0], list(range(each)), labels, 1.7)
    sheet.panels[0].set_ylim(each - 0.4, -0.6)
    sheet.entry("before", before, line=False)
    sheet.entry("after, ± one standard error of the change", after)
    sheet.titles([quantity for (quantity,) in groups])
    return sheet.finish()


def _draw_arrows(sheet: Sheet, axes: Axes, table: Table, rows: Rows, colour: str) -> None:
    before, after = table.numbers("before"), table.numbers("after")
    axes.hlines(rows, before, after, color=sheet.colours.muted, linewidth=1.2)
    axes.plot(before, rows, "o", markerfacecolor=sheet.colours.background, markeredgecolor=sheet.colours.muted)
    error = table.numbers("std_error") if table.has("std_error") else None
    axes.errorbar(after, rows, xerr=error, fmt="o", color=colour, markersize=6, capsize=3, elinewidth=1.3)
