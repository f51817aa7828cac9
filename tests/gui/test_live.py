"""What is computed leaves the window its turn: between slow steps, and beside others who work on the machine."""

import importlib

import msgspec
import pytest
from pytestqt.qtbot import QtBot
from threadpoolctl import ThreadpoolController

import regsim
from regsim.arrays import FloatArray
from regsim.engine.penalties import Penalty
from regsim.engine.reference import Optimum
from regsim.gui import session as session_module
from regsim.gui import solutions as solutions_module
from regsim.gui import turn
from regsim.gui.background import Background
from regsim.gui.paths import solve
from regsim.gui.session import Session
from regsim.problem import Problem
from tests.gui.conftest import FASTER, steps


def test_after_a_step_that_takes_too_long_the_window_is_drawn_before_the_next(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "FIRST_SLICE_S", 0.0)  # any step takes longer
    monkeypatch.setattr(turn, "TURN_S", 0.0)
    monkeypatch.setattr(session_module, "PAUSE_MS", 200)
    session = Session(steps(100_000))
    session.update(msgspec.structs.replace(FASTER, n_steps=100_000))
    reached = session.trajectories[0].last

    qtbot.wait(20)  # drawn, and told of the mouse

    assert session.trajectories[0].last == reached
    qtbot.waitUntil(lambda: session.trajectories[0].last > reached)
    session.stop()


@pytest.mark.usefixtures("qapp")
def test_between_two_frames_blas_works_on_one_thread_too(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def watched(problem: Problem, penalty: Penalty, start: FloatArray | None = None) -> Optimum:
        libraries = importlib.import_module("threadpoolctl").threadpool_info()
        seen.extend(library["num_threads"] for library in libraries if library["user_api"] == "blas")
        return solve(problem, penalty, start)

    monkeypatch.setattr(solutions_module, "solve", watched)
    session = Session(regsim.load("breast-cancer"))
    with ThreadpoolController().limit(limits=2, user_api="blas"):
        background = Background(session)
        background.stop()
    session.stop()
    assert set(seen) == {1}
