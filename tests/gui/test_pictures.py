"""A few pictures of the main views, in either theme, beside what they looked like when somebody last looked at them.

Where a picture has changed and is right, draw all of them anew, look at each, and commit them with the change::

    python -m tests.gui.test_pictures

Means of small tiles are compared, so that letters which another rasteriser draws a fraction of a pixel further left are
the same picture, while a line, a mark or a word that is missing, moved or of another colour is not.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QFont, QFontInfo, QImage

import regsim
from regsim.arrays import FloatArray

IMAGES = Path(__file__).parent / "images"
FACE = "DejaVu Sans"
TILE = 3  # pixels
MEAN = 0.6  # of 255: the most that tiles may differ by on average
FAR, SHARE = 32.0, 0.001  # no more tiles than this may differ by more than that in any channel


class Picture(NamedTuple):
    """What is drawn."""

    lesson: str
    views: tuple[str, ...]
    theme: str
    step: int
    overrides: tuple[str, ...] = ()
    size: tuple[int, int] = (600, 420)


PICTURES = {
    "one-weight": Picture("from-five", ("slice", "derivative", "weights"), "light", 4),
    "two-weights": Picture("two-weights", ("weight-space", "forces"), "dark", 6),
    "over-strengths": Picture("two-weights", ("path", "path-loss"), "light", 6),
    "thirty-weights": Picture("breast-cancer", ("weights", "objective"), "dark", 60, ("n_steps=200",)),
    "curve": Picture("polynomial", ("fit", "coefficients"), "light", 200, ("n_steps=400",), (840, 420)),
    "network": Picture("network", ("network",), "dark", 200, ("n_steps=200",), (840, 270)),
}
every_picture = pytest.mark.parametrize("name", PICTURES)


def draw(name: str, folder: Path) -> Path:
    """Draw a picture into a folder."""
    picture = PICTURES[name]
    scenario = regsim.load(picture.lesson, picture.overrides)
    path = folder / f"{name}.png"
    regsim.export(scenario, path, views=picture.views, step=picture.step, size=picture.size, theme=picture.theme)
    return path


def tiles(image: QImage) -> FloatArray:
    """The mean colours of tiles."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    width, height = image.width(), image.height()
    pixels: NDArray[np.uint8] = np.frombuffer(image.constBits(), np.uint8).reshape(height, width, 4)[:, :, :3]
    parts = pixels.reshape(height // TILE, TILE, width // TILE, TILE, 3)
    return np.asarray(parts.mean(axis=(1, 3), dtype=np.float64))


def differences(a: QImage, b: QImage) -> tuple[float, float]:
    """How far the tiles of two pictures differ on average, and what share of them differs very much."""
    apart = np.abs(tiles(a) - tiles(b))
    return float(apart.mean()), float((apart.max(axis=2) > FAR).mean())


@pytest.fixture
def _same_face(qapp: object) -> None:
    del qapp
    if QFontInfo(QFont()).family() != FACE:
        pytest.skip(f"the pictures were drawn in {FACE}")


@every_picture
@pytest.mark.usefixtures("_same_face")
def test_a_picture_looks_as_it_did(name: str, tmp_path: Path) -> None:
    path = draw(name, tmp_path)
    mean, share = differences(QImage(str(path)), QImage(str(IMAGES / f"{name}.png")))
    assert mean <= MEAN, f"look at {path}"
    assert share <= SHARE, f"look at {path}"


@every_picture
def test_the_comparison_would_notice_another_step_or_theme(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = QImage(str(IMAGES / f"{name}.png"))
    picture = PICTURES[name]
    other = "dark" if picture.theme == "light" else "light"
    for changed in (picture._replace(step=picture.step // 2), picture._replace(theme=other)):
        monkeypatch.setitem(PICTURES, name, changed)
        mean, share = differences(QImage(str(draw(name, tmp_path))), before)
        assert mean > MEAN or share > SHARE


def test_the_pictures_are_those_that_are_compared_and_few() -> None:
    paths = sorted(IMAGES.iterdir())
    assert [path.stem for path in paths] == sorted(PICTURES)
    assert sum(path.stat().st_size for path in paths) < 400_000


if __name__ == "__main__":
    for name in PICTURES:
        print(draw(name, IMAGES))
