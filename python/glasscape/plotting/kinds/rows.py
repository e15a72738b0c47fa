"""Names of rows that each are a line of a figure."""

from __future__ import annotations

from collections.abc import Sequence

from ..frame import Frame
from ..series import telling
from ..tables import Table


def row_labels(table: Table, columns: Sequence[str], frame: Frame) -> list[str]:
    """Each row by those of the columns that tell it from others; by the first column where none does."""
    keys = telling(table, columns) or list(columns)[:1]
    cells = [table.texts(key) for key in keys]
    return [
        frame.word(", ".join(frame.value(key, column[row]) for key, column in zip(keys, cells)))
        for row in range(table.size)
    ]
