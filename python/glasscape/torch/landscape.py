"""Any PyTorch loss as a landscape of its weights: on the sphere |s|^2 = N, or in all of R^N."""

from __future__ import annotations

from typing import Any, Literal, Union, overload

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ._loss import Data, LossFunction, WeightLoss

Floats = npt.NDArray[np.float64]


class _WeightLandscape:
    """H(s) = height * L(w), w = scale * s: what both landscapes share."""

    def __init__(self, loss: WeightLoss, scale: float, height: float) -> None:
        self._loss = loss
        self._scale = scale
        self._height = height

    @property
    def size(self) -> int:
        """N, the number of trainable weights."""
        return self._loss.size

    @property
    def scale(self) -> float:
        """Weights are w = scale * s."""
        return self._scale

    @property
    def precision(self) -> str:
        """Of the model's evaluations: 'float64', or 'own' for that of the model."""
        return self._loss.precision

    def hessian_vector(self, state: npt.ArrayLike, v: npt.ArrayLike) -> Floats:
        """d^2H/ds^2 v (N,) at a state (N,), by differentiation, in R^N. Raises ValueError for other shapes and for a product
        that is not finite."""
        weights = self._weights(self._rows(state, "state", 1)[0])
        vector = self._tensor(self._rows(v, "v", 1)[0])
        return self._finite(self._loss.products(weights)(vector) * self._curvature, "the product of Hessian and vector")

    def hessian(self, state: npt.ArrayLike) -> Floats:
        """d^2H/ds^2 (N, N) at a state (N,), by differentiation, in R^N. O(N) products and O(N^2) memory: for small N."""
        weights = self._weights(self._rows(state, "state", 1)[0])
        return self._finite(self._loss.hessian(weights) * self._curvature, "the Hessian")

    def load(self, state: npt.ArrayLike) -> torch.nn.Module:
        """A copy of the model, as it was when the landscape was made, with the weights scale * s of a state (N,)."""
        return self._loss.model_with(self._weights(self._rows(state, "state", 1)[0]))

    @property
    def _curvature(self) -> float:
        return self._height * self._scale**2

    def _values_and_gradients(self, states: npt.ArrayLike) -> tuple[Any, Floats]:
        """Heights and gradients in s at rows (M, N), or a number and (N,) at one state (N,)."""
        rows = self._rows(states, "states", 2)
        losses, gradients = self._loss.values_and_gradients(self._weights(rows))
        values = losses.detach().cpu().numpy() * self._height
        for m in np.flatnonzero(~np.isfinite(values)):
            place = f"state {m} of {len(values)}, whose |s|^2/N is {np.mean(rows[m] ** 2):.6g}"
            raise ValueError(f"the loss is {values[m] / self._height} at {place}")
        slopes = self._finite(gradients * (self._height * self._scale), "the gradient")
        return (values, slopes) if np.ndim(states) == 2 else (float(values[0]), slopes[0])

    def _rows(self, states: npt.ArrayLike, name: str, most: int) -> Floats:
        array = np.asarray(states)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"{name}: an array of real numbers is needed, not of dtype {array.dtype}")
        if array.ndim not in range(1, most + 1) or array.shape[-1] != self.size:
            more = f" or (M, {self.size})" if most == 2 else ""
            raise ValueError(f"{name}: the shape is {array.shape} where ({self.size},){more} is due")
        if not np.all(np.isfinite(array)):
            raise ValueError(f"{name}: there is a number that is not finite")
        return np.atleast_2d(array).astype(np.float64)

    def _tensor(self, array: Floats) -> Tensor:
        return torch.from_numpy(array).to(self._loss.device)

    def _weights(self, states: Floats) -> Tensor:
        return self._tensor(states * self._scale)

    @staticmethod
    def _finite(tensor: Tensor, what: str) -> Floats:
        array: Floats = tensor.detach().cpu().numpy()
        if not np.all(np.isfinite(array)):
            raise ValueError(f"{what} is not finite there; has the loss derivatives at these weights?")
        return array


