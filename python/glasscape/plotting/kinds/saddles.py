"""Critical points of the training loss: index against energy, and what mixtures have there."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import marks, style
from ..frame import Frame
from ..registry import Plan, kind
from ..series import arrange
from ..sheet import Sheet
from ..style import Look
from ..tables import Table

MIXTURES = {"measured": "measured mixture", "paper": "the paper's mixture", "paths": "path-count mixture"}


@kind(
    "saddles",
    ("step", "energy", "index_fraction", "measured", "paper", "paths"),
    summary="index of critical points of the loss against energy, with mixtures",
    plan=Plan("energy", ("index_fraction",), series=("step",), line=False),
)
def saddles(table: Table, frame: Frame) -> list[Axes]:
    """Points coloured by the checkpoint that the search began at; mixtures at the same energies in ink."""
    arrangement = arrange(table, ("step",), frame, single=True)
    sheet = Sheet(frame)
    sheet.log("")
    axes = sheet.panels[0]
    energy = table.numbers("energy")
    order = np.argsort(energy)
    for (column, name), dash in zip(MIXTURES.items(), (style.DASHES[0], style.DASHES[1], style.DASHES[2])):
        marks.reference(sheet, axes, energy[order], table.numbers(column)[order], name, dash)
    for one in arrangement.panels[0].series:
        y = table.numbers("index_fraction")[one.rows]
        marks.curve(sheet, axes, energy[one.rows], y, one.look, label=_label(one.label), line=False)
    sheet.labels(frame.axis(table, "energy", "standardised loss per weight"), frame.axis(table, "index_fraction"))
    sheet.bar(arrangement.bar)
    return sheet.finish()


def _label(text: str) -> str:
    return f"from {text}" if text.startswith("step") else text


@kind(
    "saddles_by_checkpoint",
    ("step", "mixture", "index_fraction", "predicted", "difference", "z_score"),
    summary="mean index of critical points by checkpoint, against mixtures",
    plan=Plan("step", ("difference",), error=("std_error",), series=("mixture",)),
)
def saddles_by_checkpoint(table: Table, frame: Frame) -> list[Axes]:
    """Difference of the found index fraction from that of each mixture, with errors, by checkpoint."""
    arrangement = arrange(table, ("mixture",), frame, single=True)
    sheet = Sheet(frame)
    sheet.log("")
    axes = sheet.panels[0]
    steps = np.unique(table.numbers("step"))
    places = np.searchsorted(steps, table.numbers("step")).astype(float)
    series = arrangement.panels[0].series
    for number, one in enumerate(series):
        beside = places[one.rows] + 0.12 * (number - 0.5 * (len(series) - 1))
        error = table.numbers("std_error")[one.rows]
        y = table.numbers("difference")[one.rows]
        marks.curve(
            sheet,
            axes,
            beside,
            y,
            Look(one.look.colour, one.look.marker),
            label=MIXTURES.get(one.label, one.label),
            error=error,
            line=False,
        )
    marks.zero_line(axes, frame.colours)
    axes.set_xticks(range(len(steps)), [f"{step:g}" for step in steps])
    sheet.labels("checkpoint (steps)", frame.axis(table, "difference", "index fraction found − mixture's"))
    return sheet.finish()
