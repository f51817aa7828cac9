"""How fast this machine is just now, by what it does of the arithmetic that everyone can repeat."""

from time import perf_counter

import numpy as np
from threadpoolctl import ThreadpoolController

REFERENCE = 91_000.0  # steps of plain numpy per second on the machine that the times asked for are meant for
STEPS = 800  # about as long as a frame


def plain_speed() -> float:
    """How fast gradient descent is as one writes it in numpy, logistic regression, 200 × 2; 1 on the reference."""
    rng = np.random.default_rng(0)
    n = 200
    X, y = rng.standard_normal((n, 2)), (rng.random(n) < 0.5).astype(np.float64)
    w, kept = np.zeros(2), np.empty((STEPS, 2))
    with ThreadpoolController().limit(limits=1, user_api="blas"):
        began = perf_counter()
        for k in range(STEPS):
            z = X @ w
            g = X.T @ (1.0 / (1.0 + np.exp(-z)) - y) / n + 0.1 * w
            w = w - 0.1 * g
            kept[k] = w
        return STEPS / (perf_counter() - began) / REFERENCE
