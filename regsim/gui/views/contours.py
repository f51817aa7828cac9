"""Contour lines of D and J over a plane through weight space, and what is drawn and written on such a plane."""

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPolygonF

from regsim.arrays import FloatArray
from regsim.engine.losses import IndexArray
from regsim.engine.plane import Plane
from regsim.engine.quadratic import QuadraticLoss
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import FONT_PX, text_width
from regsim.gui.plotting.pens import pen
from regsim.gui.plotting.strokes import Bundle, Line, polygon
from regsim.scenario import MAX_RUNS

CELL = 5.0  # pixels of the plot between points of the grid: lines are within half a pixel of where they should be
PATIENCE = 6.0  # times longer than between two frames may be computed on what is drawn once
COARSE = 12.0  # the same where it is computed between two frames
SIDES = (40, 200), (32, 140)  # fewest and most points along x and along y
N_LEVELS = (5, 11)  # fewest and most
PIXELS_A_LEVEL = 26.0
SMALL_PX = FONT_PX - 1
CROSS_PX = 5.0  # from the middle to the ends, each way
STAR_PX = 8.0, 3.36  # from the middle to the outer corners and to the inner ones
GAPS = (9.0, 16.0, 24.0, 34.0, 44.0)  # pixels between a point and a text beside it, the best first
# points that a text must cover less for the next gap, or for a shorter text, to be worth it: a line has 6
FARTHER, SHORTER = 2.0, 4.0
CLEARLY = 1.0  # pixels that a text must be nearer to its point than to others
WAY = np.linspace(0.0, 1.0, 20).reshape(-1, 1, 1)  # parts of it that are looked at
HEIGHTS = 13  # at which a text beside an upright line is tried

NEARLY = np.array([-3.0, -3.0, 3.0, 3.0]).reshape(4, 1, 1)  # pixels round a text that it covers too

Pixel = tuple[float, float]
Size = tuple[float, float]
Places = Iterator[tuple[float, FloatArray]]  # the nearest boxes first, with what so far away costs, in covered points
Note = tuple[str, QRectF, str, bool]  # a text, its place, its colour, and whether it is bold


class Contours:
    """Lines of equal D and of equal J over what a canvas shows.

    Parameters
    ----------
    plane : Plane
    canvas : Canvas
    is_coarse : bool
        Whether they are needed between two frames of playing.
    """

    def __init__(self, plane: Plane, canvas: Canvas, *, is_coarse: bool = False) -> None:
        self._canvas, self._plane = canvas, plane
        rect, (low_x, high_x), (low_y, high_y) = canvas.rect, canvas.x_range, canvas.y_range
        n_x, n_y = (
            int(np.clip(length / (COARSE if is_coarse else CELL), *side))
            for length, side in zip((rect.width(), rect.height()), SIDES, strict=True)
        )
        self._x, self._y = _through_zero(low_x, high_x, n_x), _through_zero(low_y, high_y, n_y)
        self._data_loss = plane.data_loss(self._x, self._y, patience=1.0 if is_coarse else PATIENCE)
        self._n_levels = int(np.clip(min(rect.width(), rect.height()) / PIXELS_A_LEVEL, *N_LEVELS))

    @cached_property
    def data_loss(self) -> Bundle:
        """A few lines of equal D, evenly spaced where D is a bowl."""
        return Bundle(self._lines(self._data_loss, _levels(self._data_loss, self._n_levels)))

    def objective(self, plane: Plane) -> Bundle:
        """A few lines of equal J, as those of D, which is that of the plane whatever its λ."""
        values = self._data_loss + plane.penalty(self._x, self._y)
        return Bundle(self._lines(values, _levels(values, self._n_levels)))

    def data_loss_at(self, level: float) -> Line:
        """The line on which D is `level`: one that is looked at closely, on a finer grid where that takes no time."""
        x, y, values = self._x, self._y, self._data_loss
        if isinstance(self._plane.objective.loss, QuadraticLoss):
            x, y = _twice_as_fine(x), _twice_as_fine(y)
            values = self._plane.data_loss(x, y)
        return next(iter(self._lines(values, [level], x, y)), Line([]))

    def _lines(
        self, values: FloatArray, levels: Sequence[float], x: FloatArray | None = None, y: FloatArray | None = None
    ) -> list[Line]:
        from contourpy import LineType, contour_generator  # only where contours are drawn

        values = np.where(np.isfinite(values), values, np.nan)
        if np.isnan(values).all():
            return []
        across, up = self._canvas.x(self._x if x is None else x), self._canvas.y(self._y if y is None else y)
        generator = contour_generator(across, up, values, name="serial", line_type=LineType.Separate)
        found = [[np.asarray(line) for line in generator.lines(level)] for level in levels]
        return [Line([(line[:, 0], line[:, 1]) for line in lines]) for lines in found]


