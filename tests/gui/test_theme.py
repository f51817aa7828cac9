"""Colours: the runs are those of Okabe and Ito, apart for every eye, and every text can be read on its ground."""

from itertools import combinations, product

import numpy as np
import pytest

from regsim.arrays import FloatArray
from regsim.gui.theme import THEMES, Theme
from regsim.gui.views.hues import of_class, rgb

OKABE_ITO = {"#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"}
TEXT, GRAPHICS = 4.5, 3.0  # least contrast by WCAG 2.2, 1.4.3 and 1.4.11
APART = 15.0  # in CIELAB: 2 is just seen
N_HUES = 6
# Machado, Oliveira, Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009
SEEN_BY = {
    "everyone": np.eye(3),
    "protanopes": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopes": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopes": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.119192, 0.9503041]]
)
themes = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))


def linear(color: str) -> FloatArray:
    """Red, green and blue in proportion to light, 0 to 1."""
    v = np.array(rgb(color)) / 255.0
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def contrast(a: str, b: str) -> float:
    """The ratio of luminances by WCAG, 1 to 21."""
    light = sorted(float(TO_XYZ[1] @ linear(color)) for color in (a, b))
    return (light[1] + 0.05) / (light[0] + 0.05)


def lab(color: str, eye: str) -> FloatArray:
    """CIELAB of a colour as some people see it."""
    xyz = TO_XYZ @ np.clip(np.asarray(SEEN_BY[eye]) @ linear(color), 0.0, 1.0) / TO_XYZ.sum(axis=1)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16.0 / 116.0)
    return np.array([116.0 * f[1] - 16.0, 500.0 * (f[0] - f[1]), 200.0 * (f[1] - f[2])])


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@themes
def test_runs_have_colours_of_okabe_and_ito_that_stand_out_from_the_background(theme: Theme) -> None:
    assert set(theme.runs) <= OKABE_ITO
    assert len(set(theme.runs)) == len(theme.runs)
    assert min(contrast(color, theme.window) for color in (*theme.runs, theme.data)) >= GRAPHICS


@themes
@pytest.mark.parametrize("eye", SEEN_BY)
def test_runs_and_the_first_two_classes_are_told_apart_by_every_eye(theme: Theme, eye: str) -> None:
    pairs = [*combinations(theme.runs, 2), (of_class(theme, 0), of_class(theme, 1))]
    assert min(float(np.linalg.norm(lab(a, eye) - lab(b, eye))) for a, b in pairs) >= APART


@themes
def test_every_text_can_be_read_on_its_ground(theme: Theme) -> None:
    grounds = (theme.window, theme.panel, theme.field)
    texts = (theme.text, theme.muted, theme.error, *theme.run_texts)
    pairs = [*product(texts, grounds), *((of_class(theme, code), theme.window) for code in range(N_HUES))]
    pairs += [(theme.text, theme.groove), (theme.window, theme.runs[1])]  # under the pointer; what is selected
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < TEXT} == {}


@themes
def test_a_run_s_texts_are_of_its_colour(theme: Theme) -> None:
    for curve, text in zip(theme.runs, theme.run_texts, strict=True):
        (_, *a), (_, *b) = lab(curve, "everyone"), lab(text, "everyone")
        angle = np.angle(complex(*a) / complex(*b), deg=True)
        assert abs(float(angle)) < 20.0
