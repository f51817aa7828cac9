"""The measure of all: numpy as one would write it at first, where every line makes a new array."""

from functools import partial

import numpy as np
from scipy.special import expit

from regsim.arrays import FloatArray
from tests.benchmarks.problem import RATE, STRENGTH, Descent, Problem


def prepare(problem: Problem) -> Descent:
    """The loop."""
    return partial(_descend, problem)


def _descend(problem: Problem) -> FloatArray:
    evaluate = _EVALUATE[problem.kind]
    X, w, n = problem.design, problem.start, problem.n_penalized
    rows = []
    for _ in range(problem.n_steps + 1):
        data_loss, gradient = evaluate(problem, X, w)
        rows.append(np.concatenate([w, [data_loss, 0.5 * STRENGTH * np.sum(w[:n] ** 2)]]))
        pull = STRENGTH * w
        pull[n:] = 0.0
        w = w - RATE * (gradient + pull)
    return np.array(rows)


def _linear(problem: Problem, X: FloatArray, w: FloatArray) -> tuple[float, FloatArray]:
    """Half the mean squared error and its gradient."""
    residual = X @ w - problem.y
    return float(0.5 * np.mean(residual**2)), X.T @ residual / len(X)


def _logistic(problem: Problem, X: FloatArray, w: FloatArray) -> tuple[float, FloatArray]:
    """Mean cross-entropy and its gradient."""
    z = X @ w
    return _cross_entropy(z, problem.y), X.T @ (expit(z) - problem.y) / len(X)


def _network(problem: Problem, X: FloatArray, w: FloatArray) -> tuple[float, FloatArray]:
    """Mean cross-entropy of a network with tanh, and its gradient by backpropagation."""
    matrices, biases = problem.layers(w)
    activities = [X]
    for matrix, bias in zip(matrices[:-1], biases[:-1], strict=True):
        activities.append(np.tanh(activities[-1] @ matrix.T + bias))
    z = (activities[-1] @ matrices[-1].T + biases[-1])[:, 0]
    delta = ((expit(z) - problem.y) / len(X))[:, np.newaxis]
    slopes, bias_slopes = [(delta.T @ activities[-1]).ravel()], [delta.sum(axis=0)]
    for k in range(len(matrices) - 1, 0, -1):
        delta = (delta @ matrices[k]) * (1.0 - activities[k] ** 2)
        slopes.append((delta.T @ activities[k - 1]).ravel())
        bias_slopes.append(delta.sum(axis=0))
    return _cross_entropy(z, problem.y), np.concatenate([*slopes[::-1], *bias_slopes[::-1]])


def _cross_entropy(z: FloatArray, y: FloatArray) -> float:
    return float(np.mean(np.logaddexp(0.0, z) - y * z))


_EVALUATE = {"linear": _linear, "logistic": _logistic, "network": _network}
