"""Pairs of critical points: second moments of counts, overlaps, and the landscape seen from one minimum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize

from .. import marks, style
from ..frame import Frame
from ..registry import Plan, kind
from ..series import arrange
from ..sheet import Sheet
from ..style import Look
from ..tables import Numbers, Table

THEORY = "Kac–Rice for pairs"
KINDS = {"minimum": "minima", "index1": "saddles of index 1", "extensive": "extensive index"}
SYSTEM = ("SPEC", "mixture", "size")


@kind(
    "second_moments",
    ("index", "other_index", "ratio", "second_moment", "size"),
    summary="second moments of counts over products of means, by size",
    plan=Plan("size", ("ratio",), error=("ratio_error",), series=("index", "other_index"), facet=("mixture",)),
)
def second_moments(table: Table, frame: Frame) -> list[Axes]:
    """A curve for each pair of indices; 1, where counts are typical, across."""
    arrangement = arrange(table, ("index", "other_index"), frame, facet=("SPEC", "mixture"))
    sheet = Sheet(frame, len(arrangement.panels))
    sheet.log("")
    error = table.numbers("ratio_error")
    for axes, panel in zip(sheet.panels, arrangement.panels):
        axes.axhline(1, color=sheet.colours.muted, linewidth=0.9)
        for one in panel.series:
            x, y = table.numbers("size")[one.rows], table.numbers("ratio")[one.rows]
            marks.curve(sheet, axes, x, y, one.look, label=one.label, error=error[one.rows])
        marks.whole_numbers(axes.xaxis)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(frame.axis(table, "size", "number of spins N"), frame.axis(table, "ratio"))
    sheet.bar(arrangement.bar)
    return sheet.finish()


@kind(
    "count_products",
    ("index", "other_index", "ratio", "mean_product", "predicted"),
    summary="products of counts over products of means, counted and predicted",
    plan=Plan("index", ("ratio",), error=("ratio_error",), series=("other_index",), facet=("mixture", "size")),
)
def count_products(table: Table, frame: Frame) -> list[Axes]:
    """Pairs of indices along x, over all energies: counted with errors, predicted beside."""
    whole = table.at(np.flatnonzero(~np.isfinite(_numbers(table, "energy_lo"))))
    arrangement = arrange(whole, (), frame, facet=SYSTEM)
    sheet = Sheet(frame, len(arrangement.panels), shared=False)
    counted, predicted = style.nominal(frame.colours, 2)
    for axes, panel in zip(sheet.panels, arrangement.panels):
        part = whole.at(np.concatenate([one.rows for one in panel.series]))
        places = np.arange(len(part.texts("index")), dtype=float)
        ratio = part.numbers("ratio")
        share = ratio / part.numbers("mean_product")
        axes.axhline(1, color=sheet.colours.muted, linewidth=0.9)
        marks.curve(sheet, axes, places, ratio, counted, label="counted", error=part.numbers("ratio_error"), line=False)
        theory, error = share * part.numbers("predicted"), share * _numbers(part, "predicted_error")
        marks.curve(sheet, axes, places + 0.25, theory, predicted, label=THEORY, error=error, line=False)
        _name_pairs(axes, part, places)
        sheet.x_label(axes, frame.axis(table, "index", "pair of indices"))
        sheet.y_label(axes, frame.axis(table, "ratio"))
        sheet.title(axes, panel.title)
    return sheet.finish()


def _name_pairs(axes: Axes, part: Table, places: Numbers) -> None:
    names = ["all" if k == "total" else f"{k},{l}" for k, l in zip(part.texts("index"), part.texts("other_index"))]
    step = max(1, len(names) // 8)
    axes.set_xticks(places[::step], names[::step])


@kind(
    "pair_overlaps",
    ("overlap_lo", "overlap_hi", "pairs", "predicted_pairs"),
    summary="overlaps of pairs of critical points, counted and predicted",
    plan=Plan("overlap_lo", ("pairs",), error=("std_error",), series=("index",), log="y"),
)
def pair_overlaps(table: Table, frame: Frame) -> list[Axes]:
    """Points with errors in the middle of each bin, the prediction in steps."""
    arrangement = arrange(table, ("index",), frame, facet=SYSTEM)
    sheet = Sheet(frame, len(arrangement.panels))
    sheet.log("y")
    low, high = table.numbers("overlap_lo"), table.numbers("overlap_hi")
    theory = np.where(table.numbers("predicted_pairs") > 0, table.numbers("predicted_pairs"), np.nan)
    counted, error = table.numbers("pairs"), table.numbers("std_error")
    shown = np.where(counted > 0, counted, np.nan)
    for axes, panel in zip(sheet.panels, arrangement.panels):
        for one in panel.series:
            rows = one.rows
            axes.hlines(theory[rows], low[rows], high[rows], color=one.look.colour, linewidth=1.4)
            middle = 0.5 * (low[rows] + high[rows])
            marks.curve(
                sheet, axes, middle, shown[rows], one.look, label=one.label or "counted", error=error[rows], line=False
            )
    sheet.entry(THEORY, Look(sheet.colours.ink), marker=False, last=True)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(
        frame.axis(table, "overlap_lo", "overlap q of two critical points"),
        frame.axis(table, "pairs", "ordered pairs in the bin"),
    )
    sheet.bar(arrangement.bar)
    return sheet.finish()


@kind(
    "pair_density",
    ("overlap", "density", "index", "size"),
    summary="density of pairs of critical points by overlap",
    plan=Plan("overlap", ("density",), error=("std_error",), series=("index",), facet=("mixture", "size"), log="y"),
)
def pair_density(table: Table, frame: Frame) -> list[Axes]:
    """A curve with errors for all pairs and for pairs of minima."""
    arrangement = arrange(table, ("index",), frame, facet=SYSTEM)
    sheet = Sheet(frame, len(arrangement.panels))
    sheet.log("y")
    density = np.where(table.numbers("density") > 0, table.numbers("density"), np.nan)
    error = _numbers(table, "std_error")
    for axes, panel in zip(sheet.panels, arrangement.panels):
        for one in panel.series:
            x = table.numbers("overlap")[one.rows]
            marks.curve(sheet, axes, x, density[one.rows], one.look, label=one.label, error=error[one.rows])
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(
        frame.axis(table, "overlap", "overlap q of two critical points"),
        frame.axis(table, "density", "pairs per unit of overlap"),
    )
    sheet.bar(arrangement.bar)
    return sheet.finish()


@kind(
    "pair_map",
    ("overlap", "energy", "complexity", "kind", "reference_energy"),
    summary="two-point complexity by overlap and energy, with the ends of minima",
    plan=Plan("overlap", ("energy",), line=False),
)
def pair_map(table: Table, frame: Frame) -> list[Axes]:
    """Colour where there are points; lines where the kind of the points changes."""
    groups = table.groups(("mixture", "reference_energy"))
    sheet = Sheet(frame, len(groups))
    limits = Normalize(0.0, max(1e-300, float(np.nanmax(table.numbers("complexity")))))
    ends = style.nominal(frame.colours, 3)[1:]
    colours = ScalarMappable(limits, style.sequential(frame.colours))
    for axes, (names, rows) in zip(sheet.panels, groups.items()):
        part = table.at(rows)
        overlaps, energies, complexity, kinds = _grid(part)
        shown = np.ma.masked_invalid(np.where(complexity >= 0, complexity, np.nan))
        empty = ListedColormap([sheet.colours.grid])
        axes.pcolormesh(overlaps, energies, np.where(complexity < 0, 0.0, np.nan), cmap=empty, shading="nearest")
        axes.pcolormesh(overlaps, energies, shown, norm=limits, cmap=colours.get_cmap(), shading="nearest")
        for level, look, name in zip((0, 1), ends, ("end of the minima", "end of index 1")):
            edge = _edge(energies, kinds, level)
            marks.curve(sheet, axes, overlaps, edge, Look(look.colour), label=name, marker=False)
        if len(groups) > 1:
            sheet.title(axes, ", ".join(names))
    place = "top" if frame.narrow else "right"
    sheet.figure.colorbar(
        colours, ax=sheet.panels, label=frame.axis(table, "complexity"), location=place, aspect=32, pad=0.02
    )
    sheet.labels(frame.axis(table, "overlap", "overlap q with the reference minimum"), frame.axis(table, "energy"))
    return sheet.finish()


def _grid(part: Table) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Overlaps (m,), energies (n,), complexity and rank of the kind, both of shape (n, m)."""
    overlaps, column = np.unique(part.numbers("overlap"), return_inverse=True)
    energies, row = np.unique(part.numbers("energy"), return_inverse=True)
    rank = np.array([list(KINDS).index(text) for text in part.texts("kind")], dtype=float)
    grids = np.full((2, len(energies), len(overlaps)), np.nan)
    grids[0, row, column] = part.numbers("complexity")
    grids[1, row, column] = rank
    return overlaps, energies, grids[0], grids[1]


