"""Steps to a training loss of whitening normalisations."""

from __future__ import annotations

from matplotlib.axes import Axes

from ..frame import Frame
from ..registry import Plan, kind
from ..sheet import Sheet
from ..tables import Table


@kind(
    "whitening",
    ("task", "placement", "arm", "learning_rate", "reached", "steps", "steps_std_error"),
    summary="steps to a training loss, each normalisation at its best learning rate",
    plan=Plan("steps", ("learning_rate",), series=("arm",), facet=("task",), line=False),
)
def whitening(table: Table, frame: Frame) -> list[Axes]:
    """A panel for each task and placement: the steps of each normalisation with their error."""
    steps, error = table.numbers("steps"), table.numbers("steps_std_error")
    arms = list(dict.fromkeys(table.texts("arm")))
    cells = list(zip(table.texts("task"), table.texts("placement")))
    panels = list(dict.fromkeys(cells))
    height = 1.0 + len(panels) * (0.75 + 0.24 * len(arms))
    sheet = Sheet(frame, len(panels), columns=1, height=height, share=(False, True))
    for axes, panel in zip(sheet.panels, panels):
        rows = [row for row in range(table.size) if cells[row] == panel]
        places = [arms.index(table.texts("arm")[row]) for row in rows]
        colour = sheet.colours.palette[0]
        axes.errorbar(steps[rows], places, xerr=error[rows], fmt="o", color=colour, capsize=3, elinewidth=1.3)
        axes.set_xlim(left=0)
        axes.grid(axis="y", visible=False)
    sheet.row_names(sheet.panels[0], list(range(len(arms))), arms, 1.6)
    sheet.panels[0].set_ylim(len(arms) - 0.4, -0.6)
    sheet.x_label(sheet.panels[-1], frame.axis(table, "steps", "steps to the target"))
    sheet.titles([f"{task}, {placement} the gate" for task, placement in panels])
    return sheet.finish()
