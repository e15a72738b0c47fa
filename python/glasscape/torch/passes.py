"""Measurements on a model: what is asked, the passes over the samples, and the checks that every pass must meet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Optional

import torch
from torch import Tensor, nn

from .._progress import _tell
from .cutting import CutPass, PlainPass, cut_pass, plain_pass
from .measuring import Inputs, batch_norms, checked_statistics, output_tensor, part, samples
from .polynomials import Reverse, UnitGain, mean_gains, output_parts, stream_parts
from .units import Pairs, ResidualUnit, residual_units

Loss = Callable[[Any], Tensor]
REFUSED = 1e-3
"""a sum over path lengths that is further than this from the whole, relative to its largest entry, is no decomposition"""


@dataclass(frozen=True)
class Request:
    """What is measured; see depth_spectrum."""

    model: nn.Module
    inputs: Inputs
    loss: Optional[Loss]
    units: tuple[ResidualUnit, ...]
    cotangent: str
    statistics: str
    gradients: str
    batch: int
    seed: int

    @property
    def parts(self) -> list[Inputs]:
        count = samples(self.inputs)
        return [part(self.inputs, start, min(start + self.batch, count)) for start in range(0, count, self.batch)]

    @property
    def centred(self) -> bool:
        return self.statistics == "centred"

    @property
    def frozen_gradients(self) -> bool:
        return self.gradients == "frozen"

    def cut(self, inputs: Inputs, frozen: bool) -> CutPass:
        return cut_pass(self.model, inputs, self.units, frozen, self.centred)

    def plain(self, inputs: Inputs, keep: bool = False) -> PlainPass:
        return plain_pass(self.model, inputs, self.units, self.frozen_gradients, self.centred, keep)


def request(
    model: nn.Module,
    inputs: Inputs,
    loss: Optional[Loss],
    units: Optional[Pairs],
    cotangent: str = "loss",
    statistics: str = "auto",
    gradients: str = "tangent",
    batch: Optional[int] = None,
    seed: int = 0,
) -> Request:
    """The request with its defaults found; ValueError or TypeError for what does not go together."""
    if not isinstance(model, nn.Module):
        raise TypeError(f"the model is a torch.nn.Module, and no {type(model).__name__}")
    if cotangent not in ("loss", "random"):
        raise ValueError(f"cotangent: '{cotangent}' is neither loss nor random")
    if cotangent == "loss" and not callable(loss):
        raise TypeError("loss: a function of the model's output is needed, as in lambda out: cross_entropy(out, labels)")
    if gradients not in ("tangent", "frozen"):
        raise ValueError(f"gradients: '{gradients}' is neither tangent nor frozen")
    statistics = checked_statistics(model, statistics)
    count = samples(inputs)
    if batch is not None and (not isinstance(batch, int) or batch < 1):
        raise ValueError(f"batch: {batch} is no number of samples, 1 or more")
    if batch is not None and batch < count and not _splits(model, statistics):
        raise ValueError(
            f"batch: {batch} of {count} samples at a time would change the means that batch normalisation takes over all "
            "of them; give statistics='running', or fewer samples"
        )
    named = residual_units(model) if units is None else residual_units(model, units)
    return Request(model, inputs, loss, named, cotangent, statistics, gradients, min(batch or count, count), seed)


def _splits(model: nn.Module, statistics: str) -> bool:
    return statistics == "running" or not batch_norms(model)


@dataclass
class Visit:
    """What a walk hands over: called with the length in blocks, the part, and the whole that the parts sum to."""

    output: Callable[[int, Tensor, Tensor], None]
    gradient: Callable[[int, Tensor, Tensor], None]
    reverse: Optional[Callable[[Reverse], None]] = None


@dataclass
class Walk:
    """What a walk found besides."""

    gains: list[UnitGain]
    residual: float = 0.0
    gradient_residual: float = 0.0
    bytes_needed: int = 0
    loss: float = float("nan")


def walk(asked: Request, visit: Visit, outputs: bool = True) -> Walk:
    """Cuts the passes over all samples and visits every part. ValueError where a sum rule fails, naming the unit."""
    noise = torch.Generator().manual_seed(asked.seed)
    found = Walk([])
    by_part: list[tuple[list[UnitGain], int]] = []
    parts = asked.parts
    p, done = len(asked.units), 0
    steps = len(parts) * p * (p + 1) // 2 * (2 if outputs else 1)

    def step() -> None:
        nonlocal done
        done += 1
        _tell("depth spectrum", done, steps)

    for inputs, plain, cotangent in _cotangents(asked, parts, noise, found):
        output = plain.output.detach()
        gradient = torch.autograd.grad(plain.output, plain.source, cotangent)[0]
        del plain
        cut = asked.cut(inputs, asked.frozen_gradients)
        _same_output(asked, inputs, cut, output)
        reverse = Reverse(cut, cotangent)
        if visit.reverse is not None:
            visit.reverse(reverse)
        total = torch.zeros_like(gradient)
        for r, one in enumerate(reverse.parts(step)):
            total += one
            visit.gradient(r, one, gradient)
        found.gradient_residual = max(found.gradient_residual, _distance(total, gradient))
        if not found.gradient_residual <= REFUSED:
            raise ValueError(_gradient_fault(asked, inputs, reverse, found.gradient_residual))
        del cut, reverse
        if outputs:
            gains: list[UnitGain] = []
            found.residual = max(found.residual, _walk_outputs(asked, inputs, output, noise, gains, visit, step))
            by_part.append((gains, len(output)))
    if done < steps:  # branches on one input made fewer units
        _tell("depth spectrum", steps, steps)
    found.gains = mean_gains(by_part)
    return found


def _walk_outputs(
    asked: Request,
    inputs: Inputs,
    output: Tensor,
    noise: torch.Generator,
    gains: list[UnitGain],
    visit: Visit,
    step: Callable[[], None],
) -> float:
    cut = asked.cut(inputs, True)
    _same_output(asked, inputs, cut, output)
    total = torch.zeros_like(output)
    for r, one in enumerate(output_parts(cut, noise, gains, step)):
        total += one
        visit.output(r, one, output)
    residual = _distance(total, output)
    if not residual <= REFUSED:
        raise ValueError(
            f"unit '{_worst_unit(asked, inputs)}': from there on the parts by length cancel so far that rounding leaves "
            f"{residual:.1e} of the output's largest value; use double precision (model.double())"
        )
    return residual


def _worst_unit(asked: Request, inputs: Inputs) -> str:
    """The first unit whose input the parts miss, or the last."""
    name = ""
    for site, parts in stream_parts(asked.cut(inputs, True)):
        name = site.name
        if not _distance(sum(parts[1:], parts[0]), site.input.detach()) <= REFUSED:
            break
    return name


def _cotangents(
    asked: Request, parts: list[Inputs], noise: torch.Generator, found: Walk
) -> Iterator[tuple[Inputs, PlainPass, Tensor]]:
    """Each part of the samples, its uncut pass, and the cotangent at its outputs."""
    if len(parts) == 1:
        plain = _first_pass(asked, parts[0], found)
        cotangent = _cotangent(asked, plain.returned, plain.output, noise, found)
        yield parts[0], plain, cotangent
        return
    with torch.no_grad():
        returned = [asked.model(**one) if not isinstance(one, Tensor) else asked.model(one) for one in parts]
    if not all(isinstance(one, Tensor) for one in returned):
        raise ValueError("batch: samples are taken in parts only where the model returns a tensor, not a tuple or mapping")
    whole = torch.cat([output_tensor(one) for one in returned]).requires_grad_()
    cotangents = torch.split(_cotangent(asked, whole, whole, noise, found), asked.batch)
    for number, (inputs, cotangent) in enumerate(zip(parts, cotangents)):
        yield inputs, _first_pass(asked, inputs, found) if number == 0 else asked.plain(inputs), cotangent


def _cotangent(asked: Request, returned: Any, output: Tensor, noise: torch.Generator, found: Walk) -> Tensor:
    if asked.loss is not None:
        value = asked.loss(returned)
        if not isinstance(value, Tensor) or value.numel() != 1:
            shape = tuple(value.shape) if isinstance(value, Tensor) else type(value).__name__
            raise ValueError(f"loss: a scalar tensor is needed, the mean over the samples, and not {shape}")
        if not torch.isfinite(value):
            raise ValueError(f"loss: {float(value.detach())} is not finite")
        found.loss = float(value.detach())
    if asked.cotangent == "random":
        return torch.randn(output.shape, generator=noise, dtype=torch.float64).to(output)
    if not value.requires_grad:
        raise ValueError("loss: it does not depend on the model's output")
    gradient = torch.autograd.grad(value, output, retain_graph=True, allow_unused=True)[0]
    if gradient is None:
        raise ValueError("loss: it does not depend on the model's output tensor (its logits, or the first of a tuple)")
    return gradient


def _first_pass(asked: Request, inputs: Inputs, found: Walk) -> PlainPass:
    """The uncut pass, weighed: what its graph keeps, the copies at the cuts, and one polynomial of the stream."""
    kept: dict[int, int] = {}

    def weigh(tensor: Tensor) -> Tensor:
        kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(weigh, lambda tensor: tensor):
        plain = asked.plain(inputs)
    for parameter in asked.model.parameters():
        kept.pop(parameter.untyped_storage().data_ptr(), None)
    stream = max(plain.sizes)
    # Peaks lie up to half above the sum of these, by what one product takes for itself.
    found.bytes_needed = (sum(kept.values()) + 2 * sum(plain.sizes) + (len(plain.sizes) + 4) * stream) * 3 // 2
    free = _free_bytes(plain.output.device)
    if free is not None and found.bytes_needed > free:
        some = "batch=... takes samples in parts" if _splits(asked.model, asked.statistics) else "give fewer samples"
        raise ValueError(
            f"the polynomials need about {found.bytes_needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free; {some}"
        )
    return plain


def _free_bytes(device: torch.device) -> Optional[int]:
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    if device.type != "cpu" or not os.path.exists("/proc/meminfo"):
        return None
    with open("/proc/meminfo") as lines:
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def _distance(one: Tensor, other: Tensor) -> float:
    """Largest difference over the largest entry of `other`."""
    largest = float(other.abs().max())
    difference = float((one - other).abs().max())
    return difference / largest if largest > 0 else difference


def _same_output(asked: Request, inputs: Inputs, cut: CutPass, output: Tensor) -> None:
    distance = _distance(cut.output.detach(), output)
    if distance <= REFUSED:
        return
    plain = asked.plain(inputs, keep=True)
    name = cut.sites[-1].name
    for before, site in zip([cut.sites[0], *cut.sites], cut.sites):
        uncut = plain.inputs.get(site.names[0])
        if uncut is not None and not _distance(site.input.detach(), uncut.detach()) <= REFUSED:
            name = before.name
            break
    raise ValueError(
        f"unit '{name}': with its branch cut out the model's output changes by {distance:.1e} of its largest value, so what "
        "follows is no function of shortcut and branch; an operation in place is the usual reason (ReLU(inplace=False))"
    )


def _gradient_fault(asked: Request, inputs: Inputs, reverse: Reverse, residual: float) -> str:
    plain = asked.plain(inputs, keep=True)
    missed = f"the gradients by length miss the gradient by {residual:.1e} of its largest value; "
    for site, total in reverse.totals():
        uncut = plain.inputs.get(site.names[0], plain.source)
        true = torch.autograd.grad(plain.output, uncut, reverse.cotangent, retain_graph=True, allow_unused=True)[0]
        if true is None or not _distance(total, true) <= REFUSED:
            return (
                f"unit '{site.name}': {missed}what it was given is used again beyond the next unit, so the units are no chain"
            )
    name = reverse.cut.sites[0].name
    true = torch.autograd.grad(plain.output, plain.source, reverse.cotangent)[0]
    if _distance(reverse.to_source(total), true) <= REFUSED:
        return f"unit '{name}': {missed}its parts cancel beyond the digits: use double precision (model.double())"
    return f"unit '{name}': {missed}what is before the unit is used again beyond it, so the units are no chain"
