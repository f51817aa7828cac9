"""What is computed leaves the window its turn: between slow steps, and beside others who work on the machine."""

import importlib
import threading
from concurrent.futures import Future

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from threadpoolctl import ThreadpoolController

import regsim
from regsim.arrays import FloatArray
from regsim.engine import descent as descent_module
from regsim.engine import logistic_parts
from regsim.engine import simulation as simulation_module
from regsim.engine.logistic import LogisticLoss
from regsim.engine.penalties import Penalty
from regsim.engine.reference import Optimum
from regsim.gui import background as background_module
from regsim.gui import session as session_module
from regsim.gui import solutions as solutions_module
from regsim.gui import turn
from regsim.gui.background import Background
from regsim.gui.main_window import MainWindow
from regsim.gui.paths import solve
from regsim.gui.session import Session
from regsim.gui.theme import LIGHT
from regsim.problem import Problem
from tests.benchmarks.scenarios import with_strengths
from tests.gui.conftest import FASTER, steps


def test_after_a_step_that_takes_too_long_the_window_is_drawn_before_the_next(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FIRST_SLICE_S", "LATE_S"):
        monkeypatch.setattr(session_module, name, 0.0)  # any step takes longer
    monkeypatch.setattr(turn, "TURN_S", 0.0)
    monkeypatch.setattr(session_module, "PAUSE_MS", 3_600_000)
    session = Session(steps(100_000))
    session.update(msgspec.structs.replace(FASTER, n_steps=100_000))
    reached = session.trajectories[0].last

    QApplication.processEvents()  # drawn, and told of the mouse

    assert session.trajectories[0].last == reached
    session._timer.start(0)
    qtbot.waitUntil(lambda: session.trajectories[0].last > reached)
    session.stop()


def test_where_a_step_takes_long_the_start_is_drawn_without_waiting_for_any(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation_module, "LONG_WORK", 0)
    session = Session(steps(50))
    for scenario in (session.scenario, msgspec.structs.replace(FASTER, n_steps=50)):
        session.update(scenario)
        assert [t.last for t in session.trajectories] == [0, 0]
        assert [t.status for t in session.trajectories] == ["running", "running"]
    qtbot.waitUntil(lambda: all(t.status == "done" for t in session.trajectories))
    for run, found in enumerate(session.trajectories):
        assert found.weights.tobytes() == session.problem.simulate()[run].weights.tobytes()


def test_steps_half_made_are_no_news(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "FIRST_SLICE_S", 0.0)
    monkeypatch.setattr(session_module, "NEWS_S", 0.0)
    monkeypatch.setattr(session_module, "DRAWING_PART", 0.0)
    monkeypatch.setattr(turn, "TURN_S", 0.0)
    monkeypatch.setattr(descent_module, "BLOCK_WORK", 0)
    monkeypatch.setattr(logistic_parts, "PART", 5_000)
    data = "data={kind='gaussians', n_samples=20000}"
    session = Session(regsim.load("breast-cancer", [data, "n_steps=6"]))
    told: list[tuple[int, ...]] = []
    session.extended.connect(lambda: told.append(tuple(t.last for t in session.trajectories)))
    qtbot.waitUntil(lambda: all(t.status == "done" for t in session.trajectories) and bool(told))
    qtbot.waitUntil(lambda: told[-1] == (6, 6))
    assert len(told) == len(set(told))


@pytest.mark.usefixtures("qapp")
def test_between_two_frames_blas_works_on_one_thread_too(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def watched(problem: Problem, penalty: Penalty, start: FloatArray | None = None) -> Optimum:
        libraries = importlib.import_module("threadpoolctl").threadpool_info()
        seen.extend(library["num_threads"] for library in libraries if library["user_api"] == "blas")
        return solve(problem, penalty, start)

    monkeypatch.setattr(solutions_module, "solve", watched)
    monkeypatch.setattr(background_module, "FIRST_S", 10.0)  # however slow the machine is
    session = Session(regsim.load("breast-cancer"))
    with ThreadpoolController().limit(limits=2, user_api="blas"):
        background = Background(session)
        background.stop()
    session.stop()
    assert set(seen) == {1}


def test_a_heavy_search_waits_while_something_is_moved_and_goes_on_after_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solutions_module, "LONG_WORK", 0)
    monkeypatch.setattr(solutions_module, "QUICK", 0)  # in the thread
    monkeypatch.setattr(background_module, "CALM_MS", 3_600_000)
    session = Session(regsim.load("breast-cancer"))
    background = Background(session)
    QApplication.processEvents()
    assert background.optima == (None, None)
    background._calm.timeout.emit()
    qtbot.waitUntil(lambda: None not in background.optima)

    searched = threading.Event()
    evaluate = LogisticLoss.evaluate

    def watched(loss: LogisticLoss, w: FloatArray, out: FloatArray) -> float:
        if threading.current_thread() is not threading.main_thread():
            searched.set()
        return evaluate(loss, w, out)

    monkeypatch.setattr(LogisticLoss, "evaluate", watched)
    background._solutions._own = None  # bound anew, to be watched
    for factor in (1.1, 1.2, 1.3):
        session.update(with_strengths(session.scenario, factor))
        QApplication.processEvents()
        assert background._under_way is None
    assert not searched.is_set()
    background._calm.timeout.emit()
    qtbot.waitUntil(lambda: None not in background.optima)
    assert searched.is_set()
    background.stop()
    session.stop()


def test_a_search_that_waits_ends_when_the_window_closes(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solutions_module, "LONG_WORK", 0)
    monkeypatch.setattr(solutions_module, "QUICK", 0)
    monkeypatch.setattr(background_module, "CALM_MS", 0)
    session = Session(regsim.load("breast-cancer"))
    submit = background_module._Thread.submit

    def held(thread: background_module._Thread, piece: solutions_module.Piece) -> "Future[None]":
        background._solutions.calm.clear()  # moved again just now
        return submit(thread, piece)

    monkeypatch.setattr(background_module._Thread, "submit", held)
    background = Background(session)
    qtbot.waitUntil(lambda: background._under_way is not None)
    background.stop()  # returns
    session.stop()
    assert not any(thread.name.startswith("regsim") for thread in threading.enumerate())


def test_a_window_on_very_many_samples_opens_and_computes_on(qtbot: QtBot) -> None:
    data = f"data={{kind='gaussians', n_samples={logistic_parts.MANY + 1}}}"
    window = MainWindow(Session(regsim.load("breast-cancer", [data, "n_steps=3"])), LIGHT)
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: all(t.status == "done" for t in window.session.trajectories))
    qtbot.waitUntil(lambda: None not in window.background.optima, timeout=20_000)
    window.close_without_asking()


def test_a_drag_does_not_put_the_first_long_step_off(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    del qtbot
    monkeypatch.setattr(simulation_module, "LONG_WORK", 0)
    monkeypatch.setattr(session_module, "PAUSE_MS", 3_600_000)
    session = Session(steps(50))
    session._timer.start(60_000)
    session.update(msgspec.structs.replace(FASTER, n_steps=50))
    assert session._timer.interval() == 60_000  # as it was: not begun anew
    session.stop()