def _edge(energies: Numbers, kinds: Numbers, level: int) -> Numbers:
    """Energy above which no kind of that rank follows, by overlap; NaN where it is not there."""
    edge = np.full(kinds.shape[1], np.nan)
    for column in range(kinds.shape[1]):
        places = np.flatnonzero(kinds[:, column] == level)
        if len(places) and places[-1] + 1 < len(energies):
            edge[column] = 0.5 * (energies[places[-1]] + energies[places[-1] + 1])
    return edge


@kind(
    "pair_lowest",
    ("overlap", "energy", "kind", "reference_energy"),
    summary="lowest points around a minimum by overlap and kind",
    plan=Plan("overlap", ("energy",), series=("kind",)),
)
def pair_lowest(table: Table, frame: Frame) -> list[Axes]:
    """A curve coloured by the kind of its points; the reference across."""
    groups = table.groups(("mixture", "reference_energy"))
    sheet = Sheet(frame, len(groups))
    looks = style.nominal(frame.colours, len(KINDS))
    for axes, (names, rows) in zip(sheet.panels, groups.items()):
        part = table.at(rows)
        texts = np.array(part.texts("kind"))
        for (name, words), look in zip(KINDS.items(), looks):
            energy = np.where(texts == name, part.numbers("energy"), np.nan)
            marks.curve(sheet, axes, part.numbers("overlap"), energy, look, label=words, marker=False)
        axes.axhline(part.numbers("reference_energy")[0], color=sheet.colours.ink, linestyle=(0, (4, 2)), linewidth=1)
        if len(groups) > 1:
            sheet.title(axes, ", ".join(names))
    sheet.entry("the reference", Look(sheet.colours.ink, dash=(0, (4, 2))), marker=False, last=True)
    sheet.labels(frame.axis(table, "overlap", "overlap q with the reference minimum"), frame.axis(table, "energy"))
    return sheet.finish()


