"""Softmax regression: a score for each of several classes, and the probabilities that they make.

It is the network without hidden layers. What sets it apart is that D is convex: its Hessian has the form

    H(w) = scale·Σᵢ (diag(pᵢ) − pᵢpᵢᵀ) ⊗ xᵢxᵢᵀ  ≤  scale·½(I − 11ᵀ/K) ⊗ XᵀX

with pᵢ the probabilities of the K classes. Adding the same weights to every class changes nothing, so that without a
penalty there is no single minimum; a penalty picks the one where they balance.

References
----------
D. Böhning, "Multinomial logistic regression algorithm", 1992.
"""

from functools import cached_property
from typing import ClassVar

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.layers import packing, stacked
from regsim.engine.losses import DataLoss, IndexArray
from regsim.engine.models import LinearModel, Samples, required
from regsim.engine.network_loss import PART, NetworkLoss, Part
from regsim.engine.outputs import MAX_CLASSES, Classes, TwoClasses, softmax
from regsim.parameters import InputError


class SoftmaxLoss(NetworkLoss):
    """D(w) = scale·Σᵢ −log P(own class of i), P(k) = softmax(Wxᵢ + b)ₖ.

    Parameters
    ----------
    X : array of shape (n_samples, n_features)
    codes : array of int of shape (n_samples,)
        The class of every sample.
    n_classes : int
    weight_names : tuple of str
        All coefficients, class by class, then all intercepts, if any.
    scale : float, 1 for the sum over samples, 1/m for the mean
    """

    is_convex = True

    def __init__(
        self, X: FloatArray, codes: IndexArray, n_classes: int, weight_names: tuple[str, ...], *, scale: float
    ) -> None:
        has_biases = len(weight_names) > n_classes * X.shape[1]
        layers = stacked((X.shape[1], n_classes), has_biases=has_biases)
        super().__init__(X, Classes(codes, n_classes, scale), layers, weight_names)
        self._codes, self._scale = codes, scale
        self._design = np.hstack([X, np.ones((len(X), 1))]) if has_biases else X

    def _add_along(
        self, of: Part, w: FloatArray, index: int, grid: FloatArray, sums: tuple[FloatArray, FloatArray]
    ) -> None:
        # One class against all others is logistic regression, with the difference of the scores as its score. What the
        # others cost among themselves comes on top, where one of them is the own class.
        _, unit, source = self._place(index)
        z, factor = self.scores(w, of.inputs), np.ones(of.n_samples) if source is None else of.inputs[source]
        rivals, codes, (values, slopes) = np.delete(z, unit, axis=0), self._codes[of.samples], sums
        top = rivals.max(axis=0)
        ahead = z[unit] - top - np.log(np.exp(rivals - top).sum(axis=0))
        is_own = codes == unit
        others = Classes(np.where(is_own, 0, codes - (codes > unit)), len(rivals), self._scale)
        among_rivals = np.where(is_own, 0.0, others.losses(rivals)).sum()
        duel = TwoClasses(is_own, self._scale)
        for points in self._blocks(len(grid), of):
            score = ahead + factor * (grid[points, np.newaxis] - w[index])
            values[points] += duel.total(score[:, np.newaxis]) + self._scale * among_rivals
            duel.pull(score, score)
            slopes[points] += score @ factor

    def hessian(self, w: FloatArray) -> FloatArray:
        p, X = softmax(self.scores(w, self.inputs)), self._design
        k, q = len(p), X.shape[1]
        H = np.zeros((k * q, k * q))
        for first in range(0, len(X), PART):
            part = slice(first, first + PART)
            Z = (p.T[part, :, np.newaxis] * X[part, np.newaxis]).reshape(-1, k * q)
            H -= Z.T @ Z  # numpy knows that it is symmetric: half the work
        H = (self._scale * H).reshape(k, q, k, q)
        for i in range(k):
            H[i, :, i] = 0.0
            H[i, :, i] = -H[i].sum(axis=1)  # so that pᵢ(1 − pᵢ) keeps its digits where pᵢ is nearly 1
        return self._in_order(H)

    def hessian_bound(self) -> FloatArray:
        return self._hessian_bound

    @cached_property
    def _hessian_bound(self) -> FloatArray:
        k, gram = self.output.n_scores, self._design.T @ self._design
        return self._in_order(0.5 * self._scale * np.asarray(np.kron(np.eye(k) - 1.0 / k, gram), dtype=np.float64))

    def curvature(self, added: float = 0.0, n_added: int = 0) -> float:
        return DataLoss.curvature(self, added, n_added)

    def _largest_eigenvalue(self) -> float:
        X = self._design  # of I − 11ᵀ/K it is 1
        gram = X.T @ X if len(X) >= X.shape[1] else X @ X.T
        return 0.5 * self._scale * float(np.linalg.eigvalsh(gram)[-1])

    def _in_order(self, packed: FloatArray) -> FloatArray:
        """A matrix of weights class by class, each class with its intercept, as one in the order of the weights."""
        place = np.argsort(packing(self.layers))
        return packed.reshape(self.n_weights, -1)[np.ix_(place, place)]


class SoftmaxRegression(LinearModel, tag="softmax-regression", frozen=True):
    """P(class k) = softmax(Wx + b)ₖ with D the cross-entropy, summed or averaged; a row of W for every class."""

    label: ClassVar[str] = "Softmax regression"

    def bind(self, samples: Samples | None, *, scale: float) -> DataLoss:
        samples = required(samples, self.label)
        labels = class_labels(samples, self.label)
        columns = self._design(samples)[1]
        p = len(samples.feature_names)
        names = [f"{label}: {column}" for part in (columns[:p], columns[p:]) for label in labels for column in part]
        return SoftmaxLoss(samples.X, samples.codes(), len(labels), tuple(names), scale=scale)


def class_labels(samples: Samples, label: str) -> list[str]:
    """What the classes are called.

    Raises
    ------
    InputError
        When there are too few or too many for a model with this label.
    """
    n = len(samples.levels)
    if not 2 <= n <= MAX_CLASSES:
        raise InputError(
            f"target {samples.target_name} must have 2 to {MAX_CLASSES} classes for {label.lower()}, got {n}",
            "data.target",
        )
    return [samples.label(float(level)) for level in samples.levels]
