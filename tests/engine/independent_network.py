"""Samples for networks, and a network written a second time: samples first, by einsum, on nothing of regsim's."""

from collections.abc import Callable

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.models import Samples

TARGETS = ("number", "two classes", "three classes")
F: dict[str, Callable[[FloatArray], FloatArray]] = {
    "tanh": np.tanh,
    "relu": lambda z: np.where(z > 0.0, z, 0.0),
    "sigmoid": lambda z: 0.5 * (1.0 + np.tanh(0.5 * z)),
    "identity": lambda z: z,
}
F_PRIME: dict[str, Callable[[FloatArray], FloatArray]] = {
    "tanh": lambda z: 1.0 / np.cosh(z) ** 2,
    "relu": lambda z: np.where(z > 0.0, 1.0, 0.0),
    "sigmoid": lambda z: 0.25 / np.cosh(0.5 * z) ** 2,
    "identity": np.ones_like,
}


def samples_of(target: str, m: int = 9, p: int = 2, seed: int = 0) -> Samples:
    """Normal features with a target of numbers, of 0 and 1, or of three words."""
    rng = np.random.default_rng(seed)
    X, names = rng.standard_normal((m, p)), tuple(f"x{j}" for j in range(p))
    if target == "number":
        return Samples(X, rng.standard_normal(m), names, "y")
    k = 2 if target == "two classes" else 3
    y = rng.permutation(np.arange(m) % k).astype(np.float64)
    return Samples(X, y, names, "y", ("no", "maybe", "yes") if k == 3 else ())


def independent(
    samples: Samples, matrices: list[FloatArray], biases: list[FloatArray], activation: str, scale: float
) -> tuple[float, list[FloatArray], list[FloatArray]]:
    """D and its gradients by matrix and by bias."""
    f, f_prime = F[activation], F_PRIME[activation]
    below, sums = [samples.X], []
    for W, b in zip(matrices, biases, strict=True):
        sums.append(np.einsum("si,oi->so", below[-1], W) + b)
        below.append(f(sums[-1]))
    z, rows = sums[-1], np.arange(len(samples.y))
    codes = np.unique(samples.y, return_inverse=True)[1]
    if z.shape[1] == 1 and len(np.unique(samples.y)) == 2:
        p = 0.5 * (1.0 + np.tanh(0.5 * z[:, 0]))
        value, delta = -np.log(np.where(codes == 1, p, 1.0 - p)).sum(), (p - codes)[:, np.newaxis]
    elif z.shape[1] == 1:
        value, delta = 0.5 * np.square(z[:, 0] - samples.y).sum(), z - samples.y[:, np.newaxis]
    else:
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        value, delta = -np.log(p[rows, codes]).sum(), p - np.eye(z.shape[1])[codes]
    slopes: list[tuple[FloatArray, FloatArray]] = []
    for layer in reversed(range(len(matrices))):
        slopes.insert(0, (np.einsum("so,si->oi", delta, below[layer]), np.einsum("so->o", delta)))
        if layer:
            delta = np.einsum("so,oi->si", delta, matrices[layer]) * f_prime(sums[layer - 1])
    return scale * float(value), [scale * g for g, _ in slopes], [scale * g for _, g in slopes]
