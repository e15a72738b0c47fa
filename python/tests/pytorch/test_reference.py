"""Outputs and gradients by path length against files that an independent program computed."""

import numpy as np
import pytest

torch = pytest.importorskip("torch.nn") and pytest.importorskip("torch")

import reference_networks as reference  # noqa: E402
import small_networks as networks  # noqa: E402
from torch.nn import functional as F  # noqa: E402

import glasscape.torch as gt  # noqa: E402


def close(found, said):
    assert found.shape == said.shape
    scale = said.abs().max()
    assert (found - said).abs().max() <= 1e-12 * scale


def centred(parts):
    return parts - parts.mean(1, keepdim=True)


@pytest.mark.parametrize("name", reference.CONVOLUTIONAL)
def test_networks_of_convolutions(name):
    model, data = reference.network(name)
    x, labels = reference.array(data["x"]), torch.tensor(data["labels"])
    loss = networks.cross_entropy(labels)
    found = gt.cut_polynomials(model, x, loss, model.pairs, statistics=data["statistics"], gradients="frozen")
    close(found.outputs, reference.array(data["outputs_by_length"]))
    close(found.gradients, reference.array(data["input_gradient_by_length"]))
    close(found.outputs.sum(0), reference.array(data["logits"]))
    assert found.residual < 1e-12 and found.gradient_residual < 1e-12


@pytest.mark.parametrize("name", reference.CONVOLUTIONAL)
def test_gradients_sum_to_the_true_one(name):
    model, data = reference.network(name)
    x, labels = reference.array(data["x"]), torch.tensor(data["labels"])
    loss = networks.cross_entropy(labels)
    found = gt.cut_polynomials(model, x, loss, model.pairs, statistics=data["statistics"])
    close(found.gradients.sum(0), reference.array(data["true_input_gradient"]))


@pytest.mark.parametrize("name", reference.CONVOLUTIONAL)
def test_shares_of_a_file(name):
    model, data = reference.network(name)
    x, labels = reference.array(data["x"]), torch.tensor(data["labels"])
    loss = networks.cross_entropy(labels)
    found = gt.depth_spectrum(model, x, loss, model.pairs, statistics=data["statistics"])
    table, row = found.table(), found.summary().row(0)
    for ours, theirs in {
        "output_share": "output_share",
        "signed_share": "signed_share",
        "centred_share": "centred_share",
        "centred_signed_share": "centred_signed_share",
    }.items():
        assert table[ours] == pytest.approx(np.array(data[theirs]), rel=1e-11, abs=1e-12), ours
    assert row["cross"] == pytest.approx(data["cross"], rel=1e-12)
    assert row["centred_cross"] == pytest.approx(data["centred_cross"], rel=1e-11)
    assert row["effective_depth"] == pytest.approx(data["effective_depth"] + 1)
    assert row["loss"] == pytest.approx(data["loss"], rel=1e-13)
    if data["frozen_gradient_equals_true"]:
        assert table["input_gradient_share"] == pytest.approx(np.array(data["input_gradient_share"]), rel=1e-11, abs=1e-13)
        assert row["gradient_cross"] == pytest.approx(data["gradient_cross"], rel=1e-11)


def test_a_transformer():
    model, data = reference.transformer()
    tokens, targets = torch.tensor(data["tokens"]), torch.tensor(data["targets"])

    def loss(logits):
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())

    found = gt.cut_polynomials(model, tokens, loss, model.pairs)
    close(found.outputs, reference.array(data["outputs_by_length"]))
    close(found.outputs.sum(0), reference.array(data["logits"]))
    close(found.gradients, reference.array(data["embedding_gradient_by_length"]))
    spectrum = gt.depth_spectrum(model, tokens, loss, model.pairs)
    table = spectrum.table()
    assert table["output_share"] == pytest.approx(np.array(data["output_share"]), rel=1e-11)
    assert table["signed_share"] == pytest.approx(np.array(data["signed_share"]), rel=1e-11)
    assert table["input_gradient_share"] == pytest.approx(np.array(data["gradient_share"]), rel=1e-11)
    assert table["signed_gradient_share"] == pytest.approx(np.array(data["signed_gradient_share"]), rel=1e-11)
    # At held statistics only biases are sources: the derivative as it is would leave everything to them.
    assert all(spectrum.units["source"] < 0.5)
