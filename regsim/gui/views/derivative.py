"""The derivative along one weight: how hard the data and the penalty push, and the bar that is the next step.

L1's derivative jumps at 0 from −λ to λ and has no value there: the plot shows an open interval, never a steep line.
"""

from collections import defaultdict

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.objective import Slice
from regsim.gui.plotting.canvas import DASHES, Canvas, Curve
from regsim.gui.plotting.labels import Label
from regsim.gui.theme import Theme
from regsim.gui.views.along import AlongOneWeight
from regsim.gui.views.grown import Grown
from regsim.gui.views.ranges import Range, padded, shared_range
from regsim.gui.words import number

IMPORTANT = 30  # points for which the dot, the arrow and a ring count when a note looks for its place


class DerivativeView(AlongOneWeight):
    """∂D, ∂λR and ∂J along the chosen weight; the bar from the dot is the next step, in units of the weight.

    There is no bar while the next weight is to be guessed: the ring of the guess is where its tip will be.
    """

    kind = "derivative"

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._grown: dict[int, Grown] = defaultdict(Grown)

    def title(self) -> str:
        return f"Derivative along {self.chosen_name}"

    def prepare(self) -> None:
        """∂J at every row of every run."""
        self._slopes = [self._slopes_of(run) for run in range(len(self.trajectories))]
        super().prepare()

    def _slopes_of(self, run: int) -> FloatArray:
        t, chosen = self.trajectories[run], self.chosen
        return self._grown[run].values((t.phases, chosen), len(t.steps), lambda rows: t.slope(chosen, rows))

    def limits(self) -> tuple[Range, Range]:
        rings = [
            t.data_gradient[[0, 0, -1, -1], self.chosen]
            + phase.objective.kink(t.weights[-1], self.chosen) * np.array([-1.0, 1.0, -1.0, 1.0])
            for t in self.trajectories
            for phase in t.phases
        ]
        slopes = [self._outlines.telling(("slope", run), values) for run, values in enumerate(self._slopes)]
        low, high = shared_range([*slopes, *rings])
        reach = max(abs(low), abs(high))
        return self.weight_range(), padded(-reach, reach, 0.1)

    def heights(self, run: int) -> FloatArray:
        return self._slopes[run]

    def height(self, run: int, value: float) -> float:
        del value
        return self.slope(run)

    def curve(self, along: Slice) -> FloatArray:
        return along.slope

    def describe(self, run: int) -> str:
        text = f"Derivative along {self.chosen_name} at step {self.frame(run).step}: ∂J = {number(self.slope(run))}"
        move = self._next_move(run)
        return text + (f", the next step is {number(move)}." if move is not None else ".")

    def draw(self, canvas: Canvas, run: int) -> None:
        trajectory, color, theme = self.trajectories[run], self.color(run), self.theme
        w, slope = float(self.frame(run).weights[self.chosen]), self.slope(run)
        along, kink = self.slice_for(canvas, run), self.kink(run)
        canvas.vertical(0.0, theme.line)
        canvas.horizontal(0.0, theme.line)
        total = branches(along.grid, along.slope, kink) if 0.0 in along.grid else []
        curves: list[Curve] = [(*branch, color, 2.2, ()) for branch in total]
        if self.is_two_forces(run):
            penalty = self.penalty_for(canvas, run)
            dashed = [
                (*branch, color, 1.5, DASHES[1]) for branch in branches(penalty.grid, penalty.penalty_slope, kink)
            ]
            curves = [(along.grid, along.data_slope, theme.data, 1.5, ()), *dashed, *curves]
        self.draw_curves(canvas, along, curves)
        if not total:
            canvas.dots(along.grid, along.slope, color, 4.4)  # what is known so far
        elif len(total) == 2 and not self.is_few(along):
            canvas.dots([0.0, 0.0], [total[0][1][-1], total[1][1][0]], color, 7.0, hollow=True)
        rows = self.earlier(run)
        canvas.dots(trajectory.weights[rows, self.chosen], self._slopes[run][rows], color, 6.5, alpha=0.85)
        canvas.line((w, 0.0), (w, slope), color, 1.4)
        move = None if self.motions else self._next_move(run)
        if move:
            canvas.arrow((w, slope), (w + move, slope), color)
        self.draw_motion(canvas, run, self.slope(run, self.step))
        canvas.dots(w, slope, color, 11.0)
        judged = self.prediction.shown_judged(self.step)
        if move is not None and (judged is None or judged.step != self.step + 1):  # else the guess is compared with it
            self._note_move(canvas, run, along, (w, slope, move, kink))

    def _note_move(self, canvas: Canvas, run: int, along: Slice, now: tuple[float, float, float, float]) -> None:
        """Write how far the next step goes, clear of the dot, the arrow, the rings and the curve."""
        w, slope, move, kink = now
        smooth = float(np.interp(0.0, along.grid, along.slope))
        avoid = [
            (along.grid, along.slope),
            (np.linspace(w, w + move, IMPORTANT), np.full(IMPORTANT, slope)),
            (np.full(IMPORTANT, w), np.full(IMPORTANT, slope)),
            (np.zeros(2 * IMPORTANT), np.repeat([smooth + kink, smooth - kink], IMPORTANT)),
        ]
        texts = [f"next step {number(move)}", number(move)] if move else ["next step 0: stays", "stays"]
        canvas.note(w, slope, texts, self.text_color(run), avoid)

    def labels(self, run: int, along: Slice) -> list[Label]:
        text = self.text_color(run)
        return [
            Label("∂J", along.slope[-1], text, bold=True),
            Label(f"∂{self.strength}R", along.penalty_slope[-1], text),
            Label("∂D", along.data_slope[-1], self.theme.muted),
        ]

    def _next_move(self, run: int) -> float | None:
        """How far the chosen weight goes in the next step; None after the last, and where it may not be told."""
        if self.hides or self.step >= self.trajectories[run].last:
            return None
        here, there = self.frame(run), self.frame(run, self.step + 1)
        return float(there.weights[self.chosen] - here.weights[self.chosen])


def branches(x: FloatArray, y: FloatArray, kink: float) -> list[tuple[FloatArray, FloatArray]]:
    """A curve that jumps by ±kink at 0, which is among the x: the part left of it, and the one right of it."""
    if not kink:
        return [(x, y)]
    at = int(np.searchsorted(x, 0.0))
    left, right = y[: at + 1].copy(), y[at:].copy()
    left[-1], right[0] = y[at] - kink, y[at] + kink
    return [(x[: at + 1], left), (x[at:], right)]
