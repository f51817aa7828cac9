"""The session: what is on screen, the way back, and long runs that go on while the window lives."""

from pathlib import Path
from typing import NoReturn

import msgspec
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from regsim import InputError, Run, Scenario, load, simulate
from regsim.data import Csv, Inline
from regsim.engine.models import LinearRegression, PenaltyOnly
from regsim.engine.penalties import L1, L2
from regsim.engine.start import Values, Zeros
from regsim.gui import session as module
from regsim.gui import turn
from regsim.gui.session import Session
from tests.gui.conftest import FROM_FIVE, count, steps


def strength(value: float) -> Scenario:
    first, second = FROM_FIVE.runs
    return msgspec.structs.replace(FROM_FIVE, runs=(Run(L1(value), first.optimizer), second))


def assert_same_bits(session: Session) -> None:
    """The trajectories on screen are those that the command line computes."""
    for shown, computed in zip(session.trajectories, simulate(session.scenario), strict=True):
        assert shown.status == computed.status
        np.testing.assert_array_equal(shown.weights, computed.weights)
        np.testing.assert_array_equal(shown.objective, computed.objective)


def test_it_begins_with_the_trajectories_of_its_scenario(session: Session) -> None:
    assert session.scenario == FROM_FIVE
    assert (session.can_undo, session.can_redo, session.is_modified, session.chosen) == (False, False, False, 0)
    assert_same_bits(session)


# --- changes and the way back -----------------------------------------------------------------------------------------


def test_an_update_computes_every_run_anew_and_tells_once(session: Session) -> None:
    changed, history = count(session.changed), count(session.history_changed)

    session.update(strength(0.3))

    assert session.scenario == strength(0.3)
    assert (len(changed), len(history)) == (1, 1)
    assert (session.can_undo, session.is_modified) == (True, True)
    assert_same_bits(session)


