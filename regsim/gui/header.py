"""The head of a column: which penalty and which rule, and the live numbers of the run."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from regsim.engine.optimizers import Optimizer
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
        penalty, optimizer = self._run.penalty, self._run.optimizer
        x, room = 12.0, self.size().width() - 16
        canvas.text(x, 15, penalty.label, self.theme.run_texts[self._index], bold=True, px=NAME_PX)
        x += text_width(penalty.label, NAME_PX, bold=True) + 9
        detail = "  ·  ".join(filter(None, (penalty.formula, rule(optimizer))))
        canvas.text(x, 15.5, elided(detail, room - x, TEXT_PX), self.theme.muted, px=TEXT_PX)
        texts, color = self.numbers(self._trajectory), self.theme.text
        if self._trajectory.diverged and self._step > self._trajectory.last:
            texts, color = [self._trajectory.status], self.theme.error
        text = next((t for t in texts if text_width(t, TEXT_PX) <= room), elided(texts[-1], room, TEXT_PX))
        canvas.text(12.0, 35, text, color, px=TEXT_PX)

    def numbers(self, trajectory: Trajectory) -> list[str]:
        """The run's state in numbers, at length and shorter: how many weights are left, how long they are, and J."""
        frame = trajectory.frame(self._step)
        objective = number(frame.objective)
        if len(frame.weights) == 1:
            name = weight_name(trajectory.weight_names[0])
            return [f"{name} = {number(float(frame.weights[0]))}  ·  J = {objective}"]
        w = frame.weights[: trajectory.function.loss.n_features]
        left, norm = f"{np.count_nonzero(w)} of {len(w)}", number(float(np.linalg.norm(w)))
        return [
            f"{left} weights left  ·  ‖w‖ = {norm}  ·  J = {objective}",
            f"{left} left · ‖w‖ = {norm} · J = {objective}",
            f"{left} left · J = {objective}",
        ]


def rule(optimizer: Optimizer) -> str:
    """The optimizer and its learning rate."""
    return f"{optimizer.label.lower()}, η = {number(optimizer.learning_rate)}"
