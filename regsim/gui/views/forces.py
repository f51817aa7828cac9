"""The balance of forces on each weight: the pull of the data, the pull of the penalty, and what is left of the two.

Away from the optimum one of them wins. At the optimum they are equal and opposite on every weight, for every λ. L2
pulls with λw, so that at 0 it has nothing to set against the data. L1 can answer any pull of up to λ there: where the
data pull less than that, the weight is held at exactly 0, and its lamp is lit.
"""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from regsim.arrays import FloatArray
from regsim.engine.balance import Balance, balance, balance_along
from regsim.engine.losses import IndexArray
from regsim.engine.quadratic import QuadraticLoss
from regsim.engine.trajectory import Trajectory
from regsim.gui.motion import DATA, PENALTY, SUM, Motion
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.labels import margin_for, told_apart
from regsim.gui.plotting.letters import FONT_PX, text_width
from regsim.gui.plotting.pens import pen
from regsim.gui.plotting.plot import Plot
from regsim.gui.theme import Theme
from regsim.gui.views.base import View
from regsim.gui.views.force_bars import Bar, Lane, draw_bars
from regsim.gui.views.names import brief_names
from regsim.gui.views.ranges import Range, shared_range
from regsim.gui.words import number, weight_name

MOST = 30  # weights in a plot
LANE = 12.5  # least height of a weight's lane, in pixels
THICKEST = 20.0  # pixels of a bar
HEAD = 18.0  # pixels above the lanes, for the key
LEADER = 20.0  # pixels of the margin left of the names, for the lamps
LAMP = 9.0
SMALLEST = 10.0  # pixels of the names, where these have room for all letters so
ON_ROWS = 64  # of a run, for the axis
USUAL = 6.0  # times the usual largest force: the axis goes no further, lest what balances in the end is not seen
USUAL_PX, LEAST = 16.0, 3.0  # that force has so many pixels if some leave the plot anyway, and the axis is no shorter
AWAY = 4.0  # times as much force in the end as at the start: the run does not settle


