"""What may be asked of any figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Optional

from . import names, style
from .tables import Table

Limits = Optional[tuple[Optional[float], Optional[float]]]
Size = Optional[tuple[Optional[float], Optional[float]]]


NARROW = 4.5  # inches


@dataclass(frozen=True)
class Frame:
    """Size in inches, limits, logarithmic axes ('', 'x', 'y', 'xy'), words, title and theme; None: as the kind has it.

    `labels` says what columns and legend entries are to be called: {"energy": "u", "pure:3": "3-spin"}. `xlim` holds
    for every panel, `ylim` and `log` for those that show what the first shows. Raises ValueError for an unknown theme,
    axis or size.
    """

    size: Size = None
    xlim: Limits = None
    ylim: Limits = None
    log: Optional[str] = None
    labels: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    theme: str = "light"

    def __post_init__(self) -> None:
        style.theme(self.theme)
        if self.log not in (None, "", "x", "y", "xy"):
            raise ValueError(f"log: '{self.log}' is none of '', 'x', 'y', 'xy'")
        if any(side is not None and not 1 <= side <= 100 for side in (self.width, self.height)):
            raise ValueError(f"size: {self.size} is no width and height from 1 to 100 inches")

    @property
    def width(self) -> Optional[float]:
        return self.size[0] if self.size else None

    @property
    def height(self) -> Optional[float]:
        return self.size[1] if self.size else None

    @property
    def narrow(self) -> bool:
        """Whether panels are to stand under each other, and legends above them."""
        return self.width is not None and self.width < NARROW

    @property
    def colours(self) -> style.Theme:
        return style.theme(self.theme)

    def word(self, text: str, default: Optional[str] = None) -> str:
        """What a legend entry is called."""
        return self.labels.get(text, text if default is None else default)

    def value(self, column: str, text: str) -> str:
        """What one value of a column is called."""
        return self.labels.get(text, names.value(column, text))

    def axis(self, table: Table, column: str, default: Optional[str] = None) -> str:
        """Label of an axis that shows a column: its words and its unit."""
        if column in self.labels:
            return self.labels[column]
        words = names.word(column) if default is None else default
        return names.with_unit(words, table.units.get(column, ""))
