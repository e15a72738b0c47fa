import numpy as np
import pytest

import glasscape

CLUSTERS = "terms:3=0.9411764705882353,16=0.0588235294117647"


def test_typical_counts_end_at_the_ground_state_of_two_steps():
    mixture = glasscape.Mixture(CLUSTERS)
    energies = mixture.typical_energies()
    # Kent-Dobias, Kurchan 2023, in units of H/N.
    assert energies["zero"] == pytest.approx(-1.76658021366456, abs=1e-11)
    assert energies["onset"] == pytest.approx(-1.74775834203708, abs=1e-9)
    curve = mixture.typical_curve([-1.77, -1.76, -1.74])
    assert curve["phase"] == ["empty", "1RSB", "RS"]
    assert np.isnan(curve["typical_complexity"][0])
    assert 0.0 < curve["typical_complexity"][1] < curve["complexity"][1]
    assert curve["typical_complexity"][2] == pytest.approx(curve["complexity"][2], abs=1e-14)
    assert curve["complexity"][2] == mixture.complexity(energy=-1.74)
    assert mixture.typical_complexity(energy=-1.76) == curve["typical_complexity"][1]


def test_over_all_energies_the_field_lowers_the_typical_count():
    dropped = glasscape.Mixture("resnet:p=10,beta=0.5,field=drop")
    kept = glasscape.Mixture("resnet:p=10,beta=0.5")
    for index in ("total", 0):
        assert dropped.typical_complexity(index) == pytest.approx(dropped.complexity(index), abs=1e-12)
        assert kept.typical_complexity(index) < kept.complexity(index)
    with pytest.raises(ValueError, match="k >= 1"):
        kept.typical_complexity(1, -1.7)
    with pytest.raises(ValueError, match="minima"):
        kept.typical_complexity(1)


def test_second_moment_of_the_circle_is_exact():
    moment = glasscape.Mixture("pure:3").second_moment(2)
    assert moment["second_moment"] == pytest.approx(8.0 * moment["mean"] - 12.0, abs=1e-9)
    assert moment["by_index"].shape == (2, 2)
    assert moment["by_index"].sum() == pytest.approx(moment["second_moment"], abs=1e-9)
    sampled = glasscape.Mixture("pure:3").second_moment(3, samples=2000, seed=5)
    assert abs(sampled["signed_sum"] - sampled["signed_exact"]) < 5.0 * sampled["signed_error"]
    assert sampled["ratio"] == pytest.approx(1.0915, abs=5.0 * np.hypot(sampled["ratio_error"], 9e-4))


def test_the_landscape_seen_from_a_minimum():
    mixture = glasscape.Mixture("pure:3")
    u0 = -1.650387227289
    barrier = mixture.barrier(u0)
    assert barrier["overlap"] == pytest.approx(0.67726366, abs=1e-7)
    assert barrier["energy"] == pytest.approx(-1.63719760259, abs=1e-9)
    assert barrier["height"] == pytest.approx(barrier["energy"] - u0)
    lowest = mixture.lowest_energy_at(u0, np.array([0.1, 0.5, 0.9]))
    assert lowest[:2] == pytest.approx([-1.652228301, -1.636578057], abs=1e-8)
    assert np.isnan(lowest[2])
    assert mixture.two_point_complexity(u0, 0.5, lowest[1]) == pytest.approx(0.0, abs=1e-9)
    energies = np.array([[-1.63, -1.62]])
    annealed = mixture.two_point_complexity(u0, 0.5, energies)
    assert annealed.shape == (1, 2)
    # Pure mixtures: the mean is typical.
    assert mixture.two_point_complexity(u0, 0.5, energies, typical=True) == pytest.approx(annealed, abs=1e-11)
    with pytest.raises(ValueError):
        mixture.two_point_complexity(u0, 1.0, -1.6)
