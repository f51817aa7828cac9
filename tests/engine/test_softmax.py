"""Softmax regression against differences, logistic regression, scikit-learn, and where float64 is at its worst."""

from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression as TheirLogisticRegression

from regsim.arrays import FloatArray
from regsim.engine.models import LogisticRegression, Model, Samples
from regsim.engine.network_loss import NetworkLoss
from regsim.engine.softmax import SoftmaxLoss, SoftmaxRegression
from regsim.parameters import InputError, kinds

TINY = 1e-100  # of a complex step: far below rounding


def classified(m: int = 12, p: int = 3, k: int = 3, *, seed: int = 0, names: tuple[str, ...] = ()) -> Samples:
    """Normal features and k classes, every one of them among the samples."""
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.concatenate([np.arange(k), rng.integers(0, k, m - k)])).astype(np.float64)
    X = rng.standard_normal((m, p)) + y[:, np.newaxis] * rng.standard_normal(p)
    return Samples(X, y, tuple(f"x{j}" for j in range(p)), "species", names)


def bound(samples: Samples, scale: float = 1.0, **fields: Any) -> SoftmaxLoss:
    loss = SoftmaxRegression(**fields).bind(samples, scale=scale)
    assert isinstance(loss, SoftmaxLoss)
    return loss


def points(loss: SoftmaxLoss, n: int = 10) -> FloatArray:
    return 2.0 * np.random.default_rng(1).standard_normal((n, loss.n_weights))


def gradient_at(loss: SoftmaxLoss, w: FloatArray) -> FloatArray:
    out = np.full_like(w, np.nan)
    loss.evaluate(w, out)
    return out


def complex_step(loss: SoftmaxLoss, w: FloatArray) -> FloatArray:
    """The gradient as the imaginary part of D a tiny imaginary step away: no difference, so no digit is lost."""
    values = loss.value(cast("FloatArray", w + 1j * TINY * np.eye(len(w))))
    return np.asarray(values.imag / TINY)


problems = st.builds(
    lambda m, p, k, seed, flag, scale: bound(classified(k + m, p, k, seed=seed), scale, fit_intercept=flag),
    st.integers(0, 12),
    st.integers(1, 5),
    st.integers(2, 6),
    st.integers(0, 2**32),
    st.booleans(),
    st.sampled_from([1.0, 0.125]),
)
sizes = st.sampled_from([0.01, 1.0, 10.0])


@settings(max_examples=200, deadline=None)
@given(problems, sizes, st.integers(0, 2**32))
def test_gradient_agrees_with_a_complex_step_and_with_central_differences(
    loss: SoftmaxLoss, size: float, seed: int
) -> None:
    w = size * np.random.default_rng(seed).standard_normal(loss.n_weights)
    gradient, exact = gradient_at(loss, w), complex_step(loss, w)
    unit = np.abs(exact).max()

    np.testing.assert_allclose(gradient, exact, rtol=1e-12, atol=1e-13 * unit)
    shifts = 1e-5 * np.eye(loss.n_weights, dtype=np.longdouble)
    high, low = (loss.value(cast("FloatArray", w.astype(np.longdouble) + s * shifts)) for s in (1, -1))
    np.testing.assert_allclose(gradient, ((high - low) / 2e-5).astype(np.float64), rtol=1e-6, atol=1e-6 * unit)


@settings(max_examples=50, deadline=None)
@given(problems, st.integers(0, 2**32))
def test_along_one_weight_equals_value_and_gradient_the_long_way(loss: SoftmaxLoss, seed: int) -> None:
    w, grid = np.random.default_rng(seed).standard_normal(loss.n_weights), np.linspace(-3.0, 3.0, 5)
    for index in range(loss.n_weights):
        moved = np.repeat(w[np.newaxis], len(grid), axis=0)
        moved[:, index] = grid
        values, slopes = loss.along(w, index, grid)
        np.testing.assert_allclose(values, loss.value(moved), rtol=1e-12)
        np.testing.assert_allclose(slopes, [gradient_at(loss, v)[index] for v in moved], rtol=1e-10, atol=1e-12)


