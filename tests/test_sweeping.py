"""From a scenario to λ paths, without a command line: folds, conventions, and which λ is best, in words."""

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import Lasso, Ridge
from sklearn.model_selection import PredefinedSplit
from sklearn.preprocessing import StandardScaler

import regsim
from regsim.arrays import FloatArray
from regsim.data.folds import fold_numbers
from regsim.engine.reference import NOT_CONVEX
from regsim.engine.sweep import CrossValidation, Path
from regsim.problem import Problem
from regsim.sweeping import summary, sweep
from tests.command_line import HEADER

DIABETES = (
    HEADER
    + """
data = {kind = "diabetes", seed = 3}
model = {kind = "linear-regression"}
start = {kind = "zeros"}
runs = [{penalty = {kind = "l1"}}, {penalty = {kind = "l2"}}]
"""
)
STRENGTHS = (0.1, 1.0, 10.0)


def diabetes(*overrides: str) -> regsim.Scenario:
    return regsim.loads(DIABETES, overrides)


def by_hand(scenario: regsim.Scenario, estimator: Any, n_folds: int) -> FloatArray:
    """Half the mean squared error on every fold by scikit-learn, standardized on the others; shape (n_folds,)."""
    data = Problem(scenario).dataset
    assert data is not None
    assert data.preparation is not None
    X, y = data.preparation.inputs, data.y
    losses = []
    for others, fold in PredefinedSplit(fold_numbers(y, n_folds, 3, is_class=False)).split():
        scaler = StandardScaler().fit(X[others])
        estimator.fit(scaler.transform(X[others]), y[others])
        losses.append(0.5 * np.mean((estimator.predict(scaler.transform(X[fold])) - y[fold]) ** 2))
    return np.array(losses)


def test_cross_validation_is_the_loop_over_folds_that_scikit_learn_would_make() -> None:
    scenario = diabetes()
    l1, l2 = sweep(scenario, STRENGTHS, folds=4)

    assert l1.cross_validation is not None
    assert l2.cross_validation is not None
    for k, strength in enumerate(STRENGTHS):
        lasso = by_hand(scenario, Lasso(strength, tol=1e-12, max_iter=100_000), 4)
        np.testing.assert_allclose(l1.cross_validation.losses[:, k], lasso, rtol=1e-9)
        # Ridge minimises a sum, and its penalty has no half: α = mλ, where m are the samples outside of the fold.
        expected = [by_hand(scenario, Ridge(strength * m), 4) for m in (331, 332)]
        sizes = np.bincount(fold_numbers(np.arange(442.0), 4, 3, is_class=False))
        ridge = np.where(442 - sizes == 331, expected[0], expected[1])
        np.testing.assert_allclose(l2.cross_validation.losses[:, k], ridge, rtol=1e-9)


def test_under_the_sum_convention_the_losses_of_folds_are_as_if_of_all_samples() -> None:
    (mean, *_), (total, *_) = (
        sweep(diabetes(f"convention.data_term={term}"), [strength], folds=13)
        for term, strength in (("mean", 1.0), ("sum", 408.0))
    )
    assert mean.cross_validation is not None
    assert total.cross_validation is not None
    # 442 samples in 13 folds of 34: outside of each are 408, so that λ = 1 beside a mean is λ = 408 beside a sum.
    np.testing.assert_allclose(total.cross_validation.losses, 442.0 * mean.cross_validation.losses, rtol=1e-9)


def test_validation_samples_are_predicted_by_the_optima_and_never_trained_on() -> None:
    scenario = diabetes("data.validation_fraction=0.25")
    problem = Problem(scenario)
    path, _ = sweep(scenario, STRENGTHS)

    assert problem.dataset is not None
    aside = problem.dataset.validation
    assert aside is not None
    residuals = path.weights[:, :10] @ aside.X.T + path.weights[:, 10:] - aside.y
    assert path.validation_loss is not None
    np.testing.assert_allclose(path.validation_loss, 0.5 * np.mean(residuals**2, axis=1), rtol=1e-12)
    assert path.best == int(np.argmin(path.validation_loss))


def test_a_penalty_that_several_runs_have_is_swept_once_whatever_its_strength_there() -> None:
    l1, net = "{penalty={kind='l1', strength=7}}", "{penalty={kind='elastic-net', l1_ratio=0.3}}"
    paths = sweep(diabetes(f"runs=[{{penalty={{kind='l1'}}}}, {net}, {l1}, {{penalty={{kind='none'}}}}]"), STRENGTHS)

    assert [path.runs for path in paths] == [(0, 2), (1,)]
    assert [path.penalty.label for path in paths] == ["L1", "Elastic net"]


def test_strengths_are_taken_in_ascending_order_and_each_once() -> None:
    path, _ = sweep(diabetes(), [10.0, 0.1, 10.0, 1.0])

    assert path.strengths.tolist() == [0.1, 1.0, 10.0]


def test_progress_counts_the_optima_up_to_all_of_them() -> None:
    seen: list[tuple[int, int]] = []

    sweep(diabetes(), STRENGTHS, folds=2, progress=lambda done, total: seen.append((done, total)))

    assert seen == [(done, 18) for done in range(1, 19)]


