"""A start that is dragged where a pass takes long: the window goes on meanwhile, and the last start counts."""

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import regsim
from regsim.engine import logistic_parts, models
from regsim.engine import simulation as simulation_module
from regsim.engine.start import Values
from regsim.gui import background as background_module
from regsim.gui import solutions as solutions_module
from regsim.gui import turn
from regsim.gui.background import Background
from regsim.gui.session import Session
from regsim.scenario import Scenario

FIRST, SECOND, THIRD = ((scale, -scale, 0.5) for scale in (1.0, 2.0, 3.0))


@pytest.fixture
def session(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A descent on 60 samples, in parts of seven, one in each turn of the event loop."""
    del qapp
    monkeypatch.setattr(models, "MANY", 7)
    monkeypatch.setattr(logistic_parts, "PART", 7)
    monkeypatch.setattr(simulation_module, "LONG_WORK", 0)
    monkeypatch.setattr(turn, "TURN_S", 0.0)
    return Session(regsim.load("breast-cancer", ["data={kind='gaussians', n_samples=60}", "n_steps=20"]))


@pytest.fixture
def seen(session: Session) -> list[object]:
    """The starts that the session has had."""
    starts: list[object] = []
    session.changed.connect(lambda: starts.append(session.scenario.start))
    return starts


def test_a_dragged_start_arrives_when_d_is_known_there_and_of_those_in_between_the_last(
    qtbot: QtBot, session: Session, seen: list[object]
) -> None:
    for start in (FIRST, SECOND, THIRD):
        session.drag_start(start)
        QApplication.processEvents()
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [Values(FIRST), Values(THIRD)]
    assert session.trajectories[0].weights[0].tolist() == list(THIRD)
    qtbot.waitUntil(lambda: all(t.status == "done" for t in session.trajectories))
    for found, expected in zip(session.trajectories, session.problem.simulate(), strict=True):
        assert found.weights.tobytes() == expected.weights.tobytes()


def test_a_drag_that_has_ended_before_its_start_is_there_is_a_change_of_its_own(
    qtbot: QtBot, session: Session, seen: list[object]
) -> None:
    original = session.scenario
    session.drag_start(FIRST)
    session.drag_start(SECOND)
    session.end_gesture()
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert not session.is_dragging
    session.drag_start(THIRD)
    qtbot.waitUntil(lambda: len(seen) == 3)
    session.undo()
    assert session.scenario.start == Values(SECOND)
    session.undo()
    assert session.scenario == original
    session.stop()


def test_a_start_that_cannot_be_is_left_and_the_descent_goes_on(
    qtbot: QtBot, session: Session, seen: list[object]
) -> None:
    session.drag_start((1e308, 1e308, 1e308))
    qtbot.waitUntil(lambda: all(t.status == "done" for t in session.trajectories))
    assert seen == []


def other(scenario: Scenario) -> Scenario:
    """The same with fewer steps."""
    return msgspec.structs.replace(scenario, n_steps=5)


def test_another_change_takes_the_place_of_a_start_that_is_not_there_yet(qtbot: QtBot, session: Session) -> None:
    wanted = other(session.scenario)
    session.drag_start(FIRST)
    session.update(wanted)
    qtbot.waitUntil(lambda: all(t.status == "done" for t in session.trajectories))
    QApplication.processEvents()
    assert session.scenario == wanted


def test_nothing_comes_once_the_session_has_stopped(session: Session, seen: list[object]) -> None:
    session.drag_start(FIRST)
    session.stop()
    for _ in range(20):
        QApplication.processEvents()
    assert seen == []


def test_heavy_work_in_the_thread_waits_while_a_start_is_found(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solutions_module, "LONG_WORK", 0)
    monkeypatch.setattr(background_module, "CALM_MS", 3_600_000)
    background = Background(session)
    background._go_on()
    assert background._solutions.calm.is_set()
    session.drag_start(FIRST)
    assert not background._solutions.calm.is_set()
    background.stop()
    session.stop()
