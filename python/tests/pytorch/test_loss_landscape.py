"""Losses of PyTorch models as landscapes: derivatives, conventions, the explorers, and a model left as it was."""

import copy
import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.polynomial import Polynomial

torch = pytest.importorskip("torch")

import glasscape  # noqa: E402
import glasscape.torch as gt  # noqa: E402
from losses import (  # noqa: E402, F401
    Counting,
    SinglePrecision,
    Unit,
    Unmappable,
    curve,
    data,
    loss_by_hand,
    network,
    regression,
    uniform,
)
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402


@pytest.mark.parametrize("sphere", [True, False])
def test_derivatives_are_those_of_the_loss(network, data, sphere):
    landscape = gt.landscape(network, F.cross_entropy, data, sphere=sphere)
    of = landscape.energies_and_gradients if sphere else landscape.losses_and_gradients
    height = landscape.size if sphere else 1.0
    assert landscape.precision == "float64" and landscape.size == 26
    states = uniform(26, 3)
    energies, gradients = of(states)
    step = 1e-3
    for state, energy, gradient in zip(states, energies, gradients):
        assert energy == pytest.approx(height * loss_by_hand(network, data, F.cross_entropy, landscape.scale * state), rel=1e-12)
        alone = of(state)
        assert alone[0] == pytest.approx(energy, rel=1e-13) and alone[1] == pytest.approx(gradient, rel=1e-10, abs=1e-12)
        places = state + step * np.concatenate([w * np.eye(26) for w in (1, -1, 2, -2)])
        there = of(places)[0].reshape(4, 26)
        differences = (8 * (there[0] - there[1]) - (there[2] - there[3])) / (12 * step)
        assert gradient == pytest.approx(differences, abs=1e-9 * height)
        slopes = of(places)[1].reshape(4, 26, 26)
        dense = (8 * (slopes[0] - slopes[1]) - (slopes[2] - slopes[3])) / (12 * step)
        hessian = landscape.hessian(state)
        assert hessian == pytest.approx(dense, abs=1e-8 * height)
        v = np.random.default_rng(1).normal(size=26)
        assert landscape.hessian_vector(state, v) == pytest.approx(hessian @ v, rel=1e-10, abs=1e-12)


def test_the_hessian_is_that_of_dense_autograd(network, data):
    landscape = gt.landscape(network, F.cross_entropy, data)
    w1, b1, w2, b2 = (p.detach().double() for p in network.parameters())
    shapes = [w1.shape, b1.shape, w2.shape, b2.shape]

    def loss(vector):
        a, b, c, d = (part.view(shape) for part, shape in zip(vector.split([12, 4, 8, 2]), shapes))
        return F.cross_entropy(torch.tanh(data[0].double() @ a.T + b) @ c.T + d, data[1])

    weights = torch.cat([part.reshape(-1) for part in (w1, b1, w2, b2)])
    dense = torch.autograd.functional.hessian(loss, weights).numpy()
    assert landscape.hessian(landscape.state_of(network)) == pytest.approx(float(weights @ weights) * dense, abs=1e-12)


def test_the_sphere_is_that_of_the_models_weights(network, data):
    landscape = gt.landscape(network, F.cross_entropy, data)
    state = landscape.state_of(network)
    assert np.sum(state**2) == pytest.approx(26, rel=1e-13)
    weights = nn.utils.parameters_to_vector(network.parameters()).detach().double()
    assert landscape.scale * state == pytest.approx(weights.numpy(), rel=1e-14)
    energy, gradient = landscape.energies_and_gradients(state)
    assert energy / 26 == pytest.approx(float(F.cross_entropy(network(data[0]), data[1]).detach()), rel=1e-6)
    leaf = weights.clone().requires_grad_()
    loss = F.cross_entropy(torch.func.functional_call(network.double(), split(leaf, network), (data[0].double(),)), data[1])
    (slope,) = torch.autograd.grad(loss, leaf)
    assert state @ gradient / 26 == pytest.approx(float(weights @ slope), rel=1e-12)


