"""PyTorch's autograd in a Python loop, on one thread: the gradient of D by reverse mode, the step by hand."""

import importlib
from functools import partial
from typing import Any

import numpy as np

from regsim.arrays import FloatArray
from tests.benchmarks.problem import RATE, STRENGTH, Descent, Problem

torch: Any = importlib.import_module("torch")


def prepare(problem: Problem) -> Descent:
    """The data as tensors."""
    torch.set_num_threads(1)
    decay = torch.zeros(len(problem.start), dtype=torch.float64)
    decay[: problem.n_penalized] = STRENGTH
    return partial(_descend, problem, torch.from_numpy(problem.design), torch.from_numpy(problem.y), decay)


def _descend(problem: Problem, X: Any, y: Any, decay: Any) -> FloatArray:
    w = torch.from_numpy(problem.start).clone().requires_grad_()
    data_loss, n = _LOSSES[problem.kind], problem.n_penalized
    weights = torch.empty((problem.n_steps + 1, len(w)), dtype=torch.float64)
    losses, penalties = [], []
    for k in range(problem.n_steps + 1):
        D = data_loss(_output(problem, w, X), y)
        (gradient,) = torch.autograd.grad(D, w)
        with torch.no_grad():
            weights[k] = w
            losses.append(D.item())
            penalties.append(0.5 * STRENGTH * w[:n].square().sum().item())
            w -= RATE * (gradient + decay * w)
    return np.column_stack([weights.numpy(), losses, penalties])


def _output(problem: Problem, w: Any, X: Any) -> Any:
    """The prediction of a linear model, or the network's before its sigmoid."""
    if problem.kind != "network":
        return X @ w
    matrices, biases = problem.layers(w)
    for matrix, bias in zip(matrices[:-1], biases[:-1], strict=True):
        X = torch.tanh(torch.nn.functional.linear(X, matrix, bias))
    return torch.nn.functional.linear(X, matrices[-1], biases[-1])[:, 0]


def _half_squares(output: Any, y: Any) -> Any:
    return 0.5 * torch.nn.functional.mse_loss(output, y)


_LOSSES = {
    "linear": _half_squares,
    "logistic": torch.nn.functional.binary_cross_entropy_with_logits,
    "network": torch.nn.functional.binary_cross_entropy_with_logits,
}
