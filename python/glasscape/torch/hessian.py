"""Spectrum of the Hessian of any PyTorch loss: both ends with error bounds, density, moments."""

from __future__ import annotations

import operator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ..table import Table
from ._lanczos import Floats, both_ends, run_probe, span, trace_samples
from ._loss import Data, LossFunction, WeightLoss


@dataclass(frozen=True)
class HessianSpectrum:
    """What Lanczos found of the Hessian d^2L/dw^2 of a loss over n weights."""

    size: int
    """n"""
    loss: float
    """L where the Hessian was taken"""
    precision: str
    """of the products: 'float64', or 'own' for that of the model"""
    highest: Floats
    """(k,) the highest eigenvalues, descending"""
    highest_residuals: Floats
    """(k,) |H x - value x|: distances within which an eigenvalue lies"""
    lowest: Floats
    """(k,) the lowest eigenvalues, ascending"""
    lowest_residuals: Floats
    nodes: Floats
    """of the quadrature: (1/n) tr f(H) is about the sum of weights * f(nodes)"""
    weights: Floats
    mean: float
    """tr H/n"""
    mean_error: float
    """its standard error; 0 where the Ritz vectors span all of R^n"""
    mean_square: float
    """tr H^2/n"""
    mean_square_error: float

    def density(self, eigenvalues: npt.ArrayLike, width: float | None = None) -> Floats:
        """The quadrature as a density, every node a Gaussian of this width (1% of the range by default). Raises ValueError
        for a width that is not positive."""
        if width is None:
            width = self._width()
        if not (np.isfinite(width) and width > 0.0):
            raise ValueError(f"width: {width} is not a positive number")
        places = np.asarray(eigenvalues, dtype=np.float64)
        density: Floats = np.zeros(places.shape)
        for node, weight in zip(self.nodes, self.weights):
            density += weight / (width * np.sqrt(2.0 * np.pi)) * np.exp(-0.5 * ((places - node) / width) ** 2)
        return density

    def table(self, config: str = "network", step: int = 0) -> Table:
        """The density on a grid, as `glasscape.plotting.hessian_density` draws it; config and step name the curve."""
        span = float(self.highest[0] - self.lowest[0])
        range_ = span if span > 0.0 else 100.0 * self._width()
        values = self.lowest[0] + range_ * np.linspace(-0.05, 1.05, 301)
        columns = (
            ("config", "text", "", "name of the configuration"),
            ("step", "integer", "steps", "training steps made"),
            ("eigenvalue", "real", "1", "of the loss's Hessian"),
            ("density", "real", "1", "of eigenvalues, every node of the quadrature a Gaussian of 1% of the range"),
        )
        names, steps = [config] * len(values), np.full(len(values), step)
        return Table(columns, {"config": names, "step": steps, "eigenvalue": values, "density": self.density(values)})

    def _width(self) -> float:
        span = float(self.highest[0] - self.lowest[0])
        # all eigenvalues one: a width in proportion to it
        return 0.01 * (span if span > 0.0 else max(abs(float(self.highest[0])), 1.0))


def hessian_spectrum(
    model: torch.nn.Module,
    loss_fn: LossFunction,
    data: Data,
    *,
    probes: int = 4,
    steps: int = 80,
    seed: int = 1,
    top: int = 5,
    double: bool = True,
) -> HessianSpectrum:
    """Spectrum of d^2L/dw^2 at the model's weights, L the mean over data of loss_fn(model(x), y), w its trainable weights.

    data: a pair (x, y) of tensors on the model's device or an iterable of such batches, which are kept in memory. Each of
    the `probes` random starts makes at most `steps` Hessian-vector products, and the traces make `steps` more; a product is a
    backward pass through the graph of the gradient, which more than one batch builds anew each time. Besides,
    O(probes steps^2 n) work and O(steps n) numbers of memory. The model is not changed.

    The density is stochastic Lanczos quadrature (Golub & Meurant 2010, ch. 11; Ubaru, Chen & Saad 2017) with full
    reorthogonalisation; the `top` eigenvalues of each end come from the Ritz vectors of all probes together, traces from
    random signs with those vectors deflated (Meyer, Musco, Musco & Woodruff 2021). Lanczos is in float64; so are the products
    where the model runs in float64. Else, and with double=False, which is faster, they have the model's own precision, below
    which residuals tell nothing.

    Raises ValueError for a loss that is no finite real number, is random, or does not depend on the weights; for a model
    without trainable parameters; for data on another device; for numbers out of range. TypeError for what is no model, no
    function, no pair of tensors."""
    counts = checked_counts(probes, steps, top, seed)
    loss = WeightLoss(model, loss_fn, data, double)
    return spectrum_at(loss, loss.weights, *counts)


def whole_number(value: int, name: str, least: int) -> int:
    """A whole number of at least `least`, or ValueError or TypeError with its name."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}: a whole number is needed, not {type(value).__name__}") from None
    if number < least:
        raise ValueError(f"{name}: {number} is less than {least}, the least that is allowed")
    return number


def checked_counts(probes: int, steps: int, top: int, seed: int) -> tuple[int, int, int, int]:
    """The four as they are, or ValueError or TypeError naming the one out of range."""
    number = whole_number(seed, "seed", 0)
    if number >= 2**64:
        raise ValueError(f"seed: {number} is not below 2^64")
    return whole_number(probes, "probes", 1), whole_number(steps, "steps", 2), whole_number(top, "top", 1), number


def _stream(seed: int, purpose: int, number: int) -> np.random.Generator:
    # drawn by NumPy on the CPU: the same numbers on every device
    return np.random.Generator(np.random.Philox(key=np.array([seed, 2 * number + purpose], dtype=np.uint64)))


def _normal(size: int, seed: int, number: int, device: torch.device) -> Tensor:
    return torch.from_numpy(_stream(seed, 0, number).standard_normal(size)).to(device)


def _signs(size: int, seed: int, number: int, device: torch.device) -> Tensor:
    return torch.from_numpy(_stream(seed, 1, number).choice([-1.0, 1.0], size)).to(device)


def spectrum_at(loss: WeightLoss, weights: Tensor, probes: int, steps: int, top: int, seed: int) -> HessianSpectrum:
    """The spectrum of d^2L/dw^2 at w (n,)."""
    product = loss.products(weights)
    rounding, smallest = (2e-16, 1e-12) if loss.precision == "float64" else (1e-7, 1e-5)
    # as many Ritz vectors as fit in the memory of one basis: what is deflated lowers the errors of traces
    kept = max(top, steps // (2 * probes))
    found = [run_probe(product, _normal(loss.size, seed, p, loss.device), steps, kept, smallest) for p in range(probes)]
    known = span(found, rounding)
    ends = both_ends(known, top)
    signs = (_signs(loss.size, seed, k, loss.device) for k in range(steps))
    traces, squares = (samples / loss.size for samples in trace_samples(product, known, signs))
    nodes = np.concatenate([probe.nodes for probe in found])
    order = np.argsort(nodes, kind="stable")
    return HessianSpectrum(
        size=loss.size,
        loss=float(loss.value(weights)),
        precision=loss.precision,
        highest=ends.highest,
        highest_residuals=ends.highest_residuals,
        lowest=ends.lowest,
        lowest_residuals=ends.lowest_residuals,
        nodes=nodes[order],
        weights=np.concatenate([probe.weights for probe in found])[order] / probes,
        mean=float(traces.mean()),
        mean_error=float(traces.std(ddof=1) / np.sqrt(steps)),
        mean_square=float(squares.mean()),
        mean_square_error=float(squares.std(ddof=1) / np.sqrt(steps)),
    )
