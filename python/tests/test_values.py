import copy
import pickle

import numpy as np
import pytest

import glasscape

SPECS = ["pure:3", "terms:2=0.25,3=0.75", "resnet:p=10,beta=0.5", "resnet:p=4,beta=0.3,field=drop", "layers:2,-1,0.7"]


@pytest.mark.parametrize("spec", SPECS)
def test_mixtures_compare_hash_copy_and_pickle(spec):
    mixture = glasscape.Mixture(spec)
    for other in (
        glasscape.Mixture(spec),
        copy.copy(mixture),
        copy.deepcopy(mixture),
        pickle.loads(pickle.dumps(mixture)),
    ):
        assert other == mixture and hash(other) == hash(mixture) and other is not mixture
        assert other.spec == mixture.spec and np.array_equal(other.epsilons, mixture.epsilons)
    assert len({glasscape.Mixture(s) for s in SPECS + SPECS}) == len(SPECS)


def test_mixtures_are_their_terms_not_their_words():
    assert glasscape.Mixture("terms:3=1") == glasscape.Mixture("pure:3")
    assert glasscape.Mixture("pure:4") != glasscape.Mixture("pure:3")
    assert glasscape.Mixture("pure:3") != "pure:3"


def test_results_print_themselves():
    h = glasscape.Hamiltonian("pure:3", 5, seed=7, sample=2)
    assert repr(h) == "Hamiltonian('pure:3', 5, seed=7, sample=2, precision='single')"
    census = glasscape.census(h)
    assert repr(census) == f"<Census: {len(census)} critical points at 5 spins, complete>"


def test_an_empty_batch_is_an_empty_array():
    h = glasscape.Hamiltonian("pure:3", 4)
    assert h.gradient(np.ones((0, 4))).shape == (0, 4)
    assert h.energy(np.ones((0, 4))).shape == (0,)
    mixture = glasscape.Mixture("pure:3")
    assert mixture.complexity(energy=[]).shape == (0,)
    assert mixture.log_mean_count(8, energy=np.empty((2, 0))).shape == (2, 0)
    assert mixture.nu([]).shape == (0,)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: glasscape.Hamiltonian("pure:3", 2**70), "size: .* is not a whole number from 1"),
        (lambda: glasscape.Hamiltonian("pure:3", 4, seed=-1), "seed: -1 is not a whole number from 0"),
        (lambda: glasscape.Hamiltonian("pure:3", 4, seed=2**64), "seed: 18446744073709551616"),
        (lambda: glasscape.Hamiltonian("pure:3", 4, sample=2**32), "sample: 4294967296"),
        (lambda: glasscape.Hamiltonian("pure:3", 4).energy([1, np.nan, 1, 1]), "states: number 1 is nan"),
        (lambda: glasscape.Hamiltonian("pure:3", 4).hessian([1, np.inf, 1, 1]), "state: number 1 is inf"),
        (lambda: glasscape.Mixture("pure:3").complexity(energy=np.nan), "energy: number 0 is nan"),
        (lambda: glasscape.Mixture("pure:3").log_mean_count(8, energy=[0, -np.inf]), "energy: number 1 is -inf"),
        (lambda: glasscape.Mixture("pure:3").lowest_energy(-1), "index: -1 is not a whole number from 0"),
        (lambda: glasscape.set_threads(-5), "threads: -5 is not a whole number from 0 to 1024"),
        (lambda: glasscape.train("paper_bn", seeds=0), "seeds: 0 is not a whole number from 1"),
        (lambda: glasscape.train("paper_bn", first_seed=2**64), "first_seed: "),
        (lambda: glasscape.depth_spectrum("nowhere", points=0), "points: 0 is not a whole number from 2"),
        (lambda: glasscape.depth_spectrum("nowhere"), "nowhere"),
        (lambda: glasscape.census(glasscape.Hamiltonian("pure:4", 40)), "critical points in the mean"),
        (lambda: glasscape.census(glasscape.Hamiltonian("pure:3", 1)), "2"),
    ],
)
def test_numbers_out_of_range_are_value_errors(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_whole_numbers_of_numpy_are_whole_numbers():
    h = glasscape.Hamiltonian("pure:3", np.int64(4), seed=np.uint64(2**63 + 1), sample=np.int32(3))
    assert repr(h) == "Hamiltonian('pure:3', 4, seed=9223372036854775809, sample=3, precision='single')"
