#!/usr/bin/env bash
# Builds everything, the files of a module together, and runs the tests: ./test.sh [options of ctest]
set -euo pipefail
cd "$(dirname "$0")"
scripts/setup.sh tests
cmake --preset dev -DGLASSCAPE_UNITY=ON
cmake --build --preset dev
ctest --preset dev "$@"
echo "Reference tables:"
grep -hE '^[a-z_0-9/]+\.csv: [0-9]+ rows checked' build/dev/Testing/Temporary/LastTest.log || true
