#!/usr/bin/env bash
# Installs what dist/ holds as a user would and runs first examples: the wheel into an empty environment that sees no compiler, the
# Debian package (if there is one and this user is root) into the system, to be removed again.
set -euo pipefail
cd "$(dirname "$0")/.."
dist="$PWD/dist"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

python3 -m venv empty
env -i PATH="$scratch/empty/bin" HOME="$scratch" pip install --quiet --disable-pip-version-check "$dist"/glasscape-*.whl
run() { env -i PATH="$scratch/empty/bin" HOME="$scratch" "$@"; }
run glasscape thresholds pure:3 --out thresholds.csv
test -s thresholds.csv && test -s thresholds.csv.json
run python -m glasscape complexity pure:2 --size 37 --out total.csv
tail -1 total.csv | awk -F, '{ exit !($7 > 73.999999 && $7 < 74.000001) }'
run python -c "import glasscape; assert abs(glasscape.Mixture('pure:3').lowest_energy() + 1.656998363527) < 1e-9"
run glasscape sweep run complexity_vs_beta --quick --progress off
echo "wheel: installed and run"

package=("$dist"/glasscape_*.deb)
if [ ! -f "${package[0]}" ] || [ "$(id -u)" -ne 0 ]; then
    echo "Debian package: skipped"
    exit 0
fi
apt-get install -y --no-install-recommends "${package[0]}" >/dev/null
trap 'apt-get remove -y glasscape >/dev/null; rm -rf "$scratch"' EXIT
test "$(command -v glasscape)" = /usr/bin/glasscape
glasscape complexity pure:2 --size 37 --out again.csv
tail -1 again.csv | awk -F, '{ exit !($7 > 73.999999 && $7 < 74.000001) }'
for file in /usr/share/man/man1/glasscape-sweep-run.1* /usr/share/bash-completion/completions/glasscape \
    /usr/share/glasscape/studies/census.toml /usr/share/doc/glasscape/conventions.md; do
    test -e "$file" || { echo "the package lacks $file" >&2; exit 1; }
done
apt-get remove -y glasscape >/dev/null
trap 'rm -rf "$scratch"' EXIT
test ! -e /usr/bin/glasscape
echo "Debian package: installed, run and removed"
