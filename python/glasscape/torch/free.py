"""Explorers of a loss over all of R^N: descent, critical points by Newton's method, the Hessian's spectrum."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.linalg import norm

from ..landscape import DynamicsResult, SearchedPoints
from ..table import Table
from .hessian import HessianSpectrum, checked_counts, spectrum_at, whole_number
from .landscape import Floats, FreeLandscape

_ENERGY = ("energy", "real", "1", "the loss")
_GRADIENT = ("gradient_norm", "real", "1", "|gradient|/sqrt N")
_DESCENT = (
    ("replica", "integer", "1", "number of the start"),
    ("step", "integer", "1", "evaluations of the loss after the first"),
    ("time", "real", "1", "sum of the steps h"),
    _ENERGY,
    _GRADIENT,
)
_POINTS = (
    ("start", "integer", "1", "number of the start"),
    ("converged", "boolean", "", "whether a critical point was reached"),
    _ENERGY,
    ("index", "integer", "1", "number of negative Hessian eigenvalues"),
    _GRADIENT,
    ("softest", "real", "1", "the Hessian eigenvalue nearest to 0"),
)


def _starts(landscape: FreeLandscape, starts: npt.ArrayLike) -> Floats:
    if not isinstance(landscape, FreeLandscape):
        raise TypeError(
            f"landscape: one over R^N is needed (sphere=False), not {type(landscape).__name__}; "
            "glasscape.dynamics, saddle_search and lanczos explore the sphere"
        )
    return landscape._rows(starts, "starts", 2)


def _tolerance(value: float) -> float:
    if not (math.isfinite(value) and value > 0.0):
        raise ValueError(f"tolerance: {value} is not a positive number")
    return value


def free_descent(
    landscape: FreeLandscape, starts: npt.ArrayLike, *, steps: int = 1000, tolerance: float = 1e-6, records_per_decade: int = 10
) -> DynamicsResult:
    """Gradient descent w <- w - h dL/dw of replicas from `starts`, (N,) or (M, N), h of each by backtracking (Armijo 1966).

    A replica rests once |dL/dw|/sqrt N is below `tolerance`. The table has replica, step (evaluations after the first), time
    (the sum of h), energy (the loss) and gradient_norm; losses never rise. Raises ValueError for numbers out of range and
    starts that do not fit, TypeError for a landscape on the sphere. One forward and one backward pass a step and replica."""
    states = _starts(landscape, starts)
    last = whole_number(steps, "steps", 1)
    per_decade = whole_number(records_per_decade, "records_per_decade", 1)
    _tolerance(tolerance)
    recorded = {round(10 ** (k / per_decade)) for k in range(math.ceil(per_decade * math.log10(last)) + 1)} | {0, last}
    losses, gradients = landscape.losses_and_gradients(states)
    times, h = np.zeros(len(states)), np.ones(len(states))
    rows: list[tuple[int, int, float, float, float]] = []
    for step in range(last + 1):
        norms = norm(gradients, axis=1) / math.sqrt(landscape.size)
        moving = np.flatnonzero(norms >= tolerance)
        if step in recorded or not len(moving):
            rows.extend((m, step, times[m], losses[m], norms[m]) for m in range(len(states)))
        if step == last or not len(moving):
            break
        trial = states[moving] - h[moving, None] * gradients[moving]
        there, slopes = landscape._anywhere(trial)
        promised = 0.25 * h[moving] * np.sum(gradients[moving] ** 2, axis=1)
        falls = there <= losses[moving] - promised  # false where the loss is not a number
        h[moving] *= np.where(falls, 1.0, 0.5)
        accepted = moving[falls]
        states[accepted], losses[accepted], gradients[accepted] = trial[falls], there[falls], slopes[falls]
        times[accepted] += h[accepted]
        h[accepted] *= 2.0
    return DynamicsResult(_table(_DESCENT, rows), states)


@dataclass
class _Search:
    """A Newton search under way."""

    state: Floats
    gradient: Floats
    damping: float = 0.0


def free_newton(
    landscape: FreeLandscape, starts: npt.ArrayLike, *, tolerance: float = 1e-9, steps: int = 200
) -> SearchedPoints:
    """The critical point of L, of any index, that a damped Newton search reaches from each start, (N,) or (M, N).

    |dL/dw|^2 falls at each step (Levenberg 1944, Marquardt 1963 on dL/dw = 0); a search that ends at a minimum of it which is
    no critical point, or not within `steps`, is not converged. The table has start, converged (|dL/dw|/sqrt N below
    `tolerance`), energy (the loss), index (eigenvalues below -1e-8 of the largest magnitude: flat directions, which networks
    have, count as none), gradient_norm and softest (the eigenvalue nearest to 0). Raises ValueError and TypeError as
    `free_descent`. O(N) products and O(N^3) a step."""
    rows = _starts(landscape, starts)
    most = whole_number(steps, "steps", 1)
    _tolerance(tolerance)
    ended, found = [], []
    for number, row in enumerate(rows):
        state = _newton_search(landscape, row, tolerance, most)
        loss, gradient = landscape.losses_and_gradients(state)
        size = float(norm(gradient)) / math.sqrt(landscape.size)
        values = np.linalg.eigvalsh(landscape.hessian(state))
        index = int(np.sum(values < -1e-8 * np.abs(values).max()))
        found.append((number, size < tolerance, loss, index, size, float(values[np.argmin(np.abs(values))])))
        ended.append(state)
    return SearchedPoints(_table(_POINTS, found), np.array(ended))


def _newton_search(landscape: FreeLandscape, start: Floats, tolerance: float, steps: int) -> Floats:
    search = _Search(start, landscape.losses_and_gradients(start)[1])
    values, vectors = np.linalg.eigh(landscape.hessian(start))
    for _ in range(steps):
        merit = norm(search.gradient)
        if merit / math.sqrt(landscape.size) < tolerance:
            break
        largest = float(np.abs(values).max())
        # never quite 0: exactly flat directions are to be left alone
        damping = max(search.damping, 1e-12) * largest**2
        if damping == 0.0:
            break
        trial = search.state - vectors @ (values / (values**2 + damping) * (vectors.T @ search.gradient))
        gradient = landscape._anywhere(trial[None])[1][0]
        if norm(gradient) < merit:
            search = _Search(trial, gradient, 0.0 if search.damping < 1e-9 else search.damping / 10.0)
            values, vectors = np.linalg.eigh(landscape.hessian(trial))
        elif search.damping < 1e9:
            search.damping = max(10.0 * search.damping, 1e-6)
        else:
            break
    return search.state


def free_lanczos(
    landscape: FreeLandscape, state: npt.ArrayLike, *, probes: int = 4, steps: int = 80, seed: int = 1, top: int = 5
) -> HessianSpectrum:
    """Spectrum of d^2L/dw^2 at a state (N,) in R^N, as `hessian_spectrum` gives it at a model's own weights; the same numbers
    and errors raised."""
    counts = checked_counts(probes, steps, top, seed)
    rows = _starts(landscape, state)
    if len(rows) != 1:
        raise ValueError(f"state: {len(rows)} states are given where one is due")
    return spectrum_at(landscape._loss, landscape._weights(rows[0]), *counts)


def _table(columns: tuple[tuple[str, str, str, str], ...], rows: Sequence[tuple[object, ...]]) -> Table:
    kinds: dict[str, Any] = {"integer": np.int64, "real": np.float64, "boolean": np.bool_}
    cells = {column[0]: np.array([row[i] for row in rows], dtype=kinds[column[1]]) for i, column in enumerate(columns)}
    return Table(columns, cells)
