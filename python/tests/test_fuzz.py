"""Every entry point with arguments of every kind: a value or an exception, never the end of the interpreter."""

import subprocess
import sys

SCRIPT = r"""
import inspect
import itertools
import os
import sys
import numpy as np
import glasscape

rng = np.random.default_rng(1)
read_only = np.ones(4)
read_only.flags.writeable = False
odd = [
    None, True, -1, 0, 1, 3, 2**31, 2**32, 2**63, 2**64, 2**200, 0.5, -0.0, 1e308, float("nan"), float("inf"), 1j,
    "", "pure:3", "total", "gamma=0.5", "gamma=nan", "\x00", "x" * 1000, "data = 3\n", b"bytes", [], [[]], [1, 2, 3, 4], [1, "x"],
    np.ones(4), np.ones((3, 4)), np.ones((0, 4)), np.ones((2, 3, 4)), np.ones((4, 2)).T, np.ones(8)[::2], np.ones((4, 4))[:, ::-1],
    read_only, np.ones(4, dtype=np.float32), np.ones(4, dtype=np.int8), np.ones(4, dtype=complex), np.array(["a"] * 4),
    np.full(4, np.nan), np.full(4, np.inf), np.full(4, 1e308), np.full(4, -1e-320), np.array(3.0), np.zeros(4), np.empty(0),
    np.ones(4, dtype=object), np.array([None] * 4), np.ones(4, dtype=np.longdouble), np.ones(4, dtype=">f8"), object(), {}, (1,),
    glasscape.Mixture("pure:3"), glasscape.Hamiltonian("pure:3", 4),
]
mixture = glasscape.Mixture("terms:2=0.5,3=0.5")
h = glasscape.Hamiltonian(mixture, 4)
calls = {
    "Mixture": (glasscape.Mixture, 1, {}),
    "nu": (mixture.nu, 2, {}),
    "complexity": (mixture.complexity, 2, {"count": ["density", "below", "x", 1]}),
    "log_mean_count": (lambda size, *rest, **more: mixture.log_mean_count(size if not isinstance(size, int) else min(size, 30) if size < 2**31 else size, *rest, **more), 3, {"count": ["density", "below"]}),
    "lowest_energy": (mixture.lowest_energy, 1, {}),
    "typical_complexity": (mixture.typical_complexity, 2, {}),
    "typical_curve": (mixture.typical_curve, 2, {}),
    "typical_energies": (mixture.typical_energies, 0, {}),
    "second_moment": (lambda n, s: mixture.second_moment(n if not isinstance(n, int) else min(n, 4) if n < 2**31 else n, samples=s if not isinstance(s, int) else min(s, 20)), 2, {}),
    "two_point_complexity": (mixture.two_point_complexity, 3, {"typical": [True, "x"]}),
    "lowest_energy_at": (mixture.lowest_energy_at, 2, {}),
    "barrier": (mixture.barrier, 1, {}),
    "eq": (mixture.__eq__, 1, {}),
    "setstate": (glasscape.Mixture.__new__(glasscape.Mixture).__setstate__, 1, {}),
    "Hamiltonian": (lambda m, n: glasscape.Hamiltonian(m, n) if not (isinstance(n, int) and 1000 < n < 2**31) else None, 2, {}),
    "seed": (lambda s, t: glasscape.Hamiltonian("pure:3", 3, seed=s, sample=t), 2, {}),
    "words": (lambda s, t: glasscape.Hamiltonian("pure:3", 3, precision=s, couplings=t), 2, {}),
    "energy": (h.energy, 1, {}),
    "gradient": (h.gradient, 1, {}),
    "energies_and_gradients": (h.energies_and_gradients, 1, {}),
    "hessian": (h.hessian, 1, {}),
    "census": (glasscape.census, 1, {}),
    "census_seed": (lambda s, t: glasscape.census(h, seed=s, sample=t), 2, {}),
    "set_threads": (glasscape.set_threads, 1, {}),
    "training_configs": (glasscape.training_configs, 0, {}),
    "training_config": (glasscape.training_config, 1, {}),
    "train": (lambda c, s: glasscape.train(c, seeds=s) if s not in (True, 1, 3) else None, 2, {}),
    "train_images": (lambda i, l: glasscape.train("conv_r8", images=i, labels=l), 2, {}),
    "train_changes": (lambda s, r: glasscape.train("conv_r8", steps=s, lr=r), 2, {}),
    "spectrum_options": (lambda s, n: glasscape.depth_spectrum("none.ckpt", statistics=s, paths=n), 2, {}),
    "depth_spectrum": (lambda c, p: glasscape.depth_spectrum(c, points=p), 2, {}),
    "law_shares": (glasscape.law_shares, 2, {}),
    "law": (lambda b: glasscape.law_shares("coherent", b), 1, {}),
    "fitted_beta": (lambda p, d: glasscape.fitted_beta("incoherent", p if not isinstance(p, int) else min(p, 100), d), 2, {}),
    "extrapolate_descent": (glasscape.extrapolate_descent, 2, {}),
    "mean_depth": (glasscape.mean_depth, 1, {}),
    "commands": (glasscape.commands, 0, {}),
    "parameters": (glasscape.parameters, 1, {}),
    "run": (lambda c, t: glasscape.run(c, table=t), 2, {}),
    "run_specs": (lambda s, flag: glasscape.run("mixture", spec=s, summary=flag), 2, {}),
    "run_numbers": (lambda n, s: glasscape.run("complexity", spec="pure:3", size=n, seed=s), 2, {}),
    "run_backend": (lambda b, m: glasscape.run("paper lemma-4", depth=m, backend=b), 2, {}),
}
state = np.ones(4)
calls |= {
    "Table": (glasscape.Table, 2, {}),
    "dynamics": (lambda l, s: glasscape.dynamics(l, s, steps=3), 2, {}),
    "dynamics_numbers": (lambda a, b: glasscape.dynamics(h, state, steps=3, temperature=a, seed=b, method="langevin"), 2, {}),
    "saddle_search": (glasscape.saddle_search, 2, {}),
    "tangent_spectrum": (glasscape.tangent_spectrum, 2, {}),
    "lanczos": (lambda l, s: glasscape.lanczos(l, s, steps=3), 2, {}),
    "lanczos_numbers": (lambda a, b: glasscape.lanczos(h, state, steps=a, probes=b) if b not in (2**31, 2**32) else None, 2, {}),
    "mixture": (lambda s, f: glasscape.mixture(s, summary=f), 2, {}),
    "complexity_command": (lambda s, i: glasscape.complexity("pure:3", size=s, index=i) if s not in (2**31, 2**32, 2**63, 2**64, 2**200) else None, 2, {}),
    "thresholds": (glasscape.thresholds, 1, {}),
    "count": (lambda s, n: glasscape.count(s, n, samples=1) if not (isinstance(n, int) and n > 4) else None, 2, {}),
    "pairs": (lambda s, u: glasscape.pairs(s, u, overlap=0.5, second=-1.6), 2, {}),
    "descend": (lambda s, n: glasscape.descend(s, n, steps=1, replicas=1) if not (isinstance(n, int) and n > 4) else None, 2, {}),
    "depth": (glasscape.depth, 1, {}),
    "hessian": (glasscape.hessian, 1, {}),
    "saddles": (glasscape.saddles, 1, {}),
    "compare_counts": (lambda a, b: glasscape.compare_counts(unique=a, depth=b, samples=2, disorders=2) if a not in (3,) else None, 2, {}),
    "compare_depth": (lambda c, s: glasscape.compare_depth(config=c, seeds=s) if c in ("x",) else None, 2, {}),
    "progress": (lambda c: glasscape.progress(c), 1, {}),
}
typed = {"Census", "Column", "DynamicsResult", "FunctionLandscape", "LanczosSpectrum", "Landscape", "SearchedPoints", "paper", "sweep"}
public = {name for name in glasscape.__all__ if name[0] != "_"}
assert public <= typed | set(calls) | {"complexity"}, public - set(calls) - typed

allowed = (TypeError, ValueError, MemoryError, OverflowError, NotImplementedError, RuntimeError)
tried = 0
for name, (call, arity, keywords) in calls.items():
    every = list(itertools.product(odd, repeat=arity))
    picked = every if len(every) <= 4000 else [every[i] for i in rng.choice(len(every), 4000, replace=False)]
    for arguments in picked:
        more = {key: values[tried % len(values)] for key, values in keywords.items()}
        tried += 1
        try:
            call(*arguments, **more)
        except allowed as error:
            text = str(error)
            assert text and "basic_" not in text and "vector<" not in text and "std::" not in text, (name, arguments, text)
        except Exception as error:
            raise AssertionError((name, arguments)) from error
glasscape.set_threads(0)
assert glasscape.Hamiltonian("pure:3", 4).gradient(np.ones((0, 4))).shape == (0, 4)
print("tried", tried)
"""


def test_no_argument_ends_the_interpreter(tmp_path):
    child = subprocess.run([sys.executable, "-W", "ignore", "-c", SCRIPT], capture_output=True, text=True, cwd=tmp_path)
    assert child.returncode == 0, child.stderr[-2000:]
    assert child.stdout.startswith("tried ")
