"""Gradients through single paths: what Veit, Wilber and Belongie 2016 sample, beside the exact sums."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import torch

from ..table import Table
from .polynomials import Reverse
from .shares import Floats


def choices(count: int, chosen: int, most: int, stream: np.random.Generator) -> tuple[list[tuple[int, ...]], bool]:
    """Sets of `chosen` of 0..count - 1: all, and True, where there are no more than `most`, else `most` random ones."""
    if math.comb(count, chosen) <= most:
        return list(combinations(range(count), chosen)), True
    return [tuple(stream.choice(count, chosen, replace=False)) for _ in range(most)], False


def mean_and_error(values: Floats, every: bool) -> tuple[float, float]:
    """Mean and its standard error; 0 where every value is there, NaN for one of many."""
    if every:
        return float(values.mean()), 0.0
    return float(values.mean()), float(values.std(ddof=1) / math.sqrt(len(values))) if len(values) > 1 else float("nan")


class PathSample:
    """Squared norms of gradients through `most` paths of each length, summed over the parts of the samples."""

    def __init__(self, most: int, seed: int) -> None:
        self.most = most
        self.seed = seed
        self.every: list[bool] = []
        self.powers: list[Floats] = []

    def take(self, reverse: Reverse) -> None:
        """Adds the paths of one pass; every pass takes the same ones."""
        stream = np.random.default_rng(self.seed)
        units = len(reverse.cut.sites)
        fresh = not self.powers
        for length in range(units + 1):
            sets, every = choices(units, length, self.most, stream)
            norms = [float(torch.linalg.vector_norm(reverse.path([l in one for l in range(units)]))) for one in sets]
            power = np.square(norms)
            if fresh:
                self.every.append(every)
                self.powers.append(power)
            else:
                self.powers[length] = self.powers[length] + power

    def table(self, exact: Floats) -> Table:
        """One row a length, beside the exact norms (p + 1,)."""
        columns = [
            ("blocks", "integer", "1", "residual units whose branch the path takes"),
            ("r", "integer", "layers", "path length, blocks + 1"),
            ("log_paths", "real", "1", "log of the number of paths of this length"),
            ("sampled", "integer", "1", "paths sampled"),
            ("path_norm", "real", "1", "mean norm of the gradient by the inputs through one path"),
            ("path_norm_error", "real", "1", "its standard error; 0 where all paths were taken"),
            ("log_count_norm", "real", "1", "log of the number of paths times that mean: what no cancellation would leave"),
            ("log_incoherent_norm", "real", "1", "log of sqrt(number of paths times the mean square of that norm)"),
            ("log_exact_norm", "real", "1", "log of the norm of the sum over all paths"),
        ]
        blocks = np.arange(len(self.powers))
        count = np.array([math.log(math.comb(len(self.powers) - 1, length)) for length in blocks])
        norms = [mean_and_error(np.sqrt(power), every) for power, every in zip(self.powers, self.every)]
        mean, error = (np.array(column) for column in zip(*norms))
        with np.errstate(divide="ignore"):
            logs = [
                count + np.log(mean),
                (count + np.log([power.mean() for power in self.powers])) / 2,
                np.log(exact),
            ]
        sampled = np.array([len(power) for power in self.powers])
        values = [blocks, blocks + 1, count, sampled, mean, error, *logs]
        return Table(columns, dict(zip((name for name, *_ in columns), values)))
