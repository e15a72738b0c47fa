"""Laws of path lengths that need no measurement."""

from __future__ import annotations

import math

import numpy as np

from .. import _core
from ..table import Table


def normalised_stack(p: int, power: float = 1.0) -> Table:
    """Path lengths of a normalised residual stack of p layers at random weights: a law without parameters.

    power: c^2, the power that a branch adds over that of the first layer: 1 where branches end in a normaliser, pi/(pi - 1) for
        batch normalisation after a ReLU, whose mean it removes and the first layer's keeps.
    Every branch adds the same power, so branch m meets a stream of power m: b_m^2 = c^2/m, and random paths add in power.
    One row a length r = 1..p: share, of the power of the gradient by the inputs, the coefficients of t prod (1 + b_m^2 t), of
    mean 1 + sum_(m<p) c^2/(m + c^2), about log p; count_norm_share, of the number of paths times their norm (Veit, Wilber,
    Belongie 2016), the coefficients of t prod (1 + b_m t). Raises ValueError for p < 1 or a power that is not positive.
    O(p^2)."""
    if not isinstance(p, int) or p < 1:
        raise ValueError(f"p: {p} is no number of layers, 1 or more")
    if not (power > 0 and math.isfinite(power)):
        raise ValueError(f"power: {power} is no positive number")
    b = np.sqrt(power / np.arange(1, p))
    columns = [
        ("r", "integer", "layers", "path length"),
        ("share", "real", "1", "share of the power of the gradient by the inputs"),
        ("count_norm_share", "real", "1", "share of the number of paths times the norm of one"),
    ]
    # prod (1 + b t) is the incoherent law of the roots of b.
    shares = [np.ones(1)] * 2 if p == 1 else [_core.law_shares("incoherent", b), _core.law_shares("incoherent", np.sqrt(b))]
    return Table(columns, {"r": np.arange(1, p + 1), "share": shares[0], "count_norm_share": shares[1]})
