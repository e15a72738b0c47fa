"""Spectra of Hessians by Lanczos against dense ones and against spectra that are known."""

import copy

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import glasscape.torch as gt  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

torch.set_num_threads(1)


class Quadratic(nn.Module):
    """L = sum of lambda_i u_i^2/2 of rotated weights u: the Hessian has the eigenvalues lambda."""

    def __init__(self, eigenvalues):
        super().__init__()
        rng = np.random.default_rng(1)
        size = len(eigenvalues)
        self.weight = nn.Parameter(torch.from_numpy(rng.normal(size=size)))
        self.register_buffer("rotation", torch.from_numpy(np.linalg.qr(rng.normal(size=(size, size)))[0]))
        self.register_buffer("eigenvalues", torch.from_numpy(np.asarray(eigenvalues, dtype=np.float64)))

    def forward(self, x):
        return 0.5 * (self.eigenvalues * (self.rotation @ self.weight) ** 2).sum() + 0.0 * x.sum()


class SinglePrecision(nn.Linear):
    def forward(self, x):
        return super().forward(x.float())


NOTHING = (torch.zeros(1), torch.zeros(1))


def itself(out, y):
    return out


@pytest.fixture(scope="module")
def trained():
    """A network of 499 weights after some training, its data, and the dense spectrum of its loss."""
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(10, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 3))
    x = torch.randn(200, 10)
    data = (x, x[:, :3].argmax(1))
    optimiser = torch.optim.Adam(model.parameters(), 1e-2)
    for _ in range(60):
        optimiser.zero_grad()
        F.cross_entropy(model(x), data[1]).backward()
        optimiser.step()
    free = gt.landscape(model, F.cross_entropy, data, sphere=False)
    return model, data, np.linalg.eigvalsh(free.hessian(free.state_of(model)))


def test_both_ends_are_those_of_the_dense_hessian(trained):
    model, data, exact = trained
    spectrum = gt.hessian_spectrum(model, F.cross_entropy, data, top=5)
    assert spectrum.size == 499 and spectrum.precision == "float64"
    assert spectrum.loss == pytest.approx(float(F.cross_entropy(model(data[0]), data[1]).detach()), rel=1e-5)
    assert spectrum.highest == pytest.approx(exact[::-1][:5], rel=1e-12)
    assert spectrum.lowest == pytest.approx(exact[:5], abs=1e-10 * exact[-1])
    assert np.all(spectrum.highest_residuals < 1e-10 * exact[-1])


def test_residuals_bound_the_distance_to_an_eigenvalue(trained):
    model, data, exact = trained
    spectrum = gt.hessian_spectrum(model, F.cross_entropy, data, steps=12, probes=2, top=4)
    values = np.concatenate([spectrum.highest, spectrum.lowest])
    bounds = np.concatenate([spectrum.highest_residuals, spectrum.lowest_residuals])
    distances = np.min(np.abs(values[:, None] - exact), axis=1)
    assert np.all(distances <= bounds + 1e-13) and bounds.max() > 1e-4 * exact[-1]
    # values of a subspace lie inside those of the whole
    assert np.all(spectrum.highest <= exact[::-1][:4] + 1e-12) and np.all(spectrum.lowest >= exact[:4] - 1e-12)


def test_moments_have_the_errors_that_they_claim(trained):
    model, data, exact = trained
    runs = [gt.hessian_spectrum(model, F.cross_entropy, data, steps=20, seed=seed) for seed in range(24)]
    for name, truth in (("mean", np.mean(exact)), ("mean_square", np.mean(exact**2))):
        found = np.array([getattr(run, name) for run in runs])
        claimed = np.sqrt(np.mean([getattr(run, f"{name}_error") ** 2 for run in runs]))
        spread = found.std(ddof=1)
        assert abs(found.mean() - truth) < 4 * spread / np.sqrt(len(runs))
        # the spread of 24 runs has an error of 1 in sqrt(2 * 23), that of 20 samples each 1 in sqrt(2 * 19 * 24)
        assert abs(np.log(spread / claimed)) < 4 * np.hypot(1 / np.sqrt(46), 1 / np.sqrt(912))


def test_the_quadrature_has_the_moments_of_the_spectrum(trained):
    model, data, exact = trained
    spectrum = gt.hessian_spectrum(model, F.cross_entropy, data, steps=30, probes=60)
    assert spectrum.weights.sum() == pytest.approx(1.0, rel=1e-12)
    for power in (1, 2, 3):
        # one probe's v.A^p v, v uniform on the unit sphere, has the variance 2 (tr A^2p/n - (tr A^p/n)^2)/(n + 2)
        moment = np.mean(exact**power)
        error = np.sqrt(2 * (np.mean(exact ** (2 * power)) - moment**2) / (499 + 2) / 60)
        assert abs(np.sum(spectrum.weights * spectrum.nodes**power) - moment) < 4 * error
    places = np.linspace(exact[0] - 1, exact[-1] + 1, 20001)
    density = spectrum.density(places, width=0.02)
    assert np.sum(density) * (places[1] - places[0]) == pytest.approx(1.0, rel=1e-6)


def test_a_known_spectrum_with_its_multiplicities():
    eigenvalues = np.concatenate([[5.0, 5.0, 5.0, 2.0, -1.0, -1.0], np.linspace(0.0, 1.0, 34)])
    spectrum = gt.hessian_spectrum(Quadratic(eigenvalues), itself, NOTHING, top=4)
    assert spectrum.highest == pytest.approx([5.0, 5.0, 5.0, 2.0], rel=1e-12)
    assert spectrum.lowest[:3] == pytest.approx([-1.0, -1.0, 0.0], abs=1e-12)
    assert abs(spectrum.mean - eigenvalues.mean()) < 4 * spectrum.mean_error
    assert abs(spectrum.mean_square - np.mean(eigenvalues**2)) < 4 * spectrum.mean_square_error
    # Ritz vectors that span all of R^40 leave nothing to chance
    exact = gt.hessian_spectrum(Quadratic(np.arange(40.0)), itself, NOTHING, top=20)
    assert exact.mean == pytest.approx(19.5, rel=1e-12)
    assert exact.mean_square == pytest.approx(np.mean(np.arange(40.0) ** 2), rel=1e-12)
    assert exact.mean_error < 1e-12


