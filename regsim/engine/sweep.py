"""The λ path: the optimum at every strength, from the plain fit to the model with no weight left.

Let w*(λ) be the minimum of D + λR. For λ₁ < λ₂ each optimum is best for its own strength,

    D(w₁) + λ₁R(w₁) ≤ D(w₂) + λ₁R(w₂)        D(w₂) + λ₂R(w₂) ≤ D(w₁) + λ₂R(w₁)

and the sum of the two is (λ₂ − λ₁)(R(w₂) − R(w₁)) ≤ 0. Hence along a path R(w*) never rises and D(w*) never falls.
J*(λ) is the lowest of many straight lines D(w) + λR(w), one for every w: it never falls, bends down only, has the slope
R(w*) and stays below the D of the model without weights.

Training alone would always choose λ = 0. Samples that were not trained on tell where the weights begin to follow the
noise: their loss is lowest somewhere between. Where each of k folds is left out in turn, the k losses also tell how
certain that is. By the one-standard-error rule the largest λ is taken whose loss is not worse than the lowest by more
than the standard error of that: the simplest model that cannot be told from the best.

References
----------
L. Breiman, J. Friedman, R. Olshen, C. Stone, "Classification and Regression Trees", 1984 (the rule).
J. Friedman, T. Hastie, R. Tibshirani, "Regularization Paths for Generalized Linear Models via Coordinate Descent",
2010 (warm starts from the largest λ down).
"""

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss, IndexArray
from regsim.engine.models import Model
from regsim.engine.objective import Convention, penalize
from regsim.engine.penalties import Penalty
from regsim.engine.reference import NoOptimum, Optimum, optimum

N_STRENGTHS = 61
DECADES = 4  # from λ_max down: at a ten-thousandth of it little is left of the penalty
ANYWHERE = 1e-3, 1e3  # where no strength leaves no weight


@dataclass(frozen=True, eq=False)
class CrossValidation:
    """How well the optima of k folds predict the fold that each was not fitted to.

    Attributes
    ----------
    losses : array of shape (n_folds, n_strengths)
        D on the fold left out, scaled to as many samples as there are in all.
    accuracies : array of the same shape or None
        The share classified right; None without classes.
    """

    losses: FloatArray
    accuracies: FloatArray | None = None

    @property
    def loss(self) -> FloatArray:
        """The mean over folds, shape (n_strengths,)."""
        return np.asarray(self.losses.mean(axis=0))

    @property
    def standard_error(self) -> FloatArray:
        """s/√k of the losses of k folds, with s² their variance over k − 1; shape (n_strengths,)."""
        return np.asarray(self.losses.std(axis=0, ddof=1) / math.sqrt(len(self.losses)))

    @property
    def accuracy(self) -> FloatArray | None:
        """The mean over folds, shape (n_strengths,)."""
        return None if self.accuracies is None else np.asarray(self.accuracies.mean(axis=0))

    @property
    def best(self) -> int:
        """Where along the path the mean loss is lowest."""
        return lowest(self.loss)

    @property
    def simplest(self) -> int:
        """Where λ is largest with a mean loss within one standard error of the lowest."""
        limit = self.loss[self.best] + self.standard_error[self.best]
        return int(np.flatnonzero(self.loss <= limit).max(initial=self.best))


@dataclass(frozen=True, eq=False)
class Path:
    """The optima of one penalty along its strengths, as read-only arrays.

    Attributes
    ----------
    runs : tuple of int
        The runs of the scenario that have this penalty, counted from 0.
    penalty : Penalty
        At strength 1: R.
    n_penalized : int
        How many weights, from the first, it acts on.
    weight_names : tuple of str
    strengths : array of shape (n_strengths,)
        λ, ascending.
    weights : array of shape (n_strengths, n_weights)
        w*, with exact zeros.
    data_loss, penalty_value : array of shape (n_strengths,)
        D(w*) and λR(w*).
    constraint : array of shape (n_strengths,)
        t = R(w*): w* also has the smallest D of all w with R(w) ≤ t.
    violation : array of shape (n_strengths,)
        The largest violation of an optimality condition.
    accuracy : array of shape (n_strengths,) or None
        The share of training samples classified right; None without classes.
    validation_loss, validation_accuracy : array of shape (n_strengths,) or None
        The same on the samples set aside, if any.
    cross_validation : CrossValidation or None
    notes : tuple of str
        Sentences on what is peculiar about some of the optima.
    """

    runs: tuple[int, ...]
    penalty: Penalty
    n_penalized: int
    weight_names: tuple[str, ...]
    strengths: FloatArray
    weights: FloatArray
    data_loss: FloatArray
    penalty_value: FloatArray
    constraint: FloatArray
    violation: FloatArray
    accuracy: FloatArray | None = None
    validation_loss: FloatArray | None = None
    validation_accuracy: FloatArray | None = None
    cross_validation: CrossValidation | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def objective(self) -> FloatArray:
        """J* = D(w*) + λR(w*), shape (n_strengths,)."""
        return self.data_loss + self.penalty_value

    @property
    def n_zeros(self) -> IndexArray:
        """How many of the penalised weights are exactly 0, shape (n_strengths,)."""
        return np.asarray(np.count_nonzero(self.weights[:, : self.n_penalized] == 0.0, axis=1))

    @property
    def best(self) -> int | None:
        """Where the validation loss is lowest; None where no samples are set aside."""
        return None if self.validation_loss is None else lowest(self.validation_loss)


