"""Tables of any origin as named columns, with the units of the sidecar."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Union

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]


Cells = Union[Sequence[Any], NDArray[Any]]


class Column:
    """Cells of one column, as numbers or as text."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells

    def __len__(self) -> int:
        return len(self._cells)

    def at(self, rows: Rows) -> Column:
        if isinstance(self._cells, np.ndarray):
            return Column(self._cells[rows])
        return Column([self._cells[row] for row in rows])

    @cached_property
    def numbers(self) -> Numbers:
        """Shape (rows,); NaN where a cell is empty or no number."""
        if isinstance(self._cells, np.ndarray) and self._cells.dtype.kind in "fiu":
            return self._cells.astype(np.float64)
        return np.array([_number(cell) for cell in self._cells], dtype=np.float64)

    @cached_property
    def texts(self) -> list[str]:
        """The cells as a CSV shows them; an absent value is ''."""
        return [_text(cell) for cell in self._cells]


def _number(cell: Any) -> float:
    try:
        return float(cell)
    except (TypeError, ValueError):
        return float("nan")


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, (bool, np.bool_)):
        return "true" if cell else "false"
    if isinstance(cell, (float, np.floating)):
        number = float(cell)
        if number != number:
            return ""
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    return str(cell)


class Table:
    """Columns by name, all of one length. `units` has the unit of each column that the sidecar names."""

    def __init__(self, columns: Mapping[str, Column], units: Mapping[str, str], origin: str) -> None:
        self.columns = dict(columns)
        self.units = dict(units)
        self.origin = origin
        lengths = {len(column) for column in self.columns.values()}
        if len(lengths) > 1:
            each = ", ".join(f"{name} {len(column)}" for name, column in self.columns.items())
            raise ValueError(f"{origin}: the columns have different lengths: {each}")
        self.size = lengths.pop() if lengths else 0
        if self.size == 0:
            raise ValueError(f"{origin}: the table has no rows to draw")

    def numbers(self, name: str) -> Numbers:
        """Numbers of a column, shape (rows,); ValueError if there is none of that name."""
        return self._column(name).numbers

    def texts(self, name: str) -> list[str]:
        """Texts of a column; ValueError if there is none of that name."""
        return self._column(name).texts

    def _column(self, name: str) -> Column:
        if name not in self.columns:
            raise ValueError(f"{self.origin}: there is no column '{name}'; columns are {', '.join(self.columns)}")
        return self.columns[name]

    def has(self, name: str) -> bool:
        """Whether there is such a column with a value in it."""
        return name in self.columns and any(text != "" for text in self.texts(name))

    def values(self, name: str) -> list[str]:
        """Distinct values in the order of the table."""
        return list(dict.fromkeys(self.texts(name)))

    def varies(self, name: str) -> bool:
        return name in self.columns and len(self.values(name)) > 1

    def at(self, rows: Union[Sequence[int], Rows]) -> Table:
        """The table of those rows."""
        chosen = np.asarray(rows, dtype=np.int64)
        return Table({name: column.at(chosen) for name, column in self.columns.items()}, self.units, self.origin)

    def where(self, name: str, value: str) -> Table:
        """The table of the rows with that text."""
        return self.at([row for row, text in enumerate(self.texts(name)) if text == value])

    def groups(self, names: Sequence[str]) -> dict[tuple[str, ...], Rows]:
        """Rows of each combination of values, in the order of the table."""
        cells = [self.texts(name) for name in names]
        found: dict[tuple[str, ...], list[int]] = {}
        for row in range(self.size):
            found.setdefault(tuple(column[row] for column in cells), []).append(row)
        return {key: np.array(rows, dtype=np.int64) for key, rows in found.items()}

    def with_columns(self, columns: Mapping[str, Sequence[Any]]) -> Table:
        """The table with these columns added or replaced."""
        more = {name: Column(cells) for name, cells in columns.items()}
        return Table({**self.columns, **more}, self.units, self.origin)


Source = Union[str, "os.PathLike[str]", Mapping[str, Any], Table, Any]


def read(source: Source) -> Table:
    """The table of a CSV's path, a DataFrame, a mapping of names to arrays, or of what has `.to_pandas()`.

    Raises ValueError for columns of different lengths, a table without rows or a CSV that is none, TypeError for
    anything else.
    """
    if isinstance(source, Table):
        return source
    if isinstance(source, (str, os.PathLike)):
        return _from_csv(Path(source))
    if hasattr(source, "to_pandas"):
        source = source.to_pandas()
    if hasattr(source, "iloc") and hasattr(source, "columns"):
        return _from_frame(source)
    if isinstance(source, Mapping):
        columns = {str(name): Column(_cells(cells, str(name))) for name, cells in source.items()}
        return Table(columns, {}, "the table")
    kind = type(source).__name__
    raise TypeError(f"a table is a path, a DataFrame, a mapping of columns or has to_pandas(), and no {kind}")


def _cells(cells: Any, name: str) -> Cells:
    array: NDArray[Any] = cells if isinstance(cells, np.ndarray) else np.array(list(cells), dtype=object)
    if array.ndim != 1:
        raise ValueError(f"the table: column '{name}' has {array.ndim} dimensions, and not one")
    return array if array.dtype.kind in "fiu" else list(array)


def _from_frame(frame: Any) -> Table:
    names = [str(name) for name in frame.columns]
    if len(set(names)) < len(names):
        raise ValueError(f"the table: a column's name comes twice; columns are {', '.join(names)}")
    columns = {name: Column(frame.iloc[:, i].to_numpy(dtype=object, na_value=None)) for i, name in enumerate(names)}
    return Table(columns, {}, "the table")


def _from_csv(path: Path) -> Table:
    with open(path, newline="", encoding="utf-8-sig") as file:
        lines = list(csv.reader(file))
    if not lines:
        raise ValueError(f"{path}: the file is empty")
    header, rows = lines[0], [line for line in lines[1:] if line]
    for number, line in enumerate(rows, 1):
        if len(line) != len(header):
            raise ValueError(f"{path}: row {number} has {len(line)} cells under {len(header)} columns")
    columns = {name: Column([line[i] for line in rows]) for i, name in enumerate(header)}
    return Table(columns, _units(path), str(path))


def _units(path: Path) -> dict[str, str]:
    sidecar = path.with_name(path.name + ".json")
    try:
        described = json.loads(sidecar.read_text(encoding="utf-8"))["columns"]
        return {column["name"]: column["unit"] for column in described}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # a table without a sidecar, or beside some other file, has no units
