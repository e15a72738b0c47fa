#!/usr/bin/env bash
# Runs the benchmarks and keeps their medians as benchmarks/results/REVISION-MACHINE.json: scripts/benchmark.sh [FILTER]
# Build the preset dev first. scripts/compare_benchmarks.py tells two of them apart.
set -euo pipefail
cd "$(dirname "$0")/.."
program=build/dev/benchmarks/glasscape_benchmarks
[ -x "$program" ] || { echo "benchmark.sh: build the preset dev first" >&2; exit 2; }
machine="$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1 | tr -cs 'A-Za-z0-9' '-' | sed 's/^-//; s/-$//')"
export OMP_WAIT_POLICY=passive  # as the program has it
mkdir -p benchmarks/results
out="benchmarks/results/$(git rev-parse --short HEAD)-$machine.json"
"$program" --benchmark_filter="${1:-.}" --benchmark_repetitions=5 --benchmark_report_aggregates_only=true \
    --benchmark_out="$out.new" --benchmark_out_format=json >&2
mv "$out.new" "$out"
python3 scripts/benchmark_report.py
echo "$out"
