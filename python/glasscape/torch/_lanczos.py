"""Lanczos with full reorthogonalisation in float64 on a symmetric operator known by its products (Lanczos 1950), and what
several random starts say together: ends of the spectrum, traces, quadrature."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Floats = npt.NDArray[np.float64]
Product = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Probe:
    """What one random start v found of the operator A."""

    nodes: Floats
    """(m,) eigenvalues of the tridiagonal matrix"""
    weights: Floats
    """(m,) of the Gauss quadrature of v.f(A)v"""
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
    while len(diagonal) < len(basis):
        made = len(diagonal)
        basis[made] = following
        following = product(basis[made])
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
    return Probe(nodes, vectors[0] ** 2, ritz, images)


@dataclass(frozen=True)
class Span:
    """An orthonormal basis (n, m) of the Ritz vectors of all probes, and A times it."""

    basis: Tensor
    images: Tensor


def span(probes: Sequence[Probe], rounding: float) -> Span:
    """Of vectors whose images have that relative rounding. O(n q^2) for q Ritz vectors in all."""
    ritz = torch.cat([probe.ritz for probe in probes], 1)
    images = torch.cat([probe.ritz_images for probe in probes], 1)
    q, r = torch.linalg.qr(ritz)
    left, sizes, right = torch.linalg.svd(r)
    # Probes agree on vectors that converged, and their difference is rounding: such directions are cut.
    rank = int((sizes > rounding ** (1 / 3) * sizes[0]).sum())
    return Span(q @ left[:, :rank], images @ (right[:rank].T / sizes[:rank]))


def both_ends(known: Span, top: int) -> Ends:
    """Rayleigh-Ritz on the Ritz vectors of all probes together: an eigenvalue comes as often as its multiplicity, up to
    the number of probes."""
    projected = known.basis.T @ known.images
    values, vectors = torch.linalg.eigh(0.5 * (projected + projected.T))
    residuals = (known.images @ vectors - (known.basis @ vectors) * values).norm(dim=0).cpu().numpy()
    found = values.cpu().numpy()
    count = min(top, len(found))
    return Ends(found[::-1][:count].copy(), residuals[::-1][:count].copy(), found[:count], residuals[:count])


def trace_samples(product: Product, known: Span, signs: Iterable[Tensor]) -> tuple[Floats, Floats]:
    """An unbiased sample of tr A and of tr A^2 for each vector of random signs (n,): exact on the known vectors, random
    (Hutchinson 1989) on what is orthogonal to them (Meyer, Musco, Musco & Woodruff 2021). One product a sample."""
    inside = float((known.basis * known.images).sum()), float((known.images * known.images).sum())
    means, squares = [], []
    for vector in signs:
        rest = vector - known.basis @ (known.basis.T @ vector)
        image = product(rest)
        means.append(inside[0] + float(rest @ image))
        squares.append(inside[1] + float(image @ image))
    return np.array(means), np.array(squares)
