"""The frozen map of a network: values as they are, but statistics, attention patterns and gates are constants of derivatives.

    gate          f(u) = u g,        g = f(u)/u held            GELU, SiLU, tanh, ...
    pattern       softmax, sigmoid   held
    normaliser    v -> (v - mean v) gamma/sigma + beta, sigma held; the mean is linear in v
    product       of two activations: the factor that came out of a nonlinear function is held (SwiGLU)
    divisor       held, and so are 1/u and 1/sqrt u: they are statistics of handwritten normalisers

With them a branch is an affine map of its input, and a network of such branches a sum over paths. ReLU and max are piecewise
linear: their derivative already is their gate. Any other nonlinear operation keeps its derivative; what that leaves over is
the `source` of its unit."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any, Optional

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.overrides import TorchFunctionMode

Rule = Callable[..., Any]
Watch = Callable[[Tensor], None]


class Frozen(TorchFunctionMode):
    """Within it, torch functions give their values with frozen derivatives.

    centred: batch normalisation by running statistics takes the mean of the batch as linear, and the rest of its running
        mean as a constant: as exact, without the large constants that cancel the means of long paths.
    watch: is called with the output of every ReLU."""

    def __init__(self, centred: bool, watch: Optional[Watch] = None) -> None:
        super().__init__()
        self.centred = centred
        self.watch = watch

    def __torch_function__(
        self, func: Any, types: Iterable[type], args: tuple[Any, ...] = (), kwargs: Optional[dict[str, Any]] = None
    ) -> Any:
        rule = _RULES.get(func)
        if rule is None:
            return func(*args, **(kwargs or {}))
        return rule(self, func, *args, **(kwargs or {}))


def _mark(value: Tensor, gate: bool = True) -> Tensor:
    """Remembers that a nonlinear function made this tensor."""
    value._glasscape_gate = gate  # type: ignore[attr-defined]
    return value


def _marked(value: Any) -> bool:
    return getattr(value, "_glasscape_gate", False)


def _depends(value: Any) -> bool:
    return isinstance(value, Tensor) and value.requires_grad


def _gate(slope: float) -> Rule:
    """u g with g = f(u)/u held, and g = f'(0) = slope at u = 0."""

    def rule(mode: Frozen, func: Any, u: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        with torch.no_grad():
            zero = u == 0
            # A copy, since the function may work in place.
            gate = torch.where(zero, slope, func(u.clone(), *args, **kwargs) / torch.where(zero, 1, u))
        return _mark(u * gate)

    return rule


def _relu(mode: Frozen, func: Any, u: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    value: Tensor = func(u, *args, **kwargs)
    if mode.watch is not None:
        mode.watch(value)
    return _mark(value)


def _pattern(mode: Frozen, func: Any, *args: Any, **kwargs: Any) -> Tensor:
    with torch.no_grad():
        value: Tensor = func(*(one.clone() if isinstance(one, Tensor) else one for one in args), **kwargs)
    return value


def _power(mode: Frozen, func: Any, u: Any, exponent: Any = 2, **kwargs: Any) -> Any:
    """A whole power of a gate's output, as of a squared ReLU, is a product of them."""
    if _marked(u) and isinstance(exponent, int) and exponent > 1:
        return _mark(u * u.detach() ** (exponent - 1))
    return func(u, **kwargs) if func in _SQUARES else func(u, exponent, **kwargs)


def _product(mode: Frozen, func: Any, a: Any, b: Any, *args: Any, **kwargs: Any) -> Any:
    if _depends(a) and _depends(b):
        if _marked(a):
            return _mark(b * a.detach())
        if _marked(b):
            return _mark(a * b.detach())
    return _scaled(mode, func, a, b, *args, **kwargs)


def _scaled(mode: Frozen, func: Any, a: Any, b: Any, *args: Any, **kwargs: Any) -> Any:
    """A gate with constants added or multiplied is a gate; with another activation, even in place, it is none."""
    gate = (_marked(a) and not _depends(b)) or (_marked(b) and not _depends(a))
    value = func(a, b, *args, **kwargs)
    if isinstance(value, Tensor):
        _mark(value, gate)
    return value


def _quotient(mode: Frozen, func: Any, a: Any, b: Any, *args: Any, **kwargs: Any) -> Any:
    return _scaled(mode, func, a, b.detach() if _depends(a) and _depends(b) else b, *args, **kwargs)


def _glu(mode: Frozen, func: Any, u: Tensor, dim: int = -1) -> Tensor:
    linear, gate = u.chunk(2, dim)
    return linear * torch.sigmoid(gate).detach()


def _affine(v: Tensor, weight: Optional[Tensor], bias: Optional[Tensor]) -> Tensor:
    v = v if weight is None else v * weight
    return v if bias is None else v + bias


def _standardised(v: Tensor, dims: tuple[int, ...], eps: float) -> Tensor:
    v = v - v.mean(dims, keepdim=True)
    return v * (v.detach().square().mean(dims, keepdim=True) + eps).rsqrt()


def _layer_norm(
    mode: Frozen,
    func: Any,
    input: Tensor,
    normalized_shape: Any,
    weight: Optional[Tensor] = None,
    bias: Optional[Tensor] = None,
    eps: float = 1e-5,
    *unused: Any,
    **kwargs: Any,
) -> Tensor:
    dims = tuple(range(-len(normalized_shape), 0))
    return _affine(_standardised(input, dims, eps), weight, bias)


def _rms_norm(
    mode: Frozen,
    func: Any,
    input: Tensor,
    normalized_shape: Any,
    weight: Optional[Tensor] = None,
    eps: Optional[float] = None,
) -> Tensor:
    dims = tuple(range(-len(normalized_shape), 0))
    eps = torch.finfo(input.dtype).eps if eps is None else eps
    return _affine(input * (input.detach().square().mean(dims, keepdim=True) + eps).rsqrt(), weight, None)


def _instance_norm(
    mode: Frozen,
    func: Any,
    input: Tensor,
    running_mean: Optional[Tensor] = None,
    running_var: Optional[Tensor] = None,
    weight: Optional[Tensor] = None,
    bias: Optional[Tensor] = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    if not use_input_stats:
        return _batch_norm(mode, func, input, running_mean, running_var, weight, bias, False, momentum, eps)
    shaped = [None if one is None else _by_channel(one, input) for one in (weight, bias)]
    return _affine(_standardised(input, tuple(range(2, input.dim())), eps), *shaped)


def _normalize(
    mode: Frozen, func: Any, input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Optional[Tensor] = None
) -> Tensor:
    norm: Tensor = torch.linalg.vector_norm(input.detach(), p, dim, keepdim=True)
    return input / norm.clamp_min(eps)


def _by_channel(value: Tensor, like: Tensor) -> Tensor:
    return value.reshape(1, -1, *([1] * (like.dim() - 2)))


def _group_norm(
    mode: Frozen,
    func: Any,
    input: Tensor,
    num_groups: int,
    weight: Optional[Tensor] = None,
    bias: Optional[Tensor] = None,
    eps: float = 1e-5,
    *unused: Any,
) -> Tensor:
    grouped = input.reshape(input.shape[0], num_groups, -1)
    value = _standardised(grouped, (-1,), eps).reshape(input.shape)
    shaped = [None if one is None else _by_channel(one, input) for one in (weight, bias)]
    return _affine(value, *shaped)


def _batch_norm(
    mode: Frozen,
    func: Any,
    input: Tensor,
    running_mean: Optional[Tensor],
    running_var: Optional[Tensor],
    weight: Optional[Tensor] = None,
    bias: Optional[Tensor] = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
    *unused: Any,
) -> Tensor:
    dims = tuple(dim for dim in range(input.dim()) if dim != 1)
    with torch.no_grad():
        if training or running_mean is None or running_var is None:
            variance, offset = input.var(dims, correction=0), None
        else:
            variance, offset = running_var, _by_channel(running_mean, input)
        scale = (variance + eps).rsqrt()
        scale = _by_channel(scale if weight is None else scale * weight, input)
        constant = torch.zeros_like(scale) if bias is None else _by_channel(bias, input)
        if offset is not None:
            mean = input.mean(dims, keepdim=True) if mode.centred else 0
            constant = constant + scale * (mean - offset)
    if offset is None or mode.centred:
        input = input - input.mean(dims, keepdim=True)
    return torch.addcmul(constant, input, scale)


def _attention(
    mode: Frozen,
    func: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Optional[Tensor] = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: Optional[float] = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(q k^T/sqrt d + mask) v with the pattern held."""
    if enable_gqa:
        key, value = (one.repeat_interleave(query.shape[-3] // one.shape[-3], -3) for one in (key, value))
    with torch.no_grad():
        scores = query @ key.transpose(-2, -1) * (query.shape[-1] ** -0.5 if scale is None else scale)
        if is_causal:
            allowed = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).tril()
            scores = scores.masked_fill(~allowed, -torch.inf)
        if attn_mask is not None:
            seen = attn_mask.dtype == torch.bool
            scores = scores.masked_fill(~attn_mask, -torch.inf) if seen else scores + attn_mask
        # A query that sees nothing gets nothing.
        pattern = scores.softmax(-1).masked_fill(scores.isneginf().all(-1, keepdim=True), 0)
    return pattern @ value


def _multi_head_attention(mode: Frozen, func: Any, *args: Any, **kwargs: Any) -> tuple[Tensor, Optional[Tensor]]:
    given = inspect.signature(func).bind(*args, **kwargs)
    given.apply_defaults()
    call: dict[str, Any] = given.arguments
    if any(call[name] is not None for name in ("bias_k", "bias_v", "static_k", "static_v")) or call["add_zero_attn"]:
        result: tuple[Tensor, Optional[Tensor]] = func(*args, **kwargs)
        return result
    with torch.no_grad():
        pattern = func(**{**call, "need_weights": True, "average_attn_weights": False})[1]
    heads, value = call["num_heads"], call["value"]
    weight, bias = call["in_proj_weight"], call["in_proj_bias"]
    weight = call["v_proj_weight"] if call["use_separate_proj_weight"] else weight.chunk(3)[2]
    v = F.linear(value, weight, None if bias is None else bias.chunk(3)[2])
    v = v.reshape(*v.shape[:-1], heads, -1)
    if v.dim() == 3:  # no batch: (S, heads, d), pattern (heads, L, S)
        joined = torch.einsum("hls,shd->lhd", pattern, v).flatten(-2)
    else:
        joined = torch.einsum("bhls,sbhd->lbhd", pattern, v).flatten(-2)
    out = F.linear(joined, call["out_proj_weight"], call["out_proj_bias"])
    if not call["need_weights"]:
        return out, None
    return out, pattern.mean(-3) if call["average_attn_weights"] else pattern


_SQUARES: list[Any] = [torch.square, Tensor.square]


def _rules() -> dict[Any, Rule]:
    def those(*paths: str) -> list[Any]:
        """The functions of these names that this version of torch has."""
        spaces = {"F": F, "torch": torch, "Tensor": Tensor}
        parts = [path.split(".") for path in paths]
        return [getattr(spaces[space], name) for space, name in parts if hasattr(spaces[space], name)]

    hyperbolic = those("torch.tanh", "F.tanh", "Tensor.tanh", "Tensor.tanh_", "torch.tanh_")
    table: list[tuple[list[Any], Rule]] = [
        (those("F.gelu", "F.silu", "F.hardswish"), _gate(0.5)),
        (those("F.mish"), _gate(0.6)),
        ([*hyperbolic, *those("F.elu", "F.celu", "F.softsign", "F.hardtanh", "F.relu6", "F.elu_")], _gate(1.0)),
        (those("F.selu"), _gate(1.0507009873554805)),
        (those("F.relu", "torch.relu", "torch.relu_", "Tensor.relu", "Tensor.relu_"), _relu),
        (those("F.softmax", "torch.softmax", "Tensor.softmax", "F.hardsigmoid"), _pattern),
        (those("F.sigmoid", "torch.sigmoid", "Tensor.sigmoid", "Tensor.sigmoid_"), _pattern),
        (those("torch.rsqrt", "Tensor.rsqrt", "Tensor.rsqrt_"), _pattern),
        (those("torch.reciprocal", "Tensor.reciprocal", "Tensor.__rtruediv__", "Tensor.__rdiv__"), _pattern),
        (those("torch.mul", "torch.multiply", "Tensor.mul", "Tensor.mul_", "Tensor.multiply"), _product),
        (those("Tensor.__mul__", "Tensor.__rmul__", "Tensor.__imul__"), _product),
        (those("torch.add", "Tensor.add", "Tensor.add_", "Tensor.__add__", "Tensor.__radd__", "Tensor.__iadd__"), _scaled),
        (those("torch.div", "torch.divide", "torch.true_divide", "Tensor.div", "Tensor.__truediv__"), _quotient),
        (_SQUARES + those("torch.pow", "Tensor.pow", "Tensor.__pow__"), _power),
        (those("F.glu"), _glu),
        (those("F.normalize"), _normalize),
        (those("F.instance_norm"), _instance_norm),
        (those("F.layer_norm", "torch.layer_norm"), _layer_norm),
        (those("F.rms_norm", "torch.rms_norm"), _rms_norm),
        (those("F.group_norm", "torch.group_norm"), _group_norm),
        (those("F.batch_norm"), _batch_norm),
        (those("F.scaled_dot_product_attention"), _attention),
        (those("F.multi_head_attention_forward"), _multi_head_attention),
    ]
    return {function: rule for functions, rule in table for function in functions}


_RULES = _rules()
