"""Layers of weighted sums, each but the last followed by an activation; and the way through them and back.

With a⁰ the inputs, layer l makes zˡ = Wˡaˡ⁻¹ + bˡ and aˡ = f(zˡ); the last z are the scores, which
:mod:`regsim.engine.outputs` compares with the target. Back from there, the pull on the scores δ = ∂D/∂z becomes

    ∂D/∂Wˡ = δˡ(aˡ⁻¹)ᵀ      ∂D/∂bˡ = Σᵢ δˡ      δˡ⁻¹ = (Wˡ)ᵀδˡ · f′(zˡ⁻¹)

The weight vector holds all matrices, layer by layer and row by row, and then all biases. Without hidden layers the
network is linear, logistic or softmax regression.

References
----------
D. Rumelhart, G. Hinton, R. Williams, "Learning representations by back-propagating errors", 1986.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import IndexArray
from regsim.engine.outputs import Output

_ONE, _ZERO = np.array(1.0), np.array(0.0)  # arrays, which numpy need not convert at every call


@dataclass(frozen=True)
class Activation:
    """f, as what it does to an array in place, and f′ as a function of f's values."""

    apply: Callable[[FloatArray], object]
    slope: Callable[[FloatArray, FloatArray], object]


def _sigmoid(z: FloatArray) -> None:
    np.negative(z, z)
    np.exp(z, z)  # where it overflows, σ is 0
    np.add(z, _ONE, z)
    np.reciprocal(z, z)


def _tanh_slope(a: FloatArray, out: FloatArray) -> None:
    np.multiply(a, a, out)
    np.subtract(_ONE, out, out)


def _sigmoid_slope(a: FloatArray, out: FloatArray) -> None:
    np.multiply(a, a, out)
    np.subtract(a, out, out)


def _no_slope(a: FloatArray, out: FloatArray) -> None:
    del a
    out.fill(1.0)


IDENTITY = Activation(lambda z: z, _no_slope)
ACTIVATIONS = {
    "tanh": Activation(lambda z: np.tanh(z, z), _tanh_slope),
    "relu": Activation(lambda z: np.maximum(z, _ZERO, out=z), lambda a, out: np.greater(a, _ZERO, out)),
    "sigmoid": Activation(_sigmoid, _sigmoid_slope),
    "identity": IDENTITY,
}


@dataclass(frozen=True)
class Layer:
    """Where a layer stands in the weight vector.

    Attributes
    ----------
    n_out, n_in : int
        The shape of its matrix.
    weights, biases : slice
        The biases are none in a model without.
    """

    n_out: int
    n_in: int
    weights: slice
    biases: slice

    def matrix(self, w: FloatArray) -> FloatArray:
        """W in weight vectors of shape (..., n_weights), shape (..., n_out, n_in)."""
        return w[..., self.weights].reshape(*w.shape[:-1], self.n_out, self.n_in)

    def sums(self, w: FloatArray, a: FloatArray) -> FloatArray:
        """Wa + b for inputs of shape (..., n_in, n_samples)."""
        z = self.matrix(w) @ a
        if self.has_biases:
            z += w[..., self.biases, np.newaxis]
        return np.asarray(z)

    @property
    def has_biases(self) -> bool:
        """Whether it has any."""
        return bool(self.biases.start < self.biases.stop)

    def place(self, index: int) -> tuple[int, int | None] | None:
        """The unit that a weight belongs to and which of its inputs it multiplies, None for a bias; None elsewhere."""
        if self.weights.start <= index < self.weights.stop:
            unit, source = divmod(index - int(self.weights.start), self.n_in)
            return unit, source
        if self.biases.start <= index < self.biases.stop:
            return index - int(self.biases.start), None
        return None


def stacked(sizes: Sequence[int], has_biases: bool = True) -> tuple[Layer, ...]:
    """The layers between units of these numbers, from the inputs to the scores."""
    shapes = list(zip(sizes[1:], sizes[:-1], strict=True))
    layers, weight, bias = [], 0, sum(n_out * n_in for n_out, n_in in shapes)
    for n_out, n_in in shapes:
        n_biases = n_out if has_biases else 0
        layers.append(Layer(n_out, n_in, slice(weight, weight + n_out * n_in), slice(bias, bias + n_biases)))
        weight, bias = weight + n_out * n_in, bias + n_biases
    return tuple(layers)