def test_one_eigenvalue_and_none():
    spectrum = gt.hessian_spectrum(Quadratic(np.full(5, 3.0)), itself, NOTHING)
    assert (spectrum.highest[0], spectrum.lowest[0]) == pytest.approx((3.0, 3.0), rel=1e-13)
    assert abs(spectrum.mean - 3.0) < 4 * spectrum.mean_error
    assert np.sum(spectrum.weights * spectrum.nodes) == pytest.approx(3.0, rel=1e-13)
    linear = nn.Linear(4, 1)
    flat = gt.hessian_spectrum(linear, lambda out, y: out.mean(), (torch.ones(3, 4), torch.ones(3)))
    assert (flat.highest[0], flat.lowest[0], flat.mean, flat.mean_square) == (0.0, 0.0, 0.0, 0.0)
    assert np.all(np.isfinite(flat.table()["density"]))


def test_batches_and_seeds(trained):
    model, (x, y), _ = trained
    whole = gt.hessian_spectrum(model, F.cross_entropy, (x, y), steps=10, probes=2)
    parts = gt.hessian_spectrum(model, F.cross_entropy, [(x[:50], y[:50]), (x[50:], y[50:])], steps=10, probes=2)
    assert parts.nodes == pytest.approx(whole.nodes, abs=1e-10) and parts.loss == pytest.approx(whole.loss, rel=1e-13)
    again = gt.hessian_spectrum(model, F.cross_entropy, (x, y), steps=10, probes=2)
    other = gt.hessian_spectrum(model, F.cross_entropy, (x, y), steps=10, probes=2, seed=2)
    assert np.array_equal(whole.nodes, again.nodes) and not np.array_equal(whole.nodes, other.nodes)


def test_a_model_of_single_precision_gives_what_its_precision_allows():
    torch.manual_seed(2)
    x, y = torch.randn(30, 6), torch.randn(30, 1)
    exact = 2 * np.linalg.eigvalsh((x.T @ x / 30).double().numpy())
    single = gt.hessian_spectrum(SinglePrecision(6, 1, bias=False), F.mse_loss, (x, y), top=6)
    chosen = gt.hessian_spectrum(nn.Linear(6, 1, bias=False), F.mse_loss, (x, y), top=6, double=False)
    for spectrum in (single, chosen):
        assert spectrum.precision == "own"
        assert spectrum.highest == pytest.approx(exact[::-1], rel=1e-5)


def test_the_table_is_drawn_as_a_density_of_eigenvalues(trained):
    plotting = pytest.importorskip("glasscape.plotting", exc_type=ImportError)
    model, data, exact = trained
    table = gt.hessian_spectrum(model, F.cross_entropy, data).table("small", step=60)
    assert table.unit("density") == "1"
    width = table["eigenvalue"][1] - table["eigenvalue"][0]
    assert np.sum(table["density"]) * width == pytest.approx(1.0, abs=0.01)
    axes = plotting.hessian_density(table)
    assert axes[0].lines
    assert axes[0].get_xlabel() == plotting.plot(table)[0].get_xlabel()


@pytest.mark.parametrize(
    "numbers, error, sentence",
    [
        ({"probes": 0}, ValueError, "probes: 0 is less than 1"),
        ({"steps": 1}, ValueError, "steps: 1 is less than 2"),
        ({"top": 0}, ValueError, "top: 0 is less than 1"),
        ({"seed": -1}, ValueError, "seed: -1 is less than 0"),
        ({"seed": 2**64}, ValueError, "not below 2\\^64"),
        ({"steps": 2.5}, TypeError, "steps: a whole number is needed, not float"),
    ],
)
def test_numbers_out_of_range_are_refused_in_words(numbers, error, sentence):
    with pytest.raises(error, match=sentence):
        gt.hessian_spectrum(Quadratic([1.0, 2.0]), itself, NOTHING, **numbers)


def test_a_loss_without_second_derivatives_is_refused_in_words():
    class Root(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.zeros(3))

        def forward(self, x):
            return self.weight.abs().pow(1.5).sum() + 0.0 * x.sum()

    with pytest.raises(ValueError, match="product 1 with the Hessian is not finite"):
        gt.hessian_spectrum(Root(), itself, NOTHING)
    with pytest.raises(ValueError, match="width"):
        gt.hessian_spectrum(Quadratic([1.0, 2.0]), itself, NOTHING).density([0.0], width=0.0)


@pytest.mark.filterwarnings("ignore:Using backward")
def test_it_agrees_with_pyhessian(trained):
    pyhessian = pytest.importorskip("pyhessian")
    model, data, exact = trained
    torch.manual_seed(3)
    other = pyhessian.hessian(copy.deepcopy(model), nn.CrossEntropyLoss(), data=data, cuda=False)
    theirs = other.eigenvalues(maxIter=3000, tol=1e-8, top_n=2)[0]
    ours = gt.hessian_spectrum(model, F.cross_entropy, data, top=2)
    assert ours.highest == pytest.approx(theirs, rel=1e-4)
    assert np.all(np.abs(ours.highest - exact[::-1][:2]) <= np.abs(theirs - exact[::-1][:2]))
