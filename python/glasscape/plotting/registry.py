"""The kinds of table: the columns by which each is known, and the function that draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Callable, Optional, Protocol

import matplotlib
from matplotlib.axes import Axes

from . import style
from .frame import Frame
from .tables import Source, Table, read

Body = Callable[[Table, Frame], "list[Axes]"]


class Drawing(Protocol):
    """Draws a table; returns the panels in reading order. Raises ValueError for columns that are missing."""

    def __call__(self, source: Source, frame: Frame = ...) -> list[Axes]: ...


@dataclass(frozen=True)
class Plan:
    """Columns against a column: `error` as bars and `band` as bands, one for each of `y` or none; points if not `line`.

    `series` tell curves apart, `facet` panels; `references` are columns and `levels` heights drawn in ink, with their
    names; a logarithmic y begins at `floor`; `fit` is '', line or power.
    """

    x: str
    y: tuple[str, ...]
    error: tuple[str, ...] = ()
    band: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    facet: tuple[str, ...] = ()
    log: str = ""
    fit: str = ""
    line: bool = True
    references: tuple[tuple[str, str], ...] = ()
    levels: tuple[tuple[float, str], ...] = ()
    floor: Optional[float] = None


@dataclass(frozen=True)
class Kind:
    """`needs` are columns that a table has, those `filled` with values, those `without` with none.

    `plan` is what x and y are where a caller names some only.
    """

    name: str
    summary: str
    needs: tuple[str, ...]
    filled: tuple[str, ...]
    without: tuple[str, ...]
    draw: Drawing
    plan: Optional[Plan]
    also: Callable[[Table], bool]
    rank: int

    def fits(self, table: Table) -> bool:
        return (
            self.named(table)
            and all(table.has(column) for column in self.filled)
            and not any(table.has(column) for column in self.without)
            and self.also(table)
        )

    def named(self, table: Table) -> bool:
        return all(column in table.columns for column in self.needs)


KINDS: dict[str, Kind] = {}


def kind(
    name: str,
    needs: Sequence[str],
    *,
    summary: str,
    without: Sequence[str] = (),
    plan: Optional[Plan] = None,
    also: Callable[[Table], bool] = lambda table: True,
    rank: Optional[int] = None,
) -> Callable[[Body], Drawing]:
    """Registers the function below it as that which draws a kind of table, in the style of the house.

    Of several kinds that fit the highest `rank` is chosen, by default the number of columns that it needs. x and y of
    its `plan` are to have values.
    """
    filled = (plan.x, *plan.y) if plan else ()

    def register(body: Body) -> Drawing:
        def draw(source: Source, frame: Frame = Frame()) -> list[Axes]:
            table = read(source)
            columns = dict.fromkeys((*needs, *filled))
            missing = [
                name for name in columns if name not in table.columns or (name in filled and not table.has(name))
            ]
            if missing:
                raise ValueError(
                    f"{table.origin}: a figure of kind '{name}' needs values in {', '.join(missing)}; "
                    f"columns are {', '.join(table.columns)}"
                )
            with matplotlib.rc_context(style.rc(frame.colours)):
                return body(table, frame)

        draw.__name__, draw.__qualname__, draw.__doc__, draw.__module__ = name, name, body.__doc__, body.__module__
        KINDS[name] = Kind(
            name, summary, tuple(needs), filled, tuple(without), draw, plan, also, len(needs) if rank is None else rank
        )
        return draw

    return register


def choose(table: Table) -> Kind:
    """The kind that asks most of a table and fits; ValueError if none does."""
    fitting = [kind for kind in KINDS.values() if kind.fits(table)]
    empty = [kind for kind in KINDS.values() if kind.needs and kind.named(table)]
    if not fitting and empty:
        columns = max(empty, key=lambda kind: kind.rank).filled
        raise ValueError(f"{table.origin}: there is nothing to draw: {' or '.join(columns)} has no values")
    if not fitting:
        raise ValueError(
            f"{table.origin}: no kind of table has these columns: {', '.join(table.columns)}; "
            "name two of them with x= and y="
        )
    return max(fitting, key=lambda kind: kind.rank)
