"""The statements of Littwin & Wolf 2016 as functions.

Made from the commands of the program by scripts/generate_python.py: the same parameters, defaults and tables. What is left None has the
default of the command line. Lists may be given where the command line takes comma-separated or repeated values."""

from __future__ import annotations

from typing import Any, Sequence

from ._core import run
from .table import Table


def _joined(value: Any) -> Any:
    return ",".join(str(item) for item in value) if isinstance(value, (list, tuple, range)) else value


__all__ = [
    "lemma_1",
    "lemma_2",
    "lemma_3",
    "lemma_4",
    "theorem_1",
    "theorem_1_layers",
    "theorem_2",
    "theorem_3",
    "theorem_4",
    "theorem_5",
    "complexity_against_scale",
    "mean_or_typical",
    "path_lengths",
    "single_paths",
    "descent_energies",
    "descent_limits",
    "descent_fluctuations",
    "scales",
    "norms",
    "complexity_along_training",
    "shares",
    "depths",
    "depth_shifts",
    "path_laws",
    "trained_complexity",
    "normalisations",
    "saddles",
    "counted_paths",
    "hessian",
    "hessian_density",
    "micro_batches",
    "whitening",
    "whitening_cost",
    "questions",
    "adversarial_branches",
    "class_gradients",
    "reconstruction",
]


