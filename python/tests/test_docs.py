"""Every Python block of the documents runs, in a folder of its own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def blocks(page: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)


def run(code: str, folder: Path) -> None:
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=folder)
    assert child.returncode == 0, child.stderr


def test_the_page_on_python(tmp_path):
    found = blocks("docs/python.md")
    assert found
    for code in found:
        run(code, tmp_path)


def test_the_page_on_reading_tables(tmp_path):
    program = ROOT / "build/dev/sims/glasscape"
    if not program.exists():
        pytest.skip("the program is not built: ./test.sh builds it")
    for arguments in ("sweep run complexity_vs_beta --quick", "sweep export complexity_vs_beta --quick --out c.csv"):
        subprocess.run([program, *arguments.split()], check=True, cwd=tmp_path, capture_output=True)
    found = blocks("docs/reading_tables.md")
    assert found
    for code in found:
        run(code, tmp_path)


def test_the_line_of_the_readme(tmp_path):
    line = re.search(r'python3 -c "(.*)"', (ROOT / "README.md").read_text())
    assert line
    run(line.group(1), tmp_path)
