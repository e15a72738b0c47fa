#!/usr/bin/env bash
# Puts the faults of scripts/mutants.txt into a copy of the sources, one at a time, builds, runs the suites that should notice,
# and prints which are caught and which survive: scripts/mutate.sh [text that the description of a fault contains]
# By hand, not in continuous integration: about half a minute a fault on two cores. Exit status 1 if one survives.
set -euo pipefail
cd "$(dirname "$0")/.."
copy="$PWD/build/mutants"
mkdir -p "$copy/source"
# Only what differs is copied, so that the build of the last time serves.
git ls-files -co --exclude-standard | while IFS= read -r file; do
    [ ! -f "$file" ] || cmp -s "$file" "$copy/source/$file" || install -D -m 755 "$file" "$copy/source/$file"
done
cmake --preset dev -S "$copy/source" -B "$copy/build" -DGLASSCAPE_UNITY=OFF -DGLASSCAPE_BENCHMARKS=OFF -DGLASSCAPE_CUDA=OFF >/dev/null
echo "building once ..." >&2
ninja -C "$copy/build" glasscape_tests >/dev/null
exec python3 - "$copy" "$PWD/scripts/mutants.txt" "${1:-}" <<'PYTHON'
import subprocess
import sys

copy, listing, wanted = sys.argv[1:]


def mutants():
    """(suites, description, file, text, what it becomes) of each fault."""
    for block in open(listing).read().split("\n@ ")[1:]:
        head, path, change = block.split("\n", 2)
        suites, description = head.split(" | ")
        old, new = change.split("\n+ ", 1)
        new = new.split("\n\n", 1)[0].rstrip("\n")
        yield suites.split(), description, path, old.removeprefix("- "), new


def run(command, limit):
    """Whether the command succeeds; what it said is in build/mutants/log.txt."""
    try:
        with open(f"{copy}/log.txt", "w") as log:
            return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=limit).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def passes(suites):
    tests = [f"{copy}/build/tests/glasscape_tests", "--abort-after=1", "--test-suite=" + ",".join(suites)]
    return run(tests, 900)


for suites in {tuple(suites) for suites, description, *_ in mutants() if wanted in description}:
    if not passes(suites):
        sys.exit(f"mutate.sh: {' '.join(suites)} fails without a fault, see {copy}/log.txt")

caught = survived = 0
for suites, description, path, old, new in mutants():
    if wanted not in description:
        continue
    file = f"{copy}/source/{path}"
    text = open(file).read()
    if text.count(old) != 1:
        sys.exit(f"mutate.sh: {description}: its text stands {text.count(old)} times in {path}")
    try:
        open(file, "w").write(text.replace(old, new))
        if not run(["ninja", "-C", f"{copy}/build", "glasscape_tests"], 1800):
            sys.exit(f"mutate.sh: {description}: does not compile")
        noticed = not passes(suites)
    finally:
        open(file, "w").write(text)
    caught += noticed
    survived += not noticed
    print("caught  " if noticed else "SURVIVED", description, flush=True)
print(f"{caught} of {caught + survived} caught")
sys.exit(1 if survived else 0)
PYTHON
