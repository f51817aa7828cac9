"""What the slice and the derivative share: an x axis that is the chosen weight, and a dot for every earlier step."""

from abc import abstractmethod
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF

from regsim.arrays import FloatArray
from regsim.engine.losses import IndexArray
from regsim.engine.objective import Slice
from regsim.gui.plotting.canvas import DASHES, Canvas, Curve
from regsim.gui.plotting.labels import Label, draw_labels, margin_for
from regsim.gui.plotting.places import along as spread_along
from regsim.gui.plotting.plot import Plot, nearest
from regsim.gui.theme import Theme
from regsim.gui.views.base import View
from regsim.gui.views.growing import GrowingSlice, Growth
from regsim.gui.views.grown import Outlines
from regsim.gui.views.guess_mark import GuessMark
from regsim.gui.views.pulls import draw_along, factor_for
from regsim.gui.views.ranges import Range, rounded_to_pixel, shared_range
from regsim.gui.words import number
from regsim.scenario import MAX_RUNS

PIXELS_A_POINT = 6  # between them the curves are as good as straight
MIN_POINTS = 16
APART = 1 / 400  # of the plot's size, between points of a path: nearer ones are one
DOTS_APART = 1 / 80  # between dots of earlier steps: nearer ones are one blot
FEW_STEPS = 64  # so few that each has its dot
MAX_DOTS = 600
DOT_WEIGHS = 10  # times as much as a point of a curve where words look for their place
MOST_ROWS = 10_000


