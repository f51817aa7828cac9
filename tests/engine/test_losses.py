"""Data losses against differences, against the long way, and where float64 is at its worst."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.special import expit

from regsim.arrays import FloatArray
from regsim.engine.logistic import LogisticLoss, sigmoid
from regsim.engine.losses import CURVATURES, AffineRecorder, DataLoss
from regsim.engine.models import LinearRegression, LogisticRegression, PenaltyOnly, Quadratic, Samples
from regsim.engine.objective import bind
from regsim.engine.quadratic import QuadraticLoss
from tests.engine.problems import MEAN, SUM, bound_losses, numerical_gradient, random_samples, single

LOSSES = bound_losses()
each_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())


def points(loss: DataLoss, n: int = 20) -> FloatArray:
    return 2.0 * np.random.default_rng(1).standard_normal((n, len(loss.weight_names)))


def gradient_at(loss: DataLoss, w: FloatArray) -> FloatArray:
    out = np.full_like(w, np.nan)
    loss.evaluate(w, out)
    return out


@each_loss
def test_gradient_agrees_with_central_differences(loss: DataLoss) -> None:
    for w in points(loss):
        np.testing.assert_allclose(gradient_at(loss, w), numerical_gradient(loss.value, w), rtol=1e-8, atol=1e-9)


@each_loss
def test_evaluate_gives_the_value_and_keeps_its_hands_off_the_weights(loss: DataLoss) -> None:
    for w in points(loss):
        w.flags.writeable = False
        value = loss.evaluate(w, np.empty_like(w))
        assert value == pytest.approx(float(loss.value(w)), rel=1e-13, abs=1e-13)
        assert value == loss.evaluate(w, np.empty_like(w))


@each_loss
def test_value_broadcasts_row_by_row(loss: DataLoss) -> None:
    stack = points(loss, 6).reshape(2, 3, -1)
    values = loss.value(stack)

    assert values.shape == (2, 3)
    for at in np.ndindex(2, 3):
        assert values[at] == pytest.approx(float(loss.value(stack[at])), rel=1e-13)


@each_loss
def test_along_one_weight_equals_value_and_gradient_the_long_way(loss: DataLoss) -> None:
    grid = np.linspace(-4.0, 4.0, 9)
    at = points(loss)
    for index in range(0, loss.n_weights, max(1, loss.n_weights // 12)):
        w = at[index % len(at)]
        moved = np.repeat(w[np.newaxis], len(grid), axis=0)
        moved[:, index] = grid
        values, slopes = loss.along(w, index, grid)
        np.testing.assert_allclose(values, loss.value(moved), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(slopes, [gradient_at(loss, v)[index] for v in moved], rtol=1e-11, atol=1e-12)


@each_loss
def test_a_batch_of_all_samples_has_the_gradient_of_all_and_batches_add_up_to_it(loss: DataLoss) -> None:
    order = np.random.default_rng(3).permutation(loss.n_samples)
    for w in points(loss, 5):
        whole, estimate = gradient_at(loss, w), np.empty_like(w)
        loss.batch_gradient(w, order, estimate)
        np.testing.assert_allclose(estimate, whole, rtol=1e-10, atol=1e-12)
        mean = np.zeros_like(w)
        for rows in np.array_split(order, min(3, len(order))):
            loss.batch_gradient(w, rows, estimate)
            mean += estimate * len(rows) / len(order)
        np.testing.assert_allclose(mean, whole, rtol=1e-10, atol=1e-12)


@each_loss
def test_a_recorder_gives_value_and_gradient_of_every_row_of_its_block(loss: DataLoss) -> None:
    rows = points(loss, 7)
    recorder, gradients, again = loss.recorder(7), np.empty_like(rows), np.empty_like(rows)
    for row in range(7):
        recorder.gradient(row, rows[row], gradients[row])
    values = recorder.values(rows, gradients).copy()

    np.testing.assert_allclose(values, loss.value(rows), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(gradients, [gradient_at(loss, w) for w in rows], rtol=1e-12, atol=1e-13)
    if isinstance(recorder, AffineRecorder):
        recorder.weights[:] = rows
        recorder.gradients(again)
        np.testing.assert_allclose(again[1:], gradients[1:], rtol=1e-12, atol=1e-13)


@each_loss
def test_the_hessian_is_that_of_differences_of_the_gradient(loss: DataLoss) -> None:
    for w in points(loss, 3):
        differences = np.array(
            [(gradient_at(loss, w + h) - gradient_at(loss, w - h)) / 2e-5 for h in 1e-5 * np.eye(loss.n_weights)]
        )
        np.testing.assert_allclose(loss.hessian(w), differences, rtol=1e-4, atol=1e-5)


@each_loss
def test_the_gradient_changes_no_faster_than_the_curvature(loss: DataLoss) -> None:
    if not loss.is_convex:
        assert np.isnan(loss.curvature())
        return
    rng = np.random.default_rng(2)
    for w in points(loss):
        for scale in (1e-3, 1.0, 10.0):
            v = w + scale * rng.standard_normal(w.shape)
            change = np.linalg.norm(gradient_at(loss, v) - gradient_at(loss, w))
            assert change <= loss.curvature() * np.linalg.norm(v - w) * (1.0 + 1e-9) + 1e-12


def test_curvature_with_a_penalty_on_some_weights_is_that_of_now_whatever_was_asked_before() -> None:
    loss = bind(Quadratic(((2.0, 1.0), (1.0, 3.0)), (0.0, 0.0)), None, MEAN)
    for added, n_added in ((1.0, 1), (4.0, 1), (4.0, 2), (-1.0, 1), (4.0, 1), (1.0, 1)):
        hessian = np.array([[2.0, 1.0], [1.0, 3.0]]) + np.diag([added, added * (n_added == 2)])
        assert loss.curvature(added, n_added) == pytest.approx(np.linalg.eigvalsh(hessian)[-1])


def test_curvature_of_a_quadratic_is_the_largest_eigenvalue() -> None:
    assert bind(Quadratic(((2.0, 0.0), (0.0, 3.0)), (0.0, 0.0)), None, MEAN).curvature() == pytest.approx(3.0)
    assert bind(Quadratic(((1.0, 0.8), (0.8, 1.0)), (0.0, 0.0)), None, MEAN).curvature() == pytest.approx(1.8)
    assert bind(PenaltyOnly(3), None, MEAN).curvature() == 0.0


def test_the_curvature_with_a_penalty_is_that_penalty_s_however_many_were_asked_for_before() -> None:
    loss = bind(LogisticRegression(), random_samples(30, 3), MEAN)
    for added in [*np.linspace(0.1, 2.0, 2 * CURVATURES), 0.1, 0.1]:
        for n_added in (2, 3):
            hessian = loss.hessian_bound() + np.diag([added] * n_added + [0.0] * (4 - n_added))
            expected = np.linalg.eigvalsh(hessian)[-1]
            assert loss.curvature(float(added), n_added) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("n_features", [3, 20])
def test_curvature_of_least_squares_is_the_largest_eigenvalue_of_the_gram_matrix(n_features: int) -> None:
    samples = random_samples(12, n_features)
    design = np.hstack([samples.X, np.ones((12, 1))])

    curvature = bind(LinearRegression(), samples, MEAN).curvature()

    assert curvature == pytest.approx(np.linalg.norm(design, 2) ** 2 / 12, rel=1e-12)


@pytest.mark.parametrize("n_features", [3, 20])
def test_curvature_of_logistic_regression_is_reached_at_the_steepest_point_of_the_sigmoid(n_features: int) -> None:
    samples = random_samples(12, n_features)
    loss = bind(LogisticRegression(fit_intercept=False), samples, SUM)

    hessian_at_zero = samples.X.T @ samples.X / 4.0

    assert loss.curvature() == pytest.approx(np.linalg.eigvalsh(hessian_at_zero)[-1], rel=1e-12)


def exact_half_squares(samples: Samples, w: FloatArray) -> Fraction:
    """½Σ(xᵀw + b − y)² in exact arithmetic."""
    total = Fraction(0)
    *slopes, intercept = map(Fraction, w.tolist())
    for row, y in zip(samples.X.tolist(), samples.y.tolist(), strict=True):
        prediction = sum((Fraction(x) * slope for x, slope in zip(row, slopes, strict=True)), intercept)
        total += (prediction - Fraction(y)) ** 2
    return total / 2


@pytest.mark.parametrize("level", [0.0, 1e3, 1e6])
def test_least_squares_keeps_its_digits_where_the_target_has_a_large_mean(level: float) -> None:
    samples = random_samples(30, 4, binary=False)
    samples = Samples(samples.X, samples.y + level, samples.feature_names, "y")
    loss = bind(LinearRegression(), samples, SUM)
    design = np.hstack([samples.X, np.ones((30, 1))])
    best = np.linalg.solve(design.T @ design, design.T @ samples.y)

    rounding = max(1e-12, 1e-17 * level)  # each residual is rounded like the target; ½yᵀy − … would lose level² of it
    for w in (best, best + 0.01, best - 1.0, np.zeros(5)):
        assert float(loss.value(w)) == pytest.approx(float(exact_half_squares(samples, w)), rel=rounding)


def test_least_squares_of_perfectly_fitted_data_is_zero_at_the_fit_and_exact_around_it() -> None:
    rng = np.random.default_rng(5)
    X = rng.integers(-8, 9, (30, 3)).astype(np.float64)
    fit = np.array([1.5, -2.0, 0.25, 1000.0])
    samples = Samples(X, X @ fit[:-1] + fit[-1], ("a", "b", "c"), "y")
    loss = bind(LinearRegression(), samples, SUM)

    assert 0.0 <= float(loss.value(fit)) < 1e-20
    for distance in (1e-6, 1e-3, 1.0):
        w = fit + distance
        assert float(loss.value(w)) == pytest.approx(float(exact_half_squares(samples, w)), rel=1e-6 * 1e-6 / distance)


def test_least_squares_of_one_sample_or_columns_that_repeat_has_a_finite_centre() -> None:
    one = single((2.0,), (3.0,))
    twice = Samples(np.repeat(one.X, 2, axis=1), one.y, ("x", "x again"), "y")
    constant = single((0.0, 0.0), (1.0, 3.0))

    for samples in (one, twice):
        loss = bind(LinearRegression(), samples, MEAN)
        assert float(loss.value(np.zeros(len(loss.weight_names)))) == pytest.approx(4.5)
    assert float(bind(LinearRegression(), constant, MEAN).value(np.array([7.0, 2.0]))) == pytest.approx(0.5)


@pytest.mark.parametrize("margin", [1000.0, -1000.0, 40.0, -40.0])
def test_logistic_loss_keeps_its_digits_at_any_margin(margin: float) -> None:
    loss = LogisticLoss(np.array([[1.0]]), np.array([1.0]), ("w",), scale=1.0, n_coefficients=1)
    out = np.empty(1)

    with np.errstate(over="ignore"):
        value = loss.evaluate(np.array([margin]), out)

    if margin > 0:
        assert value == pytest.approx(np.exp(-margin), rel=1e-14)
        assert out[0] == pytest.approx(-np.exp(-margin), rel=1e-14)
    else:
        assert value == -margin
        assert out[0] == -1.0


def test_logistic_loss_at_zero_is_the_logarithm_of_two_per_sample() -> None:
    loss = bind(LogisticRegression(), random_samples(10, 2), MEAN)

    assert float(loss.value(np.zeros(3))) == pytest.approx(np.log(2.0), rel=1e-15)


@each_loss
def test_the_trivial_model_is_evaluated_once_and_cannot_be_changed(loss: DataLoss) -> None:
    for n_penalized in (loss.n_coefficients, loss.n_weights):
        known = loss.at_trivial(n_penalized)
        assert loss.at_trivial(n_penalized) is known
        assert loss.hessian_at_trivial(n_penalized) is loss.hessian_at_trivial(n_penalized)

        assert known.weights.tolist() == loss.trivial(n_penalized).tolist()
        assert known.gradient.tolist() == gradient_at(loss, known.weights).tolist()
        assert known.data_loss == pytest.approx(float(loss.value(known.weights)), rel=1e-12, abs=1e-14)
        assert np.array_equal(loss.hessian_at_trivial(n_penalized), loss.hessian(known.weights))
        for array in (known.weights, known.gradient):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1.0


def test_samples_far_on_their_side_cost_nothing_and_that_has_no_sign() -> None:
    loss = bind(LogisticRegression(), single((-1.0, 1.0), (0.0, 1.0)), MEAN)
    w, out, recorder = np.array([1000.0, 0.0]), np.empty(2), loss.recorder(2)
    with np.errstate(over="ignore"):
        recorder.gradient(0, w, out)
        along = loss.along(w, 0, np.array([1000.0]))[0]
        losses = [loss.evaluate(w, out), float(recorder.values(w[np.newaxis], out)[0]), float(along[0])]

    assert losses == [0.0] * 3
    assert not np.signbit(losses).any()


def test_logistic_loss_equals_its_textbook_form_with_labels_0_and_1() -> None:
    samples = random_samples(15, 2)
    loss = bind(LogisticRegression(fit_intercept=False), samples, SUM)
    for w in points(loss):
        z = samples.X @ w
        p = 1.0 / (1.0 + np.exp(-z))
        cross_entropy = -(samples.y * np.log(p) + (1.0 - samples.y) * np.log(1.0 - p)).sum()
        assert float(loss.value(w)) == pytest.approx(cross_entropy, rel=1e-12)
        np.testing.assert_allclose(gradient_at(loss, w), samples.X.T @ (p - samples.y), rtol=1e-11, atol=1e-13)


def test_a_quadratic_loss_is_its_formula_in_exact_arithmetic() -> None:
    loss = QuadraticLoss(
        np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([1.0, -1.0]), ("a", "b"), slope=np.array([0.25, -0.5]), floor=3.0
    )
    out = np.empty(2)

    assert loss.evaluate(np.array([3.0, 1.0]), out) == 3.0 + (0.5 - 1.0) + (4.0 + 2.0 + 2.0)
    assert out.tolist() == [0.25 + 5.0, -0.5 + 3.0]


def test_the_sigmoid_is_scipys_at_every_size() -> None:
    z = np.concatenate([np.linspace(-708.0, 708.0, 5001), np.linspace(-5.0, 5.0, 1001), [-1e308, 1e308, 0.0]])
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(sigmoid(z), expit(z), rtol=5e-15, atol=0.0)
