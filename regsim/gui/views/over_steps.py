"""What the views over steps share: the past solid up to the cursor, the future faint beyond it, and the cursor."""

from abc import abstractmethod
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF, QRectF

from regsim.arrays import FloatArray
from regsim.engine.history import Frame
from regsim.gui.changes import marks_of
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.labels import Label, draw_labels
from regsim.gui.plotting.layers import Side
from regsim.gui.plotting.marks import Mark, draw_marks, placed
from regsim.gui.plotting.pens import pen
from regsim.gui.plotting.places import between
from regsim.gui.plotting.plot import Plot
from regsim.gui.plotting.strokes import Line
from regsim.gui.theme import Theme
from regsim.gui.views.base import View
from regsim.gui.views.grown import Outlines, Series
from regsim.gui.views.ranges import Range, padded
from regsim.gui.words import number

Points = Sequence[tuple[ArrayLike, ArrayLike]]

SAMPLES = 120
WORDS_WEIGH = 10  # times as much as a curve where other words look for their place
DOTS_FROM_PX = 8  # pixels between steps from which every step gets its dot


class OverSteps(View):
    """A view with the step on its x axis. A click or a drag moves the cursor.

    While the next weight is to be guessed nothing is drawn beyond the cursor but changes of λ and η, which are given;
    and the names of the curves stand beside the cursor's values, not beside those of the end.
    """

    over_steps = True
    _step_before_click = 0

    def x_name(self) -> str:
        return "step"

    @property
    def now(self) -> float:
        """Where the cursor is: between two steps while a run moves on in slow motion."""
        return self.step + max((motion.progress for motion in self.motions), default=0.0)

    def between(self, run: int, read: Callable[[Frame], FloatArray]) -> tuple[float, FloatArray]:
        """The step of a run, and what is read of it; in slow motion as much on the straight way to the next."""
        here, motion = self.frame(run, self.step), self.motion(run)
        values = read(here)
        if motion is None or not motion.progress:
            return here.step, values
        following = read(self.frame(run, here.step + 1))
        return here.step + motion.progress, values + motion.progress * (following - values)

    def step_range(self) -> Range:
        """All steps, with room for the dots at both ends."""
        return padded(0.0, float(self.n_steps), 0.01 * (1 + len(self.trajectories)))  # of a column, which they share

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.outlines = Outlines()
        self._words: dict[int, list[QRectF]] = {}  # where they were written last

    def prepare(self) -> None:
        self._lines: dict[int, tuple[object, list[Line]]] = {}

    def build(self, plot: Plot, run: int) -> None:
        plot.cut = lambda: float(self.now)
        plot.add_layer(lambda c: self._draw_axis(c, run), still=True)
        plot.add_layer(lambda c: self._draw_future(c, run), still=True, side=Side.FUTURE)
        plot.add_layer(lambda c: self.draw_curves(c, run, is_past=True), still=True, side=Side.PAST)
        plot.add_layer(lambda c: self._draw_words(c, run), still=True)
        plot.add_layer(lambda c: draw_labels(c, self.labels(run), plot.margin), margin=True, still=True)
        plot.add_layer(lambda c: self._draw_now(c, run))

    @abstractmethod
    def series(self, run: int) -> Sequence[Series]:
        """Every curve of a run."""

    @abstractmethod
    def present(self, run: int) -> Sequence[float | None]:
        """Where each curve of a run is at the current step; None where it has ended before."""

    def shown_series(self, run: int) -> Sequence[Series]:
        """Every curve as far as it may be shown: a line that went on would leave the cursor with another slope."""
        if not self.hides:
            return self.series(run)
        found, step = [], self.frame(run).step
        for (steps, values), now in zip(self.series(run), self.present(run), strict=True):
            n, here = int(np.searchsorted(steps, step)), [] if now is None else [now]
            found.append((np.append(steps[:n], [step] * len(here)), np.append(values[:n], here)))
        return found

    def lines(self, canvas: Canvas, run: int) -> list[Line]:
        """The curves of a run as they are painted; computed once for past and future."""
        key = (canvas.rect, canvas.x_range, canvas.y_range, self.step if self.hides else None)
        if run not in self._lines or self._lines[run][0] != key:
            series = [
                self.outlines.in_sight((run, i), one, *canvas.x_range) for i, one in enumerate(self.shown_series(run))
            ]
            self._lines[run] = key, canvas.lines_through(series)
        return self._lines[run][1]

    @abstractmethod
    def draw_curves(self, canvas: Canvas, run: int, *, is_past: bool) -> None:
        """All curves of a run, solid if `is_past`, else faint."""

    def _draw_future(self, canvas: Canvas, run: int) -> None:
        if not self.hides:
            self.draw_curves(canvas, run, is_past=False)

    def is_told(self, step: int) -> bool:
        """Whether what happens at a step may be shown."""
        return step <= self.step or not self.hides

    def set_step(self, step: int) -> None:
        super().set_step(step)
        if self.hides:  # names and notes depend on the step then
            for plot in self.plots[: len(self.trajectories)]:
                plot.invalidate()

    def draw_notes(self, canvas: Canvas, run: int) -> None:
        """What is written beside the curves of a run: what changed in mid-run, and where it diverged."""
        trajectory = self.trajectories[run]
        draw_marks(canvas, marks := self.marks(canvas, run))
        self._words[run] += [mark.place for mark in marks if not mark.place.isEmpty()]
        if trajectory.diverged and self.is_told(trajectory.last + 1):
            at, words = trajectory.last + 1, f"diverged at step {trajectory.last + 1:,}"
            canvas.vertical(float(at), self.theme.error, 1.2, DASHES[2])
            avoid = [*self.samples(run), *self.marked(canvas, run)]
            self.write(canvas, run, (at, canvas.y_range[1]), [words], self.theme.error, avoid)

    def _draw_words(self, canvas: Canvas, run: int) -> None:
        self._words[run] = []
        self.draw_notes(canvas, run)

    def write(
        self,
        canvas: Canvas,
        run: int,
        at: tuple[float, float],
        texts: Sequence[str],
        color: str,
        avoid: Points,
        within: QRectF | None = None,
    ) -> None:
        """A note beside a data point, which the cursor and what is written after it keep clear of."""
        taken = [tuple(np.repeat(canvas.points_in(place), WORDS_WEIGH, 1)) for place in self._words[run]]
        place = canvas.note(*at, texts, color, [*avoid, *taken], within)
        self._words[run] += [place] * (not place.isEmpty())

    def words(self, canvas: Canvas, run: int) -> list[QRectF]:
        """Where there are words that the cursor is not to cross out."""
        del canvas
        return self._words.get(run, [])

    def samples(self, run: int) -> list[tuple[ArrayLike, FloatArray]]:
        """Points of what is shown of the curves of a run, for notes to keep clear of."""
        return self.sampled(self.shown_series(run))

    @staticmethod
    def sampled(series: Sequence[Series]) -> list[tuple[ArrayLike, FloatArray]]:
        """So many points of every curve that no note fits in between."""
        found: list[tuple[ArrayLike, FloatArray]] = []
        for steps, values in series:
            if len(steps) > SAMPLES:
                every = -(-len(steps) // SAMPLES)
                found.append((steps[::every], values[::every]))
            else:  # points between the steps too
                rows, at = np.arange(len(steps)), np.linspace(0, len(steps) - 1, SAMPLES)
                found.append((np.interp(at, rows, steps), np.interp(at, rows, values)))
        return found

    def marks(self, canvas: Canvas, run: int) -> list[Mark]:
        """The changes in mid-run that a run has come to or will come to."""
        trajectory = self.trajectories[run]
        has_strength = "strength" in trajectory.function(0).penalty.__struct_fields__
        texts = marks_of(self.changes, run, self.n_steps, has_strength=has_strength)
        reached = {step: text for step, text in texts.items() if step <= trajectory.last or not trajectory.diverged}
        return placed(canvas, reached, self.taken(canvas.rect))

    def taken(self, inside: QRectF) -> list[QRectF]:
        """Where in a plot there are words already, whatever it shows."""
        del inside
        return []

    def marked(self, canvas: Canvas, run: int) -> list[tuple[ArrayLike, ArrayLike]]:
        """Points in the texts of the changes, for notes to keep clear of."""
        return [mark.points(canvas) for mark in self.marks(canvas, run)]

    @abstractmethod
    def labels(self, run: int) -> Sequence[Label]:
        """The names at the right edge."""

    @abstractmethod
    def draw_dots(self, canvas: Canvas, run: int) -> None:
        """The points on the cursor."""

    def n_steps_to_optimum(self, run: int) -> int:
        """The step from which a run has another λ, and so another optimum; one more than there are if it has none."""
        first, *others = self.trajectories[run].phases
        changed = (phase.start for phase in others if phase.objective.penalty != first.objective.penalty)
        return next(changed, self.n_steps + 1)

    def on_click(self, run: int, position: QPointF) -> None:
        self.stay()
        self.on_drag(run, position)

    def stay(self) -> None:
        """A click that may be the first of two is here: a double click leaves the cursor where it is now."""
        self._step_before_click = self.step

    def on_double_click(self) -> None:
        super().on_double_click()
        self.step_requested.emit(self._step_before_click)  # the first click of the two has moved the cursor

    def on_drag(self, run: int, position: QPointF) -> None:
        self.step_requested.emit(self.step_at(run, position))

    def zoom_centre(self, x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
        """The cursor, where it is in sight."""
        across, up = super().zoom_centre(x, y)
        return (float(self.step) if x[0] <= self.step <= x[1] else across), up

    def step_at(self, run: int, position: QPointF) -> int:
        """The step nearest to a pixel."""
        canvas = self.plots[run].canvas(None)
        return round(min(max(canvas.x_at(position.x()), 0.0), float(self.n_steps)))

    def is_sparse(self, canvas: Canvas) -> bool:
        """Whether steps are far enough apart for a dot each."""
        low, high = canvas.x_range
        return canvas.rect.width() >= DOTS_FROM_PX * (high - low)

    def draw_ground(self, canvas: Canvas, run: int) -> None:
        """What lies below the curves of a run: the line of 0."""
        del run
        canvas.horizontal(0.0, self.theme.muted, 1.0, DASHES[1])

    def _draw_axis(self, canvas: Canvas, run: int) -> None:
        self.draw_ground(canvas, run)
        for mark in self.marks(canvas, run):
            canvas.vertical(float(mark.step), self.theme.muted, 1.0, DASHES[4])

    def _draw_now(self, canvas: Canvas, run: int) -> None:
        """The cursor, in pieces between the words that are in its way, and the points on it."""
        at, inside = float(canvas.x(self.now)), canvas.rect
        in_the_way = [place for place in self.words(canvas, run) if place.left() <= at <= place.right()]
        canvas.painter.setPen(pen(self.theme.text, 1.2))
        for top, bottom in between(inside.top(), inside.bottom(), in_the_way):
            canvas.painter.drawLine(QPointF(at, top), QPointF(at, bottom))
        self.draw_dots(canvas, run)


def value_text(name: str, value: float, step: int) -> str:
    """A point of a curve in words."""
    return f"{name} = {number(value)} at step {step}"
