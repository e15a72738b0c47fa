#!/usr/bin/env bash
# Draws docs/images anew, by the lines of README.md and docs/tutorial.md that stand above each image, as PNG. Needs a built
# program and gnuplot; a minute on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
program="$(realpath "${1:-build/dev/sims/glasscape}")"
images="$PWD/docs/images"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
glasscape() { "$program" "$@" 2>>log.txt || { cat log.txt >&2; exit 1; }; }

glasscape complexity pure:3 --energy -1.70:-1.55:0.001 --index total,0,1,2,3 --out curves.csv
glasscape thresholds pure:3 --out levels.csv
glasscape plot curves.csv --thresholds levels.csv --out "$images/curves.png"

glasscape complexity pure:3 --size 10,20,50,100,200,inf --energy -1.9:1.9:0.01 --out approach.csv
glasscape plot approach.csv --out "$images/approach.png"

glasscape paper complexity-against-scale --out scale.csv
glasscape plot scale.csv --out "$images/complexity-by-scale.png"

glasscape count pure:3 --size 6 --samples 300 --energy -2.5:2.5:0.25 --out census.csv
glasscape plot census.csv --out "$images/census-energy.png"

glasscape count pure:3 --size 6 --samples 100 --out counts.csv
glasscape plot counts.csv --out "$images/tutorial-counts.png"

glasscape train --norm batch_norm --depth 6 --width 32 --steps 1000 --seeds 3 --out small >/dev/null
glasscape plot small/history.csv --x step --y effective_depth --series seed --out "$images/tutorial-depth.png"

glasscape sweep run descent_by_depth >/dev/null
glasscape sweep export descent_by_depth --out by_depth.csv
glasscape plot by_depth.csv --x step --y energy --series SPEC --log x --out "$images/dynamics-energies.png"
glasscape plot by_depth.csv --x step --y overlap_with_start --series SPEC --log x --out "$images/dynamics-overlaps.png"

glasscape paper descent-limits resnet:p=3,beta=1,field=drop resnet:p=10,beta=1,field=drop resnet:p=30,beta=1,field=drop \
    resnet:p=100,beta=1,field=drop resnet:p=300,beta=1,field=drop resnet:p=1000,beta=1,field=drop --steps 1000 --out by_layers.csv
glasscape plot by_layers.csv --out "$images/dynamics-limits.png"

glasscape paper descent-fluctuations resnet:p=100,beta=1,field=drop --sizes 50,100,200,400,1000,10000,1000000 --disorders 200 \
    --out sizes.csv
glasscape plot sizes.csv --out "$images/dynamics-sizes.png"
glasscape paper single-paths --depth 20 --out single.csv
glasscape plot single.csv --out "$images/path-lengths-single.png" --x r --y share --series measure source
glasscape pairs pure:3 --energy -1.650387227289 --out map.csv
glasscape plot map.csv --out "$images/pairs-map.png"
glasscape pairs pure:3 --energy -1.64 --size 12 --samples 4 --overlap=-0.98:0.98:0.02 --second=-2:1.8:0.04 --out overlaid.csv
glasscape plot overlaid.csv --out "$images/pairs-samples.png"

glasscape reproduce littwin-wolf-2016 --quick --only conv-depth --only conv-laws --only conv-lambda --only conv-from-zero \
    --only conv-paths --out real >/dev/null
glasscape plot real/conv-depth.csv real/conv-depth-deep.csv --x step --y depth --error depth_sd --series config \
    --where quantity=gradient --template xy --out "$images/real-networks-depth.png"
glasscape plot real/conv-laws.csv real/conv-laws-deep.csv --x step --y excess --error std_error --series config \
    --where quantity=gradient --template xy --out "$images/real-networks-laws.png"
glasscape plot real/conv-laws.csv --where quantity=gradient --out "$images/real-networks-variations.png"
glasscape plot real/conv-lambda.csv --out "$images/real-networks-lambda.png"
glasscape plot real/conv-from-zero.csv --x step --y depth --error depth_sd --series config --where quantity=gradient \
    --template xy --out "$images/real-networks-zero.png"
glasscape plot real/conv-paths.csv --where when=end --where seed=1 --out "$images/real-networks-paths.png"
