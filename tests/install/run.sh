#!/usr/bin/env bash
# Installs BUILD into a scratch prefix, builds the consumer beside it against that prefix only, runs it and the program.
set -euo pipefail
build="$1"
here="$(cd "$(dirname "$0")" && pwd)"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
cmake --install "$build" --prefix "$scratch/prefix" >/dev/null
cmake -S "$here" -B "$scratch/consumer" -DCMAKE_PREFIX_PATH="$scratch/prefix" -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$scratch/consumer" >/dev/null
"$scratch/consumer/consumer"
cd "$scratch"
"$scratch/prefix/bin/glasscape" complexity pure:3 --size 10 --out counts.csv
test -s counts.csv && test -s counts.csv.json
