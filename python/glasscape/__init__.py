"""Spin-glass loss surfaces: Kac-Rice theory, random-tensor Hamiltonians, residual networks."""

import os

# Read by OpenMP as the module below loads it: threads sleep between loops, as in the program.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from ._core import (
    Census,
    Hamiltonian,
    Mixture,
    __version__,
    census,
    commands,
    depth_spectrum,
    parameters,
    run,
    set_threads,
    train,
    training_config,
    training_configs,
)

__all__ = [
    "Census",
    "Hamiltonian",
    "Mixture",
    "__version__",
    "census",
    "commands",
    "depth_spectrum",
    "parameters",
    "run",
    "set_threads",
    "train",
    "training_config",
    "training_configs",
]
