"""All weights over the steps, each with its name; where there are many, only the chosen one and the largest.

A dashed line stands where a weight is at the exact optimum. On a log axis L2 alone makes a straight line, the same
factor at every step, and L1 a cliff: what takes the same amount at every step comes to 0, and stays.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF

from regsim.arrays import FloatArray
from regsim.engine.reference import Optimum
from regsim.gui.plotting.canvas import DASHES, FINE, Canvas
from regsim.gui.plotting.labels import Label, bold_name_in, label_at, margin_for
from regsim.gui.plotting.letters import text_width
from regsim.gui.plotting.places import GAP
from regsim.gui.plotting.plot import Plot
from regsim.gui.plotting.strokes import Line
from regsim.gui.theme import Theme
from regsim.gui.views.choice import Option
from regsim.gui.views.grown import Grown, Series
from regsim.gui.views.guess_mark import GuessMark
from regsim.gui.views.log_scale import LogScale, draw_triangles, log_scale
from regsim.gui.views.names import brief_names
from regsim.gui.views.over_steps import SAMPLES, WORDS_WEIGH, value_text
from regsim.gui.views.ranges import Range, rounded_to_pixel, shared_range
from regsim.gui.views.two_scales import TwoScales
from regsim.gui.views.weight_curves import Many, draw_few
from regsim.gui.words import number, weight_name

FEW = 6  # weights up to which each is drawn in full, with a dash pattern of its own
LABELS = (4, 12)  # fewest and most labels where there are more
PIXELS_A_LABEL = 22
MANY = 60  # curves that notes keep clear of at most; where there are more, of those that end at 0
REACH = 9.0  # pixels
RING_POINTS = 10  # for which a ring counts when a note looks for its place
ENDS = ("min", "max")


class WeightsView(TwoScales):
    """Every weight at every step, the past solid and the future faint; exact zeros are marked.

    While the next weight is to be guessed there is no future, no optimum (a step may end in it) and no mark of a zero,
    which says that a weight stays 0. The guess is a ring one step on, and can be dragged up and down.
    """

    kind = "weights"
    shows_optima = True

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._guesses: list[GuessMark] = []  # of each plot: its items do not keep them
        self._grown: dict[tuple[int, int, str], Grown] = defaultdict(Grown)
        self._many: dict[int, tuple[Sequence[Line], Many]] = {}

    def build(self, plot: Plot, run: int) -> None:
        super().build(plot, run)
        self._guesses.append(GuessMark(self, plot, run, self._place, self._value_at, self._shown_curves))

    def title(self) -> str:
        name = "Weight" if self.trajectories[0].n_weights == 1 else "Weights"
        return f"{name}, magnitude on a log axis" if self.is_log else name

    def axes(self) -> tuple[Option, Option]:
        plain = Option("plain", "w", "The weights on an ordinary axis")
        return plain, Option("log", "log |w|", "Their magnitudes on a log axis")

    def log_scale(self) -> LogScale:
        optima = [(run, self.optimum(run)) for run in self._runs()]
        drawn = [optimum.weights[self._aims(run)] for run, optimum in optima if optimum is not None]
        return log_scale([t.weights for t in self.trajectories], np.concatenate([[], *drawn]).tolist())

    def prepare(self) -> None:
        super().prepare()
        self._levels: dict[int, FloatArray] = {}

    def extent(self) -> Range:
        if self.scale is not None:
            return self.scale.extent
        n_coefficients = self.trajectories[0].loss.n_coefficients
        low, high = self._reach(n_coefficients)
        n_weights = self.trajectories[0].n_weights
        whole = (low, high) if n_weights == n_coefficients else self._reach(n_weights)
        if self.chosen >= n_coefficients or np.ptp(whole) < 2.0 * (high - low):
            low, high = whole  # an intercept far away would flatten the weights: its label points to where it is
        return low, high

    def _reach(self, n_weights: int) -> Range:
        """From the smallest to the largest of the first weights, 0 included."""
        low, high = shared_range([self._ends(run, n_weights, end) for end in ENDS for run in self._runs()])
        return min(low, 0.0), max(high, 0.0)

    def _ends(self, run: int, n_weights: int, end: str) -> FloatArray:
        """The smallest or the largest of the first weights at every row of a run."""
        t = self.trajectories[run]
        if n_weights == 1:
            return self.outlines.telling((run, 0), t.weights[:, 0])
        found = self._grown[run, n_weights, end].values(
            t.phases, len(t.steps), lambda rows: getattr(t.weights[rows, :n_weights], end)(axis=1)
        )
        return self.outlines.telling((run, n_weights, end), found)

    def _runs(self) -> range:
        return range(len(self.trajectories))

    def label_margin(self) -> int:
        return margin_for([label.text for run in self._runs() for label in self.labels(run)])

    def labels(self, run: int) -> Sequence[Label]:
        trajectory = self.trajectories[run]
        if trajectory.n_weights == 1:
            return []
        last = self.level(self.frame(run).weights if self.hides else trajectory.weights[-1])
        labelled, brief = self._labelled(run), brief_names(trajectory)
        found = [
            Label(
                name := weight_name(trajectory.weight_names[j]),
                float(last[j]),
                self.text_color(run) if j == self.chosen or trajectory.n_weights <= FEW else self.theme.muted,
                bold=j == self.chosen,
                brief=brief.get(name, ""),
            )
            for j in labelled
        ]
        n_zeros = len(self._zeros(run) - {*labelled})
        others = [Label(f"{n_zeros} others 0", float(self.level(0.0)), self.theme.muted, brief=f"{n_zeros} at 0")]
        return found + others * (n_zeros > 1)

    def describe(self, run: int) -> str:
        trajectory, frame = self.trajectories[run], self.frame(run)
        zeros = np.count_nonzero(trajectory.is_zero(frame.step))
        value = number(float(frame.weights[self.chosen]))
        text = f"Weights at step {frame.step}: {self.chosen_name} = {value}; {zeros} of {len(frame.weights)} exactly 0"
        optimum = self._aim(run)
        if optimum is None:
            return f"{text}."
        values = [f"{weight_name(trajectory.weight_names[j])} = {number(optimum.weights[j])}" for j in self._aims(run)]
        until = self.n_steps_to_optimum(run)
        until_text = f" until λ changes at step {until}" if until <= self.n_steps else ""
        return f"{text}; optimum{until_text}: {', '.join(values)}."

    def series(self, run: int) -> Sequence[Series]:
        trajectory = self.trajectories[run]
        if run not in self._levels:
            self._levels[run] = self.level(trajectory.weights)
        return [(trajectory.steps, values) for values in self._levels[run].T]

    def present(self, run: int) -> Sequence[float | None]:
        heights: list[float] = self.level(self.frame(run).weights).tolist()
        return heights

    def draw_ground(self, canvas: Canvas, run: int) -> None:
        super().draw_ground(canvas, run)
        optimum = self._aim(run)
        if optimum is not None:
            left, right = 0.0, min(float(self.n_steps_to_optimum(run)), canvas.x_range[1])
            for y in sorted({*self.level(optimum.weights[self._aims(run)]).tolist()}):
                if canvas.y_range[0] <= y <= canvas.y_range[1]:
                    # not with the dashes of 0 between its own
                    canvas.line((left, y), (right, y), self.theme.window, 2.0)
                    canvas.line((left, y), (right, y), self.theme.text, FINE, DASHES[4])

    def draw_curves(self, canvas: Canvas, run: int, *, is_past: bool) -> None:
        color, n_weights = self.color(run), self.trajectories[run].n_weights
        lines, series = self.lines(canvas, run), self.shown_series(run)
        if n_weights <= FEW:
            has_dots = self.is_sparse(canvas)
            draw_few(canvas, lines, series, color, self.chosen, is_past=is_past, has_dots=has_dots)
        else:
            self._many_of(run, lines).draw(canvas, color, is_past=is_past)
        if is_past and self.scale is not None:
            for j in range(n_weights) if n_weights <= FEW else [self.chosen]:
                draw_triangles(canvas, self.scale, *series[j], color)
        self._mark_zeros(canvas, run, 1.0 if is_past else 0.5)

    def _many_of(self, run: int, lines: Sequence[Line]) -> Many:
        """The curves in their bundles, which past and future share."""
        before, many = self._many.get(run, (None, None))
        if many is None or before is not lines:
            many = Many(lines, self.chosen, self._labelled(run))
            self._many[run] = lines, many
        return many

    def draw_notes(self, canvas: Canvas, run: int) -> None:
        super().draw_notes(canvas, run)
        trajectory, optimum = self.trajectories[run], self._aim(run)
        curves, zero = self.shown_series(run), float(self.level(0.0))
        if len(curves) > MANY:
            curves = [(steps, values) for steps, values in curves if values[-1] == zero][:MANY]
        rings = np.repeat(self._ring_steps(run), RING_POINTS)
        avoid = [*self.sampled(curves), *self.marked(canvas, run), (rings, np.full(len(rings), zero))]
        since, words = self._zero(run)
        is_there = optimum is not None and bool(words) and optimum.weights[self.chosen] == 0.0
        if words:
            texts = _shorter(words)
            if trajectory.n_weights > 1:  # without a name it would be of all
                names = dict.fromkeys((self.chosen_name, bold_name_in(self.labels(run), self.plots[run].margin)))
                texts = [f"{name} {text}" for text in texts for name in names]
            else:  # the step is worth more than a clear curve
                texts = [text for text in texts if text_width(text) + 2 * GAP <= canvas.rect.width()][:1]
            room = canvas.rect.right() - float(canvas.x(since))
            longer = [f"{text}: the optimum" for text in texts if is_there]
            longer = [text for text in longer if text_width(text) < room - GAP]
            self.write(canvas, run, (since, zero), [*longer, *texts], self.theme.muted, avoid)
        if optimum is not None and not is_there:
            self._write_optimum(canvas, run, float(optimum.weights[self.chosen]), avoid)

    def _write_optimum(
        self, canvas: Canvas, run: int, value: float, avoid: Sequence[tuple[ArrayLike, ArrayLike]]
    ) -> None:
        """The chosen weight's optimum, beside its line or where it is beyond the axis; not where it is no more."""
        (low, high), y = canvas.y_range, float(self.level(value))
        beyond = " ↑" if y > high else " ↓" if y < low else ""
        texts, until, within = [f"optimum {number(value)}{beyond}"], self.n_steps_to_optimum(run), canvas.rect
        if until <= self.n_steps:
            within = canvas.rect.adjusted(0.0, 0.0, float(canvas.x(until)) - canvas.rect.right(), 0.0)
            if text_width(texts[0]) + GAP > within.width():
                texts, within = [f"{text} until step {until:,}" for text in texts], canvas.rect
        at = min(until, self.n_steps)
        self.write(canvas, run, (at, min(max(y, low), high)), texts, self.theme.text, avoid, within)

    def _zero(self, run: int) -> tuple[int, str]:
        """From which step the chosen weight is 0, in words too; none where it does not end there."""
        trajectory = self.trajectories[run]
        since = int(trajectory.zero_since[self.chosen])
        if self.hides or trajectory.status == "running":  # it may leave 0 again
            return since, ""
        if since <= trajectory.last:
            return since, f"exactly 0 from step {since:,}" if since else "exactly 0 throughout"
        if self.scale is not None and trajectory.weights[-1, self.chosen] == 0.0:
            since = int(trajectory.rows.nonzero[0][self.chosen]) + 1
            return since, f"too small for a float64 from step {since:,}"
        return since, ""

    def draw_dots(self, canvas: Canvas, run: int) -> None:
        color = self.color(run)
        step, levels = self.between(run, lambda frame: self.level(frame.weights))
        if len(levels) <= FEW:
            canvas.dots(np.full(len(levels), step), levels, color, 8.0)
        canvas.dots(step, levels[self.chosen], color, 10.0)

    def on_click(self, run: int, position: QPointF) -> None:
        weight = None if self.caption_at(run, position) else self._weight_at(run, position)
        if weight is None:
            super().on_click(run, position)
        else:
            self.weight_chosen.emit(weight)

    def on_hover(self, run: int, position: QPointF) -> None:
        is_free = position.x() >= 0 and self.caption_at(run, position) is None
        weight = self._weight_at(run, position) if is_free else None
        if weight is None:
            super().on_hover(run, position)
            return
        trajectory = self.trajectories[run]
        frame = self.frame(run, self.step_at(run, position))
        name = weight_name(trajectory.weight_names[weight])
        is_seen = self.is_told(frame.step)
        self.pointed_at.emit(value_text(name, float(frame.weights[weight]), frame.step) if is_seen else name)

    def _place(self, run: int, step: int, value: float) -> tuple[float, float]:
        del run
        return float(step), float(self.level(value))

    def _shown_curves(self, run: int) -> list[tuple[ArrayLike, ArrayLike]]:
        """Points of the curves, of the cursor and of the words that there are."""
        canvas = self.plots[run].canvas(None)
        cursor = np.full(SAMPLES, self.step), np.linspace(*canvas.y_range, SAMPLES)
        words = [tuple(np.repeat(canvas.points_in(place), WORDS_WEIGH, 1)) for place in self.words(canvas, run)]
        return [cursor, *words, *self.samples(run)]

    def _value_at(self, run: int, position: QPointF) -> float:
        """The weight at a pixel; on a log axis with the sign that the weight has now, and 0 in the strip."""
        canvas = self.plots[run].canvas(None)
        y, (low, high) = canvas.y_at(position.y()), canvas.y_range
        if self.scale is None:
            return rounded_to_pixel(y, (high - low) / max(canvas.rect.height(), 1.0))
        return float(np.copysign(10.0**y if y > self.scale.edge else 0.0, self.weight(run)))

    def _aim(self, run: int) -> Optimum | None:
        """The optimum, where it may be shown."""
        return None if self.hides else self.optimum(run)

    def _n_labels(self, run: int) -> int:
        """How many labels a plot has room for without crowding."""
        return int(np.clip(self.plots[run].inside().height() / PIXELS_A_LABEL, *LABELS))

    def _aims(self, run: int) -> Sequence[int]:
        """The weights whose optimum is drawn: all if few, else the chosen one."""
        n = self.trajectories[run].n_weights
        return range(n) if n <= FEW else [self.chosen]

    def _zeros(self, run: int) -> set[int]:
        """The weights that end at exactly 0, where there are many and it may be told."""
        trajectory = self.trajectories[run]
        if self.hides or trajectory.n_weights <= FEW:
            return set()
        return {*np.flatnonzero(trajectory.is_zero(trajectory.last)).tolist()}

    def _labelled(self, run: int) -> Sequence[int]:
        """The weights that get a label: all if few, else the chosen one and those that end largest; of zeros none."""
        trajectory, n_labels, zeros = self.trajectories[run], self._n_labels(run), self._zeros(run)
        if trajectory.n_weights <= FEW:
            return range(trajectory.n_weights)
        by_size = np.argsort(-np.abs(trajectory.weights[-1]), kind="stable").tolist()
        others = [j for j in by_size if j != self.chosen and (j not in zeros or len(zeros) == 1)]
        return [self.chosen, *others][: n_labels - (len(zeros) > 1)]

    def _weight_at(self, run: int, position: QPointF) -> int | None:
        """The weight whose curve or label is at a pixel."""
        trajectory, canvas = self.trajectories[run], self.plots[run].canvas(None)
        if position.x() > canvas.rect.right():
            return self._label_at(run, position)
        if not self.is_told(self.step_at(run, position)):
            return None
        row = trajectory.row(self.step_at(run, position))
        window = slice(max(row - 1, 0), row + 2)
        x = canvas.x(trajectory.steps[window])
        best, reach = None, REACH
        for j in range(trajectory.n_weights):
            y = np.interp(position.x(), x, canvas.y(self.level(trajectory.weights[window, j])))
            distance = abs(float(y) - position.y())
            if distance < reach - (0.01 if j != self.chosen else 0.0):
                best, reach = j, distance
        return best

    def _label_at(self, run: int, position: QPointF) -> int | None:
        at, labelled = label_at(self.plots[run].canvas(None), self.labels(run), position.y()), self._labelled(run)
        return labelled[at] if at is not None and at < len(labelled) else None

    def _mark_zeros(self, canvas: Canvas, run: int, alpha: float) -> None:
        """A ring on 0 at the step from which a weight stays exactly 0."""
        steps = self._ring_steps(run)
        size = 7.0 if len(steps) < FEW else 5.0
        canvas.dots(steps, self.level(np.zeros(len(steps))), self.color(run), size, hollow=True, alpha=alpha)

    def _ring_steps(self, run: int) -> list[int]:
        """From where a weight stays exactly 0, as far as it may be told."""
        last = self.trajectories[run].last
        since = [] if self.hides else self.trajectories[run].zero_since.tolist()
        return sorted({step for step in since if 0 < step <= last})


def _shorter(words: str) -> list[str]:
    """The words on a weight that is 0, and shorter ones: true at every step, for they stand where it is not 0 too."""
    brief = "too small" if "exactly" not in words else "= 0" if "throughout" in words else "ends at 0"
    return [words, words.removeprefix("exactly "), brief]
