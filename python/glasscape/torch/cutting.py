"""One forward pass cut at the residual units: p + 1 separate graphs instead of one.

A branch is handed a copy b_l of its input in_l, the sum after it a copy z'_l of its output z_l. Then z_l(b_l) is a graph by
itself, and so is in_(l+1)(in_l, b_l, z'_l), where the last end is the output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Optional

from torch import Tensor, nn

from .frozen import Frozen
from .measuring import Inputs, call, output_tensor
from .units import ResidualUnit


@dataclass
class Site:
    """One unit in the pass; two branches on one input are one unit, of exclusive degree."""

    input: Tensor
    """in_l, on the stream"""
    version: int
    copy: Tensor
    """b_l"""
    names: list[str] = field(default_factory=list)
    ends: list[Tensor] = field(default_factory=list)
    """z_l, one a branch"""
    leaves: list[Tensor] = field(default_factory=list)
    """z'_l"""
    opened: int = 0
    gates: int = 0

    @property
    def name(self) -> str:
        return " + ".join(self.names)


@dataclass
class CutPass:
    sites: list[Site]
    source: Tensor
    """the inputs, or the input of the first unit where they are no floating-point tensor"""
    output: Tensor


@dataclass
class PlainPass:
    returned: Any
    output: Tensor
    source: Tensor
    inputs: dict[str, Tensor]
    """what units were given"""
    sizes: list[int]
    """bytes of what each unit was given"""


