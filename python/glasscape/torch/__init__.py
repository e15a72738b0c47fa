"""PyTorch models seen with glasscape's instruments: exact path lengths, any loss as a landscape, the spectrum of its Hessian.

    import glasscape.torch as gt

    spectrum = gt.depth_spectrum(model, images, lambda logits: cross_entropy(logits, labels))
    glasscape.Mixture(spectrum.spec()).complexity(index=0)

docs/own_network.md says what the numbers mean, and what they cost.
"""

from __future__ import annotations

try:
    import torch as _torch  # noqa: F401
except ImportError:
    raise ImportError("glasscape.torch measures PyTorch models: pip install 'glasscape[torch]'") from None

from .free import free_descent, free_lanczos, free_newton
from .hessian import HessianSpectrum, hessian_spectrum
from .landscape import FreeLandscape, SphereLandscape, landscape
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
    "FreeLandscape",
    "HessianSpectrum",
    "Recorder",
    "ResidualUnit",
    "Shares",
    "SphereLandscape",
    "UnitGain",
    "cut_polynomials",
    "depth_spectrum",
    "free_descent",
    "free_lanczos",
    "free_newton",
    "hessian_spectrum",
    "landscape",
    "lesion",
    "normalised_stack",
    "residual_units",
]
