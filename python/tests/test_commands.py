import logging

import numpy as np
import pytest

import glasscape


def test_a_command_gives_the_numbers_of_the_library():
    rows = glasscape.run("complexity", spec=["pure:3", "pure:4"], size="10,inf", index="total")
    assert rows["mixture"] == ["pure:3", "pure:3", "pure:4", "pure:4"]
    assert rows["size"] == ["10", "inf", "10", "inf"]
    assert rows["complexity"][1] == glasscape.Mixture("pure:3").complexity("total")
    assert rows["log_mean_count"][2] == glasscape.Mixture("pure:4").log_mean_count(10)


def test_seed_second_tables_and_statements_of_the_paper():
    one = glasscape.run("count", spec="pure:2", size=4, samples=3, table="points", seed=7)
    two = glasscape.run("count", spec="pure:2", size=4, samples=3, table="points", seed=8)
    assert len(one["energy"]) == len(two["energy"]) == 3 * 8
    assert not np.array_equal(one["energy"], two["energy"])
    lemma = glasscape.run("paper lemma-4", depth=12)
    assert len(lemma["as_stated"]) == 12 and np.all(lemma["as_stated"])


def test_remarks_go_to_the_log(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO, "glasscape"):
        glasscape.run("mixture", spec="terms:2=1,3=1")
    assert "sum" in caplog.text


def test_what_is_not_allowed_is_said():
    with pytest.raises(ValueError, match="there is no command 'complexities': there are mixture"):
        glasscape.run("complexities")
    with pytest.raises(TypeError, match="there is no parameter 'sizes': there are spec, size"):
        glasscape.run("complexity", spec="pure:3", sizes=3)
    with pytest.raises(ValueError, match="SPEC is required"):
        glasscape.run("complexity")
    with pytest.raises(ValueError, match="--samples: '1' is no whole number from 2"):
        glasscape.run("complexity", spec="pure:3", size=5, method="sample", samples=1)
    with pytest.raises(ValueError, match="makes no table 'point'"):
        glasscape.run("count", spec="pure:2", size=3, samples=1, table="point")
    with pytest.raises(ValueError, match="--method sample needs a finite --size"):
        glasscape.run("complexity", spec="pure:3", method="sample")


def test_every_command_is_described():
    described = glasscape.commands()
    assert len(described) > 25 and all(described.values())
    assert glasscape.parameters("paper saddles").keys() == {"samples", "measured_on", "checkpoints"}
