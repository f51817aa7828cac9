"""What a model makes of its data, and what it refuses."""

import numpy as np
import pytest

from regsim.engine.models import (
    LinearRegression,
    LogisticRegression,
    Model,
    PenaltyOnly,
    Quadratic,
    Samples,
    numbered,
)
from regsim.parameters import InputError, kinds
from tests.engine.problems import random_samples, single

MODELS = list(kinds(Model).values())
WITH_DATA = [cls for cls in MODELS if cls.needs_data]
Table = tuple[tuple[float, ...], ...]


def test_every_model_of_first_light_is_registered() -> None:
    assert set(kinds(Model)) >= {"penalty-only", "quadratic", "linear-regression", "logistic-regression"}


@pytest.mark.parametrize("model", WITH_DATA, ids=lambda cls: cls.__name__)
def test_a_model_that_needs_data_says_so_in_one_sentence(model: type[Model]) -> None:
    with pytest.raises(InputError, match=r"^data\.kind must name a source of data for .*, got 'none'$") as caught:
        model().bind(None, mean=True)
    assert caught.value.field == "data.kind"


@pytest.mark.parametrize("model", WITH_DATA, ids=lambda cls: cls.__name__)
def test_weights_are_named_after_the_features_with_the_intercept_last(model: type[Model]) -> None:
    samples = random_samples(6, 2)
    with_intercept, without = model().bind(samples, mean=True), model(fit_intercept=False).bind(samples, mean=True)

    assert with_intercept.weight_names == ("x0", "x1", "intercept")
    assert without.weight_names == ("x0", "x1")
    assert with_intercept.n_features == without.n_features == 2
    assert with_intercept.n_samples == 6


@pytest.mark.parametrize("model", WITH_DATA, ids=lambda cls: cls.__name__)
def test_no_two_weights_share_a_name_even_where_a_feature_is_called_intercept(model: type[Model]) -> None:
    samples = random_samples(6, 2)
    for features, name in ((("intercept", "x"), "intercept (2)"), (("intercept (2)", "intercept"), "intercept (3)")):
        loss = model().bind(Samples(samples.X, samples.y, features, "y"), mean=True)
        assert loss.weight_names == (*features, name)


@pytest.mark.parametrize("model", WITH_DATA, ids=lambda cls: cls.__name__)
def test_the_intercept_is_not_penalised_unless_asked(model: type[Model]) -> None:
    samples = random_samples(6, 2)
    for asked, expected in ((False, 2), (True, 3)):
        m = model(penalize_intercept=asked)
        assert m.n_penalized(m.bind(samples, mean=True)) == expected


@pytest.mark.parametrize("model", WITH_DATA, ids=lambda cls: cls.__name__)
def test_the_mean_is_the_sum_divided_by_the_number_of_samples(model: type[Model]) -> None:
    samples = random_samples(10, 2)
    total, mean = model().bind(samples, mean=False), model().bind(samples, mean=True)
    w = np.array([0.5, -1.0, 2.0])
    slopes = np.empty((2, 3))

    assert total.evaluate(w, slopes[0]) / 10 == pytest.approx(mean.evaluate(w, slopes[1]), rel=1e-14)
    np.testing.assert_allclose(slopes[0] / 10, slopes[1], rtol=1e-13)
    assert total.curvature() / 10 == pytest.approx(mean.curvature(), rel=1e-14)


def test_models_without_data_number_their_weights() -> None:
    assert PenaltyOnly(3).bind(None, mean=True).weight_names == ("w1", "w2", "w3") == numbered(3)
    assert Quadratic().bind(None, mean=True).weight_names == ("w1",)


def test_penalty_only_has_no_data_loss_anywhere() -> None:
    loss = PenaltyOnly(2).bind(None, mean=False)
    gradient = np.full(2, np.nan)

    assert loss.evaluate(np.array([5.0, -1e150]), gradient) == 0.0
    assert gradient.tolist() == [0.0, 0.0]


def test_linear_regression_is_half_the_squared_error() -> None:
    samples = single((0.0, 1.0, 2.0), (1.0, 1.0, 4.0))
    loss = LinearRegression().bind(samples, mean=False)

    assert float(loss.value(np.array([1.0, 0.0]))) == pytest.approx(0.5 * (1.0 + 0.0 + 4.0))


def test_logistic_regression_takes_the_larger_of_two_values_as_the_class_that_is_predicted() -> None:
    X = np.array([[1.0], [2.0], [3.0], [4.0]])
    zero_one = Samples(X, np.array([0.0, 1.0, 0.0, 1.0]), ("x",), "y")
    other = Samples(X, np.array([-3.0, 7.0, -3.0, 7.0]), ("x",), "y")
    w = np.array([0.3, -0.1])

    losses = [LogisticRegression().bind(samples, mean=True).value(w) for samples in (zero_one, other)]

    assert losses[0] == losses[1]


@pytest.mark.parametrize("values", [(1.0, 1.0), (0.0, 1.0, 2.0)])
def test_logistic_regression_refuses_a_target_that_has_not_two_classes(values: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match=r"^target y must have exactly 2 classes .*, got (1|3)$") as caught:
        LogisticRegression().bind(single(values, values), mean=True)
    assert caught.value.field == "data.target"


@pytest.mark.parametrize(
    ("hessian", "center", "sentence"),
    [
        (((1.0, 0.0),), (1.0,), "hessian must be a square table with as many rows as center has values, 1"),
        (((1.0,),), (1.0, 2.0), "hessian must be a square table with as many rows as center has values, 2"),
        ((), (), "hessian must be a square table with as many rows as center has values, 0"),
        (((1.0, 0.5), (0.25, 1.0)), (0.0, 0.0), r"hessian must be symmetric, got [[1, 0.5], [0.25, 1]]"),
        (((-1.0,),), (0.0,), "hessian must have no negative eigenvalue, got -1"),
        (((float("nan"),),), (0.0,), "hessian must be a list of lists of finite numbers, got [[nan]]"),
    ],
)
def test_a_quadratic_that_is_none_is_refused_by_name(hessian: Table, center: tuple[float, ...], sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        Quadratic(hessian, center)
    assert str(caught.value) == sentence
    assert caught.value.field == "hessian"


def test_a_quadratic_may_be_flat_in_some_direction() -> None:
    loss = Quadratic(((1.0, 1.0), (1.0, 1.0)), (0.0, 0.0)).bind(None, mean=True)

    assert float(loss.value(np.array([3.0, -3.0]))) == 0.0