def lowest(losses: FloatArray) -> int:
    """Where the losses are lowest; of equal ones that of the largest λ, the simplest model."""
    return len(losses) - 1 - int(np.argmin(losses[::-1]))


def at_strength(penalty: Penalty, strength: float) -> Penalty:
    """The same kind of penalty with another λ."""
    return msgspec.structs.replace(penalty, strength=strength)


def default_strengths(largest: float) -> FloatArray:
    """Strengths with equal ratios up to λ_max, or around 1 where that is 0 or infinite; shape (61,)."""
    low = largest * 10.0**-DECADES
    is_usable = low >= sys.float_info.min and math.isfinite(largest)
    return np.geomspace(*((low, largest) if is_usable else ANYWHERE), N_STRENGTHS)


def follow(
    model: Model,
    convention: Convention,
    loss: DataLoss,
    penalty: Penalty,
    strengths: FloatArray,
    validation: DataLoss | None = None,
    told: Callable[[int], None] | None = None,
) -> Path:
    """The path of one penalty, from the largest strength down: each optimum is where the search for the next begins.

    Parameters
    ----------
    model : Model
    convention : Convention
    loss : DataLoss
        The model bound to its data under the convention.
    penalty : Penalty
        Of any strength.
    strengths : array of shape (n_strengths,)
        Ascending.
    validation : DataLoss, optional
        The loss on samples set aside.
    told : callable, optional
        Called with 1 after each strength.

    Raises
    ------
    NoOptimum
        When the loss is not convex, or has no minimum at one of the strengths.
    """
    found = _optima(model, convention, loss, penalty, strengths, told)
    weights = np.array([point.weights for point in found]) + 0.0  # no −0.0
    with np.errstate(all="ignore"):
        return Path(
            (),
            at_strength(penalty, 1.0),
            model.n_penalized(loss),
            loss.weight_names,
            strengths,
            weights,
            np.array([point.data_loss for point in found]),
            np.array([point.penalty for point in found]),
            np.array([point.constraint for point in found]),
            np.array([point.violation for point in found]),
            loss.accuracy(weights),
            None if validation is None else validation.value(weights),
            None if validation is None else validation.accuracy(weights),
            notes=_notes(found, strengths),
        )


def _optima(
    model: Model,
    convention: Convention,
    loss: DataLoss,
    penalty: Penalty,
    strengths: FloatArray,
    told: Callable[[int], None] | None,
) -> list[Optimum]:
    """The optimum at every strength."""
    found: list[Optimum] = []
    for strength in strengths[::-1].tolist():
        objective = penalize(model, loss, at_strength(penalty, strength), convention)
        try:
            found.append(optimum(objective, found[-1].weights if found else None))
        except NoOptimum as error:
            raise NoOptimum(f"at λ = {strength:g} {error}" if loss.is_convex else str(error), error.field) from None
        if told is not None:
            told(1)
    return found[::-1]


def _notes(found: list[Optimum], strengths: FloatArray) -> tuple[str, ...]:
    """What the optima have to say, each sentence once with the strengths that it is about."""
    notes = []
    for note in dict.fromkeys(point.note for point in found if point.note):
        where = [f"λ = {strength:g}" for strength, point in zip(strengths, found, strict=True) if point.note == note]
        place = where[0] if len(where) == 1 else f"{len(where)} strengths from {where[0]} to {where[-1]}"
        place = "every λ" if len(where) == len(found) else place
        notes.append(f"at {place} {note[0].lower()}{note[1:].removesuffix('.')}")
    return tuple(notes)
