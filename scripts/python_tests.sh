#!/usr/bin/env bash
# Installs the Python module into an environment of its own under build/ and tests it, stubs included. Uses the library that
# test.sh built where there is one, else builds it along. glasscape.torch is tested where that environment has PyTorch
# (build/python/bin/pip install torch torchvision).
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh python
options=()
if [ -f build/dev/src/libglasscape_papers.a ]; then
    cmake --install build/dev --prefix "$PWD/build/prefix" >/dev/null
    options+=("-Ccmake.define.glasscape_ROOT=$PWD/build/prefix")
    export GLASSCAPE_PROGRAM="$PWD/build/dev/sims/glasscape"
fi
python3 -m venv build/python
build/python/bin/pip install --quiet --disable-pip-version-check "${options[@]}" '.[test]'
build/python/bin/pytest -q "$@"
# What needs torch comes last, so that all else is seen to work without it.
if build/python/bin/pip install --quiet --disable-pip-version-check torch torchvision; then
    OMP_NUM_THREADS=1 build/python/bin/pytest -q python/tests/pytorch
    build/python/bin/python -m mypy --strict -p glasscape.torch >build/mypy_torch.log || { cat build/mypy_torch.log >&2; exit 1; }
else
    echo "skipped: the tests of glasscape.torch, since torch could not be installed"
fi
build/python/bin/python -m mypy.stubtest glasscape --mypy-config-file pyproject.toml --allowlist python/tests/stubtest_allowlist.txt --ignore-unused-allowlist >build/stubtest.log || { cat build/stubtest.log >&2; exit 1; }
build/python/bin/python -m mypy --strict -p glasscape.plotting >build/mypy.log || { cat build/mypy.log >&2; exit 1; }
