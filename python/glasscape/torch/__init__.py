"""PyTorch models seen with glasscape's instruments: any loss as a landscape, the spectrum of its Hessian."""

from __future__ import annotations

try:
    import torch as _torch  # noqa: F401
except ImportError:
    raise ImportError("glasscape.torch measures PyTorch models: pip install 'glasscape[torch]'") from None

from .free import free_descent, free_lanczos, free_newton
from .hessian import HessianSpectrum, hessian_spectrum
from .landscape import FreeLandscape, SphereLandscape, landscape

__all__ = [
    "FreeLandscape",
    "HessianSpectrum",
    "SphereLandscape",
    "free_descent",
    "free_lanczos",
    "free_newton",
    "hessian_spectrum",
    "landscape",
]
