"""Weights of pixels as images: what a model looks for in a picture, class by class."""

import re
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPolygonF

from regsim.arrays import FloatArray
from regsim.data import Dataset
from regsim.engine.losses import DataLoss, IndexArray
from regsim.engine.network_loss import NetworkLoss
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import elided
from regsim.gui.plotting.pens import pen
from regsim.gui.views.hues import draw_cells, shades
from regsim.gui.views.names import class_names
from regsim.problem import Problem

CAPTION_PX = 14.0  # above each image
GAP_PX = 8.0
PIXEL = re.compile(r"pixel (\d+),(\d+)")


@dataclass(frozen=True, eq=False)
class PixelMaps:
    """Which weight is which pixel of which image.

    Attributes
    ----------
    places : array of int of shape (n_images, n_rows, n_columns)
        The weight of every pixel.
    captions : tuple of str
        A name per image.
    what : str
        What the images are, in words.
    """

    places: IndexArray
    captions: tuple[str, ...]
    what: str

    def frames(self, rect: QRectF) -> list[QRectF]:
        """Where the images are: as large as they can be in a plot."""
        n, rows, columns = self.places.shape
        best, across = 0.0, n
        for images in range(1, n + 1):
            down = ceil(n / images)
            width = (rect.width() / images - GAP_PX) / columns
            height = (rect.height() / down - GAP_PX - CAPTION_PX) / rows
            if min(width, height) > best:
                best, across = min(width, height), images
        cell = max(best, 0.5)
        down = ceil(n / across)
        step = QPointF(cell * columns + GAP_PX, cell * rows + GAP_PX + CAPTION_PX)
        left = rect.center().x() - (across * step.x() - GAP_PX) / 2
        top = rect.center().y() - (down * step.y() - GAP_PX) / 2 + CAPTION_PX
        return [
            QRectF(left + i % across * step.x(), top + i // across * step.y(), cell * columns, cell * rows)
            for i in range(n)
        ]

    def weight_at(self, rect: QRectF, position: QPointF) -> int | None:
        """The weight whose pixel is at a position in a plot."""
        for frame, places in zip(self.frames(rect), self.places, strict=True):
            if frame.contains(position):
                row = int((position.y() - frame.top()) / frame.height() * len(places))
                column = int((position.x() - frame.left()) / frame.width() * len(places[0]))
                return int(places[min(row, len(places) - 1), min(column, len(places[0]) - 1)])
        return None

    def draw(
        self, canvas: Canvas, area: QRectF, weights: FloatArray, is_zero: NDArray[np.bool_], reach: float, chosen: int
    ) -> None:
        """Every image in diverging colours, clear at 0; a dot marks what is exactly 0."""
        theme, painter = canvas.theme, canvas.painter
        table = shades(theme, weights[self.places] / reach)
        for frame, places, cells, caption in zip(self.frames(area), self.places, table, self.captions, strict=True):
            draw_cells(painter, frame, cells)
            painter.setPen(pen(theme.line, 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame)
            text = elided(caption, frame.width() + GAP_PX)
            canvas.text(frame.center().x(), frame.top() - CAPTION_PX / 2, text, theme.muted, align=(0.5, 0.5))
            cell = QPointF(frame.width() / places.shape[1], frame.height() / places.shape[0])
            rows, columns = np.nonzero(is_zero[places])
            painter.setPen(pen(theme.muted, min(1.6, 0.3 * cell.x()), alpha=0.7))
            x, y = frame.left() + (columns + 0.5) * cell.x(), frame.top() + (rows + 0.5) * cell.y()
            painter.drawPoints(QPolygonF([QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]))
            for row, column in np.argwhere(places == chosen):
                painter.setPen(pen(theme.text, 1.6))
                corner = QPointF(frame.left() + column * cell.x(), frame.top() + row * cell.y())
                painter.drawRect(QRectF(corner, corner + cell))


def pixel_maps(loss: DataLoss, problem: Problem | None) -> PixelMaps | None:
    """The images that the weights make, if the features are the pixels of one; at each pixel one feature."""
    if problem is None or problem.dataset is None or problem.loss.weight_names != loss.weight_names:
        return None
    found = [PIXEL.fullmatch(name) for name in problem.dataset.feature_names]
    at = np.array([[int(n) for n in match.groups()] for match in found if match]).reshape(-1, 2)
    n_rows, n_columns = at.max(axis=0, initial=-1) + 1
    if not len(at) or len(at) != len(found) or len(np.unique(at, axis=0)) != n_rows * n_columns != len(at):
        return None
    order = np.empty((n_rows, n_columns), dtype=np.intp)
    order[at[:, 0], at[:, 1]] = np.arange(len(at))
    n_images, what = 1, "all classes"
    captions: tuple[str, ...] = (problem.dataset.target_name,)
    if isinstance(loss, NetworkLoss):
        n_images = loss.layers[0].n_out
        is_last = len(loss.layers) == 1
        what = "one image per class" if is_last else "one image per first unit"
        captions = _captions(problem.dataset, n_images) if is_last else tuple(str(i) for i in range(1, n_images + 1))
    return PixelMaps(order + len(at) * np.arange(n_images)[:, np.newaxis, np.newaxis], captions, what)


def _captions(dataset: Dataset, n_images: int) -> tuple[str, ...]:
    """What the rows of the only layer are called."""
    names = class_names(dataset)
    return names if len(names) == n_images else (dataset.target_name,)
