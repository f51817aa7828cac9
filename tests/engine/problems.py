"""What the tests of the engine share: random configurations, bound losses, descents, and derivatives to many digits."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np
from hypothesis import strategies as st

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss
from regsim.engine.models import LinearRegression, LogisticRegression, Model, PenaltyOnly, Quadratic, Samples
from regsim.engine.objective import Convention, Objective, bind, penalize
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import Penalty
from regsim.engine.simulation import Simulation
from regsim.engine.trajectory import Trajectory
from regsim.parameters import ConfigType, Parameter, kinds, parameters

SUM = Convention(data_term="sum")
MEAN = Convention(data_term="mean")
PER_SAMPLE = Convention(data_term="mean", penalty_term="per-sample")
CONVENTIONS = (SUM, MEAN, PER_SAMPLE)

weight = st.one_of(st.just(0.0), st.floats(-8.0, 8.0).map(lambda x: round(x, 3)))
vectors = st.lists(weight, min_size=1, max_size=6).map(lambda values: np.array(values, dtype=np.float64))
steps = st.floats(1e-3, 4.0)


def configs(base: Callable[..., ConfigType]) -> st.SearchStrategy[ConfigType]:
    """Any configuration of any class registered below `base`, within the sliders of its declared parameters."""
    return st.one_of(
        [
            st.builds(cls, **{p.name: _values(p) for p in parameters(cls) if p.kind in ("number", "flag", "choice")})
            for cls in kinds(base).values()
        ]
    )


def _values(parameter: Parameter) -> st.SearchStrategy[Any]:
    if parameter.kind == "flag":
        return st.booleans()
    if parameter.kind == "choice":
        return st.sampled_from(parameter.choices)
    low, high = parameter.declaration.slider or (parameter.default, parameter.default)
    return st.one_of(st.floats(low, high), st.just(parameter.default))


def random_samples(n_samples: int = 12, n_features: int = 3, *, seed: int = 0, binary: bool = True) -> Samples:
    """Normal features and a target of noisy 0 and 1, or of numbers."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n_samples, n_features))
    y = X @ rng.standard_normal(n_features) + rng.standard_normal(n_samples)
    y = (y > np.median(y)).astype(np.float64) if binary else y
    return Samples(X, y, tuple(f"x{i}" for i in range(n_features)), "y")


def single(xs: tuple[float, ...], ys: tuple[float, ...]) -> Samples:
    """Samples of one feature called x."""
    return Samples(np.array(xs)[:, np.newaxis], np.array(ys), ("x",), "y")


def objective(
    penalty: Penalty, model: Model | None = None, samples: Samples | None = None, convention: Convention = MEAN
) -> Objective:
    """The objective of a penalty on a model; one weight without data if no model is named."""
    model = model or PenaltyOnly()
    return penalize(model, bind(model, samples, convention), penalty, convention)


def descend(function: Objective, optimizer: Optimizer, start: tuple[float, ...] | FloatArray, n: int) -> Trajectory:
    """The whole run of `n` steps."""
    simulation = Simulation(function, optimizer, np.array(start, dtype=np.float64), n)
    simulation.advance()
    return simulation.trajectory()


def path(function: Objective, optimizer: Optimizer, start: float, n: int) -> list[float]:
    """One weight at steps 0 to `n`."""
    return [float(w) for w in descend(function, optimizer, (start,), n).weights[:, 0]]


def gradient_descent(rate: float) -> Optimizer:
    """Subgradient steps of learning rate `rate`."""
    return GradientDescent(learning_rate=rate)


def proximal(rate: float) -> Optimizer:
    """Proximal steps of learning rate `rate`."""
    return ProximalGradient(learning_rate=rate)


def parabola(a: float = 1.0, c: float = 0.5) -> Quadratic:
    """D = (a/2)(w − c)²."""
    return Quadratic(((a,),), (c,))


def bound_losses() -> Mapping[str, DataLoss]:
    """Every registered model bound to random data, in every convention and with every flag."""
    losses: dict[str, DataLoss] = {}
    for kind, cls in kinds(Model).items():
        flags = [p.name for p in parameters(cls) if p.kind == "flag"]
        samples = random_samples() if cls.needs_data else None
        for convention in (MEAN, SUM):
            name = f"{kind}, {convention.data_term}"
            losses[name] = bind(cls(), samples, convention)
            for flag in flags:
                losses[f"{name}, no {flag}"] = bind(cls(**{flag: False}), samples, convention)
    hessian = ((2.0, 0.5, -0.25), (0.5, 1.0, 0.125), (-0.25, 0.125, 0.75))
    losses["quadratic of three weights"] = Quadratic(hessian, (0.5, -1.0, 2.0)).bind(None, scale=1.0)
    numbers = random_samples(binary=False, seed=3)
    losses["linear regression of numbers"] = LinearRegression().bind(numbers, scale=1.0)
    losses["more weights than samples"] = LinearRegression().bind(random_samples(4, 9, binary=False), scale=0.25)
    losses["logistic, more weights than samples"] = LogisticRegression().bind(random_samples(4, 9), scale=0.25)
    return losses


def precise(w: FloatArray) -> FloatArray:
    """The same numbers in the widest float there is; `value` computes in whatever it is given."""
    return cast("FloatArray", w.astype(np.longdouble))


def numerical_gradient(value: Callable[[FloatArray], FloatArray], w: FloatArray, h: float = 1e-5) -> FloatArray:
    """Central differences of `value` in extended precision, shape (n_weights,)."""
    shifts = h * np.eye(len(w), dtype=np.longdouble)
    high, low = (value(precise(w) + sign * shifts) for sign in (1, -1))
    return np.asarray((high - low) / (2.0 * h)).astype(np.float64)