class Sweep:
    """Scores and gradient for a fixed number of samples, in arrays of its own.

    The biases of a layer stand beside its matrix, as a column that multiplies a row of ones below its inputs: its sums
    are one product then, and so is its gradient.

    Parameters
    ----------
    layers : tuple of Layer
    activation : Activation
    inputs : array of shape (n_features, n_samples)

    Attributes
    ----------
    inputs : array of shape (n_features, n_samples)
        May be written to.
    scores : array of shape (n_scores, n_samples)
        Where they may be written to.
    """

    def __init__(self, layers: tuple[Layer, ...], activation: Activation, inputs: FloatArray) -> None:
        n_samples, n_ones = inputs.shape[1], int(layers[0].has_biases)
        self._activation = activation
        self._order = packing(layers)
        self._place = np.argsort(self._order)
        self._weights, self._gradient = np.empty((2, len(self._order)))
        matrices, gradients = (_matrices(layers, packed) for packed in (self._weights, self._gradient))
        # The values of all layers in one array, so that their slopes take as many calls as those of one.
        self._values = np.ones((sum(layer.n_in + n_ones for layer in layers), n_samples))
        self._slopes = np.empty_like(self._values)
        starts = np.cumsum([0, *(layer.n_in + n_ones for layer in layers)])
        below = [self._values[a:b] for a, b in pairwise(starts)]
        self.inputs = self._values[: layers[0].n_in]
        self.inputs[:] = inputs

        hidden = [self._values[a : a + layer.n_in] for a, layer in zip(starts[1:-1], layers[1:], strict=True)]
        slopes = [self._slopes[a : a + layer.n_in] for a, layer in zip(starts[1:-1], layers[1:], strict=True)]
        self._forward = [(m.dot, a, units) for m, a, units in zip(matrices[:-1], below[:-1], hidden, strict=True)]
        self._last = matrices[-1].dot, below[-1]
        self.scores, self._pull = np.empty((2, layers[-1].n_out, n_samples))
        backward = zip(matrices[1:], below[1:], gradients[1:], slopes, strict=True)
        self._backward = [
            (a.T, gradient, m[:, : len(slope)].T.dot, np.empty_like(slope), slope) for m, a, gradient, slope in backward
        ][::-1]
        self._first = below[0].T, gradients[0]

    def run(self, w: FloatArray, z: FloatArray, out: FloatArray, output: Output) -> None:
        """Write the scores into `z`, shape (n_scores, n_samples), and the gradient of what they cost into `out`."""
        self.forward(w, z)
        output.pull(z, self._pull)
        self.back(self._pull, out)

    def forward(self, w: FloatArray, z: FloatArray) -> None:
        """Write the scores into `z`, and keep what :meth:`back` needs: of hidden layers the values."""
        activate = self._activation.apply
        w.take(self._order, None, self._weights, "clip")  # faster than to check that no index is too large
        for product, below, units in self._forward:
            activate(product(below, units))
        product, below = self._last
        product(below, z)

    def back(self, pull: FloatArray, out: FloatArray) -> None:
        """Write the gradient into `out`, given how what the scores cost pulls on them, shape (n_scores, n_samples)."""
        if self._backward:
            self._activation.slope(self._values, self._slopes)
        for below, gradient, back, lower, slope in self._backward:
            pull.dot(below, gradient)
            pull = np.multiply(back(pull, lower), slope, lower)
        below, gradient = self._first
        pull.dot(below, gradient)
        self._gradient.take(self._place, None, out, "clip")


def packing(layers: tuple[Layer, ...]) -> IndexArray:
    """Where in the weight vector each packed weight stands: layer by layer, matrix and biases side by side."""
    parts = []
    for layer in layers:
        weights = np.arange(layer.weights.start, layer.weights.stop).reshape(layer.n_out, layer.n_in)
        biases = np.arange(layer.biases.start, layer.biases.stop).reshape(layer.n_out, -1)
        parts.append(np.hstack([weights, biases]).reshape(-1))
    return np.concatenate(parts)


def _matrices(layers: tuple[Layer, ...], packed: FloatArray) -> list[FloatArray]:
    """The matrices, with their biases, that stand in `packed` one after another."""
    sizes = [layer.n_out * (layer.n_in + layer.has_biases) for layer in layers]
    parts = np.split(packed, np.cumsum(sizes[:-1]))
    return [part.reshape(layer.n_out, -1) for layer, part in zip(layers, parts, strict=True)]
