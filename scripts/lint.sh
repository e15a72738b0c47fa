#!/usr/bin/env bash
# clang-tidy on the sources changed since BASE (default: the parent of HEAD; every source if there is none), two at a time.
set -euo pipefail
cd "$(dirname "$0")/.."
base="${1:-HEAD~1}"
if git rev-parse --verify --quiet "$base" >/dev/null; then
    mapfile -t files < <(git diff --name-only --diff-filter=d "$base" -- 'src/*.cpp' 'sims/*.cpp')
else
    mapfile -t files < <(git ls-files 'src/*.cpp' 'sims/*.cpp')
fi
[ ${#files[@]} -eq 0 ] && { echo "lint.sh: nothing changed"; exit 0; }
printf '%s\n' "${files[@]}" | grep -v devices_stub | xargs -r -n 1 -P 2 clang-tidy --quiet -p build/dev
