"""Lemmas 1 and 2: groups of paths that share their weights."""

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


@kind(
    "path_groups",
    ("assignment", "length", "mean_size", "smallest_size", "largest_size", "expected_size"),
    summary="sizes of the groups of paths that share weights, by length",
    plan=Plan("length", ("mean_size",), series=("assignment",), references=(("expected_size", "expected"),)),
)
def path_groups(table: Table, frame: Frame) -> list[Axes]:
    """A panel for each assignment: mean size, bar from the smallest to the largest group, the expected size in ink."""
    arrangement = arrange(table, (), frame, facet=("assignment",))
    sheet = Sheet(frame, len(arrangement.panels))
    sheet.log("")
    for axes, panel in zip(sheet.panels, arrangement.panels):
        part = table.at(np.concatenate([one.rows for one in panel.series]))
        x, mean = part.numbers("length"), part.numbers("mean_size")
        look = Look(sheet.colours.palette[0])
        axes.vlines(
            x, part.numbers("smallest_size"), part.numbers("largest_size"), color=look.colour, linewidth=5, alpha=0.35
        )
        marks.reference(sheet, axes, x, part.numbers("expected_size"), "expected")
        marks.curve(sheet, axes, x, mean, look, label="mean; bar: smallest to largest group", line=False)
        marks.whole_numbers(axes.xaxis)
    sheet.panels[0].set_ylim(bottom=0)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(frame.axis(table, "length"), frame.axis(table, "mean_size"))
    return sheet.finish()


@kind(
    "path_moments",
    ("assignment", "inputs", "length", "smallest_ratio", "mean_ratio", "largest_ratio", "measured_ratio", "std_error"),
    summary="second moments of groups of paths, counted and measured, by length",
    plan=Plan("length", ("measured_ratio",), error=("std_error",), series=("assignment", "inputs")),
)
def path_moments(table: Table, frame: Frame) -> list[Axes]:
    """A panel for each law of inputs, assignments by colour.

    Counted mean as a dash with the range over groups, measured points with errors, 1/M in ink.
    """
    arrangement = arrange(table, ("assignment",), frame, facet=("inputs",))
    sheet = Sheet(frame, len(arrangement.panels))
    sheet.log("y")
    for axes, panel in zip(sheet.panels, arrangement.panels):
        for number, one in enumerate(panel.series):
            part = table.at(one.rows)
            x = part.numbers("length") + 0.16 * (number - 0.5 * (len(panel.series) - 1))
            low, high = part.numbers("smallest_ratio"), part.numbers("largest_ratio")
            axes.vlines(x, low, high, color=one.look.colour, linewidth=5, alpha=0.3)
            axes.hlines(part.numbers("mean_ratio"), x - 0.1, x + 0.1, color=one.look.colour, linewidth=2)
            measured, error = part.numbers("measured_ratio"), part.numbers("std_error")
            marks.curve(sheet, axes, x, measured, one.look, label=one.label, error=error, line=False)
            if number == 0:
                marks.reference(
                    sheet, axes, part.numbers("length"), part.numbers("one_over_paths"), "1/M", style.DASHES[1]
                )
        marks.whole_numbers(axes.xaxis)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(frame.axis(table, "length"), r"$E\,\xi^2/M^2$ of a group")
    return sheet.finish()
