"""Spin-glass loss surfaces: Kac-Rice theory, random-tensor Hamiltonians, residual networks."""

import os

# Read by OpenMP as the module below loads it: threads sleep between loops, as in the program.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from . import paper, sweep
from ._commands import (
    compare_counts,
    compare_depth,
    complexity,
    count,
    depth,
    descend,
    hessian,
    mixture,
    pairs,
    saddles,
    thresholds,
)
from ._core import (
    Census,
    Hamiltonian,
    Mixture,
    __version__,
    census,
    commands,
    depth_spectrum,
    extrapolate_descent,
    fitted_beta,
    law_shares,
    mean_depth,
    parameters,
    run,
    set_threads,
    training_config,
    training_configs,
)
from ._progress import progress
from .landscape import (
    DynamicsResult,
    FunctionLandscape,
    LanczosSpectrum,
    Landscape,
    SearchedPoints,
    dynamics,
    lanczos,
    saddle_search,
    tangent_spectrum,
)
from .table import Column, Table
from .training import train

__all__ = [
    "Census",
    "Column",
    "DynamicsResult",
    "FunctionLandscape",
    "Hamiltonian",
    "LanczosSpectrum",
    "Landscape",
    "Mixture",
    "SearchedPoints",
    "Table",
    "__version__",
    "census",
    "commands",
    "compare_counts",
    "compare_depth",
    "complexity",
    "count",
    "depth",
    "depth_spectrum",
    "descend",
    "dynamics",
    "extrapolate_descent",
    "fitted_beta",
    "hessian",
    "lanczos",
    "law_shares",
    "mean_depth",
    "mixture",
    "pairs",
    "paper",
    "parameters",
    "progress",
    "run",
    "saddle_search",
    "saddles",
    "set_threads",
    "sweep",
    "tangent_spectrum",
    "thresholds",
    "train",
    "training_config",
    "training_configs",
]
