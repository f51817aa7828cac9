"""λ paths: what holds along every one of them, and how the best strength is chosen."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression as ScikitLogistic
from sklearn.linear_model import lasso_path

from regsim.arrays import FloatArray
from regsim.engine.models import LinearRegression, LogisticRegression, Model, Quadratic
from regsim.engine.objective import Convention, bind
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, Penalty
from regsim.engine.reference import SEPARABLE, NoOptimum
from regsim.engine.softmax import SoftmaxRegression
from regsim.engine.strength import largest_strength
from regsim.engine.sweep import CrossValidation, Path, default_strengths, follow, lowest
from tests.engine.problems import CONVENTIONS, MEAN, SUM, random_samples

PENALTIES = (L1(), L2(), ElasticNet(), ElasticNet(l1_ratio=0.2), L2Norm())


def linear(seed: int = 0, n_samples: int = 40, n_features: int = 6) -> tuple[FloatArray, FloatArray]:
    """Centred features and a centred target of numbers."""
    samples = random_samples(n_samples, n_features, seed=seed, binary=False)
    return samples.X - samples.X.mean(axis=0), samples.y - samples.y.mean()


def along(
    penalty: Penalty,
    strengths: FloatArray | list[float],
    model: Model | None = None,
    convention: Convention = MEAN,
    seed: int = 0,
    *,
    binary: bool = False,
) -> Path:
    """The path on 40 samples of 6 features."""
    model = model or LinearRegression()
    loss = bind(model, random_samples(40, 6, seed=seed, binary=binary), convention)
    return follow(model, convention, loss, penalty, np.array(strengths, dtype=np.float64))


@settings(max_examples=60)
@given(
    penalty=st.sampled_from(PENALTIES),
    convention=st.sampled_from(CONVENTIONS),
    is_logistic=st.booleans(),
    seed=st.integers(0, 10_000),
    strengths=st.lists(st.floats(-3.0, 3.0), min_size=3, max_size=8, unique=True),
)
def test_a_larger_strength_never_has_more_penalty_or_less_data_loss_and_the_objective_is_concave(
    penalty: Penalty, convention: Convention, is_logistic: bool, seed: int, strengths: list[float]
) -> None:
    model: Model = LogisticRegression() if is_logistic else LinearRegression()
    powers = 10.0 ** np.sort(strengths)
    assume((powers[1:] > powers[:-1] * (1.0 + 1e-6)).all())
    path = along(penalty, list(powers), model, convention, seed, binary=is_logistic)
    loss = bind(model, random_samples(40, 6, seed=seed, binary=is_logistic), convention)
    plain = float(loss.value(loss.trivial(path.n_penalized)))
    rounding = 1e-11 * plain

    by = 40 if convention.penalty_term == "per-sample" else 1
    R, D, J, acting = path.constraint, path.data_loss, path.objective, path.strengths / by
    assert (np.diff(R) <= 1e-9 * R[:-1] + 1e-300).all()
    assert (np.diff(D) >= -rounding).all()
    assert (np.diff(J) >= -rounding).all()
    # Between two strengths J* rises by no more than along the tangent at the smaller, no less than at the larger: it is
    # concave and its slope is R(w*).
    rise, run = np.diff(J), np.diff(acting)
    assert (rise <= run * R[:-1] + rounding).all()
    assert (rise >= run * R[1:] - rounding).all()
    assert (plain + rounding >= J).all()
    np.testing.assert_allclose(path.penalty_value, acting * R, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("penalty", [L1(), ElasticNet(), L2Norm()])
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_by_default_a_path_ends_with_the_first_strength_that_leaves_no_weight(
    penalty: Penalty, convention: Convention
) -> None:
    model = LinearRegression()
    loss = bind(model, random_samples(40, 6, binary=False), convention)
    strengths = default_strengths(largest_strength(penalty, loss, 6, convention))
    path = follow(model, convention, loss, penalty, strengths)

    assert len(strengths) == 61
    assert strengths[0] == pytest.approx(1e-4 * strengths[-1])
    assert not path.weights[-1, :6].any()
    assert path.n_zeros[-1] == 6
    assert path.weights[:-1, :6].any(axis=1).all()
    assert path.violation.max() < 1e-11 * strengths[-1]


@pytest.mark.parametrize("largest", [np.inf, 0.0, 1e-307])
def test_without_a_largest_strength_the_strengths_span_six_decades_around_1(largest: float) -> None:
    strengths = default_strengths(largest)

    assert (strengths[0], strengths[-1]) == (pytest.approx(1e-3), pytest.approx(1e3))
    np.testing.assert_allclose(strengths[1:] / strengths[:-1], 1e6 ** (1.0 / 60.0))


def test_the_path_of_l1_is_that_of_scikit_learn() -> None:
    X, y = linear()
    model = LinearRegression(fit_intercept=False)
    samples = random_samples(40, 6, binary=False)
    centred = type(samples)(X, y, samples.feature_names, "y")
    loss = bind(model, centred, MEAN)
    strengths = np.geomspace(1e-3, 1.1, 40)

    path = follow(model, MEAN, loss, L1(), strengths)

    _, coefficients, _ = lasso_path(X, y, alphas=strengths[::-1], tol=1e-14, max_iter=100_000)
    np.testing.assert_allclose(path.weights, coefficients.T[::-1], atol=1e-9)
    np.testing.assert_array_equal(path.weights == 0.0, coefficients.T[::-1] == 0.0)


@pytest.mark.parametrize("ratio", [0.0, 0.5, 1.0])
def test_logistic_paths_are_those_of_scikit_learn_fitted_one_by_one(ratio: float) -> None:
    samples = random_samples(60, 5, seed=2)
    model = LogisticRegression()
    strengths = np.array([0.3, 1.0, 3.0])

    path = follow(model, SUM, bind(model, samples, SUM), ElasticNet(1.0, ratio), strengths)

    for w, strength in zip(path.weights, strengths, strict=True):
        fitted = ScikitLogistic(C=1.0 / strength, l1_ratio=ratio, solver="saga", tol=1e-10, max_iter=100_000)
        fitted.fit(samples.X, samples.y)
        np.testing.assert_allclose(w, [*fitted.coef_[0], *fitted.intercept_], atol=1e-6)
        np.testing.assert_array_equal(w[:5] == 0.0, fitted.coef_[0] == 0.0)


def test_the_training_accuracy_stands_beside_every_optimum() -> None:
    path = along(L2(), [0.01, 1.0, 100.0], LogisticRegression(), binary=True)

    assert path.accuracy is not None
    assert path.accuracy.shape == (3,)
    assert path.accuracy[0] > 0.7
    assert along(L2(), [1.0]).accuracy is None


def test_l2_alone_makes_no_zero_and_a_textbook_bowl_has_the_claimed_optima() -> None:
    bowl = Quadratic(((1.0, 0.8), (0.8, 1.0)), (5.0 / 3.0, -5.0 / 6.0))
    loss = bowl.bind(None, scale=1.0)

    path = follow(bowl, MEAN, loss, L1(), np.array([0.05, 0.1, 0.3, 0.5, 1.0]))

    expected = [[1.416667, -0.583333], [1.166667, -0.333333], [0.7, 0.0], [0.5, 0.0], [0.0, 0.0]]
    np.testing.assert_allclose(path.weights, expected, atol=5e-7)
    assert path.n_zeros.tolist() == [0, 0, 1, 1, 2]
    assert follow(bowl, MEAN, loss, L2(), np.geomspace(0.01, 100.0, 20)).n_zeros.sum() == 0


def test_it_is_told_after_every_strength() -> None:
    model, told = LinearRegression(), list[int]()
    loss = bind(model, random_samples(binary=False), MEAN)

    follow(model, MEAN, loss, L2(), np.array([0.1, 1.0, 10.0]), told=told.append)

    assert told == [1, 1, 1]


@pytest.mark.parametrize("penalty", PENALTIES, ids=repr)
@pytest.mark.parametrize("model", [LogisticRegression(), SoftmaxRegression()], ids=repr)
def test_where_the_search_for_one_strength_ends_and_the_next_begins_the_hessian_is_computed_once(
    model: Model, penalty: Penalty, monkeypatch: pytest.MonkeyPatch
) -> None:
    loss = bind(model, random_samples(40, 6), MEAN)
    hessian, asked = loss.hessian, list[bytes]()

    def counted(w: FloatArray) -> FloatArray:
        asked.append((w + 0.0).tobytes())
        return hessian(w)

    monkeypatch.setattr(loss, "hessian", counted)

    path = follow(model, MEAN, loss, penalty, np.geomspace(0.01, 0.1, 4))

    assert path.weights.any(axis=1).all()
    assert len(asked) > 4
    assert all(now != before for before, now in pairwise(asked))


def test_separable_classes_have_no_optimum_at_strength_0_and_the_sentence_says_where() -> None:
    model = LogisticRegression()
    samples = random_samples()
    apart = type(samples)(np.arange(6.0)[:, np.newaxis], np.repeat([0.0, 1.0], 3), ("x",), "y")

    with pytest.raises(NoOptimum) as refusal:
        follow(model, SUM, bind(model, apart, SUM), L1(), np.array([0.0, 1.0]))

    assert str(refusal.value) == f"at λ = 0 {SEPARABLE}"


def test_where_an_optimum_is_not_the_only_one_the_path_says_for_which_strengths() -> None:
    twins = np.repeat(np.arange(6.0)[:, np.newaxis], 2, axis=1)
    samples = random_samples()
    loss = LinearRegression().bind(type(samples)(twins, np.arange(6.0), ("a", "b"), "y"), scale=1.0 / 6.0)

    def notes(penalty: Penalty, *strengths: float) -> tuple[str, ...]:
        return follow(LinearRegression(), MEAN, loss, penalty, np.array(strengths)).notes

    assert notes(L2(), 0.1, 1.0) == ()
    assert notes(L1(), 0.1, 1.0) == ("at every λ other weights have the same objective",)
    assert notes(L1(), 1.0, 1e3) == ("at λ = 1 other weights have the same objective",)
    assert notes(L1(), 0.1, 1.0, 1e3) == ("at 2 strengths from λ = 0.1 to λ = 1 other weights have the same objective",)


def test_the_arrays_of_a_path_cannot_be_written_to() -> None:
    path = along(L1(), [0.1, 1.0])

    for array in (path.strengths, path.weights, path.data_loss, path.constraint):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


# --- which strength is best -------------------------------------------------------------------------------------------


def test_of_equal_losses_that_of_the_largest_strength_is_the_lowest() -> None:
    assert lowest(np.array([3.0, 1.0, 2.0, 1.0, 1.5])) == 3


def test_cross_validation_has_the_mean_its_standard_error_and_the_simplest_model_within_one_of_the_best() -> None:
    # Means 5, 2, 2.5, 3.5, 4. At the best the losses are 1, 2 and 3: s = 1, the standard error 1/√3 = 0.577.
    losses = np.array([[5.0, 1.0, 2.0, 2.0, 4.0], [5.0, 2.0, 2.5, 4.0, 4.0], [5.0, 3.0, 3.0, 4.5, 4.0]])

    compared = CrossValidation(losses)

    np.testing.assert_allclose(compared.loss, [5.0, 2.0, 2.5, 3.5, 4.0])
    np.testing.assert_allclose(compared.standard_error[[0, 1, 2]], [0.0, 1.0 / np.sqrt(3.0), 0.5 / np.sqrt(3.0)])
    assert (compared.best, compared.simplest) == (1, 2)
    assert compared.accuracy is None


def test_where_folds_agree_the_simplest_model_is_the_best_one() -> None:
    compared = CrossValidation(
        np.array([[2.0, 1.0, 3.0], [2.0, 1.0, 3.0]]), np.array([[0.5, 1.0, 0.5], [0.7, 0.8, 0.5]])
    )

    assert (compared.best, compared.simplest) == (1, 1)
    assert compared.accuracy is not None
    np.testing.assert_allclose(compared.accuracy, [0.6, 0.9, 0.5])
