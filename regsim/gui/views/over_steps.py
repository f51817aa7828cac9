"""What the views over steps share: the past solid up to the cursor, the future faint beyond it, and the cursor."""

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF

from regsim.arrays import FloatArray
from regsim.engine.losses import IndexArray
from regsim.gui.changes import marks_of
from regsim.gui.plotting.canvas import DASHES, Canvas, Line
from regsim.gui.plotting.labels import Label, draw_labels
from regsim.gui.plotting.marks import Mark, draw_marks, placed
from regsim.gui.plotting.plot import Plot
from regsim.gui.views.base import Range, View, padded
from regsim.gui.words import number

Series = tuple[IndexArray, FloatArray]  # steps, and a value at each
SAMPLES = 120
DOTS_FROM_PX = 9  # pixels between steps from which every step gets its dot


class OverSteps(View):
    """A view with the step on its x axis. A click or a drag moves the cursor."""

    over_steps = True
    _step_before_click = 0

    def x_name(self) -> str:
        return "step"

    def step_range(self) -> Range:
        """All steps, with room for the dots at both ends."""
        return padded(0.0, float(self.n_steps), 0.02)

    def prepare(self) -> None:
        self._lines: dict[int, tuple[object, list[Line]]] = {}

    def build(self, plot: Plot, run: int) -> None:
        plot.add_layer(lambda c: self._draw_axis(c, run), still=True)
        plot.add_layer(lambda c: self.draw_curves(c, run, is_past=False), still=True, span=lambda: (self.step, np.inf))
        plot.add_layer(lambda c: self.draw_curves(c, run, is_past=True), still=True, span=lambda: (-np.inf, self.step))
        plot.add_layer(lambda c: self.draw_notes(c, run), still=True)
        plot.add_layer(lambda c: draw_labels(c, self.labels(run), plot.margin), margin=True, still=True)
        plot.add_layer(lambda c: self._draw_now(c, run))

    @abstractmethod
    def series(self, run: int) -> Sequence[Series]:
        """Every curve of a run."""

    def lines(self, canvas: Canvas, run: int) -> list[Line]:
        """The curves of a run as they are painted; computed once for past and future."""
        key = (canvas.rect, canvas.x_range, canvas.y_range)
        if run not in self._lines or self._lines[run][0] != key:
            self._lines[run] = key, [canvas.line_through(*series) for series in self.series(run)]
        return self._lines[run][1]

    @abstractmethod
    def draw_curves(self, canvas: Canvas, run: int, *, is_past: bool) -> None:
        """All curves of a run, solid if `is_past`, else faint."""

    def draw_notes(self, canvas: Canvas, run: int) -> None:
        """What is written beside the curves of a run: what changed in mid-run, and where it diverged."""
        trajectory = self.trajectories[run]
        draw_marks(canvas, self.marks(canvas, run))
        if trajectory.diverged:
            at, words = trajectory.last + 1, f"diverged at step {trajectory.last + 1:,}"
            canvas.vertical(float(at), self.theme.error, 1.2, DASHES[2])
            avoid = [*self.samples(run), *self.marked(canvas, run)]
            canvas.note(at, canvas.y_range[1], [words], self.theme.error, avoid)

    def samples(self, run: int) -> list[Series]:
        """Points of the curves of a run, for notes to keep clear of."""
        found = []
        for steps, values in self.series(run):
            at = np.unique(np.linspace(0, len(steps) - 1, min(len(steps), SAMPLES)).astype(np.intp))
            found.append((steps[at], values[at]))
        return found

    def marks(self, canvas: Canvas, run: int) -> list[Mark]:
        """The changes in mid-run that a run has come to or will come to."""
        trajectory = self.trajectories[run]
        has_strength = "strength" in trajectory.function(0).penalty.__struct_fields__
        texts = marks_of(self.changes, run, self.n_steps, has_strength=has_strength)
        reached = {step: text for step, text in texts.items() if step <= trajectory.last or not trajectory.diverged}
        return placed(canvas, reached)

    def marked(self, canvas: Canvas, run: int) -> list[tuple[ArrayLike, ArrayLike]]:
        """Points in the texts of the changes, for notes to keep clear of."""
        return [mark.points(canvas) for mark in self.marks(canvas, run)]

    @abstractmethod
    def labels(self, run: int) -> Sequence[Label]:
        """The names at the right edge."""

    @abstractmethod
    def draw_dots(self, canvas: Canvas, run: int) -> None:
        """The points on the cursor."""

    def on_click(self, run: int, position: QPointF) -> None:
        self._step_before_click = self.step
        self.on_drag(run, position)

    def on_double_click(self) -> None:
        super().on_double_click()
        self.step_requested.emit(self._step_before_click)  # the first click of the two has moved the cursor

    def on_drag(self, run: int, position: QPointF) -> None:
        self.step_requested.emit(self.step_at(run, position))

    def step_at(self, run: int, position: QPointF) -> int:
        """The step nearest to a pixel."""
        canvas = self.plots[run].canvas(None)
        return round(min(max(canvas.x_at(position.x()), 0.0), float(self.n_steps)))

    def is_sparse(self, canvas: Canvas) -> bool:
        """Whether steps are far enough apart for a dot each."""
        low, high = canvas.x_range
        return canvas.rect.width() >= DOTS_FROM_PX * (high - low)

    def _draw_axis(self, canvas: Canvas, run: int) -> None:
        canvas.horizontal(0.0, self.theme.muted, 1.0, DASHES[1])
        for mark in self.marks(canvas, run):
            canvas.vertical(float(mark.step), self.theme.muted, 1.0, DASHES[4])

    def _draw_now(self, canvas: Canvas, run: int) -> None:
        canvas.vertical(float(self.step), self.theme.text, 1.2)
        self.draw_dots(canvas, run)


def value_text(name: str, value: float, step: int) -> str:
    """A point of a curve in words."""
    return f"{name} = {number(value)} at step {step}"
