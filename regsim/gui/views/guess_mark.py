"""The guess for the next weight in a plot: a ring that can be dragged, and then how far it is from the outcome."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF, QRectF, Qt

from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.pens import pen
from regsim.gui.plotting.plot import CLICK_REACH, Handle, Plot
from regsim.gui.prediction import Guess, difference
from regsim.gui.views.base import View
from regsim.gui.words import number

RING_PX = 15.0  # round a dot
DOT_PX = 7.0
IMPORTANT = 40  # points for which ring and dots count when the words look for their place

Place = Callable[[int, int, float], tuple[float, float]]
Value = Callable[[int, QPointF], float]
Points = Sequence[tuple[ArrayLike, ArrayLike]]
Curves = Callable[[int], Points]


class GuessMark:
    """Draws the guess of a run, and lets the mouse drag it.

    Parameters
    ----------
    view : View
    plot : Plot
    run : int
    place : callable
        Where a run's chosen weight stands in the plot if it has some value at some step, in data coordinates.
    value : callable
        Which value of a run's chosen weight a pixel stands for.
    curves : callable
        Points of a run's curves, for the words to keep clear of.
    """

    def __init__(self, view: View, plot: Plot, run: int, place: Place, value: Value, curves: Curves) -> None:
        self._view, self._plot, self._run = view, plot, run
        self._place, self._value, self._curves = place, value, curves
        plot.add_layer(self._draw)
        plot.handles.append(Handle(self._is_on, self._drag))

    def _draw(self, canvas: Canvas) -> None:
        asked, judged = self._view.prediction.open, self._view.prediction.shown_judged(self._view.step)
        written = QRectF()
        if judged is not None and self._view.is_compared(judged.step):
            written = self._draw_judged(canvas, judged)
        if asked is not None:
            self._draw_open(canvas, asked, written)

    def _draw_open(self, canvas: Canvas, guess: Guess, written: QRectF) -> None:
        """The guess; how to make it is said to who has not just made one."""
        run, value = self._run, guess.values[self._run]
        if value is None:
            return
        at = self._place(run, guess.step, value)
        _draw_ring(canvas, at, self._view.color(run), is_open=True)
        if guess.is_made[run]:
            texts = [f"your guess {number(value)}", f"guess {number(value)}"]
            self._write(canvas, texts, [at], [] if written.isEmpty() else [canvas.points_in(written)])
        elif written.isEmpty():
            self._write(canvas, ["drag your guess", "guess"], [at])

    def _draw_judged(self, canvas: Canvas, guess: Guess) -> QRectF:
        """The guess, the outcome, and a line as long as they are apart; where the words are."""
        run, value = self._run, guess.values[self._run]
        if value is None:
            return QRectF()
        actual, color = self._view.weight(run, guess.step), self._view.color(run)
        at, outcome = self._place(run, guess.step, value), self._place(run, guess.step, actual)
        canvas.line(at, outcome, self._view.theme.text, 1.6)  # seen on a curve of the run's colour too
        canvas.dots(*outcome, color, DOT_PX)
        _draw_ring(canvas, at, color, is_open=False)
        return self._write(canvas, [difference(value, actual)], [at, outcome])

    def _write(self, canvas: Canvas, texts: list[str], points: list[tuple[float, float]], words: Points = ()) -> QRectF:
        """Words beside the first of some points, off these, the present, the curves and other words; where they are.

        None where no point is in the plot: at its edge they would name what is not there, and hide where the run is.
        """
        view, run = self._view, self._run
        if not any(canvas.rect.contains(canvas.point(*point)) for point in points):
            return QRectF()
        now = self._place(run, view.step, view.weight(run))
        rings = [(np.full(IMPORTANT, x), np.full(IMPORTANT, y)) for x, y in (*points, now)]
        return canvas.note(*points[0], texts, view.text_color(run), [*rings, *self._curves(run), *words])

    def _is_on(self, position: QPointF) -> bool:
        guess, run = self._view.prediction.open, self._run
        if guess is None or run >= len(guess.values) or guess.values[run] is None:
            return False
        at = self._plot.canvas(None).point(*self._place(run, guess.step, float(guess.values[run] or 0.0)))
        return math.hypot(at.x() - position.x(), at.y() - position.y()) <= CLICK_REACH

    def _drag(self, position: QPointF) -> None:
        self._view.guess_dragged.emit(self._run, self._value(self._run, position))


def _draw_ring(canvas: Canvas, at: tuple[float, float], color: str, *, is_open: bool) -> None:
    """A ring that what it lies on is seen through, dashed while the question is open."""
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(pen(canvas.theme.window, 4.0))  # not lost on a curve of the same colour
    canvas.painter.drawEllipse(canvas.point(*at), RING_PX / 2, RING_PX / 2)
    canvas.painter.setPen(pen(color, 2.0, DASHES[4] if is_open else ()))
    canvas.painter.drawEllipse(canvas.point(*at), RING_PX / 2, RING_PX / 2)
