"""The exact optimum: what every descent is on its way to.

For a convex J there is one smallest value J*, and the gap J − J* says how far a descent has come. The optimum is found
by :mod:`regsim.engine.newton` to rounding, and handed back with the evidence: how well each weight meets its condition
of :mod:`regsim.engine.optimality`.

The optimum under a penalty of strength λ is also the best fit among all weights with R(w) ≤ t = R(w*): the soft
penalty and the hard constraint are two ways to ask for the same weights.

Where there is nothing to find, :class:`NoOptimum` says why in one sentence: the loss of a neural network has many
minima; without a penalty, the weights of a model that separates the classes grow for ever.
"""

from dataclasses import dataclass

import msgspec
import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss
from regsim.engine.newton import NEAR, Point, Search, flat_among_last, flatness, is_regular, units
from regsim.engine.objective import Objective
from regsim.engine.optimality import Hold, hold
from regsim.engine.penalties import Penalty
from regsim.parameters import InputError

TIED = 1.0 - 1e-9  # from this share of λ₁ on, a weight at 0 may as well leave it
SAME = 1e-9  # of a penalty: its value but for rounding
ROUNDED = 1e-10  # parts of a flat direction below this are rounding
FADED = 1e-10  # share of its curvature that D keeps along a direction in which it has no minimum

NOT_CONVEX = "the loss of a neural network is not convex: it has no single minimum to compare with"
SEPARABLE = (
    "without a penalty there is no minimum: the weights can separate the classes, D falls the more the longer they "
    "are, and only their direction settles"
)
OUT_OF_RANGE = "the data loss or its curvature at w = 0 is beyond float64: scale the data"


class NoOptimum(InputError):  # noqa: N818 - it is said of the problem, not an error of the program
    """There is no optimum to compute; the message is one sentence that says why."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """The minimum of an objective.

    Attributes
    ----------
    weights : array of shape (n_weights,)
        w*, read-only; exactly 0.0 where the penalty holds a weight at 0.
    data_loss, penalty : float
        D(w*) and λR(w*).
    constraint : float
        t = R(w*), the penalty at strength 1: w* has the smallest D of all w with R(w) ≤ t.
    conditions : array of shape (n_weights,)
        How far −∂D/∂w_j is from what the penalty can answer, as a force; read-only.
    is_unique : bool
        False where other weights have the same objective.
    note : str
        A sentence, or several, where there is something to say; otherwise empty.
    """

    weights: FloatArray
    data_loss: float
    penalty: float
    constraint: float
    conditions: FloatArray
    is_unique: bool
    note: str

    @property
    def objective(self) -> float:
        """J* = D(w*) + λR(w*)."""
        return self.data_loss + self.penalty

    def can_be_of(self, objective: Objective) -> bool:
        """Whether λR(w*) is what the objective's penalty makes of w*: not after λ has been changed."""
        return bool(np.isclose(objective.penalty_value(self.weights), self.penalty, rtol=SAME, atol=0.0))

    @property
    def violation(self) -> float:
        """The largest violation of an optimality condition."""
        return float(self.conditions.max(initial=0.0))


@np.errstate(all="ignore")
def optimum(objective: Objective, start: FloatArray | None = None) -> Optimum:
    """The exact optimum of D + λR.

    Parameters
    ----------
    objective : Objective
    start : array of shape (n_weights,), optional
        Where to begin: the optimum at a strength near by makes it faster.

    Raises
    ------
    NoOptimum
        When the loss is not convex, has no minimum, or is beyond float64.
    """
    loss, held = objective.loss, hold(objective)
    if not loss.is_convex:
        raise NoOptimum(NOT_CONVEX)
    n, search = objective.n_penalized, Search(loss, held)
    known, hessian = loss.at_trivial(n), loss.hessian_at_trivial(n)
    if not (np.isfinite(known.data_loss) and np.isfinite(known.gradient).all() and np.isfinite(hessian).all()):
        raise NoOptimum(OUT_OF_RANGE)
    trivial = search.point(known.weights.copy())
    if held.leaves_none(known.gradient[:n]):
        return _told(objective, search, trivial, "")
    point, missing = search.minimum(_better(search, trivial, start))
    if missing > NEAR and start is not None and not search.gives_up(point):
        point, missing = search.minimum(trivial)
    if held.is_free and (search.gives_up(point) or _is_running_away(loss, hessian, point)):
        raise NoOptimum(SEPARABLE)
    note = "" if missing <= NEAR else "The search ended before the optimality conditions were met."
    return _told(objective, search, _shortest(search, held, point), note)


