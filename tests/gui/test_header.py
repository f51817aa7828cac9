"""The head of a column: the numbers of a run, as many as there is room for."""

import regsim
from regsim.engine.history import Frame
from regsim.engine.models import PenaltyOnly
from regsim.engine.optimizers import GradientDescent, ProximalGradient
from regsim.engine.penalties import L1, L2, NoPenalty
from regsim.engine.start import Values
from regsim.engine.trajectory import Trajectory
from regsim.gui.header import Header, rules, state
from regsim.gui.theme import LIGHT
from regsim.gui.words import number
from regsim.problem import Problem
from regsim.scenario import Run, Scenario
from tests.gui.views.drawn import scenario_of, solved


def at(run: Run, step: int, *start: float) -> tuple[Trajectory, Frame]:
    scenario = Scenario(n_steps=9, model=PenaltyOnly(len(start)), start=Values(start), runs=(run,))
    simulation = Problem(scenario).simulation(0)
    simulation.advance(budget_s=1.0)
    trajectory = simulation.trajectory()
    return trajectory, trajectory.frame(step)


def test_weights_near_zero_are_counted_apart_from_those_that_are_zero() -> None:
    trajectory, frame = at(Run(L1(1.0), ProximalGradient(0.5)), 2, 1.0, 0.5, 1.0005, 3.0)
    texts = state(trajectory, frame, [], number)
    assert texts[0].startswith("2 of 4 weights left, 1 below 0.001  ·  ‖w‖ = ")
    trajectory, frame = at(Run(L2(1.0), GradientDescent(0.9)), 3, 0.5, 5.0)
    assert state(trajectory, frame, [], number)[0].startswith("2 of 2 weights left, 1 below 0.001  ·  ")


def test_the_count_of_small_weights_goes_first_where_there_is_no_room() -> None:
    trajectory, frame = at(Run(L2(1.0), GradientDescent(0.9)), 3, 0.5, 5.0)
    texts = state(trajectory, frame, ["90 % right"], number)
    assert ["below" in text for text in texts] == [True, False, False, False, False, False]
    assert ["right" in text for text in texts] == [True, True, True, False, False, False]
    assert [len(text) for text in texts[:2]] == sorted((len(text) for text in texts[:2]), reverse=True)


def test_the_strength_and_the_learning_rate_of_now_are_named_where_there_is_room() -> None:
    run = Run(L2(1.0), GradientDescent(0.9))
    texts = rules(run, 0.45, "λ", 0.25)
    assert texts[0] == "(λ/2)‖w‖²  ·  gradient descent  ·  λ = 0.25  ·  η = 0.45"
    assert texts[1] == "gradient descent · λ = 0.25 · η = 0.45"
    assert texts[2:] == ["gradient · λ = 0.25 · η = 0.45", "gradient, λ = 0.25", "gradient"]
    plain = rules(Run(NoPenalty(), GradientDescent(0.9)), 0.9)
    assert plain[0] == "gradient descent  ·  η = 0.9"
    assert plain[-2:] == ["gradient, η = 0.9", "gradient"]


def test_λ_is_named_as_it_is_set_where_the_convention_divides_it() -> None:
    overrides = ["convention.penalty_term='per-sample'", "n_steps=8", "changes=[{step=5, strength=0.3}]"]
    problem = Problem(regsim.load("breast-cancer", overrides))
    trajectory, run = problem.simulate()[0], problem.scenario.runs[0]
    header = Header(LIGHT, 0)
    for step, strength in ((0, 0.02), (4, 0.02), (5, 0.3)):
        header.set_step(step)
        assert f"λ = {strength}" in header.details(run, trajectory)[1].split(" · ")


def test_a_single_weight_is_one_weight() -> None:
    data = 'kind = "inline"\ncolumns = ["a", "b"]\ntarget = "b"\nrows = [[0, 0], [1, 2]]'
    scenario = scenario_of(data, "linear-regression")
    trajectory = solved(scenario)[1][0]
    start, later = (state(trajectory, trajectory.frame(step), [], number) for step in (0, 9))
    assert start[0].startswith("the weight starts at 0  ·  J = ")
    assert later[0].startswith("1 of 1 weight left, ")
