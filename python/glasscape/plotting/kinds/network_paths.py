"""Single paths of a network and layers taken out of it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import marks, style
from ..frame import Frame
from ..registry import Plan, kind
from ..sheet import Sheet
from ..style import Look
from ..tables import Table

NORMS = (
    ("log_exact_norm", "exact: all paths of the length together"),
    ("log_incoherent_norm", "if their signs were random"),
    ("log_count_norm", "number of paths times mean norm"),
)


@kind(
    "path_norms",
    ("r", "path_norm", "log_count_norm", "log_incoherent_norm", "log_exact_norm"),
    summary="gradient norms by path length: exact, incoherent, and number times mean norm",
    plan=Plan("r", ("log_exact_norm",)),
)
def path_norms(table: Table, frame: Frame) -> list[Axes]:
    """The gradient through all paths of a length, beside what single paths would add up to without cancellation."""
    sheet = Sheet(frame)
    sheet.log("y")
    axes = sheet.panels[0]
    length = table.numbers("r")
    for number, (column, name) in enumerate(NORMS):
        look = Look(sheet.colours.palette[number], style.MARKERS[number], style.DASHES[number])
        marks.curve(sheet, axes, length, np.exp(table.numbers(column)), look, label=name)
    marks.whole_numbers(axes.xaxis)
    sheet.labels(frame.axis(table, "r"), frame.axis(table, "path_norm", "norm of the gradient by the inputs"))
    return sheet.finish()


@kind(
    "lesion",
    ("deleted", "draws", "loss", "loss_error", "accuracy", "accuracy_error"),
    summary="loss against the number of layers taken out",
    plan=Plan("deleted", ("loss",), error=("loss_error",)),
)
def lesion(table: Table, frame: Frame) -> list[Axes]:
    """Loss, and accuracy where there is one, with layers taken out at random; errors over the choices."""
    columns = [column for column in ("loss", "accuracy") if table.has(column)]
    sheet = Sheet(frame, len(columns))
    sheet.log("")
    deleted = table.numbers("deleted")
    for number, column in enumerate(columns):
        axes = sheet.panels[number]
        error = table.numbers(f"{column}_error")
        look = Look(sheet.colours.palette[0], style.MARKERS[0])
        marks.curve(sheet, axes, deleted, table.numbers(column), look, error=error)
        marks.whole_numbers(axes.xaxis)
    sheet.titles(columns)
    sheet.labels(frame.axis(table, "deleted"), "")
    return sheet.finish()


@kind(
    "checkpoint_saddles",
    ("start", "converged", "energy", "index_fraction", "predicted"),
    summary="critical points near a trained network, with its mixture",
    plan=Plan("energy", ("index_fraction",), line=False),
)
def checkpoint_saddles(table: Table, frame: Frame) -> list[Axes]:
    """Where searches ended, apart by whether that is a critical point; the mixture at the same energies in ink."""
    sheet = Sheet(frame)
    sheet.log("")
    axes = sheet.panels[0]
    energy, fraction = table.numbers("energy"), table.numbers("index_fraction")
    converged = np.array([text == "true" for text in table.texts("converged")])
    for number, (rows, name) in enumerate(((converged, "critical points"), (~converged, "least gradients"))):
        look = Look(sheet.colours.palette[number], style.MARKERS[number])
        marks.curve(sheet, axes, energy[rows], fraction[rows], look, label=name, line=False)
    order = np.argsort(energy)
    marks.reference(sheet, axes, energy[order], table.numbers("predicted")[order], "mixture of the checkpoint")
    sheet.labels(frame.axis(table, "energy", "standardised loss per weight"), frame.axis(table, "index_fraction"))
    return sheet.finish()
