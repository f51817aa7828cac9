"""Data losses D(w): a model bound to its data, ready to be evaluated at every step.

Each loss knows its value and gradient, its curvature L (the Lipschitz constant of the gradient, which decides the
largest stable learning rate), its restriction to a line along one weight, which is what the slice view draws, and what
it predicts. ``value`` broadcasts over leading axes; ``evaluate`` is for single points. The path of every step is a
:class:`Recorder`, which computes a block of steps with as few calls as it can.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.engine.pausing import Pausing, finished
from regsim.engine.refined import RefinedLines

MANY_WEIGHTS = 500  # from here on the eigenvalues take longer than a frame
CURVATURES = 64  # that are remembered: a frame asks for those of its few λ again and again
IndexArray = NDArray[np.intp]
Finish = Callable[[FloatArray, FloatArray], object]  # given w, turns Au into what follows w, in place


class DataLoss(ABC):
    """D(w) and its derivatives.

    Attributes
    ----------
    weight_names : tuple of str
        One name per weight, the intercepts last.
    n_samples : int
        m, 1 where there are no data.
    n_coefficients : int
        How many weights come before the intercepts (or are all there is).
    is_convex : bool
    has_classes : bool
        Whether the target is a class.
    lines : RefinedLines
        D along one weight, for those who cannot wait for all of its points.
    """

    is_convex = True
    has_classes = False

    def __init__(self, weight_names: tuple[str, ...], n_samples: int, n_coefficients: int) -> None:
        self.weight_names = weight_names
        self.n_samples = n_samples
        self.n_coefficients = n_coefficients
        self._trivial: dict[int, Trivial] = {}
        self._trivial_hessian: dict[int, FloatArray] = {}
        self._curvatures: dict[tuple[float, int], float] = {}
        self._start = b"", 0.0, np.empty(0)  # w, and D and ∇D there
        self._latest_hessian = b"", np.empty(0)  # w, and the Hessian there
        self.lines = RefinedLines(self)

    @property
    def n_weights(self) -> int:
        """How many weights there are."""
        return len(self.weight_names)

    @property
    def work(self) -> int:
        """About how many multiplications a gradient takes."""
        return self.n_samples * self.n_weights

    @property
    def fan_in(self) -> FloatArray:
        """How many inputs the unit of each weight has, 0 for intercepts; shape (n_weights,)."""
        return np.where(np.arange(self.n_weights) < self.n_coefficients, float(self.n_coefficients), 0.0)

    @abstractmethod
    def value(self, w: FloatArray) -> FloatArray:
        """D at w of shape (..., n_weights), shape (...)."""

    def magnitude(self, w: FloatArray) -> float:
        """The sum of the sizes of what D(w) is summed from, w of shape (n_weights,): rounding is a share of it."""
        return float(self.value(w))

    @abstractmethod
    def evaluate(self, w: FloatArray, out: FloatArray) -> float:
        """D at w of shape (n_weights,); its gradient is written into `out`.

        Numpy's warnings of overflow are the caller's to switch off.
        """

    def evaluating(self, w: FloatArray, out: FloatArray) -> Pausing[float]:
        """The same, with pauses where it takes long; `out` counts when it has ended."""
        yield from ()
        return self.evaluate(w, out)

    def start(self, w: FloatArray, out: FloatArray) -> float:
        """The same as `evaluate`, where w is likely to be asked for again: by the next run, and for the next λ."""
        finished(self.starting(w))
        _, value, out[:] = self._start
        return value

    def starting(self, w: FloatArray) -> Pausing[None]:
        """Do, with pauses, what takes long of the next `start`, if it is at w."""
        key, out = w.tobytes(), np.empty_like(w)
        if key != self._start[0]:
            self._start = key, (yield from self.evaluating(w, out)), out

    def preparing(self, w: FloatArray) -> Pausing[None]:
        """Do, with pauses, what takes long of the next `evaluate`, if it is at w; nothing where it has no pauses."""
        del w
        yield from ()

    def recorder(self, n_rows: int) -> "Recorder":
        """What evaluates the steps of a block of `n_rows`."""
        return Recorder(self, n_rows)

    def affine(self, keep: FloatArray, rates: FloatArray) -> FloatArray | None:
        """A with Au = keep∘w − rates∘∇D(w), u the point of an :class:`AffineRecorder` at w; None if there is none.

        Parameters
        ----------
        keep, rates : arrays of shape (n_weights,)
        """
        del keep, rates
        return None

    @abstractmethod
    def batch_gradient(self, w: FloatArray, rows: IndexArray, out: FloatArray) -> None:
        """Write ∇D estimated from the samples `rows` into `out`: their own sum, times m over how many they are."""

    @abstractmethod
    def along(self, w: FloatArray, index: int, grid: FloatArray) -> tuple[FloatArray, FloatArray]:
        """D and ∂D/∂w_index at w with w_index replaced by each value of `grid`, both of shape grid.shape."""

    def going_along(self, w: FloatArray, index: int, grid: FloatArray) -> Pausing[tuple[FloatArray, FloatArray]]:
        """The same, with pauses where it takes long."""
        yield from ()
        return self.along(w, index, grid)

    @property
    def terms(self) -> int:
        """How many terms D is the sum of at a point of a line."""
        return self.n_samples

    @abstractmethod
    def hessian(self, w: FloatArray) -> FloatArray:
        """The Hessian of D at w, shape (n_weights, n_weights)."""

    def hessian_once(self, w: FloatArray) -> FloatArray:
        """The same, where w is likely to be asked for again: the search for the next λ begins where the last ended."""
        key, (known, found) = (w + 0.0).tobytes(), self._latest_hessian
        if key != known:
            found = self.hessian(w)
            self._latest_hessian = key, found
        return found

    @abstractmethod
    def trivial(self, n_penalized: int) -> FloatArray:
        """The weights of the trivial model: the first `n_penalized` are 0, the others at their own best."""

    def at_trivial(self, n_penalized: int) -> "Trivial":
        """The trivial model with D and ∇D there, computed once: λ does not change them."""
        if n_penalized not in self._trivial:
            w = self.trivial(n_penalized)
            gradient = np.empty_like(w)
            found = Trivial(w, self.evaluate(w, gradient), gradient)
            for array in (w, gradient):
                array.setflags(write=False)
            self._trivial[n_penalized] = found
        return self._trivial[n_penalized]

    def hessian_at_trivial(self, n_penalized: int) -> FloatArray:
        """The Hessian of D at the trivial model, computed once; shape (n_weights, n_weights)."""
        if n_penalized not in self._trivial_hessian:
            self._trivial_hessian[n_penalized] = self.hessian_once(self.at_trivial(n_penalized).weights)
        return self._trivial_hessian[n_penalized]

    @abstractmethod
    def predict(self, w: FloatArray, X: FloatArray) -> FloatArray:
        """What the model with weights w of shape (n_weights,) predicts for X of shape (n, n_features).

        A number, shape (n,); the probability of the second of two classes, shape (n,); or of each of k, shape (n, k).
        """

    def accuracy(self, w: FloatArray) -> FloatArray | None:
        """The share of its samples that are classified right, at w of shape (..., n_weights); None without classes."""
        del w
        return None

    def curvature(self, added: float = 0.0, n_added: int = 0) -> float:
        """L, the largest eigenvalue of the Hessian of D with `added` on the diagonal of the first `n_added` weights.

        For logistic regression it is a bound over all w; for very many weights a bound on the sum. NaN where no bound
        is known, since D is not convex.
        """
        if added == 0.0 or n_added == self.n_weights:
            return max(self._curvature + added, 0.0)
        if self.n_weights > MANY_WEIGHTS:
            return self._curvature + max(added, 0.0)
        if (added, n_added) not in self._curvatures:
            if len(self._curvatures) >= CURVATURES:
                self._curvatures.clear()
            hessian = self.hessian_bound().copy()
            hessian[np.arange(n_added), np.arange(n_added)] += added
            self._curvatures[added, n_added] = max(float(np.linalg.eigvalsh(hessian)[-1]), 0.0)
        return self._curvatures[added, n_added]

    @cached_property
    def _curvature(self) -> float:
        return max(self._largest_eigenvalue(), 0.0)

    def _largest_eigenvalue(self) -> float:
        return float(np.linalg.eigvalsh(self.hessian_bound())[-1])

    @abstractmethod
    def hessian_bound(self) -> FloatArray:
        """The Hessian of D, or a matrix that is at least as large everywhere, shape (n_weights, n_weights)."""


class Trivial(NamedTuple):
    """The trivial model: its weights, D and ∇D; read-only."""

    weights: FloatArray
    data_loss: float
    gradient: FloatArray


class Recorder:
    """D and ∇D at the steps of a block: gradients one by one, as the steps need them, values all at once.

    Parameters
    ----------
    loss : DataLoss
    n_rows : int
        How many points the block has.
    beside : int
        How many numbers stand beside the weights of a point.

    Attributes
    ----------
    points : array of shape (n_rows, n_weights + beside)
        u of every row: its weights, and what else an affine step starts from.
    weights : array of shape (n_rows, n_weights)
        The part of it that the weights are.
    """

    def __init__(self, loss: DataLoss, n_rows: int, beside: int = 0) -> None:
        self._evaluate = loss.evaluate
        self._values = np.zeros(n_rows)
        self.points = np.zeros((n_rows, loss.n_weights + beside))
        self.weights = self.points[:, : loss.n_weights]

    def gradient(self, row: int, w: FloatArray, out: FloatArray) -> None:
        """Write ∇D at w, the point of this row, into `out`."""
        self._values[row] = self._evaluate(w, out)

    def coming_to(self, row: int, w: FloatArray, out: FloatArray) -> Pausing[None]:
        """The same, with pauses where a pass over the samples has any."""
        self.gradient(row, w, out)
        yield from ()

    def values(self, weights: FloatArray, gradients: FloatArray) -> FloatArray:
        """D at the first rows of the block, as many as there are, given their weights and what `gradient` wrote."""
        del gradients
        return self._values[: len(weights)]


class PausingRecorder(Recorder):
    """Of a loss whose passes over the samples take long: a step has their pauses, and the first row is the start."""

    def __init__(self, loss: DataLoss, n_rows: int) -> None:
        super().__init__(loss, n_rows)
        self._start, self._evaluating = loss.start, loss.evaluating

    def gradient(self, row: int, w: FloatArray, out: FloatArray) -> None:
        if row == 0:
            self._values[0] = self._start(w, out)
        else:
            super().gradient(row, w, out)

    def coming_to(self, row: int, w: FloatArray, out: FloatArray) -> Pausing[None]:
        self._values[row] = yield from self._evaluating(w, out)


class AffineRecorder(Recorder):
    """What evaluates the steps of a loss that has an A, and makes them itself."""

    @abstractmethod
    def steps(self, matrix: FloatArray, finish: Finish | None, first: int, last: int) -> None:
        """Make the steps from the row `first` to the row `last`: Au, A from ``loss.affine``, and then `finish`."""

    @abstractmethod
    def gradients(self, out: FloatArray) -> None:
        """Write ∇D at every row but the first, where it is known, into `out`, shape (n_rows, n_weights)."""


class Sampled:
    """∇D estimated from some of the samples, for the steps of a minibatch.

    Attributes
    ----------
    rows : array of int
        The samples of the present batch.
    """

    def __init__(self, loss: DataLoss) -> None:
        self._loss = loss
        self.rows: IndexArray = np.arange(0)

    def gradient(self, w: FloatArray, out: FloatArray) -> None:
        """Write the estimate at w into `out`."""
        self._loss.batch_gradient(w, self.rows, out)