@kind(
    "pair_points",
    ("sample", "overlap", "energy", "index", "reference_energy", "expected_complexity"),
    summary="critical points around minima of samples by overlap, energy and index",
    plan=Plan("overlap", ("energy",), series=("index",), line=False),
)
def pair_points(table: Table, frame: Frame) -> list[Axes]:
    """Points coloured by index; hollow where the theory has none as N grows."""
    arrangement = arrange(table, (), frame, facet=SYSTEM)
    sheet = Sheet(frame, len(arrangement.panels))
    index, expected = table.numbers("index"), _numbers(table, "expected_complexity")
    names = ("minima", "index 1", "index 2", "index 3 and above")
    looks = style.nominal(frame.colours, len(names))
    for axes, panel in zip(sheet.panels, arrangement.panels):
        rows = np.concatenate([one.rows for one in panel.series])
        for k in range(len(names) - 1, -1, -1):
            of_index = rows[np.minimum(index[rows], len(names) - 1) == k]
            _cloud(axes, table, of_index[~(expected[of_index] < 0)], looks[k], filled=True)
            _cloud(axes, table, of_index[expected[of_index] < 0], looks[k], filled=False)
    for name, look in zip(names, looks):
        sheet.entry(name, look, line=False)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(frame.axis(table, "overlap", "overlap q with the reference minimum"), frame.axis(table, "energy"))
    return sheet.finish()


def _cloud(axes: Axes, table: Table, rows: Sequence[int], look: Look, *, filled: bool) -> None:
    x, y = table.numbers("overlap")[rows], table.numbers("energy")[rows]
    face = look.colour if filled else "none"
    axes.scatter(x, y, s=9, marker=look.marker, facecolors=face, edgecolors=look.colour, linewidths=0.7)


@kind(
    "pair_barriers",
    ("barrier_overlap", "barrier_height", "reference_energy", "farthest_overlap"),
    summary="overlap and height of the deepest saddles that face a minimum",
    plan=Plan("reference_energy", ("barrier_height",), series=("mixture",), line=False),
)
def pair_barriers(table: Table, frame: Frame) -> list[Axes]:
    """Above: overlaps of the deepest saddles and of the farthest points. Below: the height of the saddles."""
    sheet = Sheet(frame, 2, columns=1, shared=False, share=("col", False))
    above, below = sheet.panels
    energy = table.numbers("reference_energy")
    saddles, farthest, height = style.nominal(frame.colours, 3)
    for axes, column, look, name in (
        (above, "barrier_overlap", saddles, "deepest saddles (q*)"),
        (above, "farthest_overlap", farthest, "farthest points"),
        (below, "barrier_height", height, "height of the saddles"),
    ):
        marks.curve(sheet, axes, energy, table.numbers(column), look, label=name, line=False)
    sheet.y_label(above, "overlap with the minimum")
    sheet.y_label(below, frame.axis(table, "barrier_height", "barrier per spin"))
    sheet.x_label(below, frame.axis(table, "reference_energy", "energy per spin of the minimum"))
    return sheet.finish()


def _numbers(table: Table, column: str) -> Numbers:
    """Values of a column, NaN throughout where it is not there."""
    return table.numbers(column) if table.has(column) else np.full(len(table.texts("mixture")), np.nan)
