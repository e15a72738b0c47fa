"""Studies over grids of parameters: run, looked at, exported, and read from their store."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _core
from .table import Table


@dataclass(frozen=True)
class SweepSummary:
    """What a sweep did."""

    study: str
    store: str
    points: int
    done_before: int
    failed_before: int
    """kept, and not tried again"""
    done: int
    failed: int
    first_error: str


@dataclass(frozen=True)
class SweepStatus:
    """How far a sweep has come."""

    study: str
    store: str
    points: int
    done: int
    failed: int
    missing: int
    errors: list[str]


def studies() -> list[str]:
    """Names of the studies that come along."""
    return _core._studies()


def text(study: str) -> str:
    """A study file as text, to change and to run."""
    return _core._study_text(study)


def run(
    study: str,
    *,
    quick: bool = False,
    store: str = "",
    threads: int = 0,
    memory_gib: float = 0.0,
    retry: bool = False,
    backend: str = "auto",
) -> SweepSummary:
    """Runs the points that the store lacks. Finished points are never lost and never run twice; Ctrl-C gives up those under way.

    study: a ready one by name, or a FILE.toml. store: '' is out/NAME/runs.db. threads: for all points together, 0 for one per
    core. retry: try failed points again."""
    return SweepSummary(
        **_core._sweep_run(
            study, quick=quick, store=store, threads=threads, memory_gib=memory_gib, retry=retry, backend=backend
        )
    )


def status(study: str, *, quick: bool = False, store: str = "") -> SweepStatus:
    """What is done, failed and missing, in the store named, or in the study's own and those of all shards."""
    known: dict[str, Any] = _core._sweep_status(study, quick=quick, store=store)
    return SweepStatus(
        known["study"],
        known["store"],
        known["points"],
        known["done_before"],
        known["failed_before"],
        known["missing"],
        known["errors"],
    )


def export(study: str, *, quick: bool = False, store: str = "") -> Table:
    """The rows of the finished points, in the order of the grid, parameters in front."""
    return _core._sweep_export(study, quick=quick, store=store)


def read_store(path: str) -> Table:
    """The rows of every finished point of a run store, whatever its study: the columns of its table `results`, empty
    ones left out, with the point they belong to."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        cursor = connection.execute("SELECT * FROM results")
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    finally:
        connection.close()
    columns = []
    data: dict[str, Any] = {}
    for i, name in enumerate(names):
        values = [row[i].hex() if isinstance(row[i], bytes) else row[i] for row in rows]
        if all(value is None for value in values):
            continue
        if all(isinstance(value, int) for value in values):
            columns.append((name, "integer", "", ""))
            data[name] = np.array(values, dtype=np.int64)
        elif all(value is None or isinstance(value, (int, float)) for value in values):
            columns.append((name, "real", "", ""))
            data[name] = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        else:
            columns.append((name, "text", "", ""))
            data[name] = ["" if value is None else str(value) for value in values]
    return Table(columns, data)
