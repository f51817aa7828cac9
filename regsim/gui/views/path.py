"""The λ path: the optimal weights at every λ. Under L1 they leave 0 one after the other, under L2 they never are 0.

Each weight is a line over λ. Where the penalty holds it at exactly 0 its line is thin, and a ring marks the λ at which
it arrives there. The numbers along the top say how many weights are left.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from regsim.arrays import FloatArray
from regsim.engine.losses import IndexArray
from regsim.gui.paths import PartialPath
from regsim.gui.plotting.axis import TICK_PX
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.labels import Label, label_at, margin_for
from regsim.gui.plotting.letters import text_width
from regsim.gui.plotting.places import moved_into
from regsim.gui.views.contours import Notes
from regsim.gui.views.names import brief_names
from regsim.gui.views.over_strengths import FOOT, IN_FRONT, LINE_POINTS, TALL_PX, OverStrengths
from regsim.gui.views.ranges import Range, padded
from regsim.gui.views.strength_axis import round_numbers
from regsim.gui.views.strength_foot import RING_PX
from regsim.gui.words import number, weight_name

FEW = 6  # weights up to which each has a dash pattern and a dot of its own
MOST = 60  # weights that are drawn, of more the largest
LABELS = (3, 9)  # fewest and most
PIXELS_A_LABEL = 22
REACH = 9.0  # pixels
FURTHER = 0.5  # of the height of the paths: no further do descents widen it
TOP_PX = 14  # of the numbers of weights left


class PathView(OverStrengths):
    """Every weight of the optimum over λ."""

    kind = "path"
    shows_optima = True
    optimum_name = "w*"
    top_px = TOP_PX

    def title(self) -> str:
        return "Optimal weights over λ"

    def limits(self) -> tuple[Range, Range]:
        paths = self.found_paths()
        if not paths:
            return self.strength_range(), (0.0, 1.0)
        n = max(path.n_penalized for path in paths)
        n_shown = paths[0].weights.shape[1] if self.chosen >= n else n
        low = min(float(path.weights[:, :n_shown].min()) for path in paths)
        high = max(float(path.weights[:, :n_shown].max()) for path in paths)
        low, high = padded(*self._with_runs(min(low, 0.0), max(high, 0.0)), 0.06)
        return self.strength_range(), (low - FOOT * (high - low), high + 0.1 * (high - low))

    def _with_runs(self, low: float, high: float) -> Range:
        """The range, wide enough for the rings of the descents too, as long as that does not flatten the paths."""
        few = self.trajectories[0].n_weights <= FEW
        weights = [t.weights if few else t.weights[:, self.chosen] for t in self.trajectories]
        reach = FURTHER * ((high - low) or 1.0)
        lowest, highest = min(float(w.min()) for w in weights), max(float(w.max()) for w in weights)
        return max(min(low, lowest), low - reach), min(max(high, highest), high + reach)

    def label_margin(self) -> int:
        paths = self.found_paths()
        if not paths:
            return 0
        names = [self._name(j) for j in self._by_size(np.abs(paths[0].weights).max(axis=0))[: LABELS[1]]]
        return margin_for([*names, self._name(self.chosen), "00 exactly 0"])

    def labels(self, run: int) -> Sequence[Label]:
        part, weights = self.found(run), self._optimum(run)
        if part is None or weights is None:
            return []
        n_zeros = int(np.count_nonzero(weights[: part.path.n_penalized] == 0.0))
        room = int(np.clip(self.plots[run].inside().height() / PIXELS_A_LABEL, *LABELS)) - bool(n_zeros)
        shown = set(self._drawn(part))
        named = [j for j in self._by_size(np.abs(weights)) if j in shown and (weights[j] or j == self.chosen)][:room]
        brief, names = brief_names(self.trajectories[run]), [self._name(j) for j in named]
        labels = [
            Label(name, float(weights[j]), self._ink(run, j), bold=j == self.chosen, brief=brief.get(name, ""))
            for j, name in zip(named, names, strict=True)
        ]
        if n_zeros:
            labels.append(Label(f"{n_zeros} exactly 0", 0.0, self.text_color(run), brief=f"{n_zeros} at 0"))
        return labels

    def describe(self, run: int) -> str:
        frame, part, weights = self.frame(run), self.found(run), self._optimum(run)
        here = f"{self.chosen_name} = {number(float(frame.weights[self.chosen]))} at step {frame.step}"
        if part is None or weights is None:
            why = "not shown" if self.hides else "not known"
            return f"Optimal weights over λ: the optimum at this λ is {why}; {here}."
        left = int(np.count_nonzero(weights[: part.path.n_penalized]))
        return (
            f"Optimal weights over λ: at λ = {number(self.strength_of(run))} the optimum has {left} of "
            f"{part.path.n_penalized} weights left, {self.chosen_name} = {number(float(weights[self.chosen]))}; {here}."
        )

    def draw_curves(self, canvas: Canvas, run: int, part: PartialPath) -> None:
        path, color = part.path, self.color(run)
        x, is_few = np.log10(path.strengths), path.weights.shape[1] <= FEW
        for j in reversed(self._drawn(part)):
            w, is_chosen, is_free = path.weights[:, j], j == self.chosen, j >= path.n_penalized
            dash = DASHES[j % len(DASHES)] if is_few else ()
            ink = self.theme.data if is_free else color
            for a, b, is_zero in stretches(w):
                if is_zero and is_chosen:
                    canvas.curve(x[a:b], w[a:b], ink, 1.6)
                elif not is_zero:
                    width, alpha = (2.6, 1.0) if is_chosen else (1.8, 1.0) if is_few else (1.0, 0.7)
                    canvas.curve(x[a:b], w[a:b], ink, width, dash, alpha)
        for a, b, is_zero in stretches(np.where((path.weights[:, : path.n_penalized] == 0.0).any(axis=1), 0.0, 1.0)):
            if is_zero:
                canvas.curve(x[a:b], np.zeros(b - a), color, 1.0)
        rings = self._arrivals(part)
        canvas.dots(rings, np.zeros(len(rings)), color, 7.0 if path.n_penalized <= FEW else 5.0, hollow=True)

    def draw_leaders(self, canvas: Canvas, run: int) -> None:
        x, weights = canvas.x_at(self._line_x(canvas, run)), self._optimum(run)
        for y in [] if weights is None else weights[self._dotted].tolist():
            canvas.line((x, y), (canvas.x_range[1], y), self.color(run), 1.0, DASHES[5])

    def draw_dots(self, canvas: Canvas, run: int, x: float) -> None:
        weights, now, color, shown = self._optimum(run), self.frame(run).weights, self.color(run), self._dotted
        for j in shown:
            self.draw_ring(canvas, x, float(now[j]), color, DASHES[j % len(DASHES)] if len(shown) > 1 else ())
        if weights is not None:
            for j in shown:
                canvas.dots(x, float(weights[j]), color, 8.0 if j == self.chosen else 6.0)
        if len(shown) > 1 and canvas.rect.height() >= TALL_PX:
            self._name_rings(canvas, run, x, shown)
        self._draw_counts(canvas, run, x)

    def _name_rings(self, canvas: Canvas, run: int, x: float, shown: Sequence[int]) -> None:
        """The names of the weights beside their rings, but where these lie about their dots or over one another."""
        part, weights, now = self.found(run), self._optimum(run), self.frame(run).weights
        if part is None:
            return
        dots = np.empty(0) if weights is None else weights[shown]
        marks = [(x, float(y)) for y in (*now[shown], *dots)]
        if not self.hides:
            marks += [(at, 0.0) for at in self._arrivals(part).tolist()]
        pixels = np.array([(float(canvas.x(at)), float(canvas.y(y))) for at, y in marks]).repeat(IN_FRONT, axis=0)
        curves = pixels if self.hides else np.concatenate([pixels, self.curves_of(canvas, run, part)])
        notes = Notes(canvas, curves, self.noted.get(run, []))
        for j in shown:
            others = [float(now[i]) for i in shown if i != j] + ([] if weights is None else [float(weights[j])])
            if np.abs(canvas.y(others) - canvas.y(now[j])).min() > RING_PX:
                notes.write_beside(x, float(now[j]), self._name(j), self._ink(run, j), bold=j == self.chosen)

    @staticmethod
    def _arrivals(part: PartialPath) -> FloatArray:
        """log₁₀ of every λ at which a weight arrives at 0."""
        arrivals = arrivals_at_zero(part.path.weights[:, : part.path.n_penalized])
        return np.asarray(np.log10(part.path.strengths[arrivals.any(axis=1)]))

    @property
    def _dotted(self) -> list[int]:
        """The weights that have a dot on the line of the current λ: if few all with a curve, else the chosen one."""
        n, paths = self.trajectories[0].n_weights, self.found_paths()
        return [j for j in range(n) if j < paths[0].n_penalized or j == self.chosen] if n <= FEW else [self.chosen]

    def curves_of(self, canvas: Canvas, run: int, part: PartialPath) -> FloatArray:
        known, weights = super().curves_of(canvas, run, part), self._optimum(run)
        if weights is None:
            return known
        x = np.linspace(self._line_x(canvas, run), canvas.rect.right(), LINE_POINTS)
        to_names = [np.column_stack([x, np.full(LINE_POINTS, y)]) for y in canvas.y(weights[self._dotted]).tolist()]
        return np.concatenate([known, *to_names])

    def outline(self, part: PartialPath) -> list[FloatArray]:
        return [part.path.weights[:, j] for j in self._drawn(part)[: 2 * LABELS[1]]]

    def told_at(self, run: int, position: QPointF) -> str:
        weight, part = self._weight_at(run, position), self.found(run)
        if weight is None or part is None:
            return ""
        k = self.index_at(run, position)
        w, strength = float(part.path.weights[k, weight]), float(part.path.strengths[k])
        return f"{self._name(weight)} = {number(w)} at λ = {number(strength)}"

    def on_click(self, run: int, position: QPointF) -> None:
        weight = None if self.hides else self._weight_at(run, position)
        if weight is not None:
            self.weight_chosen.emit(weight)

    def _optimum(self, run: int) -> FloatArray | None:
        """w* at the current λ: exact where it is known, else from the path; None where it may not be told."""
        if self.hides:
            return None
        exact, part = self.optimum_now(run), self.found(run)
        if exact is not None:
            return exact.weights
        return None if part is None else self.at_current(run, part.path.weights)

    def _weight_at(self, run: int, position: QPointF) -> int | None:
        """The weight whose curve or label is at a pixel."""
        part, canvas = self.found(run), self.plots[run].canvas(None)
        if part is None:
            return None
        if position.x() > canvas.rect.right():
            return self._label_at(run, position)
        x, drawn = canvas.x(np.log10(part.path.strengths)), self._drawn(part)
        heights = [float(np.interp(position.x(), x, canvas.y(part.path.weights[:, j]))) for j in drawn]
        distances = np.abs(np.array(heights) - position.y())
        best = int(distances.argmin())  # of equals the chosen one, which comes first
        return drawn[best] if distances[best] <= REACH else None

    def _label_at(self, run: int, position: QPointF) -> int | None:
        labels = self.labels(run)
        at = label_at(self.plots[run].canvas(None), labels, position.y())
        names = [self._name(j) for j in range(self.trajectories[run].n_weights)]
        return names.index(labels[at].text) if at is not None and labels[at].text in names else None

    def _draw_counts(self, canvas: Canvas, run: int, now: float) -> None:
        """How many weights are left, along the top: at the current λ, and at round numbers that have others."""
        part, weights = self.found(run), self._optimum(run)
        if part is None or self.hides:
            return
        strengths, n = part.path.strengths, part.path.n_penalized
        y, taken, here, before = canvas.rect.top() + TOP_PX / 2, QRectF(), "", ""
        if weights is not None:
            here = f"{np.count_nonzero(weights[:n])} left"
            taken = self._write(canvas, here, canvas.point(now, 0.0).x(), y, run, bold=True)
        for tick in round_numbers(*canvas.x_range, canvas.rect.width()):
            k = int(np.searchsorted(strengths, tick))
            x, text = float(canvas.x(np.log10(tick))), f"{n - part.path.n_zeros[min(k, len(strengths) - 1)]} left"
            half = text_width(text, TICK_PX) / 2 + 4.0
            is_free = x + half < taken.left() or x - half > taken.right()
            is_inside = canvas.rect.left() < x - half and x + half < canvas.rect.right()
            if text not in (here, before) and is_free and is_inside and strengths[0] <= tick <= strengths[-1]:
                self._write(canvas, text, x, y, run)
                before = text

    def _write(self, canvas: Canvas, text: str, x: float, y: float, run: int, *, bold: bool = False) -> QRectF:
        """A small text on a patch about a pixel, kept within the plot; where it is."""
        width = text_width(text, TICK_PX, bold=bold) + 4.0
        place = moved_into(QRectF(x - width / 2, y - TOP_PX / 2, width, TOP_PX), canvas.rect)
        canvas.patch(place)
        canvas.text(place.left() + 2.0, y, text, self.text_color(run), bold=bold, px=TICK_PX)
        return place

    def _drawn(self, part: PartialPath) -> list[int]:
        """The weights that are drawn: the chosen one, then the largest."""
        weights = part.path.weights
        has_room = [j < part.path.n_penalized or j == self.chosen for j in range(weights.shape[1])]
        return [j for j in self._by_size(np.abs(weights).max(axis=0)) if has_room[j]][:MOST]

    def _by_size(self, sizes: FloatArray) -> list[int]:
        """The weights in order of their sizes; the chosen one before all others."""
        order = np.argsort(-sizes, kind="stable").tolist()
        return [self.chosen, *(j for j in order if j != self.chosen)]

    def _name(self, weight: int) -> str:
        return weight_name(self.trajectories[0].weight_names[weight])

    def _ink(self, run: int, weight: int) -> str:
        is_prominent = weight == self.chosen or self.trajectories[run].n_weights <= FEW
        return self.text_color(run) if is_prominent else self.theme.muted


def stretches(w: FloatArray) -> list[tuple[int, int, bool]]:
    """Where a curve is exactly 0 and where it is not: first point, one past the last, and whether it is 0 there."""
    if len(w) < 2:
        return [(0, len(w), bool(len(w) and w[0] == 0.0))]
    is_zero = (w[:-1] == 0.0) & (w[1:] == 0.0)
    edges = [0, *(np.flatnonzero(np.diff(is_zero.astype(np.int8))) + 1).tolist(), len(is_zero)]
    return [(a, b + 1, bool(is_zero[a])) for a, b in pairwise(edges)]


def arrivals_at_zero(weights: FloatArray) -> IndexArray:
    """1 where a weight is 0 and was not at the next smaller λ; of the shape of `weights`."""
    is_zero = weights == 0.0
    arrived = np.zeros(weights.shape, np.intp)
    arrived[1:] = is_zero[1:] & ~is_zero[:-1]
    return arrived
