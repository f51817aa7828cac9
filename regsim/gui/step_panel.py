"""The panel "this step": the next update of the chosen weight, run by run, with its numbers in it and what it means."""

import html
import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from regsim.engine.arithmetic import Line, explain
from regsim.engine.trajectory import Trajectory
from regsim.gui.theme import Theme
from regsim.gui.widgets.labels import Heading
from regsim.gui.words import weight_name
from regsim.problem import Problem
from regsim.scenario import Scenario

WIDTH = 292  # pixels
COLUMN = 330  # pixels a run's plots must keep, or the panel makes room
_SMALL_WITH_HAT = re.compile("(?<=[a-z])\u0302")  # DejaVu Sans, a usual default, sets that hat on the line above


class StepPanel(QScrollArea):
    """Reads trajectories and the step, and writes the arithmetic of the update."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(widgetResizable=True)
        self.theme = theme
        self._scenario: Scenario | None = None
        self._trajectories: tuple[Trajectory, ...] = ()
        self._chosen = self._step = 0
        self.heading = Heading("This step")
        self.text = QLabel(wordWrap=True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAccessibleName("The next update in numbers")
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 14, 14, 14)
        layout.addWidget(self.heading)
        layout.addWidget(self.text, 1)
        self.setWidget(inside)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_runs(self, problem: Problem, trajectories: tuple[Trajectory, ...], chosen: int) -> None:
        """Explain these runs, for the weight `chosen`."""
        self._scenario, self._trajectories, self._chosen = problem.scenario, trajectories, chosen
        self._write()

    def set_step(self, step: int) -> None:
        """Explain the update that follows `step`."""
        self._step = step
        self._write()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.theme = theme
        self._write()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._write()

    def _write(self) -> None:
        if self._scenario is None or not self.isVisible():
            return
        name = html.escape(weight_name(self._trajectories[0].weight_names[self._chosen]))
        steps = f"step {self._step:,} → {self._step + 1:,}"
        parts = [f"<p style='font-size:14px'><b>{name}</b>&nbsp; {self._muted(steps)}</p>"]
        for run, trajectory in enumerate(self._trajectories):
            parts.append(self._run(run, self._scenario.runs[run].penalty.label, trajectory))
        self.text.setText(_SMALL_WITH_HAT.sub("ˆ", "".join(parts)))

    def _run(self, run: int, label: str, trajectory: Trajectory) -> str:
        """One run: its name and rule, a line or two for each term, and what they mean."""
        optimizer, colour = trajectory.optimizer(self._step), self.theme.run_texts[run]
        explanation = explain(trajectory, self._step, self._chosen)
        rule = self._muted(html.escape(optimizer.label if explanation.lines else optimizer.formula))
        title = f"<b style='color:{colour}; font-size:14px'>{html.escape(label)}</b>&nbsp; {rule}"
        lines = "".join(_line(line, colour) for line in explanation.lines)
        words = self._muted(html.escape(explanation.sentence))
        return f"<p style='margin-top:14px'>{title}</p>{lines}<p>{words}</p>"

    def _muted(self, text: str) -> str:
        return f"<span style='color:{self.theme.muted}'>{text}</span>"


def _line(line: Line, colour: str) -> str:
    """The formula, and under it the numbers."""
    numbers = f"{_breakable(line.numbers)}{_breakable(line.link)}<b>{line.result}</b>"
    return (
        f"<p style='margin-bottom:5px; font-size:13px'>{line.name} ← {_breakable(line.formula)}<br>"
        f"<span style='color:{colour}'>{numbers}</span></p>"
    )


def _breakable(text: str) -> str:
    """Arithmetic that goes on in the next line only before a sign: that stays with what follows it."""
    return re.sub(r"([+−=≈≤:]) ", r"\1&nbsp;", html.escape(text)).replace("/(", "&#8203;/(")
