"""The derivative along one weight: how hard the data and the penalty push, and the bar that is the next step.

L1's derivative jumps at 0 from −λ to λ and has no value there: the plot shows an open interval, never a steep line.
"""

from collections import defaultdict

import numpy as np
from numpy.typing import ArrayLike

from regsim.arrays import FloatArray
from regsim.engine.objective import Slice
from regsim.engine.trajectory import Trajectory
from regsim.gui.plotting.canvas import DASHES, Canvas, Curve
from regsim.gui.plotting.labels import Label
from regsim.gui.theme import Theme
from regsim.gui.views.along import AlongOneWeight
from regsim.gui.views.growing import FIRST_TERMS
from regsim.gui.views.grown import Grown
from regsim.gui.views.ranges import Range, padded, shared_range
from regsim.gui.words import number

DOT_PX = 11.0
SHORT_PX = 12.0  # an arrow that would not be seen below the dot lies over it
RINGS = 2, 5  # rows, fewest and most, at which it is found out how far ∂J reaches where it jumps
STEM = 12  # points along it for which it counts when a note looks for its place
IMPORTANT = 30  # points for which the dot, the arrow and a ring count when a note looks for its place

Branches = list[tuple[FloatArray, FloatArray]]
Points = list[tuple[ArrayLike, ArrayLike]]


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
        """∂J at every row of every run, and beside the jumps at some."""
        self._slopes = [self._slopes_of(run) for run in range(len(self.trajectories))]
        self._jumps = [self._beside_jumps(t) for t in self.trajectories]
        super().prepare()

    def _slopes_of(self, run: int) -> FloatArray:
        t, chosen = self.trajectories[run], self.chosen
        return self._grown[run].values((t.phases, chosen), len(t.steps), lambda rows: t.slope(chosen, rows))

    def _beside_jumps(self, trajectory: Trajectory) -> FloatArray:
        """∂J on both sides of 0 where it jumps there, at a few rows; shape (2 n_jumps,).

        Of very many samples only where the weight is 0, and ∂D there is known: a pass over them would hold frames up.
        """
        t, chosen, found = trajectory, self.chosen, []
        n = int(np.clip(FIRST_TERMS // t.loss.terms, *RINGS))
        rows = {*np.linspace(0, len(t.steps) - 1, n).astype(int).tolist(), *(t.row(phase.start) for phase in t.phases)}
        for row in sorted(rows):
            function, w = t.function(int(t.steps[row])), t.weights[row]
            kink = function.kink(w, chosen)
            if kink and (w[chosen] == 0.0 or t.loss.terms <= FIRST_TERMS):
                smooth = (
                    float(t.data_gradient[row, chosen])
                    if w[chosen] == 0.0
                    else float(function.along(w, chosen, np.zeros(1)).data_slope[0])
                )
                found += [smooth - kink, smooth + kink]
        return np.array([value for value in found if np.isfinite(value)])

    def limits(self) -> tuple[Range, Range]:
        series = []
        for run, slopes in enumerate(self._slopes):
            told = self._outlines.telling(("slope", run), slopes)
            series.append(np.concatenate([told[:-1], self._jumps[run], told[-1:]]))  # its ends tell if it runs away
        low, high = shared_range(series)
        reach = max(abs(low), abs(high))
        return self.weight_range(), padded(-reach, reach, 0.1)

    def heights(self, run: int) -> FloatArray:
        return self._slopes[run]

    def height(self, run: int, value: float) -> float:
        del value
        return self.slope(run)

    def curve(self, along: Slice) -> FloatArray:
        return along.slope

    def parts(self, along: Slice) -> tuple[FloatArray, FloatArray]:
        return along.data_slope, along.penalty_slope

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
        parts: Branches = []
        if self.is_two_forces(run):
            penalty = self.penalty_for(canvas, run)
            parts = branches(penalty.grid, penalty.penalty_slope, kink)
            dashed = [(*branch, color, 1.5, DASHES[1]) for branch in parts]
            curves = [(along.grid, along.data_slope, theme.data, 1.5, ()), *dashed, *curves]
        self.draw_curves(canvas, along, curves)
        if not total:
            canvas.dots(along.grid, along.slope, color, 4.4)  # what is known so far
        rows = self.earlier(run)
        canvas.dots(trajectory.weights[rows, self.chosen], self._slopes[run][rows], color, 6.5, alpha=0.85)
        _draw_rings(canvas, parts, color, 5.0)
        if not self.is_few(along):
            _draw_rings(canvas, total, color, 7.0)
        if w or not kink:  # on the jump it would look like a steep branch
            canvas.line((w, 0.0), (w, slope), color, 1.4)
        move = None if self.motions else self._next_move(run)
        is_short = abs(move or 0.0) * canvas.rect.width() < SHORT_PX * (canvas.x_range[1] - canvas.x_range[0])
        if move and not is_short:
            canvas.arrow((w, slope), (w + move, slope), color)
        self.draw_motion(canvas, run, self.slope(run, self.step))
        canvas.dots(w, slope, color, DOT_PX)
        if move and is_short:
            canvas.arrow((w, slope), (w + move, slope), theme.text, 2.5)
        judged = self.prediction.shown_judged(self.step)
        if self.tell_beyond(canvas, run, "∂J", slope):
            return
        if move is not None and (judged is None or judged.step != self.step + 1):  # else the guess is compared with it
            lines: Points = [(x, y) for x, y, *_ in curves]
            self._note_move(canvas, run, (w, slope, move), lines, [*open_ends(parts), *open_ends(total)])

    def _note_move(
        self, canvas: Canvas, run: int, now: tuple[float, float, float], lines: Points, rings: Points
    ) -> None:
        """Write how far the next step goes, clear of the dots, the arrow, the stem, the rings and the curves."""
        (w, slope, move), rows = now, self.earlier(run)
        avoid = [
            *lines,
            (self.trajectories[run].weights[rows, self.chosen], self._slopes[run][rows]),
            (np.full(STEM, w), np.linspace(0.0, slope, STEM)),
            (np.linspace(w, w + move, IMPORTANT), np.full(IMPORTANT, slope)),
            *((np.repeat(x, IMPORTANT), np.repeat(y, IMPORTANT)) for x, y in [*rings, (w, slope)]),
        ]
        texts = [f"next step {number(move)}", f"next {number(move)}", f"next {number(move, 3)}", number(move)]
        texts = texts if move else ["next step 0: stays", "stays"]
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


def branches(x: FloatArray, y: FloatArray, kink: float) -> Branches:
    """A curve that jumps by ±kink at 0, which is among the x: the part left of it, and the one right of it."""
    if not kink:
        return [(x, y)]
    at = int(np.searchsorted(x, 0.0))
    left, right = y[: at + 1].copy(), y[at:].copy()
    left[-1], right[0] = y[at] - kink, y[at] + kink
    return [(x[: at + 1], left), (x[at:], right)]


def open_ends(parts: Branches) -> Points:
    """Where two branches end, neither of which has its value at the jump."""
    return [(parts[0][0][-1], parts[0][1][-1]), (parts[1][0][0], parts[1][1][0])] if len(parts) == 2 else []


def _draw_rings(canvas: Canvas, parts: Branches, color: str, size: float) -> None:
    """Open ends of two branches."""
    if ends := open_ends(parts):
        x, y = np.array(ends).T
        canvas.dots(x, y, color, size, hollow=True)
