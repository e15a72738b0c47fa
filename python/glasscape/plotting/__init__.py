"""Figures of every table that glasscape makes: `plot(table)` chooses by the columns.

    axes = plot("curves.csv")
    savefig(axes, "curves.svg")

Each kind of table has a function of its own, which takes a table and, if need be, a Frame:
`count("counts.csv", Frame(size=(5, 4)))`.
"""

from __future__ import annotations

try:
    import matplotlib as _matplotlib  # noqa: F401
except ImportError:
    raise ImportError("glasscape.plotting draws with matplotlib: pip install 'glasscape[plot]'") from None

from .draw import plot, savefig
from .frame import Frame
from .kinds.changes import changes
from .kinds.complexity import complexity
from .kinds.count import count
from .kinds.count_windows import count_windows
from .kinds.counts_by_index import counts_by_index
from .kinds.critical_pairs import (
    count_products,
    pair_barriers,
    pair_density,
    pair_lowest,
    pair_map,
    pair_overlaps,
    pair_points,
    second_moments,
)
from .kinds.depth import depth
from .kinds.depth_summary import depth_summary
from .kinds.descend import descend
from .kinds.descent_curves import descent_curves
from .kinds.descent_energies import descent_energies
from .kinds.descent_fluctuations import descent_fluctuations
from .kinds.descent_limits import descent_limits
from .kinds.hessian import hessian
from .kinds.history import history
from .kinds.layers import layers, scales
from .kinds.mixture import mixture
from .kinds.mixture_summary import mixture_summary
from .kinds.mode_intervals import mode_intervals
from .kinds.network_paths import checkpoint_saddles, lesion, path_norms
from .kinds.paired_differences import paired_differences
from .kinds.path_groups import path_groups, path_moments
from .kinds.points import points
from .kinds.profile import profile
from .kinds.recorded import recorded
from .kinds.saddles import saddles, saddles_by_checkpoint
from .kinds.size_dependence import size_dependence
from .kinds.statements import (
    ascent,
    beta_scan,
    concentration,
    depths,
    drift,
    hessian_density,
    learning_rates,
    mean_or_typical,
    micro_batches,
    mode_estimate,
    mode_ratio,
    network_fluctuations,
    normalisations,
    norms,
    path_laws,
    questions,
    regression,
    single_paths,
    stack_depths,
    trained_complexity,
    training_complexity,
    whitening_cost,
)
from .kinds.study import study
from .kinds.thresholds import thresholds
from .kinds.values import values
from .kinds.verdicts import verdicts
from .kinds.whitening import whitening
from .kinds.xy import xy
from .registry import KINDS, Kind
from .tables import Table, read

__all__ = [
    "Frame",
    "KINDS",
    "Kind",
    "Table",
    "ascent",
    "beta_scan",
    "changes",
    "checkpoint_saddles",
    "complexity",
    "concentration",
    "count",
    "count_products",
    "count_windows",
    "counts_by_index",
    "depth",
    "depth_summary",
    "depths",
    "descend",
    "descent_curves",
    "descent_energies",
    "descent_fluctuations",
    "descent_limits",
    "drift",
    "hessian",
    "hessian_density",
    "history",
    "layers",
    "learning_rates",
    "lesion",
    "mean_or_typical",
    "micro_batches",
    "mixture",
    "mixture_summary",
    "mode_estimate",
    "mode_intervals",
    "mode_ratio",
    "network_fluctuations",
    "normalisations",
    "norms",
    "pair_barriers",
    "pair_density",
    "pair_lowest",
    "pair_map",
    "pair_overlaps",
    "pair_points",
    "paired_differences",
    "path_groups",
    "path_laws",
    "path_moments",
    "path_norms",
    "plot",
    "points",
    "profile",
    "questions",
    "read",
    "recorded",
    "regression",
    "saddles",
    "saddles_by_checkpoint",
    "savefig",
    "scales",
    "second_moments",
    "single_paths",
    "size_dependence",
    "stack_depths",
    "study",
    "thresholds",
    "trained_complexity",
    "training_complexity",
    "values",
    "verdicts",
    "whitening",
    "whitening_cost",
    "xy",
]
