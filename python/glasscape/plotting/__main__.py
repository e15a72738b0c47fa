"""python -m glasscape.plotting FILE.csv --out FIGURE.svg"""

from __future__ import annotations

import argparse
import sys

from . import plot, savefig


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m glasscape.plotting", description="Draws a table of glasscape.")
    parser.add_argument("file", help="CSV file")
    parser.add_argument("--out", required=True, help="figure to write: .svg, .png or .pdf")
    arguments = parser.parse_args()
    try:
        savefig(plot(arguments.file), arguments.out)
    except (OSError, ValueError) as error:
        print(f"glasscape.plotting: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
