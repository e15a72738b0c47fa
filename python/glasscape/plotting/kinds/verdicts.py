"""Claims and their verdicts as a forest plot of z scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from .. import style
from ..frame import Frame
from ..lettering import wrapped
from ..registry import Plan, kind
from ..series import study_axes
from ..sheet import Sheet
from ..style import Look
from ..tables import Numbers, Table
from .rows import row_labels

MOST_NAMED = 45  # rows beyond which names would stand on each other
LIMIT = 6.0  # z beyond which a point stands at the edge, as an arrow
NUMBERS = {"predicted", "measured", "std_error", "z_score", "verdict"}


@kind(
    "verdicts",
    ("claim", "measured", "verdict"),
    summary="claims with their z scores and verdicts, as a forest plot",
    plan=Plan("predicted", ("measured",), error=("std_error",), series=("verdict",), line=False),
)
def verdicts(table: Table, frame: Frame) -> list[Axes]:
    """A row for each claim: z with the bar of one standard error.

    What lies far out is an arrow with its number; a claim without z has a cross at 0.
    """
    labels = row_labels(table, ["claim", *study_axes(table, {*NUMBERS, "claim"})], frame)
    named = table.size <= MOST_NAMED
    inches = 1.5 if frame.narrow else 2.9
    texts = [wrapped(label, inches, style.SMALL) for label in labels]
    lines = sum(text.count("\n") + 1 for text in texts) + 0.6 * table.size
    sheet = Sheet(frame, height=1.5 + (0.15 * lines if named else 4.0))
    axes = sheet.panels[0]
    axes.axvspan(-2, 2, color=sheet.colours.grid, linewidth=0, zorder=0.5)
    axes.axvline(0, color=sheet.colours.muted, linewidth=0.9, zorder=1.5)
    places = _places(texts) if named else np.arange(float(table.size))
    for verdict, look in _looks(table, frame).items():
        _draw_rows(sheet, axes, table, places, verdict, look)
    axes.set_xlim(-LIMIT - 0.7, LIMIT + 0.7)
    axes.set_ylim(float(places[-1]) + 0.9, -0.9)
    if named:
        sheet.row_names(axes, list(places), labels, inches)
    else:
        axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    sheet.x_label(axes, "z = (measured − predicted) / error")
    if not named:
        axes.set_ylabel(f"{table.size} claims, in the order of the table")
    return sheet.finish()


def _places(texts: Sequence[str]) -> Numbers:
    """Places of rows, shape (rows,), as far from each other as their lines need."""
    lines = np.array([text.count("\n") + 1.0 for text in texts])
    return np.concatenate([[0.0], np.cumsum(0.35 + 0.36 * (lines[1:] + lines[:-1]))])


def _looks(table: Table, frame: Frame) -> dict[str, Look]:
    palette = frame.colours.palette
    known = {
        "agrees": Look(palette[2], "o"),
        "rejected": Look(palette[1], "X"),
        "undecided": Look(frame.colours.muted, "s", filled=False),
        "": Look(frame.colours.muted, "D", filled=False),
    }
    return {verdict: known.get(verdict, Look(palette[4], "P")) for verdict in table.values("verdict")}


def _draw_rows(sheet: Sheet, axes: Axes, table: Table, places: Numbers, verdict: str, look: Look) -> None:
    chosen = np.array([text == verdict for text in table.texts("verdict")])
    z = table.numbers("z_score") if "z_score" in table.columns else np.full(table.size, np.nan)
    near = chosen & (np.abs(z) <= LIMIT)
    face = look.colour if look.filled else sheet.colours.background
    drawn: dict[str, Any] = {
        "linestyle": "none",
        "markersize": 7,
        "markeredgecolor": look.colour,
        "markerfacecolor": face,
    }
    axes.hlines(places[near], z[near] - 1, z[near] + 1, color=look.colour, linewidth=1.3)
    axes.plot(z[near], places[near], marker=look.marker, **drawn)
    for row in np.flatnonzero(chosen & (np.abs(z) > LIMIT)):
        side = 1 if z[row] > 0 else -1
        axes.plot(side * (LIMIT + 0.35), places[row], marker=">" if side > 0 else "<", **drawn)
        number = f"{z[row]:.3g}".replace("-", "−")
        axes.text(
            side * (LIMIT - 0.1),
            places[row],
            number,
            ha="right" if side > 0 else "left",
            va="center",
            fontsize=style.SMALL,
        )
    exact = chosen & ~np.isfinite(z)
    axes.plot(np.zeros(int(exact.sum())), places[exact], "x", markersize=8, markeredgewidth=2, color=look.colour)
    sheet.entry(verdict or "no rows", look, line=False)
