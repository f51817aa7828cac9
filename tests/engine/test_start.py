"""Where a descent starts."""

import numpy as np
import pytest

from regsim.engine.losses import DataLoss
from regsim.engine.models import LogisticRegression, PenaltyOnly
from regsim.engine.objective import bind
from regsim.engine.start import FanIn, Normal, Start, Values, Zeros
from regsim.parameters import InputError, kinds
from tests.engine.problems import MEAN, random_samples


def weights(n: int) -> DataLoss:
    return bind(PenaltyOnly(n), None, MEAN)


def test_every_start_of_the_design_is_registered() -> None:
    assert set(kinds(Start)) >= {"zeros", "values", "normal", "fan-in"}


def test_zeros_are_as_many_as_the_model_has_weights() -> None:
    assert Zeros().initial(weights(3)).tolist() == [0.0, 0.0, 0.0]


def test_values_are_taken_as_they_are() -> None:
    assert Values((5.0, -0.25)).initial(weights(2)).tolist() == [5.0, -0.25]


def test_values_that_do_not_match_the_model_are_refused_with_both_counts() -> None:
    sentence = r"^start\.weights must have one value per weight of the model, 3, got 2$"
    with pytest.raises(InputError, match=sentence) as caught:
        Values((5.0, 1.0)).initial(weights(3))
    assert caught.value.field == "start.weights"


@pytest.mark.parametrize("weight", [float("nan"), float("inf")])
def test_values_must_be_finite(weight: float) -> None:
    with pytest.raises(InputError, match=r"^weights must be a list of finite numbers, got \["):
        Values((weight,))


def test_a_random_start_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    first, again, other = (Normal(2.0, seed).initial(weights(4)) for seed in (1, 1, 2))

    assert first.tobytes() == again.tobytes()
    assert not np.any(first == other)


def test_a_random_start_grows_with_its_scale_and_leaves_the_global_generator_alone() -> None:
    before = np.random.get_state(legacy=False)["state"]["pos"]  # noqa: NPY002  # that nobody uses it is what is tested

    assert np.array_equal(Normal(3.0, 7).initial(weights(5)), 3.0 * Normal(1.0, 7).initial(weights(5)))
    assert np.random.get_state(legacy=False)["state"]["pos"] == before  # noqa: NPY002
    assert not Normal(0.0, 7).initial(weights(5)).any()


def test_a_start_by_layer_has_the_spread_of_its_inputs_and_no_intercept() -> None:
    loss = bind(LogisticRegression(), random_samples(5, 400), MEAN)
    start = FanIn(2.0, 3).initial(loss)

    assert start[-1] == 0.0
    assert np.std(start[:-1]) == pytest.approx(2.0 / np.sqrt(400), rel=0.1)
    assert start.tobytes() == FanIn(2.0, 3).initial(loss).tobytes()
    assert not np.array_equal(start, FanIn(2.0, 4).initial(loss))
