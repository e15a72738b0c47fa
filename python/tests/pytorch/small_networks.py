"""Small networks of the kinds that people have."""

import torch
from torch import nn
from torch.nn import functional as F


class Residual(nn.Module):
    """x + branch(x), or act(x + branch(x)) where `after` is given."""

    def __init__(self, branch, after=None):
        super().__init__()
        self.branch, self.after = branch, after

    def forward(self, x):
        total = x + self.branch(x)
        return total if self.after is None else self.after(total)


def dense(blocks=4, width=6, classes=3, after=None, norm=True):
    """A pre-activation network of dense layers; units at the modules `i.branch`, i from 1."""
    branches = [
        nn.Sequential(nn.BatchNorm1d(width) if norm else nn.Identity(), nn.ReLU(), nn.Linear(width, width))
        for _ in range(blocks)
    ]
    model = nn.Sequential(nn.Linear(5, width), *(Residual(branch, after) for branch in branches), nn.Linear(width, classes))
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            nn.init.normal_(module.running_mean)
            nn.init.uniform_(module.running_var, 0.5, 2)
            nn.init.normal_(module.weight)
            nn.init.normal_(module.bias)
    return model.double().eval()


def pairs(model):
    names = [name for name, _ in model.named_modules() if name.endswith("branch")]
    return [(name, name) for name in names]


class Gated(nn.Module):
    """down(act(gate x) * up x): SwiGLU and its kin."""

    def __init__(self, width, act):
        super().__init__()
        self.gate, self.up, self.down = (nn.Linear(width, width, bias=False) for _ in range(3))
        self.act = act

    def forward(self, x):
        return self.down(self.act(self.gate(x)) * self.up(x))


class Parallel(nn.Module):
    """x + a(x) + b(x): two branches on one input; `norm` where they share a normaliser."""

    def __init__(self, a, b, norm=None):
        super().__init__()
        self.a, self.b, self.norm = a, b, norm

    def forward(self, x):
        h = x if self.norm is None else self.norm(x)
        return x + self.a(h) + self.b(h)


def cross_entropy(labels):
    return lambda logits: F.cross_entropy(logits, labels)


def batch(samples=7, inputs=5, classes=3, seed=1):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(samples, inputs, generator=generator, dtype=torch.float64)
    return x, torch.randint(classes, (samples,), generator=generator)
