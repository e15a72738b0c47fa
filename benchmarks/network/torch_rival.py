"""Milliseconds of a training step of the same network in eager PyTorch: torch_rival.py WIDTH DEPTH STEPS.

One thread, batch 128, 50 inputs and classes, a batch normalisation after every ReLU, SGD with momentum; prints
the median over STEPS steps.
"""
import statistics
import sys
import time

import torch

width, depth, steps = (int(word) for word in sys.argv[1:4])
torch.set_num_threads(1)
torch.manual_seed(1)
batch, inputs, classes = 128, 50, 50
sizes = [inputs] + [width] * depth
weights = [(torch.randn(a, b) / a**0.5).requires_grad_() for a, b in zip(sizes, sizes[1:])]
readout = (0.1 * torch.randn(width, classes) / width**0.5).requires_grad_()
norms = [torch.nn.BatchNorm1d(width) for _ in range(depth)]
parameters = weights + [readout] + [p for norm in norms for p in norm.parameters()]
optimiser = torch.optim.SGD(parameters, lr=0.003, momentum=0.9)
x = torch.randn(batch, inputs)
labels = torch.randint(classes, (batch,))
times = []
for _ in range(steps):
    start = time.perf_counter()
    hidden = norms[0](torch.relu(x @ weights[0]))
    for weight, norm in zip(weights[1:], norms[1:]):
        hidden = norm(torch.relu(hidden @ weight)) + hidden
    loss = torch.nn.functional.cross_entropy(hidden @ readout, labels)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    times.append(1e3 * (time.perf_counter() - start))
print(statistics.median(times))
