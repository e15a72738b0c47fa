"""The loss of a model over fixed data as a function of its trainable weights, one vector w in R^n."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Union, cast

import torch
from torch import Tensor
from torch.func import functional_call, grad_and_value, vmap
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.parameter import is_lazy

LossFunction = Callable[[Any, Tensor], Tensor]
Batch = tuple[Tensor, Tensor]
Data = Union[Batch, Iterable[Batch]]

_NUMBERS_AT_ONCE = 2**22
"""weights or inputs of all replicas that are evaluated together: bounds the memory of a batch of replicas"""


def random_state_kept(device: torch.device) -> AbstractContextManager[None]:
    """Leaves torch's random state as it was, on the CPU and on the device."""
    return cast(
        AbstractContextManager[None], torch.random.fork_rng(devices=[device] if device.type == "cuda" else [])
    )


def trainable_parameters(model: torch.nn.Module) -> dict[str, torch.nn.Parameter]:
    """By name, in the model's order, a shared one once. Raises TypeError for no model, ValueError for weights that are
    no real vector on one device."""
    if not isinstance(model, torch.nn.Module):
        raise TypeError(f"model: a torch.nn.Module is needed, not {type(model).__name__}")
    found = {name: p for name, p in model.named_parameters() if p.requires_grad}
    if not found:
        raise ValueError("model: none of its parameters is trainable; set requires_grad on those that are to move")
    for name, parameter in found.items():
        if is_lazy(parameter):
            raise ValueError(f"model: parameter '{name}' has no shape yet; run the model once on an input")
        if parameter.is_complex():
            raise ValueError(f"model: parameter '{name}' is complex; real ones are needed")
    devices = {str(p.device) for p in found.values()}
    if len(devices) > 1:
        raise ValueError(f"model: its parameters lie on {', '.join(sorted(devices))}; one device is needed")
    return found


def _batches(data: Any, device: torch.device) -> list[Batch]:
    """Every batch of the data, kept so that all evaluations see the same points."""
    pair = isinstance(data, (tuple, list)) and len(data) == 2 and isinstance(data[0], Tensor)
    try:
        with random_state_kept(device):  # a DataLoader draws from it
            batches = [data] if pair else list(data)
    except TypeError:
        raise TypeError(
            f"data: a pair (x, y) of tensors or an iterable of such is needed, not {type(data).__name__}"
        ) from None
    if not batches:
        raise ValueError("data: there is no batch in it")
    for number, batch in enumerate(batches):
        where = "data" if pair else f"data: batch {number}"
        if not isinstance(batch, (tuple, list)) or len(batch) != 2 or not all(isinstance(part, Tensor) for part in batch):
            raise TypeError(f"{where} is no pair (x, y) of tensors")
        for name, part in zip("xy", batch):
            if part.device != device:
                raise ValueError(f"{where}: {name} is on {part.device} and the model on {device}; move it with .to('{device}')")
        if batch[0].dim() == 0 or batch[0].shape[0] == 0:
            raise ValueError(f"{where}: x of shape {tuple(batch[0].shape)} holds no points")
    # tensors of inference mode cannot be differentiated through; copies outside it can
    return [(_usable(x), _usable(y)) for x, y in batches]


def _usable(tensor: Tensor) -> Tensor:
    return tensor.clone() if tensor.is_inference() else tensor.detach()


def _copied(module: Any, what: str) -> Any:
    try:
        return copy.deepcopy(module)
    except Exception as error:
        raise ValueError(f"{what}: it cannot be copied ({error})") from error


def _in_double(tensor: Tensor) -> Tensor:
    return tensor.double() if tensor.is_floating_point() else tensor


