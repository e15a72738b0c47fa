"""The path lengths of PyTorch models, exactly.

    import glasscape.torch as gt

    spectrum = gt.depth_spectrum(model, images, lambda logits: cross_entropy(logits, labels))
    glasscape.Mixture(spectrum.spec()).complexity(index=0)
"""

from __future__ import annotations

try:
    import torch as _torch  # noqa: F401
except ImportError:
    raise ImportError("glasscape.torch measures PyTorch models: pip install 'glasscape[torch]'") from None

from .laws import normalised_stack
from .lesion import lesion
from .polynomials import UnitGain
from .recorder import Recorder
from .shares import Shares
from .spectrum import CutPolynomials, DepthSpectrum, cut_polynomials, depth_spectrum
from .units import ResidualUnit, residual_units

__all__ = [
    "CutPolynomials",
    "DepthSpectrum",
    "Recorder",
    "ResidualUnit",
    "Shares",
    "UnitGain",
    "cut_polynomials",
    "depth_spectrum",
    "lesion",
    "normalised_stack",
    "residual_units",
]
