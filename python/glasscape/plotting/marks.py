"""Curves, error bars and marks on one panel."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Optional

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import MaxNLocator

from . import style
from .foot import Zeros
from .sheet import Sheet
from .style import Look
from .tables import Numbers

FEW = 24  # points of a curve up to which each has its marker
ZERO = "exactly 0"


def curve(
    sheet: Sheet,
    axes: Axes,
    x: Numbers,
    y: Numbers,
    look: Look,
    *,
    label: str = "",
    error: Optional[Numbers] = None,
    band: Optional[Numbers] = None,
    line: bool = True,
    marker: bool = True,
    number: int = 0,
) -> None:
    """A series, x and y of shape (n,): a line with markers, error bars or a band; what is not finite is a gap.

    What is 0 on a logarithmic axis stands at its foot. A dense curve has a marker here and there, those of the series
    `number` at places of their own.
    """
    x, y = (np.where(np.isfinite(a), a, np.nan) for a in (x, y))
    if not np.any(np.isfinite(x) & np.isfinite(y)):
        return
    finite = x[np.isfinite(x)]
    line = line and len(np.unique(finite)) == len(finite)  # several values at one place are a cloud
    if band is not None:
        axes.fill_between(x, y - band, y + band, color=look.colour, alpha=0.2, linewidth=0)
    if error is not None and np.any(np.isfinite(error)):
        _error_bars(axes, x, y, error, look)
    shown_x, shown_y = _positive(axes, x, y)
    axes.plot(
        shown_x,
        shown_y,
        color=look.colour,
        linestyle=look.dash if line else "none",
        marker=look.marker if marker else "none",
        markevery=_places(shown_y, number) if line else None,
        markerfacecolor=look.colour if look.filled else sheet.colours.background,
        markeredgecolor=look.colour if not look.filled else sheet.colours.background,
        markeredgewidth=1.1 if not look.filled else 0.5,
        label=f"_{label}",
    )
    sheet.entry(label, look, line=line, marker=marker)
    _zeros(sheet, axes, x, y, error, look)


def _positive(axes: Axes, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """What the scales of the axes can show; a warning says what they cannot, but for zeros, which the foot shows."""
    out_x = np.where(x > 0, x, np.nan) if axes.get_xscale() == "log" else x
    out_y = np.where(y > 0, y, np.nan) if axes.get_yscale() == "log" else y
    lost = np.isfinite(x) & np.isfinite(y) & (~np.isfinite(out_x) | (~np.isfinite(out_y) & (y != 0)))
    if np.any(lost):
        many = f"{int(lost.sum())} of {len(x)} points"
        warnings.warn(f"{many} are not drawn: not positive on a logarithmic axis", stacklevel=2)
    return out_x, out_y


def _places(y: Numbers, number: int) -> Optional[list[int]]:
    finite = np.flatnonzero(np.isfinite(y))
    if len(finite) <= FEW:
        return None
    step = len(finite) / 6
    return [int(finite[int(step * (i + (0.15 + 0.31 * number) % 1.0))]) for i in range(6)]


def _error_bars(axes: Axes, x: Numbers, y: Numbers, error: Numbers, look: Look) -> None:
    shown = np.isfinite(x) & np.isfinite(y) & np.isfinite(error)
    if axes.get_yscale() == "log":
        shown &= y > 0
    if np.any(shown):
        axes.errorbar(x[shown], y[shown], error[shown], fmt="none", ecolor=look.colour, elinewidth=1.1, capthick=1.1)


def _zeros(sheet: Sheet, axes: Axes, x: Numbers, y: Numbers, error: Optional[Numbers], look: Look) -> None:
    """Leaves what is 0 on a logarithmic axis to the foot of the panel."""
    if axes.get_yscale() != "log":
        return
    at = np.isfinite(x) & (y == 0)
    if axes.get_xscale() == "log":
        at &= x > 0
    if np.any(at):
        sheet.zeros(axes, Zeros(x[at], None if error is None else error[at], look))
        sheet.entry(ZERO, Look(sheet.colours.ink, "v", filled=False), line=False, last=True)


def reference(sheet: Sheet, axes: Axes, x: Numbers, y: Numbers, label: str, dash: style.Dash = (0, (4, 2))) -> None:
    """What curves are compared with, in ink."""
    x, y = _positive(axes, *(np.where(np.isfinite(a), a, np.nan) for a in (x, y)))
    axes.plot(x, y, color=sheet.colours.ink, linestyle=dash, linewidth=1.3, label=f"_{label}", zorder=2.6)
    sheet.entry(label, Look(sheet.colours.ink, dash=dash), marker=False, last=True)


def zero_line(axes: Axes, colours: style.Theme) -> None:
    axes.axhline(0, color=colours.muted, linewidth=0.9, zorder=1.5)


def whole_numbers(axis: Axis) -> None:
    """Ticks at whole numbers."""
    axis.set_major_locator(MaxNLocator(nbins=9, integer=True, steps=[1, 2, 5, 10]))


def spread(places: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Centres nearest to ascending `places` of intervals of such sizes that do not overlap."""
    stacks: list[tuple[float, list[float]]] = []  # start, sizes
    for place, size in zip(places, sizes):
        stacks.append((place - size / 2, [size]))
        while len(stacks) > 1 and stacks[-2][0] + sum(stacks[-2][1]) > stacks[-1][0] + 1e-12:
            (upper, above), (lower, below) = stacks.pop(), stacks.pop()
            many = len(below) + len(above)
            start = (len(below) * lower + len(above) * (upper - sum(below))) / many
            stacks.append((start, below + above))
    return [start + sum(of[:i]) + size / 2 for start, of in stacks for i, size in enumerate(of)]


def named_places(sheet: Sheet, axes: Axes, places: Sequence[tuple[str, float]], styles: Sequence[style.Dash]) -> None:
    """Upright lines at places along x, named above the panel; names keep clear of each other."""
    low, high = axes.get_xlim()
    width = 0.8 * sheet.width / sheet.columns
    inside = sorted((value, name, dash) for (name, value), dash in zip(places, styles) if low <= value <= high)
    widths = [0.075 * max(4, len(name.replace("\\mathrm", "").strip("$"))) for _, name, _ in inside]
    widths = [inches / width for inches in widths]
    shares = [(value - low) / (high - low) for value, _, _ in inside]
    for (value, name, dash), share in zip(inside, spread(shares, widths)):
        axes.axvline(value, color=sheet.colours.ink, linestyle=dash, linewidth=1.1, zorder=1.6, label=f"_{name}")
        axes.annotate(
            name,
            xy=(value, 1.0),
            xycoords=axes.get_xaxis_transform(),
            xytext=(share, 1.045),
            textcoords="axes fraction",
            ha="center",
            va="bottom",
            fontsize=style.SMALL,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": sheet.colours.muted, "linewidth": 0.7, "shrinkA": 1, "shrinkB": 0},
        )
