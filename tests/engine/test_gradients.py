"""Gradients of a thousand random problems, of every model, against differences and complex steps."""

from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss
from regsim.engine.models import LinearRegression, LogisticRegression, Model, Samples
from regsim.engine.network import NeuralNetwork
from regsim.engine.objective import Convention, bind
from regsim.engine.softmax import SoftmaxRegression
from tests.engine.problems import CONVENTIONS, numerical_gradient

MODELS: tuple[Model, ...] = (
    LinearRegression(),
    LinearRegression(fit_intercept=False),
    LogisticRegression(),
    LogisticRegression(fit_intercept=False),
    SoftmaxRegression(),
    *(NeuralNetwork(hidden=hidden, activation=a) for hidden in ((3,), (2, 3)) for a in ("tanh", "sigmoid", "identity")),
    NeuralNetwork(hidden=(3,), activation="relu"),
)
THOUSAND = settings(max_examples=1000, deadline=None)


@dataclass(frozen=True)
class Problem:
    model: Model
    convention: Convention
    seed: int
    n_samples: int
    n_features: int
    n_levels: int
    size: float

    def at(self) -> tuple[DataLoss, FloatArray]:
        """The bound loss and a point."""
        rng = np.random.default_rng(self.seed)
        X = rng.standard_normal((self.n_samples, self.n_features))
        is_logistic = isinstance(self.model, LogisticRegression)
        levels = 2 if is_logistic else self.n_levels
        y = np.arange(self.n_samples) % levels  # every class is there
        target = rng.standard_normal(self.n_samples) if self.is_number else rng.permutation(y).astype(np.float64)
        samples = Samples(X, target, tuple(f"x{i}" for i in range(self.n_features)), "y")
        loss = bind(self.model, samples, self.convention)
        return loss, self.size * rng.standard_normal(loss.n_weights)

    @property
    def is_number(self) -> bool:
        return isinstance(self.model, LinearRegression) or (
            isinstance(self.model, NeuralNetwork) and self.seed % 3 == 0
        )


problems = st.builds(
    Problem,
    model=st.sampled_from(MODELS),
    convention=st.sampled_from(CONVENTIONS),
    seed=st.integers(0, 10**6),
    n_samples=st.integers(4, 9),
    n_features=st.integers(1, 4),
    n_levels=st.integers(2, 4),
    size=st.sampled_from([0.1, 1.0, 3.0]),
)


@THOUSAND
@given(problems)
def test_the_gradient_is_that_of_differences(problem: Problem) -> None:
    loss, w = problem.at()
    gradient = np.empty_like(w)
    with np.errstate(over="ignore"):
        loss.evaluate(w, gradient)
        expected = numerical_gradient(loss.value, w)

    if isinstance(problem.model, NeuralNetwork) and problem.model.activation == "relu":
        agree = np.isclose(gradient, expected, rtol=1e-7, atol=1e-8)
        assert agree.mean() > 0.8  # a difference may straddle a kink
    else:
        np.testing.assert_allclose(gradient, expected, rtol=1e-7, atol=1e-8 * max(1.0, np.abs(gradient).max()))


@THOUSAND
@given(problems.filter(lambda p: isinstance(p.model, (NeuralNetwork, SoftmaxRegression))))
def test_the_gradient_is_that_of_complex_steps(problem: Problem) -> None:
    if isinstance(problem.model, NeuralNetwork) and problem.model.activation == "relu":
        return  # not analytic
    loss, w = problem.at()
    gradient = np.empty_like(w)
    loss.evaluate(w, gradient)
    h = 1e-30
    steps = w.astype(np.complex128) + 1j * h * np.eye(len(w))
    slopes = np.array([np.imag(loss.value(step)) / h for step in steps])

    np.testing.assert_allclose(gradient, slopes, rtol=1e-11, atol=1e-12 * max(1.0, np.abs(gradient).max()))
