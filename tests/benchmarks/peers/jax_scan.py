"""JAX: the whole descent as one ``lax.scan``, compiled for the shapes of its problem and run on one thread."""

import importlib
import os
from functools import partial
from typing import Any

import numpy as np

from regsim.arrays import FloatArray
from tests.benchmarks.problem import RATE, STRENGTH, Descent, Problem

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["NPROC"] = "1"  # the flags alone leave large products on all processors
os.environ["JAX_PLATFORMS"] = "cpu"
jax: Any = importlib.import_module("jax")
jax.config.update("jax_enable_x64", True)
jnp: Any = jax.numpy


def prepare(problem: Problem) -> Descent:
    """The compiled descent."""
    descend = jax.jit(partial(_descend, problem))
    data = tuple(map(jnp.asarray, (problem.start, problem.design, problem.y)))
    compiled = descend.lower(*data).compile()
    return lambda: _gather(compiled(*data))


def _descend(problem: Problem, start: Any, X: Any, y: Any) -> Any:
    n = problem.n_penalized
    decay = jnp.where(jnp.arange(len(problem.start)) < n, STRENGTH, 0.0)
    evaluate = jax.value_and_grad(lambda w: _data_loss(problem, w, X, y))

    def step(w: Any, _: Any) -> tuple[Any, Any]:
        data_loss, gradient = evaluate(w)
        return w - RATE * (gradient + decay * w), (w, data_loss, 0.5 * STRENGTH * jnp.sum(w[:n] ** 2))

    return jax.lax.scan(step, start, None, length=problem.n_steps + 1)[1]


def _data_loss(problem: Problem, w: Any, X: Any, y: Any) -> Any:
    z = _network(problem, w, X) if problem.kind == "network" else X @ w
    if problem.kind == "linear":
        return 0.5 * jnp.mean((z - y) ** 2)
    return jnp.mean(jnp.logaddexp(0.0, z) - y * z)


def _network(problem: Problem, w: Any, X: Any) -> Any:
    """What the network's sigmoid is given."""
    matrices, biases = problem.layers(w)
    for matrix, bias in zip(matrices[:-1], biases[:-1], strict=True):
        X = jnp.tanh(X @ matrix.T + bias)
    return X @ matrices[-1][0] + biases[-1]


def _gather(run: Any) -> FloatArray:
    return np.column_stack([np.asarray(part) for part in run])
