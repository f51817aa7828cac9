"""Predict first: a guess for the next weight of every run, made before the outcome is shown, and how far off it was.

A question belongs to one step. It is answered by the button, by Enter in the last box, by stepping forward or by
playing from there, slowly too; then the next step asks anew. While playing nothing is asked and nothing is hidden.
"""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from regsim.engine.trajectory import Trajectory
from regsim.gui.prediction import Guess, Prediction, rounded, verdict
from regsim.gui.widgets import layouts
from regsim.gui.widgets.disclosure import Disclosure
from regsim.gui.widgets.keys import give_keys_back, reach_by_tab
from regsim.gui.widgets.labels import Remark
from regsim.gui.widgets.log_slider import NumberEditor
from regsim.gui.widgets.number_scale import NumberScale, rounded_up
from regsim.gui.words import weight_name
from regsim.problem import Problem
from regsim.scenario import MAX_RUNS

LARGEST_END = 1e300  # of a slider: from −end to end is still a number
BOX_WIDTH = 90  # pixels: a minus and nine digits, as 4 significant ones may take
ROOM = 1.2  # of a slider beyond the largest weight there is


@dataclass(frozen=True)
class Subject:
    """What the questions are about: the next weight `chosen` of every run, from `step`."""

    problem: Problem
    trajectories: tuple[Trajectory, ...]
    chosen: int
    step: int

    def is_like(self, other: "Subject | None", steps: int = 0) -> bool:
        """Whether the other is about the same weight of the same problem, so many steps earlier."""
        return (
            other is not None
            and (self.problem is other.problem)
            and (self.chosen, self.step) == (other.chosen, other.step + steps)
        )

    def has_outcome(self, run: int) -> bool:
        """Whether there is a next weight."""
        return 0 <= self.step < self.trajectories[run].last

    @property
    def has_next(self) -> bool:
        """Whether any run has a next weight."""
        return any(map(self.has_outcome, range(len(self.trajectories))))

    def weight(self, run: int, steps: int = 0) -> float:
        """The weight now, or so many steps later."""
        return float(self.trajectories[run].frame(self.step + steps).weights[self.chosen])

    def end(self) -> float:
        """A round number that no weight of any run is beyond, for the ends of the sliders."""
        largest = max(float(np.abs(each.weights[:, self.chosen]).max()) for each in self.trajectories)
        return rounded_up(min(ROOM * largest, LARGEST_END), 1) or 1.0


class Question(QWidget):
    """The guess for one run, and the verdict on the last one.

    Attributes
    ----------
    has_guess : bool
        Whether the user has had a hand in the value shown.
    """

    entered = Signal()  # Enter, once what was typed is in force or refused
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.has_guess = False
        self._is_entering = False
        self.name = QLabel(textFormat=Qt.TextFormat.RichText)
        self.editor = NumberEditor(NumberScale(ends=(-1.0, 1.0)), label=self.name)
        self.editor.box.setFixedWidth(BOX_WIDTH)
        self.error, self.verdict = Remark("error"), Remark("muted")
        column = layouts.column(self, spacing=3)
        for widget in (self.editor, self.error, self.verdict):
            column.addWidget(widget)
        self.editor.edited.connect(self.take)
        self.editor.rejected.connect(self.error.set_text)
        self.editor.rejected.connect(self.changed)
        self.editor.box.textEdited.connect(self._touch)
        self.editor.box.returnPressed.connect(self._enter)
        self.editor.box.editingFinished.connect(self._commit)  # after the box has looked at its text

    @property
    def is_wrong(self) -> bool:
        """Whether what was typed is no number."""
        return bool(self.error.text())

    def ask(self, weight: float, end: float) -> None:
        """Begin anew, at the weight of now, on a slider that reaches from −end to end."""
        self.has_guess = False
        scale = NumberScale(ends=(-end, end))
        self.editor.scale = self.editor.box.scale = scale
        self.editor.box.set_wrong(False)
        self.editor.box.setModified(False)
        self.error.set_text("")
        self.editor.set_value(rounded(weight))
        self.editor.set_marks([(0.0, "0"), (weight, "now")])

    def commit(self) -> None:
        """Take what is being typed."""
        give_keys_back(self.editor.box)

    def allow(self, is_allowed: bool) -> None:
        """Let the guess be made, or not; the keys then go back to the window."""
        focused = self.focusWidget()
        if not is_allowed and focused is not None:
            give_keys_back(focused)
        self.editor.setEnabled(is_allowed)

    def _enter(self) -> None:
        self._is_entering = True
        self._touch()

    def _commit(self) -> None:
        if self._is_entering:
            self._is_entering = False
            self.entered.emit()

    def take(self, value: float) -> None:
        """Make this the guess."""
        self.editor.set_value(value)
        self._touch()

    def _touch(self) -> None:
        self.has_guess = True
        self.changed.emit()