def test_the_way_back_reads_no_file(session: Session, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("x,y\n1,2\n2,3\n3,5\n")
    session.update(Scenario(data=Csv(path=str(table), target="y"), model=LinearRegression(), start=Zeros()))
    with_table = session.scenario
    session.update(steps(3))
    table.unlink()

    session.undo()

    assert session.scenario == with_table
    weights = session.trajectories[0].weights
    session.undo()
    session.redo()
    np.testing.assert_array_equal(session.trajectories[0].weights, weights)


def test_going_back_without_memory_is_an_input_error_and_changes_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.update(steps(3))

    def refuse(*_: object, **__: object) -> NoReturn:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("regsim.problem.Simulation", refuse)
        with pytest.raises(InputError, match="must leave room in memory"):
            session.undo()

    assert (session.scenario, session.can_undo, session.can_redo) == (steps(3), True, False)
    session.undo()
    assert session.scenario == FROM_FIVE


def test_the_way_back_holds_no_more_data_than_fits_but_always_one_change(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def table(n_rows: int) -> Scenario:
        rows = tuple((float(i), float(i % 7)) for i in range(n_rows))
        data = Inline(columns=("x", "y"), rows=rows, target="y")
        return Scenario(data=data, model=LinearRegression(), start=Zeros(), n_steps=1)

    monkeypatch.setattr(module, "UNDO_BYTES", 45_000)  # two tables of 500 rows, and a little
    for n_steps in (2, 3, 4):
        session.update(msgspec.structs.replace(table(500), n_steps=n_steps))  # the same data, counted once
    assert len(session._past) == 3
    for n_rows in (501, 502, 503, 504):
        session.update(table(n_rows))
    assert [problem.dataset.n_samples for problem, _ in session._past if problem.dataset] == [502, 503]
    session.update(table(5000))
    session.update(table(1))
    assert [problem.dataset.n_samples for problem, _ in session._past if problem.dataset] == [5000]


def test_an_update_to_the_same_scenario_does_nothing(session: Session) -> None:
    changed, history = count(session.changed), count(session.history_changed)
    trajectories = session.trajectories

    session.update(load("from-five"))

    assert (changed, history, session.can_undo) == ([], [], False)
    assert session.trajectories is trajectories


def test_undo_and_redo_walk_through_the_changes(session: Session) -> None:
    for n_steps in (1, 2, 3):
        session.update(steps(n_steps))

    seen = []
    for move in (session.undo, session.undo, session.redo, session.undo, session.undo, session.undo):
        move()
        seen.append(session.scenario.n_steps)
        assert_same_bits(session)

    assert seen == [2, 1, 2, 1, 14, 14]
    assert (session.can_undo, session.can_redo) == (False, True)


def test_a_change_after_an_undo_forgets_what_could_be_redone(session: Session) -> None:
    session.update(steps(1))
    session.undo()
    session.update(steps(2))

    session.redo()

    assert session.scenario == steps(2)
    assert not session.can_redo


def test_the_changes_of_one_drag_are_undone_together(session: Session) -> None:
    for value in (0.9, 0.8, 0.7):
        session.update(strength(value), "runs.0.penalty.strength")

    session.undo()

    assert session.scenario == FROM_FIVE
    assert not session.can_undo
    session.redo()
    assert session.scenario == strength(0.7)


def test_a_second_drag_of_the_same_slider_is_a_change_of_its_own(session: Session) -> None:
    session.update(strength(0.9), "strength")
    session.end_gesture()
    session.update(strength(0.8), "strength")

    session.undo()

    assert session.scenario == strength(0.9)


def test_drags_of_different_sliders_are_undone_one_by_one(session: Session) -> None:
    session.update(strength(0.9), "strength")
    session.update(msgspec.structs.replace(strength(0.9), n_steps=5), "n_steps")

    session.undo()

    assert session.scenario == strength(0.9)


def test_a_drag_after_an_undo_does_not_swallow_what_was_before(session: Session) -> None:
    session.update(strength(0.9), "strength")
    session.undo()
    session.update(strength(0.8), "strength")

    session.undo()

    assert session.scenario == FROM_FIVE


def test_only_so_many_changes_are_remembered(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "UNDO_LIMIT", 3)
    for n_steps in range(1, 7):
        session.update(steps(n_steps))

    for _ in range(10):
        session.undo()

    assert session.scenario == steps(3)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (msgspec.structs.replace(FROM_FIVE, model=PenaltyOnly(n_weights=2)), "start.weights"),
        (msgspec.structs.replace(FROM_FIVE, start=Values((1e300,)), runs=(Run(L1()), Run(L2(1e300)))), "start"),
    ],
)
def test_what_cannot_be_computed_leaves_everything_as_it_was(session: Session, wrong: Scenario, field: str) -> None:
    session.update(steps(3))
    signals = [count(s) for s in (session.changed, session.extended, session.history_changed, session.chosen_changed)]
    before = (session.scenario, session.problem, session.trajectories, session.is_modified)

    with pytest.raises(InputError) as error:
        session.update(wrong)

    assert error.value.field == field
    assert (session.scenario, session.problem, session.trajectories, session.is_modified) == before
    assert signals == [[], [], [], []]
    session.undo()
    assert session.scenario == FROM_FIVE


# --- long runs --------------------------------------------------------------------------------------------------------


