"""Single paths, units taken out, and the law of normalised stacks."""

import math

import numpy as np
import pytest

torch = pytest.importorskip("torch.nn") and pytest.importorskip("torch")

import small_networks as networks  # noqa: E402
from torch import nn  # noqa: E402

import glasscape  # noqa: E402
import glasscape.torch as gt  # noqa: E402


@pytest.mark.parametrize("p, depth", [(5, 2.61), (10, 3.51), (20, 4.46), (40, 5.44), (80, 6.44)])
def test_the_law_of_normalised_stacks(p, depth):
    power = math.pi / (math.pi - 1)
    law = gt.normalised_stack(p, power)
    assert law["share"].sum() == pytest.approx(1) and law["count_norm_share"].sum() == pytest.approx(1)
    mean = glasscape.mean_depth(law["share"])
    assert mean == pytest.approx(1 + sum(power / (m + power) for m in range(1, p)), rel=1e-12)
    assert mean == pytest.approx(depth, abs=0.005)
    beta = np.sqrt(power / np.arange(1, p))
    assert glasscape.mean_depth(law["count_norm_share"]) == pytest.approx(1 + (beta / (1 + beta)).sum(), rel=1e-12)


def test_the_law_refuses_what_it_does_not_speak_of():
    assert list(gt.normalised_stack(1)["share"]) == [1.0]
    for p, power, said in ((0, 1.0, "p: 0 is no number of layers"), (3, 0.0, "power: 0.0 is no positive number")):
        with pytest.raises(ValueError, match=said):
            gt.normalised_stack(p, power)


@pytest.mark.parametrize("p", [5, 10, 20])
def test_a_random_stack_follows_the_law(p):
    """h + BN(ReLU(W h)) at random weights; the error over seeds is that of the mean of six."""

    class Branch(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.weight, self.norm = nn.Linear(width, width, bias=False), nn.BatchNorm1d(width)

        def forward(self, h):
            return self.norm(torch.relu(self.weight(h)))

    depths = []
    for seed in range(6):
        torch.manual_seed(seed)
        width = 200
        blocks = [networks.Residual(Branch(width)) for _ in range(p - 1)]
        model = nn.Sequential(Stem(20, width), *blocks, nn.Linear(width, 10)).double()
        for module in model.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, 0, module.in_features**-0.5)
        x = torch.randn(64, 20, dtype=torch.float64)
        found = gt.cut_polynomials(model, x, None, networks.pairs(model), cotangent="random", gradients="frozen")
        powers = found.gradients.flatten(1).square().sum(1)
        depths.append(float((torch.arange(1, p + 1) * powers).sum() / powers.sum()))
    law = glasscape.mean_depth(gt.normalised_stack(p, math.pi / (math.pi - 1))["share"])
    error = np.std(depths, ddof=1) / len(depths) ** 0.5
    # The law is that of infinite width; at 200 units it is met to a few percent.
    assert abs(np.mean(depths) - law) < 4 * error + 0.03 * law


class Stem(nn.Module):
    """BN(ReLU(W x)), less its mean's removal: the first layer, of power 1."""

    def __init__(self, inputs, width):
        super().__init__()
        self.weight, self.norm = nn.Linear(inputs, width, bias=False), nn.BatchNorm1d(width)

    def forward(self, x):
        return self.norm(torch.relu(self.weight(x)))


