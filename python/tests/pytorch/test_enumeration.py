"""Parts by path length against routes that know nothing of cuts: single paths, and the network as a function of t."""

import math
from itertools import combinations, product

import pytest

torch = pytest.importorskip("torch.nn") and pytest.importorskip("torch")

import small_networks as networks  # noqa: E402
from torch import nn  # noqa: E402

import glasscape.torch as gt  # noqa: E402


def close(found, said, tolerance=1e-12):
    assert (found - said).abs().max() <= tolerance * said.abs().max()


class Weighted(nn.Module):
    """A residual block whose values stay, and whose derivative has weights on shortcut and branch."""

    def __init__(self, block):
        super().__init__()
        self.block, self.shortcut, self.through = block, 1.0, 1.0

    def forward(self, x):
        def weighted(value, weight):
            return value.detach() + weight * (value - value.detach())

        total = weighted(x, self.shortcut) + weighted(self.block.branch(x), self.through)
        return total if self.block.after is None else self.block.after(total)


@pytest.mark.parametrize("after", [None, nn.ReLU()], ids=["preactivation", "original"])
@pytest.mark.parametrize("blocks", [1, 2, 3, 5])
def test_gradients_are_sums_over_single_paths(blocks, after):
    model, (x, labels) = networks.dense(blocks, after=after), networks.batch()
    loss = networks.cross_entropy(labels)
    found = gt.cut_polynomials(model, x, loss, networks.pairs(model), statistics="running")
    weighted = nn.Sequential(*(Weighted(one) if isinstance(one, networks.Residual) else one for one in model))
    places = [one for one in weighted if isinstance(one, Weighted)]
    said = torch.zeros_like(found.gradients)
    for taken in product([0, 1], repeat=blocks):
        for place, one in zip(places, taken):
            place.shortcut, place.through = 1.0 - one, float(one)
        leaf = x.clone().requires_grad_()
        said[sum(taken)] += torch.autograd.grad(loss(weighted(leaf)), leaf)[0]
    assert found.gradients.shape == (blocks + 1, *x.shape)
    close(found.gradients, said)


def test_a_shortcut_that_begins_within_first():
    """Pre-activation with a projection of what the first normaliser gives: still paths past the branch."""

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm, self.linear, self.shortcut = nn.LayerNorm(6), nn.Linear(6, 6), nn.Linear(6, 6)
            self.weights = (1.0, 1.0)

        def forward(self, x):
            h = torch.relu(self.norm(x))
            values = self.shortcut(h), self.linear(h)
            return sum(value.detach() + weight * (value - value.detach()) for value, weight in zip(values, self.weights))

    model = nn.Sequential(nn.Linear(5, 6), Block(), Block(), nn.Linear(6, 3)).double()
    (x, labels), units = networks.batch(), [("1.norm", "1.linear"), ("2.norm", "2.linear")]
    loss = networks.cross_entropy(labels)
    found = gt.cut_polynomials(model, x, loss, units)
    assert found.residual < 1e-14 and found.gradient_residual < 1e-14
    said = torch.zeros_like(found.gradients)
    for taken in product([0, 1], repeat=2):
        for block, one in zip(model[1:3], taken):
            block.weights = (1.0 - one, float(one))
        leaf = x.clone().requires_grad_()
        said[sum(taken)] += torch.autograd.grad(loss(model(leaf)), leaf)[0]
    close(found.gradients, said)


class Gates(nn.Module):
    """A ReLU that keeps the gates of its first call."""

    def __init__(self):
        super().__init__()
        self.gates = None

    def forward(self, x):
        if self.gates is None:
            self.gates = (x > 0).to(x.dtype)
        return x * self.gates


def test_outputs_are_the_network_with_its_branches_times_t():
    """With gates held, and constants of a branch multiplied by t along with it, y(t) = sum_r t^r y_r."""
    blocks = 4
    model, (x, labels) = networks.dense(blocks), networks.batch()
    found = gt.cut_polynomials(model, x, networks.cross_entropy(labels), networks.pairs(model), statistics="running")
    for module in model.modules():
        if isinstance(module, nn.Sequential) and module is not model:
            module[1] = Gates()
    scale = 1.0

    def scaled(module, args, output):
        return scale * output

    with torch.no_grad():
        close(model(x), found.outputs.sum(0))
        for name, _ in networks.pairs(model):
            model.get_submodule(name).register_forward_hook(scaled)
        for scale in (-1.3, 0.0, 0.4, 2.0):
            said = model(x)
            close(sum(scale**r * one for r, one in enumerate(found.outputs)), said)


@pytest.mark.parametrize("dtype, tolerance", [(torch.float64, 1e-12), (torch.float32, 1e-4)])
@pytest.mark.parametrize("statistics", ["batch", "centred", "running"])
def test_sum_rules(statistics, dtype, tolerance):
    model, (x, labels) = networks.dense(5).to(dtype), networks.batch()
    x = x.to(dtype)
    found = gt.cut_polynomials(model, x, networks.cross_entropy(labels), networks.pairs(model), statistics=statistics)
    assert found.residual <= tolerance and found.gradient_residual <= tolerance
    if statistics != "batch":
        close(found.outputs.sum(0), model(x), tolerance)
        leaf = x.clone().requires_grad_()
        true = torch.autograd.grad(networks.cross_entropy(labels)(model(leaf)), leaf)[0]
        close(found.gradients.sum(0), true, tolerance)