class SphereLandscape(_WeightLandscape):
    """The loss on the sphere |s|^2 = N, as `glasscape.dynamics`, `saddle_search`, `census`, `tangent_spectrum` and `lanczos`
    explore it.

    w = scale * s with scale = |w0|/sqrt N, w0 the model's weights when the landscape was made: they lie on the sphere, which
    holds all weights of their norm. H(s) = N L(scale * s): the energy per spin is the loss, the radial derivative per spin is
    w.dL/dw, |g|/sqrt N is |w0| times the tangential gradient of L, and Hessians are |w0|^2 d^2L/dw^2."""

    def __init__(self, loss: WeightLoss) -> None:
        length = float(loss.weights.norm())
        if loss.size < 2:
            raise ValueError("model: one trainable weight has no sphere to move on; sphere=False is the landscape in R^1")
        if not (np.isfinite(length) and length > 0.0):
            raise ValueError(f"model: the norm of its weights is {length}, so that they lie on no sphere; initialise them first")
        super().__init__(loss, length / np.sqrt(loss.size), float(loss.size))

    def energies_and_gradients(self, states: npt.ArrayLike) -> tuple[Any, Floats]:
        """H (M,) and dH/ds in R^N (M, N) of states (M, N); a number and (N,) of one state (N,). Raises ValueError for other
        shapes and where the loss or its gradient is not finite. One forward and one backward pass a state."""
        return self._values_and_gradients(states)

    def state_of(self, model: torch.nn.Module) -> Floats:
        """The state (N,) of a model's weights, w/scale. Raises ValueError for other parameters than the landscape's, and for
        weights of another norm, which lie off the sphere: moved onto it they would have another loss."""
        state: Floats = (self._loss.weights_of(model) / self._scale).cpu().numpy()
        radius = float(np.linalg.norm(state)) / np.sqrt(self.size)
        if not abs(radius - 1.0) < 1e-6:
            raise ValueError(
                f"model: the norm of its weights is {radius:.6g} times that of the sphere; "
                "make a landscape of this model, or bring its norm to that of the first"
            )
        return state


class FreeLandscape(_WeightLandscape):
    """The loss over all of R^N: s = w and H = L, explored by `free_descent`, `free_newton` and `free_lanczos`.

    It has no energies_and_gradients: what explores the sphere would bring every state to |s|^2 = N, and refuses it."""

    def __init__(self, loss: WeightLoss) -> None:
        super().__init__(loss, 1.0, 1.0)

    def losses_and_gradients(self, states: npt.ArrayLike) -> tuple[Any, Floats]:
        """L (M,) and dL/dw (M, N) of states (M, N); a number and (N,) of one state (N,). Raises ValueError for other shapes and
        where the loss or its gradient is not finite. One forward and one backward pass a state."""
        return self._values_and_gradients(states)

    def _anywhere(self, states: Floats) -> tuple[Floats, Floats]:
        """The same at (M, N), for trial steps: not a number is a number there."""
        losses, gradients = self._loss.values_and_gradients(self._weights(states))
        return losses.detach().cpu().numpy(), gradients.detach().cpu().numpy()

    def state_of(self, model: torch.nn.Module) -> Floats:
        """The weights (N,) of a model. Raises ValueError for other parameters than the landscape's."""
        weights: Floats = self._loss.weights_of(model).cpu().numpy()
        return weights


@overload
def landscape(
    model: torch.nn.Module, loss_fn: LossFunction, data: Data, sphere: Literal[True] = ..., *, double: bool = ...
) -> SphereLandscape: ...
@overload
def landscape(
    model: torch.nn.Module, loss_fn: LossFunction, data: Data, sphere: Literal[False], *, double: bool = ...
) -> FreeLandscape: ...
@overload
def landscape(
    model: torch.nn.Module, loss_fn: LossFunction, data: Data, sphere: bool, *, double: bool = ...
) -> Union[SphereLandscape, FreeLandscape]: ...
def landscape(
    model: torch.nn.Module, loss_fn: LossFunction, data: Data, sphere: bool = True, *, double: bool = True
) -> Union[SphereLandscape, FreeLandscape]:
    """The loss L(w) of a model as a landscape of its N trainable weights w (those that require gradients, in the order of
    model.parameters()), the mean over data of loss_fn(model(x), y).

    sphere: True keeps |w| as it is in the model and gives a SphereLandscape, H(s) = N L(scale * s) on |s|^2 = N; False gives
    a FreeLandscape, L over all of R^N. data: a pair (x, y) of tensors on the model's device or an iterable of such batches,
    which are kept in memory.

    The landscape holds copies of the model and of a loss_fn that is a module, with the mode (train or eval) they are in; the
    model itself is never changed, nor torch's random state. Batch norm in training mode uses the statistics of each batch and
    moves none. Evaluated in float64 where the model runs in it, unless double=False asks for its own precision, which is faster;
    replicas together where torch can map the model over them.

    Raises ValueError for a loss that is no finite real number, is random (dropout in training mode), or does not depend on
    the weights; for a model without trainable parameters or with weights on several devices; for data on another device.
    TypeError for what is no model, no function, no pair of tensors."""
    loss = WeightLoss(model, loss_fn, data, double)
    return SphereLandscape(loss) if sphere else FreeLandscape(loss)
