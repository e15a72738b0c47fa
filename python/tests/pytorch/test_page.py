"""docs/own_network.md does what it says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch.nn") and pytest.importorskip("torch")

import glasscape.torch as gt  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/own_network.md").read_text()


def test_its_python_runs(tmp_path):
    found = re.findall(r"(<!-- not run: [^>]*-->\n\n)?^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    run = [code for unrun, code in found if not unrun]
    assert len(run) == 3 and len(found) == 5
    for code in run:
        code = "import torch\ntorch.set_num_threads(1)\n" + code
        child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
        assert child.returncode == 0, child.stderr


def test_it_names_what_there_is():
    for name in re.findall(r"`gt\.(\w+)", PAGE):
        assert name in gt.__all__, name
    for name in re.findall(r"`(?:spectrum|recorder)\.(\w+)", PAGE):
        assert hasattr(gt.DepthSpectrum, name) or hasattr(gt.Recorder, name) or name in gt.DepthSpectrum.__annotations__, name
    for name in gt.__all__:
        assert re.search(rf"^### torch\.{name}$", (ROOT / "docs/reference/python.md").read_text(), re.MULTILINE), name
