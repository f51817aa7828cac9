"""Minibatches: every sample once an epoch, in an order that follows from the seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.engine.batches import Batches
from regsim.engine.models import LinearRegression, LogisticRegression, PenaltyOnly
from regsim.engine.optimizers import GradientDescent, Optimizer
from regsim.engine.penalties import L2
from regsim.parameters import kinds
from tests.engine.problems import descend, objective, random_samples

FUNCTION = objective(L2(0.1), LogisticRegression(), random_samples(20, 3))


@given(st.integers(1, 30), st.integers(1, 40), st.integers(0, 99))
def test_an_epoch_deals_every_sample_once(n_samples: int, size: int, seed: int) -> None:
    batches = Batches(n_samples, size, seed)
    per_epoch = -(-n_samples // size)
    for epoch in range(3):
        dealt = [batches.rows(epoch * per_epoch + i) for i in range(per_epoch)]
        assert sorted(np.concatenate(dealt).tolist()) == list(range(n_samples))
        assert all(len(rows) == min(size, n_samples) for rows in dealt[:-1])


def test_the_order_is_new_every_epoch_and_the_same_for_the_same_seed() -> None:
    a, b, other = Batches(50, 50, 1), Batches(50, 50, 1), Batches(50, 50, 2)

    assert a.rows(0).tolist() == b.rows(0).tolist() != other.rows(0).tolist()
    assert a.rows(0).tolist() != a.rows(1).tolist()
    assert a.rows(0).tolist() == b.rows(0).tolist()  # asked for out of order


@pytest.mark.parametrize("model", [LinearRegression(), LogisticRegression()], ids=lambda m: type(m).__name__)
def test_a_descent_on_minibatches_is_the_loop_one_would_write(model: LinearRegression | LogisticRegression) -> None:
    samples = random_samples(20, 3)
    function = objective(L2(0.1), model, samples)
    run = descend(function, GradientDescent(0.2, batch_size=6, seed=5), np.ones(4), 30)

    batches, w = Batches(20, 6, 5), np.ones(4)
    for k in range(30):
        np.testing.assert_allclose(run.weights[k], w, rtol=1e-12)
        rows = batches.rows(k)
        X, y = np.hstack([samples.X[rows], np.ones((len(rows), 1))]), samples.y[rows]
        guess = X @ w if isinstance(model, LinearRegression) else 1.0 / (1.0 + np.exp(-(X @ w)))
        gradient = X.T @ (guess - y) / len(rows)
        np.testing.assert_allclose(run.update(k).gradient, gradient, rtol=1e-10, atol=1e-14)
        w = w - 0.2 * (gradient + 0.1 * w * [1, 1, 1, 0])


def test_what_is_recorded_is_the_loss_over_all_samples() -> None:
    run = descend(FUNCTION, GradientDescent(0.2, batch_size=3), np.ones(4), 20)

    np.testing.assert_allclose(run.data_loss, FUNCTION.data_loss(run.weights), rtol=1e-13)
    np.testing.assert_allclose(run.data_gradient, [FUNCTION.data_gradient(w) for w in run.weights], rtol=1e-12)


@pytest.mark.parametrize("rule", kinds(Optimizer).values(), ids=lambda cls: cls.__name__)
def test_a_batch_of_all_samples_is_no_batch_and_a_smaller_one_differs(rule: type[Optimizer]) -> None:
    whole = descend(FUNCTION, rule(learning_rate=0.05), np.ones(4), 40).weights
    of_all = descend(FUNCTION, rule(learning_rate=0.05, batch_size=20), np.ones(4), 40).weights
    of_some = descend(FUNCTION, rule(learning_rate=0.05, batch_size=7), np.ones(4), 40).weights
    again = descend(FUNCTION, rule(learning_rate=0.05, batch_size=7), np.ones(4), 40).weights

    assert of_all.tobytes() == whole.tobytes()
    assert of_some.tobytes() == again.tobytes() != whole.tobytes()
    assert np.abs(of_some - whole).max() < 1.0


def test_without_data_every_batch_is_the_whole() -> None:
    run = descend(objective(L2(), PenaltyOnly()), GradientDescent(0.5, batch_size=1), (5.0,), 3)

    assert run.weights[:, 0].tolist() == [5.0, 2.5, 1.25, 0.625]
