"""Powers by path length, gathered over samples, and the shares they give.

    S_r = E|y_r|^2/sum_r E|y_r|^2,   Q_r = E<y_r, y>/E|y|^2,   cross = E|y|^2/sum_r E|y_r|^2

and the same of y_r less its mean over the samples: centred, constants drop out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Shares:
    """By path length, first those of no branch; NaN where there is no power."""

    share: Floats
    """S_r"""
    signed: Floats
    """Q_r, sums to 1"""
    cross: float
    """power of the whole over the sum of powers by length: 1 where lengths are uncorrelated"""


def _shares(power: Floats, product: Floats, whole: float) -> Shares:
    total = power.sum()
    nothing = np.full(len(power), np.nan)
    return Shares(
        power / total if total > 0 else nothing,
        product / whole if whole > 0 else nothing,
        whole / total if total > 0 else float("nan"),
    )


class Powers:
    """Sums over samples of |y_r|^2, <y_r, y> and, if `centred`, y_r itself, for `lengths` parts."""

    def __init__(self, lengths: int, centred: bool) -> None:
        self.power = np.zeros(lengths)
        self.product = np.zeros(lengths)
        self.centred = centred
        self.sums: list[Tensor] = []
        self.samples = 0

    def add(self, r: int, one: Tensor, whole: Tensor) -> None:
        """Adds a part; `whole` is what all parts of these samples sum to."""
        part, total = _rows(one), _rows(whole)
        self.power[r] += float(part.square().sum())
        self.product[r] += float((part * total).sum())
        if not self.centred:
            return
        if r == len(self.sums):
            self.sums.append(torch.zeros_like(part[0]))
        self.sums[r] += part.sum(0)
        if r == 0:
            self.samples += len(part)

    def cut(self, lengths: int) -> None:
        """Leaves the first `lengths`: two branches on one input make one length less."""
        self.power, self.product = self.power[:lengths], self.product[:lengths]

    def shares(self) -> Shares:
        return _shares(self.power, self.product, self.product.sum())

    def centred_shares(self) -> Shares:
        """NaN for one sample."""
        n = self.samples
        mean = sum(self.sums[1:], self.sums[0])
        power = self.power - np.array([float(one.square().sum()) for one in self.sums]) / n
        product = self.product - np.array([float((one * mean).sum()) for one in self.sums]) / n
        # What rounding leaves of a part that is the same for all samples is no share.
        power[power < 1e-13 * self.power] = 0.0
        return _shares(power, product, product.sum() if n > 1 else 0.0)


def _rows(values: Tensor) -> Tensor:
    """Samples as rows, in double precision; every position of a sequence (samples, positions, features) is one."""
    on_host = values.detach().cpu().double()
    return on_host.flatten(0, 1) if on_host.dim() == 3 else on_host.reshape(len(on_host), -1)
