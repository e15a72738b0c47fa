"""A training run: loss, accuracy, path length and weights along its steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes

from .. import marks, style
from ..frame import Frame
from ..registry import Plan, kind
from ..series import arrange, study_axes
from ..sheet import Sheet
from ..style import Look
from ..tables import Rows, Table
from .seeds import over_seeds

# Columns of each panel with their names in its legend.
PANELS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("loss", "test_loss", (("training_loss", "training batch"), ("test_loss", "test"))),
    ("accuracy", "test_accuracy", (("test_accuracy", "batch statistics"), ("running_accuracy", "running"))),
    (
        "mean path length",
        "effective_depth",
        (
            ("effective_depth", "measured"),
            ("theory_depth_coherent", "coherent law"),
            ("theory_depth_incoherent", "incoherent law"),
        ),
    ),
    ("norm of all weights", "weight_norm", (("weight_norm", "norm of all weights"),)),
)
SERIES = ("config", "seed")
LAW_FITS = tuple(f"{name}_{law}" for law in ("coherent", "incoherent") for name in ("beta", "tv"))
RESULTS = {
    *("step", "training_loss", "test_loss", "test_accuracy", "running_accuracy", "weight_norm", "effective_depth"),
    *("signed_depth", "weight_gradient_depth", "input_gradient_depth", "cross", "beta_coherent", "beta_incoherent"),
    *("theory_depth_coherent", "theory_depth_incoherent", "tv_coherent", "tv_incoherent", "centred_depth"),
    *(f"{of}_{name}" for of in ("centred", "gradient") for name in ("cross", *LAW_FITS)),
    "theory_depth_normalised",
}


@kind(
    "history",
    ("step", "training_loss", "test_loss", "test_accuracy", "effective_depth"),
    summary="loss, accuracy, path length and weights along training",
    plan=Plan("step", ("test_loss",), series=SERIES),
)
def history(table: Table, frame: Frame) -> list[Axes]:
    """Four panels against the step: means over seeds, the standard deviation as a band; configurations by colour."""
    configurations = study_axes(table, RESULTS)
    sheet = Sheet(frame, len(PANELS), shared=False, share=(True, False))
    if len(table.groups(configurations)) == 1:
        for axes, (title, _, columns) in zip(sheet.panels, PANELS):
            _one_run(sheet, axes, table, title, columns)
    else:
        arrangement = arrange(table, configurations, frame, single=True)
        for axes, (title, column, _) in zip(sheet.panels, PANELS):
            for number, one in enumerate(arrangement.panels[0].series):
                _mean(sheet, axes, table, column, one.rows, one.look, one.label, number)
            sheet.y_label(axes, frame.axis(table, column, f"test {title}" if column.startswith("test") else title))
        sheet.bar(arrangement.bar)
    for axes in sheet.panels[2:]:
        sheet.x_label(axes, frame.axis(table, "step", "training step"))
    return sheet.finish()


def _one_run(sheet: Sheet, axes: Axes, table: Table, title: str, columns: tuple[tuple[str, str], ...]) -> None:
    rows = np.arange(table.size)
    shown = [(column, name) for column, name in columns if table.has(column)]
    looks = style.nominal(sheet.colours, max(len(shown), 1))
    for number, ((column, name), look) in enumerate(zip(shown, looks)):
        if number > 0:  # seen where it lies on the first
            look = replace(look, dash=style.DASHES[number], filled=False)
        _mean(sheet, axes, table, column, rows, look, "", number, name)
    unit = next((column for column, _ in shown), title)
    sheet.y_label(axes, sheet.frame.axis(table, unit, title))
    if len(shown) > 1:
        sheet.key(axes)


def _mean(
    sheet: Sheet, axes: Axes, table: Table, column: str, rows: Rows, look: Look, label: str, number: int, name: str = ""
) -> None:
    places, mean, deviation = over_seeds(table, column, rows)
    marks.curve(sheet, axes, places, mean, look, label=label, band=deviation, number=number)
    if name:
        axes.lines[-1].set_label(sheet.frame.word(name))
