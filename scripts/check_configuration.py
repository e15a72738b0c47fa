"""Compares the tables of docs/training_configuration.md with the keys, types and ranges that the program reads."""

from __future__ import annotations

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
READER = ROOT / "src/training/training_config.cpp"
PAGE = ROOT / "docs/training_configuration.md"
TYPES = {"integer": "whole", "real": "real", "text": "text", "word": "word", "boolean": "boolean", "list of integers": "list"}


def number(text: str) -> float:
    names = {"huge": "1e300", "many": "1e12"}
    return float(names.get(text.lstrip("-"), text.lstrip("-")).replace("'", "")) * (-1 if text.startswith("-") else 1)


def read_calls(body: str) -> dict[str, tuple]:
    """Of each key what the reader takes: ("whole", low, high), ("real", low, high), ("word", words), ("text",), ..."""
    keys: dict[str, tuple] = {}
    for match in re.finditer(r'reader\.read_choice<\w+>\(\s*"(\w+)",[^{]*\{(.*?)\}\);', body, re.S):
        keys[match[1]] = ("word", re.findall(r'\{"(\w+)"', match[0].split(",", 1)[1]))
    for match in re.finditer(r'reader\.read\("(\w+)", ([\w.]+)(?:, ([^,;]+), ([^,;]+))?\);', body):
        key, low, high = match[1], match[3], match[4]
        if low is None:
            keys[key] = ("text",)
        elif key in ("log_steps", "image", "widths"):
            keys[key] = ("list", number(low), number(high))
        else:
            kind = "real" if "." in low or "huge" in low or "huge" in high else "whole"
            keys[key] = (kind, number(low), number(high))
    keys.update({key: ("word", []) for key in keys if key == "normalisation"})
    keys.update({key: ("boolean",) for key in keys if key == "mirror"})
    return keys


def program_keys() -> dict[str, dict[str, tuple]]:
    source = READER.read_text()
    return {table: read_calls(re.search(rf"void read_{table}\(.*?\n\}}\n", source, re.S)[0]) for table in ("data", "network", "convolutional", "training")}


def page_rows() -> dict[str, dict[str, list[str]]]:
    tables = {}
    for name, body in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.M | re.S):
        rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", body, re.M)
        tables[name] = {key: [cell.strip() for cell in rest.split("|")] for key, rest in rows}
    return tables


def range_text(taken: tuple) -> str | None:
    """The range as the page words it; None where any wording will do."""
    if taken[0] == "word":
        return ", ".join(f"`{word}`" for word in taken[1]) if taken[1] else None
    if taken[0] == "text":
        return ""
    if taken[0] == "boolean":
        return "`true`, `false`"
    low, high = taken[1], taken[2]
    if taken[0] == "real" and high >= 1e300:
        return "any" if low < 0 else f"at least {low:.0f}"
    return f"{low:.0f} to {high:.0f}"


def differences() -> list[str]:
    found = []
    page = page_rows()
    for table, keys in program_keys().items():
        rows = page.get(table, {})
        found += [f"[{table}] {key}: is not on the page" for key in keys.keys() - rows.keys()]
        found += [f"[{table}] {key}: is not read by the program" for key in rows.keys() - keys.keys()]
        for key in keys.keys() & rows.keys():
            kind, _, range_, _ = rows[key]
            if TYPES.get(kind) != keys[key][0]:
                found.append(f"[{table}] {key}: the program reads {keys[key][0]}, the page says {kind}")
            expected = range_text(keys[key])
            if expected is not None and range_ != expected:
                found.append(f"[{table}] {key}: the range is '{expected}', the page says '{range_}'")
    return found


def main() -> int:
    found = differences()
    for line in found:
        print(f"{PAGE.relative_to(ROOT)}: {line}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
