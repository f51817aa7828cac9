"""The data loss of a neural network, as a function of all its weights.

D is not convex: there may be many minima, and no exact optimum to compare with. Where all matrices are 0, which is the
only minimum of the penalty, every sample gets the same prediction.

A pass over very many samples goes part by part, with a pause after each: the processor keeps near what the layers make
of a part, and whoever waits can do something else meanwhile. Few samples are one part.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.layers import IDENTITY, Activation, Layer, Sweep
from regsim.engine.losses import DataLoss, IndexArray, PausingRecorder, Recorder
from regsim.engine.outputs import Output
from regsim.engine.pausing import Pausing, finished

PART, FEWEST = 4_096, 256  # samples of a part, at most and at least
PART_WORK = 5_000_000  # multiplications of a part's gradient: a few milliseconds
BLOCK = 250_000  # numbers in an array of many points at once: 2 MB, which the processor keeps near
ONE_STEP = 2  # rows of a block: where a step begins and where it ends
REMEMBERED = 2_000_000  # weights of the points whose accuracy is remembered: 16 MB
BATCH_SIZES = 4  # how many sizes of minibatches have arrays ready: an epoch has two, the last batch being smaller
STEP = 1e-5  # of the differences of gradients that make a Hessian: about the cube root of float64's precision


@dataclass(frozen=True)
class Part:
    """Some of the samples, and what a pass over them needs.

    Attributes
    ----------
    samples : slice
    inputs : array of shape (n_features, n_samples)
        Those of its samples.
    output : Output
        What their scores are compared with.
    sweep : Sweep
        May be that of other parts too: it has the inputs of this one only during its pass.
    """

    samples: slice
    inputs: FloatArray
    output: Output
    sweep: Sweep

    @property
    def n_samples(self) -> int:
        """How many they are."""
        return int(self.inputs.shape[1])


class NetworkLoss(DataLoss):
    """D(w) = scale·Σᵢ ℓ(z(xᵢ), yᵢ), z the scores that the last layer makes.

    Parameters
    ----------
    X : array of shape (n_samples, n_features)
    output : Output
        What the scores are compared with.
    layers : tuple of Layer
    weight_names : tuple of str
    activation : Activation

    Attributes
    ----------
    layers : tuple of Layer
        The shape of each and where it stands in the weight vector.
    """

    is_convex = False

    def __init__(
        self,
        X: FloatArray,
        output: Output,
        layers: tuple[Layer, ...],
        weight_names: tuple[str, ...],
        activation: Activation = IDENTITY,
    ) -> None:
        super().__init__(weight_names, len(X), layers[-1].weights.stop)
        self.layers, self.output, self.activation = layers, output, activation
        self.inputs = np.ascontiguousarray(X.T)
        self._parts = self._cut()
        self._is_whole = len(self._parts) == 1
        self._batches: dict[int, Sweep] = {}
        self._accuracies: dict[bytes, FloatArray] = {}
        self._latest = b"", 0.0, np.empty(0)  # w, and D and ∇D there

    def _cut(self) -> list[Part]:
        """All samples in one part, or in equal ones where they are many."""
        n = max(FEWEST, min(PART, PART_WORK // self.n_weights))
        if self.n_samples <= n:
            return [Part(slice(None), self.inputs, self.output, Sweep(self.layers, self.activation, self.inputs))]
        ends = np.linspace(0, self.n_samples, -(-self.n_samples // n) + 1).astype(int).tolist()
        parts, sweeps = list[Part](), dict[int, Sweep]()  # of two sizes at most
        for samples in (slice(*pair) for pair in pairwise(ends)):
            inputs, output = self.inputs[:, samples], self.output.at(samples, self.output.scale)
            n = inputs.shape[1]
            if n not in sweeps:
                sweeps[n] = Sweep(self.layers, self.activation, inputs)
            parts.append(Part(samples, inputs, output, sweeps[n]))
        return parts

    @property
    def fan_in(self) -> FloatArray:
        n_inputs = np.zeros(self.n_weights)
        for layer in self.layers:
            n_inputs[layer.weights] = layer.n_in
        return n_inputs

    def value(self, w: FloatArray) -> FloatArray:
        return self._by_blocks(lambda part, z: part.output.total(z), w)

    @property
    def has_classes(self) -> bool:  # type: ignore[override]
        """Whether the output is a class."""
        return self.output.is_classifier

    def accuracy(self, w: FloatArray) -> FloatArray | None:
        if not self.output.is_classifier:
            return None
        if w.ndim > 1:
            return self._by_blocks(lambda part, z: part.output.n_right(z), w) / self.n_samples
        key = w.tobytes()  # it is asked for again and again while the same step is on screen
        if key not in self._accuracies:
            self._remember(key, self._by_blocks(lambda part, z: part.output.n_right(z), w))
        return self._accuracies[key]

    def _remember(self, key: bytes, n_right: FloatArray) -> None:
        if len(self._accuracies) * self.n_weights >= REMEMBERED:
            self._accuracies.clear()
        self._accuracies[key] = np.asarray(n_right / self.n_samples)

    @np.errstate(over="ignore", invalid="ignore")
    def predict(self, w: FloatArray, X: FloatArray) -> FloatArray:
        return self.output.predict(self.scores(w, X.T))

    def scores(self, w: FloatArray, a: FloatArray) -> FloatArray:
        """The scores for inputs of shape (n_features, n_samples), shape (..., n_scores, n_samples)."""
        for layer in self.layers[:-1]:
            a = layer.sums(w, a)
            self.activation.apply(a)
        return self.layers[-1].sums(w, a)

    def evaluate(self, w: FloatArray, out: FloatArray) -> float:
        if not self._is_whole:
            return finished(self.evaluating(w, out))
        z = self._parts[0].sweep.scores
        self.sweep(w, z, out)
        return float(self.output.total(z))

    def sweep(self, w: FloatArray, z: FloatArray, out: FloatArray) -> None:
        """Write the scores at w into `z`, shape (n_scores, n_samples), and ∇D into `out`; of few samples."""
        self._parts[0].sweep.run(w, z, out, self.output)

    def evaluating(self, w: FloatArray, out: FloatArray) -> Pausing[float]:
        """The same, a part at a time; who has waited for it gets it again at once from `evaluate`."""
        if self._is_whole:
            return self.evaluate(w, out)
        key = w.tobytes()
        if key == self._latest[0]:
            _, value, out[:] = self._latest
            return value
        total, n_right, gradient = 0.0, np.zeros(()), np.empty_like(out)
        out[:] = 0.0
        for part in self._parts:
            sweep, z = part.sweep, part.sweep.scores
            np.copyto(sweep.inputs, part.inputs)
            sweep.run(w, z, gradient, part.output)
            out += gradient
            total += float(part.output.total(z))
            n_right += part.output.n_right(z)
            yield
        self._remember(key, n_right)
        self._latest = key, total, out.copy()
        return total

    def preparing(self, w: FloatArray) -> Pausing[None]:
        if not self._is_whole:
            yield from self.evaluating(w, np.empty(self.n_weights))

    def recorder(self, n_rows: int) -> Recorder:
        return _ScoreRecorder(self, n_rows) if self._is_whole and n_rows > ONE_STEP else PausingRecorder(self, n_rows)

    def batch_gradient(self, w: FloatArray, rows: IndexArray, out: FloatArray) -> None:
        n = len(rows)
        if n not in self._batches:
            if len(self._batches) == BATCH_SIZES:
                self._batches.clear()
            self._batches[n] = Sweep(self.layers, self.activation, self.inputs[:, :n])
        sweep = self._batches[n]
        self.inputs.take(rows, 1, sweep.inputs, "clip")
        output = self.output.at(rows, self.output.scale * self.n_samples / n)
        sweep.run(w, sweep.scores, out, output)

    def along(self, w: FloatArray, index: int, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
        return finished(self.going_along(w, index, grid))

    def going_along(self, w: FloatArray, index: int, grid: FloatArray) -> Pausing[tuple[FloatArray, FloatArray]]:
        values, slopes = np.zeros((2, *grid.shape))
        for part in self._parts:
            self._add_along(part, w, index, grid, (values, slopes))
            yield
        return values, slopes

    def _add_along(
        self, of: Part, w: FloatArray, index: int, grid: FloatArray, sums: tuple[FloatArray, FloatArray]
    ) -> None:
        """Add what a part of the samples has of D and ∂D/∂w_index to `sums`; see :meth:`along`."""
        depth, unit, source = self._place(index)
        a, (values, slopes) = of.inputs, sums
        for layer in self.layers[:depth]:
            a = layer.sums(w, a)
            self.activation.apply(a)
        factor = np.ones(of.n_samples) if source is None else a[source]
        z = self.layers[depth].sums(w, a)
        for points in self._blocks(len(grid), of):
            moved = z[unit] + factor * (grid[points, np.newaxis] - w[index])
            value, pull = self._beyond(of, w, depth, unit, z, moved)
            values[points] += value
            slopes[points] += pull @ factor

    def hessian(self, w: FloatArray) -> FloatArray:
        """The Hessian of D at w by central differences of the gradient, to about nine digits where D is smooth."""
        columns, ends = np.empty((self.n_weights, self.n_weights)), np.empty((2, self.n_weights))
        for j, w_j in enumerate(w):
            moved, h = w.copy(), STEP * max(1.0, abs(w_j))
            for end, moved[j] in zip(ends, (w_j - h, w_j + h), strict=True):
                self.evaluate(moved, end)
            columns[j] = (ends[1] - ends[0]) / (2.0 * h)
        return 0.5 * (columns + columns.T)

    def hessian_bound(self) -> FloatArray:
        """NaN: nothing bounds the Hessian of a network."""
        return np.full((self.n_weights, self.n_weights), math.nan)

    def curvature(self, added: float = 0.0, n_added: int = 0) -> float:
        del added, n_added
        return math.nan

    def trivial(self, n_penalized: int) -> FloatArray:
        w = np.zeros(self.n_weights)
        if n_penalized < self.n_weights:
            w[self.layers[-1].biases] = self.output.constant()
        return w

    def _beyond(
        self, of: Part, w: FloatArray, depth: int, unit: int, z: FloatArray, moved: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """D of a part and its pull on one unit's sums where they are `moved`, shape (n_points, n_samples).

        The other sums of its layer are `z`, shape (n_units, n_samples). To what lies behind, points are more samples.
        """
        behind = self.layers[depth + 1 :]
        if behind:
            z = z.copy()
            self.activation.apply(z)
            self.activation.apply(moved)
        layer_values = np.repeat(z[:, np.newaxis], len(moved), axis=1)
        layer_values[unit] = moved
        values = [layer_values.reshape(len(z), -1)]
        for layer in behind:
            values.append(layer.sums(w, values[-1]))
            if layer is not behind[-1]:
                self.activation.apply(values[-1])
        scores = values.pop()
        output = of.output.at(np.tile(np.arange(of.n_samples), len(moved)), of.output.scale)
        pull: FloatArray = np.empty_like(scores)
        output.pull(scores, pull)
        losses = output.losses(scores).reshape(moved.shape)
        for layer, a in zip(behind[:0:-1], values[:0:-1], strict=True):
            pull = self._slope(a) * (layer.matrix(w).T @ pull)
        pull = (behind[0].matrix(w)[:, unit] @ pull if behind else pull[unit]).reshape(moved.shape)
        if behind:
            pull *= self._slope(moved)
        return output.scale * losses.sum(axis=1), pull

    def _slope(self, a: FloatArray) -> FloatArray:
        """The activation's slope where its values are `a`."""
        slope = np.empty_like(a)
        self.activation.slope(a, slope)
        return slope

    def _place(self, index: int) -> tuple[int, int, int | None]:
        """The layer of a weight, its unit and which input it multiplies."""
        return next((depth, *place) for depth, layer in enumerate(self.layers) if (place := layer.place(index)))

    @np.errstate(over="ignore", invalid="ignore")
    def _by_blocks(self, function: Callable[[Part, FloatArray], FloatArray], w: FloatArray) -> FloatArray:
        """A function of the scores at every w of shape (..., n_weights), summed over the parts; some w at a time."""
        flat, total = w.reshape(-1, w.shape[-1]), np.zeros(w.shape[:-1], dtype=w.dtype)
        sums = total.reshape(-1)
        for part in self._parts:
            for points in self._blocks(len(flat), part):
                sums[points] += function(part, self.scores(flat[points], part.inputs))
        return total

    def _blocks(self, n: int, part: Part) -> Iterator[slice]:
        """Parts of `n` points that are computed at once on a part of the samples."""
        size = max(1, BLOCK // (part.n_samples * max(layer.n_out for layer in self.layers)))
        return (slice(first, first + size) for first in range(0, n, size))


class _ScoreRecorder(Recorder):
    """The scores of every row are kept until the block is full: what they cost is then one call."""

    def __init__(self, loss: NetworkLoss, n_rows: int) -> None:
        super().__init__(loss, n_rows)
        self._sweep, self._total = loss.sweep, loss.output.total
        self._scores = np.zeros((n_rows, loss.output.n_scores, loss.n_samples))
        self._rows = list(self._scores)

    def gradient(self, row: int, w: FloatArray, out: FloatArray) -> None:
        self._sweep(w, self._rows[row], out)

    def values(self, weights: FloatArray, gradients: FloatArray) -> FloatArray:
        del gradients
        return self._total(self._scores[: len(weights)])