def test_a_model_of_several_classes_has_its_accuracies_too() -> None:
    wine = regsim.loads(
        HEADER + "data = {kind = 'wine', validation_fraction = 0.3}\nmodel = {kind = 'softmax-regression'}\n"
        "start = {kind = 'zeros'}\nruns = [{penalty = {kind = 'l1'}}]"
    )
    (path,) = sweep(wine, [0.01, 0.1, 1.0], folds=3)

    assert path.accuracy is not None
    assert path.validation_accuracy is not None
    assert path.cross_validation is not None
    assert path.cross_validation.accuracy is not None
    assert path.accuracy[0] > 0.95
    assert path.validation_accuracy[0] > 0.9
    assert path.cross_validation.accuracy[0] > 0.9
    assert path.n_zeros[-1] == path.n_penalized == 39


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strengths", "sentence"),
    [
        ([], "strengths must be 1 to 10000 numbers, got 0"),
        ([1.0, -1.0], "strengths must be finite and ≥ 0, got -1"),
        ([float("nan")], "strengths must be finite and ≥ 0, got nan"),
        (["x"], "strengths must be a list of finite numbers ≥ 0, got ['x']"),
        ([[1.0]], "strengths must be a list of finite numbers ≥ 0, got [[1]]"),
    ],
)
def test_strengths_that_are_none_are_refused(strengths: Any, sentence: str) -> None:
    with pytest.raises(regsim.InputError) as refusal:
        sweep(diabetes(), strengths)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize("folds", [-1, 1, 443])
def test_folds_must_be_as_many_as_samples_at_most(folds: int) -> None:
    with pytest.raises(regsim.InputError) as refusal:
        sweep(diabetes(), folds=folds)

    assert str(refusal.value) == f"folds must be 0, or 2 to 442, the number of samples to train on, got {folds}"


def test_a_class_of_one_sample_has_no_folds() -> None:
    scenario = regsim.loads(
        HEADER
        + "data = {kind = 'inline', columns = ['x', 'y'], rows = [[0, 0], [1, 1], [2, 1], [0.5, 1]], target = 'y'}\n"
        "model = {kind = 'logistic-regression'}\nstart = {kind = 'zeros'}"
    )
    with pytest.raises(
        regsim.InputError, match=r"^folds must be 0 where a class has a single sample to train on, as 0 has$"
    ):
        sweep(scenario, folds=2)


def test_a_model_without_data_has_no_folds() -> None:
    with pytest.raises(regsim.InputError, match=r"^folds must be 0 for a model without data, got 3$"):
        sweep(regsim.Scenario(), folds=3)


def test_runs_without_any_penalty_are_refused() -> None:
    with pytest.raises(regsim.InputError, match=r"^runs must have a penalty whose strength to vary, they have none$"):
        sweep(diabetes("runs=[{penalty={kind='none'}}]"))


def test_a_network_is_refused_with_the_sentence_of_the_reference() -> None:
    network = diabetes("model={kind='neural-network'}", "start={kind='normal'}")

    with pytest.raises(regsim.InputError) as refusal:
        sweep(network)

    assert str(refusal.value) == f"model: {NOT_CONVEX}"


# --- in words ---------------------------------------------------------------------------------------------------------


def told(**changes: Any) -> tuple[str, ...]:
    """What is said of the diabetes path at three strengths."""
    path, _ = sweep(diabetes("data.validation_fraction=0.25"), STRENGTHS)
    values: dict[str, Any] = vars(path) | changes
    return summary(Path(**values))


def test_the_best_strength_is_said_with_what_it_leaves() -> None:
    weights = np.array([[1.0] * 11, [0.5, 0.0, 0.0, -2.0, *[1.0] * 7], [0.0] * 11])

    assert told(validation_loss=np.array([3.0, 2.0, 4.0]), weights=weights) == (
        "runs.0 (L1): the validation loss is lowest, 2, at λ = 1 with 8 of 10 weights left",
    )


def test_at_an_end_of_the_sweep_a_better_strength_may_lie_beyond() -> None:
    (low,), (high,) = (told(validation_loss=np.array(losses)) for losses in ([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]))

    assert low.endswith("; it is the smallest λ of the sweep, a smaller one may be better")
    assert high.endswith("; it is the largest λ of the sweep, a larger one may be better")


def test_where_no_weight_is_left_no_larger_strength_is_better() -> None:
    (sentence,) = told(validation_loss=np.array([3.0, 2.0, 1.0]), penalty_value=np.zeros(3))

    assert "may be better" not in sentence


def test_cross_validation_is_said_with_its_standard_error_and_the_simplest_choice() -> None:
    losses = np.array([[5.0, 1.0, 2.0], [5.0, 2.0, 2.5], [5.0, 3.0, 3.0]])
    weights = np.array([[1.0] * 11, [0.0] + [1.0] * 10, [0.0] * 4 + [1.0] * 7])

    how = "by cross-validation over 3 folds"

    assert told(validation_loss=None, cross_validation=CrossValidation(losses), weights=weights) == (
        f"runs.0 (L1): {how} the loss is lowest, 2 ± 0.58, at λ = 1 with 9 of 10 weights left",
        "runs.0 (L1): by the one-standard-error rule the choice is λ = 10 with 6 of 10 weights left",
    )
    assert told(validation_loss=None, cross_validation=CrossValidation(losses[:, :2]), weights=weights)[1] == (
        "runs.0 (L1): by the one-standard-error rule the choice is the same λ"
    )
