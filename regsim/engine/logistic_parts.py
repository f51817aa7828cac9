"""Logistic regression on very many samples: a pass over them goes part by part, each of which the processor keeps near.

On a million samples every whole array is memory that is written once and read once, and memory is what such a step
waits for. In parts the data are read once for value and gradient together, and nothing else leaves the caches. A part
lies in memory weight by weight, so that products run along the samples.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.logistic import LogisticLoss, log_likelihood, misses, sigmoid
from regsim.engine.losses import IndexArray, PausingRecorder, Recorder
from regsim.engine.pausing import Pausing, finished

MANY = 16_384  # samples, from where on it is the faster way
PART = 8_192  # samples: 64 KiB for a number of each
REMEMBERED = 20_000  # points whose accuracy is remembered: all steps of most runs


class LogisticLossInParts(LogisticLoss):
    """The same D, summed part by part; what it comes across on the way, it remembers.

    It has no `signed` nor `columns`: the same numbers stand part by part in one array, shape (n_samples · n_weights,).
    """

    def __init__(
        self, X: FloatArray, y: FloatArray, weight_names: tuple[str, ...], *, scale: float, n_coefficients: int
    ) -> None:
        super().__init__(X, y, weight_names, scale=scale, n_coefficients=n_coefficients)
        self._margin, self._work, self._moved = np.empty((3, PART))
        self._logs = np.empty((2, PART))
        self._accuracies: dict[bytes, float] = {}
        self._latest = b"", 0.0, np.empty(0)  # w, and D and ∇D there

    def _keep(self, X: FloatArray, sign: FloatArray) -> None:
        self._flat = np.empty(X.size)
        self._blocks = [self._block(part) for part in self._parts()]  # each of shape (n_in_part, n_weights)
        for part, block in zip(self._parts(), self._blocks, strict=True):
            np.multiply(X[part], sign[part], out=block)

    def value(self, w: FloatArray) -> FloatArray:
        out = np.empty(self.n_weights)
        values = [self.evaluate(row, out) for row in w.reshape(-1, w.shape[-1])]
        return np.array(values).reshape(w.shape[:-1])

    def evaluate(self, w: FloatArray, out: FloatArray) -> float:
        return finished(self.evaluating(w, out))

    def evaluating(self, w: FloatArray, out: FloatArray) -> Pausing[float]:
        """The same, a part at a time; who has waited for it gets it again at once from `evaluate`."""
        key = w.tobytes()
        if key == self._latest[0]:
            _, value, out[:] = self._latest
            return value
        total, n_right = 0.0, 0
        out[:] = 0.0
        for part, block, margin, miss in self._margins(w):
            misses(margin, miss)
            out += miss.dot(block)
            n_right += self._n_right(part, margin)
            total -= float(np.add.reduce(log_likelihood(margin, miss, self._logs[:, : len(miss)])))
            yield
        out *= -self.scale
        self._remember(w, n_right)
        self._latest = key, self.scale * total, out.copy()
        return self._latest[1]

    def preparing(self, w: FloatArray) -> Pausing[None]:
        yield from self.evaluating(w, np.empty(self.n_weights))

    def affine(self, keep: FloatArray, rates: FloatArray) -> None:
        del keep, rates  # a product over all samples at once is what is to be spared

    def recorder(self, n_rows: int) -> Recorder:
        return PausingRecorder(self, n_rows)

    def along(self, w: FloatArray, index: int, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
        return finished(self.going_along(w, index, grid))

    def going_along(self, w: FloatArray, index: int, grid: FloatArray) -> Pausing[tuple[FloatArray, FloatArray]]:
        moves = (grid - w[index]).tolist()
        values, slopes = np.zeros((2, *grid.shape))
        for _, block, margin, miss in self._margins(w):
            column = block[:, index]
            moved = self._moved[: len(column)]
            for i, move in enumerate(moves):  # a margin is affine in the weight
                np.multiply(column, move, out=moved)
                moved += margin
                misses(moved, miss)
                slopes[i] += miss.dot(column)
                values[i] -= np.add.reduce(log_likelihood(moved, miss, self._logs[:, : len(miss)]))
            yield
        return self.scale * values, -self.scale * slopes

    def hessian(self, w: FloatArray) -> FloatArray:
        total = np.zeros((self.n_weights, self.n_weights))
        for _, block, margin, miss in self._margins(w):
            misses(margin, miss)
            total += (block.T * (miss * (1.0 - miss))) @ block
        return self.scale * total

    @cached_property
    def _hessian_bound(self) -> FloatArray:
        total = np.zeros((self.n_weights, self.n_weights))
        for block in self._blocks:
            total += block.T @ block
        return 0.25 * self.scale * total

    def _products(self) -> FloatArray:
        signed = np.concatenate(self._blocks)
        return signed @ signed.T

    def batch_gradient(self, w: FloatArray, rows: IndexArray, out: FloatArray) -> None:
        first = rows // PART * PART
        length = np.minimum(PART, self.n_samples - first)
        places = (first * self.n_weights + rows - first)[:, np.newaxis]
        signed = self._flat[places + length[:, np.newaxis] * np.arange(self.n_weights)]
        miss = sigmoid(-signed.dot(w))
        miss *= -self.scale * self.n_samples / len(rows)
        miss.dot(signed, out)

    def accuracy(self, w: FloatArray) -> FloatArray:
        found = [self._accuracy(row) for row in w.reshape(-1, w.shape[-1])]
        return np.array(found).reshape(w.shape[:-1])

    def _accuracy(self, w: FloatArray) -> float:
        if w.tobytes() not in self._accuracies:
            self._remember(w, sum(self._n_right(part, margin) for part, _, margin, _ in self._margins(w)))
        return self._accuracies[w.tobytes()]

    def _n_right(self, part: slice, margin: FloatArray) -> int:
        """How many of a part are classified right; one half decides for the first class, as everywhere."""
        n_right = int(np.count_nonzero(margin > 0.0))
        is_even = margin == 0.0
        return n_right + (int(np.count_nonzero(is_even & ~self._is_second[part])) if is_even.any() else 0)

    def _remember(self, w: FloatArray, n_right: int) -> None:
        if len(self._accuracies) >= REMEMBERED:
            self._accuracies.clear()
        self._accuracies[w.tobytes()] = n_right / self.n_samples

    def _margins(self, w: FloatArray) -> Iterator[tuple[slice, FloatArray, FloatArray, FloatArray]]:
        """Every part, its numbers, the margins of its samples, and room for as many."""
        for part, block in zip(self._parts(), self._blocks, strict=True):
            yield part, block, block.dot(w, out=self._margin[: len(block)]), self._work[: len(block)]

    def _block(self, part: slice) -> FloatArray:
        """Where the numbers of a part stand, shape (n_in_part, n_weights)."""
        n = self.n_weights
        return self._flat[part.start * n : part.stop * n].reshape(n, -1).T

    def _parts(self) -> Iterator[slice]:
        m = self.n_samples
        return (slice(first, min(first + PART, m)) for first in range(0, m, PART))
