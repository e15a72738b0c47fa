"""The recorder of a training changes nothing in it, and writes what the program's trainings write."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch.nn") and pytest.importorskip("torch")

import small_networks as networks  # noqa: E402

import glasscape.torch as gt  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]


def trained(record, steps=12):
    torch.manual_seed(4)
    model, (x, labels) = networks.dense(4), networks.batch(40)
    loss = networks.cross_entropy(labels)
    optimiser = torch.optim.SGD(model.train().parameters(), 0.05, momentum=0.9)
    recorder = gt.Recorder(model, x, loss, every=5, units=networks.pairs(model), labels=labels) if record else None
    if recorder:
        recorder()
    for _ in range(steps):
        chosen = torch.randperm(40)[:20]
        optimiser.zero_grad()
        value = networks.cross_entropy(labels[chosen])(model(x[chosen]))
        value.backward()
        optimiser.step()
        if recorder:
            recorder(value)
    return model, recorder


def test_a_training_takes_the_same_steps_with_a_recorder():
    plain, _ = trained(False)
    watched, recorder = trained(True)
    assert len(recorder.spectra) == 3
    assert all(torch.equal(one, other) for one, other in zip(plain.state_dict().values(), watched.state_dict().values()))


def test_its_table_has_the_columns_of_the_program():
    model, recorder = trained(True, steps=10)
    page = (ROOT / "docs/columns.md").read_text().split("`DIR/history.csv`:")[1].split("`DIR/layers.csv`")[0]
    said = re.findall(r"^\| `(\w+)` \| (\w+) \| (\S+) \|", page, re.MULTILINE)
    table = recorder.table()
    assert [(c.name, c.type, c.unit or "–") for c in table.columns] == said
    assert list(table["step"]) == [0, 5, 10] and table["config"] == ["model"] * 3
    assert np.isnan(table["training_loss"][0]) and np.isfinite(table["training_loss"][1:]).all()
    last = recorder.spectra[-1].summary().row(0)
    assert table["effective_depth"][-1] == last["effective_depth"] and table["cross"][-1] == last["cross"]
    assert table["test_loss"][-1] == pytest.approx(last["loss"], rel=1e-12)  # both by the statistics of the batch
    x, labels = networks.batch(40)
    for mode, column in ((True, "test_accuracy"), (False, "running_accuracy")):
        model.train(mode)
        assert table[column][-1] == pytest.approx(float((model(x).argmax(1) == labels).double().mean()), rel=1e-12)
    assert (table["test_accuracy"] != table["running_accuracy"]).any()


def test_its_figures(tmp_path):
    plotting = pytest.importorskip("glasscape.plotting")
    _, recorder = trained(True)
    plotting.savefig(recorder.plot(), tmp_path / "recorded.png")
    assert len(recorder.plot()) == 3
    table = recorder.table()
    with open(tmp_path / "history.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows(zip(*table.values()))
    assert plotting.read(tmp_path / "history.csv").numbers("effective_depth") == pytest.approx(table["effective_depth"])
    assert len(plotting.plot(table)) == 4
    spectrum = recorder.spectra[-1]
    assert plotting.plot(spectrum.table())
    model, (x, labels) = networks.dense(3), networks.batch(10)
    loss, units = networks.cross_entropy(labels), networks.pairs(model)
    assert plotting.plot(gt.depth_spectrum(model, x, loss, units, paths=3).paths)
    assert len(plotting.plot(gt.lesion(model, x, loss, units))) == 1
    assert len(plotting.plot(gt.lesion(model, x, loss, units, labels=labels))) == 2


def test_what_it_refuses():
    model, (x, labels) = networks.dense(2), networks.batch()
    with pytest.raises(ValueError, match="every: 0 is no number of steps"):
        gt.Recorder(model, x, networks.cross_entropy(labels), 0, units=networks.pairs(model))
    with pytest.raises(ValueError, match="no residual units"):
        gt.Recorder(model, x, networks.cross_entropy(labels))
    recorder = gt.Recorder(model, x, networks.cross_entropy(labels), units=networks.pairs(model))
    with pytest.raises(ValueError, match="nothing is recorded yet"):
        recorder.summaries()
