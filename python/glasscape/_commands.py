"""The commands of the program as functions.

Made from the commands of the program by scripts/generate_python.py: the same parameters, defaults and tables. What is left None has the
default of the command line. Lists may be given where the command line takes comma-separated or repeated values."""

from __future__ import annotations

from typing import Any, Literal, Sequence

from ._core import run
from .table import Table


def _joined(value: Any) -> Any:
    return ",".join(str(item) for item in value) if isinstance(value, (list, tuple, range)) else value


__all__ = [
    "mixture",
    "complexity",
    "thresholds",
    "count",
    "pairs",
    "descend",
    "depth",
    "hessian",
    "saddles",
    "compare_counts",
    "compare_depth",
]


def mixture(
    spec: str | Sequence[str],
    *,
    summary: bool = False,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Terms of a mixture, or one row of moments with --summary.

    spec: pure:3 | terms:2=0.4,3=0.6 | resnet:p=10,beta=0.5 | layers:0.4,0.5,0.9 | paths:p=10,b=0.7; the last three
        take field=drop too
    summary: one row of moments per mixture instead of the terms
    """
    return run(
        "mixture",
        spec=spec,
        summary=summary,
        seed=seed,
        table=table,
        backend=backend,
    )


def complexity(
    spec: str | Sequence[str],
    *,
    size: str | int | float | Sequence[str | int] | None = None,
    index: str | int | float | Sequence[str | int] | None = None,
    energy: str | int | float | Sequence[str | int] | None = None,
    count: Literal["density", "below"] | None = None,
    method: Literal["exact", "sample"] | None = None,
    samples: int | None = None,
    typical: bool = False,
    radial: str | int | float | Sequence[str | int] | None = None,
    second_moment: bool = False,
    spread: float | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Mean number of critical points (Kac-Rice), asymptotic or at finite N.

    spec: mixture specs, e.g. pure:3 or resnet:p=10,beta=0.5
    size: number of spins N, or inf; a comma-separated list gives rows for each; default inf
    index: comma-separated: total, whole numbers (negative Hessian eigenvalues), gamma=FRACTION (inf only); default
        total
    energy: energies per spin, LO:HI:STEP or one number; absent: all energies
    count: density: points per unit of energy (default with --energy); below: points with H/N < energy (density,
        below)
    method: at finite N: exact (total: any N; all indices to N = 60, minima and maxima to N = 120) or sample (GOE
        spectra, any N, with standard errors); default exact (exact, sample)
    samples: number of GOE spectra for --method sample, of pairs of matrices for --second-moment; default 100000
    typical: the count of a typical sample beside the mean count (size inf, with --energy)
    radial: with --typical: radial derivatives per spin x, LO:HI:STEP or one number, for rows by energy and x
    second_moment: second moments E[Crt_k Crt_l] at finite N (Kac-Rice for pairs) of the indices given
    spread: with --second-moment: standard deviation of the reweighted normals, default 1.3; 1.6 for minima
    table: rows, overlaps; '' is the first
    """
    return run(
        "complexity",
        spec=spec,
        size=_joined(size),
        index=_joined(index),
        energy=_joined(energy),
        count=_joined(count),
        method=_joined(method),
        samples=samples,
        typical=typical,
        radial=_joined(radial),
        second_moment=second_moment,
        spread=spread,
        seed=seed,
        table=table,
        backend=backend,
    )


def thresholds(
    spec: str | Sequence[str],
    *,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Characteristic energies of a mixture.

    spec: mixture specs, e.g. pure:3 or resnet:p=10,beta=0.5
    """
    return run(
        "thresholds",
        spec=spec,
        seed=seed,
        table=table,
        backend=backend,
    )


def count(
    spec: str | Sequence[str],
    size: str | int | float | Sequence[str | int],
    *,
    samples: int | None = None,
    energy: str | int | float | Sequence[str | int] | None = None,
    second_moment: bool = False,
    matrices: int | None = None,
    spread: float | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Find all critical points of drawn Hamiltonians, against Kac-Rice.

    spec: mixture specs, e.g. pure:3 or resnet:p=5,beta=1
    size: numbers of spins N, e.g. 8 or 4,5,6
    samples: number of disorders; default 100
    energy: windows of energies per spin, LO:HI:STEP; absent: all energies only
    second_moment: products of counts by pairs of indices, and overlaps of pairs, against Kac-Rice for pairs
    matrices: with --second-moment: pairs of random matrices for the prediction; default 100000
    spread: with --second-moment: standard deviation of the reweighted normals, 1 to 10; 1.6 for minima; default 1.3
    table: rows, points, overlaps; '' is the first
    """
    return run(
        "count",
        spec=spec,
        size=_joined(size),
        samples=samples,
        energy=_joined(energy),
        second_moment=second_moment,
        matrices=matrices,
        spread=spread,
        seed=seed,
        table=table,
        backend=backend,
    )


def pairs(
    spec: str | int | float | Sequence[str | int],
    energy: float,
    *,
    typical: bool = False,
    overlap: str | int | float | Sequence[str | int] | None = None,
    second: str | int | float | Sequence[str | int] | None = None,
    size: int | None = None,
    samples: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """The landscape seen from one minimum: two-point complexity by overlap and energy.

    spec: mixture spec, e.g. pure:3 or resnet:p=10,beta=1,field=drop
    energy: energy per spin u0 of the reference minimum
    typical: the typical number of second points too, replica symmetric (no field; its stability is not tested)
    overlap: overlaps with the reference, LO:HI:STEP or one number; default 0.01:0.99:0.01
    second: energies per spin of the second point, LO:HI:STEP or one number; absent: 100 up to the threshold and
        half as far above
    size: number of spins N of samples whose points are laid over the map, e.g. 10 to 14
    samples: with --size: number of disorders; default 10
    table: rows, lowest, barrier, points; '' is the first
    """
    return run(
        "pairs",
        spec=_joined(spec),
        energy=energy,
        typical=typical,
        overlap=_joined(overlap),
        second=_joined(second),
        size=size,
        samples=samples,
        seed=seed,
        table=table,
        backend=backend,
    )


def descend(
    spec: str | int | float | Sequence[str | int],
    size: str | int | float | Sequence[str | int],
    *,
    replicas: int | None = None,
    disorders: int | None = None,
    method: str | int | float | Sequence[str | int] | None = None,
    steps: int | None = None,
    start: str | int | float | Sequence[str | int] | None = None,
    step: float | None = None,
    gradient_flow: bool = False,
    temperature: float | None = None,
    momentum: float | None = None,
    noise: float | None = None,
    batches: int | None = None,
    tolerance: float | None = None,
    hessian: bool = False,
    critical_point: bool = False,
    couplings: str | int | float | Sequence[str | int] | None = None,
    precision: str | int | float | Sequence[str | int] | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Dynamics of many replicas on drawn Hamiltonians.

    spec: mixture spec, e.g. pure:3 or resnet:p=10,beta=0.5
    size: number of spins N, or inf
    replicas: replicas on each disorder; absent: 16, with conditional couplings 1
    disorders: number of disorders; default 1
    method: gradient, momentum, stochastic or langevin; default gradient
    steps: steps, one evaluation each; default 1000
    start: random, or at --size inf thermal:T, a sample of temperature T; default random
    step: step h; absent: with tensors line search for gradient and 0.02 for the other methods, else
        0.35/sqrt(nu''(1))
    gradient_flow: at --size inf, the limit of small steps: extrapolated from steps of h, h/2 and h/4, with its
        error
    temperature: temperature T of langevin
    momentum: momentum m in [0, 1); absent: 0.9
    noise: amplitude of the noise of stochastic; absent: 0.5
    batches: stochastic: landscapes of the noise, met in turn; absent: a new one at each step
    tolerance: a replica rests below this gradient norm; default 1e-06
    hessian: adds the ends of the Hessian's spectrum where each replica ended, and how many eigenvalues are negative
    critical_point: adds the critical point nearby, of any index, that a search from where each replica ended leads
        to
    couplings: auto, packed, generated or conditional; default auto
    precision: couplings that are kept or generated: half, single or double; absent: single
    """
    return run(
        "descend",
        spec=_joined(spec),
        size=_joined(size),
        replicas=replicas,
        disorders=disorders,
        method=_joined(method),
        steps=steps,
        start=_joined(start),
        step=step,
        gradient_flow=gradient_flow,
        temperature=temperature,
        momentum=momentum,
        noise=noise,
        batches=batches,
        tolerance=tolerance,
        hessian=hessian,
        critical_point=critical_point,
        couplings=_joined(couplings),
        precision=_joined(precision),
        seed=seed,
        table=table,
        backend=backend,
    )


def depth(
    checkpoint: str | int | float | Sequence[str | int],
    *,
    network: str | int | float | Sequence[str | int] | None = None,
    data: str | int | float | Sequence[str | int] | None = None,
    summary: bool = False,
    spec: bool = False,
    points: int | None = None,
    gradient_points: int | None = None,
    statistics: Literal["batch", "running", "centred"] | None = None,
    count: Literal["blocks", "layers"] | None = None,
    cotangent: Literal["loss", "random"] | None = None,
    paths: int | None = None,
    lesion: bool = False,
    lesion_draws: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """The exact path-length spectrum of a trained network.

    checkpoint: a seedK.ckpt that train left, or with --network a safetensors file of weights
    network: configuration of weights that are no checkpoint, a name or a FILE.toml
    data: where the data of the training are now, as train takes it; absent: as the checkpoint names them
    summary: one row: mean depths, cross term, fitted betas, residual
    spec: print the measured scales of the layers as a mixture spec
    points: test points of the output shares; default 2000
    gradient_points: test points of the gradient shares; default 512
    statistics: of the batch normalisation of a convolutional network (batch, running, centred); default batch
    count: what the lengths of a convolutional network count (blocks, layers); default blocks
    cotangent: where the gradients of a convolutional network start (loss, random); default loss
    paths: adds the gradient norms of single paths, so many of each length, beside the exact ones
    lesion: adds the loss with layers taken out, so that r are left
    lesion_draws: choices of the layers taken out, for --lesion; default 20
    """
    return run(
        "depth",
        checkpoint=_joined(checkpoint),
        network=_joined(network),
        data=_joined(data),
        summary=summary,
        spec=spec,
        points=points,
        gradient_points=gradient_points,
        statistics=_joined(statistics),
        count=_joined(count),
        cotangent=_joined(cotangent),
        paths=paths,
        lesion=lesion,
        lesion_draws=lesion_draws,
        seed=seed,
        table=table,
        backend=backend,
    )


def hessian(
    checkpoint: str | int | float | Sequence[str | int],
    *,
    network: str | int | float | Sequence[str | int] | None = None,
    data: str | int | float | Sequence[str | int] | None = None,
    points: int | None = None,
    lanczos_steps: int | None = None,
    probes: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """The spectrum of the loss's Hessian of a trained network.

    checkpoint: a seedK.ckpt that train left, or with --network a safetensors file of weights
    network: configuration of weights that are no checkpoint, a name or a FILE.toml
    data: where the data of the training are now, as train takes it; absent: as the checkpoint names them
    points: held-out points of the loss; default 512
    lanczos_steps: Hessian-vector products of a probe; default 100
    probes: random starting vectors; default 8
    table: rows, density; '' is the first
    """
    return run(
        "hessian",
        checkpoint=_joined(checkpoint),
        network=_joined(network),
        data=_joined(data),
        points=points,
        lanczos_steps=lanczos_steps,
        probes=probes,
        seed=seed,
        table=table,
        backend=backend,
    )


def saddles(
    checkpoint: str | int | float | Sequence[str | int],
    *,
    network: str | int | float | Sequence[str | int] | None = None,
    data: str | int | float | Sequence[str | int] | None = None,
    points: int | None = None,
    starts: int | None = None,
    steps: int | None = None,
    subspace: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Critical points of the loss near a trained network.

    checkpoint: a seedK.ckpt that train left, or with --network a safetensors file of weights
    network: configuration of weights that are no checkpoint, a name or a FILE.toml
    data: where the data of the training are now, as train takes it; absent: as the checkpoint names them
    points: held-out points of the loss; default 256
    starts: searches: from the checkpoint, and from an angle of 0.1 beside it; default 4
    steps: steps of a search; default 100
    subspace: Hessian-vector products of a step; default 100
    """
    return run(
        "saddles",
        checkpoint=_joined(checkpoint),
        network=_joined(network),
        data=_joined(data),
        points=points,
        starts=starts,
        steps=steps,
        subspace=subspace,
        seed=seed,
        table=table,
        backend=backend,
    )


def compare_counts(
    *,
    unique: int | None = None,
    depth: int | None = None,
    width: int | None = None,
    inputs: int | None = None,
    rho: float | None = None,
    sharing: Literal["signed", "plain", "both"] | None = None,
    gates: Literal["mean", "bernoulli", "softplus"] | None = None,
    averaged: int | None = None,
    sharpness: float | None = None,
    samples: int | None = None,
    disorders: int | None = None,
    matrices: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Critical points of small networks of shared weights.

    unique: unique weights Lambda, the N of the sphere; default 6
    depth: layers p; default 3
    width: units of a layer; default 4
    inputs: units of the input layer; default 12
    rho: gate openness, in (0, 1]; default 0.5
    sharing: signs of the edges: signed, plain or both (signed, plain, both); default both
    gates: mean (rho for every gate), bernoulli, or softplus (a smooth network) (mean, bernoulli, softplus); default
        mean
    averaged: inputs that H averages over, for bernoulli and softplus; default 1
    sharpness: kappa of softplus(kappa u)/kappa; default 1
    samples: networks counted, for each sharing; default 300
    disorders: assignments in the exact Kac-Rice estimate; default 30000
    matrices: pairs of random matrices for --fluctuations; default 200000
    table: rows, profile, fluctuations; '' is the first
    """
    return run(
        "compare counts",
        unique=unique,
        depth=depth,
        width=width,
        inputs=inputs,
        rho=rho,
        sharing=_joined(sharing),
        gates=_joined(gates),
        averaged=averaged,
        sharpness=sharpness,
        samples=samples,
        disorders=disorders,
        matrices=matrices,
        seed=seed,
        table=table,
        backend=backend,
    )


def compare_depth(
    *,
    config: str | Sequence[str] | None = None,
    history: str | Sequence[str] | None = None,
    data: str | int | float | Sequence[str | int] | None = None,
    depth: int | None = None,
    width: int | None = None,
    norm: str | int | float | Sequence[str | int] | None = None,
    placement: Literal["after", "before"] | None = None,
    ghost: int | None = None,
    epochs: int | None = None,
    steps: int | None = None,
    lr: float | None = None,
    batch: int | None = None,
    seeds: int | None = None,
    seed: int = 1,
    table: str = "",
    backend: str = "auto",
) -> Table:
    """Path lengths before and after training, against both laws.

    config: configurations, by name or FILE.toml; may be repeated
    history: instead: tables with the columns of history.csv, of trainings that were done; may be repeated
    data: gaussian, digits, idx:IMAGES,LABELS[,TEST_IMAGES,TEST_LABELS], cifar10:FILE[,FILE...],
        cifar100:FILE[,FILE...] or csv:FILE,LABEL_COLUMN[,condition=COLUMN]
    depth: number of layers p
    width: units of a layer
    norm: normalisation: none, paper_scale, paper_scale_stopgrad, paper_scale_centred, skip_init, batch_norm,
        layer_norm, group_norm, rms_norm, cond_batch_norm, cond_group_norm, sandwich_bn, aux_bn, sandwich_aux_bn,
        iter_norm, swbn_kl, swbn_fro, kalman_norm, weight_norm, weight_norm_strict_trelu, weight_norm_tprelu,
        weight_norm_affine
    placement: where the normalisation stands: after the gate, N(ReLU(W h)), or before, ReLU(N(W h)) (default:
        after; before for kalman_norm and kinds that replace the weights) (after, before)
    ghost: samples of the groups of a training batch whose statistics are taken together; must divide the batch
        (default: the whole batch)
    epochs: passes over stored training points
    steps: training steps
    lr: learning rate
    batch: samples of a training batch
    seeds: seeds of each, from --seed on; changes are paired by seed; default 8
    table: rows, changes; '' is the first
    """
    return run(
        "compare depth",
        config=config,
        history=history,
        data=_joined(data),
        depth=depth,
        width=width,
        norm=_joined(norm),
        placement=_joined(placement),
        ghost=ghost,
        epochs=epochs,
        steps=steps,
        lr=lr,
        batch=batch,
        seeds=seeds,
        seed=seed,
        table=table,
        backend=backend,
    )
