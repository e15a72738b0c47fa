"""A figure of one or more panels: its grid, legend, title and limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, Optional, Union

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.ticker import AutoLocator

from . import style
from .foot import Zeros, draw_feet
from .frame import Frame
from .lettering import BOLD, CHARACTER, LogFormat, wrapped
from .series import Bar
from .style import Look

Share = Union[bool, Literal["none", "all", "row", "col"]]

MOST_PANELS = 60
GAP = 0.08  # inches between legend and panels


class Sheet:
    """Panels in a grid; what is said of them is laid out by `finish`, when it is known how much room there is."""

    def __init__(
        self,
        frame: Frame,
        panels: int = 1,
        *,
        columns: Optional[int] = None,
        shared: bool = True,
        height: Optional[float] = None,
        ratios: Optional[Sequence[float]] = None,
        widths: Optional[Sequence[float]] = None,
        share: Optional[tuple[Share, Share]] = None,
    ) -> None:
        """`shared` panels show the same columns; `share` says whether their x and y have one scale.

        `height` is that of the whole in inches, if the frame has none.
        """
        if panels > MOST_PANELS:
            raise ValueError(f"{panels} panels are too many for a figure: draw fewer rows of the table")
        self.frame = frame
        self.colours = frame.colours
        self.shared = shared
        self.width = frame.width or style.WIDTH
        self.columns = columns or _columns(panels, frame.narrow)
        self.rows = math.ceil(panels / self.columns)
        self.height = frame.height or height or _height(self.rows, self.columns)
        self.figure = plt.figure(figsize=(self.width, self.height), layout="constrained")
        share_x, share_y = share or (shared, shared)
        self.shared_y = share_y is not False
        grid = self.figure.subplots(
            self.rows,
            self.columns,
            squeeze=False,
            sharex=share_x,
            sharey=share_y,
            gridspec_kw={"height_ratios": ratios, "width_ratios": widths},
        )
        self.panels: list[Axes] = list(grid.flat)[:panels]
        for spare in list(grid.flat)[panels:]:
            spare.remove()
        for axes in self.panels[max(0, panels - self.columns) :]:
            axes.xaxis.set_tick_params(labelbottom=True)
        self._entries: dict[str, Line2D] = {}
        self._last_entries: dict[str, Line2D] = {}
        self._titles: list[tuple[Axes, str]] = []
        self._x_labels: list[tuple[Axes, str]] = []
        self._y_labels: list[tuple[Axes, str]] = []
        self._keys: list[Axes] = []
        self._names = 0.0
        self._zeros: dict[Axes, list[Zeros]] = {}

    def log(self, default: str) -> None:
        """Makes axes logarithmic, before anything is drawn: those asked for, else those of `default`."""
        along = default if self.frame.log is None else self.frame.log
        for axes in self.panels if self.shared else self.panels[:1]:
            if "x" in along:
                axes.set_xscale("log")
            if "y" in along:
                axes.set_yscale("log")

    def titles(self, titles: Sequence[str]) -> None:
        """Titles of the panels from the first on."""
        for axes, title in zip(self.panels, titles):
            self.title(axes, title)

    def title(self, axes: Axes, title: str) -> None:
        self._titles.append((axes, self.frame.word(title)))

    def labels(self, x: str, y: str) -> None:
        """Labels of shared axes, at the outer panels only."""
        for number, axes in enumerate(self.panels):
            if number + self.columns >= len(self.panels):
                self.x_label(axes, x)
            if number % self.columns == 0:
                self.y_label(axes, y)

    def x_label(self, axes: Axes, text: str) -> None:
        self._x_labels.append((axes, text))

    def y_label(self, axes: Axes, text: str) -> None:
        self._y_labels.append((axes, text))

    def row_names(self, axes: Axes, places: Sequence[float], names: Sequence[str], inches: float) -> None:
        """Names of rows beside a panel, in lines of that width."""
        texts = [wrapped(name, inches, style.SMALL) for name in names]
        axes.set_yticks(places, texts)
        longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
        self._names = longest * style.SMALL * CHARACTER / 72

    def entry(self, label: str, look: Look, *, line: bool = True, marker: bool = True, last: bool = False) -> None:
        """An entry of the legend; the first of a label stays, `last` ones stand at the end."""
        entries = self._last_entries if last else self._entries
        if label:
            entries.setdefault(self.frame.word(label), handle(look, self.colours, line=line, marker=marker))

    def zeros(self, axes: Axes, row: Zeros) -> None:
        """Values of a series that are 0 on a logarithmic axis."""
        self._zeros.setdefault(axes, []).append(row)

    def key(self, axes: Axes) -> None:
        """Gives a panel a legend of its own above it, of what has a label there."""
        self._keys.append(axes)

    def bar(self, bar: Optional[Bar]) -> None:
        if bar is None:
            return
        place = "top" if self.frame.narrow else "right"
        self.figure.colorbar(
            bar.mappable, ax=self.panels, label=bar.label, location=place, aspect=32, pad=0.02, fraction=0.06
        )

    def finish(self) -> list[Axes]:
        """Limits, title, legend and labels, with room for them; returns the panels."""
        for number, axes in enumerate(self.panels):
            if self.frame.xlim is not None:
                axes.set_xlim(*self.frame.xlim)
            if self.frame.ylim is not None and (self.shared or number == 0):
                axes.set_ylim(*self.frame.ylim)
            for axis in (axes.xaxis, axes.yaxis):
                if axis.get_scale() == "log":
                    axis.set_major_formatter(LogFormat())
                    axis.set_minor_formatter(LogFormat(minor_thresholds=(1.6, 0.6)))
        self._draw_zeros()
        right, top = self._place_legend(self._title())
        self._write(right, top)
        engine = self.figure.get_layout_engine()
        assert isinstance(engine, ConstrainedLayoutEngine)
        room = (0.0, 0.0, 1 - right / self.width, 1 - top / self.height)
        engine.set(rect=room, w_pad=0.05, h_pad=0.05)
        return self.panels

    def _draw_zeros(self) -> None:
        left = set(self._zeros)
        while left:
            one = left.pop()
            together = one.get_shared_y_axes().get_siblings(one)
            left.difference_update(together)
            draw_feet([axes for axes in self.panels if axes in together], self._zeros, self.colours)

    def _write(self, right: float, top: float) -> None:
        beside = 0.2 if self.shared_y else 0.85  # of each panel, for ticks and label
        width = (self.width - right - self._names - 0.65 * self.shared_y) / self.columns - beside
        height = (self.height - top) / self.rows
        for axes, title in self._titles:
            if title:
                axes.set_title(wrapped(title, width, character=BOLD))
        for axes in self.panels:
            locator = axes.xaxis.get_major_locator()
            if isinstance(locator, AutoLocator):
                locator.set_params(nbins=int(min(9, max(3, width / 0.5))))
        for axes, text in self._x_labels:
            axes.set_xlabel(wrapped(text, width + 0.3))
        for axes, text in self._y_labels:
            axes.set_ylabel(wrapped(text, height - 0.45))
        for axes in self._keys:
            self._own_legend(axes, width)

    def _own_legend(self, axes: Axes, width: float) -> None:
        for columns in range(len(axes.get_legend_handles_labels()[1]), 0, -1):
            legend = axes.legend(
                loc="lower left",
                bbox_to_anchor=(0, 1.01),
                ncols=columns,
                columnspacing=0.9,
                handlelength=1.3,
                handletextpad=0.5,
            )
            if _inches(legend, self.figure.dpi)[0] <= width + 0.15:
                return

    def _title(self) -> float:
        """Writes the title; returns the height that it takes, in inches."""
        if not self.frame.title:
            return 0.0
        size = style.FONT_SIZE * 1.1
        text = wrapped(self.frame.title, self.width - 0.2, size, BOLD)
        place = (GAP / self.width, 1 - 0.06 / self.height)
        drawn = self.figure.text(*place, text, ha="left", va="top", weight="bold", size=size)
        drawn.set_in_layout(False)
        return float(drawn.get_window_extent().height / self.figure.dpi) + 0.14

    def _place_legend(self, top: float) -> tuple[float, float]:
        """The room that the legend takes on the right, and with the title above, in inches."""
        self._entries.update({k: v for k, v in self._last_entries.items() if k not in self._entries})
        if not self._entries:
            return 0.0, top
        if not self.frame.narrow and self.columns == 1 and len(self.figure.axes) == len(self.panels):
            legend = self._legend(1, top)
            width, height = _inches(legend, self.figure.dpi)
            if width < 0.31 * self.width and height < self.height - top:
                return width + 2 * GAP, top
            legend.remove()
        return 0.0, top + self._legend_above(top) + 2 * GAP

    def _legend_above(self, top: float) -> float:
        for columns in range(min(len(self._entries), 6), 0, -1):
            legend = self._legend(columns, top, above=True)
            width, height = _inches(legend, self.figure.dpi)
            if width <= self.width - 2 * GAP or columns == 1:
                break
            legend.remove()
        if height > 0.15 * self.height and self.frame.height is None:
            legend.remove()
            self.height += height
            self.figure.set_size_inches(self.width, self.height)
            self._legend(columns, top, above=True)
        return height

    def _legend(self, columns: int, top: float, above: bool = False) -> Legend:
        y = 1 - (top + GAP) / self.height
        # matplotlib leaves out what begins with an underscore.
        labels = [f" {label}" if label.startswith("_") else label for label in self._entries]
        legend = self.figure.legend(
            list(self._entries.values()),
            labels,
            loc="upper left" if above else "upper right",
            bbox_to_anchor=(GAP / self.width, y) if above else (1 - GAP / self.width, y),
            ncols=columns,
        )
        legend.set_in_layout(False)
        return legend


def _inches(legend: Legend, dpi: float) -> tuple[float, float]:
    extent = legend.get_window_extent()
    return float(extent.width / dpi), float(extent.height / dpi)


def handle(look: Look, colours: style.Theme, *, line: bool = True, marker: bool = True) -> Line2D:
    """What stands for a series in the legend."""
    return Line2D(
        [],
        [],
        color=look.colour,
        linestyle=look.dash if line else "none",
        marker=look.marker if marker else "none",
        markerfacecolor=look.colour if look.filled else colours.background,
        markeredgecolor=look.colour if not look.filled else colours.background,
        markeredgewidth=1.1 if not look.filled else 0.5,
    )


def _columns(panels: int, narrow: bool) -> int:
    if panels == 1 or (narrow and panels <= 4):
        return 1
    if panels <= 8 or narrow:
        return 2
    return 3 if panels <= 12 else 4


def _height(rows: int, columns: int) -> float:
    if rows == 1:
        return style.HEIGHT if columns == 1 else 3.3
    return 0.7 + rows * (2.7 if columns == 1 else 2.35 if columns == 2 else 1.9)
