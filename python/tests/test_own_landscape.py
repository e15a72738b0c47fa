import numpy as np
import pytest

import glasscape


class Ferromagnet:
    """H = -sum s_i^3/sqrt N: an odd landscape whose critical points are known."""

    size = 4
    symmetry = "odd"

    def energies_and_gradients(self, states):
        scale = np.sqrt(self.size)
        return -np.sum(states**3, axis=1) / scale, -3 * states**2 / scale


def test_a_census_of_a_class_and_of_a_function():
    landscape = Ferromagnet()
    census = glasscape.census(landscape)
    assert census.complete and census.euler_holds
    same = glasscape.census(glasscape.FunctionLandscape(landscape.energies_and_gradients, 4, "odd"))
    assert np.array_equal(census.counts, same.counts)
    # critical points: s with k equal components on the positive side, the rest 0 (and their reflections)
    assert census.energies.min() == pytest.approx(-1.0, abs=1e-9)


def test_dynamics_lower_the_energy_and_a_search_ends_where_they_end():
    starts = np.random.default_rng(1).normal(size=(3, 4))
    result = glasscape.dynamics(Ferromagnet(), starts, steps=500)
    table = result.table.to_pandas()
    for _, run in table.groupby("replica"):
        assert run.energy.is_monotonic_decreasing
    found = glasscape.saddle_search(Ferromagnet(), result.states)
    assert found.table["converged"].all()
    assert (found.table["index"] == 0).all()
    assert found.table["overlap"] == pytest.approx(np.ones(3), abs=1e-3)
    assert np.sum(found.states**2, axis=1) == pytest.approx(4 * np.ones(3))


def test_spectra_of_a_hamiltonian_by_both_ways():
    hamiltonian = glasscape.Hamiltonian("pure:3", 30, precision="double")
    state = np.random.default_rng(2).normal(size=30)
    dense = glasscape.tangent_spectrum(hamiltonian, state)
    assert dense.shape == (29,)
    lanczos = glasscape.lanczos(hamiltonian, state, steps=200)
    assert lanczos.lowest == pytest.approx(dense[0], rel=1e-8)
    assert lanczos.highest == pytest.approx(dense[-1], rel=1e-8)
    assert lanczos.weights.sum() == pytest.approx(1.0)


def test_an_own_hamiltonian_gives_what_the_drawn_one_gives():
    hamiltonian = glasscape.Hamiltonian("pure:3", 5, seed=4, precision="double")

    class Mirror:
        size = 5
        symmetry = "odd"
        energies_and_gradients = staticmethod(hamiltonian.energies_and_gradients)
        hessian = staticmethod(hamiltonian.hessian)

    own = glasscape.census(Mirror())
    drawn = glasscape.census(hamiltonian)
    assert np.array_equal(own.counts, drawn.counts)
    assert np.sort(own.energies) == pytest.approx(np.sort(drawn.energies), abs=1e-9)


def test_what_is_no_landscape_is_refused_in_words():
    with pytest.raises(TypeError, match="energies_and_gradients"):
        glasscape.census(object())

    class Wrong(Ferromagnet):
        def energies_and_gradients(self, states):
            return np.zeros(1), np.zeros(states.shape)

    with pytest.raises(ValueError, match="energies.*where"):
        glasscape.dynamics(Wrong(), np.ones((2, 4)))

    class Failing(Ferromagnet):
        def energies_and_gradients(self, states):
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        glasscape.dynamics(Failing(), np.ones((2, 4)))
    with pytest.raises(ValueError, match="method"):
        glasscape.dynamics(Ferromagnet(), np.ones(4), method="newton")


def test_products_of_its_own_are_used_where_a_landscape_has_them():
    class Counted(Ferromagnet):
        products = 0

        def hessian_vector(self, state, vector):
            self.products += 1
            return -6 * state * vector / np.sqrt(self.size)

    landscape = Counted()
    state = np.array([1.0, 2.0, 3.0, 4.0])
    dense = glasscape.tangent_spectrum(Ferromagnet(), state)
    spectrum = glasscape.lanczos(landscape, state, steps=3, probes=1)
    assert landscape.products == 3
    assert spectrum.lowest == pytest.approx(dense[0], rel=1e-7)
    assert spectrum.highest == pytest.approx(dense[-1], rel=1e-7)
