"""All weights at the current step, side by side: a bar each, or an image where they belong to the pixels of one.

A weight that is exactly 0 has a ring instead of a bar: it is gone, whereas a short bar is a small weight. The diamond
beside a bar is where the weight ends up, the exact optimum.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPolygonF

from regsim.arrays import FloatArray
from regsim.engine.reference import Optimum
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.labels import MAX_WIDTH, told_apart
from regsim.gui.plotting.letters import FONT_PX, text_width
from regsim.gui.plotting.pens import pen
from regsim.gui.plotting.places import moved_into
from regsim.gui.plotting.plot import RIGHT_MARGIN, Plot
from regsim.gui.views.base import View
from regsim.gui.views.choice import Choice, Option
from regsim.gui.views.names import brief_names
from regsim.gui.views.pixel_maps import PixelMaps, pixel_maps
from regsim.gui.views.ranges import Range
from regsim.gui.views.reach import reach_of
from regsim.gui.words import number, weight_name

ROW_PX = (15.0, 30.0)  # lowest and highest row
BAR = 0.62  # of a row
RING_PX, DIAMOND_PX = 10.0, 3.5
GAP = 5.0  # pixels beside a name, and beside a number
CAPTION_PX = 15.0  # the line below the bars
CAPTION_FONT_PX = FONT_PX - 1
BEYOND = 1.08  # times the reach of the weights: as far as the axis goes
FURTHER = 1.5  # times as far as weights come, so far may an optimum widen the range
HELD_BACK = 0.5  # opacity of the bars that are not chosen


class CoefficientsView(View):
    """Every weight now, with its optimum; a click on one chooses it.

    While the next weight is to be guessed there are no optima: a step may end there.
    """

    kind = "coefficients"
    shows_optima = True
    by_size = False
    _maps: PixelMaps | None = None

    def prepare(self) -> None:
        self._maps = pixel_maps(self.trajectories[0].loss, self.problem)
        size = np.max([np.abs(t.weights[-1]) for t in self.trajectories], axis=0)
        self._by_size = np.argsort(-np.nan_to_num(size), kind="stable")
        self._measure()
        for plot in self.plots:
            plot.show_axes(left=False, bottom=self._maps is None, grid=False)  # it has its own, beside the bars

    def set_optima(self, optima: tuple[Optimum | None, ...]) -> None:
        super().set_optima(optima)
        if self.trajectories:  # there may be optima beyond where the runs have been
            self._measure()
            self.write_words()
            self.set_limits()

    def _measure(self) -> None:
        """How far the axis reaches: as far as the weights, and somewhat further where there are optima.

        Where all are 0 as far as it did before they were dragged there, or as far as an intercept: 0 on that scale.
        """
        if self._maps:  # of the first layer alone: others have larger weights, beside which it would be pale
            self._reach = reach_of(self.trajectories, slice(0, self._maps.places.size))
            return
        n = self.trajectories[0].loss.n_coefficients
        n = self.trajectories[0].n_weights if self.chosen >= n else n  # an intercept far away would flatten the others
        held = self.plots[0].home[0][1] / BEYOND if self.are_axes_held else 0.0
        others = held or reach_of(self.trajectories, slice(n, None))
        self._reach = reach_of(self.trajectories, slice(0, n), of_zeros=others)
        optima = [w for run in range(len(self.trajectories)) if (w := self._optimum(run)) is not None]
        furthest = max((float(np.abs(w[:n]).max()) for w in optima), default=0.0)
        self._reach = max(self._reach, min(furthest, FURTHER * self._reach))

    def set_step(self, step: int) -> None:
        super().set_step(step)
        self.write_words()  # no optimum under another λ

    def title(self) -> str:
        if self._maps:
            return f"Weights as pixels: {self._maps.what}"
        if self.trajectories[0].n_weights == 1:
            return "Weight now"
        return f"Weights now, {self._order.now.text}"

    @property
    def _order(self) -> Choice:
        options = Option("order", "in their order"), Option("size", "largest at the end first")
        return Choice("bar_order", "Bars", options, "size" if self.by_size else "order")

    def choices(self) -> Sequence[Choice]:
        return [] if self._maps or self.trajectories[0].n_weights == 1 else [self._order]

    def apply_choice(self, name: str, option: str) -> None:
        if name == "bar_order":
            self.by_size = option == "size"
            self.write_words()
            for plot in self.plots[: len(self.trajectories)]:
                plot.invalidate()

    def x_name(self) -> str:
        if self._maps:
            reach = number(self._reach, 2)
            return f"purple −{reach} · green {reach} · dots: exactly 0"
        has_optima = any(self._optimum(run) is not None for run in range(len(self.trajectories)))
        return "weight · ○ exactly 0" + " · ◆ optimum" * (has_optima and not self.hides)

    def limits(self) -> tuple[Range, Range]:
        return (-BEYOND * self._reach, BEYOND * self._reach), (0.0, 1.0)

    def label_margin(self) -> int:
        if self._maps:
            return 0
        names = self.trajectories[0].weight_names
        some = names if len(names) <= 60 else names[:60]  # what cannot be shown needs no room
        return min(int(max(text_width(weight_name(name), bold=True) for name in some) + 2 * GAP), MAX_WIDTH)

    def set_margin(self, margin: int) -> None:
        """Images have no names beside them, and take the room that other rows keep for theirs."""
        super().set_margin(min(margin, RIGHT_MARGIN) if self._maps else margin)

    def build(self, plot: Plot, run: int) -> None:
        plot.add_layer(lambda canvas: self._draw_ground(canvas, plot), still=True)
        plot.add_layer(lambda canvas: self._draw_names(canvas, run, plot.margin), margin=True, still=True)
        plot.add_layer(lambda canvas: self._draw_bars(canvas, run))
        plot.add_layer(lambda canvas: self._draw_maps(canvas, run), margin=True)

    def describe(self, run: int) -> str:
        frame = self.frame(run)
        zeros = int(np.count_nonzero(self.trajectories[run].are_zero(frame.weights)))
        largest = int(np.abs(frame.weights).argmax())
        told, beside = self._told(run, self.chosen), self._told(run, largest)
        of_all = f"{zeros} of {len(frame.weights)} exactly 0"
        return f"Weights at step {frame.step}: {told}; the largest is {beside}; {of_all}."

    def on_click(self, run: int, position: QPointF) -> None:
        if not self._maps and self._caption(self.plots[run].canvas(None)).contains(position):
            self.choose("bar_order", self._order.next().name)
            return
        weight = self._weight_at(run, position)
        if weight is not None:
            self.weight_chosen.emit(weight)

    def on_hover(self, run: int, position: QPointF) -> None:
        weight = self._weight_at(run, position) if position.x() >= 0 else None
        told = "" if weight is None else f"Step {self.frame(run).step}: {self._told(run, weight)}"
        self.pointed_at.emit(told)

    def _told(self, run: int, weight: int) -> str:
        """A weight in words, with its optimum."""
        frame, optimum = self.frame(run), None if self.hides else self._optimum(run)
        name = weight_name(self.trajectories[run].weight_names[weight])
        text = f"{name} = {number(frame.weights[weight])}"
        return text if optimum is None else f"{text} (optimum {number(optimum[weight])})"

    def _optimum(self, run: int) -> FloatArray | None:
        found = self.optimum_now(run)
        return None if found is None else found.weights

    def _weight_at(self, run: int, position: QPointF) -> int | None:
        canvas = self.plots[run].canvas(None)
        if self._maps:
            return self._maps.weight_at(canvas.rect, position)
        for row, weight in zip(*self._rows(canvas.rect), strict=True):
            if row.top() <= position.y() < row.bottom():
                return int(weight)
        return None

    def _rows(self, rect: QRectF) -> tuple[list[QRectF], list[int]]:
        """Where the bars are, and the weights that have one: all if there is room, else those that end largest."""
        n = self.trajectories[0].n_weights
        height = rect.height() - CAPTION_PX
        n_rows = max(min(n, int(height / ROW_PX[0])), 1)
        kept = [*self._by_size[:n_rows].tolist()]
        if self.chosen not in kept:
            kept[-1] = self.chosen
        shown = kept if self.by_size else sorted(kept)
        step = min(height / n_rows, ROW_PX[1])
        top = rect.top() + (height - n_rows * step) / 2
        return [QRectF(rect.left(), top + i * step, rect.width(), step) for i in range(n_rows)], shown

    def _caption(self, canvas: Canvas) -> QRectF:
        """The line below the bars, which a click turns into the other order."""
        rect = canvas.rect
        return QRectF(rect.left(), rect.bottom() - CAPTION_PX, rect.width(), CAPTION_PX)

    def _draw_ground(self, canvas: Canvas, plot: Plot) -> None:
        theme = canvas.theme
        if self._maps:
            return
        rows, _ = self._rows(canvas.rect)
        top, end = canvas.y_at(rows[0].top()), canvas.y_at(rows[-1].bottom())
        for x in plot.bottom.ticks(canvas.rect.width()):
            canvas.line((x, top), (x, end), theme.grid)
        canvas.line((0.0, top), (0.0, end), theme.muted, 1.2)
        left_out = self.trajectories[0].n_weights - len(rows)
        order = f"⇅ {self._order.next().text}"
        texts = [f"… and {left_out:,} more · {order}", f"{left_out:,} more · ⇅"] * bool(left_out) + [order, "⇅"]
        at = self._caption(canvas)
        if self.trajectories[0].n_weights > 1:
            text = next((text for text in texts if text_width(text, CAPTION_FONT_PX) <= at.width()), "")
            canvas.text(at.center().x(), at.center().y(), text, theme.muted, align=(0.5, 0.5), px=CAPTION_FONT_PX)

    def _draw_names(self, canvas: Canvas, run: int, margin: int) -> None:
        if self._maps:
            return
        theme, (rows, shown) = canvas.theme, self._rows(canvas.rect)
        trajectory = self.trajectories[run]
        names = [weight_name(trajectory.weight_names[weight]) for weight in shown]
        texts = told_apart(names, margin - GAP, bold=self.chosen_name, brief=brief_names(trajectory))
        for row, weight, text in zip(rows, shown, texts, strict=True):
            is_chosen = weight == self.chosen
            color = self.text_color(run) if is_chosen else theme.muted
            canvas.text(row.right() + GAP, row.center().y(), text, color, bold=is_chosen)

    def _draw_maps(self, canvas: Canvas, run: int) -> None:
        if self._maps:
            weights = self.frame(run).weights
            is_zero = self.trajectories[run].are_zero(weights)
            self._maps.draw(canvas, canvas.rect, weights, is_zero, self._reach, self.chosen)

    def _draw_bars(self, canvas: Canvas, run: int) -> None:
        if self._maps:
            return
        weights = self.frame(run).weights
        is_zero = self.trajectories[run].are_zero(weights)
        optimum = None if self.hides else self._optimum(run)
        rows, shown = self._rows(canvas.rect)
        zero = float(canvas.x(0.0))
        for row, weight in zip(rows, shown, strict=True):
            end, y = float(canvas.x(weights[weight])), row.center().y()
            if is_zero[weight]:
                draw_ring(canvas, zero, y, self.color(run))
            else:
                self._draw_bar(canvas, run, row, end, is_chosen=weight == self.chosen)
            best = None if optimum is None else float(canvas.x(optimum[weight]))
            if weight == self.chosen or not canvas.rect.left() <= end <= canvas.rect.right():
                self._draw_value(canvas, weights[weight], y, best)
            if best is not None:
                draw_optimum(canvas, best, y)

    def _draw_bar(self, canvas: Canvas, run: int, row: QRectF, end: float, *, is_chosen: bool) -> None:
        """From 0 to the weight; at least so long that it can be seen."""
        zero, height = float(canvas.x(0.0)), BAR * row.height()
        length = end - zero
        if abs(length) < 1.0:
            length = 1.0 if length >= 0.0 else -1.0
        ink = QColor(self.color(run))
        ink.setAlphaF(1.0 if is_chosen else HELD_BACK)
        bar = QRectF(zero, row.center().y() - height / 2, length, height).normalized()
        canvas.painter.fillRect(bar, ink)

    def _draw_value(self, canvas: Canvas, value: float, y: float, best: float | None) -> None:
        """The weight in figures, on that side of 0 where its bar is not; beyond the optimum if that is there."""
        zero, beside = float(canvas.x(0.0)), RING_PX + GAP
        room = 0.5 * canvas.rect.width() - beside
        text = next((t for t in (number(value), number(value, 3)) if text_width(t) <= room), number(value, 2))
        width = text_width(text) + 4.0
        left = zero - beside - width + 2.0 if value >= 0.0 else zero + beside - 2.0
        if best is not None and left - DIAMOND_PX <= best <= left + width + DIAMOND_PX:
            left = best - DIAMOND_PX - width if value >= 0.0 else best + DIAMOND_PX
        place = moved_into(QRectF(left, y - FONT_PX / 2 - 1.0, width, FONT_PX + 2.0), canvas.rect)
        canvas.patch(place)
        canvas.text(place.left() + 2.0, y, text, canvas.theme.text)


def draw_ring(canvas: Canvas, x: float, y: float, color: str) -> None:
    """Exactly 0."""
    canvas.painter.setPen(pen(color, 1.5))
    canvas.painter.setBrush(QColor(canvas.theme.window))
    canvas.painter.drawEllipse(QPointF(x, y), RING_PX / 2, RING_PX / 2)


def draw_optimum(canvas: Canvas, x: float, y: float) -> None:
    """A diamond; where the optimum is beyond the plot, an arrow at its edge."""
    size = DIAMOND_PX
    inside = min(max(x, canvas.rect.left() + size + 1.0), canvas.rect.right() - size - 1.0)
    ends = [(-size, 0.0), (0.0, size), (size, 0.0), (0.0, -size)]
    if canvas.rect.left() <= x <= canvas.rect.right():
        inside = x
    else:
        side = size if x > inside else -size
        ends = [(side, 0.0), (-side, size), (-side, -size)]
    canvas.painter.setPen(pen(canvas.theme.window, 0.8))
    canvas.painter.setBrush(QColor(canvas.theme.text))
    canvas.painter.drawPolygon(QPolygonF([QPointF(inside + a, y + b) for a, b in ends]))
