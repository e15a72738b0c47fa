import numpy as np
import pytest

import glasscape


def states_on_sphere(count: int, size: int) -> np.ndarray:
    states = np.random.default_rng(5).normal(size=(count, size))
    return states * np.sqrt(size) / np.linalg.norm(states, axis=1, keepdims=True)


def test_gradient_and_hessian_are_derivatives_of_the_energy():
    h = glasscape.Hamiltonian("terms:2=0.5,4=0.5", 12, seed=3, precision="double")
    states = states_on_sphere(3, 12)
    energies, gradients = h.energies_and_gradients(states)
    assert energies.shape == (3,) and gradients.shape == (3, 12)
    direction = np.random.default_rng(6).normal(size=12)
    step = 1e-5
    slope = (h.energy(states[0] + step * direction) - h.energy(states[0] - step * direction)) / (2 * step)
    assert slope == pytest.approx(gradients[0] @ direction, rel=1e-7)
    change = (h.gradient(states[0] + step * direction) - h.gradient(states[0] - step * direction)) / (2 * step)
    assert np.allclose(h.hessian(states[0]) @ direction, change, rtol=1e-6, atol=1e-6)


def test_one_state_and_many_agree_and_draws_differ():
    h = glasscape.Hamiltonian(glasscape.Mixture("pure:3"), 9, seed=1, sample=2)
    states = states_on_sphere(4, 9)
    assert isinstance(h.energy(states[1]), float)
    assert h.energy(states)[1] == pytest.approx(h.energy(states[1]), rel=1e-6)
    again = glasscape.Hamiltonian("pure:3", 9, seed=1, sample=2)
    other = glasscape.Hamiltonian("pure:3", 9, seed=1, sample=3)
    assert again.energy(states[0]) == h.energy(states[0])
    assert other.energy(states[0]) != h.energy(states[0])
    assert h.plan[0].startswith("order 3, weight 1: packed, 165 couplings")


def test_census_of_a_quadratic_form_is_its_eigenvectors():
    n = 10
    h = glasscape.Hamiltonian("pure:2", n, precision="double")
    census = glasscape.census(h)
    assert census.complete and census.euler_holds
    assert list(census.counts) == [2] * n and len(census) == 2 * n
    # H = s.A s/2 with A constant: at a critical point H/N is half an eigenvalue of A.
    eigenvalues = np.linalg.eigvalsh(h.hessian(np.zeros(n) + 1.0))
    assert np.allclose(census.energies, np.repeat(eigenvalues / 2, 2), atol=1e-9)
    assert census.states.shape == (2 * n, n)
    assert np.allclose(np.sum(census.states**2, axis=1), n)
    assert np.all(np.diff(census.indices) >= 0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda h: h.energy(np.ones(8)), r"shape \(9,\) or \(M, 9\)"),
        (lambda h: h.hessian(np.ones((2, 9))), r"shape \(9,\)"),
        (lambda h: glasscape.Hamiltonian("pure:3", 0), "size|spin"),
        (lambda h: glasscape.Hamiltonian("pure:3", 9, precision="quad"), "there are double, half, single"),
    ],
)
def test_bad_input_is_a_value_error(call, message):
    with pytest.raises(ValueError, match=message):
        call(glasscape.Hamiltonian("pure:3", 9))
