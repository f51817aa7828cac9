"""How fast the engine steps: steps per second beside a plain numpy loop, timed in the same run.

The plain loop is what one would write at first: every step makes new arrays for margins, residuals and gradients, and
records w, D and R. Run it with ``python tests/benchmarks/engine_speed.py``; the ratios hold from machine to machine,
the seconds do not.
"""

from collections.abc import Callable
from functools import partial
from time import perf_counter

import numpy as np
from scipy.special import expit
from threadpoolctl import ThreadpoolController

from regsim.arrays import FloatArray
from regsim.engine.models import LinearRegression, LogisticRegression, Samples
from regsim.engine.objective import Convention, bind, penalize
from regsim.engine.optimizers import GradientDescent
from regsim.engine.penalties import L2
from regsim.engine.simulation import Simulation

STRENGTH, RATE = 0.1, 1e-3
REPEATS = 5  # the best of which counts: others use the machine too
PROBLEMS = (
    ("logistic", 200, 2, 20_000),
    ("logistic", 569, 30, 10_000),
    ("linear", 200, 2, 20_000),
    ("linear", 569, 30, 10_000),
    ("linear", 20_000, 100, 300),
)


def random_samples(kind: str, n_samples: int, n_features: int) -> Samples:
    """Normal features; a target of classes for logistic regression, of numbers for linear."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((n_samples, n_features))
    y = X @ rng.standard_normal(n_features) + rng.standard_normal(n_samples)
    y = (y > 0.0).astype(np.float64) if kind == "logistic" else y
    return Samples(X, y, tuple(f"x{i}" for i in range(n_features)), "y")


def plain_logistic(X: FloatArray, y: FloatArray, w: FloatArray) -> tuple[float, FloatArray]:
    """Mean cross-entropy and its gradient, with new arrays."""
    z = X @ w
    return float(np.mean(np.logaddexp(0.0, z) - y * z)), X.T @ (expit(z) - y) / len(y)


def plain_linear(X: FloatArray, y: FloatArray, w: FloatArray) -> tuple[float, FloatArray]:
    """Half the mean squared error and its gradient, with new arrays."""
    residual = X @ w - y
    return float(0.5 * np.mean(residual**2)), X.T @ residual / len(y)


def plain(kind: str, samples: Samples, n_steps: int) -> FloatArray:
    """Gradient descent under L2 as one would write it at first; returns w, D and R of every step."""
    evaluate = plain_logistic if kind == "logistic" else plain_linear
    X = np.hstack([samples.X, np.ones((len(samples.y), 1))])
    w = np.zeros(X.shape[1])
    rows = []
    for _ in range(n_steps + 1):
        data_loss, gradient = evaluate(X, samples.y, w)
        rows.append(np.concatenate([w, [data_loss, 0.5 * STRENGTH * np.sum(w[:-1] ** 2)]]))
        pull = STRENGTH * w
        pull[-1] = 0.0
        w = w - RATE * (gradient + pull)
    return np.array(rows)


def engine(kind: str, samples: Samples, n_steps: int) -> FloatArray:
    """The same by regsim, data bound anew; returns w, D and R of every step."""
    model = LogisticRegression() if kind == "logistic" else LinearRegression()
    objective = penalize(model, bind(model, samples, Convention()), L2(STRENGTH), Convention())
    simulation = Simulation(objective, GradientDescent(RATE), np.zeros(objective.n_weights), n_steps)
    simulation.advance()
    run = simulation.trajectory()
    return np.column_stack([run.weights, run.data_loss, run.penalty])


def seconds(run: Callable[[], object]) -> float:
    """The shortest of several runs."""
    times = []
    for _ in range(REPEATS):
        began = perf_counter()
        run()
        times.append(perf_counter() - began)
    return min(times)


def main() -> None:
    """Print the table."""
    print(f"{'problem':24}{'plain numpy':>14}{'regsim':>14}{'ratio':>8}   steps/s, binding of the data included")
    for kind, n_samples, n_features, n_steps in PROBLEMS:
        samples = random_samples(kind, n_samples, n_features)
        with ThreadpoolController().limit(limits=1, user_api="blas"):
            slow, fast = (seconds(partial(run, kind, samples, n_steps)) for run in (plain, engine))
            np.testing.assert_allclose(engine(kind, samples, 50), plain(kind, samples, 50), rtol=1e-9, atol=1e-12)
        name = f"{kind} {n_samples}×{n_features}"
        print(f"{name:24}{n_steps / slow:14,.0f}{n_steps / fast:14,.0f}{slow / fast:7.1f}×")


if __name__ == "__main__":
    main()
