"""Complexity against energy, with the characteristic energies of the mixture."""

from __future__ import annotations

from typing import Optional

import numpy as np
from matplotlib.axes import Axes

from .. import marks, names, style
from ..frame import Frame
from ..registry import Plan, kind
from ..series import Arrangement, Panel, arrange, study_axes
from ..sheet import Sheet
from ..style import Look
from ..tables import Numbers, Rows, Table
from .study import TYPICAL

RESULTS = {"energy", "complexity", "mean_count", "log_mean_count", "std_error", "effective_share"} | set(TYPICAL.split())
SERIES = ("mixture", "size", "index", "count", "method")


@kind(
    "complexity",
    ("energy", "complexity", "index", "size"),
    summary="complexity against energy by index and size, with thresholds",
    plan=Plan("energy", ("complexity",), series=SERIES),
    also=lambda table: table.varies("energy"),
)
def complexity(table: Table, frame: Frame) -> list[Axes]:
    """Curves by mixture, size and index; that of a typical sample, where the table has it, dashed.

    u_th and the ground state are upright lines, E_k a ring where the curve of index k reaches zero.
    """
    others = study_axes(table, {*RESULTS, *SERIES})
    arrangement = arrange(table, [*others, *SERIES], frame)
    sheet = Sheet(frame, len(arrangement.panels))
    sheet.log("")
    x, y = table.numbers("energy"), table.numbers("complexity")
    error = _errors(table)
    for axes, panel in zip(sheet.panels, arrangement.panels):
        for number, one in enumerate(panel.series):
            marks.curve(
                sheet,
                axes,
                x[one.rows],
                y[one.rows],
                one.look,
                label=one.label,
                error=None if error is None else error[one.rows],
                number=number,
            )
            _draw_typical(sheet, axes, table, one.rows)
        if axes.get_yscale() == "linear":
            marks.zero_line(axes, frame.colours)
    _mark_thresholds(sheet, table, arrangement)
    sheet.titles([panel.title for panel in arrangement.panels])
    sheet.labels(frame.axis(table, "energy"), frame.axis(table, "complexity"))
    sheet.bar(arrangement.bar)
    return sheet.finish()


def _draw_typical(sheet: Sheet, axes: Axes, table: Table, rows: Rows) -> None:
    """The count of a typical sample; where it is that of the mean the curves are one."""
    if not table.has("typical_complexity"):
        return
    look = Look(sheet.colours.ink, dash=style.DASHES[1])
    x, y = table.numbers("energy")[rows], table.numbers("typical_complexity")[rows]
    axes.plot(x, y, color=look.colour, linestyle=look.dash, linewidth=1.6, zorder=3)
    sheet.entry("typical", look, marker=False, last=True)


def _errors(table: Table) -> Optional[Numbers]:
    """Errors of the complexity from those of log counts."""
    if not table.has("std_error"):
        return None
    return table.numbers("std_error") / table.numbers("size")


def _mark_thresholds(sheet: Sheet, table: Table, arrangement: Arrangement) -> None:
    for axes, panel in zip(sheet.panels, arrangement.panels):
        rows = np.concatenate([one.rows for one in panel.series])
        mixtures = table.at(rows).values("mixture") if "mixture" in table.columns else []
        energies = characteristic_energies(mixtures[0]) if len(mixtures) == 1 else {}
        upright = [(names.threshold(name), energies[name]) for name in ("u_th", "ground_state") if name in energies]
        marks.named_places(sheet, axes, upright, (style.DASHES[1], style.DASHES[2]))
        if axes.get_yscale() == "linear":
            _mark_onsets(sheet, axes, table, panel, energies)


def _mark_onsets(sheet: Sheet, axes: Axes, table: Table, panel: Panel, energies: dict[str, float]) -> None:
    """E_k on the zero line, in the colour of the curve of index k."""
    low, high = axes.get_xlim()
    for one in panel.series:
        name = f"E_{table.texts('index')[one.rows[0]]}"
        limit = table.texts("size")[one.rows[0]] == "inf"
        if limit and low <= energies.get(name, np.inf) <= high:
            colour = one.look.colour
            axes.plot(
                energies[name], 0, "o", color=colour, markersize=9, fillstyle="none", markeredgewidth=1.8, zorder=3
            )
            sheet.entry(r"onset $E_k$", Look(sheet.colours.ink, "o", filled=False), line=False, last=True)


def characteristic_energies(mixture: str) -> dict[str, float]:
    """Energies by name, as `glasscape thresholds` has them; none for what is no mixture."""
    try:
        from glasscape import run

        found = run("thresholds", spec=[mixture])
    except (ImportError, TypeError, ValueError):
        return {}
    return {name: float(energy) for name, energy in zip(found["name"], found["energy"]) if np.isfinite(energy)}