def test_lesions_against_networks_built_without_the_units():
    model, (x, labels) = networks.dense(3), networks.batch(20)
    loss = networks.cross_entropy(labels)
    table = gt.lesion(model, x, loss, networks.pairs(model), labels=labels, draws=3, statistics="running")
    assert list(table["deleted"]) == [0, 1, 2, 3] and list(table["draws"]) == [1, 3, 3, 1]
    assert not table["loss_error"].any()
    losses = {k: [] for k in range(4)}
    right = {k: [] for k in range(4)}
    for kept in range(8):
        left = [one for i, one in enumerate(model) if not isinstance(one, networks.Residual) or kept >> (i - 1) & 1]
        with torch.no_grad():
            y = nn.Sequential(*left)(x)
        deleted = 3 - bin(kept).count("1")
        losses[deleted].append(float(loss(y)))
        right[deleted].append(float((y.argmax(1) == labels).double().mean()))
    assert table["loss"] == pytest.approx([np.mean(losses[k]) for k in range(4)], rel=1e-12)
    assert table["accuracy"] == pytest.approx([np.mean(right[k]) for k in range(4)], rel=1e-12)
    some = gt.lesion(model, x, loss, networks.pairs(model), draws=2, statistics="running")
    assert list(some["draws"]) == [1, 2, 2, 1] and np.isnan(some["accuracy"]).all()
    for k in (1, 2):  # two of three choices: any two
        assert min(losses[k]) - 1e-12 <= some["loss"][k] <= max(losses[k]) + 1e-12
        assert some["loss_error"][k] > 0


def test_a_lesion_takes_out_all_branches_of_a_unit():
    def linear():
        return nn.Linear(5, 5, bias=False)

    model = nn.Sequential(networks.Parallel(linear(), linear())).double()
    x, _ = networks.batch()
    table = gt.lesion(model, x, lambda y: y.square().mean(), [("0.a", "0.a"), ("0.b", "0.b")])
    assert list(table["deleted"]) == [0, 1]
    assert table["loss"][1] == pytest.approx(float(x.square().mean()), rel=1e-14)


def test_a_lesion_of_a_module_that_gives_more_than_its_output():
    class Attending(nn.Module):
        def __init__(self):
            super().__init__()
            self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

        def forward(self, x):
            return x + self.attention(x, x, x)[0]

    x = torch.randn(3, 4, 8, dtype=torch.float64)
    table = gt.lesion(nn.Sequential(Attending()).double(), x, lambda y: y.square().mean(), [("0.attention", "0.attention")])
    assert table["loss"][1] == pytest.approx(float(x.square().mean()), rel=1e-14) and table["loss"][0] != table["loss"][1]


def test_lesions_refuse_and_restore():
    model, (x, labels) = networks.dense(3), networks.batch(20)
    units, loss = networks.pairs(model), networks.cross_entropy(labels)
    with pytest.raises(ValueError, match="draws: 0 is no number of choices"):
        gt.lesion(model, x, loss, units, draws=0)
    with pytest.raises(ValueError, match=r"labels: shape \(19,\), where outputs \(20, 3\) need \(20,\)"):
        gt.lesion(model, x, loss, units, labels=labels[:19])
    model.train()
    before, random = {k: v.clone() for k, v in model.state_dict().items()}, torch.get_rng_state()
    gt.lesion(model, x, loss, units)
    assert all(torch.equal(before[k], v) for k, v in model.state_dict().items())
    assert torch.equal(random, torch.get_rng_state()) and model.training
    assert not any(module._forward_hooks for module in model.modules())


def test_a_sampled_path_has_the_law_of_its_error():
    """Means over 8 of 70 paths, repeated over 40 seeds, scatter about the mean of all as their errors say."""
    model, (x, labels) = networks.dense(8, norm=False), networks.batch()
    units, loss = networks.pairs(model), networks.cross_entropy(labels)
    every = gt.depth_spectrum(model, x, loss, units, paths=70).paths["path_norm"][4]
    rows = [gt.depth_spectrum(model, x, loss, units, paths=8, seed=seed).paths for seed in range(40)]
    z = [(row["path_norm"][4] - every) / row["path_norm_error"][4] for row in rows]
    # Student's t of 7 degrees of freedom: the mean square is 7/5, over 40 seeds with a scatter of 0.5.
    assert abs(np.mean(z)) < 0.8 and 0.4 < np.mean(np.square(z)) < 3.4
