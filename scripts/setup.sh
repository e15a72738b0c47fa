#!/usr/bin/env bash
# Installs the Debian packages that a task needs and that are missing:
# scripts/setup.sh program|mpi|python|package|tests|ci
# Needs no network when nothing is missing; prints the command when it may not install.
set -euo pipefail

packages=(g++ cmake ninja-build git libeigen3-dev libboost-dev libfmt-dev libcli11-dev
          libtomlplusplus-dev nlohmann-json3-dev librandom123-dev zlib1g-dev libsqlite3-dev libgsl-dev gnuplot-nox fonts-dejavu-core)
python=(python3-dev python3-venv)
mpi=(libopenmpi-dev openmpi-bin)
tests=(doctest-dev libbenchmark-dev liblapack-dev libopenblas-dev "${mpi[@]}" faketime)
case "${1:-program}" in
    program) ;;
    mpi) packages+=("${mpi[@]}") ;;
    python) packages+=("${python[@]}") ;;
    package) packages+=(python3 dpkg-dev file) ;;
    tests) packages+=("${tests[@]}") ;;
    ci) packages+=("${tests[@]}" "${python[@]}" clang clang-format clang-tidy libclang-rt-14-dev libomp-dev
                    r-base-core r-cran-jsonlite) ;;
    *) echo "setup.sh: unknown task '$1': give program, mpi, python, package, tests or ci" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null; then
    echo "setup.sh: this is not a Debian system; the build needs what these packages hold: ${packages[*]}" >&2
    exit 1
fi
missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

install="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "setup.sh: packages are missing and this user may not install them; run: sudo $install" >&2
    exit 1
fi
echo "setup.sh: installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root $install >&2
