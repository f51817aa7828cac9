"""From raw inputs to the features a model sees: products of them, then standardization.

What is learned from the training samples, such as a mean, is kept here and applied to any others: to those held out for
validation, and to the points along which a picture draws the fitted curve over the raw inputs.
"""

from dataclasses import dataclass

from regsim.arrays import FloatArray
from regsim.data.expansion import Expansion
from regsim.data.standardization import Standardization


@dataclass(frozen=True, eq=False)
class Preparation:
    """What was done to raw inputs.

    Attributes
    ----------
    input_names : tuple of str
        A name per raw input.
    inputs : ndarray of shape (n_samples, n_inputs)
        The raw inputs of the samples that it belongs to.
    expansion : Expansion
        The products that were made of them.
    standardization : Standardization or None
        Learned from the products of the training samples; None where nothing was standardized.
    """

    input_names: tuple[str, ...]
    inputs: FloatArray
    expansion: Expansion
    standardization: Standardization | None = None

    def apply(self, inputs: FloatArray) -> FloatArray:
        """What the model sees, shape (n_samples, n_features), of raw inputs of shape (n_samples, n_inputs)."""
        X = self.expansion.apply(inputs)
        return X if self.standardization is None else self.standardization.apply(X)

    def weights(self, coefficients: FloatArray) -> FloatArray:
        """The weights that predict from the features what `coefficients` predict from the products, intercept aside.

        With z = (x − mean)/s the term c·x is (c·s)·z and a constant. A feature that is constant has the weight 0.
        """
        if self.standardization is None:
            return coefficients
        return coefficients * self.standardization.spread
