"""Differences of arms that are paired by seed."""

from __future__ import annotations

from matplotlib.axes import Axes

from ..frame import Frame
from ..registry import Plan, kind
from ..sheet import Sheet
from ..tables import Table


@kind(
    "paired_differences",
    ("measure", "arm", "against", "difference", "difference_std_error"),
    summary="differences of arms by measure, paired by seed",
    plan=Plan("difference", ("difference_std_error",), series=("arm", "against"), facet=("measure",), line=False),
)
def paired_differences(table: Table, frame: Frame) -> list[Axes]:
    """A panel for each measure: a line for each pair of arms, with its error and the place of no difference."""
    difference, error = table.numbers("difference"), table.numbers("difference_std_error")
    arms, against, measures = table.texts("arm"), table.texts("against"), table.texts("measure")
    pairs = list(dict.fromkeys(zip(arms, against)))
    panels = list(dict.fromkeys(measures))
    labels = [f"{arm} − {other}" for arm, other in pairs]
    row = 0.24 if max(map(len, labels)) < 25 else 0.48  # one line or two
    height = 1.0 + len(panels) * (0.75 + row * len(pairs))
    sheet = Sheet(frame, len(panels), columns=1, height=height, share=(False, True))
    for axes, measure in zip(sheet.panels, panels):
        rows = [row for row in range(table.size) if measures[row] == measure]
        places = [pairs.index((arms[row], against[row])) for row in rows]
        axes.axvline(0, color=sheet.colours.muted, linewidth=0.9)
        colour = sheet.colours.palette[0]
        axes.errorbar(difference[rows], places, xerr=error[rows], fmt="o", color=colour, capsize=3, elinewidth=1.3)
        axes.grid(axis="y", visible=False)
    sheet.row_names(sheet.panels[0], list(range(len(pairs))), labels, 2.6)
    sheet.panels[0].set_ylim(len(pairs) - 0.4, -0.6)
    sheet.x_label(sheet.panels[-1], "difference, ± one standard error")
    sheet.titles(panels)
    return sheet.finish()
