"""The networks of data/conv, built from their files."""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

FOLDER = Path(__file__).resolve().parents[3] / "data/conv"
# Networks; conv_layers.json holds single layers.
CONVOLUTIONAL = sorted(path.stem for path in FOLDER.glob("conv_*.json") if path.stem != "conv_layers")


def read(name):
    return json.loads((FOLDER / f"{name}.json").read_text())


def array(entry):
    return torch.tensor(entry["data"], dtype=torch.float64).reshape(entry["shape"])


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.alpha = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        return self.alpha * x


class Shift(nn.Module):
    def __init__(self):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x + self.b


class Pad(nn.Module):
    """Every second pixel, zero channels on both sides."""

    def __init__(self, channels):
        super().__init__()
        self.channels = channels

    def forward(self, x):
        return F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.channels, self.channels))


def layer(parts, gated, stride, groups):
    """A module from the shapes of its parameters."""
    if not parts:
        return nn.ReLU() if gated else nn.Identity()
    if "alpha" in parts:
        return Scale()
    if "b" in parts:
        return Shift()
    shape = parts["weight"]["shape"]
    if len(shape) == 4:
        return nn.Conv2d(shape[1], shape[0], shape[2], stride, shape[2] // 2, bias="bias" in parts)
    if len(shape) == 2:
        return nn.Linear(shape[1], shape[0])
    return nn.BatchNorm2d(shape[0]) if "running_mean" in parts else nn.GroupNorm(groups, shape[0])


def sequence(data, prefix, gates, stride=1):
    """The modules of these names in order; `gates` is what the file calls the sequence where it lists gates."""
    parameters, groups = data["parameters"], data["groups"][0] if data["groups"] else 1
    gated = {int(k.split(".")[-1]) for k in data["gates"] if k.startswith(f"{gates}.") and k.split(".")[-1].isdigit()}
    numbers = {int(k[len(prefix) + 1 :].split(".")[0]) for k in parameters if k.startswith(f"{prefix}.")}
    layers, strided = [], False
    for i in range(max(numbers | gated) + 1):
        parts = {k.split(".")[-1]: v for k, v in parameters.items() if k.startswith(f"{prefix}.{i}.")}
        convolution = "weight" in parts and len(parts["weight"]["shape"]) == 4
        layers.append(layer(parts, i in gated, stride if convolution and not strided else 1, groups))
        strided |= convolution
    return nn.Sequential(*layers)


class Block(nn.Module):
    def __init__(self, branch, shortcut, original):
        super().__init__()
        self.branch, self.shortcut, self.original = branch, shortcut, original

    def forward(self, x):
        total = self.shortcut(x) + self.branch(x)
        return torch.relu(total) if self.original else total


class Mean(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


class ResidualNetwork(nn.Module):
    def __init__(self, data):
        super().__init__()
        widths, original = data["widths"], data["kind"] == "original"
        self.stem = sequence(data, "stem", "stem")
        blocks = []
        for stage, width in enumerate(widths):
            for i in range(data["blocks_per_stage"]):
                l, stride = len(blocks), 2 if stage > 0 and i == 0 else 1
                branch = sequence(data, f"blocks.{l}.branch", f"{l}.b", stride)
                shortcut = nn.Identity()
                if stride == 2 and data["shortcut"] == "pad":
                    shortcut = Pad((width - widths[stage - 1]) // 2)
                elif stride == 2:
                    shortcut = sequence(data, f"blocks.{l}.shortcut", f"{l}.s", stride)
                blocks.append(Block(branch, shortcut, original))
        self.blocks = nn.Sequential(*blocks)
        head = list(sequence(data, "head", "head"))
        self.head = nn.Sequential(*head[:-3], Mean(), *head[-2:])

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)))

    @property
    def pairs(self):
        """The branch of every block."""
        return [(f"blocks.{l}.branch", f"blocks.{l}.branch") for l in range(len(self.blocks))]


def network(name):
    """The network of a file in double precision, and the file's data."""
    data = read(name)
    model = ResidualNetwork(data).double()
    loaded = model.load_state_dict({k: array(v) for k, v in data["parameters"].items()}, strict=False)
    assert not loaded.unexpected_keys and all("num_batches" in k for k in loaded.missing_keys), loaded
    return model.eval(), data


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.o = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        q, k, v = (one.unflatten(-1, (self.heads, -1)).transpose(1, 2) for one in self.qkv(x).chunk(3, -1))
        return self.o(F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(-2))


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.att = Attention(width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        x = x + self.att(self.ln1(x))
        return x + self.mlp(self.ln2(x))


class Transformer(nn.Module):
    def __init__(self, vocabulary, positions, width, heads, layers):
        super().__init__()
        self.e = nn.Embedding(vocabulary, width)
        self.pos = nn.Parameter(torch.zeros(positions, width))
        self.b = nn.ModuleList([Layer(width, heads) for _ in range(layers)])
        self.ln = nn.LayerNorm(width)
        self.u = nn.Linear(width, vocabulary, bias=False)

    def forward(self, tokens):
        x = self.e(tokens) + self.pos
        for layer in self.b:
            x = layer(x)
        return self.u(self.ln(x))

    @property
    def pairs(self):
        return [(f"b.{l}.{a}", f"b.{l}.{b}") for l in range(len(self.b)) for a, b in (("ln1", "att"), ("ln2", "mlp"))]


def transformer():
    data = read("transformer")
    embedding = data["parameters"]["e.weight"]["shape"]
    model = Transformer(embedding[0], len(data["tokens"][0]), data["width"], data["heads"], data["layers"]).double()
    model.load_state_dict({k: array(v) for k, v in data["parameters"].items()})
    return model.eval(), data
