"""Contour lines of D and J over a plane through weight space, and what is drawn and written on such a plane."""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPolygonF

from regsim.arrays import FloatArray
from regsim.engine.plane import Plane
from regsim.engine.quadratic import QuadraticLoss
from regsim.gui.plotting.canvas import Canvas, pen
from regsim.gui.plotting.letters import FONT_PX, text_width
from regsim.gui.plotting.places import moved_into
from regsim.gui.plotting.strokes import Line, polygon

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
WAY = np.linspace(0.0, 1.0, 20).tolist()  # parts of it that are looked at
HEIGHTS = 13  # at which a text beside an upright line is tried

Places = Iterator[tuple[float, list[QRectF]]]  # the nearest first, with what so far away costs, in covered points
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
        self._objective = self._data_loss + plane.penalty(self._x, self._y)
        self._n_levels = int(np.clip(min(rect.width(), rect.height()) / PIXELS_A_LEVEL, *N_LEVELS))

    def data_loss(self) -> list[Line]:
        """A few lines of equal D, evenly spaced where D is a bowl."""
        return self._lines(self._data_loss, _levels(self._data_loss, self._n_levels))

    def objective(self) -> list[Line]:
        """A few lines of equal J, as those of D."""
        return self._lines(self._objective, _levels(self._objective, self._n_levels))

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
        across, up = self._x if x is None else x, self._y if y is None else y
        generator = contour_generator(across, up, values, name="serial", line_type=LineType.Separate)
        found = [[np.asarray(line) for line in generator.lines(level)] for level in levels]
        return [Line([(self._canvas.x(line[:, 0]), self._canvas.y(line[:, 1])) for line in lines]) for lines in found]


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


def _apart(place: QRectF, at: QPointF) -> float:
    """How many pixels a point is away from the nearest edge of a place; 0 within."""
    dx, dy = (
        max(low - value, value - high, 0.0)
        for low, value, high in ((place.left(), at.x(), place.right()), (place.top(), at.y(), place.bottom()))
    )
    return math.hypot(dx, dy)


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
        at, away = self._canvas.point(x, y), [self._canvas.point(float(p[0]), float(p[1])) for p in others]
        if self._canvas.rect.contains(at):
            self._write(partial(self._places, at, away, farthest), texts, color, most=most)

    def write_beside(self, x: float, y: float, text: str, color: str, *, bold: bool = False) -> None:
        """Write a text right or left of a data point, at its height: it must not be taken for another point's."""
        self._write(partial(self._places_beside, self._canvas.point(x, y)), [text], color, bold=bold)

    def write_along(self, x: float, texts: Sequence[str], color: str) -> None:
        """Write one of the texts beside the upright line at data x, at the height where it covers least."""
        self._write(partial(self._places_along, float(self._canvas.x(x))), texts, color)

    def _write(
        self,
        places: Callable[[QSizeF], Places],
        texts: Sequence[str],
        color: str,
        *,
        bold: bool = False,
        most: float = math.inf,
    ) -> None:
        """Write the text, in the place, that covers least; rather near than far, and rather the first of the texts."""
        best, least = None, math.inf
        for brevity, text in enumerate(texts):
            size = QSizeF(text_width(text, SMALL_PX, bold=bold) + 6, SMALL_PX + 4)
            for away, ring in places(size):
                cost = away + SHORTER * brevity
                if cost >= least:
                    break
                free = [place for place in ring if not any(place.intersects(t) for t in self.taken)]
                for place, covered in zip(free, self._covered(free), strict=True):
                    if covered <= most and cost + covered < least:
                        best, least = (text, place), cost + covered
        if best is not None:
            self.taken.append(best[1])
            self.written.append((*best, color, bold))
            self._canvas.patch(best[1])
            write_again(self._canvas, self.written[-1:])

    def _places(self, at: QPointF, others: Sequence[QPointF], farthest: float, size: QSizeF) -> Places:
        """Where a text of this size can stand near a pixel, the best place first."""
        inside = self._canvas.rect.adjusted(2, 1, -2, -1)
        if size.width() > inside.width():
            return
        w, h = size.width(), size.height()
        near = GAPS[0]
        for number, gap in enumerate(gap for gap in GAPS if gap <= farthest):
            corners = (
                (gap, -h / 2),
                (near, near - 4 - h - gap),
                (near, gap - near + 4),
                (-w - gap, -h / 2),
                (-w / 2, gap),
                (-w / 2, -h - gap),
                (-w - near, gap - near + 4),
                (-w - near, near - 4 - h - gap),
            )
            places = [moved_into(QRectF(at + QPointF(*corner), size), inside) for corner in corners]
            places = [place for place in places if farthest == math.inf or not self._has_words_between(at, place)]
            nearest = [min((_apart(place, p) for p in others), default=math.inf) for place in places]
            yield FARTHER * number, [p for p, far in zip(places, nearest, strict=True) if _apart(p, at) + CLEARLY < far]

    def _has_words_between(self, at: QPointF, place: QRectF) -> bool:
        """Whether the way from a pixel to the middle of a place leads over words, or a mark other than its own."""
        way = [at + share * (place.center() - at) for share in WAY]
        return any(taken.contains(p) for taken in self.taken if not taken.contains(at) for p in way)

    def _places_beside(self, at: QPointF, size: QSizeF) -> Places:
        """Right and left of a pixel, as far as that is within the plot."""
        places = [QRectF(at + QPointF(dx, -size.height() / 2), size) for dx in (GAPS[0], -size.width() - GAPS[0])]
        yield 0.0, [place for place in places if self._canvas.rect.contains(place)]

    def _places_along(self, at: float, size: QSizeF) -> Places:
        """Where a text of this size can stand beside an upright line, or over it, from the middle up and down."""
        inside = self._canvas.rect.adjusted(2, 1, -2, -1)
        heights = inside.top() + np.linspace(0.0, max(inside.height() - size.height(), 0.0), HEIGHTS)
        tops = sorted(heights.tolist(), key=lambda top: abs(top + size.height() / 2 - inside.center().y()))
        beside = [
            left for left in (at + 2, at - 2 - size.width()) if inside.left() <= left <= inside.right() - size.width()
        ]
        over = min(max(at - size.width() / 2, inside.left()), inside.right() - size.width())
        yield 0.0, [QRectF(QPointF(left, top), size) for left in (*beside, over) for top in tops]

    def _covered(self, places: Sequence[QRectF]) -> list[int]:
        """How many of the points each place covers, or comes near to."""
        x, y = self._points.T
        edges = np.array([(p.left() - 3, p.right() + 3, p.top() - 3, p.bottom() + 3) for p in places]).reshape(-1, 4)
        left, right, top, bottom = edges.T[:, :, np.newaxis]
        found: list[int] = ((left <= x) & (x <= right) & (top <= y) & (y <= bottom)).sum(axis=1).tolist()
        return found
