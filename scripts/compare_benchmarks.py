#!/usr/bin/env python3
"""What fell by more than 5 % from one run of the benchmarks to another: compare_benchmarks.py BEFORE.json AFTER.json

Ratios to the machine's limit or to a rival are compared where a benchmark has them, since they were taken within one run;
times elsewhere. Exit status 1 if something fell."""
import json
import sys

WORSE_BY = 0.05
RATIOS = ("of_limit", "of_peak", "over_blas", "over_torch", "lapack_over_ours", "one_over_two")


def medians(path):
    with open(path, encoding="utf-8") as file:
        runs = json.load(file)["benchmarks"]
    return {run["run_name"]: run for run in runs if run.get("aggregate_name", "median") == "median"}


def figures(run):
    """Name of each figure to (value, whether more is better)."""
    ratios = {name: (run[name], True) for name in RATIOS if name in run}
    return ratios or {f"time ({run['time_unit']})": (run["real_time"], False)}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    before, after = medians(sys.argv[1]), medians(sys.argv[2])
    fell = 0
    for name in sorted(before.keys() & after.keys()):
        now = figures(after[name])
        for figure, (old, more_is_better) in figures(before[name]).items():
            if figure not in now or old == 0:
                continue
            gain = now[figure][0] / old if more_is_better else old / now[figure][0]
            worse = gain < 1 - WORSE_BY
            fell += worse
            print(f"{'FELL' if worse else '    '} {name}: {figure} {old:.4g} -> {now[figure][0]:.4g} ({gain - 1:+.1%})")
    for name in sorted(before.keys() ^ after.keys()):
        print(f"     {name}: only {'before' if name in before else 'after'}")
    print(f"{fell} of {len(before.keys() & after.keys())} fell by more than {WORSE_BY:.0%}")
    return 1 if fell else 0


if __name__ == "__main__":
    sys.exit(main())