class ForcesView(View):
    """Bars of −∂D and −λ∂R on each weight from 0, a dark one for their sum, and the interval in which L1 holds it at 0.

    To the right pulls the weight up, to the left down. The lanes are in the order of the weights; where there is no
    room for all, those of the largest weights are shown, and the chosen one.

    While the next weight is to be guessed there are no lamps, nor words of what is held: they say where a weight at 0
    goes. The forces stay, for a guess is made from them.
    """

    kind = "forces"
    tells_beats = True

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._by_size: list[int] = []
        self._usual = self._most = 1.0
        self._balances: dict[int, Balance] = {}

    def title(self) -> str:
        return "Forces"

    def x_name(self) -> str:
        return "← pulls w down  ·  up →"

    def label_margin(self) -> int:
        names = [weight_name(name) for name in self.trajectories[0].weight_names]
        return margin_for(names) + int(LEADER) - 12

    def prepare(self) -> None:
        """Which weights are the largest, and how large forces are: the same for all steps and runs."""
        self._balances.clear()
        size = np.max([np.abs(t.weights[-1]) for t in self.trajectories], axis=0)
        self._by_size = np.argsort(-size, kind="stable").tolist()
        largest = [_largest_forces(t) for t in self.trajectories]
        settling = [v for v, t in zip(largest, self.trajectories, strict=True) if not _runs_away(t, v)] or largest
        _, self._most = shared_range(settling)
        self._usual = max(float(np.median(values)) for values in settling)

    def set_step(self, step: int) -> None:
        self._balances.clear()
        super().set_step(step)

    def set_motions(self, motions: tuple[Motion, ...]) -> None:
        self._balances.clear()
        super().set_motions(motions)

    def limits(self) -> tuple[Range, Range]:
        reach = self._most or 1.0
        if reach > USUAL * self._usual > 0.0:
            half = 0.5 * self.plots[0].inside().width()
            reach = self._usual * min(max(half / USUAL_PX, LEAST), USUAL)
        return (-1.08 * reach, 1.08 * reach), (0.0, 1.0)

    def _fit(self) -> None:
        """The plots have another width: the axis may go less far."""
        if self.trajectories:
            self.set_limits()

    def build(self, plot: Plot, run: int) -> None:
        plot.show_axes(left=False, bottom=True, grid=False)  # it has its own, below the key
        plot.add_layer(lambda c: self._draw_lanes(c, run), still=True)
        plot.add_layer(lambda c: self._draw_names(c, run), margin=True, still=True)
        plot.add_layer(lambda c: self._draw_bars(c, run))
        plot.add_layer(lambda c: self._draw_lamps(c, run), margin=True)
        plot.resized.connect(self._fit)
        plot.resized.connect(lambda: _set_ticks(plot))
        plot.ranges_changed.connect(lambda: _set_ticks(plot))

    def describe(self, run: int) -> str:
        forces, step = self._balance(run), self.frame(run).step
        n_held = int(forces.is_held.sum())
        is_told = forces.reach.any() and not self.hides
        held = f"; {n_held} of {len(forces.data)} weights held at exactly 0" if is_told else ""
        return f"Forces at step {step}: {self._in_words(run, self.chosen)}{held}."

    def on_click(self, run: int, position: QPointF) -> None:
        lane = self._lane_at(run, position)
        if lane is not None:
            self.weight_chosen.emit(lane.weight)

    def on_hover(self, run: int, position: QPointF) -> None:
        lane = self._lane_at(run, position) if position.x() >= 0 else None
        self.pointed_at.emit("" if lane is None else self._in_words(run, lane.weight))

    def _balance(self, run: int) -> Balance:
        if run not in self._balances:
            trajectory, frame = self.trajectories[run], self.frame(run)
            self._balances[run] = balance(trajectory.phase(frame.step), frame.weights, frame.data_gradient)
        return self._balances[run]

    def _in_words(self, run: int, weight: int) -> str:
        """The forces on one weight in a sentence without its full stop."""
        forces, name = self._balance(run), weight_name(self.trajectories[run].weight_names[weight])
        data, penalty, total, reach = (
            float(v[weight]) for v in (forces.data, forces.penalty, forces.total, forces.reach)
        )
        text = f"{name}: data {number(data)}, penalty {number(penalty)}, sum {number(total)}"
        if not reach or self.hides:
            return text
        if forces.is_held[weight]:
            return f"{text}: held at 0, where the penalty answers any pull up to {number(reach)}"
        if abs(data) <= reach:
            return f"{text}: at 0 the rule takes sign(0) = 0, though the penalty could hold against {number(reach)}"
        return f"{text}: the data pull harder than {number(reach)}, the most that the penalty holds at 0"

    # Lanes

    def _lanes(self, inside: QRectF) -> list[Lane]:
        """The lanes that there is room for, in the order of the weights: the chosen one's and those of the largest."""
        room = inside.height() - HEAD
        n = max(min(int(room / LANE), MOST, len(self._by_size)), 1)
        others = [j for j in self._by_size if j != self.chosen]
        shown = sorted([self.chosen, *others[: n - 1]])
        height = room / n
        return [Lane(j, inside.top() + HEAD + i * height, height) for i, j in enumerate(shown)]

    def _lane_at(self, run: int, position: QPointF) -> Lane | None:
        lanes = self._lanes(self.plots[run].inside())
        return next((lane for lane in lanes if 0.0 <= position.y() - lane.top < lane.height), None)

    # What is drawn

    def _draw_lanes(self, canvas: Canvas, run: int) -> None:
        """The lane of the chosen weight, the axis, and what the bars are."""
        rect, theme = canvas.rect, self.theme
        lanes = self._lanes(rect)
        for lane in lanes:
            if lane.weight == self.chosen and len(lanes) > 1:
                canvas.painter.fillRect(QRectF(rect.left(), lane.top, rect.width(), lane.height), QColor(theme.grid))
        for x, _ in self.plots[run].bottom.texts(rect.width()):
            canvas.vertical(x, theme.grid)
        canvas.vertical(0.0, theme.line, 1.2)
        canvas.painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), HEAD), QColor(theme.window))
        self._draw_key(canvas, run)

    def _draw_key(self, canvas: Canvas, run: int) -> None:
        """What the bars are."""
        rect, told = canvas.rect, self._key(run)
        for is_short, unit in ((False, 4.0), (False, 2.5), (True, 2.0)):
            texts = [symbol if is_short else word for word, symbol, _, _ in told]
            widths = [7.0 * unit + text_width(text, FONT_PX - 1) for text in texts]
            if sum(widths) - 2.5 * unit + 4.0 <= rect.width():
                break
        x, y = rect.left() + 4.0, rect.top() + HEAD / 2
        for text, width, (_, _, color, text_color) in zip(texts, widths, told, strict=True):
            thick = 3.0 if text == "sum" else 7.0
            canvas.painter.fillRect(QRectF(x, y - thick / 2, 3.5 * unit, thick), QColor(color))
            canvas.text(x + 4.5 * unit, y, text, text_color, px=FONT_PX - 1)
            x += width

    def _key(self, run: int) -> list[tuple[str, str, str, str]]:
        """Word, symbol, colour, and colour of the text of every force that there is in a run; their sum if both are."""
        theme, trajectory = self.theme, self.trajectories[run]
        has_data = _has_data(trajectory)
        has_penalty = not all(phase.objective.is_free for phase in trajectory.phases)
        data = ("data", "D", theme.data, theme.muted)
        penalty = ("penalty", f"{self.strength}R", self.color(run), self.text_color(run))
        both = ("sum", "sum", theme.text, theme.text)
        return [data] * has_data + [penalty] * has_penalty + [both] * (has_data and has_penalty)

    def _draw_bars(self, canvas: Canvas, run: int) -> None:
        """The forces at the current step; in slow motion one after the other."""
        forces, color, theme = self._balance(run), self.color(run), self.theme
        motion = self.motion(run)
        shares = [motion.beat.share(beat) if motion and motion.pulls else 1.0 for beat in (DATA, PENALTY, SUM)]
        lanes, has_data = self._lanes(canvas.rect), _has_data(self.trajectories[run])
        for lane in lanes:
            j, thick = lane.weight, min(0.34 * lane.height, THICKEST)
            data, penalty, total = (
                share * float(v[j])
                for share, v in zip(shares, (forces.data, forces.penalty, forces.total), strict=True)
            )
            if forces.reach[j]:
                self._draw_interval(canvas, run, lane, float(forces.reach[j]))
            bars = [
                Bar(data, lane.middle - thick, thick, theme.data, theme.muted),
                Bar(penalty, lane.middle - 0.5 * thick * (not has_data), thick, color, self.text_color(run)),
            ]
            if total and forces.data[j] and forces.penalty[j]:
                thin = max(0.3 * thick, 2.0)
                bars.append(Bar(total, lane.middle - thin / 2, thin, theme.text, theme.text, is_sum=True))
            draw_bars(canvas, bars, lane, theme.grid if j == self.chosen and len(lanes) > 1 else theme.window)

    def _draw_interval(self, canvas: Canvas, run: int, lane: Lane, reach: float) -> None:
        """±λ: what the penalty can hold at 0."""
        left, right = canvas.x([-reach, reach]).tolist()
        high = min(lane.height - 2.0, 3.0 * THICKEST)
        place = QRectF(left, lane.middle - high / 2, right - left, high)
        fill = QColor(self.color(run))
        fill.setAlphaF(0.22)
        canvas.painter.setBrush(fill)
        canvas.painter.setPen(pen(self.color(run), 1.0, DASHES[2]))
        canvas.painter.drawRect(place)

    def _draw_names(self, canvas: Canvas, run: int) -> None:
        """The weights' names right of their lanes, and above them how many there are if they are not all."""
        room, right, lanes = self.plots[run].margin - LEADER - 1.0, canvas.rect.right(), self._lanes(canvas.rect)
        if len(lanes) < len(self._by_size):
            note = f"{len(lanes)} largest of {len(self._by_size)}"
            if text_width(note, FONT_PX - 1) > room:
                note = f"{len(lanes)} of {len(self._by_size)}"
            canvas.text(right + LEADER, canvas.rect.top() + HEAD / 2, note, self.theme.muted, px=FONT_PX - 1)
        trajectory = self.trajectories[run]
        names, brief = [weight_name(trajectory.weight_names[lane.weight]) for lane in lanes], brief_names(trajectory)
        px = min(FONT_PX, lanes[0].height - 1.5)
        px = next((size for size in (px, SMALLEST) if widest(names, size, self.chosen_name) <= room), px)
        for lane, name in zip(lanes, told_apart(names, room, px, self.chosen_name, brief), strict=True):
            is_chosen = lane.weight == self.chosen
            color = self.text_color(run) if is_chosen else self.theme.muted
            canvas.text(right + LEADER, lane.middle, name, color, bold=is_chosen, px=px)

    def _draw_lamps(self, canvas: Canvas, run: int) -> None:
        """A lamp beside every weight that the penalty can hold at 0: lit where it does."""
        if self.hides:
            return
        trajectory, is_held = self.trajectories[run], self._balance(run).is_held
        objective, zeros = trajectory.function(self.frame(run).step), np.zeros(trajectory.n_weights)
        for lane in self._lanes(canvas.rect):
            if objective.kink(zeros, lane.weight):
                at = QPointF(canvas.rect.right() + LEADER / 2, lane.middle)
                _draw_lamp(canvas, at, self.color(run), is_lit=bool(is_held[lane.weight]))


