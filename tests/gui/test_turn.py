"""What one turn of the event loop has for computing is shared by all who compute in it."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui import session as session_module
from regsim.gui.session import Session
from regsim.gui.turn import TURN_S, join, rest, share
from regsim.gui.views.growing import Growth
from tests.gui.conftest import steps


class Worker:
    """One who can join."""


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody of another test is at work."""
    monkeypatch.setattr("regsim.gui.turn._AT_WORK", type(regsim.gui.turn._AT_WORK)())


def test_those_at_work_have_a_turn_together_and_who_rests_leaves_it_to_the_others() -> None:
    assert share() == TURN_S
    one, other = Worker(), Worker()
    for worker in (one, other, one):
        join(worker)
    assert share() == TURN_S / 2
    rest(one)
    rest(one)
    assert share() == TURN_S


def test_who_is_gone_takes_nothing() -> None:
    join(Worker())
    assert share() == TURN_S


def test_a_session_is_at_work_until_all_steps_are_there(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "FIRST_SLICE_S", 0.0)
    other = Worker()
    join(other)
    session = Session(steps(3000))
    assert share() == TURN_S / 2
    qtbot.waitUntil(lambda: all(t.status == "done" for t in session.trajectories) and share() == TURN_S)
    session.update(steps(100_000))
    assert share() == TURN_S / 2
    session.stop()
    assert share() == TURN_S


class Endless:
    """What never has grown to its end."""

    is_done = is_news = False
    n_known = 0

    def begin(self) -> None:
        pass

    def grow(self) -> None:
        pass


def test_what_grows_takes_nothing_once_its_view_is_gone(qtbot: QtBot) -> None:
    del qtbot
    view = QObject()
    growth: Growth[Endless] = Growth(view, [], lambda _: None)
    growth.let(0, Endless())
    assert len(regsim.gui.turn._AT_WORK) == 1
    view.deleteLater()
    QApplication.sendPostedEvents(view, QEvent.Type.DeferredDelete)
    assert not len(regsim.gui.turn._AT_WORK)
    del growth
