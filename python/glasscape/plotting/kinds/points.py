"""Every critical point: energy against index."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import marks, style
from ..frame import Frame
from ..registry import Plan, kind
from ..series import arrange, study_axes
from ..sheet import Sheet
from ..tables import Numbers, Table

SERIES = ("SPEC", "mixture", "size")
RESULTS = {
    *("sample", "point", "energy", "radial", "index", "gradient_norm", "euler_ok", "complete"),
    *("starts", "failed_searches", "found_once"),
}


@kind(
    "points",
    ("energy", "index", "radial", "point"),
    summary="energy of every critical point against its index",
    plan=Plan("energy", ("radial",), series=("index",), line=False),
)
def points(table: Table, frame: Frame) -> list[Axes]:
    """A cloud for each index, as thick as points are dense, in the colour of the index; the mean energy as a bar."""
    others = study_axes(table, {*RESULTS, *SERIES})
    keys = (*others, *SERIES)
    arrangement = arrange(table, (), frame, facet=keys)
    sheet = Sheet(frame, len(arrangement.panels))
    sheet.log("")
    indices = np.unique(table.numbers("index"))
    colours = dict(zip(indices, style.shades(frame.colours, len(indices))))
    for axes, panel in zip(sheet.panels, arrangement.panels):
        rows = np.concatenate([one.rows for one in panel.series])
        for index in np.unique(table.numbers("index")[rows]):
            energies = np.sort(table.numbers("energy")[rows][table.numbers("index")[rows] == index])
            _cloud(axes, energies, float(index), colours[index], sheet)
        marks.whole_numbers(axes.yaxis)
        axes.grid(axis="y", visible=False)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(
        frame.axis(table, "energy"), frame.axis(table, "index", "index k (negative eigenvalues of the Hessian)")
    )
    return sheet.finish()


def _cloud(axes: Axes, energies: Numbers, index: float, colour: str, sheet: Sheet) -> None:
    axes.scatter(
        energies,
        index + 0.4 * _density(energies) * (2 * np.modf(np.arange(1, len(energies) + 1) * 0.618034)[0] - 1),
        s=max(2.5, min(14.0, 4000 / len(energies))),
        color=colour,
        alpha=0.55,
        linewidth=0,
        rasterized=len(energies) > 2000,
    )
    axes.vlines(energies.mean(), index - 0.42, index + 0.42, color=sheet.colours.ink, linewidth=1.6, zorder=3)


def _density(energies: Numbers) -> Numbers:
    """Density of points at each of them over the largest, shape (n,), from a histogram that is smoothed."""
    bins = int(np.clip(len(energies) / 12, 8, 60))
    heights, edges = np.histogram(energies, bins=bins)
    smooth = np.convolve(heights, (0.25, 0.5, 0.25), mode="same")
    centres = 0.5 * (edges[1:] + edges[:-1])
    return np.asarray(np.interp(energies, centres, smooth / smooth.max()))