def test_centred_parts_differ_from_running_ones_by_constants():
    """The batch mean is linear or not: what varies over samples is the same only in sum."""
    model, (x, labels) = networks.dense(3), networks.batch()
    loss, units = networks.cross_entropy(labels), networks.pairs(model)
    centred = gt.depth_spectrum(model, x, loss, units, statistics="centred")
    running = gt.depth_spectrum(model, x, loss, units, statistics="running")
    assert centred.table()["input_gradient_share"] == pytest.approx(running.table()["input_gradient_share"], rel=1e-12)
    assert abs(centred.table()["output_share"] - running.table()["output_share"]).max() > 1e-3
    # Evaluation mode asks for the centred form, training mode for the batch's statistics.
    auto = gt.depth_spectrum(model, x, loss, units)
    assert (auto.table()["output_share"] == centred.table()["output_share"]).all()
    model.train()
    assert gt.depth_spectrum(model, x, loss, units).statistics == "batch"


def test_samples_in_parts_give_the_whole():
    model, (x, labels) = networks.dense(4), networks.batch(11)
    loss, units = networks.cross_entropy(labels), networks.pairs(model)
    whole = gt.depth_spectrum(model, x, loss, units, statistics="running", paths=5)
    parts = gt.depth_spectrum(model, x, loss, units, statistics="running", paths=5, batch=4)
    assert parts.samples == whole.samples == 11
    for name, values in whole.table().items():
        if not name.startswith("theory"):
            assert parts.table()[name] == pytest.approx(values, rel=1e-11, abs=1e-13), name
    assert parts.units["gate_openness"] == pytest.approx(whole.units["gate_openness"], rel=1e-12)
    assert parts.paths["path_norm"] == pytest.approx(whole.paths["path_norm"], rel=1e-11)


def test_paths_of_every_length_sum_to_the_exact_norm_where_signs_do_not_matter():
    """Scalar branches v -> b v: every path of length r has the same gradient, so count times norm is exact."""
    scales = [0.5, -0.25, 2.0, 1.5]

    class Times(nn.Module):
        def __init__(self, b):
            super().__init__()
            self.b = b

        def forward(self, x):
            return self.b * x

    model = nn.Sequential(*(networks.Residual(Times(abs(b))) for b in scales)).double()
    x, _ = networks.batch(inputs=3)
    found = gt.depth_spectrum(model, x, lambda y: y.square().sum() / 2, networks.pairs(model), paths=100)
    polynomial = torch.tensor([1.0], dtype=torch.float64)
    for b in scales:
        one = torch.zeros(len(polynomial) + 1, dtype=torch.float64)
        one[:-1] += polynomial
        one[1:] += abs(b) * polynomial
        polynomial = one
    paths, y = found.paths, model(x)
    norms = (polynomial * torch.linalg.vector_norm(y)).log().numpy()
    assert paths["log_exact_norm"] == pytest.approx(norms, rel=1e-12, abs=1e-12)
    assert paths["log_count_norm"] == pytest.approx(norms, rel=1e-12, abs=1e-12)
    assert list(paths["sampled"]) == [1, 4, 6, 4, 1] and not paths["path_norm_error"].any()
    # In power: the elementary symmetric functions of b^2.
    powers = [sum(math.prod(b * b for b in taken) for taken in combinations(scales, r)) for r in range(5)]
    said = [0.5 * math.log(power) + float(torch.linalg.vector_norm(y).log()) for power in powers]
    assert paths["log_incoherent_norm"] == pytest.approx(said, rel=1e-12, abs=1e-12)
    # With one sign the other way paths cancel, and count times norm is an upper bound.
    model[1].branch.b = -0.25
    other = gt.depth_spectrum(model, x, lambda y: y.square().sum() / 2, networks.pairs(model), paths=100).paths
    assert (other["log_exact_norm"] <= other["log_count_norm"] + 1e-12).all()
    assert other["log_exact_norm"][2] < other["log_count_norm"][2] - 0.1


def test_a_length_whose_paths_are_all_taken_is_exact():
    model, (x, labels) = networks.dense(4, norm=False), networks.batch()
    loss, units = networks.cross_entropy(labels), networks.pairs(model)
    every = gt.depth_spectrum(model, x, loss, units, paths=6)
    few = gt.depth_spectrum(model, x, loss, units, paths=5)
    assert list(every.paths["sampled"]) == [1, 4, 6, 4, 1] and list(few.paths["sampled"]) == [1, 4, 5, 4, 1]
    exact = gt.cut_polynomials(model, x, loss, units).gradients.flatten(1).norm(dim=1)
    assert every.paths["log_exact_norm"] == pytest.approx(exact.log().numpy(), rel=1e-12, abs=1e-12)
    for r in (0, 4):  # one path only
        assert every.paths["path_norm"][r] == pytest.approx(float(exact[r]), rel=1e-12)
    mean, error = every.paths["path_norm"][2], few.paths["path_norm_error"][2]
    assert abs(few.paths["path_norm"][2] - mean) < 5 * error
