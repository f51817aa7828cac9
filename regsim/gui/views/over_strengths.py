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
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.labels import Label, draw_labels
from regsim.gui.plotting.layers import Pile
from regsim.gui.plotting.pens import ink, pen
from regsim.gui.plotting.places import along, between
from regsim.gui.plotting.plot import CLICK_REACH, Handle, Plot
from regsim.gui.theme import Theme
from regsim.gui.views.bare import draw_reason
from regsim.gui.views.base import View
from regsim.gui.views.contours import Notes
from regsim.gui.views.ranges import Range, padded
from regsim.gui.views.strength_axis import StrengthTicks
from regsim.gui.views.strength_foot import RING_PX, Foot, foot_at
from regsim.gui.widgets.number_scale import rounded_up
from regsim.gui.words import number

FINDING = "finding the optimum at every λ…"
HIDDEN = "Optima are shown once the next weight is guessed."
WIDE_PX, TALL_PX = 380.0, 130.0  # from here on there is room for long texts, for notes at all
LINE_POINTS, CURVE_POINTS = 40, 50  # of the line of the current λ and of a curve, for notes to keep clear of
IN_FRONT = 4  # times as much as a curve does the line of the current λ count: it is drawn over the notes
FOOT = 0.1  # of the height: room below the curves for the current λ and the key


