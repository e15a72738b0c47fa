#!/usr/bin/env bash
# clang-tidy on the sources changed since BASE (default: the last commit older than eight hours; every source if there is none), two at a
# time. Needs build/dev to be configured. The path analysis of a function is cut at 20,000 nodes: it would take most of the time.
set -euo pipefail
cd "$(dirname "$0")/.."
base="${1:-$(git rev-list -1 --before='8 hours ago' HEAD)}"
if [ -n "$base" ]; then
    mapfile -t files < <(git diff --name-only --diff-filter=d "$base" -- 'src/*.cpp' 'sims/*.cpp')
else
    mapfile -t files < <(git ls-files 'src/*.cpp' 'sims/*.cpp')
fi
[ ${#files[@]} -eq 0 ] && { echo "lint.sh: nothing changed"; exit 0; }
echo "lint.sh: ${#files[@]} files"
printf '%s\n' "${files[@]}" | grep -v devices_stub |
    xargs -r -n 1 -P 2 clang-tidy --quiet -p build/dev --extra-arg=-Wno-unknown-warning-option \
        --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=max-nodes=20000
