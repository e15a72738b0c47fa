"""Any column against any other."""

from __future__ import annotations

from matplotlib.axes import Axes

from ..frame import Frame
from ..registry import kind
from ..tables import Table


@kind("xy", (), summary="the columns that x and y name, of any table", also=lambda table: False)
def xy(table: Table, frame: Frame) -> list[Axes]:
    """Never chosen by columns: `plot` draws it."""
    raise ValueError(f"{table.origin}: kind 'xy' needs x= and y=; columns are {', '.join(table.columns)}")
