"""Progress of long calls."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from . import _core

Listener = Callable[[str, int, int, bool], None]
"""task, steps done, steps in all, whether it has ended; called from the threads that work, some times a second"""


class _Bars:
    """A tqdm bar for each task."""

    def __init__(self) -> None:
        self._tqdm = importlib.import_module("tqdm.auto").tqdm
        self._bars: dict[str, Any] = {}

    def __call__(self, task: str, done: int, steps: int, ended: bool) -> None:
        if ended and task not in self._bars:
            return  # too short to show
        bar = self._bars.get(task) or self._bars.setdefault(task, self._tqdm(total=steps, desc=task))
        bar.update(done - bar.n)
        if ended:
            self._bars.pop(task).close()


_listener: Listener | None = None


def _tell(task: str, done: int, steps: int) -> None:
    """How far a long call of Python code is; done = steps ends it."""
    if _listener is not None:
        _listener(task, done, steps, done >= steps)


@contextmanager
def progress(listener: Listener | None = None) -> Iterator[None]:
    """Within it, long calls tell `listener` how far they are; without one, tqdm draws bars (ModuleNotFoundError if it is not
    installed).

        with glasscape.progress():
            glasscape.census(hamiltonian)
    """
    global _listener
    _listener = listener if listener is not None else _Bars()
    _core._listen(_listener)
    try:
        yield
    finally:
        _listener = None
        _core._listen(None)
