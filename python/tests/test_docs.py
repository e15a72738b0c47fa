"""The documents do what they say: their Python, R and SQL run, and what they say of defaults and names is so. Their shell
lines run in tests/docs."""

import json
import math
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import glasscape

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build/dev/sims/glasscape"
R_SCRIPT = shutil.which("Rscript")

needs_program = pytest.mark.skipif(not PROGRAM.exists(), reason="the program is not built: ./test.sh builds it")


def blocks(page: str, language: str = "python") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(), re.DOTALL | re.MULTILINE)


def run(code: str, folder: Path) -> None:
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=folder)
    assert child.returncode == 0, child.stderr


def run_shell(lines: str, folder: Path) -> str:
    path = f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"
    child = subprocess.run(
        ["sh", "-c", "set -e\n" + lines], capture_output=True, text=True, cwd=folder, env={**os.environ, "PATH": path}
    )
    assert child.returncode == 0, lines + child.stderr
    return child.stdout


def shell_blocks(page: str) -> list[tuple[str, str]]:
    """Blocks of indented lines, each with the ```text block that follows it before the next ("" if none does)."""
    found: list[tuple[str, str]] = []
    fence, inside = "", False
    for line in (ROOT / page).read_text().split("\n"):
        if line.startswith("```"):
            fence = "" if fence else line
            inside = False
        elif fence == "```text" and found:
            found[-1] = (found[-1][0], found[-1][1] + line + "\n")
        elif not fence and line.startswith("    "):
            if not inside:
                found.append(("", ""))
            found[-1] = (found[-1][0] + line[4:] + "\n", "")
            inside = True
        elif line:
            inside = False
    return found


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """A folder in which the shell lines of docs/reading_tables.md were run."""
    folder = tmp_path_factory.mktemp("tables")
    for lines, _ in shell_blocks("docs/reading_tables.md"):
        run_shell(lines, folder)
    return folder


def test_the_page_on_python(tmp_path):
    found = blocks("docs/python.md")
    assert found
    for code in found:
        run(code, tmp_path)


@needs_program
def test_the_page_on_reading_tables(tables):
    found = blocks("docs/reading_tables.md")
    assert found
    for code in found:
        run(code, tables)


@needs_program
@pytest.mark.skipif(R_SCRIPT is None, reason="skipped: Rscript is not installed (r-base-core)")
def test_r_reads_the_tables(tables):
    found = blocks("docs/reading_tables.md", "r")
    assert len(found) == 2
    for code in found:
        if "jsonlite" in code and subprocess.run([R_SCRIPT, "-e", "library(jsonlite)"], capture_output=True).returncode != 0:
            pytest.skip("skipped: the R package jsonlite is not installed (r-cran-jsonlite); the lines before it ran")
        child = subprocess.run([R_SCRIPT, "-e", code], capture_output=True, text=True, cwd=tables)
        assert child.returncode == 0, child.stderr
        assert child.stdout.strip()


@needs_program
@pytest.mark.parametrize("page", ["docs/compatibility.md", "docs/studies.md"])
def test_the_queries_find_rows(page, tmp_path):
    run_shell("glasscape sweep run finite_size --quick", tmp_path)
    store = sqlite3.connect(f"file:{tmp_path}/out/finite_size/runs.db?mode=ro", uri=True)
    found = blocks(page, "sql")
    assert found
    for query in found:
        assert store.execute(query).fetchall(), query
    store.close()


@needs_program
def test_the_page_on_compatibility_lists_the_tables_of_a_store(tmp_path):
    run_shell("glasscape sweep run finite_size --quick", tmp_path)
    store = sqlite3.connect(f"file:{tmp_path}/out/finite_size/runs.db?mode=ro", uri=True)
    page = (ROOT / "docs/compatibility.md").read_text().split("## The run store")[1].split("## Checkpoints")[0]
    for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        assert f"| `{table}` |" in page
        columns = [name for _, name, *_ in store.execute(f"PRAGMA table_info({table})")]
        for column in columns[:2] if table == "results" else columns:
            assert f"`{column}`" in page, f"{table}.{column}"
    (version,), (application,) = store.execute("PRAGMA user_version").fetchone(), store.execute("PRAGMA application_id").fetchone()
    assert f"`PRAGMA user_version` {version}" in page and f"`PRAGMA application_id` {application}" in page
    store.close()