class OverStrengths(View):
    """A view with log₁₀ λ on its x axis.

    While the next weight is to be guessed no optimum is shown, at any λ: a step may end there, and a curve gives away
    what it comes to at the λ of now. The axes, the line of λ and where the descent is stay.
    """

    optimum_name: ClassVar[str]
    top_px: ClassVar[float] = 0.0  # along the top, for numbers
    _paths: tuple[object, ...] = ()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._notes: list[Pile] = []
        self.noted: dict[int, list[QRectF]] = {}  # where notes stand, for others to keep clear
        self._drawn_at: dict[int, float] = {}  # the λ that the notes keep clear of
        self._outlines: dict[int, tuple[object, FloatArray]] = {}  # pixels of the curves, and what they are of

    def set_paths(self, paths: tuple[object, ...]) -> None:
        """The λ path of each run as far as it is found; or why it has none, in a sentence; or None."""
        self._paths = paths
        self.redraw()

    def set_step(self, step: int) -> None:
        super().set_step(step)
        for run, strength in self._drawn_at.items():
            if run < len(self.trajectories) and strength != self.strength_of(run):  # changed in mid-run
                self._notes[run].invalidate()

    def x_name(self) -> str:
        return "λ (log scale)" if self.found_paths() else ""

    def write_words(self) -> None:
        """The words round the plots; none below one that has no axis, and how far a path is that is on its way."""
        super().write_words()
        for run, plot in enumerate(self.plots[: len(self.trajectories)]):
            part = self.found(run)
            if part is None:
                plot.set_words(plot.title, "")
            elif part.n_left:
                n = len(part.path.strengths)
                plot.set_words(plot.title, f"{plot.x_name} · {n} of {n + part.n_left} found")

    def build(self, plot: Plot, run: int) -> None:
        is_on, moved = partial(self._is_on_line, run), partial(self.on_drag, run)
        plot.handles.append(Handle(is_on, moved, self.drag_ended.emit))
        StrengthTicks(plot)
        plot.add_layer(lambda canvas: self._draw_path(canvas, run), still=True, drawn_of=lambda: self._path_of(run))
        self._notes.append(plot.add_layer(lambda canvas: self._write_notes(canvas, run), still=True))
        plot.add_layer(lambda canvas: self._draw_now(canvas, run))
        plot.add_layer(lambda canvas: self._draw_labels(canvas, run, plot.margin), margin=True)

    def prepare(self) -> None:
        for run, plot in enumerate(self.plots[: len(self.trajectories)]):
            has_path = self.found(run) is not None
            plot.show_axes(left=has_path, bottom=has_path)

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
        return self.trajectories[run].function(self.frame(run).step).strength or 0.0

    def at_current(self, run: int, values: FloatArray) -> FloatArray | None:
        """What is known along the path, at the current λ: interpolated over log λ; None where it is not found."""
        part, strength = self.found(run), self.strength_of(run)
        if part is None or not part.path.strengths[0] <= strength <= part.path.strengths[-1]:
            return None
        strengths = part.path.strengths
        if len(strengths) == 1:
            return np.asarray(values[0])
        right = min(max(int(strengths.searchsorted(strength)), 1), len(strengths) - 1)
        low, high = strengths[right - 1 : right + 1].tolist()
        share = math.log(strength / low) / math.log(high / low)
        return np.asarray((1.0 - share) * values[right - 1] + share * values[right])

    @abstractmethod
    def draw_curves(self, canvas: Canvas, run: int, part: PartialPath) -> None:
        """What is known over all λ."""

    @abstractmethod
    def draw_leaders(self, canvas: Canvas, run: int) -> None:
        """Lines to the names of curves, from where these are at the current λ."""

    @abstractmethod
    def draw_dots(self, canvas: Canvas, run: int, x: float) -> None:
        """The optimum and the descent, on the line of the current λ."""

    @abstractmethod
    def labels(self, run: int) -> Sequence[Label]:
        """The names of the curves, at their heights at the current λ, or at their ends where those are not known."""

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

    def _path_of(self, run: int) -> object:
        """All that the path of a run is drawn of: λ is not among it."""
        return self.found(run), self._why(run), self.chosen, self.hides

    def _why(self, run: int) -> str:
        """Why there is no path."""
        given = self._paths[run] if run < len(self._paths) else None
        return f"{given[0].upper()}{given[1:]}." if isinstance(given, str) else FINDING

    def _draw_path(self, canvas: Canvas, run: int) -> None:
        part = self.found(run)
        if part is None:
            draw_reason(canvas, self._why(run))
            return
        canvas.horizontal(0.0, self.theme.line)
        if self.hides:
            return
        for strength in self._marks(part):
            canvas.vertical(math.log10(strength), self.theme.muted, 1.0, DASHES[1])
        self.draw_curves(canvas, run, part)

    def _write_notes(self, canvas: Canvas, run: int) -> None:
        """The names of what is marked, clear of the curves and of the line of the current λ."""
        part = self.found(run)
        self.noted[run] = []
        self._drawn_at[run] = self.strength_of(run)
        if part is None:
            return
        if self.hides:
            self.noted[run] = [self._draw_hidden(canvas, run)]
            return
        if canvas.rect.height() < TALL_PX:
            return
        marks = self._marks(part, is_wide=canvas.rect.width() >= WIDE_PX)
        y = np.linspace(canvas.rect.top(), canvas.rect.bottom(), LINE_POINTS)
        lines = [np.column_stack([np.full(LINE_POINTS, float(canvas.x(math.log10(at)))), y]) for at in marks]
        curves = np.concatenate([self.curves_of(canvas, run, part), *lines])
        notes = Notes(canvas, curves, self._taken(canvas, run))
        for strength, texts in marks.items():
            notes.write_along(math.log10(strength), texts, self.theme.muted)
        self.noted[run] = notes.taken

    def curves_of(self, canvas: Canvas, run: int, part: PartialPath) -> FloatArray:
        """Pixels of the curves of a run and of the line of its λ, of shape (n, 2)."""
        y = np.linspace(canvas.rect.top(), canvas.rect.bottom(), LINE_POINTS)
        line = np.column_stack([np.full(LINE_POINTS, self._line_x(canvas, run)), y])
        return np.concatenate([self._outline(canvas, run, part), np.tile(line, (IN_FRONT, 1))])

    def _outline(self, canvas: Canvas, run: int, part: PartialPath) -> FloatArray:
        """Pixels of the curves, which are the same for every λ, of shape (n, 2)."""
        key = part, self.chosen, canvas.x_range, canvas.y_range, canvas.rect
        if run not in self._outlines or self._outlines[run][0] != key:
            every = max(1, len(part.path.strengths) // CURVE_POINTS)
            x = canvas.x(np.log10(part.path.strengths[::every]))
            self._outlines[run] = key, np.concatenate([along(x, canvas.y(y[::every])) for y in self.outline(part)])
        return self._outlines[run][1]

    def _taken(self, canvas: Canvas, run: int) -> list[QRectF]:
        """Where notes cannot stand: at the foot of the line of the current λ, on the key, and along the top."""
        foot = self._foot(canvas, run)
        top = QRectF(canvas.rect.left(), canvas.rect.top(), canvas.rect.width(), self.top_px)
        return [foot.place, foot.key_place, top]

    def _draw_hidden(self, canvas: Canvas, run: int) -> QRectF:
        """Why there are no curves, on that side of the line of λ that has more room; where that is."""
        area, x = QRectF(canvas.rect), self._line_x(canvas, run)
        if x > area.center().x():
            area.setRight(x)
        else:
            area.setLeft(x)
        return draw_reason(Canvas(canvas.painter, area, canvas.x_range, canvas.y_range, canvas.theme), HIDDEN)

    @staticmethod
    def _marks(part: PartialPath, *, is_wide: bool = False) -> dict[float, list[str]]:
        """The strengths that have a name, each with texts to choose from."""
        marks, best = {}, part.path.best
        if part.strengths.low < part.last < part.strengths.high:
            marks[part.last] = [f"λₘₐₓ = {number(rounded_up(part.last, 3), 3)}", "λₘₐₓ"]
        if best is not None and part.is_complete:
            strength = float(part.path.strengths[best])
            text = f"best λ {'≤' if best == 0 else '='} {number(strength, 3)}"
            marks[strength] = [f"{text} on validation"] * is_wide + [text, "best λ"]
        return marks

    def _draw_now(self, canvas: Canvas, run: int) -> None:
        if self.found(run) is None:
            return
        x = self._line_x(canvas, run)
        at, is_seen = canvas.x_at(x), self._is_seen(canvas, run)
        self._draw_line(canvas, run, x, () if is_seen else DASHES[2])
        if not self.hides:
            self.draw_leaders(canvas, run)
        if is_seen:
            self.draw_dots(canvas, run, at)
        self._foot(canvas, run).draw(canvas, self.color(run), has_dots=is_seen)

    def _draw_line(self, canvas: Canvas, run: int, x: float, dash: Sequence[float]) -> None:
        """The line of the current λ at a pixel, in pieces between the notes that had no room beside it."""
        in_the_way = [place for place in self.noted.get(run, []) if place.left() <= x <= place.right()]
        canvas.painter.setPen(pen(self.theme.text, 1.4, dash))
        for a, b in between(canvas.rect.top(), canvas.rect.bottom(), in_the_way):
            canvas.painter.drawLine(QPointF(x, a), QPointF(x, b))

    def _is_seen(self, canvas: Canvas, run: int) -> bool:
        """Whether the current λ is on the axis."""
        strength = self.strength_of(run)
        return strength > 0.0 and abs(math.log10(strength) - canvas.x_at(self._line_x(canvas, run))) < 1e-9

    def _foot(self, canvas: Canvas, run: int) -> Foot:
        """The current λ, with an arrow where it is beyond the axis, and what ring and dot mean."""
        strength, x, part = self.strength_of(run), self._line_x(canvas, run), self.found(run)
        arrow = "" if self._is_seen(canvas, run) else "→ " if x > canvas.rect.center().x() else "← "
        key = [f"step {self.frame(run).step:,}", *[self.optimum_name] * (not self.hides)]
        marks = {} if part is None or self.hides else self._marks(part)
        lines = canvas.x([math.log10(marked) for marked in marks])
        return foot_at(canvas, x, f"{arrow}λ = {number(strength, 3)}", key, lines)

    @staticmethod
    def draw_ring(canvas: Canvas, x: float, y: float, color: str, dash: Sequence[float] = ()) -> None:
        """Where a descent is; with the dashes of the curve that it belongs to."""
        canvas.painter.setBrush(ink(canvas.theme.window))
        canvas.painter.setPen(pen(color, 1.6, dash))
        canvas.painter.drawEllipse(canvas.point(x, y), RING_PX / 2, RING_PX / 2)

    def _draw_labels(self, canvas: Canvas, run: int, margin: int) -> None:
        if self.found(run) is not None and not self.hides:
            draw_labels(canvas, self.labels(run), margin)
