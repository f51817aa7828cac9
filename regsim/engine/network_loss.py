"""The data loss of a neural network, as a function of all its weights.

D is not convex: there may be many minima, and no exact optimum to compare with. Where all matrices are 0, which is the
only minimum of the penalty, every sample gets the same prediction.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.layers import IDENTITY, Activation, Layer, Sweep
from regsim.engine.losses import DataLoss, IndexArray, PausingRecorder, Recorder
from regsim.engine.outputs import Output

BLOCK = 250_000  # numbers in an array of many points at once: 2 MB, which the processor keeps near
ONE_STEP = 2  # rows of a block: where a step begins and where it ends
REMEMBERED = 64  # points whose accuracy is remembered: where the runs are looked at
BATCH_SIZES = 4  # how many sizes of minibatches have arrays ready: an epoch has two, the last batch being smaller
STEP = 1e-5  # of the differences of gradients that make a Hessian: about the cube root of float64's precision


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
        self._sweep = Sweep(layers, activation, self.inputs)
        self._batches: dict[int, Sweep] = {}
        self._scores = np.zeros((output.n_scores, self.n_samples))
        self._accuracies: dict[bytes, FloatArray] = {}

    @property
    def fan_in(self) -> FloatArray:
        n_inputs = np.zeros(self.n_weights)
        for layer in self.layers:
            n_inputs[layer.weights] = layer.n_in
        return n_inputs

    def value(self, w: FloatArray) -> FloatArray:
        return self._by_blocks(self.output.total, w)

    @property
    def has_classes(self) -> bool:  # type: ignore[override]
        """Whether the output is a class."""
        return self.output.is_classifier

    def accuracy(self, w: FloatArray) -> FloatArray | None:
        if not self.output.is_classifier:
            return None
        if w.ndim > 1:
            return self._by_blocks(self.output.hits, w)
        key = w.tobytes()  # it is asked for again and again while the same step is on screen
        if key not in self._accuracies:
            if len(self._accuracies) >= REMEMBERED:
                self._accuracies.clear()
            self._accuracies[key] = self._by_blocks(self.output.hits, w)
        return self._accuracies[key]

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
        self.sweep(w, self._scores, out)
        return float(self.output.total(self._scores))

    def sweep(self, w: FloatArray, z: FloatArray, out: FloatArray) -> None:
        """Write the scores at w into `z`, shape (n_scores, n_samples), and ∇D into `out`."""
        self._sweep.run(w, z, out, self.output)

    def recorder(self, n_rows: int) -> Recorder:
        return PausingRecorder(self, n_rows) if n_rows == ONE_STEP else _ScoreRecorder(self, n_rows)

    def batch_gradient(self, w: FloatArray, rows: IndexArray, out: FloatArray) -> None:
        n = len(rows)
        if n not in self._batches:
            if len(self._batches) == BATCH_SIZES:
                self._batches.clear()
            self._batches[n] = Sweep(self.layers, self.activation, self.inputs[:, :n])
        sweep = self._batches[n]
        self.inputs.take(rows, 1, sweep.inputs, "clip")
        output = self.output.at(rows, self.output.scale * self.n_samples / n)
        sweep.run(w, np.empty((output.n_scores, n)), out, output)

    def along(self, w: FloatArray, index: int, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
        depth, unit, source = self._place(index)
        a = self.inputs
        for layer in self.layers[:depth]:
            a = layer.sums(w, a)
            self.activation.apply(a)
        factor = np.ones(self.n_samples) if source is None else a[source]
        z = self.layers[depth].sums(w, a)
        values, slopes = np.empty(grid.shape), np.empty(grid.shape)
        for part in self._blocks(len(grid)):
            moved = z[unit] + factor * (grid[part, np.newaxis] - w[index])
            values[part], pull = self._beyond(w, depth, unit, z, moved)
            slopes[part] = pull @ factor
        return values, slopes

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
        self, w: FloatArray, depth: int, unit: int, z: FloatArray, moved: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """D and its pull on one unit's sums where they are `moved`, shape (n_points, n_samples).

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
        output = self.output.at(np.tile(np.arange(self.n_samples), len(moved)), self.output.scale)
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
    def _by_blocks(self, function: Callable[[FloatArray], FloatArray], w: FloatArray) -> FloatArray:
        """A function of the scores at every w of shape (..., n_weights), some of them at a time."""
        flat = w.reshape(-1, w.shape[-1])
        parts = [function(self.scores(flat[block], self.inputs)) for block in self._blocks(len(flat))]
        return np.concatenate([np.zeros(0, dtype=w.dtype), *parts]).reshape(w.shape[:-1])

    def _blocks(self, n: int) -> Iterator[slice]:
        """Parts of `n` points that are computed at once."""
        size = max(1, BLOCK // (self.n_samples * max(layer.n_out for layer in self.layers)))
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
