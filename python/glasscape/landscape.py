"""Landscapes of one's own, and what explores any landscape: a Hamiltonian or an object with size and energies_and_gradients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from . import _core
from .table import Table

Floats = npt.NDArray[np.float64]


class Landscape(Protocol):
    """What the explorers ask of a landscape H on the sphere |s|^2 = N.

    An object may also have hessian(state) -> (N, N) and hessian_vector(state, vector) -> (N,), the second derivatives in R^N;
    else differences of gradients stand in for them. And it may have symmetry: 'even'
    where H(-s) = H(s), 'odd' where H(-s) = -H(s), which a census uses."""

    @property
    def size(self) -> int:
        """N, the number of spins."""
        ...

    def energies_and_gradients(self, states: Floats) -> tuple[npt.ArrayLike, npt.ArrayLike]:
        """H (M,) and dH/ds in R^N (M, N) of states (M, N)."""
        ...


@dataclass(frozen=True)
class FunctionLandscape:
    """A landscape from a function of states (M, N) that gives energies (M,) and gradients (M, N)."""

    function: Callable[[Floats], tuple[npt.ArrayLike, npt.ArrayLike]]
    size: int
    symmetry: str = "none"

    def energies_and_gradients(self, states: Floats) -> tuple[npt.ArrayLike, npt.ArrayLike]:
        return self.function(states)


@dataclass(frozen=True)
class DynamicsResult:
    """Where dynamics went."""

    table: Table
    """replica, step, time, energy, gradient_norm and radial at about ten steps to a factor of ten"""
    states: Floats
    """(M, N), where the replicas ended"""


@dataclass(frozen=True)
class SearchedPoints:
    """Critical points reached from starts, one row a start."""

    table: Table
    """start, converged, energy, radial, index, gradient_norm, softest, overlap with the start"""
    states: Floats
    """(M, N)"""


@dataclass(frozen=True)
class LanczosSpectrum:
    """A spectrum by Lanczos: (1/n) tr f(A) is about the sum of weights * f(nodes)."""

    nodes: Floats
    weights: Floats
    lowest: float
    highest: float
    lowest_residual: float
    """a distance within which an eigenvalue lies"""
    highest_residual: float
    mean: float
    mean_error: float
    rms: float
    rms_error: float


def dynamics(
    landscape: Landscape | _core.Hamiltonian,
    starts: npt.ArrayLike,
    *,
    method: str = "gradient",
    step: float | None = None,
    steps: int = 1000,
    temperature: float = 0.0,
    momentum: float = 0.9,
    tolerance: float = 1e-6,
    seed: int = 1,
    records_per_decade: int = 10,
) -> DynamicsResult:
    """Dynamics of replicas on the sphere from `starts`, (N,) or (M, N), rescaled to it.

    method: 'gradient' (line search unless `step` is given), 'momentum' or 'langevin' (at `temperature`, in units of H per
    spin and unit of time). A replica rests once |g|/sqrt N is below `tolerance`."""
    table, states = _core._dynamics(
        landscape,
        starts,
        method=method,
        step=step,
        steps=steps,
        temperature=temperature,
        momentum=momentum,
        tolerance=tolerance,
        seed=seed,
        records_per_decade=records_per_decade,
    )
    return DynamicsResult(table, states)


def saddle_search(landscape: Landscape | _core.Hamiltonian, starts: npt.ArrayLike) -> SearchedPoints:
    """The critical point that a Newton search reaches from each start, (N,) or (M, N). O(N^3) a step."""
    table, states = _core._saddle_search(landscape, starts)
    return SearchedPoints(table, states)


def tangent_spectrum(landscape: Landscape | _core.Hamiltonian, state: npt.ArrayLike) -> Floats:
    """Eigenvalues, ascending, of the tangent Hessian at `state`: N - 1 of them. O(N^3)."""
    return _core._tangent_spectrum(landscape, state)


def lanczos(
    landscape: Landscape | _core.Hamiltonian, state: npt.ArrayLike, *, steps: int = 60, probes: int = 4, seed: int = 1
) -> LanczosSpectrum:
    """Spectrum of the tangent Hessian at `state` by Hessian-vector products alone, at most N - 1 steps a probe."""
    found: dict[str, Any] = _core._lanczos(landscape, state, steps=steps, probes=probes, seed=seed)
    return LanczosSpectrum(**found)
