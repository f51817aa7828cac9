"""Export: the grid drawn into a PNG, SVG or PDF by the code that draws it on screen.

The picture carries its scenario, so that regsim can open it again; folders of files are left out.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from numbers import Integral
from pathlib import Path

import msgspec
from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMarginsF, QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPageLayout, QPageSize, QPainter, QPdfWriter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from regsim.engine.trajectory import Trajectory, first_moving
from regsim.files import write_atomically
from regsim.gui.background import PATH_VIEWS
from regsim.gui.grid import Grid
from regsim.gui.solutions import solved
from regsim.gui.theme import THEMES, Theme
from regsim.parameters import InputError, shown
from regsim.picture import KEYWORD, MAX_TEXT, fits
from regsim.problem import Problem
from regsim.scenario import Scenario
from regsim.scenario_file import dumps, portable

FORMATS = (".png", ".svg", ".pdf")
MIN_SIDE, MAX_SIDE = 200, 16_384  # pixels; beyond that few programs can open the picture
SCREEN_DPI = 96.0
_FACE = re.compile(rb'font-family="([^",]*)"')  # a viewer without the face is told what comes nearest
METRES_PER_INCH = 0.0254


def export_scenario(
    scenario: Scenario,
    path: str | os.PathLike[str],
    *,
    views: Sequence[str] | None = None,
    step: int | None = None,
    weight: str | None = None,
    size: tuple[int, int] = (1600, 1000),
    dpi: float = SCREEN_DPI,
    theme: str = "light",
) -> tuple[tuple[Trajectory, ...], str | None]:
    """Simulate the scenario and draw it; see :func:`regsim.export`. Returns what was drawn and the note."""
    target = Path(path)
    _check(target, size, dpi, theme)
    if views is not None:
        scenario = msgspec.structs.replace(scenario, views=tuple(views))
    if step is not None and not (_is_whole(step) and 0 <= step <= scenario.n_steps):
        raise InputError.at("step", f"must be 0 to {scenario.n_steps}", step)
    problem = Problem(scenario)
    trajectories = problem.simulate()
    step = scenario.n_steps if step is None else step
    names = trajectories[0].weight_names
    if weight is not None and weight not in names:
        raise InputError(f"weight must be one of {', '.join(names)}, got {shown(weight)}", "weight")
    chosen = first_moving(trajectories) if weight is None else names.index(weight)
    if QApplication.instance() is None:
        _offscreen_application()
    note = export_grid(problem, trajectories, target, step=step, size=size, chosen=chosen, dpi=dpi, theme=THEMES[theme])
    return trajectories, note


def export_grid(
    problem: Problem,
    trajectories: tuple[Trajectory, ...],
    path: Path,
    *,
    step: int,
    size: tuple[int, int],
    chosen: int = 0,
    dpi: float = SCREEN_DPI,
    theme: Theme,
) -> str | None:
    """Draw trajectories that are there already.

    Returns
    -------
    str or None
        A sentence where a PNG cannot carry its scenario.

    Raises
    ------
    InputError
        When the size or the path is wrong or the file cannot be written.
    """
    _check(path, size, dpi, theme.name)
    suffix = path.suffix.lower()
    scale = dpi / SCREEN_DPI if suffix == ".png" else 1.0
    logical = QSize(round(size[0] / scale), round(size[1] / scale))
    scenario = problem.scenario
    with _grid(problem, trajectories, logical, step, chosen, theme) as grid:
        text = dumps(portable(scenario))
        if suffix == ".png":
            content = _png(grid, QSize(*size), dpi, text if fits(text) else None)
        elif suffix == ".svg":
            content = _svg(grid, logical, scenario.title, text)
        else:
            content = _pdf(grid, logical, scenario.title, text)
    write_atomically(path, content)
    if suffix == ".png" and not fits(text):
        return f"{path}: does not carry its scenario, which takes more than {MAX_TEXT // 2**20} MiB: save that too"
    return None


@cache
def _offscreen_application() -> QApplication:
    """An application that needs no display, one for the whole process: Qt allows no second."""
    return QApplication(["regsim", "-platform", "offscreen"])


@contextmanager
def _grid(
    problem: Problem, trajectories: tuple[Trajectory, ...], size: QSize, step: int, chosen: int, theme: Theme
) -> Iterator[Grid]:
    """A grid of its own, never on screen, laid out at `size`."""
    grid = Grid(theme)
    try:
        grid.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        wants_paths = not set(PATH_VIEWS).isdisjoint(problem.scenario.views)
        optima, paths = solved(problem, wants_paths=wants_paths)
        grid.set_runs(problem, trajectories, chosen)
        grid.set_optima(optima)
        grid.set_paths(paths)
        grid.set_step(step)
        grid.setMinimumHeight(0)
        grid.resize(size)
        grid.show()
        QApplication.sendPostedEvents()
        grid.set_exporting(True)
        yield grid
    finally:
        grid.close()
        grid.deleteLater()
        QApplication.sendPostedEvents(grid, QEvent.Type.DeferredDelete)  # now: no event loop may ever run


def _paint(painter: QPainter, grid: Grid, size: QSize) -> None:
    area = QRect(QPoint(), size)
    painter.fillRect(area, QColor(grid.theme.window))
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    grid.paint(painter, QRegion(area))


def _png(grid: Grid, pixels: QSize, dpi: float, scenario: str | None) -> bytes:
    image = QImage(pixels, QImage.Format.Format_RGB32)
    if image.isNull():
        raise InputError(f"size must fit into memory, got {pixels.width()}x{pixels.height()}", "size")
    image.setDevicePixelRatio(dpi / SCREEN_DPI)
    painter = QPainter(image)
    _paint(painter, grid, grid.size())
    painter.end()
    image.setDevicePixelRatio(1.0)
    dots = round(dpi / METRES_PER_INCH)  # after painting: before it, fonts would grow
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    if scenario is not None:
        image.setText(KEYWORD, scenario)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    if not writer.write(image):
        raise InputError(f"the picture cannot be encoded as PNG: {writer.errorString()}")
    return bytes(buffer.data().data())


def _svg(grid: Grid, size: QSize, title: str, scenario: str) -> bytes:
    buffer = QBuffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setResolution(round(SCREEN_DPI))
    generator.setTitle(title or "regsim")
    generator.setDescription(scenario)
    painter = QPainter(generator)
    _paint(painter, grid, size)
    painter.end()
    return _FACE.sub(rb'font-family="\1, sans-serif"', buffer.data().data())


def _pdf(grid: Grid, size: QSize, title: str, scenario: str) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(round(SCREEN_DPI))
    inches = QSizeF(size.width() / SCREEN_DPI, size.height() / SCREEN_DPI)
    writer.setPageSize(QPageSize(inches, QPageSize.Unit.Inch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    writer.setTitle(title or "regsim")
    writer.setCreator("regsim")
    writer.addFileAttachment("scenario.toml", QByteArray(scenario.encode()), "application/toml")
    painter = QPainter(writer)
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    _paint(painter, grid, size)
    painter.end()
    buffer.close()
    return bytes(content.data())


def _check(path: Path, size: object, dpi: object, theme: object) -> None:
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"{path}: must end in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")
    if not (isinstance(size, (tuple, list)) and len(size) == 2 and all(map(_is_whole, size))):
        raise InputError.at("size", "must be two whole numbers, width and height", size)
    if not all(MIN_SIDE <= side <= MAX_SIDE for side in size):
        raise InputError(f"size must be {MIN_SIDE} to {MAX_SIDE} each way, got {size[0]}x{size[1]}", "size")
    if not (isinstance(dpi, (int, float)) and 24 <= dpi <= 1200):
        raise InputError.at("dpi", "must be 24 to 1200", dpi)
    if theme not in tuple(THEMES):
        raise InputError(f"theme must be one of {', '.join(THEMES)}, got {shown(theme)}", "theme")


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)