def split(vector, model):
    parts = vector.split([p.numel() for p in model.parameters()])
    return {name: part.view_as(p) for (name, p), part in zip(model.named_parameters(), parts)}


def test_weights_come_back_as_they_were(network, data):
    for sphere in (True, False):
        landscape = gt.landscape(network, F.cross_entropy, data, sphere=sphere)
        loaded = landscape.load(landscape.state_of(network))
        assert loaded is not network
        for (name, mine), (same, theirs) in zip(network.state_dict().items(), loaded.state_dict().items()):
            assert name == same and mine.dtype == theirs.dtype and torch.equal(mine, theirs)
        other = uniform(26, 1)[0]
        assert landscape.state_of(landscape.load(other)) == pytest.approx(other, abs=1e-6)


def test_a_model_keeps_every_bit(data):
    torch.manual_seed(4)
    model = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Dropout(0.5), nn.Linear(5, 2))
    model[3].eval()
    F.cross_entropy(model(data[0]), data[1]).backward()
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(*data), batch_size=10, shuffle=True)
    before = copy.deepcopy(model.state_dict())
    slopes = [p.grad.clone() for p in model.parameters()]
    modes = [module.training for module in model.modules()]
    random_state = torch.get_rng_state()
    landscape = gt.landscape(model, F.cross_entropy, loader)
    states = uniform(landscape.size, 3)
    landscape.energies_and_gradients(states)
    landscape.hessian_vector(states[0], states[1])
    landscape.hessian(states[0])
    landscape.load(states[0])
    gt.hessian_spectrum(model, F.cross_entropy, loader, steps=5)
    gt.free_descent(gt.landscape(model, F.cross_entropy, data, sphere=False), states, steps=5)
    assert torch.equal(random_state, torch.get_rng_state())
    assert modes == [module.training for module in model.modules()]
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name]), name
    assert all(torch.equal(p.grad, slope) and p.requires_grad for p, slope in zip(model.parameters(), slopes))


@pytest.mark.parametrize("training", [True, False])
def test_batch_norm_is_in_the_mode_of_the_model(data, training):
    torch.manual_seed(5)
    model = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.Tanh(), nn.Linear(5, 2))
    model(data[0])  # moves the running statistics away from their start
    model.train(training)
    landscape = gt.landscape(model, F.cross_entropy, data)
    states = uniform(landscape.size, 2)
    energies = landscape.energies_and_gradients(states)[0]
    for state, energy in zip(states, energies):
        loss = loss_by_hand(model, data, F.cross_entropy, landscape.scale * state)
        assert energy / landscape.size == pytest.approx(loss, rel=1e-12)


def test_a_forward_pass_that_writes_into_its_buffers_starts_from_the_same():
    model, data = regression()
    counting = Counting(4)
    counting.weight.data.copy_(model.weight.data)
    landscape = gt.landscape(counting, F.mse_loss, data)
    states = uniform(4, 3)
    once = gt.landscape(model, F.mse_loss, data).energies_and_gradients(states)
    for _ in range(2):
        assert landscape.energies_and_gradients(states)[0] == pytest.approx(once[0], rel=1e-13)
    assert float(counting.calls) == 0.0


def test_one_replica_after_the_other_gives_the_same():
    model, data = regression()
    same = Unmappable(4, 1, bias=False)
    same.load_state_dict(model.state_dict())
    states = uniform(4, 3)
    mapped = gt.landscape(model, lambda out, y: F.mse_loss(2 * out, y), data).energies_and_gradients(states)
    alone = gt.landscape(same, F.mse_loss, data).energies_and_gradients(states)
    assert alone[0] == pytest.approx(mapped[0], rel=1e-13) and alone[1] == pytest.approx(mapped[1], rel=1e-12)