class AlongOneWeight(View):
    """A view with the chosen weight on its x axis and the others held where they are at the current step.

    The curves are those of the current step, so that they give nothing away while the next weight is to be guessed. The
    guess is a ring that can be dragged along x.
    """

    tells_beats = True

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._guesses: list[GuessMark] = []  # of each plot: its items do not keep them
        self._growth: Growth[GrowingSlice] = Growth(self, self.plots, self._redraw)
        self._outlines = Outlines()

    def x_name(self) -> str:
        return self.chosen_name

    def label_margin(self) -> int:
        return margin_for([f"∂{self.strength}R"]) if any(self._two_forces) else 0

    def build(self, plot: Plot, run: int) -> None:
        plot.add_layer(lambda canvas: self.draw(canvas, run))
        plot.add_layer(lambda canvas: self._draw_labels(canvas, run, plot.margin), margin=True)
        self._guesses.append(GuessMark(self, plot, run, self._place, self._value_at, self._drawn))

    @abstractmethod
    def draw(self, canvas: Canvas, run: int) -> None:
        """The curves of a run at the current step, its dots, and what they mean."""

    @abstractmethod
    def labels(self, run: int, along: Slice) -> list[Label]:
        """The names of the curves, at their right ends."""

    def weight_range(self) -> Range:
        """Symmetric about 0, wide enough for every step of every run; any, where the weight is never another."""
        low, high = self.range_of("w", [t.weights[:, self.chosen] for t in self.trajectories])
        reach = 1.2 * max(abs(low), abs(high)) or (self.plots[0].home[0][1] if self.are_axes_held else 1.0)
        return -reach, reach

    def range_of(self, name: str, series: Sequence[FloatArray]) -> Range:
        """The range of a series of every run."""
        return shared_range([self._outlines.telling((name, run), values) for run, values in enumerate(series)])

    def slice_for(self, canvas: Canvas, run: int) -> Slice:
        """D, λR and J along the chosen weight at the current step, over what the canvas shows; 0 included.

        At all points, or at as many as are ready.
        """
        return self._growing(canvas, run).known

    def penalty_for(self, canvas: Canvas, run: int) -> Slice:
        """The same of λR alone, at all points."""
        return self._growing(canvas, run).penalty

    def _growing(self, canvas: Canvas, run: int) -> GrowingSlice:
        frame, (low, high) = self.frame(run), canvas.x_range
        n = max(int(canvas.rect.width() / PIXELS_A_POINT), MIN_POINTS)

        def make() -> GrowingSlice:
            return GrowingSlice(self.trajectories[run].function(frame.step), frame, self.chosen, points(low, high, n))

        growing = self._growth.get(run, (frame, self.chosen, low, high, n), make)
        if self.plots[run].is_exporting:
            growing.finish()
        return growing

    def draw_curves(self, canvas: Canvas, along: Slice, curves: Sequence[Curve]) -> None:
        """Lines; those that D is in, the solid ones, are dashed between marked points as long as these are few."""
        is_few = self.is_few(along)
        canvas.curves([(x, y, color, width, dash or DASHES[5] * is_few) for x, y, color, width, dash in curves])
        for x, y, color, width, dash in curves:
            if is_few and not dash:
                canvas.dots(x, y, color, 2.0 * width)

    @staticmethod
    def is_few(along: Slice) -> bool:
        """Whether there are too few points yet for lines between them to be as good as the curve."""
        return len(along.grid) < MIN_POINTS

    def _redraw(self, run: int) -> None:
        """The slice of a run has grown."""
        self.plots[run].update()

    def slope(self, run: int, step: int | None = None) -> float:
        """∂J along the chosen weight at a step, the current one if not given."""
        trajectory, frame = self.trajectories[run], self.frame(run, step)
        pull = trajectory.function(frame.step).penalty_slope(frame.weights, self.chosen)
        return float(frame.data_gradient[self.chosen] + pull)

    def kink(self, run: int) -> float:
        """Half the jump of ∂J where the chosen weight passes 0 at the current step."""
        frame = self.frame(run)
        return self.trajectories[run].function(frame.step).kink(frame.weights, self.chosen)

    def is_two_forces(self, run: int) -> bool:
        """Whether both the data and the penalty pull on the chosen weight at some step; else J is one of them."""
        return self._two_forces[run]

    def earlier(self, run: int) -> IndexArray:
        """The rows of steps before the current state, without those whose dots would lie on one another."""
        rows, now = self._dots[run], self.step + bool(self.motions)  # a state on the way has its step behind it
        return rows[: np.searchsorted(self.trajectories[run].steps[rows], now)]

    def _earlier_dots(self, run: int) -> tuple[FloatArray, FloatArray]:
        rows = self.earlier(run)
        return self.trajectories[run].weights[rows, self.chosen], self.heights(run)[rows]

    def draw_motion(self, canvas: Canvas, run: int, y: float) -> None:
        """In slow motion, the parts of the update at the height of the dot."""
        motion = self.motion(run)
        if motion is not None:
            factor = factor_for(canvas, self.motions, [self.chosen])
            colors = self.color(run), self.text_color(run)
            draw_along(canvas, motion, self.chosen, y, colors, factor, self._drawn(run))

    def tell_beyond(self, canvas: Canvas, run: int, name: str, y: float) -> bool:
        """Write where the dot is, at height `y`, if that is outside of the plot; whether it is."""
        w, (left, right), (low, high) = self.weight(run), canvas.x_range, canvas.y_range
        across = f"{self.chosen_name} = {number(w)}" + (" ←" if w < left else " →" if w > right else "")
        up = f"{name} = {number(y)}" + (" ↓" if y < low else " ↑" if y > high else "")
        beyond = [text for text in (across, up) if text[-1] in "←→↓↑"]
        if beyond:
            at = min(max(w, left), right), min(max(y, low), high)
            canvas.note(*at, [f"{across}, {up}", *beyond], self.text_color(run), self._drawn(run))
        return bool(beyond)

    def prepare(self) -> None:
        self._growth.clear(len(self.trajectories))  # those of other runs go when they are drawn
        self._two_forces = [
            any(phase.objective.acts_on(self.chosen) for phase in t.phases)
            and bool(self._outlines.telling(("D", run), t.data_loss).any())
            for run, t in enumerate(self.trajectories)
        ]
        (left, right), (low, high) = self.limits()
        self._dots = []
        for run, t in enumerate(self.trajectories):
            rows = looked_at(len(t.steps))
            if len(rows) > FEW_STEPS:
                x, y = t.weights[rows, self.chosen] / (right - left), self.heights(run)[rows] / (high - low)
                rows = rows[seen_apart(x, y, DOTS_APART)]
            self._dots.append(rows)

    @abstractmethod
    def height(self, run: int, value: float) -> float:
        """The y of the chosen weight if it had another value at the current step."""

    @abstractmethod
    def curve(self, along: Slice) -> FloatArray:
        """The curve that the dot is on."""

    @abstractmethod
    def parts(self, along: Slice) -> tuple[FloatArray, FloatArray]:
        """The curves that it is the sum of: of the data and of the penalty."""

    def is_compared(self, step: int) -> bool:
        """Only just before and just after: later curves have nothing to do with the guess."""
        return step - 1 <= self.step <= step

    def _place(self, run: int, step: int, value: float) -> tuple[float, float]:
        del step
        return value, self.height(run, value)

    def _outline(self, run: int) -> list[tuple[ArrayLike, ArrayLike]]:
        """Points of all curves."""
        canvas = self.plots[run].canvas(None)
        along, penalty = self.slice_for(canvas, run), self.penalty_for(canvas, run)
        found: list[tuple[ArrayLike, ArrayLike]] = [(along.grid, self.curve(along))]
        if self.is_two_forces(run):
            found += [(along.grid, self.parts(along)[0]), (penalty.grid, self.parts(penalty)[1])]
        return found

    def _drawn(self, run: int) -> list[tuple[ArrayLike, ArrayLike]]:
        """Points of all curves, so near that no word fits between two, and the dots of earlier steps."""
        canvas, (x, y) = self.plots[run].canvas(None), self._earlier_dots(run)
        curves = [spread_along(canvas.x(across), canvas.y(up)).T for across, up in self._outline(run)]
        points: list[tuple[ArrayLike, ArrayLike]] = [(canvas.x_at(across), canvas.y_at(up)) for across, up in curves]
        return [(np.repeat(x, DOT_WEIGHS), np.repeat(y, DOT_WEIGHS)), *points]

    def _value_at(self, run: int, position: QPointF) -> float:
        canvas = self.plots[run].canvas(None)
        low, high = canvas.x_range
        return rounded_to_pixel(canvas.x_at(position.x()), (high - low) / max(canvas.rect.width(), 1.0))

    @abstractmethod
    def heights(self, run: int) -> FloatArray:
        """The y of a run's dot at every row."""

    def _draw_labels(self, canvas: Canvas, run: int, margin: int) -> None:
        if self.is_two_forces(run):
            draw_labels(canvas, self.labels(run, self.slice_for(canvas, run)), margin)

    def on_click(self, run: int, position: QPointF) -> None:
        canvas, rows, trajectory = self.plots[run].canvas(None), self.earlier(run), self.trajectories[run]
        x = canvas.x(trajectory.weights[rows, self.chosen])
        hit = nearest(x, canvas.y(self.heights(run)[rows]), position)
        if hit is not None:
            self.step_requested.emit(int(trajectory.steps[rows[hit]]))

    def on_hover(self, run: int, position: QPointF) -> None:
        del position
        self.pointed_at.emit(self.describe(run))


@lru_cache(MAX_RUNS)
def points(low: float, high: float, n: int) -> FloatArray:
    """So many points of an axis, 0 among them. Not to be changed."""
    found = np.linspace(low, high, n)
    return np.sort(np.append(found[found != 0.0], 0.0))  # once: two would join the branches beside a kink


def looked_at(n_rows: int) -> IndexArray:
    """The rows that may get a dot: all, or of a long run the first ones, where it moves most, and some others."""
    if n_rows <= 2 * MOST_ROWS:
        return np.arange(n_rows)
    return np.concatenate([np.arange(MOST_ROWS), np.arange(MOST_ROWS, n_rows, -(-n_rows // MOST_ROWS))])


def seen_apart(x: FloatArray, y: FloatArray, apart: float = APART) -> IndexArray:
    """Indices of the points, given in parts of the plot, that are `apart` on from the last one kept along the path."""
    with np.errstate(all="ignore"):
        path = np.cumsum(np.hypot(np.diff(x, prepend=x[0]), np.diff(y, prepend=y[0])))
        kept = np.flatnonzero(np.diff(np.floor(path / apart), prepend=-1.0) != 0.0)
    return kept[:: -(-len(kept) // MAX_DOTS)]
