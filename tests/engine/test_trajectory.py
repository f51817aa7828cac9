"""A trajectory: a row per step that nobody can write to."""

import dataclasses

import numpy as np
import pytest

import regsim
from regsim.engine.models import LogisticRegression
from regsim.engine.penalties import L1, L2
from regsim.engine.trajectory import Trajectory, first_moving
from tests.engine.problems import descend, gradient_descent, objective, proximal, random_samples


@pytest.fixture
def ten_steps() -> Trajectory:
    return descend(objective(L1()), gradient_descent(0.5), (5.0,), 10)


def test_there_is_a_row_for_the_start_and_one_per_step(ten_steps: Trajectory) -> None:
    assert ten_steps.weights.shape == (11, 1)
    assert ten_steps.data_loss.shape == ten_steps.penalty.shape == ten_steps.objective.shape == (11,)
    assert ten_steps.last == 10
    assert ten_steps.n_weights == 1
    assert ten_steps.weight_names == ("w1",)
    assert ten_steps.status == "done"
    assert not ten_steps.diverged


def test_no_array_of_a_trajectory_can_be_written_to(ten_steps: Trajectory) -> None:
    for array in (
        ten_steps.weights,
        ten_steps.data_loss,
        ten_steps.penalty,
        ten_steps.objective,
        ten_steps.data_gradient,
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        ten_steps.frame(3).weights[0] = 1.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        ten_steps.status = "changed"  # type: ignore[misc]


def test_a_frame_holds_what_the_arrays_hold_at_its_step(ten_steps: Trajectory) -> None:
    frame = ten_steps.frame(3)

    assert frame.step == 3
    assert frame.weights.tolist() == [3.5]
    assert (frame.data_loss, frame.penalty, frame.objective) == (0.0, 3.5, 3.5)


def test_a_frame_beyond_the_end_is_the_last_there_is(ten_steps: Trajectory) -> None:
    assert ten_steps.frame(10_000).step == 10


def test_only_bit_exact_zeros_are_counted_as_zero(ten_steps: Trajectory) -> None:
    small = descend(objective(L2()), gradient_descent(0.5), (5.0,), 1070)

    assert ten_steps.frame(9).n_nonzero == 1
    assert ten_steps.frame(10).n_nonzero == 0
    assert 0.0 < small.frame(1070).weights[0] < 1e-300
    assert small.frame(1070).n_nonzero == 1


def test_the_columns_are_the_value_and_the_slopes_of_the_objective_at_every_row() -> None:
    function = objective(L2(0.3), LogisticRegression(), random_samples())
    run = descend(function, proximal(0.5), (1.0, -1.0, 2.0, 0.0), 150)
    gradients = np.array([function.gradient(w) for w in run.weights])

    np.testing.assert_allclose(run.data_gradient, [function.data_gradient(w) for w in run.weights], rtol=1e-13)
    for index in range(4):
        np.testing.assert_allclose(run.slope(index), gradients[:, index], rtol=1e-13)
    assert np.array_equal(run.slope(1, slice(3, 7)), run.slope(1)[3:7])
    np.testing.assert_allclose(run.data_loss, function.data_loss(run.weights), rtol=1e-14)
    assert np.array_equal(run.penalty, function.penalty_value(run.weights))
    assert np.array_equal(run.objective, run.data_loss + run.penalty)


def test_what_is_looked_along_first_moves_and_is_the_first_weight_where_none_does() -> None:
    changes = ["data={kind='digits'}", "model={kind='softmax-regression'}", "n_steps=3"]
    digits = regsim.simulate(regsim.load("breast-cancer", changes))
    assert digits[0].weight_names[first_moving(digits)] == "0: pixel 0,1"  # the one before is dark in every image
    for changes in ([], ["start.weights=[0]"]):
        assert first_moving(regsim.simulate(regsim.load("from-five", changes))) == 0
