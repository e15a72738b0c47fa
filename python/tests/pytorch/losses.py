"""Models, data and states that the tests of losses share."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

torch.set_num_threads(1)


class Unit(nn.Module):
    """b tanh(a x + c): three weights, no continuous symmetry."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(1, 1)
        self.outer = nn.Linear(1, 1, bias=False)

    def forward(self, x):
        return self.outer(torch.tanh(self.inner(x)))


class Unmappable(nn.Linear):
    """What torch cannot map over replicas: a number taken out of a tensor."""

    def forward(self, x):
        return super().forward(x) * (1.0 if float(self.weight.detach().sum()) > 1e9 else 2.0)


class Counting(nn.Linear):
    """A forward pass that writes into a buffer and depends on it."""

    def __init__(self, size):
        super().__init__(size, 1, bias=False)
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x):
        self.calls += 1
        return super().forward(x) * self.calls


class SinglePrecision(nn.Linear):
    def forward(self, x):
        return super().forward(x.float())


@pytest.fixture
def network():
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))


@pytest.fixture
def data():
    generator = torch.Generator().manual_seed(2)
    return torch.randn(20, 3, generator=generator), torch.randint(0, 2, (20,), generator=generator)


@pytest.fixture
def curve():
    x = torch.linspace(-2, 2, 15)[:, None]
    return x, torch.sin(2 * x) + 0.3


def regression(size=4, points=12):
    """A linear network and its data: H on the sphere is a quadratic form in its weights."""
    torch.manual_seed(3)
    return nn.Linear(size, 1, bias=False), (torch.randn(points, size), 0.2 * torch.randn(points, 1))


def loss_by_hand(model, data, loss_fn, weights):
    """The loss with weights written into a copy in double precision."""
    copied = copy.deepcopy(model).double()
    nn.utils.vector_to_parameters(torch.as_tensor(weights, dtype=torch.float64), copied.parameters())
    x, y = (part.double() if part.is_floating_point() else part for part in data)
    return float(loss_fn(copied(x), y).detach())


def uniform(size, rows, seed=0):
    states = np.random.default_rng(seed).normal(size=(rows, size))
    return states * np.sqrt(size) / np.linalg.norm(states, axis=1, keepdims=True)
