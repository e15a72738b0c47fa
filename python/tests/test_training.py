import re
from pathlib import Path

import numpy as np
import pytest

import glasscape


def short(name: str, steps: int) -> str:
    text = glasscape.training_config(name)
    text = re.sub(r"(?m)^steps = .*$", f"steps = {steps}", text)
    return re.sub(r"(?m)^log_steps = .*$", f"log_steps = [0, {steps}]", text)


def test_tables_of_a_training_run(tmp_path: Path):
    tables = glasscape.train(short("paper_bn", 20), seeds=2, folder=str(tmp_path))
    history = tables["history"]
    assert list(history["seed"]) == [1, 1, 2, 2]
    assert list(history["step"]) == [0, 20, 0, 20]
    assert np.all(history["test_loss"] > 0.0)
    assert len({len(column) for column in tables["depth"].values()}) == 1

    spectrum = glasscape.depth_spectrum(str(tmp_path / "seed1.ckpt"))
    shares = spectrum["shares"]
    assert np.sum(shares["output_share"]) == pytest.approx(1.0)
    assert glasscape.Mixture(spectrum["spec"]).depth_mean > 1.0


def test_a_seed_does_not_depend_on_threads_or_company():
    config = short("train_bn", 10)
    glasscape.set_threads(2)
    both = glasscape.train(config, seeds=2)["history"]
    glasscape.set_threads(1)
    second = glasscape.train(config, first_seed=2)["history"]
    glasscape.set_threads(0)
    assert list(both["test_loss"][2:]) == list(second["test_loss"])


def test_bad_input_is_a_value_error(tmp_path: Path):
    assert "paper_bn" in glasscape.training_configs()
    with pytest.raises(ValueError, match="paper_bn"):
        glasscape.train("no_such_config")
    with pytest.raises(ValueError, match="whole number from 1"):
        glasscape.train(seeds=0)
    with pytest.raises(ValueError, match="line 2"):
        glasscape.train("name = 'x'\ncolour = 1\n")
    (tmp_path / "no.ckpt").write_bytes(b"not a checkpoint")
    with pytest.raises(ValueError, match="no.ckpt"):
        glasscape.depth_spectrum(str(tmp_path / "no.ckpt"))


def test_laws_of_path_lengths():
    # (1 + t/2)^3: coefficients 1, 3/2, 3/4, 1/8, squared or with 1/4 in the place of 1/2.
    coherent = np.array([1.0, 2.25, 0.5625, 0.015625])
    assert glasscape.law_shares("coherent", [0.5] * 3) == pytest.approx(coherent / coherent.sum(), rel=1e-14)
    incoherent = np.array([1.0, 0.75, 0.1875, 0.015625])
    assert glasscape.law_shares("incoherent", [-0.5] * 3) == pytest.approx(incoherent / incoherent.sum(), rel=1e-14)
    for law in ("coherent", "incoherent"):
        depth = glasscape.mean_depth(glasscape.law_shares(law, [0.7] * 9))
        assert glasscape.fitted_beta(law, 10, depth) == pytest.approx(0.7, rel=1e-12)
    with pytest.raises(ValueError, match="neither coherent nor incoherent"):
        glasscape.law_shares("loud", [1.0])
    with pytest.raises(ValueError, match="between 1 and the depth"):
        glasscape.fitted_beta("coherent", 3, 4.0)
