"""Schedules: what becomes of the learning rate."""

import math
from itertools import pairwise

import pytest

from regsim.engine.models import Quadratic
from regsim.engine.optimizers import GradientDescent
from regsim.engine.penalties import L1, NoPenalty
from regsim.engine.schedules import Constant, Cosine, InverseSqrt, Schedule, StepDecay
from regsim.parameters import kinds
from tests.engine.problems import descend, objective, parabola, path

EVERY = list(kinds(Schedule).values())


def test_every_schedule_of_the_design_is_registered() -> None:
    assert set(kinds(Schedule)) == {"constant", "step", "cosine", "inverse-sqrt"}


@pytest.mark.parametrize("schedule", EVERY, ids=lambda cls: cls.__name__)
def test_a_schedule_begins_at_one_never_grows_and_never_turns(schedule: type[Schedule]) -> None:
    shares = [schedule().share(k) for k in range(400)]

    assert shares[0] == 1.0
    assert all(before >= after >= 0.0 for before, after in pairwise(shares))
    assert schedule.is_constant is (shares[-1] == 1.0)
    assert schedule.label


def test_the_shares_are_their_formulas() -> None:
    assert [StepDecay(3, 0.5).share(k) for k in range(7)] == [1, 1, 1, 0.5, 0.5, 0.5, 0.25]
    assert [Cosine(4).share(k) for k in range(6)] == pytest.approx(
        [1, 0.5 + math.sqrt(0.125), 0.5, 0.5 - math.sqrt(0.125), 0, 0], abs=1e-15
    )
    assert [InverseSqrt().share(k) for k in (0, 3, 8)] == [1, 0.5, 1 / 3]
    assert Constant().share(10**7) == 1.0


def test_a_step_has_the_rate_of_the_step_it_starts_from() -> None:
    halving = GradientDescent(0.5, schedule=StepDecay(1, 0.5))

    assert path(objective(L1()), halving, 5.0, 4) == [5.0, 4.5, 4.25, 4.125, 4.0625]


def test_subgradient_steps_settle_under_a_schedule_and_swing_without_one() -> None:
    function = objective(L1(), parabola())
    swinging = path(function, GradientDescent(0.5), 5.0, 2000)[-10:]
    settled = path(function, GradientDescent(0.5, schedule=InverseSqrt()), 5.0, 2000)[-10:]

    assert max(map(abs, swinging)) > 0.2
    assert max(map(abs, settled)) < 0.02


def test_a_descent_whose_rate_has_fallen_to_zero_stays_where_it_is() -> None:
    run = descend(objective(NoPenalty(), Quadratic()), GradientDescent(0.1, schedule=Cosine(20)), (5.0,), 50)

    assert len(set(run.weights[20:, 0].tolist())) == 1
    assert run.weights[20, 0] > 0.6
