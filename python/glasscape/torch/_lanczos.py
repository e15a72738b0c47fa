"""Lanczos with full reorthogonalisation in float64 on a symmetric operator known by its products (Lanczos 1950), and what
several random starts say together: ends of the spectrum, traces, quadrature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Floats = npt.NDArray[np.float64]
Product = Callable[[Tensor], Tensor]

_OTHERS = 6
"""probes whose Ritz vectors are deflated from a further one: more cost the cube of their number and add little"""


@dataclass(frozen=True)
class Probe:
    """What one random start v found of the operator A."""

    nodes: Floats
    """(m,) eigenvalues of the tridiagonal matrix"""
    weights: Floats
    """(m,) of the Gauss quadrature of v.f(A)v"""
    start: Tensor
    """v (n,), |v| = 1"""
    image: Tensor
    """A v (n,)"""
    ritz: Tensor
    """(n, q) Ritz vectors of both ends, columns"""
    ritz_images: Tensor
    """A times them (n, q)"""


@dataclass(frozen=True)
class Ends:
    """Rayleigh-Ritz values of both ends, each with |A x - value x|."""

    highest: Floats
    highest_residuals: Floats
    lowest: Floats
    lowest_residuals: Floats


def run_probe(product: Product, start: Tensor, steps: int, top: int, smallest: float) -> Probe:
    """At most `steps` products from `start` (n,), fewer where a direction shorter than `smallest` times the longest image
    ends an invariant subspace. `top` Ritz vectors are kept of each end. O(steps^2 n) besides the products, memory
    O(steps n). Raises ValueError where a product is not finite."""
    size = start.numel()
    basis = torch.empty(min(steps, size), size, dtype=torch.float64, device=start.device)
    diagonal: list[float] = []
    below: list[float] = []
    longest = 0.0
    following = start / start.norm()
    image = following
    while len(diagonal) < len(basis):
        made = len(diagonal)
        basis[made] = following
        following = product(basis[made])
        if made == 0:
            image = following.clone()
        diagonal.append(float(basis[made] @ following))
        length = float(following.norm())
        if not np.isfinite(length):
            raise ValueError(f"Lanczos: product {made + 1} with the Hessian is not finite; has the loss second derivatives here?")
        longest = max(longest, length)
        known = basis[: made + 1]
        for _ in range(2):  # once leaves what cancellation brought back
            following = following - known.T @ (known @ following)
        below.append(float(following.norm()))
        if below[-1] <= smallest * longest:
            break
        following = following / below[-1]
    made = len(diagonal)
    nodes, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(below[:-1], 1) + np.diag(below[:-1], -1))
    kept = np.arange(made) if 2 * top >= made else np.r_[:top, made - top : made]
    chosen = torch.from_numpy(vectors[:, kept]).to(start.device)
    ritz = basis[:made].T @ chosen
    # A V = V T + below v_next e_last^T: images of Ritz vectors without a product
    images = ritz * torch.from_numpy(nodes[kept]).to(start.device) + below[-1] * torch.outer(following, chosen[-1])
    return Probe(nodes, vectors[0] ** 2, basis[0].clone(), image, ritz, images)


def _span(probes: Sequence[Probe]) -> tuple[Tensor, Tensor]:
    """An orthonormal basis (n, m) of all Ritz vectors of the probes, and its image."""
    ritz = torch.cat([probe.ritz for probe in probes], 1)
    images = torch.cat([probe.ritz_images for probe in probes], 1)
    q, r = torch.linalg.qr(ritz)
    left, sizes, right = torch.linalg.svd(r)
    # Probes agree on vectors that converged: those directions come once, the rounding of the others is cut.
    kept = sizes > 1e-5 * sizes[0]
    rank = int(kept.sum())
    return q @ left[:, :rank], images @ (right[:rank].T / sizes[:rank])


def both_ends(probes: Sequence[Probe], top: int) -> Ends:
    """Rayleigh-Ritz on the Ritz vectors of all probes together: an eigenvalue comes as often as its multiplicity, up to
    the number of probes."""
    basis, images = _span(probes)
    projected = basis.T @ images
    values, vectors = torch.linalg.eigh(0.5 * (projected + projected.T))
    residuals = (images @ vectors - (basis @ vectors) * values).norm(dim=0).cpu().numpy()
    found = values.cpu().numpy()
    count = min(top, len(found))
    return Ends(found[::-1][:count].copy(), residuals[::-1][:count].copy(), found[:count], residuals[:count])


def trace_estimates(probes: Sequence[Probe]) -> tuple[Floats, Floats]:
    """An estimate of tr A/n and of tr A^2/n for each probe, unbiased: exact on the Ritz vectors of the next probes, by
    this probe on what is orthogonal to them (after the leave-one-out trace of Epperly, Tropp & Webber 2024)."""
    means, squares = [], []
    for number, probe in enumerate(probes):
        others = min(len(probes) - 1, _OTHERS)
        basis, images = _span([probes[(number + k) % len(probes)] for k in range(1, others + 1)])
        size, rank = basis.shape
        inside = basis.T @ probe.start
        rest = probe.start - basis @ inside
        rest_image = probe.image - images @ inside
        length2 = float(rest @ rest)
        share = (size - rank) / length2 if rank < size and length2 > 0.0 else 0.0
        means.append((float((basis * images).sum()) + share * float(rest @ rest_image)) / size)
        squares.append((float((images * images).sum()) + share * float(rest_image @ rest_image)) / size)
    return np.array(means), np.array(squares)
