"""Checks what the documents name: relative links and anchors, the headers and functions of theory.md's lines "In the code",
and the version that find_package asks for. Prints what does not exist; exit status 1 if anything."""

from __future__ import annotations

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
LEFT_OUT = {"build", "out", ".git", ".mypy_cache", ".pytest_cache"}


def pages() -> list[pathlib.Path]:
    return sorted(path for path in ROOT.rglob("*.md") if not LEFT_OUT & set(path.relative_to(ROOT).parts))


def prose(text: str) -> str:
    """The page without fences, indented lines and code spans, line by line the same."""
    out = []
    fenced = False
    for line in text.split("\n"):
        if line.startswith("```"):
            fenced = not fenced
            line = ""
        out.append("" if fenced or line.startswith("    ") else re.sub(r"`[^`]*`", "", line))
    return "\n".join(out)


def slug(heading: str) -> str:
    """The anchor of a heading, as the site and the usual viewers make it."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def anchors(path: pathlib.Path) -> set[str]:
    found: set[str] = set()
    fenced = False
    for line in path.read_text().split("\n"):
        fenced = fenced != line.startswith("```")
        heading = re.match(r"#{1,6} (.*)", line)
        if not heading or fenced:
            continue
        name, number = slug(heading[1]), 0
        while (f"{name}-{number}" if number else name) in found:
            number += 1
        found.add(f"{name}-{number}" if number else name)
    return found


def broken_links(path: pathlib.Path) -> list[str]:
    found = []
    for match in re.finditer(r"\[[^\]]*\]\(([^)\s]+)\)", prose(path.read_text())):
        target, _, anchor = match[1].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        place = (path.parent / target).resolve() if target else path
        if not place.exists():
            found.append(f"{match[1]}: there is no such file")
        elif anchor and (place.suffix != ".md" or anchor not in anchors(place)):
            found.append(f"{match[1]}: there is no such heading")
    return found


def unknown_names(path: pathlib.Path) -> list[str]:
    """Of the paragraphs "In the code: `header`, `name`, ...; `header`, ..." what is not there."""
    found = []
    for paragraph in re.findall(r"^In the code: (.*?)(?=\n\n|\Z)", path.read_text(), re.M | re.S):
        header = None
        for name in re.findall(r"`([^`]*)`", paragraph):
            if name.endswith(".hpp"):
                place = ROOT / (name if name.startswith("src/") else f"include/{name}")
                header = place if place.exists() else None
                if header is None:
                    found.append(f"{name}: there is no such header")
            elif header is not None and not re.search(rf"\b{re.escape(name)}\b", header.read_text()):
                found.append(f"{name}: {header.relative_to(ROOT)} does not name it")
    return found


def wrong_versions(path: pathlib.Path) -> list[str]:
    version = re.search(r"project\(glasscape VERSION (\d+\.\d+)", (ROOT / "CMakeLists.txt").read_text())[1]
    asked = re.findall(r"find_package\(glasscape (\d[\d.]*)", path.read_text())
    return [f"find_package(glasscape {one}): the version is {version}" for one in asked if one != version]


def main() -> int:
    found = [
        f"{path.relative_to(ROOT)}: {problem}"
        for path in pages()
        for check in (broken_links, unknown_names, wrong_versions)
        for problem in check(path)
    ]
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
