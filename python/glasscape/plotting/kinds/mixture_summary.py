"""Mixtures beside each other: the orders they live on, and how curved they are."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .. import style
from ..frame import Frame
from ..registry import Plan, kind
from ..series import SEEDS, is_ordinal
from ..sheet import Sheet
from ..style import Look
from ..tables import Table
from .rows import row_labels

NEEDS = ("mixture", "order_min", "order_max", "depth_mean", "depth_std", "depth_mode", "curvature_ratio")


@kind(
    "mixture_summary",
    NEEDS,
    summary="range, mean and spread of the orders of mixtures, and their curvature ratio",
    plan=Plan("curvature_ratio", ("depth_mean",), error=("depth_std",), series=("mixture",)),
)
def mixture_summary(table: Table, frame: Frame) -> list[Axes]:
    """A row for each mixture. Left: all orders (thin), mean and standard deviation (thick), mode (bar).

    Right: rho, with 1 marked.
    """
    labels = row_labels(table, [name for name in table.columns if not is_result(table, name)], frame)
    rows = np.arange(table.size)
    sheet = Sheet(
        frame,
        2,
        columns=1 if frame.narrow else 2,
        shared=False,
        height=(1.5 + 0.42 * table.size) * (2 if frame.narrow else 1),
        widths=(1,) if frame.narrow else (1.6, 1),
        share=(False, True),
    )
    orders, ratio = sheet.panels
    ink, look = sheet.colours.ink, Look(sheet.colours.palette[0])
    mean, std = table.numbers("depth_mean"), table.numbers("depth_std")
    orders.hlines(rows, table.numbers("order_min"), table.numbers("order_max"), color=sheet.colours.muted, linewidth=1)
    orders.hlines(rows, mean - std, mean + std, color=look.colour, linewidth=4)
    orders.plot(mean, rows, "o", color=look.colour, markersize=7, markeredgecolor=sheet.colours.background)
    orders.plot(table.numbers("depth_mode"), rows, "|", color=ink, markersize=14, markeredgewidth=1.6)
    sheet.entry("mean ± standard deviation", look)
    sheet.entry("mode", Look(ink, "|", filled=False), line=False)
    ratio.plot(table.numbers("curvature_ratio"), rows, "D", color=sheet.colours.palette[1])
    ratio.axvline(1, color=ink, linestyle=style.DASHES[1], linewidth=1.2)
    ratio.set_xscale("log")
    sheet.x_label(ratio, "curvature ratio ρ (trivial below 1)")
    sheet.x_label(orders, "order r")
    orders.set_xscale("log" if table.numbers("order_max").max() > 30 * table.numbers("order_min").min() else "linear")
    sheet.row_names(orders, list(rows), labels, 1.7)
    orders.set_ylim(table.size - 0.5, -0.5)
    for axes in sheet.panels:
        axes.grid(axis="y", visible=False)
    return sheet.finish()


def is_result(table: Table, name: str) -> bool:
    results = (*NEEDS[1:], "nu1", "nu2", "alpha2", "trivial", *SEEDS)
    return name in results or (name != "mixture" and not is_ordinal(table, name) and not table.varies(name))
