#!/usr/bin/env python3
"""Runs every notebook of this folder, each in a folder of its own, and tells what failed: run_all.py [--write]

Without the packages it needs it makes an environment under build/ with them (and with glasscape from dist/ or from these sources).
A notebook whose metadata name packages under "needs" is skipped without them. --write keeps the outputs in the notebooks."""
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENVIRONMENT = ROOT / "build" / "notebooks"


def in_environment() -> None:
    """Starts this script anew in an environment that has what it needs."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    wheels = sorted((ROOT / "dist").glob("glasscape-*.whl"))
    module = [] if subprocess.run([python, "-c", "import glasscape"], capture_output=True).returncode == 0 else [str(wheels[-1]) if wheels else str(ROOT)]
    packages = ["nbclient", "ipykernel", "matplotlib", "pandas", *module]
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages], check=True)
    os.execv(python, [str(python), str(HERE / "run_all.py"), *sys.argv[1:]])


def run(path: pathlib.Path, write: bool) -> bool:
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    lacking = [name for name in notebook.metadata.get("needs", []) if importlib.util.find_spec(name) is None]
    if lacking:
        print(f"{path.name}: skipped, it needs {', '.join(lacking)}")
        return True
    with tempfile.TemporaryDirectory() as folder:
        try:
            nbclient.NotebookClient(notebook, timeout=600, resources={"metadata": {"path": folder}}).execute()
        except nbclient.exceptions.CellExecutionError as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            return False
    if write:
        nbformat.write(notebook, path)
    print(f"{path.name}: runs")
    return True


def main() -> int:
    try:
        import glasscape  # noqa: F401
        import matplotlib  # noqa: F401
        import nbclient  # noqa: F401
    except ModuleNotFoundError:
        if pathlib.Path(sys.prefix) == ENVIRONMENT:
            raise
        in_environment()
    results = [run(path, "--write" in sys.argv[1:]) for path in sorted(HERE.glob("*.ipynb"))]
    return 0 if all(results) else 1


sys.exit(main())