def test_batches_are_weighted_by_their_points(network, data):
    x, y = data
    whole = gt.landscape(network, F.cross_entropy, data)
    parts = gt.landscape(network, F.cross_entropy, ((x[a:b], y[a:b]) for a, b in [(0, 3), (3, 11), (11, 20)]))
    states = uniform(26, 2)
    for one, other in zip(whole.energies_and_gradients(states), parts.energies_and_gradients(states)):
        assert one == pytest.approx(other, rel=1e-12, abs=1e-13)
    assert whole.hessian(states[0]) == pytest.approx(parts.hessian(states[0]), rel=1e-11, abs=1e-12)
    assert whole.hessian_vector(*states) == pytest.approx(parts.hessian_vector(*states), rel=1e-11, abs=1e-12)


def test_frozen_weights_stay_and_tied_ones_count_once(data):
    torch.manual_seed(6)
    model = nn.Sequential(nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 2))
    model[2].weight = model[0].weight
    model[4].requires_grad_(False)
    landscape = gt.landscape(model, F.cross_entropy, data)
    assert landscape.size == 9 + 3 + 3
    state = uniform(15, 1)[0]
    loaded = landscape.load(state)
    assert loaded[0].weight is loaded[2].weight and torch.equal(loaded[4].weight, model[4].weight)
    loss = float(F.cross_entropy(loaded(data[0]), data[1]).detach())
    assert landscape.energies_and_gradients(state)[0] / 15 == pytest.approx(loss, rel=1e-6)


@pytest.mark.parametrize("layer", ["attention", "recurrent"])
def test_attention_and_recurrent_layers_have_second_derivatives(layer):
    torch.manual_seed(9)
    if layer == "attention":
        inner = nn.TransformerEncoderLayer(4, 2, 6, batch_first=True, dropout=0.0)
    else:
        inner = nn.LSTM(4, 4, batch_first=True)

    def loss(out, y):
        return F.mse_loss((out if layer == "attention" else out[0])[:, -1], y)

    data = torch.randn(6, 5, 4), torch.randn(6, 4)
    for train in (True, False):
        landscape = gt.landscape(inner.train(train), loss, data)
        state, v = uniform(landscape.size, 2)
        step = 1e-3
        there = landscape.energies_and_gradients(state + step * np.outer([1, -1, 2, -2], v))[1]
        differences = (8 * (there[0] - there[1]) - (there[2] - there[3])) / (12 * step)
        product = landscape.hessian_vector(state, v)
        assert product == pytest.approx(differences, abs=1e-6 * np.abs(product).max())


def test_modes_of_gradients_around_it_do_not_matter(network, data):
    state = uniform(26, 1)[0]
    plain = gt.landscape(network, F.cross_entropy, data)
    for mode in (torch.no_grad, torch.inference_mode):
        with mode():
            landscape = gt.landscape(network, F.cross_entropy, (data[0].clone(), data[1].clone()))
            assert np.array_equal(landscape.energies_and_gradients(state)[1], plain.energies_and_gradients(state)[1])
            assert np.array_equal(landscape.hessian(state), plain.hessian(state))
            loaded = landscape.load(state)
        F.cross_entropy(loaded(data[0]), data[1]).backward()


def test_a_model_of_single_precision_is_used_as_it_is():
    model = SinglePrecision(4, 1, bias=False)
    data = regression()[1]
    landscape = gt.landscape(model, F.mse_loss, data)
    exact = nn.Linear(4, 1, bias=False)
    exact.load_state_dict(model.state_dict())
    double = gt.landscape(exact, F.mse_loss, data)
    assert (landscape.precision, double.precision) == ("own", "float64")
    states = uniform(4, 2)
    for one, other in zip(landscape.energies_and_gradients(states), double.energies_and_gradients(states)):
        assert one == pytest.approx(other, rel=1e-5, abs=1e-5)
        assert not np.array_equal(one, other)