def _set_ticks(plot: Plot) -> None:
    """Round numbers along the axis; where fewer than two have room: 0, and the largest of one digit on either side."""
    axis, (low, high) = plot.bottom, plot.ranges[0]
    are_told = len(axis.ticks(plot.inside().width())) > 1 or not low < 0.0 < high
    digit = 10.0 ** math.floor(math.log10(min(-low, high))) if not are_told else 1.0
    reach = math.floor(min(-low, high) / digit) * digit
    axis.set_ticks(None if are_told else [(x, number(x, 1)) for x in (-reach, 0.0, reach)])


def widest(names: Sequence[str], px: float, bold: str) -> float:
    """The width of the longest name, in pixels; the one that is `bold` is measured so."""
    return max(text_width(name, px, bold=name == bold) for name in names)


def _has_data(trajectory: Trajectory) -> bool:
    """Whether there are data that pull."""
    return not isinstance(trajectory.loss, QuadraticLoss) or bool(trajectory.loss.matrix.any())


def _runs_away(trajectory: Trajectory, largest: FloatArray) -> bool:
    """Whether a run with these largest forces diverges, so that the axis leaves it out where others settle."""
    return trajectory.diverged or bool(largest[-1] > AWAY * largest[0])


def _largest_forces(trajectory: Trajectory) -> FloatArray:
    """The largest force on any weight at some steps of a run, the first and the last among them."""
    last = len(trajectory.steps) - 1
    rows: IndexArray = np.unique(np.linspace(0, last, min(last + 1, ON_ROWS)).astype(np.intp))
    forces = balance_along(trajectory, rows)
    largest = [np.abs(f).max(axis=1) for f in (forces.data, forces.penalty, forces.total, forces.reach)]
    return np.asarray(np.max(largest, axis=0))


def _draw_lamp(canvas: Canvas, at: QPointF, color: str, *, is_lit: bool) -> None:
    """A disc with a glow, or a ring."""
    canvas.painter.setPen(QPen(Qt.PenStyle.NoPen))
    if is_lit:
        glow = QColor(color)
        glow.setAlphaF(0.3)
        canvas.painter.setBrush(glow)
        canvas.painter.drawEllipse(at, 0.7 * LAMP, 0.7 * LAMP)
        canvas.painter.setBrush(QColor(color))
        canvas.painter.drawEllipse(at, 0.4 * LAMP, 0.4 * LAMP)
    else:
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.setPen(pen(canvas.theme.line, 1.3))
        canvas.painter.drawEllipse(at, 0.4 * LAMP, 0.4 * LAMP)
