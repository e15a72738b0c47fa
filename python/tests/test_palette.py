"""Colours that nobody takes for each other, under normal vision, deuteranopia and protanopia."""

import numpy as np
import pytest

plotting_style = pytest.importorskip("glasscape.plotting.style", reason="matplotlib is not installed")
colorspacious = pytest.importorskip(
    "colorspacious", reason="colorspacious is not installed: distances cannot be computed"
)

from matplotlib.colors import to_rgb

VISIONS = {
    "normal": None,
    "deuteranopia": {"name": "sRGB1+CVD", "cvd_type": "deuteranomaly", "severity": 100},
    "protanopia": {"name": "sRGB1+CVD", "cvd_type": "protanomaly", "severity": 100},
}


def appearance(colours, vision: str) -> np.ndarray:
    """CAM02-UCS (J', a', b') of colours as seen, shape (colours, 3)."""
    rgb = np.array([to_rgb(colour) for colour in colours])
    if VISIONS[vision] is not None:
        rgb = np.clip(colorspacious.cspace_convert(rgb, VISIONS[vision], "sRGB1"), 0, 1)
    return colorspacious.cspace_convert(rgb, "sRGB1", "CAM02-UCS")


def smallest_distance(colours, vision: str) -> float:
    seen = appearance(colours, vision)
    distances = np.linalg.norm(seen[:, None] - seen[None], axis=-1)
    return float(distances[np.triu_indices(len(seen), 1)].min())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
def test_colours_and_ink_are_far_apart(theme, vision):
    of = plotting_style.theme(theme)
    assert len(set(of.palette)) == 8
    assert smallest_distance([*of.palette, of.ink], vision) > 10


def test_colours_stand_out_from_the_background():
    light, dark = plotting_style.theme("light"), plotting_style.theme("dark")
    assert appearance(light.palette, "normal")[:, 0].max() < 75
    assert appearance(dark.palette, "normal")[:, 0].min() > 45
    for of in (light, dark):
        lightness = appearance([*plotting_style.shades(of, 256), of.background], "normal")[:, 0]
        assert np.abs(lightness[:-1] - lightness[-1]).min() > 20


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
def test_the_sequential_map_rises_in_lightness(theme, vision):
    lightness = appearance(plotting_style.shades(plotting_style.theme(theme), 8), vision)[:, 0]
    assert np.all(np.diff(lightness) > 3)


def test_markers_are_as_many_as_colours():
    assert len(set(plotting_style.MARKERS)) == len(plotting_style.theme("light").palette)
    assert len(set(plotting_style.DASHES)) == len(plotting_style.DASHES)
