"""The panel "this step": the next update of the chosen weight, run by run, with its numbers in it and what it means.

Where the next weight is to be guessed first, everything that gives it away is a question mark.
"""

import html
import re
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from regsim.engine.arithmetic import Explanation, Line, explain
from regsim.engine.trajectory import Trajectory
from regsim.gui.playback import Playback
from regsim.gui.predict import Predict, Subject
from regsim.gui.theme import Theme
from regsim.gui.widgets.labels import Heading
from regsim.gui.words import weight_name
from regsim.problem import Problem

WIDTH = 292  # pixels
COLUMN = 330  # pixels a run's plots must keep, or the panel makes room
REWRITE_S = 0.1  # while playing: nobody reads faster, and laying the text out takes most of a frame
HIDDEN = "?"
_SMALL_WITH_HAT = re.compile("(?<=[a-z])\u0302")  # DejaVu Sans, a usual default, sets that hat on the line above


class StepPanel(QScrollArea):
    """Reads trajectories and the step, and writes the arithmetic of the update.

    Parameters
    ----------
    theme : Theme
    playback : Playback
        The update is the one that follows its step.
    """

    def __init__(self, theme: Theme, playback: Playback) -> None:
        super().__init__(widgetResizable=True)
        self.theme = theme
        self.playback = playback
        self._problem: Problem | None = None
        self._trajectories: tuple[Trajectory, ...] = ()
        self._chosen = self._written = 0
        self.heading = Heading("This step")
        self.predict = Predict()
        self.text = QLabel(wordWrap=True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAccessibleName("The next update in numbers")
        self._arrange()
        playback.stepped.connect(self._follow)
        playback.playing_changed.connect(self._write)
        self.predict.revealed.connect(self._write)
        self.predict.step_requested.connect(lambda: playback.move(1))

    def _arrange(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 14, 14, 14)
        layout.addWidget(self.heading)
        layout.addWidget(self.predict)
        layout.addWidget(self.text, 1)
        self.setWidget(inside)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_runs(self, problem: Problem, trajectories: tuple[Trajectory, ...], chosen: int) -> None:
        """Explain these runs, for the weight `chosen`."""
        self._problem, self._trajectories, self._chosen = problem, trajectories, chosen
        self._write()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.theme = theme
        self._write()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._write()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.predict.withdraw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys to the window."""
        event.ignore()

    def _follow(self, step: int) -> None:
        """Write anew; while playing only as often as it can be read."""
        if self.playback.is_playing and abs(step - self._written) < REWRITE_S * self.playback.speed:
            return
        self._write()

    def _write(self) -> None:
        if self._problem is None or not self.isVisible():
            return
        step, runs = self.playback.step, range(len(self._trajectories))
        self._written = step
        subject = Subject(self._problem, self._trajectories, self._chosen, step)
        self.predict.ask(subject, tuple(map(self._name, runs)), is_playing=self.playback.is_playing)
        name = html.escape(weight_name(self._trajectories[0].weight_names[self._chosen]))
        steps = f"step {step:,} → {step + 1:,}"
        parts = [f"<p style='font-size:14px'><b>{name}</b>&nbsp; {self._muted(steps)}</p>", *map(self._run, runs)]
        self.text.setText(_SMALL_WITH_HAT.sub("ˆ", "".join(parts)))

    def _name(self, run: int) -> str:
        """The run's name in its colour."""
        label = "" if self._problem is None else html.escape(self._problem.scenario.runs[run].penalty.label)
        return f"<b style='color:{self.theme.run_texts[run]}; font-size:14px'>{label}</b>"

    def _run(self, run: int) -> str:
        """One run: its name and rule, a line or two for each term, and what they mean."""
        trajectory, step = self._trajectories[run], self.playback.step
        optimizer, colour = trajectory.optimizer(step), self.theme.run_texts[run]
        explanation = explain(trajectory, step, self._chosen)
        rule = self._muted(html.escape(optimizer.label if explanation.lines else optimizer.formula))
        if self.predict.hides and step < trajectory.last:
            explanation = _hidden(explanation)
        lines = "".join(_line(line, colour) for line in explanation.lines)
        words = self._muted(html.escape(explanation.sentence))
        return f"<p style='margin-top:14px'>{self._name(run)}&nbsp; {rule}</p>{lines}<p>{words}</p>"

    def _muted(self, text: str) -> str:
        return f"<span style='color:{self.theme.muted}'>{text}</span>"


def _hidden(explanation: Explanation) -> Explanation:
    """The same with nothing that gives the outcome away: what takes up an earlier result, or a result's being 0."""
    name = explanation.lines[0].name if explanation.lines else ""
    lines = tuple(
        replace(line, result=HIDDEN, link=" = ")
        if line.name == name and line.link.strip() != ":"
        else replace(line, formula=HIDDEN, numbers="")
        for line in explanation.lines
    )
    return Explanation(lines, "")


def _line(line: Line, colour: str) -> str:
    """The formula, and under it the numbers, if any."""
    formula = f"{line.name} ← {_breakable(line.formula)}"
    if line.numbers:
        numbers = f"{_breakable(line.numbers)}{_breakable(line.link)}<b>{line.result}</b>"
        formula += f"<br><span style='color:{colour}'>{numbers}</span>"
    return f"<p style='margin-bottom:5px; font-size:13px'>{formula}</p>"


def _breakable(text: str) -> str:
    """Arithmetic that goes on in the next line only before a sign: that stays with what follows it."""
    return re.sub(r"([+−=≈≤:]) ", r"\1&nbsp;", html.escape(text)).replace("/(", "&#8203;/(")
