#!/usr/bin/env bash
# Builds the program and reproduces Littwin & Wolf 2016: ./reproduce.sh [--full] [further options of glasscape reproduce]
# Prints the path of the report when done.
set -euo pipefail
cd "$(dirname "$0")"
scripts/setup.sh program
cmake --preset release
cmake --build --preset release --target glasscape_program
build/release/sims/glasscape reproduce littwin-wolf-2016 "$@" | sed 's/^/report: /'
