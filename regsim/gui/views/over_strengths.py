"""What the views of the λ path share: λ on a log axis, the same for all runs, and the current λ, which can be dragged.

On the line of the current λ lie a dot, the exact optimum, and a ring, where the descent is at the current step: it
closes in on the dot.
"""

import math
from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from regsim.arrays import FloatArray
from regsim.engine.sweep import Path
from regsim.gui.paths import PartialPath
from regsim.gui.plotting.canvas import DASHES, FONT_PX, Canvas, moved_into, text_width
from regsim.gui.plotting.labels import Label, draw_labels
from regsim.gui.plotting.plot import CLICK_REACH, Plot
from regsim.gui.theme import Theme
from regsim.gui.views.bare import cover, draw_reason, show_axes
from regsim.gui.views.base import Range, View, padded
from regsim.gui.views.handle import Handle
from regsim.gui.views.strength_axis import StrengthTicks
from regsim.gui.words import number

FINDING = "finding the optimum at every λ…"
HIDDEN = "Optima are shown once the next weight is guessed."
TEXT_HEIGHT = FONT_PX + 4.0
WIDE_PX, TALL_PX = 380.0, 130.0  # from here on there is room for long texts, for notes at all
KEY_PX, KEY_GAP = FONT_PX - 1, 14.0  # of what ring and dot mean
LINE_POINTS = 40  # of the line of the current λ, for notes to keep clear of
RING_PX = 13.0  # round the dot once the descent is there


