"""Milliseconds of a training step of ResNet-20 in eager PyTorch: torch_convolutional.py float|double STEPS.

One thread, 64 images of 28 x 28, widths 16, 32, 64, original blocks with batch normalisation, shortcuts padded with
zeros, SGD with momentum; prints the median processor time over STEPS steps after a first one.
"""
import statistics
import sys
import time

import torch
from torch.nn import functional

torch.set_num_threads(1)
torch.manual_seed(1)
torch.set_default_dtype(getattr(torch, sys.argv[1]))


class Block(torch.nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        self.pad = (width - channels) // 2
        self.stride = stride
        self.branch = torch.nn.Sequential(
            torch.nn.Conv2d(channels, width, 3, stride, 1, bias=False), torch.nn.BatchNorm2d(width), torch.nn.ReLU(),
            torch.nn.Conv2d(width, width, 3, 1, 1, bias=False), torch.nn.BatchNorm2d(width))

    def forward(self, x):
        skip = x[:, :, ::self.stride, ::self.stride]
        if self.pad:
            skip = functional.pad(skip, (0, 0, 0, 0, self.pad, self.pad))
        return torch.relu(skip + self.branch(x))


layers = [torch.nn.Conv2d(1, 16, 3, 1, 1, bias=False), torch.nn.BatchNorm2d(16), torch.nn.ReLU()]
channels = 16
for width in (16, 32, 64):
    for block in range(3):
        layers.append(Block(channels, width, 2 if width > 16 and block == 0 else 1))
        channels = width
network = torch.nn.Sequential(*layers, torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(64, 10))
optimiser = torch.optim.SGD(network.parameters(), lr=0.003, momentum=0.9)
x = torch.randn(64, 1, 28, 28)
labels = torch.randint(10, (64,))
times = []
for _ in range(int(sys.argv[2]) + 1):
    start = time.process_time()
    loss = functional.cross_entropy(network(x), labels)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    times.append(1e3 * (time.process_time() - start))
print(statistics.median(times[1:]))
