"""The program glasscape: python -m glasscape SUBCOMMAND ..."""

import os
import pathlib
import sys
from typing import NoReturn


def main() -> NoReturn:
    program = pathlib.Path(__file__).parent / "bin" / "glasscape"
    os.execv(program, ["glasscape", *sys.argv[1:]])


if __name__ == "__main__":
    main()