class _Button(QPushButton):
    """Enter presses it, as Space does; the arrow keys step through the descent as ever."""

    def __init__(self) -> None:
        super().__init__()
        reach_by_tab(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Predict(Disclosure):
    """The questions, one per run, behind a button that opens them.

    Attributes
    ----------
    questions : list of Question
        As many as there can be runs.
    revealed : Signal
        What may be shown of the outcome has changed.
    changed : Signal(Prediction)
        What is asked, guessed or answered has changed.
    step_requested : Signal
        The user wants to go on to the next step.
    """

    revealed = Signal()
    changed = Signal(object)
    step_requested = Signal()

    def __init__(self) -> None:
        super().__init__("Predict")
        self.button.setToolTip("Guess the next weight before it is shown")
        self._subject: Subject | None = None
        self._asked: Subject | None = None  # what the questions were last about, although it may be playing now
        self._is_answered = False
        self._is_seen = False
        self._judged: Guess | None = None
        self._told = Prediction()
        self._named: tuple[str, tuple[str, ...]] | None = None
        self.prompt = QLabel(wordWrap=True)
        self.prompt.setProperty("role", "muted")
        self.questions = [Question() for _ in range(MAX_RUNS)]
        self.check = _Button()
        head = QHBoxLayout()
        head.addWidget(self.prompt, 1)
        self.body.addLayout(head)
        for widget in self.questions:
            self.body.addWidget(widget)
        head.addWidget(self.check)  # above what is answered, to stay below the pointer; in the order of Tab the last
        self.button.clicked.connect(self.revealed)
        self.check.clicked.connect(self._go_on)
        for question in self.questions:
            question.entered.connect(self._to_next_box)
            question.changed.connect(self._tell)

    @property
    def hides(self) -> bool:
        """Whether the outcome of the step is still to be guessed."""
        return self.prediction.hides

    @property
    def prediction(self) -> Prediction:
        """What is asked, and what was answered last; nothing while the questions are closed."""
        subject = self._subject
        is_asked = self._is_seen and subject is not None and not self._is_answered and subject.has_next
        asked = self._guess(subject) if subject is not None and is_asked else None
        return Prediction(asked, self._judged if self.is_open and self._is_seen else None)

    def ask(self, subject: Subject, names: tuple[str, ...], *, is_playing: bool) -> None:
        """Ask about a step, unless that is what is being asked; `names` are those of the runs, as rich text."""
        self._is_seen = True
        self._ask(subject, names, is_playing=is_playing)
        self._tell()

    def withdraw(self) -> None:
        """Hide nothing as long as nobody sees the questions."""
        self._is_seen = False
        self._tell()

    def guess(self, run: int, value: float) -> None:
        """Take a guess that was made in a plot, if one is asked for."""
        if self.hides and self.questions[run].editor.isEnabled():
            self.questions[run].take(rounded(value))

    def _tell(self) -> None:
        if self.prediction != self._told:
            self._told = self.prediction
            self.changed.emit(self._told)

    def _guess(self, subject: Subject) -> Guess:
        """What the boxes say."""
        asked = self.questions[: len(subject.trajectories)]
        is_good = [subject.has_outcome(run) and not question.is_wrong for run, question in enumerate(asked)]
        values = tuple(q.editor.value if good else None for q, good in zip(asked, is_good, strict=True))
        return Guess(subject.step + 1, values, tuple(question.has_guess for question in asked))

    def _ask(self, subject: Subject, names: tuple[str, ...], *, is_playing: bool) -> None:
        before, self._subject = self._asked, None
        self._name(subject, names)
        if not self.is_open:
            self._asked = None
        elif is_playing and subject.is_like(before) and not self._is_answered:
            self._judge_in_passing(subject)
        if not self.is_open or is_playing:
            self._allow(subject, is_allowed=False)
            return
        self._subject = self._asked = subject
        if subject.is_like(before):
            self._allow(subject, is_allowed=not self._is_answered)
            return
        if before is None or not (subject.problem is before.problem and subject.chosen == before.chosen):
            self._forget()
        elif subject.is_like(before, 1) and not self._is_answered:
            self._judge_in_passing(before)
        self._begin(subject)

    def _name(self, subject: Subject, names: tuple[str, ...]) -> None:
        name = weight_name(subject.trajectories[0].weight_names[subject.chosen])
        if (name, names) == self._named:
            return
        self._named = name, names
        self.prompt.setText(f"Your guess for the next {name}")
        for run, question in enumerate(self.questions):
            question.setVisible(run < len(names))
            if run < len(names):
                question.name.setText(names[run])
                question.editor.set_name(f"Run {run + 1}: your guess for the next {name}")

    def _begin(self, subject: Subject) -> None:
        had_focus, self._is_answered = self.check.hasFocus(), False
        end = subject.end()
        for run, question in enumerate(self.questions[: len(subject.trajectories)]):
            question.ask(subject.weight(run), end)
        self._allow(subject, is_allowed=True)
        if had_focus:
            self._to_next_box()

    def _allow(self, subject: Subject, *, is_allowed: bool) -> None:
        """Let the guesses be made, where there is a next weight."""
        there = [subject.has_outcome(run) for run in range(len(subject.trajectories))]
        for question, is_there in zip(self.questions, there, strict=False):
            question.allow(is_allowed and is_there)
        is_useful = self._subject is not None and any(there)
        if not is_useful:
            give_keys_back(self.check)
        self.check.setText("Next step" if self._is_answered else "Check")
        self.check.setEnabled(is_useful)

    def _to_next_box(self) -> None:
        """Go where a guess is missing, or check all of them."""
        asked = [q for q in self.questions if q.isVisibleTo(self) and q.editor.isEnabled()]
        if any(question.is_wrong for question in asked):
            return
        missing = [question for question in asked if not question.has_guess]
        if missing:
            missing[0].editor.box.setFocus()
            missing[0].editor.box.selectAll()
        elif asked:
            self.check.setFocus()
            self._go_on()

    def _go_on(self) -> None:
        """Answer the question; once it is answered, step."""
        if self._subject is None:
            return
        if self._is_answered:
            self.step_requested.emit()
            return
        for question in self.questions:
            question.commit()
        if any(question.is_wrong for question in self.questions):
            return
        self._judge(self._subject, self._guess(self._subject))
        self._is_answered = True
        self.revealed.emit()

    def _judge_in_passing(self, subject: Subject) -> None:
        """Answer the question that is left behind, or shown the outcome of, as far as guesses were made."""
        for question in self.questions:
            question.commit()
        made = self._guess(subject).made
        if any(value is not None for value in made.values):
            self._judge(subject, made)
            self._is_answered = True

    def _judge(self, subject: Subject, guess: Guess) -> None:
        """Say how far off every guess was."""
        self._judged = guess
        for run, value in enumerate(guess.values):
            said = "" if value is None else verdict(value, subject.weight(run, 1))
            self.questions[run].verdict.set_text(said and f"Step {subject.step:,} → {guess.step:,}: {said}")

    def _forget(self) -> None:
        self._judged = None
        for question in self.questions:
            question.verdict.set_text("")
