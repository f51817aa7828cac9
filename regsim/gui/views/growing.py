"""A curve of D, λR and J along one weight that grows while it is looked at: what it costs is spread over many events.

What is drawn is exact wherever it is drawn. As long as there are too few points for straight lines between them to be
as good as the curve, the points are marked and the lines are dashed.
"""

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import Generic, Protocol, TypeVar

import numpy as np
from PySide6.QtCore import QObject, QTimer

from regsim.arrays import FloatArray
from regsim.engine.descent import quiet
from regsim.engine.history import Frame
from regsim.engine.objective import Objective, Slice
from regsim.gui.plotting.cell import Cell
from regsim.gui.turn import join, rest, share

FIRST_TERMS = 250_000  # samples times points before a curve is first drawn: a few milliseconds
SLICE_TERMS = 500_000  # the same at once from then on
NEWS = 1.4  # times as many points as are drawn are worth another drawing


class GrowingSlice:
    """D, λR and J along one weight at a step, at some points of a grid.

    Parameters
    ----------
    objective : Objective
    frame : Frame
    index : int
        The weight.
    grid : array of shape (n_points,), ascending
    """

    def __init__(self, objective: Objective, frame: Frame, index: int, grid: FloatArray) -> None:
        self._objective, self._frame, self._index = objective, frame, index
        self._line = objective.loss.lines.along(frame.weights, index, grid)
        self._terms = objective.loss.terms
        self._shown: tuple[int, Slice] | None = None
        self.n_drawn = 0

    @property
    def is_done(self) -> bool:
        """Whether every point of the grid is known."""
        return self._line.is_done

    @property
    def n_known(self) -> int:
        """How many points are known."""
        return self._line.n_known

    @property
    def is_news(self) -> bool:
        """Whether it has grown enough since it was drawn to be drawn again."""
        return self.is_done or self.n_known >= max(NEWS * self.n_drawn, 1)

    def begin(self) -> None:
        """Know what can be known before the first drawing."""
        self._line.grow_to(FIRST_TERMS // self._terms)

    def grow(self) -> None:
        """Know a few points more, or come nearer to it."""
        self._line.advance(self._line.n_known + max(SLICE_TERMS // self._terms, 1))

    def finish(self) -> None:
        """Know all points, however long it takes."""
        self._line.grow_to(len(self._line.grid))

    @property
    def known(self) -> Slice:
        """What is known; until all is, with the point of the step itself, which the descent has passed through."""
        n = self.n_drawn = self._line.n_known
        if self._shown is None or self._shown[0] != n:
            self._shown = n, self._through(*(self._points() if self.is_done else self._points_and_step()))
        return self._shown[1]

    @property
    def penalty(self) -> Slice:
        """λR alone at every point of the grid: it costs nothing."""
        grid = self._line.grid
        return self.known if self.is_done else self._through(grid, np.zeros_like(grid), np.zeros_like(grid))

    def _through(self, grid: FloatArray, data_loss: FloatArray, data_slope: FloatArray) -> Slice:
        return self._objective.slice_through(self._frame.weights, self._index, grid, data_loss, data_slope)

    def _points(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        line, at = self._line, self._line.ready
        return line.grid[at], line.data_loss[at], line.data_slope[at]

    def _points_and_step(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        frame, (grid, data_loss, data_slope) = self._frame, self._points()
        here = float(frame.weights[self._index])
        place = int(np.searchsorted(grid, here))
        if place < len(grid) and grid[place] == here:
            return grid, data_loss, data_slope
        new = here, frame.data_loss, float(frame.data_gradient[self._index])
        grid, data_loss, data_slope = (
            np.insert(values, place, value) for values, value in zip((grid, data_loss, data_slope), new, strict=True)
        )
        return grid, data_loss, data_slope


class Growing(Protocol):
    """What is computed in many events; as much of it as is known can be drawn."""

    @property
    def is_done(self) -> bool:
        """Whether all is known."""

    @property
    def n_known(self) -> int:
        """How much is known."""

    @property
    def is_news(self) -> bool:
        """Whether it has grown enough since it was drawn to be drawn again."""

    def begin(self) -> None:
        """Know what can be known before the first drawing."""

    def grow(self) -> None:
        """Know a little more, or come nearer to it: for a few milliseconds, or less."""


Grown = TypeVar("Grown", bound=Growing)


class Growth(QObject, Generic[Grown]):
    """Lets what a view draws of its runs grow, in its share of each turn, and says which are to be drawn again.

    What has no place in the grid stays as it is until it is drawn again.

    Parameters
    ----------
    parent : QObject
    plots : list of Cell
        Where the runs are drawn.
    redraw : callable
        Told the run that has news.
    """

    def __init__(self, parent: QObject, plots: Sequence[Cell], redraw: Callable[[int], None]) -> None:
        super().__init__(parent)
        self._plots, self._redraw = plots, redraw
        self._runs: dict[int, tuple[object, Grown]] = {}
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.advance)
        parent.destroyed.connect(self._stop)  # others are not to wait for what nobody draws

    @property
    def is_growing(self) -> bool:
        """Whether there is anything left to grow."""
        return not all(growing.is_done for _, growing in self._runs.values())

    def clear(self, first: int = 0) -> None:
        """Nothing is to grow for this run and those after it."""
        self._runs = {run: kept for run, kept in self._runs.items() if run < first}
        if not self._runs:
            self._stop()

    def get(self, run: int, key: object, make: Callable[[], Grown]) -> Grown:
        """What to draw of a run now; something new if it has another key."""
        if run not in self._runs or self._runs[run][0] != key:
            self.let(run, make(), key)
        self._go_on()
        return self._runs[run][1]

    def let(self, run: int, growing: Grown, key: object = None) -> None:
        """Let this grow for a run."""
        self._runs[run] = key, growing
        growing.begin()
        self._go_on()

    def _go_on(self) -> None:
        if self.is_growing and not self._timer.isActive():
            join(self)
            self._timer.start()

    def advance(self) -> None:
        """Let that grow which has grown least, as long as there is time in this turn; once at least."""
        until, grown = perf_counter() + share(), dict[int, Grown]()
        with quiet():
            while behind := list(self._behind()):
                run, growing = min(behind, key=lambda item: item[1].n_known)
                growing.grow()
                grown[run] = growing
                if perf_counter() >= until:
                    break
        for run, growing in grown.items():
            if growing.is_news:
                self._redraw(run)
        if behind:
            self._timer.start()
        else:
            self._stop()

    def _stop(self) -> None:
        self._timer.stop()
        rest(self)

    def _behind(self) -> Iterator[tuple[int, Grown]]:
        """What is to grow now: what is shown and not yet done."""
        for run, (_, growing) in self._runs.items():
            if self._plots[run].is_shown and not growing.is_done:
                yield run, growing
