"""The panel "this step": the next update of the chosen weight, run by run, with its numbers in it and what it means.

Where the next weight is to be guessed first, everything that gives it away is a question mark.
"""

import re
from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from regsim.engine.arithmetic import Explanation, explain
from regsim.engine.trajectory import Trajectory
from regsim.gui.explanations import Block, Explanations, run_name
from regsim.gui.playback import Playback
from regsim.gui.predict import Predict, Subject
from regsim.gui.theme import Theme
from regsim.gui.widgets.labels import Heading
from regsim.gui.words import weight_name
from regsim.problem import Problem

WIDTH = 292  # pixels
MARGIN = 14  # pixels, around what is in it
SCROLL_BAR = 8  # pixels, kept free so that nothing is broken anew when it comes
REWRITE_MS = 100  # nobody reads faster
HIDDEN = "?"
_NEXT_RULE = re.compile(r", (?=\w+ [←=] )")


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
        self._chosen = 0
        self.heading = Heading("This step")
        self.predict = Predict()
        self.text = Explanations(theme, WIDTH - 2 * MARGIN - SCROLL_BAR)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._write)
        self._since_written = QElapsedTimer()
        self._arrange()
        for signal in (playback.stepped, playback.playing_changed, self.predict.revealed):
            signal.connect(self._follow)
        self.predict.step_requested.connect(lambda: playback.move(1))

    def _arrange(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.addWidget(self.heading)
        layout.addWidget(self.predict)
        layout.addWidget(self.text, 1)
        self.setWidget(inside)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        copy = QAction("Copy this step", self)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(self.text.text()))
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def set_runs(self, problem: Problem, trajectories: tuple[Trajectory, ...], chosen: int) -> None:
        """Explain these runs, for the weight `chosen`."""
        self._problem, self._trajectories, self._chosen = problem, trajectories, chosen
        self._follow()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.theme = self.text.theme = theme
        self.catch_up()

    def catch_up(self) -> None:
        """Ask and write at once what would be written soon."""
        if self._ask():
            self._write()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.catch_up()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self.predict.withdraw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys to the window."""
        event.ignore()

    def _follow(self) -> None:
        """Ask at once, and write when the plots are drawn, but no more often than can be read."""
        if self._ask() and not self._timer.isActive():
            waited = self._since_written.elapsed() if self._since_written.isValid() else REWRITE_MS
            self._timer.start(max(0, REWRITE_MS - waited))

    def _ask(self) -> bool:
        """Ask for a guess, if the user wants that; whether the panel is seen at all."""
        if self._problem is None or not self.isVisible():
            return False
        subject = Subject(self._problem, self._trajectories, self._chosen, self.playback.step)
        names = (run_name(self._label(run), self.theme, run) for run in range(len(self._trajectories)))
        self.predict.ask(subject, tuple(names), is_playing=self.playback.is_playing)
        return True

    def _write(self) -> None:
        self._timer.stop()
        self._since_written.start()
        step = self.playback.step
        name = weight_name(self._trajectories[0].weight_names[self._chosen])
        blocks = [self._block(run) for run in range(len(self._trajectories))]
        self.text.set_blocks(name, self._steps(step), blocks)

    def _steps(self, step: int) -> str:
        """The update that is explained, or that there is none after this step."""
        if step >= self.playback.n_steps:
            return f"step {step:,}, the last"
        is_over = all(_has_ended(trajectory, step) for trajectory in self._trajectories)
        return f"step {step:,}, where no run goes on" if is_over else f"step {step:,} → {step + 1:,}"

    def _label(self, run: int) -> str:
        return "" if self._problem is None else self._problem.scenario.runs[run].penalty.label

    def _block(self, run: int) -> Block:
        """One run: its name and rule, a line or two for each term, and what they mean.

        A step that is not computed yet has the rule in symbols; one that there is not has none.
        """
        trajectory, step = self._trajectories[run], self.playback.step
        optimizer, explanation = trajectory.optimizer(step), explain(trajectory, step, self._chosen)
        if self.predict.hides and step < trajectory.last:
            explanation = _hidden(explanation)
        formulas = () if _has_ended(trajectory, step) else tuple(_NEXT_RULE.split(optimizer.formula))
        return Block(self._label(run), optimizer.label, formulas, explanation.lines, explanation.sentence)


def _has_ended(trajectory: Trajectory, step: int) -> bool:
    """Whether a run makes no update from this step, nor will."""
    return trajectory.status != "running" and step >= trajectory.last


def _hidden(explanation: Explanation) -> Explanation:
    """The same with nothing that gives the outcome away, as the numbers of a line do that takes up a result."""
    name = explanation.lines[0].name if explanation.lines else ""
    lines = tuple(
        replace(line, numbers=line.numbers if line.name == name else "", result=HIDDEN, link=" = ")
        for line in explanation.lines
    )
    return Explanation(lines, "")
