"""Straight lines and power laws through points, with the error of the slope."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .tables import Numbers

FITS = ("line", "power")


@dataclass(frozen=True)
class Fit:
    """y = intercept + slope x, or y = exp(intercept) x^slope for a power law."""

    kind: str
    intercept: float
    slope: float
    slope_error: float

    def at(self, x: Numbers) -> Numbers:
        if self.kind == "line":
            return self.intercept + self.slope * x
        return np.asarray(np.exp(self.intercept) * x**self.slope)


def fit(kind: str, x: Numbers, y: Numbers, error: Numbers) -> Fit:
    """Least squares through finite points, shape (n,); a power law through the logarithms of positive ones.

    Where all errors are positive they weigh the points and give the error of the slope; else the scatter about the line
    does, and two points have none (NaN). Raises ValueError for an unknown kind or fewer than two points of different x.
    """
    if kind not in FITS:
        raise ValueError(f"fit: there is no '{kind}'; there are {', '.join(FITS)}")
    good = np.isfinite(x) & np.isfinite(y)
    if kind == "power":
        good &= (x > 0) & (y > 0)
    x, y, error = x[good], y[good], error[good]
    if kind == "power":
        x, y, error = np.log(x), np.log(y), error / y
    if len(np.unique(x)) < 2:
        positive = " that are positive" if kind == "power" else ""
        raise ValueError(f"fit: a {kind} needs two points of different x{positive}, and there are {len(x)}")
    weighted = bool(np.all(error > 0))
    weight = 1.0 / error**2 if weighted else np.ones_like(x)
    x_mean, y_mean = np.average(x, weights=weight), np.average(y, weights=weight)
    spread = float(np.sum(weight * (x - x_mean) ** 2))
    slope = float(np.sum(weight * (x - x_mean) * (y - y_mean)) / spread)
    intercept = float(y_mean - slope * x_mean)
    variance = 1.0 / spread
    if not weighted:
        free = len(x) - 2
        residual = float(np.sum((y - intercept - slope * x) ** 2))
        variance = residual / free / spread if free > 0 else math.nan
    return Fit(kind, intercept, slope, math.sqrt(variance))


def with_error(number: float, error: float) -> str:
    """A number to the second digit of its error: '0.512 ± 0.013'."""
    if not math.isfinite(error) or error <= 0:
        return f"{number:.4g}".replace("-", "−")
    digits = max(0, 1 - math.floor(math.log10(error)))
    if digits > 5:
        return f"{number:.5g} ± {error:.0e}".replace("-", "−")
    return f"{number:.{digits}f} ± {error:.{digits}f}".replace("-", "−")
