"""What the tests of the exact optimum share: real data, and scikit-learn's estimators driven to their last digits."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import linear_model
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

from regsim.arrays import FloatArray
from regsim.engine.conventions import Estimator
from regsim.engine.models import LinearRegression, LogisticRegression, Model, Samples
from regsim.engine.softmax import SoftmaxRegression

MODELS: dict[str, type[Model]] = {
    "diabetes": LinearRegression,
    "sparse linear": LinearRegression,
    "breast cancer": LogisticRegression,
    "wine, first class": LogisticRegression,
    "wine": SoftmaxRegression,
}


def named(X: FloatArray, y: FloatArray) -> Samples:
    """Samples with features x0, x1 and so on."""
    return Samples(X, np.asarray(y, dtype=np.float64), tuple(f"x{i}" for i in range(X.shape[1])), "y")


@cache
def dataset(name: str) -> Samples:
    """Standardised features and their target."""
    if name == "sparse linear":
        rng = np.random.default_rng(5)
        X = rng.standard_normal((80, 20)) + 0.5 * rng.standard_normal((80, 1))
        return named(X, X[:, :4] @ np.array([3.0, -2.0, 1.0, 0.5]) + 0.3 * rng.standard_normal(80))
    loaders: dict[str, Callable[..., tuple[FloatArray, NDArray[Any]]]] = {
        "diabetes": load_diabetes,
        "breast cancer": load_breast_cancer,
        "wine": load_wine,
        "wine, first class": load_wine,
    }
    X, y = loaders[name](return_X_y=True)
    return named((X - X.mean(axis=0)) / X.std(axis=0), y == 0 if "first" in name else y)


def fitted(estimator: Estimator, samples: Samples) -> FloatArray:
    """The weights of scikit-learn's estimator in regsim's order: all coefficients, then the intercepts, if any."""
    precision: dict[str, Any] = {}
    if estimator.name in ("Lasso", "ElasticNet"):
        precision = {"tol": 1e-14, "max_iter": 1_000_000}
    elif estimator.name == "LogisticRegression":
        precision = {"tol": 1e-13, "max_iter": 20_000}
        if "solver" not in estimator.parameters:
            precision["solver"] = "newton-cholesky"
    fit = getattr(linear_model, estimator.name)(**estimator.parameters, **precision).fit(samples.X, samples.y)
    intercepts = fit.intercept_ if estimator.parameters.get("fit_intercept", True) else []
    return np.concatenate([np.ravel(fit.coef_), np.ravel(intercepts)])
