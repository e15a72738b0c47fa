"""What is left of a model when residual units are taken out of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Optional

import numpy as np
import torch
from torch import Tensor, nn

from .._progress import _tell
from ..table import Table
from .cutting import cut_pass
from .measuring import Inputs, call, checked_statistics, measured, output_tensor
from .passes import Loss
from .path_norms import choices, mean_and_error
from .units import Pairs, residual_units


def lesion(
    model: nn.Module,
    x: Inputs,
    loss: Loss,
    units: Optional[Pairs] = None,
    *,
    labels: Optional[Tensor] = None,
    draws: int = 16,
    statistics: str = "auto",
    seed: int = 0,
) -> Table:
    """Loss of a model with 0..p of its residual units taken out (Veit, Wilber, Belongie 2016, fig. 5).

    labels: class numbers, of the shape of the outputs less their last dimension, for the accuracy.
    draws: random choices of the units for each number of them, or all choices where there are no more.
    The other arguments, and what stays as it was, are those of depth_spectrum; a unit taken out has a branch of zeros.
    One row a number of units: deleted, draws, loss, loss_error, accuracy, accuracy_error (standard errors over choices, 0
    where all were taken). Raises ValueError as depth_spectrum does, and for labels of another shape. About draws (p + 1)
    forward passes."""
    if not isinstance(draws, int) or draws < 1:
        raise ValueError(f"draws: {draws} is no number of choices, 1 or more")
    named = residual_units(model) if units is None else residual_units(model, units)
    statistics = checked_statistics(model, statistics)
    stream = np.random.default_rng(seed)
    with measured(model, statistics):
        ends = {unit.name: unit.last for unit in named}
        sites = [[ends[name] for name in site.names] for site in cut_pass(model, x, named, False, False).sites]
        rows = []
        for deleted in range(len(sites) + 1):
            sets, every = choices(len(sites), deleted, draws, stream)
            out = [[end for l in one for end in sites[l]] for one in sets]
            losses, right = zip(*(_without(model, x, loss, labels, one) for one in out))
            rows.append((deleted, len(sets), *mean_and_error(np.array(losses), every), *mean_and_error(np.array(right), every)))
            _tell("lesion", deleted + 1, len(sites) + 1)
    columns = [
        ("deleted", "integer", "1", "residual units taken out at random"),
        ("draws", "integer", "1", "choices of them"),
        ("loss", "real", "1", "mean loss of the samples"),
        ("loss_error", "real", "1", "its standard error over choices; 0 where all were taken"),
        ("accuracy", "real", "1", "share of samples classified right; empty without labels"),
        ("accuracy_error", "real", "1", "its standard error over choices"),
    ]
    return Table(columns, {name: np.array(values) for (name, *_), values in zip(columns, zip(*rows))})


def _without(
    model: nn.Module, x: Inputs, loss: Loss, labels: Optional[Tensor], ends: Sequence[str]
) -> tuple[float, float]:
    """Loss and accuracy with zeros at these ends of branches."""

    silent = 0

    def silenced(module: nn.Module, args: Any, output: Any) -> Any:
        nonlocal silent
        silent += 1
        if isinstance(output, tuple):
            return (torch.zeros_like(output[0]), *output[1:])
        return torch.zeros_like(output)

    with ExitStack() as registered, torch.no_grad():
        for end in ends:
            registered.callback(model.get_submodule(end).register_forward_hook(silenced).remove)
        returned = call(model, x)
        if silent != len(ends):
            raise ValueError(f"{len(ends)} branches are to be taken out, and {silent} ran: {', '.join(ends)}")
        value = loss(returned)
        if not isinstance(value, Tensor) or value.numel() != 1:
            raise ValueError("loss: a scalar tensor is needed, the mean over the samples")
        return float(value), accuracy(output_tensor(returned), labels)


def accuracy(output: Tensor, labels: Optional[Tensor]) -> float:
    """Share of labels at the largest output; NaN without labels, ValueError for labels of another shape."""
    if labels is None:
        return float("nan")
    if labels.shape != output.shape[:-1]:
        shapes = [tuple(one) for one in (labels.shape, output.shape, output.shape[:-1])]
        raise ValueError(f"labels: shape {shapes[0]}, where outputs {shapes[1]} need {shapes[2]}")
    return float((output.argmax(-1) == labels).double().mean())
