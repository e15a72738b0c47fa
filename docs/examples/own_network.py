"""The two figures of docs/own_network.md: own_network.py [FOLDER]. About a minute on one core."""

import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import glasscape
import glasscape.torch as gt
from glasscape.plotting import plot, savefig

CLASSES = 10
STEPS = 200


class Block(nn.Module):
    """A pre-activation block: the branch runs from norm1 to conv2."""

    def __init__(self, channels, width, stride):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(width)
        self.conv1 = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.stride, self.padding = stride, (width - channels) // 2

    def forward(self, x):
        branch = self.conv2(F.relu(self.norm2(self.conv1(F.relu(self.norm1(x))))))
        if self.stride > 1:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.padding, self.padding))
        return x + branch


def network(blocks_per_stage, width=8):
    layers, channels = [nn.Conv2d(1, width, 3, 1, 1, bias=False)], width
    for stage in range(3):
        for i in range(blocks_per_stage):
            layers.append(Block(channels, width << stage, 2 if stage and i == 0 else 1))
            channels = width << stage
    head = [nn.BatchNorm2d(channels), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES)]
    model = nn.Sequential(*layers, *head)
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
    return model


def images(count, seed):
    """Gaussian classes as images of 8 x 8: a smooth pattern each, shifted by a pixel, under noise."""
    patterns = torch.randn(CLASSES, 1, 4, 4, generator=torch.Generator().manual_seed(0))
    patterns = F.interpolate(patterns, size=8, mode="bicubic")
    drawn = torch.Generator().manual_seed(seed)
    labels = torch.randint(CLASSES, (count,), generator=drawn)
    shifts = torch.randint(-1, 2, (count, 2), generator=drawn).tolist()
    shifted = [torch.roll(patterns[label], shift, (1, 2)) for label, shift in zip(labels, shifts)]
    return torch.stack(shifted) + torch.randn(count, 1, 8, 8, generator=drawn), labels


def trained():
    """A network of 18 blocks, its units, samples to measure on, and the spectra before and after a short training."""
    torch.manual_seed(0)
    model = network(6)
    units = [(f"{l}.norm1", f"{l}.conv2") for l in range(1, 19)]
    train, labels = images(2000, 1)
    test, classes = images(64, 2)

    def loss(logits):
        return F.cross_entropy(logits, classes)

    recorder = gt.Recorder(model, test, loss, every=STEPS, units=units, labels=classes, cotangent="random")
    optimiser = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    model.train()
    recorder()
    for _ in range(STEPS):
        batch = torch.randint(len(train), (64,))
        value = F.cross_entropy(model(train[batch]), labels[batch])
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
        schedule.step()
        recorder(value)
    return model, units, test, loss, recorder


def against_both_laws(recorder):
    """Shares of the gradient before and after, with the laws of the same mean length."""
    columns = {name: [] for name in ("step", "r", "output_share", "theory_coherent", "theory_incoherent")}
    for step, spectrum in zip(recorder.table()["step"], recorder.spectra):
        share, row = spectrum.table()["input_gradient_share"], spectrum.summary().row(0)
        scales = [row["gradient_beta_coherent"], row["gradient_beta_incoherent"]]
        laws = [
            glasscape.law_shares(law, np.full(len(share) - 1, scale)) for law, scale in zip(("coherent", "incoherent"), scales)
        ]
        for name, values in zip(columns, ([step] * len(share), np.arange(1, len(share) + 1), share, *laws)):
            columns[name].extend(values)
    words = {
        "output_share": "share of the gradient",
        "coherent law": "if amplitudes of paths add",
        "incoherent law": "if powers of paths add",
        "0": "before training",
        str(STEPS): f"after {STEPS} steps",
    }
    title = "Which path lengths carry the gradient of a residual network of 18 blocks"
    return plot(columns, kind="depth", labels=words, title=title)


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    torch.set_num_threads(1)
    model, units, test, loss, recorder = trained()
    print(recorder.table())
    for spectrum in recorder.spectra:
        print(spectrum)
    savefig(against_both_laws(recorder), folder / "own-network-laws.png")
    paths = gt.depth_spectrum(model, test, loss, units, cotangent="random", paths=32).paths
    print(paths)
    title = "Number of paths times their norm overlooks that paths cancel"
    savefig(plot(paths, title=title), folder / "own-network-paths.png")


if __name__ == "__main__":
    main()
