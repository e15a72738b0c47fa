"""Layers of a network along training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

import numpy as np
from matplotlib.axes import Axes

from .. import marks
from ..frame import Frame
from ..registry import Plan, kind
from ..series import Arrangement, arrange, study_axes, telling
from ..sheet import Sheet
from ..tables import Rows, Table
from .seeds import over_seeds

WORDS = {"beta": r"$\beta_l$ of the layer", "scale": r"scale $\lambda_l$", "gain": "gain of the branch"}
RESULTS = {
    *("seeds", "step", "layer", "scale", "scale_sd", "factor", "gate_openness", "rms_weight", "weight_norm"),
    *("gain", "beta"),
}
COLUMNS = ("scale", "beta", "gain", "rms_weight")


@kind(
    "layers",
    ("step", "layer", "beta", "gain"),
    summary="scale, beta, gain and weights of the layers along training",
    plan=Plan("step", ("beta",), series=("config", "seed", "layer")),
)
def layers(table: Table, frame: Frame) -> list[Axes]:
    """A panel for each quantity, means over seeds, coloured by layer; two for each of several configurations."""
    groups = _configurations(table, frame)
    quantities = [name for name in COLUMNS if table.has(name)][: 4 if len(groups) == 1 else 2]
    panels = [(rows, name, title) for title, rows in groups.items() for name in quantities]
    return draw_layers(table, frame, panels, {})


def _configurations(table: Table, frame: Frame) -> dict[str, Rows]:
    """Rows of each configuration, or place of a study, by its name; '' if there is one."""
    keys = telling(table, study_axes(table, RESULTS))
    return {
        ", ".join(frame.value(key, cell) for key, cell in zip(keys, cells)): rows
        for cells, rows in table.groups(keys).items()
    }


@kind(
    "scales",
    ("step", "layer", "scale", "scale_sd"),
    summary="scale of each layer along training, mean over seeds",
    plan=Plan("step", ("scale",), error=("scale_sd",), series=("config", "layer")),
)
def scales(table: Table, frame: Frame) -> list[Axes]:
    """A panel for each configuration, coloured by layer; bands are standard deviations over seeds."""
    panels = [(rows, "scale", title) for title, rows in _configurations(table, frame).items()]
    return draw_layers(table, frame, panels, {"scale": "scale_sd"})


def draw_layers(
    table: Table, frame: Frame, panels: Sequence[tuple[Rows, str, str]], deviations: dict[str, str]
) -> list[Axes]:
    """Panels of (rows, column, title) against the step, a curve for each layer."""
    arrangement = arrange(table, ("layer",), frame, single=True)
    columns = None if len(panels) < 2 or frame.narrow else 2
    sheet = Sheet(frame, len(panels), shared=False, columns=columns, share=(True, False))
    for axes, (rows, column, _) in zip(sheet.panels, panels):
        _draw_panel(sheet, axes, table, rows, column, arrangement, deviations.get(column))
        sheet.y_label(axes, frame.axis(table, column, WORDS.get(column)))
    sheet.titles([title for _, _, title in panels])
    for axes in sheet.panels[-sheet.columns :]:
        sheet.x_label(axes, frame.axis(table, "step", "training step"))
    sheet.bar(arrangement.bar)
    return sheet.finish()


def _draw_panel(
    sheet: Sheet, axes: Axes, table: Table, rows: Rows, column: str, arrangement: Arrangement, deviation: Optional[str]
) -> None:
    for number, one in enumerate(arrangement.panels[0].series):
        chosen = np.intersect1d(rows, one.rows)
        places, mean, band = over_seeds(table, column, chosen)
        if deviation is not None:
            band = over_seeds(table, deviation, chosen)[1]
        if arrangement.bar is None:
            marks.curve(sheet, axes, places, mean, one.look, label=one.label, band=band, number=number)
        else:  # bands of so many layers would hide each other
            marks.curve(sheet, axes, places, mean, one.look, marker=False)