def test_a_long_run_goes_on_in_slices_to_the_same_bits(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_SLICE_S", 0.0)
    monkeypatch.setattr(turn, "TURN_S", 0.0)
    monkeypatch.setattr(module, "NEWS_S", 0.0)
    monkeypatch.setattr(module, "DRAWING_PART", 0.0)
    session = Session(steps(1000))
    lengths = [sum(t.last for t in session.trajectories)]
    session.extended.connect(lambda: lengths.append(sum(t.last for t in session.trajectories)))

    assert session.trajectories[0].status == "running"
    qtbot.waitUntil(lambda: lengths[-1] == 2000)  # what is told, of both runs together

    assert all(t.status == "done" for t in session.trajectories)
    assert lengths == sorted(set(lengths))
    assert len(lengths) > 3
    assert_same_bits(session)


def test_a_change_while_a_long_run_goes_on_leaves_the_old_one(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_SLICE_S", 0.0)
    session = Session(steps(100_000))
    extended = count(session.extended)

    session.update(steps(200))
    qtbot.waitUntil(lambda: bool(extended) and all(t.status == "done" for t in session.trajectories))

    assert_same_bits(session)


def test_a_change_is_not_drawn_again_a_moment_later_because_of_a_few_more_steps(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_SLICE_S", 0.0)
    monkeypatch.setattr(turn, "TURN_S", 0.0)
    monkeypatch.setattr(module, "NEWS_S", 3600.0)
    session = Session(steps(3))
    extended = count(session.extended)

    session.update(steps(1000))
    qtbot.waitUntil(lambda: bool(extended) and all(t.status == "done" for t in session.trajectories))

    assert len(extended) == 1


def test_a_short_run_is_whole_at_once_and_never_extended(qtbot: QtBot, session: Session) -> None:
    with qtbot.assertNotEmitted(session.extended, wait=1):
        session.update(steps(3))

    assert {t.status for t in session.trajectories} == {"done"}


def test_a_stopped_session_computes_no_further(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_SLICE_S", 0.0)
    session = Session(steps(100_000))

    session.stop()

    with qtbot.assertNotEmitted(session.extended, wait=1):
        pass
    assert session.trajectories[0].status == "running"


def test_a_run_that_diverges_ends_while_the_other_goes_on(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_SLICE_S", 0.0)
    session = Session(load("from-five", ["runs.1.optimizer.learning_rate=3", "n_steps=2000"]))

    qtbot.waitUntil(lambda: not any(t.status == "running" for t in session.trajectories))

    assert [t.diverged for t in session.trajectories] == [False, True]
    assert_same_bits(session)


# --- the chosen weight ------------------------------------------------------------------------------------------------


def test_a_chosen_weight_is_told_once_and_kept_within_those_there_are(qapp: object) -> None:
    del qapp
    session = Session(load("from-five", ["model.n_weights=3", "start.weights=[1, 2, 3]"]))
    chosen = count(session.chosen_changed)

    for weight in (1, 1, 99, -1):
        session.choose(weight)

    assert chosen == [(1,), (2,), (0,)]


def test_the_chosen_weight_stays_while_the_weights_are_the_same(session: Session) -> None:
    rows = ((1.0, 2.0, 0.0), (2.0, 1.0, 1.0), (3.0, 5.0, 1.0))
    data = Inline(columns=("a", "b", "y"), rows=rows, target="y")
    session.update(Scenario(data=data, model=LinearRegression(), start=Zeros()))
    session.choose(1)

    session.update(msgspec.structs.replace(session.scenario, n_steps=3))
    assert session.chosen == 1

    session.update(msgspec.structs.replace(session.scenario, model=LinearRegression(fit_intercept=False)))
    assert session.chosen == 0


def test_data_that_stays_the_same_is_not_read_again(session: Session) -> None:
    session.open("breast-cancer")
    dataset = session.problem.dataset

    session.update(msgspec.structs.replace(session.scenario, n_steps=3))

    assert session.problem.dataset is dataset


def test_reset_goes_back_to_what_was_opened_or_saved_last_as_one_change(session: Session, tmp_path: Path) -> None:
    opened = session.scenario
    session.drag_start((2.0,))
    changed = session.scenario
    session.reset()
    assert session.scenario == opened
    assert not session.is_modified
    session.undo()
    assert session.scenario == changed
    session.save(tmp_path / "mine.toml")
    session.drag_start((4.0,))
    session.reset()
    assert session.scenario == changed