class Surfaces:
    """The contours that were drawn last: where nothing but λ has changed, D over the plane is what it was."""

    def __init__(self) -> None:
        self._kept: deque[tuple[object, Contours]] = deque(maxlen=MAX_RUNS)

    def contours(self, plane: Plane, canvas: Canvas, *, is_coarse: bool) -> Contours:
        """Those of a plane over what a canvas shows."""
        if plane.survey is not None:  # it grows
            return Contours(plane, canvas, is_coarse=is_coarse)
        held, loss = np.delete(plane.point, plane.pair).tobytes(), plane.objective.loss
        key = loss, held, plane.pair, canvas.x_range, canvas.y_range, canvas.rect, is_coarse
        found = next((contours for other, contours in self._kept if other == key), None)
        if found is None:
            found = Contours(plane, canvas.on(QPainter()), is_coarse=is_coarse)
            self._kept.append((key, found))
        return found


def _through_zero(low: float, high: float, n: int) -> FloatArray:
    """Evenly spaced coordinates, and 0 among them where it is within: contours of J have corners there."""
    values = np.linspace(low, high, n)
    return np.union1d(values, [0.0]) if low < 0.0 < high else values


def _twice_as_fine(values: FloatArray) -> FloatArray:
    """The coordinates, and the middles between them."""
    return np.sort(np.append(values, 0.5 * (values[1:] + values[:-1])))


