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
from regsim.engine.objective import bind
from regsim.parameters import InputError, kinds
from tests.engine.problems import MEAN, SUM, random_samples, single

MODELS = list(kinds(Model).values())
WITH_DATA = [cls for cls in MODELS if cls.needs_data]
LINEAR = [LinearRegression, LogisticRegression]
Table = tuple[tuple[float, ...], ...]


def test_every_model_of_first_light_is_registered() -> None:
    assert set(kinds(Model)) >= {"penalty-only", "quadratic", "linear-regression", "logistic-regression"}


@pytest.mark.parametrize("model", WITH_DATA, ids=lambda cls: cls.__name__)
def test_a_model_that_needs_data_says_so_in_one_sentence(model: type[Model]) -> None:
    with pytest.raises(InputError, match=r"^data\.kind must name a source of data for .*, got 'none'$") as caught:
        bind(model(), None, MEAN)
    assert caught.value.field == "data.kind"


@pytest.mark.parametrize("model", LINEAR, ids=lambda cls: cls.__name__)
def test_weights_are_named_after_the_features_with_the_intercept_last(model: type[Model]) -> None:
    samples = random_samples(6, 2)
    with_intercept, without = bind(model(), samples, MEAN), bind(model(fit_intercept=False), samples, MEAN)

    assert with_intercept.weight_names == ("x0", "x1", "intercept")
    assert without.weight_names == ("x0", "x1")
    assert with_intercept.n_coefficients == without.n_coefficients == 2
    assert with_intercept.n_samples == 6


@pytest.mark.parametrize("model", LINEAR, ids=lambda cls: cls.__name__)
def test_no_two_weights_share_a_name_even_where_a_feature_is_called_intercept(model: type[Model]) -> None:
    samples = random_samples(6, 2)
    for features, name in ((("intercept", "x"), "intercept (2)"), (("intercept (2)", "intercept"), "intercept (3)")):
        loss = bind(model(), Samples(samples.X, samples.y, features, "y"), MEAN)
        assert loss.weight_names == (*features, name)


@pytest.mark.parametrize("model", LINEAR, ids=lambda cls: cls.__name__)
def test_the_intercept_is_not_penalised_unless_asked(model: type[Model]) -> None:
    samples = random_samples(6, 2)
    for asked, expected in ((False, 2), (True, 3)):
        m = model(penalize_intercept=asked)
        assert m.n_penalized(bind(m, samples, MEAN)) == expected


@pytest.mark.parametrize("model", WITH_DATA, ids=lambda cls: cls.__name__)
def test_the_mean_is_the_sum_divided_by_the_number_of_samples(model: type[Model]) -> None:
    samples = random_samples(10, 2)
    total, mean = bind(model(), samples, SUM), bind(model(), samples, MEAN)
    w = np.random.default_rng(3).standard_normal(total.n_weights)
    slopes = np.empty((2, total.n_weights))

    assert total.evaluate(w, slopes[0]) / 10 == pytest.approx(mean.evaluate(w, slopes[1]), rel=1e-14)
    np.testing.assert_allclose(slopes[0] / 10, slopes[1], rtol=1e-12)
    assert total.curvature() / 10 == pytest.approx(mean.curvature(), rel=1e-14, nan_ok=True)


def test_models_without_data_number_their_weights() -> None:
    assert bind(PenaltyOnly(3), None, MEAN).weight_names == ("w1", "w2", "w3") == numbered(3)
    assert bind(Quadratic(), None, MEAN).weight_names == ("w1",)


def test_penalty_only_has_no_data_loss_anywhere() -> None:
    loss = bind(PenaltyOnly(2), None, SUM)
    gradient = np.full(2, np.nan)

    assert loss.evaluate(np.array([5.0, -1e150]), gradient) == 0.0
    assert gradient.tolist() == [0.0, 0.0]


def test_linear_regression_is_half_the_squared_error() -> None:
    samples = single((0.0, 1.0, 2.0), (1.0, 1.0, 4.0))
    loss = bind(LinearRegression(), samples, SUM)

    assert float(loss.value(np.array([1.0, 0.0]))) == pytest.approx(0.5 * (1.0 + 0.0 + 4.0))


def test_logistic_regression_takes_the_larger_of_two_values_as_the_class_that_is_predicted() -> None:
    X = np.array([[1.0], [2.0], [3.0], [4.0]])
    zero_one = Samples(X, np.array([0.0, 1.0, 0.0, 1.0]), ("x",), "y")
    other = Samples(X, np.array([-3.0, 7.0, -3.0, 7.0]), ("x",), "y")
    w = np.array([0.3, -0.1])

    losses = [bind(LogisticRegression(), samples, MEAN).value(w) for samples in (zero_one, other)]

    assert losses[0] == losses[1]


@pytest.mark.parametrize("values", [(1.0, 1.0), (0.0, 1.0, 2.0)])
def test_logistic_regression_refuses_a_target_that_has_not_two_classes(values: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match=r"^target y must have exactly 2 classes .*, got (1|3)$") as caught:
        bind(LogisticRegression(), single(values, values), MEAN)
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
    loss = bind(Quadratic(((1.0, 1.0), (1.0, 1.0)), (0.0, 0.0)), None, MEAN)

    assert float(loss.value(np.array([3.0, -3.0]))) == 0.0
