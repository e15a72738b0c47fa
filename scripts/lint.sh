#!/usr/bin/env bash
# clang-tidy on every source, two at a time, as the asan preset compiles them: the files of a module together, so that headers are
# read once. Needs build/asan to be built. The path analysis of a function is cut at 20,000 nodes: it would take most of the time.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -f build/asan/compile_commands.json ] || { echo "lint.sh: build the asan preset first" >&2; exit 2; }
sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' build/asan/compile_commands.json |
    grep -v -e /tests/ -e /generated/ | sort |
    xargs -r -n 1 -P 2 clang-tidy --quiet -p build/asan --checks=-bugprone-suspicious-include \
        --extra-arg=-Wno-unknown-warning-option \
        --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=max-nodes=20000
