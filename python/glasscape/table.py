"""Tables: named columns with units, as every command gives them."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas


class Column(NamedTuple):
    """A column as its sidecar describes it."""

    name: str
    type: str
    """integer, real, text or boolean"""
    unit: str
    """"1" for a pure number, "" for text"""
    meaning: str


class Table(dict[str, Any]):
    """Columns by name, in order: arrays of float (NaN where there is no value), int or bool, lists of str.

    A dict, so that pandas.DataFrame(table) works too; `columns` says what each column means and in which unit."""

    columns: tuple[Column, ...]

    def __init__(self, columns: Iterable[tuple[str, str, str, str]] = (), data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data or {})
        self.columns = tuple(Column(*column) for column in columns)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(next(iter(self.values()))) if self else 0

    def row(self, number: int) -> dict[str, Any]:
        """One row as a dict."""
        return {name: values[number] for name, values in self.items()}

    def unit(self, name: str) -> str:
        """The unit of a column."""
        return next(column.unit for column in self.columns if column.name == name)

    def to_pandas(self) -> pandas.DataFrame:
        """A DataFrame; its attrs hold units and meanings by column. Needs pandas."""
        import pandas

        frame = pandas.DataFrame(dict(self))
        frame.attrs["units"] = {column.name: column.unit for column in self.columns}
        frame.attrs["meanings"] = {column.name: column.meaning for column in self.columns}
        return frame

    def to_parquet(self, path: str) -> None:
        """Writes a Parquet file, units and meanings with the columns. Needs pyarrow."""
        import pyarrow
        import pyarrow.parquet

        fields = []
        arrays = []
        for column in self.columns:
            array = pyarrow.array(self[column.name], from_pandas=True)
            arrays.append(array)
            fields.append(pyarrow.field(column.name, array.type, metadata={"unit": column.unit, "meaning": column.meaning}))
        pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields)), path)

    def _texts(self, most: int) -> list[list[str]]:
        def text(value: Any) -> str:
            if isinstance(value, (float, np.floating)):
                return "" if np.isnan(value) else f"{value:.6g}"
            return str(value)

        return [[text(values[i]) for values in self.values()] for i in range(min(self.rows, most))]

    def __repr__(self) -> str:
        most = 20
        lines = [list(self), *self._texts(most)]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self))]
        text = "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths)) for line in lines)
        return text + (f"\n... {self.rows} rows" if self.rows > most else "")

    def _repr_html_(self) -> str:
        most = 60
        head = "".join(
            f'<th title="{html.escape(column.meaning, quote=True)}">{html.escape(column.name)}'
            f"{f'<br><small>{html.escape(column.unit)}</small>' if column.unit not in ('', '1') else ''}</th>"
            for column in self.columns
        )
        body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line) + "</tr>" for line in self._texts(most))
        more = f"<p>{self.rows} rows, the first {most} shown</p>" if self.rows > most else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