def test_the_census_of_a_linear_network_solves_the_secular_equation():
    model, data = regression()
    landscape = gt.landscape(model, F.mse_loss, data)
    census = glasscape.census(landscape)
    assert census.complete and census.euler_holds
    # critical points: (A - mu) w = b, |w|^2 = r^2, the real roots mu of a polynomial of degree 2N
    x, y = (part.double().numpy() for part in data)
    values, vectors = np.linalg.eigh(x.T @ x / len(x))
    b = vectors.T @ (x.T @ y[:, 0] / len(x))
    radius2 = landscape.scale**2 * 4
    factors = [Polynomial([-value, 1.0]) ** 2 for value in values]
    polynomial = radius2 * math.prod(factors)
    for i in range(4):
        polynomial -= b[i] ** 2 * math.prod(factor for j, factor in enumerate(factors) if j != i)
    roots = polynomial.roots()
    roots = roots[np.abs(roots.imag) < 1e-9].real
    for _ in range(4):  # Newton steps on the secular equation itself: roots of the polynomial have half the digits
        gaps = values[:, None] - roots
        roots = roots - (b**2 @ gaps**-2 - radius2) / (2 * b**2 @ gaps**-3)
    energies = [np.mean((x @ (vectors @ (b / (values - mu))) - y[:, 0]) ** 2) for mu in roots]
    assert np.sort(census.energies) == pytest.approx(np.sort(energies), rel=1e-11)


def test_the_census_of_a_tanh_unit_is_complete(curve):
    torch.manual_seed(7)
    model = Unit()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(3.0)
    landscape = gt.landscape(model, F.mse_loss, curve)
    census = glasscape.census(landscape)
    assert census.complete and census.euler_holds
    assert sum((-1) ** k * count for k, count in enumerate(census.counts)) == 2
    for state, energy in zip(census.states, census.energies):
        weights = (landscape.scale * state).tolist()
        a, c, b = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in weights)
        loss = ((b * torch.tanh(a * curve[0].double() + c) - curve[1].double()) ** 2).mean()
        loss.backward()
        slope, place = np.array([float(a.grad), float(c.grad), float(b.grad)]), np.array(weights)
        tangential = slope - place * (place @ slope) / (place @ place)
        assert float(loss.detach()) == pytest.approx(energy, rel=1e-10)
        assert np.linalg.norm(tangential) < 1e-8
    # (a, c, b) and its negative have one loss: points come in pairs
    assert np.all(census.counts % 2 == 0)
    result = glasscape.dynamics(landscape, uniform(3, 8), steps=2000)
    minima = census.energies[census.indices == 0]
    ends = [landscape.energies_and_gradients(state)[0] / 3 for state in result.states]
    assert all(np.min(np.abs(minima - end)) < 1e-6 for end in ends)


def test_descent_search_and_lanczos_of_a_network(network, data):
    landscape = gt.landscape(network, F.cross_entropy, data)
    result = glasscape.dynamics(landscape, uniform(26, 3), steps=150)
    for replica in range(3):
        assert np.all(np.diff(result.table["energy"][result.table["replica"] == replica]) <= 0)
    state = result.states[0]
    found = glasscape.saddle_search(landscape, result.states)
    assert found.table["converged"].any()
    for end, converged in zip(found.states, found.table["converged"]):
        there = landscape.energies_and_gradients(end)[1]
        tangential = there - end * (end @ there) / 26
        assert (np.linalg.norm(tangential) / np.sqrt(26) < 1e-8) == converged
    energy, gradient = landscape.energies_and_gradients(state)
    frame = np.linalg.svd(state[None])[2][1:]
    tangent = frame @ landscape.hessian(state) @ frame.T - state @ gradient / 26 * np.eye(25)
    exact = np.linalg.eigvalsh(tangent)
    assert glasscape.tangent_spectrum(landscape, state) == pytest.approx(exact, abs=1e-8)
    lanczos = glasscape.lanczos(landscape, state, steps=25, probes=2)
    assert (lanczos.lowest, lanczos.highest) == pytest.approx((exact[0], exact[-1]), abs=1e-6)


def test_the_page_on_losses(tmp_path):
    pytest.importorskip("matplotlib")
    page = (Path(__file__).resolve().parents[3] / "docs/own_loss.md").read_text()
    found = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert len(found) == 4
    says = "\nassert census.complete and census.euler_holds and found.table['converged'][0]\n"
    child = subprocess.run([sys.executable, "-c", "\n".join(found) + says], capture_output=True, text=True, cwd=tmp_path)
    assert child.returncode == 0, child.stderr
    assert (tmp_path / "density.svg").exists()
