"""Where λ changes in mid-run J jumps: its curve ends under the old λ, and begins anew under the new one."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.prediction import Guess, Prediction
from regsim.gui.views.jumps import Jumps
from regsim.gui.views.objective import ObjectiveView
from regsim.problem import Problem
from regsim.scenario import Scenario
from tests.gui.views.drawn import Drawn

STEP = 5


def bowl(*overrides: str) -> Scenario:
    return regsim.load("two-weights", ["n_steps=20", f"changes=[{{step={STEP}, strength=1.5}}]", *overrides])


@pytest.fixture
def drawn(qtbot: QtBot) -> Drawn:
    return Drawn(qtbot, "objective")


def shown(drawn: Drawn, scenario: Scenario) -> ObjectiveView:
    view = drawn.show(scenario)
    assert isinstance(view, ObjectiveView)
    return view


def named(view: ObjectiveView, run: int) -> list[tuple[str, list[int], list[float]]]:
    found = zip(view._told_pieces(run), view.shown_series(run), strict=True)
    return [(piece.name, steps.tolist(), values.tolist()) for piece, (steps, values) in found]


def test_the_curve_ends_under_the_old_strength_and_begins_anew_at_the_same_step(drawn: Drawn) -> None:
    view = shown(drawn, bowl())
    for run, trajectory in enumerate(view.trajectories):
        w = trajectory.weights[STEP]
        size = float(np.abs(w).sum() if run == 0 else 0.5 * w @ w)
        data_loss = trajectory.data_loss[STEP]
        by_name: dict[str, list[tuple[list[int], list[float]]]] = {}
        for name, steps, values in named(view, run):
            by_name.setdefault(name, []).append((steps, values))
        assert {name: len(found) for name, found in by_name.items()} == {"D": 1, "λR": 2, "J": 2}
        for name, base in (("λR", 0.0), ("J", data_loss)):
            (before, old), (after, new) = by_name[name]
            assert before == list(range(STEP + 1))
            assert after == list(range(STEP, 21))
            assert old[-1] == pytest.approx(base + 0.3 * size)
            assert new[0] == pytest.approx(base + 1.5 * size)


def test_under_one_strength_the_loss_never_rises(drawn: Drawn) -> None:
    view = shown(drawn, bowl())
    for run in (0, 1):
        falls = [np.diff(values) for name, _, values in named(view, run) if name == "J"]
        assert len(falls) == 2
        assert all((fall <= 1e-12).all() for fall in falls)


def test_where_only_the_learning_rate_changes_the_curve_is_one(drawn: Drawn) -> None:
    scenario = bowl(f"changes=[{{step={STEP}, learning_rate=0.1}}]")
    assert [name for name, *_ in named(shown(drawn, scenario), 0)] == ["D", "λR", "J"]


@pytest.mark.parametrize("step", [0, STEP - 1, STEP, STEP + 1, 20])
def test_while_the_next_weight_is_to_be_guessed_no_curve_goes_beyond_the_step(drawn: Drawn, step: int) -> None:
    view = shown(drawn, bowl())
    drawn.grid.set_step(step)
    drawn.grid.set_prediction(Prediction(Guess(step + 1, (0.0, 0.0), (False, False))))
    drawn.grid.grab()
    told = [(name, steps[0], steps[-1]) for name, steps, _ in named(view, 0) if name == "J"]
    assert told == ([("J", 0, step)] if step < STEP else [("J", 0, STEP), ("J", STEP, step)])


def test_in_slow_motion_the_dot_goes_down_the_curve_of_the_old_strength(drawn: Drawn) -> None:
    view = shown(drawn, bowl())
    drawn.grid.set_step(STEP - 1)
    ends = {name: values[-1] for name, steps, values in named(view, 0) if steps[-1] == STEP}
    assert view._on_the_way(0, STEP) == view._values(0, STEP) | ends
    assert view._on_the_way(0, STEP)["J"] < view._values(0, STEP - 1)["J"] < view._values(0, STEP)["J"]
    drawn.grid.set_step(STEP)
    assert view._on_the_way(0, STEP) == view._values(0, STEP)


def test_a_run_that_has_not_come_to_the_change_has_no_jump_yet() -> None:
    problem, jumps = Problem(bowl()), Jumps()
    simulation = problem.simulation(0)
    simulation.advance(STEP - 1)
    assert jumps.of(simulation.trajectory()) == []
    simulation.advance(STEP)
    (jump,) = jumps.of(simulation.trajectory())
    simulation.advance()
    assert jumps.of(simulation.trajectory()) == [jump]
    assert jump.step == STEP
    assert jump.after == pytest.approx(5.0 * jump.before)


def test_without_a_row_at_the_step_of_the_change_the_curve_is_cut_there_all_the_same() -> None:
    steps, values = np.array([0, 4, 8, 12]), np.array([9.0, 8.0, 17.0, 16.0])
    first, second = Jumps().cut("J", (steps, values), [(6, 7.0, 20.0)])
    assert [part.tolist() for part in first.series] == [[0, 4, 6], [9.0, 8.0, 7.0]]
    assert [part.tolist() for part in second.series] == [[6, 8, 12], [20.0, 17.0, 16.0]]
    assert (first.is_last, second.is_last) == (False, True)


def test_a_run_that_ends_with_the_change_ends_with_a_point_under_the_new_strength() -> None:
    first, second = Jumps().cut("J", (np.array([0, 1, 2]), np.array([9.0, 8.0, 12.0])), [(2, 7.0, 12.0)])
    assert [part.tolist() for part in first.series] == [[0, 1, 2], [9.0, 8.0, 7.0]]
    assert [part.tolist() for part in second.series] == [[2], [12.0]]
