"""Which rows of a table are one curve, in which panel it stands and how it looks."""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Optional

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm, Normalize, to_hex

from . import names, style
from .frame import Frame
from .style import Look
from .tables import Numbers, Rows, Table

MOST = 8  # series of one panel that a legend tells apart
MOST_PANELS = 16  # that series are spread over
# Columns that number what has no order.
SEEDS = ("seed", "axis_seed")
IDENTITIES = {*SEEDS, "disorder", "replica", "sample", "draw", "point"}
# The values of a size and an index that are the limit, or the sum, of the others.
WHOLE = {"inf", "total"}


@dataclass(frozen=True)
class Series:
    label: str
    rows: Rows
    look: Look


@dataclass(frozen=True)
class Panel:
    title: str
    series: list[Series]


@dataclass(frozen=True)
class Bar:
    """A colour bar in place of a legend."""

    mappable: ScalarMappable
    label: str

    def colour(self, place: float) -> str:
        return to_hex(tuple(self.mappable.to_rgba(np.array([place]))[0]))


@dataclass(frozen=True)
class Arrangement:
    panels: list[Panel]
    bar: Optional[Bar] = None


def arrange(
    table: Table, columns: Sequence[str], frame: Frame, facet: Sequence[str] = (), *, single: bool = False
) -> Arrangement:
    """Series by the values of those `columns` that vary, in panels by those of `facet`.

    There are more panels where one has not colours enough; a `single` panel tells so many series apart by a colour bar
    of their numbers.
    """
    keys = telling(table, [*facet, *columns])
    panels = [key for key in keys if key in facet]
    keys = [key for key in keys if key not in panels]
    while len(table.groups(keys)) > MOST and not _has_bar(table, keys):
        candidates = [key for key in keys if len(table.groups([*panels, key])) <= MOST_PANELS]
        if single or not candidates:
            return _numbered(table, panels, keys, frame)
        chosen = min(candidates, key=lambda key: (is_ordinal(table, key), len(table.values(key))))
        panels.append(chosen)
        keys.remove(chosen)
    looks, bar = _looks(table, keys, frame)
    return Arrangement(_fill(table, panels, keys, looks, bar, frame), bar)


def telling(table: Table, columns: Sequence[str]) -> list[str]:
    """Those of the columns that tell rows apart which the ones before do not."""
    keys: list[str] = []
    for column in dict.fromkeys(columns):
        if table.varies(column) and len(table.groups([*keys, column])) > len(table.groups(keys)):
            keys.append(column)
    return keys


def position(text: str) -> Optional[float]:
    """Place of a value along an ordinal variable; None if it has none."""
    try:
        number = float(text.replace("gamma=", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def is_ordinal(table: Table, column: str) -> bool:
    """Whether the values are numbers in an order, but for a limit or a sum of them."""
    if column in IDENTITIES:
        return False
    values = table.values(column)
    whole = any(text in WHOLE for text in values)
    values = [text for text in values if text not in WHOLE]
    return len(values) + whole > 1 and len(values) > 0 and all(position(text) is not None for text in values)


def study_axes(table: Table, own: Container[str]) -> list[str]:
    """Columns that a study adds to those that a kind of table has of its `own`, without the seeds of its points."""
    return [name for name in table.columns if name not in own and name not in SEEDS]


def _has_bar(table: Table, keys: Sequence[str]) -> bool:
    return len(keys) == 1 and is_ordinal(table, keys[0])


Looks = dict[tuple[str, ...], Look]


def _looks(table: Table, keys: Sequence[str], frame: Frame) -> tuple[Looks, Optional[Bar]]:
    groups = list(table.groups(keys))
    if len(keys) == 1 and is_ordinal(table, keys[0]):
        return _along(table, keys[0], frame)
    if len(keys) == 2:
        crossed = _crossed(table, keys, frame)
        if crossed:
            return crossed, None
    return dict(zip(groups, style.nominal(frame.colours, len(groups)))), None


def _along(table: Table, key: str, frame: Frame) -> tuple[Looks, Optional[Bar]]:
    """Colours by the place along an ordinal variable; the limit or the sum in ink."""
    places = {text: position(text) for text in table.values(key)}
    ordered = sorted((text for text in places if places[text] is not None), key=lambda text: places[text] or 0.0)
    bar = None
    if len(places) > MOST:
        bar = _bar(np.array([places[text] for text in ordered], dtype=float), key, frame)
        looks = [Look(bar.colour(places[text] or 0.0)) for text in ordered]
    else:
        looks = style.ordinal(frame.colours, len(ordered))
    found: Looks = {(text,): look for text, look in zip(ordered, looks)}
    found.update({(text,): Look(frame.colours.ink, "d") for text in places if places[text] is None})
    return found, bar


def _bar(places: Numbers, key: str, frame: Frame) -> Bar:
    low, high = float(places.min()), float(places.max())
    logarithmic = low > 0 and high / low > 50
    norm = LogNorm(low, high) if logarithmic else Normalize(low, high)
    label = frame.labels.get(key, names.word(key))
    return Bar(ScalarMappable(norm, style.sequential(frame.colours)), label)


def _crossed(table: Table, keys: Sequence[str], frame: Frame) -> Looks:
    """Colour and marker by one column, dash and filling by the other, where that has few values; else nothing."""
    by_colour, by_dash = sorted(keys, key=lambda key: len(table.values(key)), reverse=True)
    dashes = table.values(by_dash)
    if len(dashes) > 2:
        return {}
    colours, _ = _looks(table, [by_colour], frame)
    found: Looks = {}
    for group in table.groups(keys):
        cells = dict(zip(keys, group))
        place = dashes.index(cells[by_dash])
        look = colours[(cells[by_colour],)]
        found[group] = replace(look, dash=style.DASHES[place], filled=place == 0)
    return found


def _fill(
    table: Table, panels: Sequence[str], keys: Sequence[str], looks: Looks, bar: Optional[Bar], frame: Frame
) -> list[Panel]:
    filled: list[Panel] = []
    for cells, rows in table.groups(panels).items():
        title = ", ".join(frame.value(column, text) for column, text in zip(panels, cells))
        part = table.at(rows)
        series = [
            Series(_label(keys, key, bar, frame), rows[chosen], looks[key]) for key, chosen in part.groups(keys).items()
        ]
        filled.append(Panel(title, series))
    return filled


def _label(keys: Sequence[str], cells: Sequence[str], bar: Optional[Bar], frame: Frame) -> str:
    if bar is not None and cells[0] not in WHOLE:
        return ""
    text = ", ".join(frame.value(column, cell) for column, cell in zip(keys, cells))
    return frame.word(text)


def _numbered(table: Table, panels: Sequence[str], keys: Sequence[str], frame: Frame) -> Arrangement:
    """So many series that only their number in the table tells them apart."""
    groups = list(table.groups(keys))
    bar = _bar(np.arange(1.0, len(groups) + 1), "number of the series", frame)
    looks = {group: Look(bar.colour(i + 1.0)) for i, group in enumerate(groups)}
    numbered = _fill(table, panels, keys, looks, None, frame)
    return Arrangement([Panel(p.title, [replace(s, label="") for s in p.series]) for p in numbered], bar)
