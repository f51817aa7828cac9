"""numba: loops over samples and weights, compiled to machine code, without a temporary array."""

import importlib
from collections.abc import Callable
from functools import partial
from math import exp, log1p
from typing import Any

import numpy as np

from regsim.arrays import FloatArray
from tests.benchmarks.problem import RATE, STRENGTH, Descent, Problem

numba: Any = importlib.import_module("numba")


def prepare(problem: Problem) -> Descent:
    """The compiled descent."""
    arguments = (problem.design, problem.y, problem.start, problem.n_penalized)
    if problem.kind == "network":
        gradient = _network(problem.shapes)
    else:
        gradient = _linear_model(_cross_entropy if problem.kind == "logistic" else _half_square)
    _descend(gradient, *arguments, 1)  # compiles it
    return partial(_descend, gradient, *arguments, problem.n_steps)


def _compiled(function: Callable[..., Any]) -> Any:
    return numba.njit(fastmath=True)(function)


@_compiled
def _descend(
    gradient: Any, X: FloatArray, y: FloatArray, start: FloatArray, n_penalized: int, n_steps: int
) -> FloatArray:
    n = len(start)
    rows = np.empty((n_steps + 1, n + 2))
    w, g = start.copy(), np.empty(n)
    for k in range(n_steps + 1):
        data_loss = gradient(X, y, w, g)
        squares = 0.0
        for j in range(n_penalized):
            squares += w[j] * w[j]
        rows[k, :n] = w
        rows[k, n] = data_loss
        rows[k, n + 1] = 0.5 * STRENGTH * squares
        for j in range(n):
            w[j] -= RATE * (g[j] + (STRENGTH * w[j] if j < n_penalized else 0.0))
    return rows


@_compiled
def _cross_entropy(z: float, y: float) -> tuple[float, float]:
    """Of one sample, and its slope along z."""
    small = exp(-abs(z))
    probability = 1.0 / (1.0 + small) if z >= 0.0 else small / (1.0 + small)
    return max(z, 0.0) + log1p(small) - y * z, probability - y


@_compiled
def _half_square(z: float, y: float) -> tuple[float, float]:
    """Of one sample, and its slope along z."""
    return 0.5 * (z - y) ** 2, z - y


def _linear_model(loss: Any) -> Any:
    """D of a linear model and its gradient, sample by sample."""

    @_compiled
    def gradient(X: FloatArray, y: FloatArray, w: FloatArray, g: FloatArray) -> float:
        m, n = X.shape
        total = 0.0
        g[:] = 0.0
        for i in range(m):
            z = 0.0
            for j in range(n):
                z += X[i, j] * w[j]
            value, slope = loss(z, y[i])
            total += value
            for j in range(n):
                g[j] += slope * X[i, j]
        g /= m
        mean: float = total / m
        return mean

    return gradient


def _network(shapes: tuple[tuple[int, int], ...]) -> Any:
    """D of a network of two hidden layers and its gradient: numpy's own words, compiled."""
    (n1, n0), (n2, _), _ = shapes
    end1 = n1 * n0
    end2 = end1 + n2 * n1
    end3 = end2 + n2

    @_compiled
    def gradient(X: FloatArray, y: FloatArray, w: FloatArray, g: FloatArray) -> float:
        m = len(X)
        W1, W2, W3 = w[:end1].reshape(n1, n0), w[end1:end2].reshape(n2, n1), w[end2:end3]
        b1, b2, b3 = w[end3 : end3 + n1], w[end3 + n1 : end3 + n1 + n2], w[-1]
        H1 = np.tanh(np.dot(X, W1.T) + b1)
        H2 = np.tanh(np.dot(H1, W2.T) + b2)
        z = np.dot(H2, W3) + b3
        total = 0.0
        for i in range(m):
            value, slope = _cross_entropy(z[i], y[i])
            total += value
            z[i] = slope / m
        back2 = np.outer(z, W3) * (1.0 - H2 * H2)
        back1 = np.dot(back2, W2) * (1.0 - H1 * H1)
        g[:end1] = np.dot(back1.T, X).ravel()
        g[end1:end2] = np.dot(back2.T, H1).ravel()
        g[end2:end3] = np.dot(z, H2)
        g[end3 : end3 + n1] = back1.sum(axis=0)
        g[end3 + n1 : end3 + n1 + n2] = back2.sum(axis=0)
        g[-1] = z.sum()
        return total / m

    return gradient
