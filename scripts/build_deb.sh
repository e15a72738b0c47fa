#!/usr/bin/env bash
# Builds dist/glasscape_VERSION_ARCH.deb: scripts/build_deb.sh [LEVELS], levels as of scripts/build_wheel.sh
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh package
cmake -S packaging -B build/package -G Ninja -DCMAKE_BUILD_TYPE=Release ${1:+"-DGLASSCAPE_LEVELS=$1"}
cmake --build build/package
mkdir -p dist
(cd build/package && cpack -B "$PWD/deb")
cp build/package/deb/*.deb dist/
ls -l dist/*.deb
