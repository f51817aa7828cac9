"""The loss over the steps: the data loss D, the penalty λR, and the objective J = D + λR that goes down.

Where samples are set aside, D on them too: it tells whether what is learned holds for others.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF

from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.labels import Label, margin_for
from regsim.gui.views.base import Range, padded, shared_range
from regsim.gui.views.over_steps import OverSteps, Series, value_text
from regsim.gui.views.validation import ValidationCurve
from regsim.gui.words import number

VALIDATION = "D val."
_DATA = ("D", VALIDATION)  # what no penalty is in


class ObjectiveView(OverSteps):
    """D, λR and J at every step, the past solid and the future faint."""

    kind = "objective"
    _validation: tuple[ValidationCurve | None, ...] = ()
    _phases: tuple[object, ...] = ()  # of which runs these are

    def title(self) -> str:
        return "Loss"

    def prepare(self) -> None:
        super().prepare()
        phases = tuple(t.phases for t in self.trajectories)
        if phases != self._phases:  # other runs, not the same with more steps
            losses = [t.validation for t in self.trajectories]
            self._validation = tuple(None if loss is None else ValidationCurve(loss, self.n_steps) for loss in losses)
            self._phases = phases
        for curve, trajectory in zip(self._validation, self.trajectories, strict=True):
            if curve is not None:
                curve.follow(trajectory)

    def limits(self) -> tuple[Range, Range]:
        drawn = [curve.values for curve in self._validation if curve is not None]
        low, high = shared_range([*(t.objective for t in self.trajectories), *drawn])
        return self.step_range(), padded(min(low, 0.0), high, 0.07)

    def label_margin(self) -> int:
        return margin_for([f"J = {self.strength}R", *[VALIDATION] * any(self._validation)])

    def labels(self, run: int) -> Sequence[Label]:
        return [
            Label(
                name,
                float(values[-1]),
                self.theme.muted if name in _DATA else self.text_color(run),
                bold=name.startswith("J"),
            )
            for name, (_, values) in self._curves(run).items()
        ]

    def describe(self, run: int) -> str:
        frame = self.frame(run)
        values = {"D": frame.data_loss, f"{self.strength}R": frame.penalty, "J": frame.objective}
        texts = [f"{name} = {number(value)}" for name, value in values.items()]
        if self._validation[run] is not None:
            texts.append(f"D of the samples set aside = {number(self._values(run, frame.step)[VALIDATION])}")
        return f"Loss at step {frame.step}: {', '.join(texts)}."

    def series(self, run: int) -> Sequence[Series]:
        return list(self._curves(run).values())

    def draw_curves(self, canvas: Canvas, run: int, *, is_past: bool) -> None:
        for line, (name, series) in zip(self.lines(canvas, run), self._curves(run).items(), strict=True):
            color = self.theme.data if name in _DATA else self.color(run)
            is_total = name.startswith("J")
            dash = DASHES[4] if name == VALIDATION else DASHES[1] if name.endswith("R") and not is_total else ()
            if is_past:
                canvas.stroke(line, color, 2.4 if is_total else 1.6, dash)
                if self.is_sparse(canvas) and is_total:
                    canvas.dots(*series, color, 6.0)
            else:
                canvas.stroke(line, color, 1.0, DASHES[2], 0.9)

    def draw_dots(self, canvas: Canvas, run: int) -> None:
        step = self.frame(run).step
        for name, value in self._values(run, step).items():
            color = self.theme.data if name in _DATA else self.color(run)
            canvas.dots(step, value, color, 10.0 if name.startswith("J") else 7.0)

    def on_hover(self, run: int, position: QPointF) -> None:
        if position.x() < 0:
            self.pointed_at.emit("")
            return
        step = self.frame(run, self.step_at(run, position)).step
        texts = [value_text(name, value, step) for name, value in self._values(run, step).items()]
        self.pointed_at.emit("\n".join(texts))

    def _curves(self, run: int) -> dict[str, Series]:
        """What there is to draw: J alone where it is all data or all penalty."""
        t = self.trajectories[run]
        if not t.data_loss.any():
            return {f"J = {self.strength}R": (t.steps, t.objective)}
        validation = self._validation[run]
        aside = {} if validation is None else {VALIDATION: (validation.steps, validation.values)}
        if not t.penalty.any():
            return {"J = D": (t.steps, t.objective)} | aside
        parts = {"D": t.data_loss, f"{self.strength}R": t.penalty, "J": t.objective}
        return {name: (t.steps, values) for name, values in parts.items()} | aside

    def _values(self, run: int, step: int) -> dict[str, float]:
        """The value of each curve at a step, also where no row of it is drawn."""
        frame, validation = self.frame(run, step), self._validation[run]
        values = {"D": frame.data_loss, f"{self.strength}R": frame.penalty}
        if validation is not None:
            values[VALIDATION] = validation.at(frame)
        return {name: values.get(name, frame.objective) for name in self._curves(run)}
