"""A monkey at the window: mouse, keys and nonsense without sense or order, from a seed. Nothing may break.

Exceptions and messages of Qt fail the test by themselves. After every move the window must show what the session has.
"""

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMessageBox, QWidget

from regsim.gui.main_window import MainWindow
from regsim.gui.widgets.combo import Combo
from regsim.gui.widgets.slider import Slider
from tests.gui.conftest import Opened

MOVES = 60
PLAIN, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
TEXTS = (
    "",
    "0",
    "1",
    "-1",
    "nan",
    "1e308",
    "1e-320",
    "abc",
    "0.3",
    "2",
    "--",
    "[[1,0],[0,1]]",
    "9" * 40,
    "1e-7",
    "3, 3",
)
KEYS = (
    Qt.Key.Key_Space,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Escape,
)
ACTIONS = ("undo", "undo", "redo", "reset", "toggle", "forward", "to_end", "theme", "step_panel", "reset_zoom", "about")
SIZES = ((900, 560), (1100, 700))
LESSONS = ("from-five", "two-weights")
LEFT_ALONE = {"csv", "digits", "sparse-linear", "breast-cancer", "neural-network", "network"}  # files, or much work


class Monkey:
    """Makes one move after another."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window = window
        self.chance = random.Random(seed)  # noqa: S311  # no secret
        self.edits: list[Callable[[], object]] = [*[self.drag, self.type, self.choose, self.rearrange] * 2, self.learn]
        self.others = [*[self.press, self.act] * 2, self.resize, self.turn, self.point, self.play]

    def move(self) -> None:
        """Answer the dialog there is, or do anything else."""
        dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        if dialogs:
            self.answer(dialogs[0])
        else:
            has_panel = self.window.panel.isVisible()  # in a narrow window this step may stand in its place
            self.chance.choice([*self.edits, *self.others] if has_panel else self.others)()
        QApplication.processEvents()

    def visible(self, kind: type[QWidget]) -> list[QWidget]:
        """Those of a kind that can be used."""
        return [w for w in self.window.findChildren(kind) if w.isVisible() and w.isEnabled()]

    def answer(self, dialog: QDialog) -> None:
        discard = dialog.button(QMessageBox.StandardButton.Discard) if isinstance(dialog, QMessageBox) else None
        dialog.reject() if discard is None else discard.click()

    def drag(self) -> None:
        slider = self.chance.choice(self.visible(Slider))
        if slider.accessibleName().startswith(("n  steps", "m  samples", "d  degree")):
            return  # all that follows would be much work
        x, y = [self.chance.randint(0, slider.width()) for _ in range(3)], slider.height() // 2
        QTest.mousePress(slider, LEFT, PLAIN, QPoint(x[0], y))
        QTest.mouseMove(slider, QPoint(x[1], y))
        QTest.mouseRelease(slider, LEFT, PLAIN, QPoint(x[2], y))

    def type(self) -> None:
        line = self.chance.choice(self.visible(QLineEdit))
        assert isinstance(line, QLineEdit)
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, self.chance.choice(TEXTS))
        QTest.keyClick(line, self.chance.choice((Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Up)))

    def choose(self) -> None:
        combo = self.chance.choice(self.visible(Combo))
        assert isinstance(combo, Combo)
        keys = [key for key in combo.keys if key not in LEFT_ALONE]
        combo.chosen.emit(self.chance.choice(keys))

    def press(self) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, self.chance.choice(KEYS))

    def act(self) -> None:
        self.window.actions_by_name[self.chance.choice(ACTIONS)].trigger()

    def rearrange(self) -> None:
        rows = [row for row in self.window.panel.runs.rows if row.isVisible()]
        action = self.chance.choice(list(self.chance.choice(rows).actions_by_name.values()))
        action.trigger()

    def resize(self) -> None:
        self.window.resize(*self.chance.choice(SIZES))

    def learn(self) -> None:
        self.window.panel.lesson.lesson_requested.emit(self.chance.choice(LESSONS))

    def turn(self) -> None:
        widget = self.chance.choice(self.visible(QWidget))
        middle = QPointF(widget.rect().center())
        at, angle = widget.mapToGlobal(middle), QPoint(0, self.chance.choice((120, -120)))
        phase, button = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
        QApplication.sendEvent(widget, QWheelEvent(middle, at, QPoint(), angle, button, PLAIN, phase, False))

    def point(self) -> None:
        plots = self.window.grid
        at = QPoint(self.chance.randint(0, plots.width()), self.chance.randint(0, plots.height()))
        QTest.mouseMove(plots, at)
        QTest.mouseClick(plots, LEFT, PLAIN, at)

    def play(self) -> None:
        self.window.playback.play()
        self.window.playback.advance(self.chance.random())


@pytest.mark.parametrize("seed", range(2))
def test_nothing_breaks_whatever_is_done(opened: Opened, seed: int) -> None:
    window = opened()
    monkey = Monkey(window, seed)
    for _ in range(MOVES):
        monkey.move()
        session, playback = window.session, window.playback
        assert playback.n_steps == session.scenario.n_steps
        assert 0 <= playback.step <= playback.n_steps
        assert [row.isHidden() for row in window.panel.runs.rows] == [i >= len(session.trajectories) for i in range(4)]
        for view in window.grid.shown_views:
            assert [t.weight_names for t in view.trajectories] == [t.weight_names for t in session.trajectories]
    while dialogs := [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]:
        monkey.answer(dialogs[0])
