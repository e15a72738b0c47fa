"""The foot of a logarithmic axis, where values that are exactly 0 are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator

from . import style
from .style import Look
from .tables import Numbers

ROW = 0.04  # height of a row over that of the panel
MOST = 12  # marks of one row


@dataclass(frozen=True)
class Zeros:
    """Places along x at which one series is 0, shape (n,), and the errors there."""

    x: Numbers
    error: Optional[Numbers]
    look: Look


def draw_feet(panels: Sequence[Axes], zeros: Mapping[Axes, Sequence[Zeros]], colours: style.Theme) -> None:
    """Makes room below the curves of panels of one scale and draws a row of hollow triangles for each series."""
    rows = [row for panel in panels for row in zeros.get(panel, ())]
    errors = np.concatenate([row.error[row.error > 0] for row in rows if row.error is not None] or [np.array([])])
    low, high = panels[0].get_ylim()
    low = float(np.min([low, *(0.6 * errors)]))  # the bar of an error is seen above the foot
    share = ROW * (max(len(zeros.get(panel, ())) for panel in panels) + 0.6)
    bottom = low * (low / high) ** (share / (1 - share))
    panels[0].set_ylim(bottom, high)
    for panel in panels:
        _draw_ground(panel, share, low, colours)
        for number, row in enumerate(zeros.get(panel, ())):
            _draw_row(panel, row, ROW * (number + 0.8), bottom, colours)


def _draw_ground(axes: Axes, share: float, low: float, colours: style.Theme) -> None:
    across = axes.transAxes
    axes.add_patch(Rectangle((0, 0), 1, share, transform=across, color=colours.background, linewidth=0, zorder=2.1))
    axes.plot([0, 1], [share, share], transform=across, color=colours.muted, linewidth=0.8, zorder=2.2)
    axes.yaxis.set_major_locator(FixedLocator([tick for tick in axes.yaxis.get_majorticklocs() if tick >= low]))
    axes.yaxis.set_minor_locator(FixedLocator([tick for tick in axes.yaxis.get_minorticklocs() if tick >= low]))
    if axes.yaxis.get_major_ticks()[0].label1.get_visible():
        axes.text(-0.015, share / 2, "0", transform=across, ha="right", va="center", fontsize=style.SMALL)


def _draw_row(axes: Axes, row: Zeros, height: float, bottom: float, colours: style.Theme) -> None:
    if row.error is not None:
        axes.vlines(row.x, bottom, np.fmax(row.error, bottom), color=row.look.colour, linewidth=1.1, zorder=2.9)
    axes.plot(
        row.x,
        np.full(len(row.x), height),
        transform=axes.get_xaxis_transform(),
        linestyle="none",
        marker="v",
        markevery=-(-len(row.x) // MOST),
        markerfacecolor=colours.background,
        markeredgecolor=row.look.colour,
        zorder=3,
        label="_exactly 0",
    )