class WeightLoss:
    """L(w) = sum_b n_b loss_fn(model(x_b), y_b) / sum_b n_b over batches of n_b points: the mean over all points where
    loss_fn is a mean.

    Works on copies of the model (and of a loss_fn that is a module) as they are now, with their mode; if `double`, in
    float64 where the model runs in it, else in its own precision. w is float64 on the model's device either way."""

    def __init__(self, model: torch.nn.Module, loss_fn: LossFunction, data: Data, double: bool) -> None:
        parameters = trainable_parameters(model)
        if not callable(loss_fn):
            raise TypeError(f"loss_fn: a function of the model's output and y is needed, not {type(loss_fn).__name__}")
        self.device = next(iter(parameters.values())).device
        self.shapes = {name: p.shape for name, p in parameters.items()}
        self.size = sum(p.numel() for p in parameters.values())
        self._vmaps: bool | None = None  # not known before it is tried
        self._maps_products = True
        with torch.inference_mode(False):
            self._pristine: torch.nn.Module = _copied(model, "model")
            self.weights = self.weights_of(model)
            self._set_precision(loss_fn, _batches(data, self.device), double)
        self._examine()

    def weights_of(self, model: torch.nn.Module) -> Tensor:
        """The trainable weights (n,) of a model with the same parameters. Raises ValueError if it has others."""
        parameters = trainable_parameters(model)
        shapes = {name: p.shape for name, p in parameters.items()}
        for name in [*self.shapes, *shapes]:
            if self.shapes.get(name) != shapes.get(name):
                ours, theirs = (f"{tuple(s[name])}" if name in s else "absent" for s in (self.shapes, shapes))
                raise ValueError(f"model: parameter '{name}' is {theirs} where {ours} is due")
        return torch.cat([p.detach().to(self.device, torch.float64).reshape(-1) for p in parameters.values()])

    def model_with(self, weights: Tensor) -> torch.nn.Module:
        """A copy of the model, in its own precision and as it was, with these weights (n,)."""
        with torch.inference_mode(False), torch.no_grad():
            model = copy.deepcopy(self._pristine)
            parameters = dict(model.named_parameters())
            for name, value in self._split(weights).items():
                parameters[name].copy_(value)
        return model

    def value(self, weights: Tensor) -> Tensor:
        """L at w (n,), a tensor () that can be differentiated."""
        with self._evaluation():
            return self._value(weights)

    def values_and_gradients(self, weights: Tensor) -> tuple[Tensor, Tensor]:
        """L (M,) and dL/dw (M, n) at rows w (M, n), together where torch can map the model over them."""
        if self._vmaps is None and len(weights) > 1:
            self._vmaps = self._can_map(weights[:2])
        with self._evaluation():
            return self._mapped(weights) if self._vmaps and len(weights) > 1 else self._one_by_one(weights)

    def products(self, weights: Tensor) -> Callable[[Tensor], Tensor]:
        """v (n,) -> d^2L/dw^2 v at w (n,). The graph of one batch is kept between products; those of more are made anew
        at each, so that memory is that of one."""
        if len(self._data) > 1:
            return lambda vector: self._product_over_batches(weights, vector)
        with self._evaluation():
            graph = self._gradient_graph(weights, self._data[0])
        return lambda vector: self._product(graph, vector)

    def hessian(self, weights: Tensor) -> Tensor:
        """d^2L/dw^2 (n, n) at w (n,). O(n) products."""
        with self._evaluation():
            unit = torch.eye(self.size, dtype=torch.float64, device=self.device)
            hessian = torch.zeros_like(unit)
            for batch in self._data:
                hessian += self._rows(self._gradient_graph(weights, batch), unit)
            return 0.5 * (hessian + hessian.T)

    def _set_precision(self, loss_fn: LossFunction, batches: list[Batch], double: bool) -> None:
        self._adopt(loss_fn, batches, double)
        if not double:
            return
        try:
            self.value(self.weights)
        except (RuntimeError, TypeError, NotImplementedError):
            self._adopt(loss_fn, batches, double=False)  # what fails in its own precision is the model's own error

    def _adopt(self, loss_fn: LossFunction, batches: list[Batch], double: bool) -> None:
        self.precision = "float64" if double else "own"
        self._model: torch.nn.Module = copy.deepcopy(self._pristine)
        self._loss_fn = _copied(loss_fn, "loss_fn") if isinstance(loss_fn, torch.nn.Module) else loss_fn
        self._data = batches
        if double:
            self._model.double()
            if isinstance(self._loss_fn, torch.nn.Module):
                self._loss_fn.double()
            self._data = [(_in_double(x), _in_double(y)) for x, y in batches]
        for module in self._model.modules():
            # Statistics of the batch need no running ones, which torch could not update for many replicas at once.
            if isinstance(module, _NormBase) and module.training and module.track_running_stats:
                module.running_mean = module.running_var = module.num_batches_tracked = None
                module.track_running_stats = False
        parameters = dict(self._model.named_parameters())
        self._types = {name: parameters[name].dtype for name in self.shapes}

    def _examine(self) -> None:
        with self._evaluation():
            leaf = self.weights.clone().requires_grad_()
            loss = self._value(leaf)
            first, second = float(loss.detach()), float(self._value(leaf).detach())
        if not loss.requires_grad:
            raise ValueError(
                "the loss does not depend on the model's trainable weights; is it computed under no_grad or detached?"
            )
        if not math.isfinite(first):
            raise ValueError(f"the loss is {first} at the model's own weights; a finite one is needed")
        # rounding may differ between two runs on a GPU, a random mask does so by far more
        if not abs(first - second) <= 1e-5 * max(abs(first), abs(second)):
            raise ValueError(
                f"the loss is random: {first:.6g} and {second:.6g} at the same weights; "
                "call model.eval(), or set what draws random numbers (dropout) to eval()"
            )

    @contextmanager
    def _evaluation(self) -> Iterator[None]:
        # the other kernels of attention have no second derivative
        with random_state_kept(self.device), torch.inference_mode(False), torch.enable_grad(), sdpa_kernel(SDPBackend.MATH):
            yield

    def _split(self, weights: Tensor) -> dict[str, Tensor]:
        parts = torch.split(weights, [shape.numel() for shape in self.shapes.values()])
        return {name: part.view(shape) for (name, shape), part in zip(self.shapes.items(), parts)}

    def _batch_loss(self, weights: Tensor, batch: Batch) -> Tensor:
        x, y = batch
        state: dict[str, Tensor] = {name: part.to(self._types[name]) for name, part in self._split(weights).items()}
        # clones: a forward pass may write into its buffers
        state.update({name: buffer.clone() for name, buffer in self._model.named_buffers()})
        loss = self._loss_fn(functional_call(self._model, state, (x,)), y)
        if not isinstance(loss, Tensor) or loss.numel() != 1 or loss.is_complex():
            got = f"a tensor of shape {tuple(loss.shape)} and {loss.dtype}" if isinstance(loss, Tensor) else type(loss).__name__
            raise ValueError(f"loss_fn gives {got}; one real number is needed, such as the mean over the points")
        return loss.reshape(()).to(torch.float64)

    def _value(self, weights: Tensor) -> Tensor:
        if len(self._data) == 1:
            return self._batch_loss(weights, self._data[0])
        return torch.stack([self._batch_loss(weights, batch) * self._share(batch) for batch in self._data]).sum()

    def _share(self, batch: Batch) -> float:
        return batch[0].shape[0] / sum(x.shape[0] for x, _ in self._data)

    def _at_once(self) -> int:
        return max(1, _NUMBERS_AT_ONCE // max(self.size, *(x.numel() for x, _ in self._data), 1))

    def _mapped(self, weights: Tensor) -> tuple[Tensor, Tensor]:
        gradients, values = vmap(grad_and_value(self._value), chunk_size=self._at_once())(weights.detach())
        return values, gradients

    def _one_by_one(self, weights: Tensor) -> tuple[Tensor, Tensor]:
        values = torch.empty(len(weights), dtype=torch.float64, device=self.device)
        gradients = torch.zeros_like(weights)
        for m, row in enumerate(weights):
            leaf = row.detach().clone().requires_grad_()
            for batch in self._data:  # batch by batch, so that memory is that of one
                loss = self._batch_loss(leaf, batch) * self._share(batch)
                values[m] = loss.detach() + (values[m] if batch is not self._data[0] else 0.0)
                gradients[m] += torch.autograd.grad(loss, leaf, allow_unused=True, materialize_grads=True)[0]
        return values, gradients

    def _can_map(self, weights: Tensor) -> bool:
        try:
            with self._evaluation():
                mapped = self._mapped(weights)
        except Exception:  # whatever torch's map stumbles over; one by one is the same, and slower
            return False
        with self._evaluation():
            alone = self._one_by_one(weights)
        tolerance = 1e-9 if self.precision == "float64" else 1e-3
        return all(
            torch.allclose(a, b, rtol=tolerance, atol=tolerance * float(b.nan_to_num().abs().max()), equal_nan=True)
            for a, b in zip(mapped, alone)
        )

    def _gradient_graph(self, weights: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        leaf = weights.detach().clone().requires_grad_()
        loss = self._batch_loss(leaf, batch) * self._share(batch)
        return leaf, torch.autograd.grad(loss, leaf, create_graph=True)[0]

    def _product(self, graph: tuple[Tensor, Tensor], vector: Tensor) -> Tensor:
        leaf, gradient = graph
        if not gradient.requires_grad:  # a loss that is linear in the weights
            return torch.zeros_like(leaf)
        return torch.autograd.grad(gradient, leaf, vector, retain_graph=True, allow_unused=True, materialize_grads=True)[0]

    def _rows(self, graph: tuple[Tensor, Tensor], vectors: Tensor) -> Tensor:
        """Products with each row, many in one pass where torch can map the second derivative over them."""
        leaf, gradient = graph
        if self._maps_products and gradient.requires_grad:
            try:
                return torch.cat(
                    [
                        torch.autograd.grad(gradient, leaf, rows, retain_graph=True, is_grads_batched=True)[0]
                        for rows in torch.split(vectors, self._at_once())
                    ]
                )
            except RuntimeError:
                self._maps_products = False
        return torch.stack([self._product(graph, row) for row in vectors])

    def _product_over_batches(self, weights: Tensor, vector: Tensor) -> Tensor:
        total = torch.zeros_like(weights)
        for batch in self._data:
            with self._evaluation():
                total = total + self._product(self._gradient_graph(weights, batch), vector).detach()
        return total

