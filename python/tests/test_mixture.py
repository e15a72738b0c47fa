import numpy as np
import pytest

import glasscape


def test_complexity_meets_the_closed_form_of_the_pure_glass():
    mixture = glasscape.Mixture("pure:3")
    # Auffinger, Ben Arous, Cerny 2013: all critical points of pure p grow like log(p - 1)/2.
    assert mixture.complexity() == pytest.approx(0.5 * np.log(2.0), abs=1e-13)
    assert mixture.complexity(index=0, energy=mixture.lowest_energy()) == pytest.approx(0.0, abs=1e-12)
    assert mixture.threshold_energy() == pytest.approx(-2.0 * np.sqrt(2.0 / 3.0), abs=1e-12)
    assert 0.0 < mixture.complexity(index=0, energy=-1.65) < mixture.complexity()


def test_energies_keep_their_shape():
    mixture = glasscape.Mixture("resnet:p=10,beta=0.5")
    energies = np.array([[-1.8, -1.7, -1.6], [-1.0, 0.0, 1.0]])
    curve = mixture.complexity("total", energies)
    assert curve.shape == (2, 3)
    assert curve[1, 1] == mixture.complexity("total", 0.0)
    assert isinstance(mixture.complexity("total", 0.0), float)
    below = mixture.complexity(energy=energies[1], count="below")
    assert np.all(np.diff(below) >= 0.0)


def test_exact_counts():
    # N exp(0): pure p = 2 has 2 N critical points, two of each index.
    assert glasscape.Mixture("pure:2").log_mean_count(20) == pytest.approx(np.log(40.0), abs=1e-12)
    mixture = glasscape.Mixture("pure:3")
    by_index = [mixture.log_mean_count(8, k) for k in range(8)]
    assert np.log(np.sum(np.exp(by_index))) == pytest.approx(mixture.log_mean_count(8), abs=1e-10)
    energies = np.linspace(-3.0, 3.0, 1201)
    density = np.exp(mixture.log_mean_count(8, energy=energies))
    assert np.log(np.trapezoid(density, energies)) == pytest.approx(mixture.log_mean_count(8), abs=1e-6)


def test_the_covariance_is_a_mixture():
    mixture = glasscape.Mixture("terms:2=0.25,3=0.75")
    assert list(mixture.orders) == [2, 3]
    assert np.allclose(mixture.weights, [0.25, 0.75])
    assert np.allclose(mixture.epsilons**2, mixture.weights)
    t = np.linspace(-1.0, 1.0, 5)
    assert np.allclose(mixture.nu(t), 0.25 * t**2 + 0.75 * t**3)
    assert mixture.nu(1.0, 1) == pytest.approx(mixture.nu1)
    assert repr(mixture) == "Mixture('terms:2=0.25,3=0.75')"


def test_weights_that_do_not_sum_to_one_are_remarked_upon():
    with pytest.warns(UserWarning, match="sum"):
        glasscape.Mixture("terms:2=1,3=1")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: glasscape.Mixture("pure:0"), "pure"),
        (lambda m: m.complexity(index=-1), "whole number from 0"),
        (lambda m: m.complexity(index="most"), "gamma=0.1"),
        (lambda m: m.complexity(count="above"), "'density' or 'below'"),
        (lambda m: m.log_mean_count(1), "at least 2 spins"),
        (lambda m: m.log_mean_count(8, 8), "index"),
        (lambda m: m.log_mean_count(200, 3), "size 60"),
        (lambda m: m.nu(0.5, 5), "0 to 4"),
    ],
)
def test_bad_input_is_a_value_error(call, message):
    with pytest.raises(ValueError, match=message):
        call(glasscape.Mixture("pure:3"))
