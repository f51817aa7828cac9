"""The neural network: layers of units, each a weighted sum of the layer below, put through an activation.

What it predicts follows from the target: a number, P(second class) of two, or P(each) of several classes. The penalty
acts on the matrices of all layers, λ/2·Σ‖W‖²_F or λΣ|W|, and leaves the biases out unless asked.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Annotated, ClassVar, Literal

from regsim.engine.layers import ACTIVATIONS, stacked
from regsim.engine.losses import DataLoss
from regsim.engine.models import Model, Samples, required
from regsim.engine.network_loss import NetworkLoss
from regsim.engine.outputs import Classes, Number, Output, TwoClasses
from regsim.engine.softmax import class_labels
from regsim.parameters import InputError, declare

MAX_LAYERS = 10


class NeuralNetwork(Model, tag="neural-network", frozen=True):
    """Hidden layers of units f(Wa + b), and a last layer without f whose sums are the scores.

    Weights are in the order of the layers: all matrices, row by row; then all biases.
    """

    hidden: Annotated[
        tuple[int, ...],
        declare(
            "hidden layers",
            ge=1,
            le=1000,
            help="How many units each hidden layer has, from the inputs on; none makes a linear model.",
        ),
    ] = (8, 8)
    activation: Annotated[
        Literal["tanh", "relu", "sigmoid", "identity"],
        declare("activation", symbol="f", help="What a unit of a hidden layer makes of its weighted sum."),
    ] = "tanh"
    penalize_biases: Annotated[
        bool, declare("penalise the biases", help="Let the penalty pull on the biases too; usually it does not.")
    ] = False

    label: ClassVar[str] = "Neural network"

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.hidden) > MAX_LAYERS:
            raise InputError.at("hidden", f"must have at most {MAX_LAYERS} layers", self.hidden)

    def bind(self, samples: Samples | None, *, scale: float) -> DataLoss:
        samples = required(samples, self.label)
        output, labels = self._output(samples, scale)
        layers = stacked((len(samples.feature_names), *self.hidden, output.n_scores))
        names = _weight_names(samples.feature_names, self.hidden, labels)
        return NetworkLoss(samples.X, output, layers, names, ACTIVATIONS[self.activation])

    def n_penalized(self, loss: DataLoss) -> int:
        return loss.n_weights if self.penalize_biases else loss.n_coefficients

    def _output(self, samples: Samples, scale: float) -> tuple[Output, Sequence[str]]:
        """What the scores are compared with, and what they are called."""
        if not samples.classes and len(samples.levels) != 2:
            return Number(samples.y, scale), ("1",)
        labels = class_labels(samples, self.label)
        if len(labels) == 2:
            return TwoClasses(samples.codes() == 1, scale), ("1",)
        return Classes(samples.codes(), len(labels), scale), labels


def _weight_names(features: Sequence[str], hidden: Sequence[int], scores: Sequence[str]) -> tuple[str, ...]:
    """Names such as ``W1[3, bmi]``: in layer 1 the weight of unit 3 for the input bmi; ``b1[3]`` is its bias."""
    units = [features, *([str(i) for i in range(1, n + 1)] for n in hidden), scores]
    pairs = list(enumerate(zip(units[1:], units[:-1], strict=True), start=1))
    weights = (f"W{layer}[{unit}, {source}]" for layer, (above, below) in pairs for unit in above for source in below)
    biases = (f"b{layer}[{unit}]" for layer, (above, _) in pairs for unit in above)
    return tuple(chain(weights, biases))
