"""The two recursions of a cut pass: outputs and gradients by the number of branches that paths take.

    gradients   (q, g) = vjp(in_(l+1); in_l, z'_l)(D);   u = vjp(z_l; b_l)(g);   D(t) <- q(t) + t u(t)
    outputs     Z = J_branch H;   c_l = z_l - J b_l;   H_(l+1) = J_next(H, t (Z + c_l)) + e_l at r = 0

A source, what a branch (c_l) or a shortcut (e_l) adds whatever its input, starts a path of its own. J v is the derivative, by
the cotangent, of a reverse product that is linear in it. With the derivatives of frozen.py the parts y_r sum to the output,
with those of the model itself the g_r sum to its gradient; p (p + 1)/2 products with a branch each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Optional

import torch
from torch import Tensor

from .cutting import CutPass, Site

Directions = Sequence[Optional[Tensor]]
Step = Callable[[], None]
"""called after each product with a branch"""


class _Derivative:
    """The map of directions at `ins` to the changes of `outs`."""

    def __init__(self, outs: Sequence[Tensor], ins: Sequence[Tensor]) -> None:
        self.outs = [torch.zeros_like(out, requires_grad=True) for out in outs]
        self.products = torch.autograd.grad(
            outs, ins, self.outs, create_graph=True, retain_graph=True, allow_unused=True
        )

    def __call__(self, directions: Directions) -> list[Tensor]:
        used = [
            (product, direction)
            for product, direction in zip(self.products, directions)
            if direction is not None and product is not None and product.requires_grad
        ]
        if not used:
            return [torch.zeros_like(out) for out in self.outs]
        products, given = zip(*used)
        changes = torch.autograd.grad(products, self.outs, given, retain_graph=True, allow_unused=True)
        return [torch.zeros_like(out) if change is None else change for out, change in zip(self.outs, changes)]


@dataclass(frozen=True)
class UnitGain:
    """One unit on a batch."""

    name: str
    """of the unit; branches on one input joined by +"""
    gain: float
    """sqrt(E|z_l|^2/E|in_l|^2)"""
    white_gain: float
    """the same of white noise through the frozen branch, relative to the shortcut: of paths that do not know the data"""
    source: float
    """|c_l|/|z_l|, what the branch adds whatever its input"""
    offset: float
    """|e_l|/|in_(l+1)|, what shortcut and way to the next unit, or to the output, add whatever they are given"""
    gate_openness: float
    """share of open ReLU gates in the branch; NaN where it has none"""


def mean_gains(parts: Sequence[tuple[Sequence[UnitGain], int]]) -> list[UnitGain]:
    """Means over parts of the samples, each with their number."""
    whole = sum(samples for _, samples in parts)

    def mean(l: int, name: str) -> float:
        return float(sum(getattr(gains[l], name) * samples / whole for gains, samples in parts))

    names = ("gain", "white_gain", "source", "offset", "gate_openness")
    first = parts[0][0] if parts else []
    return [UnitGain(unit.name, *(mean(l, name) for name in names)) for l, unit in enumerate(first)]


def _norm(tensors: Sequence[Tensor]) -> float:
    return float(sum(float(torch.linalg.vector_norm(one)) ** 2 for one in tensors) ** 0.5)


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else float("nan")


class _UnitMap:
    """One unit and what follows it, up to the next cut, as affine maps."""

    def __init__(self, site: Site, after: Tensor) -> None:
        self.site = site
        self.branch = _Derivative(site.ends, [site.copy])
        self.following = _Derivative([after], [site.input, site.copy, *site.leaves])
        ends = [end.detach() for end in site.ends]
        self.constants = [end - moved for end, moved in zip(ends, self.branch([site.copy.detach()]))]
        base = site.copy.detach()
        self.after = after.detach()
        self.offset = self.after - self.following([base, base, *ends])[0]

    def part(self, H: Sequence[Tensor], r: int) -> Tensor:
        """The t^r part of in_(l+1) from those of in_l."""
        straight = H[r] if r < len(H) else None
        through: list[Optional[Tensor]] = [None] * len(self.constants)
        if r > 0:
            moved = self.branch([H[r - 1]])
            through = [one + c for one, c in zip(moved, self.constants)] if r == 1 else list(moved)
        value = self.following([straight, straight, *through])[0]
        return value + self.offset if r == 0 else value

    def gain(self, noise: torch.Generator) -> UnitGain:
        site = self.site
        v = torch.randn(site.copy.shape, generator=noise, dtype=torch.float64).to(site.copy)
        moved = self.branch([v])
        if all(end.shape == v.shape for end in site.ends):
            white = _ratio(_norm([sum(moved[1:], moved[0])]), _norm([v]))
        else:
            nothing = [None] * len(moved)
            white = _ratio(_norm(self.following([None, None, *moved])), _norm(self.following([v, v, *nothing])))
        power = sum(site.ends[1:], site.ends[0]).detach()
        return UnitGain(
            site.name,
            _ratio(_norm([power]), _norm([site.copy.detach()])),
            white,
            _ratio(_norm(self.constants), _norm([end.detach() for end in site.ends])),
            _ratio(_norm([self.offset]), _norm([self.after])),
            site.opened / site.gates if site.gates else float("nan"),
        )


def _nothing() -> None:
    pass


def _advance(unit: _UnitMap, H: list[Tensor], step: Step) -> None:
    """The parts of in_l to those of in_(l+1), in their place."""
    H.append(unit.part(H, len(H)))
    for r in range(len(H) - 2, -1, -1):
        H[r] = unit.part(H, r)
        step()


def stream_parts(cut: CutPass) -> Iterator[tuple[Site, list[Tensor]]]:
    """Each unit of a frozen cut with the parts of its input by length."""
    H = [cut.sites[0].input.detach()]
    for site, after in zip(cut.sites, cut.sites[1:]):
        yield site, H
        _advance(_UnitMap(site, after.input), H, _nothing)
    yield cut.sites[-1], H


def output_parts(
    cut: CutPass, noise: torch.Generator, gains: list[UnitGain], step: Step = _nothing
) -> Iterator[Tensor]:
    """y_0, y_1, ..., y_p of a frozen cut, one at a time; `gains` is filled before the first. Keeps (p + 1) times in_l."""
    H = [cut.sites[0].input.detach()]
    for site, after in zip(cut.sites, cut.sites[1:]):
        unit = _UnitMap(site, after.input)
        gains.append(unit.gain(noise))
        _advance(unit, H, step)
    unit = _UnitMap(cut.sites[-1], cut.output)
    gains.append(unit.gain(noise))
    for r in range(len(H) + 1):
        yield unit.part(H, r)
        if r > 0:
            step()


class Reverse:
    """Gradients by the source of a cut pass, by the branches that they come through."""

    def __init__(self, cut: CutPass, cotangent: Tensor) -> None:
        self.cut = cut
        self.cotangent = cotangent
        self.afters = [*(site.input for site in cut.sites[1:]), cut.output]

    def _back(self, l: int, delta: Tensor, straight: bool, through: bool) -> tuple[Optional[Tensor], Optional[Tensor]]:
        """A cotangent at in_(l+1) to in_l, past the branch and through it."""
        site, after = self.cut.sites[l], self.afters[l]
        ways = [site.input, site.copy] if straight else []
        ends = site.leaves if through else []
        found = torch.autograd.grad(after, [*ways, *ends], delta, retain_graph=True, allow_unused=True)
        q = _sum(found[: len(ways)])
        pairs = [(end, g) for end, g in zip(site.ends, found[len(ways) :]) if g is not None]
        u = None
        if pairs:
            outs, cotangents = zip(*pairs)
            u = torch.autograd.grad(outs, site.copy, cotangents, retain_graph=True, allow_unused=True)[0]
        return q, u

    def to_source(self, delta: Optional[Tensor]) -> Tensor:
        """A gradient by the input of the first unit, carried on to the source."""
        first, source = self.cut.sites[0].input, self.cut.source
        found = delta
        if delta is not None and first is not source:
            found = torch.autograd.grad(first, source, delta, retain_graph=True, allow_unused=True)[0]
        return torch.zeros_like(source) if found is None else found

    def parts(self, step: Step = _nothing) -> Iterator[Tensor]:
        """g_0, g_1, ..., g_p, one at a time."""
        D: list[Optional[Tensor]] = [self.cotangent]
        for l in range(len(self.cut.sites) - 1, -1, -1):
            D.append(None)
            for r in range(len(D) - 2, -1, -1):
                delta = D[r]
                if delta is not None:
                    D[r], u = self._back(l, delta, True, True)
                    D[r + 1] = _sum([D[r + 1], u])
                step()
        for delta in D:
            yield self.to_source(delta)

    def totals(self) -> Iterator[tuple[Site, Tensor]]:
        """The whole gradient by the input of each unit, from the last."""
        delta: Optional[Tensor] = self.cotangent
        for l in range(len(self.cut.sites) - 1, -1, -1):
            delta = None if delta is None else _sum(self._back(l, delta, True, True))
            yield self.cut.sites[l], torch.zeros_like(self.cut.sites[l].input) if delta is None else delta

    def path(self, taken: Sequence[bool]) -> Tensor:
        """The gradient through the one path that takes these branches, in the order of the units."""
        delta: Optional[Tensor] = self.cotangent
        for l in range(len(self.cut.sites) - 1, -1, -1):
            if delta is None:
                break
            q, u = self._back(l, delta, not taken[l], taken[l])
            delta = u if taken[l] else q
        return self.to_source(delta)


def _sum(tensors: Sequence[Optional[Tensor]]) -> Optional[Tensor]:
    there = [one for one in tensors if one is not None]
    return sum(there[1:], there[0]) if there else None
