"""The exact spectrum of path lengths of a PyTorch model."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Optional

import numpy as np
import torch
from torch import Tensor, nn

from .. import _core
from ..table import Table
from .measuring import Inputs, measured
from .passes import Loss, Visit, Walk, request, walk
from .path_norms import PathSample
from .polynomials import UnitGain
from .shares import Floats, Powers, Shares
from .units import Pairs

LAWS = ("coherent", "incoherent")


@dataclass(frozen=True)
class CutPolynomials:
    """Outputs and gradients by the number of blocks that paths take, r = 0..p, first in the shape."""

    outputs: Tensor
    """y_r (p + 1, *output); they sum to the model's output"""
    gradients: Tensor
    """g_r (p + 1, *inputs); they sum to the gradient by the inputs, or by the input of the first unit for tokens"""
    units: tuple[UnitGain, ...]
    """gains of the units, in the order in which they run"""
    residual: float
    """largest |sum of y_r - y| over the largest |y|"""
    gradient_residual: float
    """the same of the gradient"""


def cut_polynomials(
    model: nn.Module,
    x: Inputs,
    loss: Optional[Loss] = None,
    units: Optional[Pairs] = None,
    *,
    cotangent: str = "loss",
    statistics: str = "auto",
    gradients: str = "tangent",
    seed: int = 0,
) -> CutPolynomials:
    """Outputs and gradients of a model by path length, as tensors.

    gradients: 'tangent', parts of the model's own gradient, or 'frozen', parts of the gradient at frozen statistics, patterns
        and gates, as `glasscape depth` counts them.
    The other arguments, errors and costs are those of depth_spectrum; memory for p + 1 outputs and inputs besides."""
    asked = request(model, x, loss, units, cotangent, statistics, gradients, None, seed)
    outputs: list[Tensor] = []
    inputs: list[Tensor] = []
    visit = Visit(lambda r, one, whole: outputs.append(one), lambda r, one, whole: inputs.append(one))
    with measured(model, asked.statistics):
        found = walk(asked, visit)
    return CutPolynomials(
        torch.stack(outputs), torch.stack(inputs), tuple(found.gains), found.residual, found.gradient_residual
    )


