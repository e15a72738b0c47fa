#!/usr/bin/env python3
"""Writes python/glasscape/_commands.py and paper.py, one function for each row-making command, from the commands of the
installed module: generate_python.py (with the Python that has glasscape installed, from any folder but python/)"""
import pathlib
import textwrap

from glasscape import _core

FOLDER = pathlib.Path(__file__).parent.parent / "python" / "glasscape"
HEAD = '''"""{about}

Made from the commands of the program by scripts/generate_python.py: the same parameters, defaults and tables. What is left None has the
default of the command line. Lists may be given where the command line takes comma-separated or repeated values."""

from __future__ import annotations

from typing import {typing}

from ._core import run
from .table import Table


def _joined(value: Any) -> Any:
    return ",".join(str(item) for item in value) if isinstance(value, (list, tuple, range)) else value

'''
TYPES = {"INT": "int", "UINT": "int", "FLOAT": "float"}


def annotation(parameter: dict) -> str:
    if not parameter["type"]:
        return "bool"
    if parameter["choices"]:
        kind = f"Literal[{', '.join(repr(choice) for choice in parameter['choices'])}]".replace("'", '"')
    elif parameter["list"]:
        kind = "str | Sequence[str]"
    else:
        kind = TYPES.get(parameter["type"], "str | int | float | Sequence[str | int]")
    return kind if parameter["required"] else f"{kind} | None"


def value_of(parameter: dict) -> str:
    joined = parameter["type"] == "TEXT" and not parameter["list"]
    return f"_joined({parameter['name']})" if joined else parameter["name"]


def wrapped(text: str, indent: str) -> str:
    return textwrap.fill(text, 116, initial_indent=indent, subsequent_indent=indent + "    ", break_on_hyphens=False)


def function(command: str, name: str) -> str:
    signature = _core._signature(command)
    arguments = [one for one in signature if one["required"]]
    options = [one for one in signature if not one["required"]]
    tables = _core._tables(command)
    parts = [f"{one['name']}: {annotation(one)}" for one in arguments]
    parts += ["*"]
    parts += [f"{one['name']}: {annotation(one)} = {'False' if not one['type'] else 'None'}" for one in options]
    parts += ["seed: int = 1", 'table: str = ""', 'backend: str = "auto"']
    doc = [f'    """{_core.commands()[command]}.', ""]
    for one in arguments + options:
        extra = f" ({', '.join(one['choices'])})" if one["choices"] else ""
        default = f"; default {one['default']}" if one["default"] and one["type"] else ""
        doc.append(wrapped(f"{one['name']}: {one['help']}{extra}{default}", "    "))
    if len(tables) > 1:
        doc.append(wrapped(f"table: {', '.join(tables)}; '' is the first", "    "))
    doc.append('    """')
    given = [f"{one['name']}={value_of(one)}" for one in arguments + options]
    call = [f'"{command}"', *given, "seed=seed", "table=table", "backend=backend"]
    lines = "".join(f"    {part},\n" for part in parts)
    passed = "".join(f"        {part},\n" for part in call)
    return f"\ndef {name}(\n{lines}) -> Table:\n" + "\n".join(doc) + f"\n    return run(\n{passed}    )\n"


def module(about: str, names: dict[str, str]) -> str:
    listed = "".join(f'    "{name}",\n' for name in names.values())
    functions = "".join("\n" + function(*entry) for entry in names.items())
    typing = ", ".join(["Any", *(["Literal"] if "Literal[" in functions else []), "Sequence"])
    return HEAD.format(about=about, typing=typing) + f"\n__all__ = [\n{listed}]\n" + functions


def main() -> None:
    commands = [command for command in _core.commands() if command != "train"]
    plain = {command: command.replace(" ", "_").replace("-", "_") for command in commands if not command.startswith("paper ")}
    paper = {command: command.removeprefix("paper ").replace("-", "_") for command in commands if command.startswith("paper ")}
    (FOLDER / "_commands.py").write_text(module("The commands of the program as functions.", plain))
    (FOLDER / "paper.py").write_text(module("The statements of Littwin & Wolf 2016 as functions.", paper))


main()
