"""Counted critical points by index against the exact means."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from .. import marks
from ..frame import Frame
from ..pairs import label_pairs, pairs
from ..registry import Plan, kind
from ..series import Series, arrange, study_axes
from ..sheet import Sheet
from ..style import Look
from ..tables import Numbers, Table

SERIES = ("SPEC", "mixture", "size")
RESULTS = {
    *("index", "energy_lo", "energy_hi", "samples", "mean_count", "std_error", "log_mean_count", "mean_log_count"),
    *("predicted", "z_score", "euler_ok", "complete", "starts", "found_once"),
}
EXACT = "exact (Kac–Rice)"


@kind(
    "count",
    ("index", "mean_count", "predicted", "z_score"),
    summary="mean counts by index against exact Kac-Rice, and z scores",
    without=("energy_lo",),
    plan=Plan(
        "index", ("mean_count",), error=("std_error",), series=SERIES, log="y", references=(("predicted", EXACT),)
    ),
)
def count(table: Table, frame: Frame) -> list[Axes]:
    """Above: counts with their errors on the exact curves. Below: z scores with the band of two errors.

    The sum stands on the right.
    """
    others = study_axes(table, {*RESULTS, *SERIES})
    arrangement = arrange(table, [*others, *SERIES], frame)
    sheet, upper, lower = pairs(frame, len(arrangement.panels), 2.4)
    places = _places(table)
    for above, below, panel in zip(upper, lower, arrangement.panels):
        above.set_yscale("log" if frame.log is None or "y" in frame.log else "linear")
        for number, one in enumerate(panel.series):
            beside = places + min(0.1, 0.6 / len(panel.series)) * (number - 0.5 * (len(panel.series) - 1))
            _draw_series(sheet, above, below, table, one, places, beside)
        below.axhspan(-2, 2, color=sheet.colours.grid, zorder=0.5, linewidth=0)
        below.axhline(0, color=sheet.colours.muted, linewidth=0.9, zorder=1.5)
        _name_places(below, places, table)
        below.set_ylim(*_limits(table.numbers("z_score")))
    label_pairs(sheet, upper, lower, frame.axis(table, "mean_count"), frame.axis(table, "z_score"))
    for above, panel in zip(upper, arrangement.panels):
        sheet.title(above, panel.title)
    words = None if sheet.columns > 1 else "index k (negative eigenvalues of the Hessian)"
    for below in lower:
        sheet.x_label(below, frame.axis(table, "index", words))
    sheet.bar(arrangement.bar)
    return sheet.finish()


def _places(table: Table) -> Numbers:
    """Places along x, shape (rows,): the index, and one step beyond the last for the sum."""
    index = table.numbers("index")
    last = np.nanmax(index) if np.any(np.isfinite(index)) else -2.0
    return np.where(np.isfinite(index), index, last + 2)


def _draw_series(
    sheet: Sheet, above: Axes, below: Axes, table: Table, one: Series, places: Numbers, beside: Numbers
) -> None:
    rows = one.rows[np.argsort(places[one.rows], kind="stable")]
    predicted, index = table.numbers("predicted"), table.numbers("index")
    marks.curve(
        sheet,
        above,
        beside[rows],
        table.numbers("mean_count")[rows],
        one.look,
        label=one.label or "counted",
        error=table.numbers("std_error")[rows] if table.has("std_error") else None,
        line=False,
    )
    exact = Look(sheet.colours.ink if not one.label else one.look.colour)
    numbered = rows[np.isfinite(index[rows])]
    above.plot(places[numbered], predicted[numbered], color=exact.colour, linewidth=1.4, zorder=2.6, label="_exact")
    for row in rows[~np.isfinite(index[rows])]:
        above.hlines(
            predicted[row], places[row] - 0.35, places[row] + 0.35, color=exact.colour, linewidth=1.4, zorder=2.6
        )
    sheet.entry(EXACT, Look(sheet.colours.ink), marker=False, last=True)
    marks.curve(sheet, below, beside[rows], table.numbers("z_score")[rows], one.look, line=False)


def _name_places(axes: Axes, places: Numbers, table: Table) -> None:
    texts = dict(sorted(zip(places, table.texts("index"))))
    step = max(1, len(texts) // 12)
    kept: Sequence[tuple[float, str]] = [
        (place, "all" if text == "total" else text)
        for number, (place, text) in enumerate(texts.items())
        if number % step == 0 or text == "total"
    ]
    axes.set_xticks([place for place, _ in kept], [text for _, text in kept])


def _limits(z: Numbers) -> tuple[float, float]:
    finite = np.abs(z[np.isfinite(z)])
    most = max(3.0, 1.15 * float(finite.max())) if len(finite) else 3.0
    return -most, most