@settings(max_examples=50, deadline=None)
@given(problems, sizes, st.integers(0, 2**32))
def test_the_hessian_is_that_of_differences_and_the_bound_is_above_it(
    loss: SoftmaxLoss, size: float, seed: int
) -> None:
    w = size * np.random.default_rng(seed).standard_normal(loss.n_weights)
    hessian, bound = loss.hessian(w), loss.hessian_bound()
    unit = np.abs(bound).max()

    np.testing.assert_allclose(hessian, NetworkLoss.hessian(loss, w), rtol=0.0, atol=1e-8 * unit)
    np.testing.assert_allclose(hessian, hessian.T, rtol=0.0, atol=1e-14 * unit)
    assert np.linalg.eigvalsh(hessian)[0] >= -1e-13 * unit
    assert np.linalg.eigvalsh(bound - hessian)[0] >= -1e-13 * unit


def test_the_hessian_of_many_samples_is_summed_up_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    loss = bound(classified())
    w = points(loss, 1)[0]
    whole = loss.hessian(w)

    monkeypatch.setattr("regsim.engine.softmax.PART", 5)  # of 12

    np.testing.assert_allclose(loss.hessian(w), whole, rtol=1e-12, atol=1e-14 * np.abs(whole).max())


@settings(max_examples=50, deadline=None)
@given(problems)
def test_curvature_is_the_largest_eigenvalue_of_the_bound_though_it_is_computed_from_the_features_alone(
    loss: SoftmaxLoss,
) -> None:
    assert loss.curvature() == pytest.approx(np.linalg.eigvalsh(loss.hessian_bound())[-1], rel=1e-11)
    assert loss.curvature(0.5, loss.n_weights) == pytest.approx(loss.curvature() + 0.5, rel=1e-15)
    assert loss.curvature() <= loss.curvature(0.5, loss.n_coefficients) <= loss.curvature() + 0.5 + 1e-12


def test_curvature_with_a_penalty_on_the_coefficients_leaves_the_intercepts_alone() -> None:
    loss = bound(classified())
    matrix = loss.hessian_bound() + np.diag(np.where(np.arange(loss.n_weights) < loss.n_coefficients, 3.0, 0.0))

    assert loss.curvature(3.0, loss.n_coefficients) == pytest.approx(np.linalg.eigvalsh(matrix)[-1], rel=1e-12)


