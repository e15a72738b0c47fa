"""Milliseconds of one normaliser forward and backward in eager PyTorch: torch_normalisers.py KIND WIDTH REPEATS.

One thread, batch 128, gradients by the input and the parameters; prints the median over REPEATS. KIND is a name of the
program's; whitening ones are written out as their papers have them.
"""
import statistics
import sys
import time

import torch

kind, width, repeats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(1)
torch.manual_seed(1)
batch, conditions, epsilon = 128, 4, 1e-5
scale = torch.ones(width, requires_grad=True)
shift = torch.zeros(width, requires_grad=True)
one_scale = torch.ones(1, requires_grad=True)
scales = torch.ones(conditions, width, requires_grad=True)
shifts = torch.zeros(conditions, width, requires_grad=True)
weights = torch.randn(width, width).div(width**0.5).requires_grad_()
condition = torch.arange(batch) % conditions
plain = torch.nn.BatchNorm1d(width, affine=False)
identity = torch.eye(width)
whitening = torch.eye(width)


def paper_scale(x, centred=False):
    sigma = torch.sqrt(x.var(0, unbiased=False) + epsilon).mean()
    return one_scale / sigma * (x - x.mean(0) if centred else x)


def iter_norm(x):
    centred = x - x.mean(0)
    covariance = centred.T @ centred / batch + epsilon * identity
    trace = covariance.trace()
    scaled, p = covariance / trace, identity
    for _ in range(5):
        p = 1.5 * p - 0.5 * (p @ p @ p) @ scaled
    return scale * (centred @ (p / trace.sqrt())) + shift


def swbn_fro(x):
    global whitening
    normal = plain(x)
    with torch.no_grad():
        covariance = normal.T @ normal / batch
        difference = whitening @ covariance @ whitening.T - identity
        step = difference @ whitening @ covariance
        whitening = whitening - 0.01 * step / step.norm()
    return scale * (normal @ whitening.T) + shift


kinds = {
    "paper_scale": paper_scale,
    "paper_scale_centred": lambda x: paper_scale(x, centred=True),
    "skip_init": lambda x: one_scale * x,
    "batch_norm": torch.nn.BatchNorm1d(width),
    "layer_norm": torch.nn.LayerNorm(width),
    "group_norm": torch.nn.GroupNorm(4, width),
    "rms_norm": lambda x: scale * x * torch.rsqrt((x * x).mean(1, keepdim=True) + epsilon),
    "cond_batch_norm": lambda x: scales[condition] * plain(x) + shifts[condition],
    "sandwich_bn": lambda x: scales[condition] * (scale * plain(x) + shift) + shifts[condition],
    "iter_norm": iter_norm,
    "swbn_fro": swbn_fro,
    "weight_norm": lambda x: scale * (x @ (weights / weights.norm(dim=0))) + shift,
}
x = torch.randn(batch, width, requires_grad=True)
gradient = torch.randn(batch, width)
times = []
for _ in range(repeats):
    start = time.perf_counter()
    kinds[kind](x).backward(gradient)
    times.append(1e3 * (time.perf_counter() - start))
print(statistics.median(times))
