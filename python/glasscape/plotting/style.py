"""The look of every figure: colours, markers, dashes, type and sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.colors import Colormap, ListedColormap

Dash = Any  # what matplotlib takes as the style of a line


@dataclass(frozen=True)
class Theme:
    """Colours of a figure: `ink` for text and for what is exact, `muted` for aids, `palette` for series.

    `span` is the part of the sequential map that stands out from the background.
    """

    background: str
    ink: str
    muted: str
    grid: str
    palette: tuple[str, ...]
    span: tuple[float, float]


# The palettes were searched for: any two colours, and the ink, are more than 10 apart in CAM02-UCS under normal vision,
# deuteranopia and protanopia, and stand out from the background. python/tests/test_palette.py computes it.
THEMES = {
    "light": Theme(
        background="#ffffff",
        ink="#222222",
        muted="#767676",
        grid="#e3e3e3",
        palette=("#004695", "#e13234", "#219966", "#e18c0a", "#8760ae", "#643a1f", "#00b7e3", "#d975af"),
        span=(0.0, 0.78),
    ),
    "dark": Theme(
        background="#15181d",
        ink="#e6e6e6",
        muted="#9a9fa6",
        grid="#30343b",
        palette=("#53a5fd", "#f1675d", "#43c693", "#f6ba44", "#9f84bb", "#a66926", "#55e3fa", "#eca9cd"),
        span=(0.32, 1.0),
    ),
}

MARKERS = ("o", "s", "^", "D", "v", ">", "<", "p")
DASHES: tuple[Dash, ...] = ("-", (0, (4, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)))

FONT_SIZE = 11.0
SMALL = 9.5
WIDTH = 6.4  # inches; 1280 pixels at DPI
HEIGHT = 4.0
DPI = 200
LINE = 1.8
MARKER = 5.5


@dataclass(frozen=True)
class Look:
    """How one series is drawn; `filled` tells two series of the same marker apart."""

    colour: str
    marker: str = "o"
    dash: Dash = "-"
    filled: bool = True


def theme(name: str) -> Theme:
    """The theme of that name; ValueError for another."""
    if name not in THEMES:
        raise ValueError(f"there is no theme '{name}'; there are {', '.join(THEMES)}")
    return THEMES[name]


def sequential(of: Theme) -> Colormap:
    """The map for ordinal variables, from low to high, uniform to the eye and readable without red or green."""
    low, high = of.span
    shades = matplotlib.colormaps["viridis"]([low + (high - low) * i / 255 for i in range(256)])
    return ListedColormap(shades, name="glasscape")


def shades(of: Theme, count: int) -> list[str]:
    """`count` colours of the sequential map, evenly spaced from low to high."""
    colours = sequential(of)
    return [matplotlib.colors.to_hex(colours(i / max(count - 1, 1))) for i in range(count)]


def nominal(of: Theme, count: int) -> list[Look]:
    """Looks of up to 8 series without an order; ValueError for more."""
    if count > len(of.palette):
        raise ValueError(f"{count} series have no colours of their own: there are {len(of.palette)}")
    return [Look(of.palette[i], MARKERS[i]) for i in range(count)]


def ordinal(of: Theme, count: int) -> list[Look]:
    """Looks of series along an ordinal variable; markers repeat beyond 8, colours never."""
    return [Look(colour, MARKERS[i % len(MARKERS)]) for i, colour in enumerate(shades(of, count))]


def rc(of: Theme) -> Any:
    """Settings of matplotlib under which figures are made and saved."""
    return {
        "figure.facecolor": of.background,
        "figure.dpi": 100,
        "savefig.facecolor": of.background,
        "savefig.dpi": DPI,
        "svg.hashsalt": "glasscape",  # the same figure has the same bytes
        "pdf.fonttype": 42,
        "font.family": "DejaVu Sans",
        "font.size": FONT_SIZE,
        "mathtext.fontset": "dejavusans",
        "text.color": of.ink,
        "axes.facecolor": of.background,
        "axes.edgecolor": of.muted,
        "axes.labelcolor": of.ink,
        "axes.labelsize": FONT_SIZE,
        "axes.titlesize": FONT_SIZE,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.xmargin": 0.03,
        "axes.ymargin": 0.06,
        "grid.color": of.grid,
        "grid.linewidth": 0.7,
        "xtick.color": of.muted,
        "ytick.color": of.muted,
        "xtick.labelcolor": of.ink,
        "ytick.labelcolor": of.ink,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "legend.fontsize": SMALL,
        "legend.frameon": False,
        "legend.handlelength": 1.9,
        "legend.labelspacing": 0.45,
        "legend.columnspacing": 1.4,
        "legend.borderaxespad": 0.0,
        "lines.linewidth": LINE,
        "lines.markersize": MARKER,
        "lines.markeredgewidth": 1.1,
        "errorbar.capsize": 2.5,
        "axes.formatter.use_mathtext": True,
        "axes.formatter.limits": (-4, 5),
        "axes.formatter.useoffset": False,
    }
