"""The spectrum of path lengths along a training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

import numpy as np
import torch
from torch import Tensor, nn

from ..table import Table
from .lesion import accuracy
from .measuring import Inputs, call, measured, output_tensor
from .passes import Loss
from .spectrum import DepthSpectrum, depth_spectrum
from .units import Pairs, residual_units

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HISTORY = (
    ("config", "text", "", "name of the configuration"),
    ("seed", "integer", "1", "seed of weights and data"),
    ("step", "integer", "steps", "training steps made"),
    ("training_loss", "real", "1", "loss of the last training batch, before its step"),
    ("test_loss", "real", "1", "loss of the samples recorded, by the statistics of their own batch"),
    ("test_accuracy", "real", "1", "share of them classified right, by the statistics of their own batch"),
    ("running_accuracy", "real", "1", "the same by the running statistics of the training batches"),
    ("weight_norm", "real", "1", "root of the sum of squares of all parameters with two dimensions or more"),
    ("effective_depth", "real", "layers", "mean path length under the output shares"),
    ("signed_depth", "real", "layers", "mean path length under the signed shares"),
    ("weight_gradient_depth", "real", "layers", "empty: a cut pass has no gradients of weights by length"),
    ("input_gradient_depth", "real", "layers", "mean under the shares of the inputs' gradient"),
    ("cross", "real", "1", "E|y|^2 over the sum of E|y_r|^2"),
    ("beta_coherent", "real", "1", "scale, one for all units, whose coherent law has this effective depth"),
    ("beta_incoherent", "real", "1", "the same of the incoherent law"),
    ("theory_depth_coherent", "real", "layers", "mean path length predicted from the white gains of the units"),
    ("theory_depth_incoherent", "real", "layers", "the same of the incoherent law"),
    ("tv_coherent", "real", "1", "total variation distance between the output shares and the coherent law of beta_coherent"),
    ("tv_incoherent", "real", "1", "the same of the incoherent law"),
    ("centred_depth", "real", "layers", "mean path length of the centred outputs, y_r less its mean over the samples"),
    *(
        (prefix + name, "real", "1", f"{meaning} {whole}")
        for prefix, whole in (("centred_", "the centred outputs"), ("gradient_", "the inputs' gradient"))
        for name, meaning in (
            ("cross", "cross of"),
            ("beta_coherent", "scale, one for all units, whose coherent law has the depth of"),
            ("tv_coherent", "total variation distance between that law and the shares of"),
            ("beta_incoherent", "scale, one for all units, whose incoherent law has the depth of"),
            ("tv_incoherent", "total variation distance between that law and the shares of"),
        )
    ),
    ("theory_depth_normalised", "real", "layers", "empty: the law of random weights is that of dense normalised stacks"),
)


class Recorder:
    """Records the spectrum of path lengths of a model while it is trained.

        recorder = gt.Recorder(model, images, lambda logits: cross_entropy(logits, labels), every=100)
        recorder()
        for batch in batches:
            loss = ...; loss.backward(); optimiser.step()
            recorder(loss)
        recorder.plot()

    Call it once before the training, for its start, and once after each step; every `every`-th call records. `labels` are the
    classes of the images, for the accuracy; `options` go to depth_spectrum. The model, its gradients and the random state of the
    training stay as they were, so a training with a recorder takes the same steps as one without. A record of p units costs p/2
    to 3p/2 forward and backward passes of its images, as depth_spectrum does."""

    def __init__(
        self,
        model: nn.Module,
        images: Inputs,
        loss: Loss,
        every: int = 100,
        *,
        units: Optional[Pairs] = None,
        labels: Optional[Tensor] = None,
        name: str = "model",
        seed: int = 1,
        **options: Any,
    ) -> None:
        if not isinstance(every, int) or every < 1:
            raise ValueError(f"every: {every} is no number of steps, 1 or more")
        self.model, self.images, self.loss, self.every, self.labels = model, images, loss, every, labels
        self.units = residual_units(model) if units is None else residual_units(model, units)
        self.name, self.seed, self.options = name, seed, options
        self.calls = 0
        self.spectra: list[DepthSpectrum] = []
        """one a record"""
        self._rows: list[dict[str, Any]] = []

    def __call__(self, training_loss: Any = None) -> Optional[DepthSpectrum]:
        """Counts a step, the first call the start; gives the spectrum where it records."""
        step = self.calls
        self.calls += 1
        if step % self.every:
            return None
        spectrum = depth_spectrum(self.model, self.images, self.loss, self.units, **self.options)
        self.spectra.append(spectrum)
        self._rows.append(self._row(step, training_loss, spectrum))
        return spectrum

    def _row(self, step: int, training_loss: Any, spectrum: DepthSpectrum) -> dict[str, Any]:
        by_batch, right = self._tested("batch")
        lengths = np.arange(1, len(spectrum.gains) + 2)
        parameters = [one.detach().double() for one in self.model.parameters() if one.dim() > 1]
        found = {
            **spectrum.summary().row(0),
            "config": self.name,
            "seed": self.seed,
            "step": step,
            "training_loss": float("nan") if training_loss is None else float(torch.as_tensor(training_loss).detach()),
            "test_loss": by_batch,
            "test_accuracy": right,
            "running_accuracy": self._tested("running")[1],
            "weight_norm": sum(float(one.square().sum()) for one in parameters) ** 0.5,
            "weight_gradient_depth": float("nan"),
            "theory_depth_coherent": float(np.dot(lengths, spectrum.theory("coherent"))),
            "theory_depth_incoherent": float(np.dot(lengths, spectrum.theory("incoherent"))),
            "theory_depth_normalised": float("nan"),
        }
        return {name: found[name] for name, *_ in _HISTORY}

    def _tested(self, statistics: str) -> tuple[float, float]:
        with measured(self.model, statistics), torch.no_grad():
            returned = call(self.model, self.images)
            return float(self.loss(returned)), accuracy(output_tensor(returned), self.labels)

    def table(self) -> Table:
        """The records with the columns of history.csv that `glasscape train` writes (docs/columns.md), one row a record."""
        return Table(_HISTORY, {name: _column([row[name] for row in self._rows], kind) for name, kind, *_ in _HISTORY})

    def summaries(self) -> Table:
        """DepthSpectrum.summary() of every record, with its step."""
        if not self.spectra:
            raise ValueError("nothing is recorded yet: call the recorder once before the training and after each step")
        tables = [spectrum.summary() for spectrum in self.spectra]
        step = ("step", "integer", "steps", "training steps made")
        steps = np.array([row["step"] for row in self._rows])
        values = {name: np.concatenate([one[name] for one in tables]) for name in tables[0]}
        return Table([step, *tables[0].columns], {"step": steps, **values})

    def plot(self, **options: Any) -> list[Axes]:
        """Depth, cross term and distance from both laws against the step; options of glasscape.plotting.plot. Needs
        matplotlib."""
        from .. import plotting

        return plotting.plot(self.summaries(), kind="recorded", **options)


def _column(values: list[Any], kind: str) -> Any:
    return values if kind == "text" else np.array(values, dtype=np.int64 if kind == "integer" else np.float64)
