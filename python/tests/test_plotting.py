"""Figures: which kind of table is drawn how, what stands in them, and what is refused."""

import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="matplotlib is not installed")
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from figure_checks import check_layout
from matplotlib.colors import to_hex
from plot_tables import TABLES

from glasscape import plotting
from glasscape.plotting import KINDS, Frame, plot, savefig
from glasscape.plotting.fits import fit, with_error
from glasscape.plotting.marks import spread
from glasscape.plotting.registry import choose

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def strict():
    """A warning is an error, and no figure stays open."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    plt.close("all")


def legend(axes) -> list[str]:
    figure = axes[0].figure
    return [text.get_text() for one in figure.legends for text in one.get_texts()]


def lines(panel, label: str):
    return [line for line in panel.lines if line.get_label() == f"_{label}"]


# Choice


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_choose_the_kind(name):
    assert choose(plotting.read(TABLES[name])).name == name


def test_every_kind_has_a_table_here_and_a_function():
    assert set(TABLES) == set(KINDS) - {"xy"}
    for name, kind in KINDS.items():
        assert getattr(plotting, name) is kind.draw and kind.draw.__doc__ and kind.summary


@pytest.mark.parametrize("size", [None, (3.9, None)], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", TABLES)
def test_every_figure_is_whole_and_readable(name, size):
    axes = plot(TABLES[name], size=size)
    assert axes and all(panel.has_data() for panel in axes)
    check_layout(axes[0].figure)


@pytest.mark.parametrize("name", TABLES)
def test_every_figure_has_a_dark_form(name):
    axes = getattr(plotting, name)(TABLES[name], Frame(theme="dark", title="A title"))
    assert to_hex(axes[0].get_facecolor()) == "#15181d"
    check_layout(axes[0].figure)


# What stands in the figures


def test_complexity_curves_have_their_thresholds():
    (panel,) = axes = plot(TABLES["complexity"])
    assert legend(axes) == ["all\u00a0indices".replace("\u00a0", " "), "index\u00a00", "index\u00a01", "onset $E_k$"]
    assert len(lines(panel, "all indices") + lines(panel, "index\u00a00") + lines(panel, "index\u00a01")) == 3
    (threshold,), (ground,) = lines(panel, r"$u_{\mathrm{th}}$"), lines(panel, "ground state")
    assert threshold.get_xdata()[0] == pytest.approx(-2 * np.sqrt(2 / 3))
    assert ground.get_xdata()[0] == pytest.approx(-1.6569983635)
    onsets = [line for line in panel.lines if list(line.get_ydata()) == [0] and line.get_marker() == "o"]
    assert [line.get_xdata()[0] for line in onsets] == pytest.approx([-1.6569983635, -1.6528731981])
    assert onsets[0].get_color() == lines(panel, "index\u00a00")[0].get_color()


def test_counts_stand_on_the_exact_curve():
    above, below = axes = plot(TABLES["count"])
    table = TABLES["count"]
    assert legend(axes) == ["N\u00a0=\u00a05", "N\u00a0=\u00a06", "exact (Kac–Rice)"]
    exact = [line for line in above.lines if line.get_label() == "_exact"]
    assert len(exact) == 2 and all(len(line.get_xdata()) == 5 for line in exact)
    assert list(exact[0].get_ydata()) == pytest.approx(list(table["predicted"][1:6]))
    counted = lines(above, "N\u00a0=\u00a05")[0]
    assert exact[0].get_zorder() > counted.get_zorder() and exact[0].get_visible()
    assert above.get_yscale() == "log" and len(above.containers) == 2
    assert [text.get_text() for text in below.get_xticklabels()] == ["0", "1", "2", "3", "4", "all"]
    assert np.allclose(
        sorted(np.concatenate([line.get_ydata() for line in below.lines if line.get_marker() != "None"])),
        table["z_score"],
    )


def test_windows_of_energy_have_their_exact_means():
    (panel,) = axes = plot(TABLES["count_windows"])
    exact = [line for line in panel.lines if line.get_label() == "_exact"]
    assert len(exact) == 5 and "exact (Kac–Rice)" in legend(axes)
    assert list(exact[0].get_ydata()[::2]) == pytest.approx(list(TABLES["count_windows"]["predicted"][:8]))


def test_profiles_have_the_exact_curve_and_all_mixtures():
    axes = plot(TABLES["profile"])
    assert [panel.get_title(loc="left") for panel in axes] == ["signed edges", "plain edges"]
    assert legend(axes)[-1] == "exact (Kac–Rice)" and len(legend(axes)) == 5
    for panel in axes:
        assert len(lines(panel, "exact (Kac–Rice)")) == 1


def test_the_mean_path_length_of_seeds_is_averaged():
    axes = plot(TABLES["history"])
    panel = axes[2]
    measured = panel.lines[0]
    assert list(measured.get_ydata()) == pytest.approx(
        [3.65, 3.65 + 0.1 * np.log10(11), 3.65 + 0.1 * np.log10(101), 3.65 + 0.1 * np.log10(1001)]
    )
    assert len(panel.collections) == 3  # bands
    assert [text.get_text() for text in panel.get_legend().get_texts()] == [
        "measured",
        "coherent law",
        "incoherent law",
    ]


def test_shares_show_the_first_and_the_last_step():
    axes = plot(TABLES["depth"])
    assert [panel.get_title(loc="left") for panel in axes] == ["step\u00a00", "step\u00a02000"]
    assert legend(axes) == ["measured", "coherent law", "incoherent law"]
    assert all(len(panel.patches) == 6 for panel in axes)


def test_verdicts_are_told_by_colour_and_marker_and_far_ones_by_arrows():
    (panel,) = axes = plot(TABLES["verdicts"])
    assert legend(axes) == ["undecided", "rejected", "agrees"]
    arrows = {line.get_marker(): line.get_xdata()[0] for line in panel.lines if line.get_marker() in "<>"}
    assert arrows[">"] > 6 and arrows["<"] < -6
    assert {"9.6", "−35"} <= {text.get_text() for text in panel.texts}
    assert any(line.get_marker() == "x" for line in panel.lines)  # a claim without z
    assert [text.get_text().replace("\n", " ") for text in panel.get_yticklabels()][3] == "far below"


def test_levels_that_coincide_have_one_label():
    (panel,) = plot(TABLES["thresholds"])
    labels = [text.get_text() for text in panel.texts]
    assert len(labels) == 6 and any("ground state = $E_{0}$ = −1.6570" in label for label in labels)
    heights = sorted(text.get_position()[1] for text in panel.texts)
    assert np.all(np.diff(heights) > 0)


def test_points_are_all_there_in_the_colour_of_their_index():
    (panel,) = plot(TABLES["points"])
    clouds = [c for c in panel.collections if c.get_offsets().shape[0] > 1]
    assert sum(c.get_offsets().shape[0] for c in clouds) == 240 and len(clouds) == 4
    assert len({to_hex(c.get_facecolor()[0], keep_alpha=False) for c in clouds}) == 4


def test_replicas_have_a_median():
    above, _ = axes = plot(TABLES["descend"])
    assert legend(axes) == ["disorder 0", "disorder 1", "median of replicas"]
    (median,) = lines(above, "median")
    assert median.get_ydata()[-1] == pytest.approx(-1.6 * 100 / 105 + 0.02)


def test_a_study_is_drawn_along_its_longest_axis():
    (panel,) = axes = plot(TABLES["study"])
    assert panel.get_xlabel() == "scale β" and panel.get_xscale() == "log"
    assert len(legend(axes)) == 4


def test_a_replica_at_rest_keeps_its_value():
    table = {"disorder": [0] * 5, "replica": [0, 0, 0, 1, 1], "step": [0, 1, 2, 0, 1], "energy": [0, -2, -2, 0, -1]}
    table.update(gradient_norm=[1, 0.1, 0.1, 1, 0.1], radial=[0] * 5)
    table = {name: list(cells) + [0, 0, -3, -3, 0.1][:0] for name, cells in table.items()}
    for name, cells in {
        "disorder": [0, 0],
        "replica": [2, 2],
        "step": [0, 2],
        "energy": [0, -3],
        "gradient_norm": [1, 0.1],
        "radial": [0, 0],
    }.items():
        table[name] += cells
    (median,) = lines(plot(table)[0], "median")
    assert list(median.get_ydata()) == [0, -1, -2]


# Series


def many(count: int, **columns):
    table = {"x": np.tile(np.arange(4.0), count), "y": np.arange(4.0 * count)}
    return {**table, **{name: np.repeat(cells, 4) for name, cells in columns.items()}}


def test_eight_series_differ_by_colour_and_marker():
    axes = plot(many(8, who=[f"s{i}" for i in range(8)]), x="x", y="y", series="who")
    shown = [line for line in axes[0].lines if line.get_marker() != "None"]
    assert len({line.get_color() for line in shown}) == len({line.get_marker() for line in shown}) == 8


def test_more_than_eight_series_without_an_order_have_panels():
    axes = plot(many(9, who=[f"s{i}" for i in range(9)]), x="x", y="y", series="who")
    assert len(axes) == 9 and not legend(axes)
    check_layout(axes[0].figure)


def test_more_than_eight_values_of_an_ordinal_have_a_colour_bar():
    (panel,) = axes = plot(many(12, beta=np.geomspace(0.01, 10, 12)), x="x", y="y", series="beta")
    bar = [other for other in panel.figure.axes if other is not panel]
    assert len(bar) == 1 and bar[0].get_ylabel() == "scale β" and bar[0].get_yscale() == "log"
    colours = [line.get_color() for line in panel.lines if len(line.get_xdata()) == 4]
    assert len(set(colours)) == 12
    check_layout(axes[0].figure)


def test_the_limit_and_the_sum_are_in_ink():
    (panel,) = plot(many(3, size=["10", "20", "inf"]), x="x", y="y", series="size")
    (limit,) = lines(panel, "N\u00a0=\u00a0∞")
    assert limit.get_color() == plotting.style.THEMES["light"].ink


def test_two_columns_are_colour_and_dash():
    table = many(4, mixture=["a", "a", "b", "b"], law=["u", "v", "u", "v"])
    axes = plot(table, x="x", y="y", series=["mixture", "law"])
    shown = {line.get_label(): line for line in axes[0].lines}
    assert legend(axes) == ["a, u", "a, v", "b, u", "b, v"]
    assert shown["_a, u"].get_color() == shown["_a, v"].get_color() != shown["_b, u"].get_color()
    assert shown["_a, u"].get_linestyle() != shown["_a, v"].get_linestyle()


def test_very_many_series_are_told_by_their_number():
    (panel,) = axes = plot(many(30, who=[f"s{i}" for i in range(30)]), x="x", y="y", series="who")
    assert len({line.get_color() for line in panel.lines if len(line.get_xdata()) == 4}) == 30
    assert len(panel.figure.axes) == 2 and not legend(axes)


# Options


def test_several_columns_with_errors_and_a_band():
    table = {"x": [1, 2, 3], "a": [1, 2, 3], "b": [2, 3, 4], "ea": [0.1] * 3, "eb": [0.2] * 3}
    (panel,) = axes = plot(table, x="x", y=["a", "b"], error=["ea", "eb"])
    assert legend(axes) == ["a", "b"] and len(panel.containers) == 2
    (panel,) = plot(table, x="x", y="a", band="ea")
    low, high = panel.collections[0].get_paths()[0].get_extents().intervaly
    assert (low, high) == pytest.approx((0.9, 3.1))


def test_columns_left_out_are_those_of_the_kind():
    (panel,) = axes = plot(TABLES["norms"], y="relative", labels={"relative": "|W|/|W₀|", "step": "t"})
    assert panel.get_xlabel() == "t" and panel.get_ylabel() == "|W|/|W₀|" and not panel.containers
    assert not legend(axes)


def test_limits_scales_size_and_title():
    (panel,) = plot(TABLES["norms"], xlim=(1, 100), ylim=(None, 20), log="y", size=(5, 3), title="Norms")
    assert panel.get_xlim() == (1, 100) and panel.get_ylim()[1] == 20
    assert panel.get_xscale() == "linear" and panel.get_yscale() == "log"
    assert list(panel.figure.get_size_inches()) == [5, 3]
    assert "Norms" in [text.get_text() for text in panel.figure.texts]


def test_a_fit_has_its_slope_and_error_in_the_legend():
    x = np.array([1.0, 2, 3, 4])
    y, error = np.array([2.1, 3.9, 6.2, 7.8]), np.full(4, 0.2)
    (panel,) = axes = plot({"x": x, "y": y, "e": error}, x="x", y="y", error="e", fit="line")
    slope = np.polyfit(x, y, 1)[0]
    sigma = 0.2 / np.sqrt(np.sum((x - 2.5) ** 2))
    assert legend(axes) == [f"slope {slope:.3f} ± {sigma:.3f}"]
    (line,) = lines(panel, "fit")
    assert line.get_linestyle() == "--"
    (_, power) = (
        plot({"x": x, "y": 3 * x**-1.5}, x="x", y="y", fit="power", log="xy"),
        fit("power", x, 3 * x**-1.5, x * np.nan),
    )
    assert power.slope == pytest.approx(-1.5) and power.at(np.array([4.0]))[0] == pytest.approx(3 / 8)


def test_the_error_of_a_slope_is_that_of_polyfit():
    rng = np.random.default_rng(3)
    x, scatter = np.linspace(0, 5, 20), rng.normal(size=20)
    y = 1.5 * x + scatter
    free = fit("line", x, y, np.full(20, np.nan))
    (slope, _), covariance = np.polyfit(x, y, 1, cov=True)
    assert free.slope == pytest.approx(slope) and free.slope_error == pytest.approx(np.sqrt(covariance[0, 0]))
    error = rng.uniform(0.5, 1.5, 20)
    weighted = fit("line", x, y, error)
    (slope, _), covariance = np.polyfit(x, y, 1, w=1 / error, cov="unscaled")
    assert weighted.slope == pytest.approx(slope) and weighted.slope_error == pytest.approx(np.sqrt(covariance[0, 0]))


def test_numbers_are_written_to_the_digits_of_their_error():
    assert with_error(-0.51234, 0.0131) == "−0.512 ± 0.013"
    assert with_error(2.0, float("nan")) == "2"
    assert with_error(123.4, 20.0) == "123 ± 20"


# Logarithmic axes


def test_zeros_stay_on_a_logarithmic_axis():
    (panel,) = axes = plot(TABLES["mode_ratio"])
    (zeros,) = lines(panel, "exactly 0")
    assert list(zeros.get_xdata()) == [10, 100, 1000]
    assert "exactly 0" in legend(axes) and legend(axes)[-1] == "bound 1/p"
    assert "0" in [text.get_text() for text in panel.texts]
    foot = panel.transData.transform((10, 5e-4))[1]  # the lowest value above 0
    assert all(panel.transAxes.transform((0, y))[1] < foot for y in zeros.get_ydata())


def test_panels_of_one_scale_have_one_foot():
    table = many(9, who=[f"s{i}" for i in range(9)])
    table["y"] = np.where(np.arange(36) % 10 == 0, 0, 10.0 ** -(np.arange(36) % 4))
    axes = plot(table, x="x", y="y", series="who", log="y")
    assert len({panel.get_ylim() for panel in axes}) == 1
    heights = {line.get_ydata()[0] for panel in axes for line in lines(panel, "exactly 0")}
    grounds = {patch.get_height() for panel in axes for patch in panel.patches}
    assert len(heights) == len(grounds) == 1 and heights.pop() < grounds.pop()
    check_layout(axes[0].figure)


def test_errors_of_zero_and_beyond_zero_stay_on_a_logarithmic_axis():
    table = {"x": [1, 2, 3, 4], "y": [0, 1, 10, 5], "e": [0.5, 2, 0, 0]}
    (panel,) = plot(table, x="x", y="y", error="e", log="y")
    (bars,) = panel.containers
    assert len(bars.lines[1][0].get_xdata()) == 3  # caps of every positive point, of those without an error too
    panel.figure.canvas.draw()
    assert len(lines(panel, "exactly 0")[0].get_xdata()) == 1
    assert any(c.get_paths()[0].vertices[1][1] == 0.5 for c in panel.collections)  # from the foot up to 0 + error


def test_what_a_logarithmic_axis_cannot_show_is_said():
    with pytest.warns(UserWarning, match="1 of 3 points are not drawn: not positive on a logarithmic axis"):
        plot({"x": [1, 2, 3], "y": [-1, 1, 2]}, x="x", y="y", log="y")


# Sources


class Convertible:
    def __init__(self, frame):
        self.frame = frame

    def to_pandas(self):
        return self.frame


def write_csv(path: Path, columns) -> Path:
    import csv

    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values()))
    return path


def test_a_path_a_frame_and_a_mapping_give_the_same_figure(tmp_path):
    pandas = pytest.importorskip("pandas")
    path = write_csv(tmp_path / "t.csv", TABLES["count"])
    frame = pandas.read_csv(path)
    images = []
    for source in (path, str(path), TABLES["count"], frame, Convertible(frame)):
        savefig(plot(source), tmp_path / "figure.svg")
        images.append((tmp_path / "figure.svg").read_bytes())
    assert len(set(images)) == 1


def test_labels_carry_the_units_of_the_sidecar(tmp_path):
    path = write_csv(tmp_path / "t.csv", TABLES["complexity"])
    assert plot(path)[0].get_xlabel() == "energy per spin"
    columns = '{"columns": [{"name": "energy", "unit": "H/N"}, {"name": "complexity", "unit": "1"}]}'
    (tmp_path / "t.csv.json").write_text(columns)
    (panel,) = plot(path)
    assert panel.get_xlabel() == "energy per spin (H/N)" and panel.get_ylabel() == "complexity (1/N) log(mean count)"
    (tmp_path / "t.csv.json").write_text("[]")
    assert plot(path)[0].get_xlabel() == "energy per spin"


def test_names_with_signs_of_formulas_are_shown_as_they_are(tmp_path):
    axes = plot(many(2, who=["_a$b", "$"]), x="x", y="y", series="who")
    savefig(axes, tmp_path / "figure.png")
    assert len(legend(axes)) == 2


# Refusals


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: plot({"a": [1], "b": [2]}),
            "no kind of table has these columns: a, b; name two of them with x= and y=",
        ),
        (lambda: plot({"a": [1], "b": [2]}, x="a", y="c"), "there is no column 'c'; columns are a, b"),
        (lambda: plot({"a": [1], "b": ["t"]}, x="a", y="b"), "column 'b' has no number to draw; columns are a, b"),
        (lambda: plot({"a": [1], "b": [2]}, y="b"), "x= names no column; columns are a, b"),
        (lambda: plot({"a": [1], "b": [2]}, x="a"), "y= names no column; columns are a, b"),
        (
            lambda: plot({"a": [1, 2], "b": [2, 3], "c": [1, 1]}, x="a", y=["b", "c"], error="c"),
            "2 columns of y and 1 of errors",
        ),
        (
            lambda: plot({"a": [1]}, "count"),
            "kind 'count' needs values in index, mean_count, predicted, z_score; columns are a",
        ),
        (lambda: plot({"a": [1]}, "counts"), "there is no kind 'counts'; there are .*complexity"),
        (lambda: plot({"a": [1]}, "xy"), "needs x= and y=; columns are a"),
        (lambda: plot({"a": [1, 2], "b": [1]}), "different lengths: a 2, b 1"),
        (lambda: plot({"a": []}), "no rows to draw"),
        (lambda: plot({"a": [[1, 2]]}), "column 'a' has 2 dimensions"),
        (
            lambda: plot({"a": [1, 1], "b": [1, 2]}, x="a", y="b", fit="line"),
            "a line needs two points of different x, and there are 2",
        ),
        (
            lambda: plot({"a": [1, 2], "b": [1, 2]}, x="a", y="b", fit="curve"),
            "there is no 'curve'; there are line, power",
        ),
        (lambda: plot(TABLES["norms"], theme="blue"), "there is no theme 'blue'; there are light, dark"),
        (lambda: plot(TABLES["norms"], log="z"), "log: 'z' is none of"),
        (lambda: plot(TABLES["norms"], size=(0, 3)), "is no width and height"),
        (lambda: plotting.study(TABLES["norms"]), "no axis of a study varies; columns are config"),
        (lambda: savefig(plot(TABLES["norms"]), "figure.jpg"), "the name must end in .svg, .png, .pdf"),
    ],
)
def test_refusals_are_one_sentence(call, message):
    with pytest.raises(ValueError, match=message) as refusal:
        call()
    assert "\n" not in str(refusal.value)


def test_what_is_no_table_is_refused(tmp_path):
    with pytest.raises(
        TypeError, match="a table is a path, a DataFrame, a mapping of columns or has to_pandas.., and no int"
    ):
        plot(3)
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(ValueError, match="empty.csv: the file is empty"):
        plot(tmp_path / "empty.csv")
    (tmp_path / "torn.csv").write_text("a,b\n1,2\n3\n")
    with pytest.raises(ValueError, match="torn.csv: row 2 has 1 cells under 2 columns"):
        plot(tmp_path / "torn.csv")


def test_a_missing_matplotlib_is_one_sentence():
    script = """
