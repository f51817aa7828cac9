"""The head of a column: which penalty and which rule, and the live numbers of the run."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from regsim.engine.trajectory import Trajectory
from regsim.gui.plotting.canvas import Canvas, elided, text_width
from regsim.gui.theme import Theme
from regsim.gui.words import number, weight_name
from regsim.scenario import Run

HEIGHT = 44
NAME_PX, TEXT_PX = 16, 13


class Header(pg.GraphicsWidget):
    """Name, formula and rule of a run on one line, its numbers at the current step on the next."""

    def __init__(self, theme: Theme, index: int) -> None:
        super().__init__()
        self.theme = theme
        self._index = index
        self._run: Run | None = None
        self._trajectory: Trajectory | None = None
        self._step = 0
        self.setPreferredHeight(HEIGHT)
        self.setMinimumHeight(HEIGHT)
        self.setMaximumHeight(HEIGHT)

    def set_run(self, run: Run, trajectory: Trajectory) -> None:
        """The run to head."""
        self._run, self._trajectory = run, trajectory
        self.update()

    def set_step(self, step: int) -> None:
        """The step whose numbers are shown."""
        self._step = step
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.theme = theme
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        if self._run is None or self._trajectory is None:
            return
        painter.setClipRect(self.boundingRect())
        canvas = Canvas(painter, QRectF(0, 0, self.size().width(), HEIGHT), (0.0, 1.0), (0.0, 1.0), self.theme)
        penalty = self._run.penalty
        x, room = 12.0, self.size().width() - 4
        canvas.text(x, 15, penalty.label, self.theme.run_texts[self._index], bold=True, px=NAME_PX)
        x += text_width(penalty.label, NAME_PX, bold=True) + 9
        details = rules(self._run, self._trajectory.function.symbol)
        canvas.text(x, 15.5, fitting(details, room - x), self.theme.muted, px=TEXT_PX)
        texts, color = self.numbers(self._trajectory), self.theme.text
        if self._step > self._trajectory.last:
            texts, color = [self._trajectory.status], self.theme.error
            if not self._trajectory.diverged:
                texts, color = [f"computing: step {self._trajectory.last:,}"], self.theme.muted
        canvas.text(12.0, 35, fitting(texts, room - 12), color, px=TEXT_PX)

    def numbers(self, trajectory: Trajectory) -> list[str]:
        """The run's state in numbers, at length and shorter: how many weights are left, how long they are, and J."""
        frame = trajectory.frame(self._step)
        objective = number(frame.objective)
        if len(frame.weights) == 1:
            name = weight_name(trajectory.weight_names[0])
            value = number(float(frame.weights[0]))
            if frame.weights[0] == 0.0 and not trajectory.is_zero(frame.step)[0]:
                value = "0 by underflow"
            return [f"{name} = {value}  ·  J = {objective}"]
        w = frame.weights[: trajectory.function.loss.n_features]
        n_zero = np.count_nonzero(trajectory.is_zero(frame.step)[: len(w)])
        if frame.step == 0 and n_zero == len(w):
            return [f"all {len(w)} weights start at 0  ·  J = {objective}", f"all start at 0 · J = {objective}"]
        left, norm = f"{len(w) - n_zero} of {len(w)}", number(float(np.linalg.norm(w)))
        return [
            f"{left} weights left  ·  ‖w‖ = {norm}  ·  J = {objective}",
            f"{left} left · ‖w‖ = {norm} · J = {objective}",
            f"{left} left · J = {objective}",
        ]


def rules(run: Run, strength: str = "λ") -> list[str]:
    """Penalty, rule and learning rate, at length and shorter; the rule is never left out."""
    label, rate = run.optimizer.label.lower(), f"η = {number(run.optimizer.learning_rate)}"
    formula = [run.penalty.formula.replace("λ", strength)] if run.penalty.formula else []
    return [
        "  ·  ".join([*formula, label, rate]),
        f"{label} · {rate}",
        f"{label.split()[0]} · {rate}",
        label.split()[0],
    ]


def fitting(texts: Sequence[str], room: float) -> str:
    """The first of the texts that has room, or the last one cut."""
    return next((t for t in texts if text_width(t, TEXT_PX) <= room), elided(texts[-1], room, TEXT_PX))
