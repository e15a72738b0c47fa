"""Spin-glass loss surfaces: Kac-Rice theory, random-tensor Hamiltonians, residual networks."""

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
