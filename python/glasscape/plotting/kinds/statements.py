"""Statements of the paper that are columns against a column."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from .. import curves
from ..frame import Frame
from ..registry import Drawing, Plan, kind
from ..tables import Table


def _statement(name: str, needs: Sequence[str], summary: str, plan: Plan) -> Drawing:
    def body(table: Table, frame: Frame) -> list[Axes]:
        return curves.draw(table, plan, frame)

    body.__name__ = name
    body.__doc__ = f"Draws the {summary}."
    return kind(name, needs, summary=summary, plan=plan)(body)


regression = _statement(
    "regression",
    ("loss", "gain", "rms_output", "r_squared", "std_error"),
    "share of the averaged loss that the averaged output explains",
    Plan("rms_output", ("r_squared",), error=("std_error",), series=("loss",), log="x"),
)
mode_ratio = _statement(
    "mode_ratio",
    ("p", "beta", "mode_ratio", "limit", "error", "bound"),
    "distance of the dominant order from its limit, with its bound",
    Plan("p", ("error",), series=("beta",), log="xy", references=(("bound", "bound 1/p"),)),
)
mode_estimate = _statement(
    "mode_estimate",
    ("draw", "p", "depth_mode", "estimate", "distance"),
    "distance of the dominant order from its estimate, layers of unequal scale",
    Plan("p", ("distance",), line=False, levels=((1.0, "bound"),)),
)
concentration = _statement(
    "concentration",
    ("p", "beta", "delta", "outside_weight"),
    "weight outside the band of orders",
    Plan("p", ("outside_weight",), series=("beta",), log="y"),
)
drift = _statement(
    "drift",
    ("case", "mu", "relative_error", "predicted_push"),
    "relative difference of a finite gradient step and its formula",
    Plan("mu", ("relative_error",), series=("case", "size"), log="xy"),
)
ascent = _statement(
    "ascent",
    ("start", "step", "theta_k", "gap", "weight_p"),
    "distance below the pure p-spin value along a maximisation over mixtures",
    Plan("step", ("gap",), series=("start",), log="y"),
)
beta_scan = _statement(
    "beta_scan",
    ("p", "field", "beta", "theta_k"),
    "complexity against scale, random field kept and dropped",
    Plan("beta", ("theta_k",), series=("p", "field"), log="xy", floor=1e-6),
)
mean_or_typical = _statement(
    "mean_or_typical",
    ("p", "field", "beta", "verdict", "gap"),
    "map over scale and depth of whether mean counts are typical",
    Plan("beta", ("p",), series=("verdict",), facet=("field",), line=False, log="xy"),
)
training_complexity = _statement(
    "training_complexity",
    ("config", "law", "step", "theta_minima", "std_error", "typical_minima", "kept_minima", "kept_typical_minima"),
    "complexity of the measured mixture along training, of mean and of typical counts, field dropped and kept",
    Plan(
        "step",
        ("theta_minima", "typical_minima", "kept_minima", "kept_typical_minima"),
        series=("law",),
        facet=("config",),
    ),
)
network_fluctuations = _statement(
    "network_fluctuations",
    ("networks", "mixture", "mean", "relative_variance", "std_error", "predicted", "predicted_error"),
    "relative variance of the number of critical points of networks and of their mixtures",
    Plan(
        "mean",
        ("relative_variance", "predicted"),
        error=("std_error", "predicted_error"),
        series=("networks",),
        line=False,
    ),
)
depths = _statement(
    "depths",
    ("config", "quantity", "step", "depth", "depth_sd"),
    "mean path lengths along training, measured and by both laws",
    Plan("step", ("depth",), band=("depth_sd",), series=("quantity",), facet=("config",)),
)
norms = _statement(
    "norms",
    ("config", "step", "weight_norm", "weight_norm_sd"),
    "norm of the weights along training",
    Plan("step", ("weight_norm",), error=("weight_norm_sd",), series=("config",)),
)
normalisations = _statement(
    "normalisations",
    ("normalisation", "readout", "change", "accuracy"),
    "change of the mean path length by training, by normalisation and readout",
    Plan("change", ("accuracy",), series=("normalisation",), facet=("readout",), line=False),
)
hessian_density = _statement(
    "hessian_density",
    ("config", "step", "eigenvalue", "density"),
    "density of the eigenvalues of the loss's Hessian",
    Plan("eigenvalue", ("density",), series=("step",), facet=("config",), log="y", floor=1e-6),
)
path_laws = _statement(
    "path_laws",
    ("config", "quantity", "step", "tv_coherent", "tv_incoherent", "excess", "std_error", "cross"),
    "distance of path shares from the coherent and from the incoherent law, along training",
    Plan("step", ("tv_coherent", "tv_incoherent"), series=("config",), facet=("quantity",)),
)
stack_depths = _statement(
    "stack_depths",
    ("p", "width", "step", "depth", "law", "relative", "relative_error"),
    "mean path length of normalised networks over its law, by depth and width",
    Plan("p", ("relative",), error=("relative_error",), series=("width", "step"), log="x", levels=((1.0, "law"),)),
)
single_paths = _statement(
    "single_paths",
    ("when", "measure", "source", "r", "share"),
    "shares of path lengths by the norms of single paths, and by what is left once paths cancel",
    Plan("r", ("share",), series=("measure", "source"), facet=("when",)),
)
trained_complexity = _statement(
    "trained_complexity",
    ("config", "field", "complexity_before", "complexity_after", "change", "std_error", "gap"),
    "complexity of the mixture of path lengths before and after training",
    Plan("complexity_before", ("complexity_after",), series=("config",), facet=("field",), line=False),
)
micro_batches = _statement(
    "micro_batches",
    ("network", "ghost", "arm", "training_loss", "loss_std_error"),
    "training loss against the size of ghost batches",
    Plan("ghost", ("training_loss",), error=("loss_std_error",), series=("arm",), facet=("network",), log="xy"),
)
learning_rates = _statement(
    "learning_rates",
    ("task", "placement", "arm", "learning_rate", "steps", "steps_std_error"),
    "steps to a training loss by learning rate",
    Plan(
        "learning_rate",
        ("steps",),
        error=("steps_std_error",),
        series=("arm", "placement"),
        facet=("task",),
        log="x",
    ),
)
whitening_cost = _statement(
    "whitening_cost",
    ("units", "arm", "milliseconds", "cost_ratio"),
    "time of a step against the number of units",
    Plan("units", ("milliseconds",), series=("arm",), log="xy"),
)
questions = _statement(
    "questions",
    ("batches", "batch", "arm", "test_error", "test_std_error"),
    "test error of conditional normalisations against the batch size",
    Plan("batch", ("test_error",), error=("test_std_error",), series=("arm",), facet=("batches",), log="xy"),
)
