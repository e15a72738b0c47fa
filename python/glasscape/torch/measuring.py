"""A model while it is measured: evaluated without dropout, and left as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, Union

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

Inputs = Union[Tensor, Mapping[str, Any]]
STATISTICS = ("batch", "centred", "running")


def checked_statistics(model: nn.Module, statistics: str) -> str:
    """The statistics of batch normalisation, "auto" resolved; ValueError for another word."""
    if statistics == "auto":
        return "batch" if model.training else "centred"
    if statistics not in STATISTICS:
        raise ValueError(f"statistics: '{statistics}' is none of auto, {', '.join(STATISTICS)}")
    return statistics


def batch_norms(model: nn.Module) -> list[_BatchNorm]:
    return [module for module in model.modules() if isinstance(module, _BatchNorm)]


@contextmanager
def measured(model: nn.Module, statistics: str) -> Iterator[None]:
    """Within it the model is in evaluation mode, batch normalisation but where statistics are "batch", parameters ask
    for no gradient, and attention takes no fused short cut. Flags, buffers and random state are put back bit for bit at
    its end, however it ends."""
    devices = sorted({p.device.index for p in model.parameters() if p.device.type == "cuda" and p.device.index is not None})
    with ExitStack() as restored:
        restored.enter_context(torch.random.fork_rng(devices))
        restored.enter_context(torch.inference_mode(False))
        restored.enter_context(torch.enable_grad())
        if devices:
            _same_rounding(restored)
        _keep_buffers(model, restored)
        _keep_flags(model, restored)
        _no_short_cut(restored)
        model.eval()
        for parameter in model.parameters():
            parameter.requires_grad_(False)
        if statistics == "batch":
            for norm in batch_norms(model):
                norm.training = True
                # Its buffers would change under the graphs that are still needed.
                norm.track_running_stats = False
        yield


def _same_rounding(restored: ExitStack) -> None:
    """Passes over the same samples open the same gates only if they round alike, and sums over lengths need all digits."""
    cudnn: Any = torch.backends.cudnn
    restored.enter_context(cudnn.flags(enabled=cudnn.enabled, benchmark=False, deterministic=True, allow_tf32=False))
    restored.callback(torch.set_float32_matmul_precision, torch.get_float32_matmul_precision())
    torch.set_float32_matmul_precision("highest")


def _keep_buffers(model: nn.Module, restored: ExitStack) -> None:
    places = [
        (module, name, buffer, buffer.detach().clone())
        for module in model.modules()
        for name, buffer in module._buffers.items()
        if buffer is not None
    ]

    def put_back() -> None:
        with torch.no_grad():
            for module, name, buffer, value in places:
                module._buffers[name] = buffer
                if not torch.equal(buffer, value):
                    buffer.copy_(value)

    restored.callback(put_back)


def _keep_flags(model: nn.Module, restored: ExitStack) -> None:
    training = [(module, module.training) for module in model.modules()]
    tracking = [(norm, norm.track_running_stats) for norm in batch_norms(model)]
    gradients = [(parameter, parameter.requires_grad) for parameter in model.parameters()]

    def put_back() -> None:
        for module, flag in training:
            module.training = flag
        for norm, flag in tracking:
            norm.track_running_stats = flag
        for parameter, flag in gradients:
            parameter.requires_grad_(flag)

    restored.callback(put_back)


def _no_short_cut(restored: ExitStack) -> None:
    """The fused layers of torch call no submodule, so nothing could be cut there."""
    mha: Any = getattr(torch.backends, "mha", None)
    if mha is not None:
        restored.callback(mha.set_fastpath_enabled, mha.get_fastpath_enabled())
        mha.set_fastpath_enabled(False)


def call(model: nn.Module, inputs: Inputs) -> Any:
    return model(**inputs) if isinstance(inputs, Mapping) else model(inputs)


def output_tensor(output: Any) -> Tensor:
    """The tensor of logits in what a model returned; ValueError where there is none, or one that is not finite."""
    if isinstance(output, Mapping):
        output = output.get("logits", next(iter(output.values()), None))
    if isinstance(output, (tuple, list)) and output:
        output = output[0]
    if not isinstance(output, Tensor) or not output.is_floating_point() or output.dim() == 0:
        raise ValueError(
            "the model's output is no floating-point tensor by samples, nor a tuple or mapping that begins with one (or has "
            "'logits')"
        )
    if output.dtype not in (torch.float32, torch.float64):
        raise ValueError(f"the model's output is {output.dtype}: sums over path lengths need float32 or float64 (model.float())")
    if not torch.isfinite(output).all():
        raise ValueError("the model's output has values that are not finite: NaN or inf; check its inputs and weights")
    return output


def samples(inputs: Inputs) -> int:
    """Length of the first dimension that all tensors share; ValueError for inputs without one."""
    tensors = [one for one in _values(inputs) if isinstance(one, Tensor) and one.dim() > 0]
    lengths = {one.shape[0] for one in tensors}
    if len(lengths) != 1 or 0 in lengths:
        raise ValueError("the inputs are to be a tensor, or tensors by keyword, whose first dimension counts the samples")
    return lengths.pop()


def _values(inputs: Inputs) -> list[Any]:
    if isinstance(inputs, Mapping):
        return list(inputs.values())
    if isinstance(inputs, Tensor):
        return [inputs]
    raise TypeError(f"the inputs are a tensor or a mapping of keyword arguments, and no {type(inputs).__name__}")


def part(inputs: Inputs, start: int, stop: int) -> Inputs:
    """Samples start..stop - 1 of every tensor."""
    if isinstance(inputs, Mapping):
        return {k: one[start:stop] if isinstance(one, Tensor) and one.dim() > 0 else one for k, one in inputs.items()}
    return inputs[start:stop]
