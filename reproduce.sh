#!/usr/bin/env bash
# Builds the program and reproduces a paper, Littwin & Wolf 2016 unless another is named:
# ./reproduce.sh [littwin-wolf-2016|normalisations|FILE.toml] [--full] [further options of glasscape reproduce]
# Prints the path of the report when done.
set -euo pipefail
cd "$(dirname "$0")"
paper=littwin-wolf-2016
case "${1:-}" in
    "" | -*) ;;
    *) paper="$1" && shift ;;
esac
scripts/setup.sh program
cmake --preset release
cmake --build --preset release --target glasscape_program
build/release/sims/glasscape reproduce "$paper" "$@" | sed 's/^/report: /'
