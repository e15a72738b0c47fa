"""Residual units of a model: where each branch begins and ends."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Optional, Union

from torch import nn


class ResidualUnit(NamedTuple):
    """A branch beside its shortcut, by the names of its first and its last submodule."""

    name: str
    first: str
    last: str


Pairs = Iterable[Union[ResidualUnit, tuple[str, str]]]

# Blocks by class, with the (first, last) children of each branch. Two branches on one input become one unit when they run.
_BLOCKS: dict[str, tuple[tuple[str, str], ...]] = {
    "torch.nn.modules.transformer.TransformerEncoderLayer": (("self_attn", "dropout1"), ("linear1", "dropout2")),
    "torchvision.models.resnet.BasicBlock": (("conv1", "bn2"),),
    "torchvision.models.resnet.Bottleneck": (("conv1", "bn3"),),
    "torchvision.models.vision_transformer.EncoderBlock": (("ln_1", "dropout"), ("ln_2", "mlp")),
    "torchvision.models.convnext.CNBlock": (("block", "block"),),
    "torchvision.models.swin_transformer.SwinTransformerBlock": (("norm1", "attn"), ("norm2", "mlp")),
    "timm.models.resnet.BasicBlock": (("conv1", "bn2"),),
    "timm.models.resnet.Bottleneck": (("conv1", "bn3"),),
    "timm.models.resnetv2.PreActBasic": (("norm1", "conv2"),),
    "timm.models.resnetv2.PreActBottleneck": (("norm1", "conv3"),),
    "timm.models.convnext.ConvNeXtBlock": (("conv_dw", "mlp"),),
    "timm.models.vision_transformer.Block": (("norm1", "attn"), ("norm2", "mlp")),
    "transformers.models.gpt2.modeling_gpt2.GPT2Block": (("ln_1", "attn"), ("ln_2", "mlp")),
    "transformers.models.gptj.modeling_gptj.GPTJBlock": (("ln_1", "attn"), ("ln_1", "mlp")),
    "transformers.models.gpt_neox.modeling_gpt_neox.GPTNeoXLayer": (
        ("input_layernorm", "attention"),
        ("post_attention_layernorm", "mlp"),
    ),
    "transformers.models.llama.modeling_llama.LlamaDecoderLayer": (
        ("input_layernorm", "self_attn"),
        ("post_attention_layernorm", "mlp"),
    ),
}
# A layer of torch that normalises before its branches begins with the normaliser.
_NORM_FIRST = (("norm1", "dropout1"), ("norm2", "dropout2"))


def residual_units(model: nn.Module, pairs: Optional[Pairs] = None) -> tuple[ResidualUnit, ...]:
    """The residual units of a model, in the order of its submodules.

    pairs: (first, last) names of submodules, one pair a branch; None finds the blocks of torch, torchvision, timm and
        transformers that are known by class.
    The branch of a unit is all that runs from the input of `first` to the output of `last` (to the first element where that
    is a tuple); what else leads on from that input is the shortcut. Raises ValueError for names that the model does not
    have, for an end that two branches share, and where no unit is found. O(submodules)."""
    units = _found(model) if pairs is None else _named(model, pairs)
    if not units:
        children = ", ".join(name for name, _ in model.named_children()) or "none"
        raise ValueError(
            f"no residual units were found in {type(model).__name__}: name them, "
            f"residual_units(model, [(first, last), ...]) with names of submodules; its children are {children}"
        )
    return units


def _branches(block: nn.Module) -> Sequence[tuple[str, str]]:
    for ancestor in type(block).__mro__:
        branches = _BLOCKS.get(f"{ancestor.__module__}.{ancestor.__qualname__}")
        if branches is not None:
            return _NORM_FIRST if getattr(block, "norm_first", False) else branches
    return ()


def _found(model: nn.Module) -> tuple[ResidualUnit, ...]:
    units = []
    for path, block in model.named_modules():
        branches = _branches(block)
        prefix = f"{path}." if path else ""
        for first, last in branches:
            name = path if len(branches) == 1 and path else prefix + last
            units.append(ResidualUnit(name, prefix + first, prefix + last))
    return tuple(units)


def _named(model: nn.Module, pairs: Pairs) -> tuple[ResidualUnit, ...]:
    names = [name for name, _ in model.named_modules() if name]
    units: list[ResidualUnit] = []
    for number, pair in enumerate(pairs):
        if isinstance(pair, str) or len(pair) not in (2, 3) or not all(isinstance(part, str) for part in pair):
            raise ValueError(f"pair {number}: {pair!r} is no (first, last) pair of names of submodules")
        unit = pair if isinstance(pair, ResidualUnit) else ResidualUnit(pair[-1], pair[-2], pair[-1])
        for name in (unit.first, unit.last):
            if name not in names:
                near = difflib.get_close_matches(name, names, 3)
                hint = f"; near it are {', '.join(near)}" if near else ""
                raise ValueError(f"pair {number}: {type(model).__name__} has no submodule '{name}'{hint}")
        if unit.last in (one.last for one in units):
            raise ValueError(f"pair {number}: '{unit.last}' ends two branches; each branch has an end of its own")
        units.append(unit)
    return tuple(units)