class OverStrengths(View):
    """A view with log₁₀ λ on its x axis.

    While the next weight is to be guessed no optimum is shown, at any λ: a step may end there, and a curve gives away
    what it comes to at the λ of now. The axes, the line of λ and where the descent is stay.
    """

    optimum_name: ClassVar[str]
    _paths: tuple[object, ...] = ()
    _parts: tuple[tuple[Handle, StrengthTicks], ...] = ()  # of each plot: its items do not keep them

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.noted: dict[int, list[tuple[FloatArray, FloatArray]]] = {}  # where notes stand, for others to keep clear

    def set_paths(self, paths: tuple[object, ...]) -> None:
        """The λ path of each run as far as it is found; or why it has none, in a sentence; or None."""
        self._paths = paths
        if self.trajectories:
            self.set_trajectories(self.trajectories, self.chosen, self.n_steps, self.changes)

    def x_name(self) -> str:
        return "λ (log scale)"

    def build(self, plot: Plot, run: int) -> None:
        handle = Handle(plot, partial(self._is_on_line, run), partial(self.on_drag, run), self.drag_ended.emit)
        self._parts = (*self._parts, (handle, StrengthTicks(plot)))
        plot.add_layer(lambda canvas: self._draw_still(canvas, run), still=True)
        plot.add_layer(lambda canvas: self._draw_now(canvas, run))
        plot.add_layer(lambda canvas: self._draw_labels(canvas, run, plot.margin), margin=True)

    def prepare(self) -> None:
        for run, plot in enumerate(self.plots[: len(self.trajectories)]):
            has_path = self.found(run) is not None
            show_axes(plot, left=has_path, bottom=has_path)

    def found(self, run: int) -> PartialPath | None:
        """The path of a run, if some of it is there; not one of another model that is still shown."""
        path = self._paths[run] if run < len(self._paths) else None
        if not isinstance(path, PartialPath) or path.path.weight_names != self.trajectories[run].weight_names:
            return None
        return path

    def found_paths(self) -> list[Path]:
        """The paths of all runs that have one."""
        found = [self.found(run) for run in range(len(self.trajectories))]
        return [part.path for part in found if part is not None]

    def strength_range(self) -> Range:
        """log₁₀ of the strengths of all paths."""
        ends = [part.strengths for part in map(self.found, range(len(self.trajectories))) if part is not None]
        if not ends:
            return 0.0, 1.0
        low, high = min(end.low for end in ends), max(end.high for end in ends)
        return padded(math.log10(low), math.log10(high), 0.02)

    def strength_of(self, run: int) -> float:
        """λ of a run at the current step, 0 where it has no penalty."""
        trajectory = self.trajectories[run]
        function = trajectory.function(self.frame(run).step)
        divided_by = 1 if function.symbol == "λ" else trajectory.loss.n_samples
        return float(getattr(function.penalty, "strength", 0.0)) * divided_by

    def at_current(self, run: int, values: FloatArray) -> FloatArray | None:
        """What is known along the path, at the current λ: interpolated over log λ; None where it is not found."""
        part, strength = self.found(run), self.strength_of(run)
        if part is None or not part.path.strengths[0] <= strength <= part.path.strengths[-1]:
            return None
        x = np.log(part.path.strengths)
        right = int(np.clip(np.searchsorted(part.path.strengths, strength), 1, max(len(x) - 1, 1)))
        if len(x) == 1:
            return np.asarray(values[0])
        share = (math.log(strength) - x[right - 1]) / (x[right] - x[right - 1])
        return np.asarray((1.0 - share) * values[right - 1] + share * values[right])

    def is_at_start(self, run: int) -> bool:
        """Whether λ is what it was at step 0: what the exact optimum belongs to."""
        trajectory = self.trajectories[run]
        return trajectory.function(self.frame(run).step) is trajectory.function(0)

    @abstractmethod
    def draw_curves(self, canvas: Canvas, run: int, part: PartialPath) -> None:
        """What is known over all λ."""

    @abstractmethod
    def draw_dots(self, canvas: Canvas, run: int, x: float) -> None:
        """The optimum and the descent, on the line of the current λ."""

    @abstractmethod
    def labels(self, run: int) -> Sequence[Label]:
        """The names of the curves, at their heights at the current λ."""

    @abstractmethod
    def outline(self, part: PartialPath) -> list[FloatArray]:
        """Curves that notes keep clear of."""

    def on_drag(self, run: int, position: QPointF) -> None:
        """Make the λ below a pixel the run's."""
        part = self.found(run)
        if part is not None:
            x = self.plots[run].canvas(None).x_at(position.x())
            strength = min(max(10.0**x, part.strengths.low), part.strengths.high)
            self.strength_dragged.emit(run, float(f"{strength:.3g}"))

    def on_hover(self, run: int, position: QPointF) -> None:
        is_inside = position.x() >= 0 and self.found(run) is not None and not self.hides
        self.pointed_at.emit(self.told_at(run, position) if is_inside else "")

    @abstractmethod
    def told_at(self, run: int, position: QPointF) -> str:
        """What is at a pixel, in words; empty where that is nothing."""

    def index_at(self, run: int, position: QPointF) -> int:
        """The point of a run's path that is nearest to a pixel."""
        part = self.found(run)
        x = self.plots[run].canvas(None).x_at(position.x())
        return 0 if part is None else int(np.abs(np.log10(part.path.strengths) - x).argmin())

    def _is_on_line(self, run: int, position: QPointF) -> bool:
        canvas = self.plots[run].canvas(None)
        part = self.found(run)
        return part is not None and abs(self._line_x(canvas, run) - position.x()) <= CLICK_REACH

    def _line_x(self, canvas: Canvas, run: int) -> float:
        """The pixel of the line of the current λ, at the edge where λ is beyond it."""
        strength = self.strength_of(run)
        x = float(canvas.x(math.log10(strength))) if strength > 0.0 else canvas.rect.left()
        return min(max(x, canvas.rect.left()), canvas.rect.right())

    def _draw_still(self, canvas: Canvas, run: int) -> None:
        part = self.found(run)
        self.noted[run] = []
        if part is None:
            given = self._paths[run] if run < len(self._paths) else None
            cover(canvas)
            draw_reason(canvas, f"{given[0].upper()}{given[1:]}." if isinstance(given, str) else FINDING)
            return
        canvas.horizontal(0.0, self.theme.line)
        if self.hides:
            self._draw_hidden(canvas, run)
            return
        marks = self._marks(part, is_wide=canvas.rect.width() >= WIDE_PX)
        for strength in marks:
            canvas.vertical(math.log10(strength), self.theme.muted, 1.0, DASHES[1])
        self.draw_curves(canvas, run, part)
        if canvas.rect.height() < TALL_PX:
            return
        every = max(1, len(part.path.strengths) // 50)
        x = np.log10(part.path.strengths[::every])
        now = np.full(LINE_POINTS, canvas.x_at(self._line_x(canvas, run)))
        avoid = [(now, np.linspace(*canvas.y_range, LINE_POINTS))]
        avoid += [(x, values[::every]) for values in self.outline(part)]
        for (strength, texts), part_up in zip(marks.items(), (0.65, 0.35), strict=False):
            y = canvas.y_range[0] + part_up * (canvas.y_range[1] - canvas.y_range[0])
            place = canvas.note(math.log10(strength), y, texts, self.theme.muted, avoid)
            self.noted.setdefault(run, []).append(canvas.points_in(place))
            avoid += self.noted[run][-1:]

    def _draw_hidden(self, canvas: Canvas, run: int) -> None:
        """Why there are no curves, on that side of the line of λ that has more room."""
        area, x = QRectF(canvas.rect), self._line_x(canvas, run)
        if x > area.center().x():
            area.setRight(x)
        else:
            area.setLeft(x)
        draw_reason(Canvas(canvas.painter, area, canvas.x_range, canvas.y_range, canvas.theme), HIDDEN)

    @staticmethod
    def _marks(part: PartialPath, *, is_wide: bool) -> dict[float, list[str]]:
        """The strengths that have a name, each with texts to choose from."""
        marks, best = {}, part.path.best
        if part.strengths.low < part.last < part.strengths.high:
            marks[part.last] = [f"λ_max = {number(part.last, 3)}", "λ_max"]
        if best is not None and part.is_complete:
            strength = float(part.path.strengths[best])
            text = f"best λ {'≤' if best == 0 else '='} {number(strength, 3)}"
            marks[strength] = [f"{text} on validation"] * is_wide + [text, "best λ"]
        return marks

    def _draw_now(self, canvas: Canvas, run: int) -> None:
        part, strength = self.found(run), self.strength_of(run)
        if part is None:
            return
        x = self._line_x(canvas, run)
        at = canvas.x_at(x)
        is_seen = strength > 0.0 and abs(math.log10(strength) - at) < 1e-9
        canvas.vertical(at, self.theme.text, 1.4, () if is_seen else DASHES[2])
        arrow = "" if is_seen else "→ " if strength > part.strengths.low else "← "
        if is_seen:
            self.draw_dots(canvas, run, at)
        foot = self._tag(canvas, x, f"{arrow}λ = {number(strength, 3)}")
        self._draw_key(canvas, run, foot, has_dots=is_seen)

    def _draw_key(self, canvas: Canvas, run: int, foot: QRectF, *, has_dots: bool) -> None:
        """What ring and dot mean, in the corner that is further from the current λ, if there is room."""
        words = [f"step {self.frame(run).step:,}", *[self.optimum_name] * (not self.hides)]
        width = sum(text_width(word, KEY_PX) + KEY_GAP for word in words) + KEY_GAP
        inside = canvas.rect.adjusted(3.0, 0.0, -3.0, -2.0)
        left = inside.left() if foot.center().x() > inside.center().x() else inside.right() - width
        place = QRectF(left, inside.bottom() - TEXT_HEIGHT, width, TEXT_HEIGHT)
        if not has_dots or place.intersects(foot):
            return
        canvas.patch(place)
        x, y, color = canvas.x_at(place.left() + KEY_GAP / 2), canvas.y_at(place.center().y()), self.color(run)
        for number_of, word in enumerate(words):
            canvas.dots(x, y, color, 8.0 if not number_of else 6.0, hollow=not number_of)
            at = float(canvas.x(x)) + KEY_GAP / 2
            canvas.text(at, place.center().y(), word, self.theme.muted, px=KEY_PX)
            x = canvas.x_at(at + text_width(word, KEY_PX) + KEY_GAP)

    def _tag(self, canvas: Canvas, x: float, text: str) -> QRectF:
        """Write the current λ at the foot of its line; where that is."""
        width = text_width(text) + 6.0
        is_left = x + width + 2.0 > canvas.rect.right()
        left = x - width - 2.0 if is_left else x + 2.0
        place = moved_into(QRectF(left, canvas.rect.bottom() - TEXT_HEIGHT - 2.0, width, TEXT_HEIGHT), canvas.rect)
        canvas.patch(place)
        canvas.text(place.left() + 3.0, place.center().y(), text, self.theme.text)
        return place

    def _draw_labels(self, canvas: Canvas, run: int, margin: int) -> None:
        if self.found(run) is not None and not self.hides:
            draw_labels(canvas, self.labels(run), margin)
