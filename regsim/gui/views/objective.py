"""The loss over the steps: the data loss D, the penalty λR, and the objective J = D + λR that goes down."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF

from regsim.arrays import FloatArray
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.labels import Label, margin_for
from regsim.gui.views.base import Range, padded, shared_range
from regsim.gui.views.over_steps import OverSteps, value_text
from regsim.gui.words import number


class ObjectiveView(OverSteps):
    """D, λR and J at every step, the past solid and the future faint."""

    kind = "objective"

    def title(self) -> str:
        return "Loss"

    def limits(self) -> tuple[Range, Range]:
        low, high = shared_range([t.objective for t in self.trajectories])
        return self.step_range(), padded(min(low, 0.0), high, 0.07)

    def label_margin(self) -> int:
        return margin_for([f"J = {self.strength}R"])

    def labels(self, run: int) -> Sequence[Label]:
        colors = {"D": self.theme.muted}
        return [
            Label(name, float(values[-1]), colors.get(name, self.text_color(run)), bold=name.startswith("J"))
            for name, values in self._curves(run).items()
        ]

    def describe(self, run: int) -> str:
        frame = self.trajectories[run].frame(self.step)
        return (
            f"Loss at step {frame.step}: D = {number(frame.data_loss)}, "
            f"{self.strength}R = {number(frame.penalty)}, J = {number(frame.objective)}."
        )

    def series(self, run: int) -> Sequence[FloatArray]:
        return list(self._curves(run).values())

    def draw_curves(self, canvas: Canvas, run: int, *, is_past: bool) -> None:
        steps, lines = np.arange(self.trajectories[run].last + 1), self.lines(canvas, run)
        for line, (name, values) in zip(lines, self._curves(run).items(), strict=True):
            color = self.theme.data if name == "D" else self.color(run)
            is_total = name.startswith("J")
            dash = DASHES[1] if name.endswith("R") and not is_total else ()
            if is_past:
                canvas.stroke(line, color, 2.4 if is_total else 1.6, dash)
                if self.is_sparse(canvas) and is_total:
                    canvas.dots(steps, values, color, 6.0)
            else:
                canvas.stroke(line, color, 1.0, DASHES[2], 0.9)

    def draw_dots(self, canvas: Canvas, run: int, step: int) -> None:
        for name, values in self._curves(run).items():
            color = self.theme.data if name == "D" else self.color(run)
            canvas.dots(step, float(values[step]), color, 10.0 if name.startswith("J") else 7.0)

    def on_hover(self, run: int, position: QPointF) -> None:
        if position.x() < 0:
            self.pointed_at.emit("")
            return
        step = min(self.step_at(run, position), self.trajectories[run].last)
        texts = [value_text(name, float(values[step]), step) for name, values in self._curves(run).items()]
        self.pointed_at.emit("\n".join(texts))

    def _curves(self, run: int) -> dict[str, FloatArray]:
        """What there is to draw: J alone where it is all data or all penalty."""
        t = self.trajectories[run]
        if not t.data_loss.any():
            return {f"J = {self.strength}R": t.objective}
        if not t.penalty.any():
            return {"J = D": t.objective}
        return {"D": t.data_loss, f"{self.strength}R": t.penalty, "J": t.objective}
