"""Where something goes wrong behind the window that should not, it is raised once, and the rest is still found."""

from typing import NoReturn

import pytest
from pytestqt.qtbot import QtBot

import regsim
from regsim.arrays import FloatArray
from regsim.engine.penalties import L1, Penalty
from regsim.engine.reference import Optimum
from regsim.gui import paths as paths_module
from regsim.gui import solutions as solutions_module
from regsim.gui.paths import PartialPath, solve
from regsim.gui.solutions import FAILED
from regsim.problem import Problem
from tests.gui.conftest import Opened, Started
from tests.gui.test_background import SPARSE, complete, session_of, with_strength


@pytest.mark.usefixtures("slow")
def test_what_goes_wrong_in_the_thread_is_raised_where_it_is_seen(
    started: Started, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Optimum:
        raise MemoryError("no room")

    monkeypatch.setattr(solutions_module, "solve", broken)
    with qtbot.captureExceptions() as raised:
        started(regsim.loads(SPARSE))
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is MemoryError


def test_a_window_opens_where_its_first_optimum_fails(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(solutions_module, "solve", broken)
    with qtbot.captureExceptions() as raised:
        window = opened("two-weights")
        qtbot.waitUntil(lambda: len(raised) == 2)
    assert [kind for kind, *_ in raised] == [ZeroDivisionError] * 2
    assert window.background.optima == (None, None)


@pytest.mark.parametrize("place", ["between frames", "thread"])
def test_where_one_piece_fails_the_others_are_still_found_and_nothing_fails_twice(
    started: Started, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    if place == "thread":
        monkeypatch.setattr(solutions_module, "QUICK", 0)

    def broken(problem: Problem, penalty: Penalty, start: FloatArray | None = None) -> Optimum:
        if isinstance(penalty, L1):
            raise ZeroDivisionError
        return solve(problem, penalty, start)

    background = started(regsim.loads(SPARSE))
    qtbot.waitUntil(lambda: complete(background))
    session = session_of(background)
    with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
        for module in (solutions_module, paths_module):
            patch.setattr(module, "solve", broken)
        session.update(regsim.loads(SPARSE.replace("n_samples = 60", "n_samples = 61")))
        qtbot.waitUntil(lambda: background.paths[0] == FAILED and isinstance(background.paths[1], PartialPath))
        qtbot.waitUntil(lambda: background._next_piece() is None)
    assert [kind for kind, *_ in raised] == 2 * [ZeroDivisionError]  # the optimum of L1, and its path
    assert background.optima[0] is None
    assert background.optima[1] is not None
    session.update(with_strength(session.scenario, 0.2))
    qtbot.waitUntil(lambda: None not in background.optima)


def test_where_not_even_the_strengths_are_found_the_optima_are(
    started: Started, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> NoReturn:
        raise ZeroDivisionError

    background = started(regsim.loads(SPARSE))
    monkeypatch.setattr(solutions_module, "strengths_of", broken)
    with qtbot.captureExceptions() as raised:
        session_of(background).update(regsim.loads(SPARSE.replace("n_samples = 60", "n_samples = 61")))
        qtbot.waitUntil(lambda: background.paths == (FAILED, FAILED))
    assert [kind for kind, *_ in raised] == [ZeroDivisionError]
    qtbot.waitUntil(lambda: None not in background.optima)