def _better(search: Search, trivial: Point, start: FloatArray | None) -> Point:
    """The start, if there is one and J is smaller there: from far away there may be no slope to follow."""
    there = trivial if start is None else search.point(start + 0.0)
    return there if there.objective < trivial.objective else trivial


def unit_value(penalty: Penalty, w: FloatArray) -> float:
    """R(w): the penalty at strength 1; 0 where there is none."""
    unit = msgspec.structs.replace(penalty, strength=1.0) if hasattr(penalty, "strength") else penalty
    return float(unit.value(w))


def _told(objective: Objective, search: Search, point: Point, note: str) -> Optimum:
    """The optimum with what is to be said of it."""
    is_unique = not _flat_directions(_moving(search, point), search.n_loose).size
    if not is_unique:
        note = f"Other weights have the same objective. {note}".strip()
    w, violations = point.w, np.abs(point.imbalance)
    for array in (w, violations):
        array.setflags(write=False)
    size = unit_value(objective.penalty, w[: objective.n_penalized])
    return Optimum(w, point.data_loss, search.hold.value(w), size, violations, is_unique, note)


def _moving(search: Search, point: Point) -> FloatArray:
    """The curvature of D over the weights that could move without J rising at once, were it flat."""
    held, w, hessian = search.hold, point.w, search.local(point).hessian
    n = held.n_penalized
    may = np.arange(len(w)) >= n
    if not held.l2:
        may[:n] |= w[:n] != 0.0
        if held.l1:
            may[:n] |= np.abs(point.gradient[:n]) >= TIED * held.l1
        elif held.is_free:
            may[:] = True
        elif w[:n].any():
            may[:n] = True
            hessian = held.curvature(hessian, w, w)
    return np.asarray(hessian[np.ix_(may, may)])


def _flat_directions(matrix: FloatArray, n_loose: int) -> FloatArray:
    """A basis of the null space of a Hessian, one direction a column; shape (n, n_flat)."""
    unit = units(matrix)
    scaled = matrix * unit[:, np.newaxis] * unit
    flat = flat_among_last(scaled, n_loose)
    if not is_regular(scaled + flat @ flat.T):  # there are others
        values, vectors = np.linalg.eigh(scaled)
        flat = vectors[:, values <= flatness(values)]
    basis = unit[:, np.newaxis] * flat
    basis /= np.abs(basis).max(axis=0, initial=0.0)
    return np.where(np.abs(basis) > ROUNDED, basis, 0.0)


def _shortest(search: Search, held: Hold, point: Point) -> Point:
    """The shortest weights among those with the same D, where the penalty is too weak to tell or none."""
    if held.l1:
        return point
    basis = _flat_directions(search.local(point).matrix, search.n_loose)
    counted = slice(None) if held.is_free else slice(held.n_penalized)
    if not basis[counted].any():
        return point
    shorter = point.w - basis @ np.linalg.lstsq(basis[counted], point.w[counted], rcond=None)[0]
    polished, missing = search.minimum(search.point(shorter))
    return polished if missing <= NEAR else point


def _is_running_away(loss: DataLoss, before: FloatArray, point: Point) -> bool:
    """Whether the curvature of D, `before` at the trivial model, has faded along some direction."""
    if loss.accuracy(point.w) is None:
        return False
    unit = units(before)
    values, vectors = np.linalg.eigh(before * unit[:, np.newaxis] * unit)
    basis = unit[:, np.newaxis] * vectors[:, values > flatness(values)] / np.sqrt(values[values > flatness(values)])
    return bool(np.linalg.eigvalsh(basis.T @ loss.hessian(point.w) @ basis).min(initial=1.0) < FADED)