def test_the_bound_is_reached_in_two_classes_of_even_odds() -> None:
    loss = bound(classified(k=2))

    np.testing.assert_allclose(loss.hessian(np.zeros(loss.n_weights)), loss.hessian_bound(), rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("fit_intercept", [True, False])
def test_two_classes_are_logistic_regression_on_the_difference_of_their_weights(fit_intercept: bool) -> None:
    samples = classified(k=2)
    two = bound(samples, 0.25, fit_intercept=fit_intercept)
    one = LogisticRegression(fit_intercept=fit_intercept).bind(samples, scale=0.25)
    gradient, rows = np.empty(one.n_weights), np.array([4, 1, 7])
    for w in points(two):
        coefficients, intercepts = w[:6].reshape(2, 3), w[6:]
        difference = np.append(coefficients[1] - coefficients[0], intercepts[1:] - intercepts[:1])
        value = one.evaluate(difference, gradient)
        assert float(two.value(w)) == pytest.approx(value, rel=1e-13)
        ours = gradient_at(two, w)
        np.testing.assert_allclose(np.append(ours[3:6], ours[7:]), gradient, rtol=1e-11, atol=1e-13)
        np.testing.assert_allclose(np.append(ours[:3], ours[6:7]), -gradient, rtol=1e-11, atol=1e-13)
        np.testing.assert_allclose(two.predict(w, samples.X)[:, 1], one.predict(difference, samples.X), rtol=1e-12)
        np.testing.assert_array_equal(two.accuracy(w), one.accuracy(difference))
        batch = np.empty(two.n_weights)
        two.batch_gradient(w, rows, batch)
        one.batch_gradient(difference, rows, gradient)
        np.testing.assert_allclose(np.append(batch[3:6], batch[7:]), gradient, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("margin", [1000.0, 40.0, 1.0, 1e-9, 0.0])
def test_every_digit_is_kept_at_any_margin(margin: float) -> None:
    samples = Samples(np.array([[1.0], [1.0], [1.0]]), np.array([0.0, 1.0, 2.0]), ("x",), "y")
    everything = bound(samples, fit_intercept=False)
    won = SoftmaxLoss(samples.X[:1], np.array([0]), 3, everything.weight_names, scale=1.0)
    lost = SoftmaxLoss(samples.X[:1], np.array([1]), 3, everything.weight_names, scale=1.0)
    w, gradient = np.array([margin, 0.0, 0.0]), np.empty(3)
    small = np.exp(-margin)

    with np.errstate(under="ignore"):
        value = won.evaluate(w, gradient)
    assert value == pytest.approx(np.log1p(2.0 * small), rel=1e-15, abs=0.0)
    share = small / (1.0 + 2.0 * small)
    np.testing.assert_allclose(gradient, [-2.0 * share, share, share], rtol=1e-15)
    if margin > 30.0:
        assert lost.evaluate(w, gradient) == margin
        assert gradient.tolist() == pytest.approx([1.0, -1.0, small], rel=1e-15)


def test_every_digit_of_the_hessian_is_kept_where_a_class_has_won() -> None:
    names = ("a", "b", "c")
    loss = SoftmaxLoss(np.array([[1.0]]), np.array([0]), 3, names, scale=1.0)
    rare = np.exp(-40.0)

    hessian = loss.hessian(np.array([40.0, 0.0, 0.0]))

    np.testing.assert_allclose(hessian[0], [2.0 * rare, -rare, -rare], rtol=1e-14)
    np.testing.assert_allclose(hessian.sum(axis=1), 0.0, atol=1e-15 * rare)


def test_a_recorder_gives_the_values_and_gradients_of_single_points() -> None:
    loss = bound(classified())
    weights, gradients = points(loss), np.empty((10, loss.n_weights))
    recorder = loss.recorder(10)
    for row, w in enumerate(weights):
        recorder.gradient(row, w, gradients[row])

    assert np.array_equal(recorder.values(weights, gradients), [loss.evaluate(w, np.empty_like(w)) for w in weights])
    assert np.array_equal(gradients, [gradient_at(loss, w) for w in weights])


def test_value_and_accuracy_broadcast_row_by_row() -> None:
    loss = bound(classified(300, k=4))
    stack = points(loss, 600).reshape(2, 300, -1)
    values, accuracies = loss.value(stack), loss.accuracy(stack)

    assert accuracies is not None
    assert values.shape == accuracies.shape == (2, 300)
    for at in ((0, 0), (0, 299), (1, 150)):
        assert values[at] == float(loss.value(stack[at]))
        assert accuracies[at] == float(np.asarray(loss.accuracy(stack[at])))
    assert loss.value(stack[:, :0]).shape == (2, 0)


def test_the_gradient_of_all_samples_is_that_of_the_batches_weighted_by_their_sizes() -> None:
    loss = bound(classified(11), 0.5)
    w = points(loss)[0]
    order, total, estimate = (
        np.random.default_rng(2).permutation(11),
        np.zeros(loss.n_weights),
        np.empty(loss.n_weights),
    )
    for rows in np.split(order, [1, 3, 6, 10]):
        loss.batch_gradient(w, rows, estimate)
        total += estimate * len(rows) / 11

    np.testing.assert_allclose(total, gradient_at(loss, w), rtol=1e-12, atol=1e-14)


def test_predictions_are_probabilities_that_sum_to_one_and_the_likeliest_class_is_told() -> None:
    samples = classified(40, k=4)
    loss = bound(samples)
    for w in points(loss):
        p = loss.predict(w, samples.X)
        assert p.shape == (40, 4)
        assert p.min() >= 0.0
        np.testing.assert_allclose(p.sum(axis=1), 1.0, rtol=1e-14)
        assert loss.accuracy(w) == np.mean(np.argmax(p, axis=1) == samples.y)


def test_the_trivial_model_predicts_the_share_of_every_class_and_the_data_pull_on_no_intercept() -> None:
    samples = classified(20, k=4)
    loss = bound(samples)
    w = loss.trivial(loss.n_coefficients)

    assert not w[: loss.n_coefficients].any()
    assert w.sum() == pytest.approx(0.0, abs=1e-15)
    np.testing.assert_allclose(loss.predict(w, samples.X[:1])[0], np.bincount(samples.y.astype(int)) / 20, rtol=1e-14)
    np.testing.assert_allclose(gradient_at(loss, w)[loss.n_coefficients :], 0.0, atol=1e-14)
    assert not loss.trivial(loss.n_weights).any()
    without = bound(samples, fit_intercept=False)
    assert not without.trivial(without.n_coefficients).any()


def test_weights_are_in_the_order_of_classes_and_features_then_the_intercepts() -> None:
    loss = bound(classified(k=2, p=2, names=("setosa", "virginica")))

    assert loss.weight_names == (
        "setosa: x0",
        "setosa: x1",
        "virginica: x0",
        "virginica: x1",
        "setosa: intercept",
        "virginica: intercept",
    )
    assert loss.fan_in.tolist() == [2.0, 2.0, 2.0, 2.0, 0.0, 0.0]
    assert bound(classified(k=2, p=1), fit_intercept=False).weight_names == ("0: x0", "1: x0")
    named = Samples(np.eye(2), np.array([3.0, 7.5]), ("intercept", "b"), "y")
    assert bound(named).weight_names[-2:] == ("3: intercept (2)", "7.5: intercept (2)")


def test_the_penalty_leaves_the_intercepts_out_unless_asked() -> None:
    loss = bound(classified())

    assert SoftmaxRegression().n_penalized(loss) == loss.n_coefficients == 9
    assert SoftmaxRegression(penalize_intercept=True).n_penalized(loss) == loss.n_weights == 12


@pytest.mark.parametrize(
    ("n", "message"),
    [
        (1, "target y must have 2 to 100 classes for softmax regression, got 1"),
        (101, "target y must have 2 to 100 classes for softmax regression, got 101"),
    ],
)
def test_a_target_without_a_few_classes_is_refused(n: int, message: str) -> None:
    samples = Samples(np.zeros((n, 1)), np.arange(n, dtype=np.float64), ("x",), "y")

    with pytest.raises(InputError) as caught:
        bound(samples)
    assert str(caught.value) == message
    assert caught.value.field == "data.target"


def test_data_are_needed() -> None:
    with pytest.raises(InputError, match="for softmax regression, got 'none'"):
        SoftmaxRegression().bind(None, scale=1.0)


def test_on_samples_to_validate_on_the_classes_are_those_of_the_training() -> None:
    training = classified(k=3)
    few = Samples(training.X[:4], np.array([2.0, 2.0, 0.0, 2.0]), training.feature_names, "species", (), training)
    w = points(bound(training))[0]
    logs = np.log(bound(training).predict(w, few.X))

    assert float(bound(few).value(w)) == pytest.approx(-logs[np.arange(4), [2, 2, 0, 2]].sum(), rel=1e-13)


def test_it_is_a_kind_of_model_and_convex() -> None:
    assert kinds(Model)["softmax-regression"] is SoftmaxRegression
    assert bound(classified()).is_convex


@pytest.mark.parametrize("n_classes", [3, 5])
def test_the_optimum_under_l2_is_that_of_scikit_learn(n_classes: int) -> None:
    samples, strength = classified(60, 4, n_classes, seed=4), 0.5
    loss = bound(samples)
    n = loss.n_coefficients
    decay = np.where(np.arange(loss.n_weights) < n, strength, 0.0)
    w = np.zeros(loss.n_weights)
    for _ in range(20):
        matrix, force = loss.hessian(w) + np.diag(decay), gradient_at(loss, w) + decay * w
        w -= np.linalg.lstsq(matrix, force, rcond=1e-12)[0]
    make: Any = TheirLogisticRegression  # its arguments differ between versions
    theirs = make(C=1.0 / strength, solver="newton-cg", tol=1e-10, max_iter=1000)
    theirs.fit(samples.X, samples.y)

    np.testing.assert_allclose(w[:n].reshape(n_classes, 4), theirs.coef_, rtol=0.0, atol=1e-8)
    ours = w[n:] - w[n:].mean()
    np.testing.assert_allclose(ours, theirs.intercept_ - theirs.intercept_.mean(), rtol=0.0, atol=1e-8)
    np.testing.assert_allclose(loss.predict(w, samples.X), theirs.predict_proba(samples.X), rtol=0.0, atol=1e-9)
    assert loss.accuracy(w) == theirs.score(samples.X, samples.y)
