"""Means over seeds along training."""

from __future__ import annotations

from typing import Optional

import numpy as np

from ..tables import Numbers, Rows, Table


def over_seeds(table: Table, column: str, rows: Rows, x: str = "step") -> tuple[Numbers, Numbers, Optional[Numbers]]:
    """Places, mean and standard deviation of a column over rows at one place, shape (places,).

    One seed has no deviation.
    """
    along, values = table.numbers(x)[rows], table.numbers(column)[rows]
    places = np.unique(along[np.isfinite(along)])
    cells = [values[(along == place) & np.isfinite(values)] for place in places]
    mean = np.array([cell.mean() if len(cell) else np.nan for cell in cells])
    if all(len(cell) < 2 for cell in cells):
        return places, mean, None
    return places, mean, np.array([cell.std(ddof=1) if len(cell) > 1 else 0.0 for cell in cells])
