"""Path lengths of a model along its training."""

from __future__ import annotations

from matplotlib.axes import Axes

from .. import marks, style
from ..frame import Frame
from ..registry import Plan, kind
from ..sheet import Sheet
from ..style import Look
from ..tables import Table

# What each panel shows, its columns and their names in its legend.
PANELS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("mean path length", (("input_gradient_depth", "gradient by the inputs"), ("centred_depth", "outputs, centred"))),
    ("cross term", (("gradient_cross", "gradient by the inputs"), ("centred_cross", "outputs, centred"))),
    (
        "distance from the law",
        (
            ("gradient_tv_coherent", "gradient: amplitudes add (coherent)"),
            ("gradient_tv_incoherent", "gradient: powers add (incoherent)"),
        ),
    ),
)


@kind(
    "recorded",
    ("step", "input_gradient_depth", "gradient_cross", "gradient_tv_coherent", "gradient_tv_incoherent"),
    summary="path lengths, cross terms and distance from both laws along training",
    without=("training_loss", "residual"),
    plan=Plan("step", ("input_gradient_depth",)),
)
def recorded(table: Table, frame: Frame) -> list[Axes]:
    """Three panels against the step: mean length, interference, and which law the gradient follows."""
    sheet = Sheet(frame, len(PANELS), columns=1, shared=False, share=(True, False), height=7.2)
    steps = table.numbers("step")
    for axes, (words, columns) in zip(sheet.panels, PANELS):
        for number, (column, name) in enumerate(columns):
            if table.has(column):
                look = Look(sheet.colours.palette[number], style.MARKERS[number], style.DASHES[number])
                marks.curve(sheet, axes, steps, table.numbers(column), look, label="", number=number)
                axes.lines[-1].set_label(frame.word(name))
        sheet.y_label(axes, frame.axis(table, columns[0][0], words))
        sheet.key(axes)
        axes.set_ylim(bottom=0)
        marks.whole_numbers(axes.xaxis)
    sheet.x_label(sheet.panels[-1], frame.axis(table, "step", "training step"))
    return sheet.finish()