@dataclass(frozen=True, repr=False)
class DepthSpectrum:
    """Shares of path lengths of a model on a batch.

    A path's length counts the residual units whose branch it takes: `blocks`, 0..p. Beside it r = blocks + 1 counts the
    stem as the first layer, which is the order of the spin glass in the weights; depths are means of r."""

    model: str
    """name of its class"""
    samples: int
    """positions of sequences counted one by one"""
    loss: float
    """NaN where none was given"""
    cotangent: str
    """loss or random"""
    statistics: str
    """batch, centred or running"""
    output: Shares
    """of the outputs"""
    centred: Shares
    """of the outputs less their means over samples"""
    gradient: Shares
    """of the gradient by the inputs"""
    gains: tuple[UnitGain, ...]
    """of the units, in the order in which they run"""
    residual: float
    """largest |sum of y_r - y| over the largest |y|"""
    gradient_residual: float
    """the same of the gradient"""
    paths: Optional[Table]
    """single paths by length, where `paths` asked for them"""

    @property
    def units(self) -> Table:
        """One row a unit: name, gain, white_gain, source, offset, gate_openness."""
        columns = [
            ("name", "text", "", "residual unit"),
            ("gain", "real", "1", "root of E|branch|^2/E|input|^2"),
            ("white_gain", "real", "1", "the same of white noise through the frozen branch, relative to the shortcut"),
            ("source", "real", "1", "norm of what the branch adds whatever its input, over that of its output"),
            ("offset", "real", "1", "norm of what shortcut and way to the next unit add whatever they are given, over the sum's"),
            ("gate_openness", "real", "1", "share of open ReLU gates in the branch; empty where it has none"),
        ]
        rows = {name: np.array([getattr(one, name) for one in self.gains]) for name, *_ in columns[1:]}
        return Table(columns, {"name": [one.name for one in self.gains], **rows})

    def table(self) -> Table:
        """One row a length."""
        meanings = {
            "output_share": "E|y_r|^2 over its sum",
            "signed_share": "E<y_r, y>/E|y|^2; sums to 1, may be negative",
            "centred_share": "output_share less the means over samples",
            "centred_signed_share": "signed_share less the means over samples",
            "input_gradient_share": "share of |dL/dx|^2",
            "signed_gradient_share": "<g_r, g>/|g|^2; sums to 1, may be negative",
            "theory_coherent": "share predicted from the white gains of the units, amplitudes add",
            "theory_incoherent": "the same, powers add",
        }
        values = [
            *(self.output.share, self.output.signed, self.centred.share, self.centred.signed),
            *(self.gradient.share, self.gradient.signed, self.theory("coherent"), self.theory("incoherent")),
        ]
        blocks = np.arange(len(self.gains) + 1)
        columns = [
            ("blocks", "integer", "1", "residual units whose branch the path takes"),
            ("r", "integer", "layers", "path length, blocks + 1: the stem is the first layer"),
            *((name, "real", "1", meaning) for name, meaning in meanings.items()),
        ]
        return Table(columns, {"blocks": blocks, "r": blocks + 1, **dict(zip(meanings, values))})

    def theory(self, law: str) -> Floats:
        """Shares (p + 1,) of a law, 'coherent' or 'incoherent', with the white gains as scales; NaN where one is none."""
        gains = np.array([one.white_gain for one in self.gains])
        if not np.isfinite(gains).all():
            return np.full(len(gains) + 1, np.nan)
        return _core.law_shares(law, gains)

    def summary(self) -> Table:
        """One row: depths (means of r), cross terms, both one-parameter laws fitted to each kind of shares, residuals."""
        cells: list[tuple[str, str, str, float, str]] = []

        def add(name: str, unit: str, value: float, meaning: str) -> None:
            cells.append((name, "real", unit, value, meaning))

        kinds = (
            ("", "effective_depth", self.output, "outputs"),
            ("centred_", "centred_depth", self.centred, "centred outputs"),
            ("gradient_", "input_gradient_depth", self.gradient, "gradient"),
        )
        for prefix, depth, shares, words in kinds:
            add(depth, "layers", _depth(shares.share), f"mean path length under the shares of the {words}")
            add(f"{prefix}signed_depth", "layers", _depth(shares.signed), f"the same under the signed shares of the {words}")
            add(f"{prefix}cross", "1", shares.cross, "power of the whole over the sum of the powers by length")
            for law in LAWS:
                beta, variation = fitted(law, shares.share)
                add(f"{prefix}beta_{law}", "1", beta, f"scale, one for all units, whose {law} law has this depth")
                add(f"{prefix}tv_{law}", "1", variation, "total variation distance between the shares and that law")
        openness = [one.gate_openness for one in self.gains if not np.isnan(one.gate_openness)]
        mean = float(np.mean(openness)) if openness else float("nan")
        add("gate_openness", "1", mean, "share of open ReLU gates, mean over units")
        add("loss", "1", self.loss, "loss of the batch")
        add("residual", "1", self.residual, "largest |sum of y_r - y| over the largest |y|: rounding")
        add("gradient_residual", "1", self.gradient_residual, "the same of the gradient")
        columns = [(name, kind, unit, meaning) for name, kind, unit, _, meaning in cells]
        return Table(columns, {name: np.array([value]) for name, _, _, value, _ in cells})

    def spec(self, form: str = "terms") -> str:
        """The measured mixture as a spec for glasscape.Mixture.

        form: 'terms', the centred shares as weights eps_r^2; 'fit', resnet:p=..,beta=.. of the coherent law fitted to them;
            'layers', the white gain of every unit as its scale.
        Raises ValueError for another word, and where the shares do not exist (one sample, outputs without power)."""
        if form == "layers":
            gains = [one.white_gain for one in self.gains]
            if not np.isfinite(gains).all() or not any(gains):
                raise ValueError("spec: no white gain of the units is finite and positive, so there are no scales of layers")
            return "layers:" + ",".join(repr(float(gain)) for gain in gains)
        if form not in ("terms", "fit"):
            raise ValueError(f"spec: '{form}' is none of terms, fit, layers")
        shares = self.centred.share
        if not np.isfinite(shares).all():
            raise ValueError("spec: there are no centred shares: two samples or more are needed, and outputs that differ")
        if form == "terms":
            return "terms:" + ",".join(f"{r}={float(share)!r}" for r, share in enumerate(shares, 1) if share > 0)
        beta = fitted("coherent", shares)[0]
        if not 0 < beta < float("inf"):
            raise ValueError(
                f"spec: all weight lies on one length, {_depth(shares):g} of {len(shares)}, where no beta is finite; use 'terms'"
            )
        return f"resnet:p={len(shares)},beta={beta!r}"

    def __repr__(self) -> str:
        row = self.summary().row(0)

        def laws(prefix: str) -> str:
            return f"total variation {row[prefix + 'tv_coherent']:.2f} coherent, {row[prefix + 'tv_incoherent']:.2f} incoherent"

        return "\n".join(
            [
                f"DepthSpectrum of {self.model}: {len(self.gains)} units, {self.samples} samples; mean path lengths of "
                f"{len(self.gains) + 1} layers",
                f"  outputs   {row['effective_depth']:.2f}, cross {row['cross']:.2f}, {laws('')}",
                f"  centred   {row['centred_depth']:.2f}, cross {row['centred_cross']:.2f}, {laws('centred_')}",
                f"  gradients {row['input_gradient_depth']:.2f}, cross {row['gradient_cross']:.2f}, {laws('gradient_')}",
                f"  sums over lengths miss the output by {self.residual:.0e}, the gradient by {self.gradient_residual:.0e}",
            ]
        )

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(repr(self))}</pre>{self.table()._repr_html_()}"


