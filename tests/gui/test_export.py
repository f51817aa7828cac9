"""Exports: exact sizes, vectors that stay vectors, and one picture whatever the format."""

import gc
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pypdfium2
import pytest
import resvg_py
from numpy.typing import NDArray
from PySide6.QtGui import QImage

import regsim
from regsim.engine.trajectory import Trajectory
from regsim.gui.grid import Grid
from regsim.gui.plotting.plot import Plot
from regsim.gui.theme import DARK, LIGHT
from regsim.scenario import VIEWS
from tests.gui.pixels import pixels

SIZE = (900, 700)
FIT = ("model={kind='linear-regression'}", "start={kind='zeros'}")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def scenario() -> regsim.Scenario:
    return regsim.load("from-five")


def blurred(array: NDArray[np.uint8], side: int = 5) -> NDArray[np.float64]:
    """Means of tiles: text set a pixel further left is the same picture."""
    height, width = (n - n % side for n in array.shape[:2])
    tiles = array[:height, :width].reshape(height // side, side, width // side, side, 3)
    return np.asarray(tiles.mean(axis=(1, 3), dtype=np.float64))


def difference(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Root mean square difference of tiles, 0 to 255."""
    return float(np.sqrt(np.square(blurred(a) - blurred(b)).mean()))


def drawn(scenario: regsim.Scenario, path: Path, **options: object) -> bytes:
    regsim.export(scenario, path, step=7, **{"size": SIZE, **options})  # type: ignore[arg-type]
    return path.read_bytes()


def by_resvg(svg: bytes) -> NDArray[np.uint8]:
    return pixels(QImage.fromData(resvg_py.svg_to_bytes(svg_string=svg.decode(), background="#ffffff", dpi=96)))


def by_pdfium(pdf: bytes) -> NDArray[np.uint8]:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    array: NDArray[np.uint8] = document[0].render(scale=96 / 72).to_numpy()[:, :, 2::-1].copy()
    document.close()
    return array


@pytest.mark.parametrize("size", [(1600, 1000), (333, 777)])
@pytest.mark.parametrize("dpi", [96, 200])
def test_a_png_has_exactly_the_size_asked_for(
    scenario: regsim.Scenario, tmp_path: Path, size: tuple[int, int], dpi: int
) -> None:
    image = QImage.fromData(drawn(scenario, tmp_path / "a.png", size=size, dpi=dpi))
    assert (image.width(), image.height()) == size
    assert image.dotsPerMeterX() == round(dpi / 0.0254)


@pytest.mark.parametrize("lesson", ["from-five", "breast-cancer"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_svg_and_pdf_show_the_same_picture_as_the_png(lesson: str, theme: str, tmp_path: Path) -> None:
    scenario = regsim.load(lesson)
    png = pixels(QImage.fromData(drawn(scenario, tmp_path / "a.png", theme=theme)))
    svg = drawn(scenario, tmp_path / "a.svg", theme=theme)
    pdf = drawn(scenario, tmp_path / "a.pdf", theme=theme)
    for other in (by_resvg(svg), by_pdfium(pdf)):
        assert other.shape == png.shape
        assert difference(png, other) < 3.0


@pytest.mark.parametrize(
    ("lesson", "views", "theme"),
    [
        ("two-weights", ("slice", "derivative", "forces", "weight-space"), "dark"),
        ("two-weights", ("weights", "objective", "path", "path-loss"), "light"),
        ("polynomial", ("fit", "coefficients", "network"), "dark"),
        ("network", ("fit", "coefficients", "network", "weight-space"), "light"),
    ],
)
def test_every_view_is_the_same_picture_in_every_format(
    lesson: str, views: tuple[str, ...], theme: str, tmp_path: Path
) -> None:
    scenario = regsim.load(lesson, ["n_steps=60"])
    options = {"views": views, "theme": theme, "size": (900, 60 + 240 * len(views))}
    png = pixels(QImage.fromData(drawn(scenario, tmp_path / "a.png", **options)))
    svg, pdf = (drawn(scenario, tmp_path / name, **options) for name in ("a.svg", "a.pdf"))
    for other in (by_resvg(svg), by_pdfium(pdf)):
        assert other.shape == png.shape
        assert difference(png, other) < 3.0


def test_the_comparison_of_pictures_would_notice_a_missing_curve(scenario: regsim.Scenario, tmp_path: Path) -> None:
    png = pixels(QImage.fromData(drawn(scenario, tmp_path / "a.png")))
    other = png.copy()
    other[60:680, 60:440] = 255
    assert difference(png, other) > 4.0


def test_text_in_an_svg_stays_text(scenario: regsim.Scenario, tmp_path: Path) -> None:
    root = ET.fromstring(drawn(scenario, tmp_path / "a.svg").decode())  # noqa: S314 - our own file
    texts = {"".join(node.itertext()).strip() for node in root.iter(f"{SVG}text")}
    assert {"L1", "L2", "Loss along w₁", "Derivative along w₁", "Weight", "step", "exactly 0 from step 10"} <= texts
    assert "w₁ = 1.5  ·  J = 1.5" in {re.sub(r" +", "  ", t).replace("w₁  =  1.5", "w₁ = 1.5") for t in texts} | texts


def test_vectors_hold_no_bitmap(scenario: regsim.Scenario, tmp_path: Path) -> None:
    assert b"<image" not in drawn(scenario, tmp_path / "a.svg")
    pdf = drawn(scenario, tmp_path / "a.pdf")
    assert b"/Subtype /Image" not in pdf
    assert b"/FontFile2" in pdf


def test_nothing_is_drawn_outside_the_picture(scenario: regsim.Scenario, tmp_path: Path) -> None:
    """The curve of L2 leaves its plot at the top: it must not run over the header."""
    svg = by_resvg(drawn(scenario, tmp_path / "a.svg"))
    png = pixels(QImage.fromData(drawn(scenario, tmp_path / "a.png")))
    header = slice(0, 48)
    assert difference(svg[header], png[header]) < 5.0


def test_a_picture_opens_as_the_scenario_it_shows(scenario: regsim.Scenario, tmp_path: Path) -> None:
    drawn(scenario, tmp_path / "a.png")
    assert regsim.load(tmp_path / "a.png") == scenario


def test_a_picture_does_not_tell_where_a_csv_lies(tmp_path: Path) -> None:
    (tmp_path / "secret-folder").mkdir()
    (tmp_path / "secret-folder" / "d.csv").write_text("x,y\n1,2\n2,3\n3,5\n")
    text = regsim.dumps(regsim.Scenario()).replace('kind = "none"', 'kind = "csv"\npath = "secret-folder/d.csv"', 1)
    text = text.replace('kind = "penalty-only"\nn_weights = 1', 'kind = "linear-regression"')
    text = text.replace('kind = "values"\nweights = [\n    5.0,\n]', 'kind = "zeros"')
    (tmp_path / "s.toml").write_text(text)
    for name in ("a.png", "a.svg", "a.pdf"):
        assert b"secret-folder" not in drawn(regsim.load(tmp_path / "s.toml"), tmp_path / name)


def test_the_dark_picture_is_dark(scenario: regsim.Scenario, tmp_path: Path) -> None:
    light = QImage.fromData(drawn(scenario, tmp_path / "a.png"))
    dark = QImage.fromData(drawn(scenario, tmp_path / "b.png", theme="dark"))
    assert light.pixelColor(2, 2).name() == LIGHT.window
    assert dark.pixelColor(2, 2).name() == DARK.window


def test_the_same_scenario_gives_the_same_picture(scenario: regsim.Scenario, tmp_path: Path) -> None:
    assert drawn(scenario, tmp_path / "a.png") == drawn(scenario, tmp_path / "b.png")


def test_views_and_weight_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    regsim.export(regsim.load("breast-cancer"), path, views=["derivative"], weight="worst area", step=3)
    assert "Derivative along worst area" in path.read_text()
    assert "Loss along" not in path.read_text()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"views": ["pie"]}, f"views must be among {', '.join(VIEWS)}, got 'pie'"),
        ({"step": 15}, "step must be 0 to 14, got 15"),
        ({"step": 1.5}, "step must be 0 to 14, got 1.5"),
        ({"step": True}, "step must be 0 to 14, got true"),
        ({"size": (300,)}, "size must be two whole numbers, width and height, got [300]"),
        ({"size": 300}, "size must be two whole numbers, width and height, got 300"),
        ({"size": (300.5, 400)}, "size must be two whole numbers, width and height, got [300.5, 400]"),
        ({"dpi": "96"}, "dpi must be 24 to 1200, got '96'"),
        ({"theme": ["dark"]}, "theme must be one of light, dark, got ['dark']"),
        ({"size": (100, 700)}, "size must be 200 to 16384 each way, got 100x700"),
        ({"dpi": 5}, "dpi must be 24 to 1200, got 5"),
        ({"theme": "pink"}, "theme must be one of light, dark, got 'pink'"),
        ({"weight": "w9"}, "weight must be one of w1, got 'w9'"),
    ],
)
def test_wrong_options_are_refused_in_a_sentence(
    scenario: regsim.Scenario, tmp_path: Path, options: dict[str, object], sentence: str
) -> None:
    with pytest.raises(regsim.InputError, match=re.escape(sentence)):
        regsim.export(scenario, tmp_path / "a.png", **options)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_whatever_a_column_is_called_the_svg_is_well_formed(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_bytes('a\x81<&\x9f\uffff""b,y\n1,2\n2,3\n3,5\n'.encode())
    scenario = regsim.load("from-five", [f"data={{kind='csv', path='{tmp_path / 'd.csv'}'}}", *FIT, 'title="<&>"'])

    regsim.export(scenario, tmp_path / "a.svg", size=SIZE)

    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "a &lt;&amp;" in text
    ET.fromstring(text)  # noqa: S314 - our own file


def test_numbers_of_numpy_will_do(scenario: regsim.Scenario, tmp_path: Path) -> None:
    size = np.array([300, 200])
    regsim.export(scenario, tmp_path / "a.png", step=np.int64(3), size=tuple(size), views=["weights"])  # type: ignore[arg-type]
    assert (tmp_path / "a.png").exists()


def test_a_path_that_cannot_be_written_is_named(scenario: regsim.Scenario, tmp_path: Path) -> None:
    with pytest.raises(regsim.InputError, match="cannot be written"):
        regsim.export(scenario, tmp_path / "nowhere" / "a.png")
    with pytest.raises(regsim.InputError, match=r"^'a\\x00b\.png': cannot be written: no file can have this name$"):
        regsim.export(scenario, "a\0b.png")
    with pytest.raises(regsim.InputError, match=r"must end in \.png, \.svg or \.pdf"):
        regsim.export(scenario, tmp_path / "a.bmp")


def test_nothing_of_a_picture_is_kept_once_it_is_written(scenario: regsim.Scenario, tmp_path: Path) -> None:
    def kept() -> int:
        gc.collect()
        return sum(isinstance(found, (Trajectory, Plot, Grid)) for found in gc.get_objects())

    before = kept()
    for suffix in (".png", ".svg", ".pdf"):
        regsim.export(scenario, tmp_path / f"picture{suffix}")
    assert kept() <= before
