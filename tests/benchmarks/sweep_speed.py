"""How fast a λ path is beside scikit-learn's: one command, one table, all timed in the same run.

Both follow the path of L1 from λ_max down on linear regression of 569 samples of 30 features, with warm starts, on one
thread. scikit-learn stops by the duality gap, which is asked for with `tol`; regsim goes on to rounding. How good the
optima are is therefore shown beside the time: by the largest duality gap, relative to D at w = 0, and by the largest
violation of an optimality condition, relative to λ. From the checkout::

    python -m tests.benchmarks.sweep_speed
"""

from collections.abc import Callable
from time import perf_counter

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import lasso_path
from threadpoolctl import ThreadpoolController

from regsim.arrays import FloatArray
from regsim.engine.models import LinearRegression, Samples
from regsim.engine.objective import Convention, bind, penalize
from regsim.engine.optimality import conditions
from regsim.engine.penalties import L1
from regsim.engine.sweep import follow

N_STRENGTHS, SMALLEST = 100, 1e-3  # of λ_max
TOLERANCES = (1e-4, 1e-6, 1e-8, 1e-10, 1e-12)
REPEATS = 7  # in turn, so that who else uses the machine meets all alike; the best of each counts
MODEL, CONVENTION = LinearRegression(fit_intercept=False), Convention()


def data() -> tuple[FloatArray, FloatArray]:
    """The breast-cancer samples, standardized; the class as a number, centred."""
    X, y = load_breast_cancer(return_X_y=True)
    return (X - X.mean(axis=0)) / X.std(axis=0), y - y.mean()


def ours(X: FloatArray, y: FloatArray, strengths: FloatArray) -> FloatArray:
    """The path by regsim, the reading of the data included; shape (n_strengths, n_features)."""
    samples = Samples(X, y, tuple(map(str, range(X.shape[1]))), "y")
    return follow(MODEL, CONVENTION, bind(MODEL, samples, CONVENTION), L1(), strengths).weights


def theirs(X: FloatArray, y: FloatArray, strengths: FloatArray, tol: float) -> FloatArray:
    """The path by scikit-learn."""
    return lasso_path(X, y, alphas=strengths[::-1], tol=tol, max_iter=1_000_000)[1].T[::-1]


def gap(X: FloatArray, y: FloatArray, strengths: FloatArray, weights: FloatArray) -> float:
    """The largest duality gap along the path, relative to D at w = 0.

    With the residual r and s ≤ 1 such that ‖Xᵀsr‖∞ ≤ mλ, the dual objective (s·rᵀy − s²·rᵀr/2)/m is at most J*.
    """
    m, gaps = len(y), list[float]()
    for strength, w in zip(strengths, weights, strict=True):
        r = y - X @ w
        s = min(1.0, m * strength / np.abs(X.T @ r).max())
        primal = 0.5 * float(r @ r) / m + strength * float(np.abs(w).sum())
        gaps.append(primal - s * float(r @ y - 0.5 * s * (r @ r)) / m)
    return max(gaps) / (0.5 * float(y @ y) / m)


def violation(X: FloatArray, y: FloatArray, strengths: FloatArray, weights: FloatArray) -> float:
    """The largest violation of an optimality condition along the path, relative to its λ."""
    loss = bind(MODEL, Samples(X, y, tuple(map(str, range(X.shape[1]))), "y"), CONVENTION)
    largest = 0.0
    for strength, w in zip(strengths, weights, strict=True):
        at = penalize(MODEL, loss, L1(float(strength)), CONVENTION)
        largest = max(largest, float(conditions(at, w).max()) / float(strength))
    return largest


def main() -> None:
    """Print the table."""
    X, y = data()
    largest = float(np.abs(X.T @ y).max()) / len(y)
    strengths = np.geomspace(SMALLEST * largest, largest, N_STRENGTHS)
    paths: dict[str, Callable[[], FloatArray]] = {"regsim": lambda: ours(X, y, strengths)}
    for tol in TOLERANCES:
        paths[f"lasso_path(tol={tol:g})"] = lambda tol=tol: theirs(X, y, strengths, tol)  # type: ignore[misc]
    with ThreadpoolController().limit(limits=1, user_api="blas"):
        found = {name: path() for name, path in paths.items()}
        seconds = dict.fromkeys(paths, float("inf"))
        for _ in range(REPEATS):
            for name, path in paths.items():
                began = perf_counter()
                path()
                seconds[name] = min(seconds[name], perf_counter() - began)
    print(f"{N_STRENGTHS} λ, L1, linear regression {X.shape[0]}×{X.shape[1]}, one thread, best of {REPEATS}")
    print(f"{'':26}{'ms':>8}{'regsim takes':>14}{'duality gap':>14}{'violation':>12}{'zeros':>8}")
    for name, weights in found.items():
        ratio = f"{seconds['regsim'] / seconds[name]:.2f}×"
        quality = f"{gap(X, y, strengths, weights):>14.1e}{violation(X, y, strengths, weights):>12.1e}"
        print(f"{name:26}{1e3 * seconds[name]:>8.1f}{ratio:>14}{quality}{np.count_nonzero(weights == 0.0):>8}")


if __name__ == "__main__":
    main()
