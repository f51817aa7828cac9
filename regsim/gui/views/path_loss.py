"""The losses at the optimum over λ: D never falls, R never rises, and J* = D + λR is a minimum of straight lines.

Keep the optimal weights of one λ and vary λ: J is then the straight line D + λR, on this log axis a curve. It touches
J* at that λ with the slope R and lies above it everywhere else, for elsewhere other weights are better.

Where samples are set aside, D on them is drawn too: training alone would always choose λ = 0.
"""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF

from regsim.arrays import FloatArray
from regsim.gui.paths import PartialPath
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.labels import Label, margin_for
from regsim.gui.plotting.places import along
from regsim.gui.views.contours import Notes
from regsim.gui.views.over_strengths import FOOT, LINE_POINTS, TALL_PX, OverStrengths
from regsim.gui.views.ranges import Range, padded, shared_range
from regsim.gui.words import number

OPTIMUM, DATA, SIZE, VALIDATION = "J*", "D", "R (own scale)", "D val."
_OF_DATA = (DATA, VALIDATION)
TANGENT_POINTS = 120
MOST_HIDDEN = 8  # points of curves that the slope may cover: it is told beside its tangent, or only when pointed at
FURTHER = 1.25  # times as high as the paths may the rings of the descents make the axis


class PathLossView(OverStrengths):
    """J*, its tangent, D, R and the validation loss over λ."""

    kind = "path-loss"
    shows_optima = True
    optimum_name = "J*"

    def title(self) -> str:
        return "Loss at the optimum over λ"

    def limits(self) -> tuple[Range, Range]:
        paths = self.found_paths()
        if not paths:
            return self.strength_range(), (0.0, 1.0)
        aside = [path.validation_loss[::-1] for path in paths if path.validation_loss is not None]
        low, high = shared_range([*(path.objective for path in paths), *aside])
        high = max(high, min(max(float(t.objective.max()) for t in self.trajectories), FURTHER * high))
        low, high = padded(min(low, 0.0), high, 0.12)
        return self.strength_range(), (low - FOOT * (high - low), high)

    def label_margin(self) -> int:
        paths = self.found_paths()
        return margin_for([OPTIMUM, DATA, SIZE, VALIDATION]) if paths else 0

    def labels(self, run: int) -> Sequence[Label]:
        part = self.found(run)
        if part is None:
            return []
        return [
            Label(
                name,
                self._named_at(run, part, values)[1],
                self.theme.muted if name in _OF_DATA else self.text_color(run),
                bold=name == OPTIMUM,
            )
            for name, values in self._curves(part).items()
        ]

    def describe(self, run: int) -> str:
        frame, part = self.frame(run), self.found(run)
        here = f"J = {number(frame.objective)} at step {frame.step}"
        values = {} if part is None or self.hides else self._values(run, part)
        if not values:
            why = "not shown" if self.hides else "not known"
            return f"Loss at the optimum over λ: the optimum at this λ is {why}; {here}."
        texts = ", ".join(f"{name} = {number(value)}" for name, value in values.items())
        return f"Loss at the optimum over λ: at λ = {number(self.strength_of(run))} {texts}; {here}."

    def draw_curves(self, canvas: Canvas, run: int, part: PartialPath) -> None:
        x = np.log10(part.path.strengths)
        dashes = {SIZE: DASHES[2], VALIDATION: DASHES[4]}
        for name, values in reversed(self._curves(part).items()):
            color = self.theme.data if name in _OF_DATA else self.color(run)
            canvas.curve(x, values, color, 2.4 if name == OPTIMUM else 1.6, dashes.get(name, ()))

    def draw_leaders(self, canvas: Canvas, run: int) -> None:
        part = self.found(run)
        if part is None:
            return
        for name, values in self._curves(part).items():
            ink = self.theme.data if name in _OF_DATA else self.color(run)
            start, y = self._named_at(run, part, values)
            canvas.line((start, y), (canvas.x_range[1], y), ink, 1.0, DASHES[5])

    def draw_dots(self, canvas: Canvas, run: int, x: float) -> None:
        part, color = self.found(run), self.color(run)
        if part is None:
            return
        if not self.hides:
            self._draw_tangent(canvas, run, part)
        self.draw_ring(canvas, x, self.frame(run).objective, color)
        if self.hides:
            return
        for name, values in self._curves(part).items():
            value = self.at_current(run, values)
            if value is not None:
                ink = self.theme.data if name in _OF_DATA else color
                canvas.dots(x, float(value), ink, 8.0 if name == OPTIMUM else 6.0)

    def outline(self, part: PartialPath) -> list[FloatArray]:
        return list(self._curves(part).values())

    def told_at(self, run: int, position: QPointF) -> str:
        part = self.found(run)
        if part is None:
            return ""
        k = self.index_at(run, position)
        values = {name: float(values[k]) for name, values in self._true(part).items()}
        lines = [f"λ = {number(float(part.path.strengths[k]))}", *(f"{n} = {number(v)}" for n, v in values.items())]
        return "\n".join(lines)

    def _draw_tangent(self, canvas: Canvas, run: int, part: PartialPath) -> None:
        """J of the present optimum's weights over λ, a straight line were the axis not logarithmic."""
        x, y = self._tangent(canvas, run, part)
        if not len(x):
            return
        canvas.curve(x, y, self.theme.text, 1.2, DASHES[1])
        if canvas.rect.height() >= TALL_PX:
            slope = number(self._values(run, part)["R"], 3)
            notes = Notes(canvas, self.curves_of(canvas, run, part), self.noted.get(run, []))
            texts = [f"slope R = {slope}", f"slope {slope}"]
            notes.write(float(x[-1]), float(y[-1]), texts, self.theme.text, most=MOST_HIDDEN)

    def _tangent(self, canvas: Canvas, run: int, part: PartialPath) -> tuple[FloatArray, FloatArray]:
        """Points of the tangent as far as it is on the axis; none where the optimum is not known."""
        values = self._values(run, part)
        if not values:
            return np.empty(0), np.empty(0)
        x = np.linspace(*canvas.x_range, TANGENT_POINTS)
        line = values[OPTIMUM] + values["R"] * (10.0**x - self.strength_of(run))
        return x[line <= canvas.y_range[1]], line[line <= canvas.y_range[1]]

    def curves_of(self, canvas: Canvas, run: int, part: PartialPath) -> FloatArray:
        x, y = self._tangent(canvas, run, part)
        tangent = along(canvas.x(x), canvas.y(y))
        starts = [canvas.point(*self._named_at(run, part, values)) for values in self._curves(part).values()]
        right = canvas.rect.right()
        to_names = [np.linspace((at.x(), at.y()), (right, at.y()), LINE_POINTS) for at in starts]
        return np.concatenate([tangent, *to_names, super().curves_of(canvas, run, part)])

    @staticmethod
    def _true(part: PartialPath) -> dict[str, FloatArray]:
        """What is known at every strength, by name."""
        path = part.path
        values = {OPTIMUM: path.objective, DATA: path.data_loss, "R": path.constraint}
        return values if path.validation_loss is None else values | {VALIDATION: path.validation_loss}

    def _curves(self, part: PartialPath) -> dict[str, FloatArray]:
        """What is drawn: R, which has another unit, fills the height that D and J* have."""
        values = self._true(part)
        size, high = values.pop("R"), float(part.path.objective.max())
        return values | {SIZE: size * (high / (size.max() or 1.0))}

    def _values(self, run: int, part: PartialPath) -> dict[str, float]:
        """What is known at the current λ; empty where that is nothing."""
        known = {name: self.at_current(run, values) for name, values in self._true(part).items()}
        exact = self.optimum_now(run)
        found = {name: float(value) for name, value in known.items() if value is not None}
        if exact is not None and found:
            found |= {OPTIMUM: exact.objective, DATA: exact.data_loss, "R": exact.constraint}
        return found

    def _named_at(self, run: int, part: PartialPath, values: FloatArray) -> tuple[float, float]:
        """Where on a curve its name belongs: at log₁₀ of the current λ, or at its end where that is beyond the path."""
        value = self.at_current(run, values)
        if value is None:
            return math.log10(part.path.strengths[-1]), float(values[-1])
        return math.log10(self.strength_of(run)), float(value)