def _first_tensor(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Optional[Tensor]:
    given = [*args, *kwargs.values()]
    return next((one for one in given if isinstance(one, Tensor) and one.is_floating_point()), None)


def _starts(units: Sequence[ResidualUnit]) -> dict[str, list[ResidualUnit]]:
    starts: dict[str, list[ResidualUnit]] = {}
    for unit in units:
        starts.setdefault(unit.first, []).append(unit)
    return starts


def source_of(inputs: Inputs) -> tuple[Inputs, Optional[Tensor]]:
    """Inputs that gradients reach, and the leaf they reach; None for tokens and keywords."""
    if isinstance(inputs, Tensor) and inputs.is_floating_point():
        leaf = inputs.detach().clone().requires_grad_()
        return leaf.view_as(leaf), leaf
    return inputs, None


class _Cutter:
    def __init__(self, units: Sequence[ResidualUnit]) -> None:
        self.units = units
        self.sites: list[Site] = []
        self.site_of: dict[str, Site] = {}
        self.open: list[ResidualUnit] = []
        self.seen: set[str] = set()

    def enter(
        self, units: Sequence[ResidualUnit], module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        name = units[0].name
        if units[0].last in self.seen:
            raise ValueError(f"unit '{name}' runs twice in one pass: its weights are shared, and its paths have no length")
        given = _first_tensor(args, kwargs)
        if given is None:
            raise ValueError(f"unit '{name}': '{units[0].first}' is given no floating-point tensor")
        if not given.requires_grad:
            given.requires_grad_()
        site = self.sites[-1] if self.sites and self.sites[-1].input is given else None
        if site is None:
            if self.open:
                raise ValueError(f"unit '{name}' begins inside unit '{self.open[-1].name}': units follow one another")
            site = Site(given, given._version, given.detach().requires_grad_())
            self.sites.append(site)
        for unit in units:
            self.seen.add(unit.last)
            self.site_of[unit.name] = site
            self.open.append(unit)
        swapped = [site.copy if one is given else one for one in (*args, *kwargs.values())]
        return tuple(swapped[: len(args)]), dict(zip(kwargs, swapped[len(args) :]))

    def leave(self, unit: ResidualUnit, module: nn.Module, args: tuple[Any, ...], output: Any) -> Any:
        if unit not in self.open:
            again = unit.last in self.seen
            raise ValueError(
                f"unit '{unit.name}' "
                + ("runs twice in one pass" if again else f"ends before it begins: '{unit.last}' ran before '{unit.first}'")
            )
        self.open.remove(unit)
        end = output[0] if isinstance(output, tuple) else output
        if not isinstance(end, Tensor) or not end.requires_grad:
            raise ValueError(f"unit '{unit.name}': the output of '{unit.last}' does not depend on the input of '{unit.first}'")
        site = self.site_of[unit.name]
        leaf = end.detach().requires_grad_()
        site.names.append(unit.name)
        site.ends.append(end)
        site.leaves.append(leaf)
        # Blocks add in place, which a leaf does not let them.
        handed = leaf.clone()
        return (handed, *output[1:]) if isinstance(output, tuple) else handed

    def watch(self, gate: Tensor) -> None:
        if self.open:
            site = self.site_of[self.open[-1].name]
            site.opened += int((gate > 0).sum())
            site.gates += gate.numel()

    def hooks(self, model: nn.Module, registered: ExitStack) -> None:
        for first, units in _starts(self.units).items():
            begin = model.get_submodule(first)
            handle = begin.register_forward_pre_hook(partial(self.enter, units), with_kwargs=True)
            registered.callback(handle.remove)
        for unit in self.units:
            handle = model.get_submodule(unit.last).register_forward_hook(partial(self.leave, unit))
            registered.callback(handle.remove)

    def check(self) -> None:
        absent = [unit.name for unit in self.units if unit.name not in self.site_of]
        if absent:
            raise ValueError(f"unit '{absent[0]}' did not run in the forward pass")
        if self.open:
            raise ValueError(f"unit '{self.open[0].name}' did not end: '{self.open[0].last}' did not run after its beginning")
        for site in self.sites:
            if site.input._version != site.version:
                raise ValueError(_in_place(site.name))


def _in_place(name: str) -> str:
    return (
        f"unit '{name}': its input is changed in place, so that shortcut and branch see different tensors; "
        "make that operation out of place (ReLU(inplace=False), x = x + branch(x))"
    )


def cut_pass(model: nn.Module, inputs: Inputs, units: Sequence[ResidualUnit], frozen: bool, centred: bool) -> CutPass:
    """Runs the model once, cut at the units; `frozen`: with frozen derivatives. ValueError where units are no chain."""
    given, leaf = source_of(inputs)
    cutter = _Cutter(units)
    with ExitStack() as registered:
        cutter.hooks(model, registered)
        if frozen:
            registered.enter_context(Frozen(centred, cutter.watch))
        try:
            returned = call(model, given)
        except RuntimeError as error:
            if cutter.sites and "in-place" in str(error):
                raise ValueError(_in_place((cutter.open[-1].name) if cutter.open else cutter.sites[-1].name)) from error
            raise
    cutter.check()
    return CutPass(cutter.sites, cutter.sites[0].input if leaf is None else leaf, output_tensor(returned))


def plain_pass(
    model: nn.Module, inputs: Inputs, units: Sequence[ResidualUnit], frozen: bool, centred: bool, keep: bool = False
) -> PlainPass:
    """Runs the model once as it is; `keep`: with the inputs of all units, else of the first that runs."""
    given, leaf = source_of(inputs)
    seen: dict[str, Tensor] = {}
    sizes: list[int] = []

    def note(name: str, module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        tensor = _first_tensor(args, kwargs)
        if tensor is None:
            return
        sizes.append(tensor.numel() * tensor.element_size())
        if keep or not seen:
            if not tensor.requires_grad:
                tensor.requires_grad_()
            seen[name] = tensor

    with ExitStack() as registered:
        for first, those in _starts(units).items():
            hook = partial(note, those[0].name)
            handle = model.get_submodule(first).register_forward_pre_hook(hook, with_kwargs=True)
            registered.callback(handle.remove)
        if frozen:
            registered.enter_context(Frozen(centred))
        returned = call(model, given)
    if not seen:
        raise ValueError(f"unit '{units[0].name}' did not run in the forward pass")
    return PlainPass(returned, output_tensor(returned), next(iter(seen.values())) if leaf is None else leaf, seen, sizes)