import sys
sys.modules["matplotlib"] = None
try:
    import glasscape.plotting
except ImportError as error:
    print(error)
"""
    child = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert child.stdout == "glasscape.plotting draws with matplotlib: pip install 'glasscape[plot]'\n", child.stderr


# Files


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_figures_are_saved_with_the_same_bytes(tmp_path, ending):
    for name in ("one", "two"):
        savefig(plot(TABLES["count"]), tmp_path / f"{name}.{ending}")
    one = (tmp_path / f"one.{ending}").read_bytes()
    assert len(one) > 5000 and one == (tmp_path / f"two.{ending}").read_bytes()


def test_a_figure_is_1280_pixels_wide(tmp_path):
    savefig(plot(TABLES["mixture"])[0].figure, tmp_path / "figure.png")
    assert plt.imread(tmp_path / "figure.png").shape[1] == 1280


def test_the_command_line(tmp_path):
    path = write_csv(tmp_path / "t.csv", TABLES["mixture"])
    command = [sys.executable, "-m", "glasscape.plotting", str(path), "--out"]
    assert subprocess.run([*command, str(tmp_path / "figure.svg")]).returncode == 0
    assert (tmp_path / "figure.svg").read_text().startswith("<?xml")
    refused = subprocess.run([*command, str(tmp_path / "figure.gif")], capture_output=True, text=True)
    assert refused.returncode == 1 and refused.stderr.startswith("glasscape.plotting: figure '")


def test_the_blocks_of_the_page_run(tmp_path):
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs/plotting.md").read_text(), re.DOTALL)
    assert blocks
    code = "import matplotlib; matplotlib.use('Agg')\n" + "\n".join(blocks)
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert child.returncode == 0, child.stderr


def test_the_page_names_every_kind():
    page = (ROOT / "docs/plotting.md").read_text()
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(KINDS)


def test_names_keep_clear_of_each_other():
    assert spread([0, 10, 20], [2, 2, 2]) == [0, 10, 20]
    assert spread([0, 1], [2, 2]) == pytest.approx([-0.5, 1.5])
    places = spread([0, 0.1, 0.2, 5], [1, 2, 1, 1])
    assert places[1] - places[0] == pytest.approx(1.5) and places[2] - places[1] == pytest.approx(1.5)


# Tables of the program


COMMANDS = {
    "mixture resnet:p=10,beta=0.5": "mixture",
    "mixture --summary resnet:p=10,beta=0.5 pure:3": "mixture_summary",
    "complexity pure:3 --energy -1.70:-1.55:0.005 --index total,0,1": "complexity",
    "complexity resnet:p=10,beta=0.5 --energy -1.9:-1.4:0.1 --size 20 --method sample --samples 500": "complexity",
    "complexity terms:3=0.9,16=0.1 --typical --energy -1.83:-1.70:0.005 --index total,0": "complexity",
    "complexity pure:3 --size 10 --index 0,1,2,3,4,5,6,7,8,9": "counts_by_index",
    "complexity pure:3 --size 5,10,20": "size_dependence",
    "complexity pure:2 --size 37": "values",
    "thresholds pure:3 resnet:p=10,beta=0.5": "thresholds",
    "count pure:3 --size 4,5 --samples 5 --points second.csv": "count",
    "count pure:3 --size 4 --samples 20 --energy -2:2:0.5": "count_windows",
    "count pure:3 --size 4 --samples 20 --second-moment --matrices 500 --overlaps second.csv": "count_products",
    "complexity pure:3 --size 2,3 --second-moment --index total,0 --samples 500": "second_moments",
    "complexity pure:3 --size 3 --second-moment --samples 500 --overlaps second.csv": "second_moments",
    "pairs pure:3 --energy -1.65 --lowest second.csv": "pair_map",
    "pairs pure:3 --energy -1.65 --overlap 0.1:0.9:0.1 --barrier second.csv": "pair_map",
    "pairs pure:3 --energy -1.65 --overlap 0.5 --size 4 --samples 3 --points second.csv": "pair_map",
    "descend pure:3 --size 20 --replicas 3 --steps 50": "descend",
    "compare counts --unique 4 --samples 5 --disorders 50 --profile second.csv": "verdicts",
    "compare depth --config train_bn --seeds 2 --steps 20 --changes second.csv": "verdicts",
    "paper micro-batches --seeds 2 --steps 20": "micro_batches",
    "paper whitening --seeds 2 --pilots 1 --steps 20 --rates second.csv": "whitening",
    "paper whitening-cost --repeats 3": "whitening_cost",
    "paper questions --seeds 2 --samples 256": "questions",
    "paper lemma-1": "path_groups",
    "paper lemma-2 --draws 200": "path_moments",
    "paper lemma-3 --points 100": "regression",
    "paper lemma-4 --depth 12": "mode_intervals",
    "paper theorem-1": "mode_ratio",
    "paper theorem-1-layers --draws 50": "mode_estimate",
    "paper theorem-2": "concentration",
    "paper theorem-3 --disorders 20": "drift",
    "paper theorem-4 --disorders 20": "drift",
    "paper theorem-5 --depth 5": "ascent",
    "paper complexity-against-scale": "beta_scan",
    "paper mean-or-typical": "mean_or_typical",
    "paper descent-energies pure:3 --sizes 10,14,20 --replicas 2 --disorders 2 --steps 50": "descent_energies",
    "paper descent-limits pure:3 resnet:p=30,beta=1,field=drop --steps 100 --curves second.csv": "descent_limits",
    "paper descent-fluctuations resnet:p=30,beta=1,field=drop --sizes 30,100,1000 --disorders 20 --step 0.02": "descent_fluctuations",
    "paper scales --seeds 1": "scales",
    "paper norms --seeds 2": "norms",
    "paper complexity-along-training --seeds 2 --config paper_bn": "training_complexity",
    "paper shares --seeds 2 --config paper_bn": "depth",
    "paper depths --seeds 2 --config paper_bn": "depths",
    "paper depth-shifts --seeds 2 --config paper_bn": "changes",
    "paper normalisations --kind batch_norm --kind none --steps 100 --seeds 1": "normalisations",
    "paper hessian --seeds 1 --config paper_bn": "hessian",
    "paper hessian-density --seeds 1 --config paper_bn": "hessian_density",
    "paper adversarial-branches --seeds 2 --steps 5": "paired_differences",
    "paper class-gradients --seeds 2 --steps 20": "paired_differences",
    "paper reconstruction --seeds 1 --steps 10": "paired_differences",
    "paper path-laws --seeds 2 --config paper_bn": "path_laws",
    "paper path-lengths --depths 5,10 --widths 50": "stack_depths",
    "paper single-paths --depth 6 --seeds 2": "single_paths",
    "paper trained-complexity --seeds 2 --config paper_bn": "trained_complexity",
    "paper counted-paths --config conv_r8 --data digits --steps 50 --seeds 2": "path_norms",
    "paper saddles --samples 2 --measured-on 50 --checkpoints 0,10 --by-checkpoint second.csv": "saddles",
}
SECOND = {
    "count pure:3 --size 4,5": "points",
    "count pure:3 --size 4 --samples 20 --second-moment": "pair_overlaps",
    "complexity": "pair_density",
    "pairs pure:3 --energy -1.65 --lowest": "pair_lowest",
    "pairs pure:3 --energy -1.65 --overlap 0.1:0.9:0.1": "pair_barriers",
    "pairs pure:3 --energy -1.65 --overlap 0.5": "pair_points",
    "compare counts": "profile",
    "compare depth": "changes",
    "paper saddles": "saddles_by_checkpoint",
    "paper whitening": "learning_rates",
    "paper descent-limits": "descent_curves",
}


@pytest.fixture(scope="module")
def program() -> str:
    found = os.environ.get("GLASSCAPE_PROGRAM", "")
    if not Path(found).is_file():
        pytest.skip("GLASSCAPE_PROGRAM names no program")
    return found


def run(program: str, command: str, folder: Path) -> None:
    child = subprocess.run([program, *command.split()], cwd=folder, capture_output=True, text=True)
    assert child.returncode == 0, child.stderr


def check_file(path: Path, kind: str) -> None:
    assert choose(plotting.read(path)).name == kind
    axes = plot(path)
    check_layout(axes[0].figure)


@pytest.mark.parametrize("command", COMMANDS)
def test_tables_of_the_program(program, command, tmp_path):
    run(program, f"{command} --out out.csv --progress off", tmp_path)
    check_file(tmp_path / "out.csv", COMMANDS[command])
    if (tmp_path / "second.csv").exists():
        check_file(tmp_path / "second.csv", next(kind for start, kind in SECOND.items() if command.startswith(start)))


def test_every_statement_of_the_paper_is_drawn(program):
    listed = subprocess.run([program, "paper", "--help"], capture_output=True, text=True).stdout
    section = listed.split("Subcommands:")[1].split("\n\n")[0]
    statements = set(re.findall(r"^  ([a-z0-9-]+)", section, re.MULTILINE))
    assert len(statements) >= 22
    assert statements == {command.split()[1] for command in COMMANDS if command.startswith("paper ")}


def test_tables_of_a_training(program, tmp_path):
    run(program, "train --norm batch_norm --depth 3 --width 8 --steps 20 --seeds 2 --out run", tmp_path)
    for name in ("history", "layers", "depth"):
        check_file(tmp_path / f"run/{name}.csv", name)
    run(program, "depth run/seed1.ckpt --out shares.csv", tmp_path)
    check_file(tmp_path / "shares.csv", "depth")
    run(program, "depth --summary run/seed1.ckpt --out summary.csv", tmp_path)
    check_file(tmp_path / "summary.csv", "depth_summary")


@pytest.mark.parametrize(
    ("study", "kind"), [("complexity_vs_beta", "study"), ("finite_size", "size_dependence"), ("descent", "descend")]
)
def test_exports_of_studies(program, study, kind, tmp_path):
    run(program, f"sweep run {study} --quick --store s.db", tmp_path)
    run(program, f"sweep export {study} --quick --store s.db --out out.csv", tmp_path)
    check_file(tmp_path / "out.csv", kind)