def _levels(values: FloatArray, n: int) -> list[float]:
    """Levels whose distances grow as those of a bowl do; none where the values are all the same."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
    if not high - low > 1e-12 * abs(high):
        return []
    return [low + (high - low) * (k / n) ** 2 for k in range(1, n)]


def draw_shape(canvas: Canvas, outline: FloatArray, color: str, *, filled: bool, dash: Sequence[float] = ()) -> None:
    """A closed outline in data coordinates, shaded inside or not."""
    shape = polygon(canvas.x(outline[:, 0]), canvas.y(outline[:, 1]))
    fill = QColor(color)
    fill.setAlphaF(0.16 if filled else 0.0)
    canvas.painter.setBrush(fill)
    canvas.painter.setPen(pen(color, 1.7, dash))
    canvas.painter.drawPolygon(shape)


def draw_cross(canvas: Canvas, at: FloatArray, color: str) -> None:
    """× at a data point."""
    centre = canvas.point(float(at[0]), float(at[1]))
    canvas.painter.setPen(pen(color, 2.4))
    for dx, dy in ((CROSS_PX, CROSS_PX), (CROSS_PX, -CROSS_PX)):
        canvas.painter.drawLine(centre - QPointF(dx, dy), centre + QPointF(dx, dy))


def draw_star(canvas: Canvas, at: FloatArray, color: str) -> None:
    """★ at a data point, with an edge that sets it off from what lies below."""
    centre = canvas.point(float(at[0]), float(at[1]))
    corners = [
        centre + QPointF(math.sin(k * math.pi / 5), -math.cos(k * math.pi / 5)) * STAR_PX[k % 2] for k in range(10)
    ]
    canvas.painter.setPen(pen(canvas.theme.window, 1.4))
    canvas.painter.setBrush(QColor(color))
    canvas.painter.drawPolygon(QPolygonF(corners))


def write_again(canvas: Canvas, notes: Sequence[Note]) -> None:
    """Write notes that have their places, over arrows that have been drawn since, which stay whole."""
    for text, place, color, bold in notes:
        canvas.text(place.left() + 3, place.center().y(), text, color, px=SMALL_PX, bold=bold, halo=True)


class Notes:
    """Texts beside points of one canvas, none over another nor over what is to be kept clear.

    Parameters
    ----------
    canvas : Canvas
    keep_clear : array of shape (n, 2)
        Pixels.
    taken : sequence of QRectF
        Where texts are already.

    Attributes
    ----------
    taken : list of QRectF
        The same, and where others have been written since.
    written : list of Note
        What has been written.
    """

    def __init__(self, canvas: Canvas, keep_clear: FloatArray, taken: Sequence[QRectF] = ()) -> None:
        self._canvas, self._points, self.taken = canvas, keep_clear, list(taken)
        self.written: list[Note] = []

    def write(
        self,
        x: float,
        y: float,
        texts: Sequence[str],
        color: str,
        *,
        most: float = math.inf,
        farthest: float = math.inf,
        others: Sequence[FloatArray] = (),
    ) -> None:
        """Write one of the texts beside a data point, no more than `farthest` pixels away; then with no words between.

        None if each covers more than `most` or is not nearer to it than to each of the `others`, or it is outside.
        """
        at, away = self._pixel(x, y), [self._pixel(float(p[0]), float(p[1])) for p in others]
        if self._canvas.rect.contains(QPointF(*at)):
            self._write(partial(self._places, at, away, farthest), texts, color, most=most)

    def write_beside(self, x: float, y: float, text: str, color: str, *, bold: bool = False) -> None:
        """Write a text right or left of a data point, at its height: it must not be taken for another point's."""
        self._write(partial(self._places_beside, self._pixel(x, y)), [text], color, bold=bold)

    def write_along(self, x: float, texts: Sequence[str], color: str) -> None:
        """Write one of the texts beside the upright line at data x, at the height where it covers least."""
        self._write(partial(self._places_along, float(self._canvas.x(x))), texts, color)

    def _pixel(self, x: float, y: float) -> Pixel:
        at = self._canvas.point(x, y)
        return at.x(), at.y()

    def _write(
        self,
        places: Callable[[Size], Places],
        texts: Sequence[str],
        color: str,
        *,
        bold: bool = False,
        most: float = math.inf,
    ) -> None:
        """Write the text, in the place, that covers least; rather near than far, and rather the first of the texts."""
        best, least = None, math.inf
        taken = np.array([place.getCoords() for place in self.taken]).reshape(-1, 4)
        for brevity, text in enumerate(texts):
            size = text_width(text, SMALL_PX, bold=bold) + 6.0, SMALL_PX + 4.0
            for away, ring in places(size):
                cost = away + SHORTER * brevity
                if cost >= least:
                    break
                free = ring[~_overlap(ring, taken)]
                covered = self._covered(free)
                if len(free) and (fewest := int(covered.min())) <= most and cost + fewest < least:
                    best, least = (text, free[covered.argmin()]), cost + fewest
        if best is not None:
            left, top, right, bottom = best[1].tolist()
            place = QRectF(QPointF(left, top), QPointF(right, bottom))
            self.taken.append(place)
            self.written.append((best[0], place, color, bold))
            self._canvas.patch(place)
            write_again(self._canvas, self.written[-1:])

    def _places(self, at: Pixel, others: Sequence[Pixel], farthest: float, size: Size) -> Places:
        """Where a text of this size can stand near a pixel, the best place first."""
        inside = self._canvas.rect.adjusted(2, 1, -2, -1)
        (w, h), near = size, GAPS[0]
        if w > inside.width():
            return
        for number, gap in enumerate(gap for gap in GAPS if gap <= farthest):
            beside = (
                (gap, -h / 2),
                (near, near - 4 - h - gap),
                (near, gap - near + 4),
                (-w - gap, -h / 2),
                (-w / 2, gap),
                (-w / 2, -h - gap),
                (-w - near, gap - near + 4),
                (-w - near, near - 4 - h - gap),
            )
            left, top = (np.array(beside) + at).T
            left = np.minimum(np.maximum(left, inside.left()), inside.right() - w)
            top = np.minimum(np.maximum(top, inside.top()), inside.bottom() - h)
            boxes = np.column_stack([left, top, left + w, top + h])
            if farthest < math.inf:
                boxes = boxes[~self._has_words_between(at, boxes)]
            nearest = np.min([_apart(boxes, p) for p in others], axis=0, initial=math.inf) if others else math.inf
            yield FARTHER * number, boxes[_apart(boxes, at) + CLEARLY < nearest]

    def _has_words_between(self, at: Pixel, boxes: FloatArray) -> NDArray[np.bool_]:
        """Whether the way from a pixel to the middle of each box leads over words, or a mark other than its own."""
        taken = np.array([place.getCoords() for place in self.taken if not place.contains(QPointF(*at))])
        left, top, right, bottom = taken.reshape(-1, 4).T
        way = at + WAY * (0.5 * (boxes[:, :2] + boxes[:, 2:]) - at)
        x, y = way[..., :1], way[..., 1:]
        is_over = (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
        return np.asarray(is_over.any(axis=(0, 2)))

    def _places_beside(self, at: Pixel, size: Size) -> Places:
        """Right and left of a pixel, as far as that is within the plot."""
        (x, y), (w, h), rect = at, size, self._canvas.rect
        boxes = [(left, y - h / 2, left + w, y + h / 2) for left in (x + GAPS[0], x - w - GAPS[0])]
        yield 0.0, np.array([b for b in boxes if rect.contains(QRectF(b[0], b[1], w, h))]).reshape(-1, 4)

    def _places_along(self, at: float, size: Size) -> Places:
        """Where a text of this size can stand beside an upright line, or over it, from the middle up and down."""
        (w, h), inside = size, self._canvas.rect.adjusted(2, 1, -2, -1)
        heights = inside.top() + np.linspace(0.0, max(inside.height() - h, 0.0), HEIGHTS)
        tops = sorted(heights.tolist(), key=lambda top: abs(top + h / 2 - inside.center().y()))
        beside = [left for left in (at + 2, at - 2 - w) if inside.left() <= left <= inside.right() - w]
        over = min(max(at - w / 2, inside.left()), inside.right() - w)
        yield 0.0, np.array([(left, top, left + w, top + h) for left in (*beside, over) for top in tops])

    def _covered(self, boxes: FloatArray) -> IndexArray:
        """How many of the points each box covers, or comes near to."""
        x, y = self._points.T
        left, top, right, bottom = boxes.T[:, :, np.newaxis] + NEARLY
        return np.asarray(np.count_nonzero((left <= x) & (x <= right) & (top <= y) & (y <= bottom), axis=1))


def _overlap(boxes: FloatArray, others: FloatArray) -> NDArray[np.bool_]:
    """Which boxes have a part in common with one of the others."""
    left, top, right, bottom = boxes.T[:, :, np.newaxis]
    common = (left < others[:, 2]) & (others[:, 0] < right) & (top < others[:, 3]) & (others[:, 1] < bottom)
    return np.asarray(common.any(axis=1))


def _apart(boxes: FloatArray, at: Pixel) -> FloatArray:
    """How many pixels a point is away from the nearest edge of each box; 0 within."""
    (x, y), (left, top, right, bottom) = at, boxes.T
    across, up = np.maximum(left - x, x - right), np.maximum(top - y, y - bottom)
    return np.asarray(np.hypot(np.maximum(across, 0.0), np.maximum(up, 0.0)))
