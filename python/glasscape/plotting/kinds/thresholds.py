"""Characteristic energies as levels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes

from .. import marks, names, style
from ..frame import Frame
from ..lettering import wrapped
from ..registry import Plan, kind
from ..series import arrange, is_ordinal, study_axes
from ..sheet import Sheet
from ..style import Look
from ..tables import Table

PLAN = Plan("mixture", ("energy",), series=("name",))
WIDEST = 4  # mixtures beside each other
SAME = 1e-9  # energies that differ by rounding only
OWN = ("mixture", "name", "energy", "structure", "certificate")
NAMED = ("u_th", "E_alg", "u_bulk_edge", "u_marginal_minus", "u_marginal_plus")
FIRST = ("ground_state", "u_th", "E_alg")  # names that stand before others of the same level


@kind("thresholds", ("mixture", "name", "energy"), summary="characteristic energies as named levels", plan=PLAN)
def thresholds(table: Table, frame: Frame) -> list[Axes]:
    """A ladder of named levels for each mixture, on one scale of energy; curves along an axis of a study."""
    axis = _axis(table)
    if axis:
        return _along(table, axis, frame)
    mixtures = table.values("mixture")
    columns = min(len(mixtures), 2 if frame.narrow else WIDEST)
    rows = -(-len(mixtures) // columns)
    sheet = Sheet(frame, len(mixtures), columns=columns, height=4.6 * rows, share=(False, True))
    sheet.log("")
    ladders = [_levels(table.where("mixture", mixture), sheet, columns) for mixture in mixtures]
    low, high = _limits(ladders, 0.86 * sheet.height / rows)
    for axes, ladder in zip(sheet.panels, ladders):
        axes.set(xlim=(0, 1), ylim=(low, high), xticks=[])
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)
        _draw_ladder(axes, ladder, (high - low) / (0.86 * sheet.height / rows))
    sheet.titles([mixture if len(mixtures) > 1 else "" for mixture in mixtures])
    sheet.labels("" if len(mixtures) > 1 else wrapped(mixtures[0], 4), frame.axis(table, "energy"))
    return sheet.finish()


def _axis(table: Table) -> str:
    """The longest axis of numbers that a study varies, where there are more mixtures than ladders; '' for none."""
    numbers = [name for name in study_axes(table, OWN) if is_ordinal(table, name)]
    if len(table.values("mixture")) <= WIDEST or not numbers:
        return ""
    return max(numbers, key=lambda name: len(table.values(name)))


def _along(table: Table, axis: str, frame: Frame) -> list[Axes]:
    """Each level against the axis, in panels by the other axes."""
    others = study_axes(table, {*OWN, axis})
    arrangement = arrange(table, (), frame, facet=others)
    sheet = Sheet(frame, len(arrangement.panels))
    sheet.log("")
    looks = dict(zip((f"E_{k}" for k in range(5)), style.ordinal(frame.colours, 5)))
    named = style.nominal(frame.colours, len(NAMED) + 1)[1:]
    looks.update((name, replace(look, dash=style.DASHES[1])) for name, look in zip(NAMED, named))
    looks["ground_state"] = Look(frame.colours.ink, "d", style.DASHES[2])
    for axes, panel in zip(sheet.panels, arrangement.panels):
        part = table.at(np.concatenate([one.rows for one in panel.series]))
        for name, look in looks.items():
            level = np.flatnonzero([text == name for text in part.texts("name")])
            x, y = part.numbers(axis)[level], part.numbers("energy")[level]
            marks.curve(sheet, axes, x, y, look, label=names.threshold(name))
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(frame.axis(table, axis), frame.axis(table, "energy"))
    return sheet.finish()


@dataclass(frozen=True)
class Level:
    energy: float
    label: str
    inches: float  # height of the label
    colour: str


def _levels(table: Table, sheet: Sheet, columns: int) -> list[Level]:
    """Ascending levels, each with all its names; its energy too where there is room."""
    found: list[tuple[float, list[str]]] = []
    pairs = zip(table.numbers("energy"), table.texts("name"))
    for energy, name in sorted(pair for pair in pairs if np.isfinite(pair[0])):
        if found and energy - found[-1][0] < SAME:
            found[-1][1].append(name)
        else:
            found.append((float(energy), [name]))
    width = 0.45 * sheet.width / columns
    levels = []
    for energy, group in found:
        label = _label(energy, group, width, columns <= 2)
        tall = 2.0 if "marginal" in label else 1.5
        levels.append(Level(energy, label, (label.count("\n") + 1) * tall * style.SMALL / 72, _colour(sheet, group)))
    return levels


def _label(energy: float, group: Sequence[str], inches: float, numbers: bool) -> str:
    """Names of one level in lines of that width, with its energy."""
    lines = [""]
    ordered = sorted(group, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
    words = [names.threshold(name) for name in ordered] + [f"{energy:.4f}".replace("-", "−")] * numbers
    for word in words:
        joined = f"{lines[-1]} = {word}" if lines[-1] else word
        if len(re.sub(r"[\\${}_^]|mathrm", "", joined)) * 0.075 > inches and lines[-1]:
            lines[-1] += " ="
            lines.append(word)
        else:
            lines[-1] = joined
    return "\n".join(lines)


def _colour(sheet: Sheet, group: Sequence[str]) -> str:
    """By the most telling name of a level."""
    palette = sheet.colours.palette
    if "u_th" in group:
        return palette[1]
    if any(name.startswith("E_") and name[2:].isdigit() for name in group):
        return palette[0]
    return {"E_alg": palette[2], "ground_state": palette[4]}.get(group[0], sheet.colours.muted)


def _places(ladder: Sequence[Level], per_inch: float) -> list[float]:
    return marks.spread([level.energy for level in ladder], [level.inches * per_inch for level in ladder])


def _limits(ladders: Sequence[Sequence[Level]], inches: float) -> tuple[float, float]:
    """Limits of the energy within which all labels have room."""
    energies = [level.energy for ladder in ladders for level in ladder]
    low, high = min(energies), max(energies)
    low, high = (low - 0.05, high + 0.05) if low == high else (low, high)
    for _ in range(6):
        for ladder in ladders:
            per_inch = (high - low) / inches
            for level, place in zip(ladder, _places(ladder, per_inch)):
                half = (0.5 * level.inches + 0.05) * per_inch
                low, high = min(low, place - half), max(high, place + half)
    return low, high


def _draw_ladder(axes: Axes, ladder: Sequence[Level], per_inch: float) -> None:
    """Levels on the left; their names on the right, clear of each other, with lines to the levels."""
    for level, place in zip(ladder, _places(ladder, per_inch)):
        axes.hlines(level.energy, 0.02, 0.3, color=level.colour, linewidth=2.4)
        axes.plot([0.3, 0.42], [level.energy, place], color=level.colour, linewidth=0.8)
        axes.text(0.44, place, level.label, color=level.colour, va="center", fontsize=style.SMALL)
