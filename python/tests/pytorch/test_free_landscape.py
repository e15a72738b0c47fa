"""Losses over all of R^N, and what no landscape can be made of."""

import copy

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import glasscape  # noqa: E402
import glasscape.torch as gt  # noqa: E402
from losses import Unit, curve, data, network, regression  # noqa: E402, F401
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402


def test_free_descent_and_newton_solve_least_squares():
    model, data = regression()
    landscape = gt.landscape(model, F.mse_loss, data, sphere=False)
    x, y = (part.double().numpy() for part in data)
    best = np.linalg.lstsq(x, y[:, 0], rcond=None)[0]
    starts = np.random.default_rng(8).normal(size=(3, 4))
    result = gt.free_descent(landscape, starts, steps=5000, tolerance=1e-9)
    assert result.states == pytest.approx(np.tile(best, (3, 1)), abs=1e-7)
    for replica in range(3):
        assert np.all(np.diff(result.table["energy"][result.table["replica"] == replica]) <= 0)
    found = gt.free_newton(landscape, starts)
    assert found.table["converged"].all() and (found.table["index"] == 0).all()
    assert found.states == pytest.approx(np.tile(best, (3, 1)), abs=1e-8)
    curvature = 2 * np.linalg.eigvalsh(x.T @ x / len(x))
    assert found.table["softest"] == pytest.approx(np.full(3, curvature[0]), rel=1e-10)
    spectrum = gt.free_lanczos(landscape, starts[0], top=4)
    assert spectrum.highest == pytest.approx(curvature[::-1], rel=1e-10)


def test_newton_finds_a_saddle_of_known_index(curve):
    landscape = gt.landscape(Unit(), lambda out, y: F.mse_loss(out, y), curve, sphere=False)
    # at a = b = c = 0 the Hessian of mean (b tanh(a x + c) - y)^2 is -2 mean(x y) in (a, b), -2 mean(y) in (c, b), else 0
    found = gt.free_newton(landscape, [0.02, -0.01, 0.03])
    pull = 2 * float(torch.hypot((curve[0] * curve[1]).double().mean(), curve[1].double().mean()))
    values = np.linalg.eigvalsh(landscape.hessian(np.zeros(3)))
    assert values == pytest.approx([-pull, 0.0, pull], abs=1e-6)
    assert found.table["converged"][0] and found.table["index"][0] == 1
    assert landscape.losses_and_gradients(found.states[0])[1] == pytest.approx(np.zeros(3), abs=1e-8)


def test_the_sphere_and_all_of_space_have_their_own_explorers():
    model, data = regression()
    free = gt.landscape(model, F.mse_loss, data, sphere=False)
    with pytest.raises(TypeError, match="landscape"):
        glasscape.census(free)
    for explore in (glasscape.dynamics, glasscape.saddle_search, glasscape.lanczos, glasscape.tangent_spectrum):
        with pytest.raises(TypeError, match="landscape"):
            explore(free, np.ones(4))
    with pytest.raises(TypeError, match="sphere=False"):
        gt.free_descent(gt.landscape(model, F.mse_loss, data), np.ones(4))


MODEL, DATA = regression()


@pytest.mark.parametrize(
    "model, loss_fn, data, error, sentence",
    [
        (F.relu, F.mse_loss, DATA, TypeError, "torch.nn.Module is needed, not function"),
        (nn.ReLU(), F.mse_loss, DATA, ValueError, "none of its parameters is trainable"),
        (nn.LazyLinear(1), F.mse_loss, DATA, ValueError, "'weight' has no shape yet"),
        (MODEL, "mse", DATA, TypeError, "loss_fn: a function.*not str"),
        (MODEL, lambda out, y: (out - y) ** 2, DATA, ValueError, r"shape \(12, 1\).*one real number"),
        (MODEL, lambda out, y: 1.0, DATA, ValueError, "loss_fn gives float"),
        (MODEL, lambda out, y: F.mse_loss(out.detach(), y), DATA, ValueError, "does not depend on the model's trainable weights"),
        (MODEL, lambda out, y: (out - y).mean().log() * float("nan"), DATA, ValueError, "loss is nan"),
        (MODEL, lambda out, y: F.mse_loss(F.dropout(out), y), DATA, ValueError, "random.*eval"),
        (MODEL, F.mse_loss, 7, TypeError, "iterable.*not int"),
        (MODEL, F.mse_loss, [], ValueError, "no batch"),
        (MODEL, F.mse_loss, [DATA[0]], TypeError, "batch 0 is no pair"),
        (MODEL, F.mse_loss, (DATA[0], 3), TypeError, "no pair"),
        (MODEL, F.mse_loss, (DATA[0][:0], DATA[1][:0]), ValueError, r"shape \(0, 4\) holds no points"),
        (MODEL, F.mse_loss, (DATA[0].to("meta"), DATA[1]), ValueError, r"x is on meta and the model on cpu; move it"),
    ],
)
def test_what_is_no_landscape_is_refused_in_words(model, loss_fn, data, error, sentence):
    with pytest.raises(error, match=sentence):
        gt.landscape(model, loss_fn, data)
    with pytest.raises(error, match=sentence):
        gt.hessian_spectrum(model, loss_fn, data)


def test_states_that_do_not_fit_are_refused_in_words(network, data):
    landscape = gt.landscape(network, F.cross_entropy, data)
    with pytest.raises(ValueError, match=r"states: the shape is \(2, 3\) where \(26,\) or \(M, 26\) is due"):
        landscape.energies_and_gradients(np.ones((2, 3)))
    with pytest.raises(ValueError, match="v: the shape"):
        landscape.hessian_vector(np.ones(26), np.ones(3))
    with pytest.raises(ValueError, match="not finite"):
        landscape.load(np.full(26, np.inf))
    with pytest.raises(ValueError, match="parameter 'weight' is.*'0.weight'|parameter '0.weight' is absent"):
        landscape.state_of(MODEL)
    with torch.no_grad():
        larger = copy.deepcopy(network)
        larger[0].weight.mul_(2.0)
    with pytest.raises(ValueError, match="times that of the sphere"):
        landscape.state_of(larger)
    for parameter in larger.parameters():
        nn.init.zeros_(parameter)
    with pytest.raises(ValueError, match="norm of its weights is 0.0"):
        gt.landscape(larger, F.cross_entropy, data)


def test_a_loss_that_is_not_finite_somewhere_names_the_state():
    model, data = regression()
    landscape = gt.landscape(model, lambda out, y: F.mse_loss(out, y) + (1e-3 + model_gate(out)).log(), data, sphere=False)
    with pytest.raises(ValueError, match="loss is nan at state 1 of 2"):
        landscape.losses_and_gradients(np.stack([np.zeros(4), np.full(4, 1e3)]))


def model_gate(out):
    return 1.0 - out.abs().mean()
