import pickle
import subprocess
import sys

import numpy as np
import pytest

import glasscape


def test_a_table_knows_its_units_and_shows_itself():
    table = glasscape.complexity("pure:3", size=[4, 5], index="total")
    assert table.rows == 2
    assert table.unit("size") == "spins"
    assert "mean_count" in repr(table)
    html = table._repr_html_()
    assert html.count("<tr>") == 3 and "title=" in html
    frame = table.to_pandas()
    assert frame.attrs["units"]["size"] == "spins"
    assert len(frame) == 2
    copy = pickle.loads(pickle.dumps(table))
    assert copy.columns == table.columns and list(copy) == list(table)
    assert repr(glasscape.Table()) == ""


def test_parquet_keeps_units(tmp_path):
    pyarrow = pytest.importorskip("pyarrow.parquet")
    path = str(tmp_path / "a.parquet")
    glasscape.mixture("pure:3", summary=True).to_parquet(path)
    schema = pyarrow.read_schema(path)
    assert schema.field("nu1").metadata[b"meaning"] == b"nu'(1)"


def test_commands_are_functions_with_the_command_line_s_defaults():
    names = glasscape.thresholds("pure:3")["name"]
    assert {"E_0", "E_4", "u_th", "ground_state", "E_alg"} <= set(names)
    sampled = glasscape.complexity("pure:3", size=50, method="sample", samples=2000, seed=3)
    exact = glasscape.Mixture("pure:3").log_mean_count(50)
    assert sampled["log_mean_count"][0] == pytest.approx(exact, abs=5 * sampled["std_error"][0])
    runs = glasscape.descend("pure:3", 20, replicas=2, steps=5)
    assert set(runs["replica"]) == {0, 1}
    statement = glasscape.paper.lemma_4(depth=6)
    assert statement.rows > 0
    with pytest.raises(ValueError, match="samples"):
        glasscape.complexity("pure:3", size=50, method="sample", samples=0)


def test_descent_on_every_kind_of_landscape_is_arrays():
    deep = "resnet:p=100,beta=1,field=drop"
    infinite = glasscape.descend(deep, "inf", step=0.002, steps=39)
    assert infinite["energy"].shape == (40,)
    assert infinite["energy"][39] == pytest.approx(-1.38144236, abs=1e-8)
    sampled = glasscape.descend(deep, 1_000_000, disorders=2, step=0.002, steps=39)
    ends = sampled["energy"][sampled["step"] == 39]
    assert np.abs(ends - infinite["energy"][39]).max() < 5e-3 and ends[0] != ends[1]
    assert sampled["anchors"].max() > 5 and sampled["discarded_variance"].max() <= 1e-8
    tensors = glasscape.descend("pure:3", 20, replicas=2, steps=5)
    assert np.isnan(tensors["discarded_variance"]).all()
    assert tensors["overlap_with_start"][0] == pytest.approx(1, abs=1e-14)


def test_a_descent_is_extrapolated_in_time():
    run = glasscape.descend("pure:3", "inf", steps=600)
    limit = glasscape.extrapolate_descent(run["time"], run["energy"])
    assert limit["converged"]
    threshold = glasscape.Mixture("pure:3").threshold_energy()
    assert limit["energy"] == pytest.approx(threshold, abs=1.5 * limit["energy_error"])
    assert limit["energy_error"] < 1e-3
    with pytest.raises(ValueError, match="ascend"):
        glasscape.extrapolate_descent(run["time"][::-1], run["energy"])


def test_indices_and_sizes_are_axes():
    mixture = glasscape.Mixture("pure:3")
    curve = mixture.complexity(["total", 0, 1], np.linspace(-1.7, -1.6, 5))
    assert curve.shape == (3, 5)
    assert np.array_equal(curve[1], mixture.complexity(0, np.linspace(-1.7, -1.6, 5)))
    counts = mixture.log_mean_count([4, 6], ["total", 0], [-1.6, -1.5, -1.4], count="below")
    assert counts.shape == (2, 2, 3)
    assert counts[1, 0, 2] == pytest.approx(mixture.log_mean_count(6, energy=-1.4, count="below"), rel=1e-12)
    with pytest.raises(ValueError, match="empty"):
        mixture.complexity([])


def test_a_sweep_runs_and_is_read_back(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "complexity_vs_beta" in glasscape.sweep.studies()
    assert "[grid]" in glasscape.sweep.text("complexity_vs_beta")
    summary = glasscape.sweep.run("complexity_vs_beta", quick=True)
    assert summary.done == summary.points and summary.failed == 0
    status = glasscape.sweep.status("complexity_vs_beta", quick=True)
    assert (status.done, status.missing) == (summary.points, 0)
    table = glasscape.sweep.export("complexity_vs_beta", quick=True)
    assert table.rows >= summary.points
    stored = glasscape.sweep.read_store(summary.store)
    assert stored.rows == table.rows
    assert glasscape.sweep.run("complexity_vs_beta", quick=True).done == 0


def test_progress_is_told(tmp_path):
    heard = []
    with glasscape.progress(lambda task, done, steps, ended: heard.append((task, done, steps, ended))):
        glasscape.count("pure:3", "5", samples=20)
    assert [told[1:] for told in heard if "samples" in told[0]][-1] == (20, 20, True)
    told = len(heard)
    glasscape.count("pure:3", "4", samples=3)
    assert len(heard) == told


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_failing_listener_does_not_stop_the_work(capfd):
    def fail(*_):
        raise RuntimeError("listener")

    with glasscape.progress(fail):
        assert glasscape.count("pure:3", "4", samples=3).rows > 0


def test_the_program_comes_along(tmp_path):
    child = subprocess.run([sys.executable, "-m", "glasscape", "complexity", "pure:2", "--size", "37"], capture_output=True, text=True)
    assert child.returncode == 0, child.stderr
    assert float(child.stdout.splitlines()[1].split(",")[6]) == pytest.approx(74)


def test_the_functions_are_those_of_the_program(tmp_path):
    import pathlib

    root = pathlib.Path(__file__).parent.parent.parent
    package = pathlib.Path(glasscape.__file__).parent
    kept = {name: (package / name).read_text() for name in ("_commands.py", "paper.py")}
    made = tmp_path / "python" / "glasscape"
    made.mkdir(parents=True)
    (tmp_path / "scripts").mkdir()
    script = tmp_path / "scripts" / "generate_python.py"
    script.write_text((root / "scripts" / "generate_python.py").read_text())
    subprocess.run([sys.executable, str(script)], check=True, cwd=tmp_path)
    for name, text in kept.items():
        assert (made / name).read_text() == text, f"{name} is stale: run scripts/generate_python.py"