def _depth(shares: Floats) -> float:
    return float(np.dot(np.arange(1, len(shares) + 1), shares))


def fitted(law: str, shares: Floats) -> tuple[float, float]:
    """The scale whose law has the mean length of `shares` (p + 1,), and the total variation distance from that law; NaN
    where there are no shares."""
    lengths, depth = len(shares), _depth(shares)
    if not np.isfinite(depth):
        return float("nan"), float("nan")
    beta = _core.fitted_beta(law, lengths, min(max(depth, 1.0), float(lengths)))
    predicted = np.zeros(lengths)
    if np.isfinite(beta):
        predicted = _core.law_shares(law, np.full(lengths - 1, beta))
    else:
        predicted[-1] = 1.0
    return float(beta), float(np.abs(shares - predicted).sum() / 2)


def depth_spectrum(
    model: nn.Module,
    x: Inputs,
    loss: Optional[Loss] = None,
    units: Optional[Pairs] = None,
    *,
    cotangent: str = "loss",
    statistics: str = "auto",
    batch: Optional[int] = None,
    paths: int = 0,
    seed: int = 0,
) -> DepthSpectrum:
    """The exact spectrum of path lengths of a residual network on a batch (Veit, Wilber, Belongie 2016; Littwin, Wolf 2016).

    x: inputs (B, ...), or keyword arguments of the model; gradients are by the inputs, or by the input of the first unit
        where the inputs are tokens or keywords.
    loss: of what the model returns, a scalar, mean over samples.
    units: (first, last) names of the branches; None finds known blocks (residual_units).
    cotangent: where gradients start: 'loss', or 'random' for a Gaussian one at the outputs, which few misfits do not rule.
    statistics: of batch normalisation: 'batch'; 'running', whose constants are paths of their own; 'centred', running
        with the batch mean linear; 'auto', batch in training mode and centred in evaluation mode.
    batch: samples taken at a time; None for all.
    paths: single paths sampled for every length, for `paths` of the result, p + 1 reverse passes each; 0 for none.
    Outputs come from the frozen map, whose statistics, attention patterns and gates are constants; gradients from the model
    itself. Dropout is off; buffers, flags, hooks and random state stay as they are. Devices and dtypes are the model's.
    Raises ValueError where units are no chain, run twice, change their input in place, where the loss is no scalar, values
    are not finite, memory does not suffice, or a sum over lengths misses its whole by 1e-3.
    p (p + 1)/2 products with a branch for gradients, and as many of twice the cost for outputs: in all p/2 to 3p/2 times a
    forward and backward pass. Memory for p + 1 times the widest activation between units, besides what training keeps."""
    if not isinstance(paths, int) or paths < 0:
        raise ValueError(f"paths: {paths} is no number of paths, 0 or more")
    asked = request(model, x, loss, units, cotangent, statistics, "tangent", batch, seed)
    lengths = len(asked.units) + 1
    outputs, gradients = Powers(lengths, centred=True), Powers(lengths, centred=False)
    sample = PathSample(paths, seed) if paths else None
    visit = Visit(outputs.add, gradients.add, sample.take if sample else None)
    with measured(model, asked.statistics):
        found = walk(asked, visit)
    return _spectrum(type(model).__name__, asked.cotangent, asked.statistics, outputs, gradients, found, sample)


def _spectrum(
    model: str, cotangent: str, statistics: str, outputs: Powers, gradients: Powers, found: Walk, sample: Optional[PathSample]
) -> DepthSpectrum:
    p = len(found.gains)
    outputs.cut(p + 1)
    gradients.cut(p + 1)
    return DepthSpectrum(
        model,
        outputs.samples,
        found.loss,
        cotangent,
        statistics,
        outputs.shares(),
        outputs.centred_shares(),
        gradients.shares(),
        tuple(found.gains),
        found.residual,
        found.gradient_residual,
        sample.table(np.sqrt(gradients.power)) if sample else None,
    )