def lemma_1(
    *,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """The output of a network as a sum over paths (eq. 9).

    """
    return run(
        "paper lemma-1",
        seed=seed,
        table=table,
        backend=backend,
    )


def lemma_2(
    *,
    draws: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """The second moment of a group of paths (eq. 12).

    draws: inputs drawn; default 20000
    """
    return run(
        "paper lemma-2",
        draws=draws,
        seed=seed,
        table=table,
        backend=backend,
    )


def lemma_3(
    *,
    points: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """The averaged loss as a linear function of the averaged output.

    points: draws of weights and inputs; default 1000
    """
    return run(
        "paper lemma-3",
        points=points,
        seed=seed,
        table=table,
        backend=backend,
    )


def lemma_4(
    *,
    depth: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Every order dominates at some scale.

    depth: layers p; default 30
    """
    return run(
        "paper lemma-4",
        depth=depth,
        seed=seed,
        table=table,
        backend=backend,
    )


def theorem_1(
    *,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """The dominant order converges to beta/(1+beta) (eq. 17).

    """
    return run(
        "paper theorem-1",
        seed=seed,
        table=table,
        backend=backend,
    )


def theorem_1_layers(
    *,
    draws: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """The same for layers of unequal scale (Darroch 1964).

    draws: random networks; default 2000
    """
    return run(
        "paper theorem-1-layers",
        draws=draws,
        seed=seed,
        table=table,
        backend=backend,
    )


def theorem_2(
    *,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """The weights concentrate around that order (eq. 18).

    """
    return run(
        "paper theorem-2",
        seed=seed,
        table=table,
        backend=backend,
    )


def theorem_3(
    *,
    disorders: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """What a gradient step does to the scale of a layer.

    disorders: disorders drawn; default 4000
    """
    return run(
        "paper theorem-3",
        disorders=disorders,
        seed=seed,
        table=table,
        backend=backend,
    )


def theorem_4(
    *,
    disorders: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """What a gradient step does to the norm of the weights.

    disorders: disorders drawn; default 4000
    """
    return run(
        "paper theorem-4",
        disorders=disorders,
        seed=seed,
        table=table,
        backend=backend,
    )


def theorem_5(
    *,
    depth: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Pure p-spin glasses have the most critical points (eq. 32, 33).

    depth: layers p; default 10
    """
    return run(
        "paper theorem-5",
        depth=depth,
        seed=seed,
        table=table,
        backend=backend,
    )


def complexity_against_scale(
    *,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Fig. 1(f): complexity over all energies against beta.

    """
    return run(
        "paper complexity-against-scale",
        seed=seed,
        table=table,
        backend=backend,
    )


def mean_or_typical(
    *,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Whether mean counts are those of a typical sample.

    """
    return run(
        "paper mean-or-typical",
        seed=seed,
        table=table,
        backend=backend,
    )


def path_lengths(
    *,
    depths: str | int | float | Sequence[str | int] | None = None,
    widths: str | int | float | Sequence[str | int] | None = None,
    seeds: int | None = None,
    points: int | None = None,
    steps: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Path lengths of deep normalised networks against their law, and the complexity of the measured mixture.

    depths: numbers of layers p, ascending; default 5,10,20
    widths: units of a layer, ascending; default 50,100
    seeds: number of seeds, from --seed on; default 3
    points: held-out points; default 128
    steps: training steps before a second measurement; 0: random weights alone; default 0
    """
    return run(
        "paper path-lengths",
        depths=_joined(depths),
        widths=_joined(widths),
        seeds=seeds,
        points=points,
        steps=steps,
        seed=seed,
        table=table,
        backend=backend,
    )


def single_paths(
    *,
    depth: int | None = None,
    width: int | None = None,
    paths: int | None = None,
    seeds: int | None = None,
    points: int | None = None,
    steps: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Path lengths of a deep normalised network by the norms of single paths, and what is left once paths cancel.

    depth: number of layers p; default 20
    width: units of a layer; default 50
    paths: paths sampled of each length; default 16
    seeds: number of seeds, from --seed on; default 3
    points: held-out points; default 128
    steps: training steps before a second measurement; 0: random weights alone; default 0
    table: rows, means; '' is the first
    """
    return run(
        "paper single-paths",
        depth=depth,
        width=width,
        paths=paths,
        seeds=seeds,
        points=points,
        steps=steps,
        seed=seed,
        table=table,
        backend=backend,
    )


def descent_energies(
    spec: str | Sequence[str],
    sizes: str | Sequence[str],
    *,
    replicas: int | None = None,
    disorders: int | None = None,
    steps: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """The energies that gradient descent reaches, against those of theory.

    spec: mixture specs, e.g. pure:3
    sizes: numbers of spins N, ascending, a list for each mixture: 25,50,100
    replicas: replicas on each disorder; default 16
    disorders: disorders of each size; default 16
    steps: steps of gradient descent; default 2000
    """
    return run(
        "paper descent-energies",
        spec=spec,
        sizes=sizes,
        replicas=replicas,
        disorders=disorders,
        steps=steps,
        seed=seed,
        table=table,
        backend=backend,
    )


def descent_limits(
    spec: str | Sequence[str],
    *,
    steps: int | None = None,
    start: str | int | float | Sequence[str | int] | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """The energies that gradient descent reaches at N = infinity, extrapolated in time.

    spec: mixture specs, e.g. pure:3
    steps: steps of 0.35/sqrt(nu''(1)); default 2500
    start: random, or thermal:T, a sample of temperature T; default random
    table: rows, curves; '' is the first
    """
    return run(
        "paper descent-limits",
        spec=spec,
        steps=steps,
        start=_joined(start),
        seed=seed,
        table=table,
        backend=backend,
    )


def descent_fluctuations(
    spec: str | int | float | Sequence[str | int],
    *,
    sizes: str | int | float | Sequence[str | int] | None = None,
    disorders: int | None = None,
    steps: int | None = None,
    step: float | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Energies along gradient descent at N spins against N = infinity.

    spec: mixture spec, e.g. resnet:p=100,beta=1,field=drop
    sizes: numbers of spins N, ascending; default 100,1000,10000
    disorders: disorders of each size; default 1000
    steps: steps of gradient descent; default 25
    step: step h; default 0.01
    table: rows, exponents; '' is the first
    """
    return run(
        "paper descent-fluctuations",
        spec=_joined(spec),
        sizes=_joined(sizes),
        disorders=disorders,
        steps=steps,
        step=step,
        seed=seed,
        table=table,
        backend=backend,
    )


def scales(
    *,
    config: str | Sequence[str] | None = None,
    data: str | int | float | Sequence[str | int] | None = None,
    steps: int | None = None,
    seeds: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Fig. 1(d): the scales of the layers along training.

    config: configurations, by name or FILE.toml; may be repeated; absent: paper_bn
    data: data of all of them, such as digits (default: their own)
    steps: training steps (default: their own)
    seeds: number of seeds, from --seed on; default 4
    """
    return run(
        "paper scales",
        config=config,
        data=_joined(data),
        steps=steps,
        seeds=seeds,
        seed=seed,
        table=table,
        backend=backend,
    )


def norms(
    *,
    config: str | Sequence[str] | None = None,
    data: str | int | float | Sequence[str | int] | None = None,
    steps: int | None = None,
    seeds: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Fig. 1(e): the norm of the weights along training.

    config: configurations, by name or FILE.toml; may be repeated; absent: paper_nobn
    data: data of all of them, such as digits (default: their own)
    steps: training steps (default: their own)
    seeds: number of seeds, from --seed on; default 4
    """
    return run(
        "paper norms",
        config=config,
        data=_joined(data),
        steps=steps,
        seeds=seeds,
        seed=seed,
        table=table,
        backend=backend,
    )


def complexity_along_training(
    *,
    config: str | Sequence[str] | None = None,
    data: str | int | float | Sequence[str | int] | None = None,
    steps: int | None = None,
    seeds: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Complexity of the measured mixture along training.

    config: configurations, by name or FILE.toml; may be repeated; absent: paper_bn, paper_nobn, paper_bn_finite,
        train_bn
    data: data of all of them, such as digits (default: their own)
    steps: training steps (default: their own)
    seeds: number of seeds, from --seed on; default 4
    """
    return run(
        "paper complexity-along-training",
        config=config,
        data=_joined(data),
        steps=steps,
        seeds=seeds,
        seed=seed,
        table=table,
        backend=backend,
    )


def shares(
    *,
    config: str | Sequence[str] | None = None,
    data: str | int | float | Sequence[str | int] | None = None,
    steps: int | None = None,
    seeds: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Shares of path lengths before and after training, and by both laws.

    config: configurations, by name or FILE.toml; may be repeated; absent: paper_bn, paper_bn_finite
    data: data of all of them, such as digits (default: their own)
    steps: training steps (default: their own)
    seeds: number of seeds, from --seed on; default 4
    """
    return run(
        "paper shares",
        config=config,
        data=_joined(data),
        steps=steps,
        seeds=seeds,
        seed=seed,
        table=table,
        backend=backend,
    )


def depths(
    *,
    config: str | Sequence[str] | None = None,
    data: str | int | float | Sequence[str | int] | None = None,
    steps: int | None = None,
    seeds: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Mean path length along training, and by both laws.

    config: configurations, by name or FILE.toml; may be repeated; absent: paper_bn, train_bn
    data: data of all of them, such as digits (default: their own)
    steps: training steps (default: their own)
    seeds: number of seeds, from --seed on; default 4
    """
    return run(
        "paper depths",
        config=config,
        data=_joined(data),
        steps=steps,
        seeds=seeds,
        seed=seed,
        table=table,
        backend=backend,
    )


def depth_shifts(
    *,
    config: str | Sequence[str] | None = None,
    data: str | int | float | Sequence[str | int] | None = None,
    steps: int | None = None,
    seeds: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Mean path length before and after training.

    config: configurations, by name or FILE.toml; may be repeated; absent: paper_bn, paper_bn_finite, paper_bn_iso,
        paper_bn_lr01, paper_bn_p20, paper_bn_stop, paper_center, paper_nobn, paper_nobn_g1, paper_skip0, train_bn,
        train_bn_finite, train_center, train_nobn
    data: data of all of them, such as digits (default: their own)
    steps: training steps (default: their own)
    seeds: number of seeds, from --seed on; default 4
    """
    return run(
        "paper depth-shifts",
        config=config,
        data=_joined(data),
        steps=steps,
        seeds=seeds,
        seed=seed,
        table=table,
        backend=backend,
    )


def path_laws(
    *,
    config: str | Sequence[str] | None = None,
    data: str | int | float | Sequence[str | int] | None = None,
    steps: int | None = None,
    seeds: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Whether paths add in power or in amplitude, along training.

    config: configurations, by name or FILE.toml; may be repeated; absent: paper_bn, train_bn
    data: data of all of them, such as digits (default: their own)
    steps: training steps (default: their own)
    seeds: number of seeds, from --seed on; default 4
    """
    return run(
        "paper path-laws",
        config=config,
        data=_joined(data),
        steps=steps,
        seeds=seeds,
        seed=seed,
        table=table,
        backend=backend,
    )


def trained_complexity(
    *,
    config: str | Sequence[str] | None = None,
    data: str | int | float | Sequence[str | int] | None = None,
    steps: int | None = None,
    seeds: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Mean and typical complexity of the mixture of path lengths, before and after training.

    config: configurations, by name or FILE.toml; may be repeated; absent: paper_bn, train_bn
    data: data of all of them, such as digits (default: their own)
    steps: training steps (default: their own)
    seeds: number of seeds, from --seed on; default 4
    """
    return run(
        "paper trained-complexity",
        config=config,
        data=_joined(data),
        steps=steps,
        seeds=seeds,
        seed=seed,
        table=table,
        backend=backend,
    )


def normalisations(
    *,
    kind: str | Sequence[str] | None = None,
    steps: int | None = None,
    seeds: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Path lengths before and after training by normalisation, with a fixed and a trained readout.

    kind: normalisations; may be repeated; absent: all that need no condition
    steps: training steps; default 2000
    seeds: number of seeds, from --seed on; default 3
    """
    return run(
        "paper normalisations",
        kind=kind,
        steps=steps,
        seeds=seeds,
        seed=seed,
        table=table,
        backend=backend,
    )


def saddles(
    *,
    samples: int | None = None,
    measured_on: int | None = None,
    checkpoints: str | int | float | Sequence[str | int] | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Critical points of the training loss near the path of training.

    samples: networks with data; default 24
    measured_on: samples for the measured mixture; default 400
    checkpoints: steps of gradient descent that searches start from; default 0,1,3,10,30,100,300
    table: rows, by-checkpoint; '' is the first
    """
    return run(
        "paper saddles",
        samples=samples,
        measured_on=measured_on,
        checkpoints=_joined(checkpoints),
        seed=seed,
        table=table,
        backend=backend,
    )


def counted_paths(
    *,
    config: str | Sequence[str] | None = None,
    data: str | int | float | Sequence[str | int] | None = None,
    steps: int | None = None,
    seeds: int | None = None,
    points: int | None = None,
    path_samples: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Gradient norms by path length of real residual networks: exact, and paths counted.

    config: configurations, by name or FILE.toml; may be repeated; absent: conv_orig_bn
    data: data of all of them, such as digits (default: their own)
    steps: training steps (default: their own)
    seeds: number of seeds, from --seed on; default 1
    points: test points of the gradient; default 8
    path_samples: paths of each length; default 32
    table: rows, depths; '' is the first
    """
    return run(
        "paper counted-paths",
        config=config,
        data=_joined(data),
        steps=steps,
        seeds=seeds,
        points=points,
        path_samples=path_samples,
        seed=seed,
        table=table,
        backend=backend,
    )


def hessian(
    *,
    config: str | Sequence[str] | None = None,
    seeds: int | None = None,
    points: int | None = None,
    lanczos_steps: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Ends of the spectrum of the loss's Hessian along training.

    config: configurations, by name or FILE.toml; may be repeated; absent: paper_bn, train_bn
    seeds: number of seeds, from --seed on; default 2
    points: held-out points of the loss; default 512
    lanczos_steps: steps of Lanczos; default 50
    """
    return run(
        "paper hessian",
        config=config,
        seeds=seeds,
        points=points,
        lanczos_steps=lanczos_steps,
        seed=seed,
        table=table,
        backend=backend,
    )


def hessian_density(
    *,
    config: str | Sequence[str] | None = None,
    seeds: int | None = None,
    points: int | None = None,
    lanczos_steps: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Density of the eigenvalues of the loss's Hessian.

    config: configurations, by name or FILE.toml; may be repeated; absent: paper_bn
    seeds: number of seeds, from --seed on; default 2
    points: held-out points of the loss; default 512
    lanczos_steps: steps of Lanczos; default 50
    """
    return run(
        "paper hessian-density",
        config=config,
        seeds=seeds,
        points=points,
        lanczos_steps=lanczos_steps,
        seed=seed,
        table=table,
        backend=backend,
    )


def micro_batches(
    *,
    seeds: int | None = None,
    conv_seeds: int | None = None,
    steps: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Batch Kalman Normalization against batch norm in groups of 2 to 8 samples.

    seeds: number of seeds, from --seed on; default 8
    conv_seeds: seeds of the convolutional networks in groups of 2 and 4, a third of them elsewhere (default: as
        many)
    steps: training steps; default 300
    """
    return run(
        "paper micro-batches",
        seeds=seeds,
        conv_seeds=conv_seeds,
        steps=steps,
        seed=seed,
        table=table,
        backend=backend,
    )


def whitening(
    *,
    seeds: int | None = None,
    pilots: int | None = None,
    steps: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Steps to a training loss of whitening normalisations and batch norm.

    seeds: number of seeds, from --seed on; default 10
    pilots: seeds that choose the learning rates, others than those compared; default 3
    steps: training steps; default 600
    table: rows, rates; '' is the first
    """
    return run(
        "paper whitening",
        seeds=seeds,
        pilots=pilots,
        steps=steps,
        seed=seed,
        table=table,
        backend=backend,
    )


def whitening_cost(
    *,
    repeats: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Time of a step of whitening normalisations and batch norm.

    repeats: timings of each; default 15
    """
    return run(
        "paper whitening-cost",
        repeats=repeats,
        seed=seed,
        table=table,
        backend=backend,
    )


def questions(
    *,
    seeds: int | None = None,
    samples: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Conditional group norm against conditional batch norm, by batch size.

    seeds: number of seeds, from --seed on; default 8
    samples: seen in training, whatever the batch size; default 96000
    table: rows, crossover; '' is the first
    """
    return run(
        "paper questions",
        seeds=seeds,
        samples=samples,
        seed=seed,
        table=table,
        backend=backend,
    )


def adversarial_branches(
    *,
    seeds: int | None = None,
    steps: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Digits under attack: batch norm, and statistics of their own for attacked images.

    seeds: number of seeds, from --seed on; default 4
    steps: training steps; default 800
    table: rows, statistics; '' is the first
    """
    return run(
        "paper adversarial-branches",
        seeds=seeds,
        steps=steps,
        seed=seed,
        table=table,
        backend=backend,
    )


def class_gradients(
    *,
    seeds: int | None = None,
    steps: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Gradients of the classes in a conditional generator with Sandwich batch norm.

    seeds: number of seeds, from --seed on; default 4
    steps: training steps; default 2000
    """
    return run(
        "paper class-gradients",
        seeds=seeds,
        steps=steps,
        seed=seed,
        table=table,
        backend=backend,
    )


def reconstruction(
    *,
    seeds: int | None = None,
    steps: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Held-out digits rebuilt by generators with batch or weight normalisation.

    seeds: number of seeds, from --seed on; default 4
    steps: training steps; default 5000
    table: rows, curves; '' is the first
    """
    return run(
        "paper reconstruction",
        seeds=seeds,
        steps=steps,
        seed=seed,
        table=table,
        backend=backend,
    )
