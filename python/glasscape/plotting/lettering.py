"""Words and numbers that fit their place."""

from __future__ import annotations

import math
import re
from typing import Any, Optional

from matplotlib.ticker import LogFormatterMathtext

from . import style

CHARACTER = 0.53  # mean width of a character over the size of type
BOLD = 0.61


def wrapped(text: str, inches: float, size: float = style.FONT_SIZE, character: float = CHARACTER) -> str:
    """The text in lines of about that width and of like lengths, broken behind blanks, commas and underscores."""
    most = max(8, int(inches * 72 / (size * character)))
    most = min(most, math.ceil(len(text) / math.ceil(len(text) / most)) + 5) if text else most
    lines = [""]
    for piece in re.findall(r".+?(?:[ ,_]|$)", text):
        if len(lines[-1]) + len(piece.rstrip()) > most and lines[-1]:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip(" ") for line in lines)


class LogFormat(LogFormatterMathtext):
    """Powers of ten, plain numbers on an axis from a thousandth to ten thousand."""

    def __call__(self, x: float, pos: Optional[int] = None) -> str:
        text = super().__call__(x, pos)
        axis: Any = self.axis
        low, high = axis.get_view_interval()
        return f"{x:g}" if text and low > 0.9e-3 and high < 1.1e4 else text