def same_text(said: str, printed: str, tolerance: float) -> bool:
    """Whether two lines agree: numbers to the tolerance, what lies between them to the letter."""
    number = r"-?(?:inf|\d+\.?\d*(?:e[-+]?\d+)?)"
    if re.split(number, said) != re.split(number, printed):
        return False
    pairs = zip(re.findall(number, said), re.findall(number, printed))
    return all(math.isclose(float(a), float(b), rel_tol=tolerance, abs_tol=tolerance) for a, b in pairs)


@needs_program
def test_the_tutorial_shows_what_its_lines_print(tmp_path):
    shown = 0
    for lines, said in shell_blocks("docs/tutorial.md"):
        printed = run_shell(lines, tmp_path)
        if not said:
            continue
        shown += 1
        # Trainings in single precision part from one another on other machines.
        tolerance = 0.1 if "small" in lines else 1e-9
        assert len(said.splitlines()) == len(printed.splitlines()), f"{lines} prints\n{printed}"
        for one, other in zip(said.splitlines(), printed.splitlines()):
            assert same_text(one, other, tolerance), f"{lines} prints\n{other}\nthe tutorial says\n{one}"
    assert shown >= 10


@needs_program
def test_the_paper_of_the_page_on_papers_is_reproduced(tmp_path):
    (tmp_path / "own.toml").write_text(blocks("docs/papers.md", "toml")[0])
    assert run_shell("glasscape reproduce own.toml", tmp_path) == "out/own/report.html\n"
    said = json.loads((tmp_path / "out/own/reproduction.json").read_text())
    assert [statement["verdict"] for statement in said["statements"]] == ["agrees"]


def test_the_line_of_the_readme(tmp_path):
    line = re.search(r'python3 -c "(.*)"', (ROOT / "README.md").read_text())
    assert line
    run(line.group(1), tmp_path)


@pytest.mark.parametrize("other, text", [("convolutional", ""), ("network", "[convolutional]\n")])
def test_the_page_on_configurations_has_the_defaults(other, text):
    page = (ROOT / "docs/training_configuration.md").read_text()
    page = re.sub(rf"^## {other}\n.*?(?=^## )", "", page, flags=re.MULTILINE | re.DOTALL)
    said = dict(re.findall(r"^\| `(\w+)` \| [\w ]+ \| `([^|]*)` \|", page, re.MULTILINE))
    written = dict(re.findall(r"^(\w+) = (.*)$", glasscape.training_config(f'name = "unnamed"\n{text}'), re.MULTILINE))
    assert (written.pop("name"), written.pop("about")) == ('"unnamed"', '""')
    assert said == written


def test_the_page_on_normalisations_has_every_kind():
    kinds = glasscape.parameters("train")["norm"].removeprefix("normalisation: ").split(", ")
    assert len(kinds) > 15
    rows = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/normalisations.md").read_text(), re.MULTILINE)
    assert sorted(rows) == sorted(kinds)


def test_the_reference_says_what_the_module_says():
    page = (ROOT / "docs/reference/python.md").read_text().replace("\\", "").replace("`", "")
    names = set(glasscape.__all__) - {"__version__", "paper", "sweep"}
    for name in sorted(names):
        assert re.search(rf"^#+ {name}$", page, re.MULTILINE), name
        doc = getattr(glasscape, name).__doc__ or ""
        said = doc.split("\n\n", 1)[1] if doc.startswith(f"{name}(") else doc
        first = said.strip().split("\n")[0].replace("`", "")
        assert first in page, f"{name}: {first}"
