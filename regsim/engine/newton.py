"""Newton's method for a convex D + λR with kinks: the minimum to the last digits, with exact zeros.

Near w the objective is a quadratic form plus kinks at 0. The weights that are not 0, and those at 0 on which the data
pull harder than the penalty holds, take Newton's step as if every sign were to stay. On the way weights may pass 0:
the step ends where the quadratic form with its kinks is lowest, which is often exactly at the 0 of a weight. On a
quadratic loss this visits finitely many sets of signs and ends at the exact minimum but for rounding ("feature-sign
search"); on other losses the steps converge quadratically. Steps are solved in units in which every weight has
curvature 1, so that data of any size will do.

References
----------
H. Lee, A. Battle, R. Raina, A. Ng, "Efficient Sparse Coding Algorithms", 2006, section 3.
J. Nocedal, S. Wright, "Numerical Optimization", 2006, chapters 3 and 16.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss
from regsim.engine.optimality import Hold
from regsim.engine.quadratic import QuadraticLoss

MAX_STEPS = 1000  # a minimum takes 5 to 50; weights that must grow to hundreds one step for each unit
PATIENCE = 12  # steps on which neither J falls nor what is missing halves: the rest is rounding
NOISE = 64.0 * float(np.finfo(float).eps)  # rounding of a gradient, relative to what is summed up in it
TINY = float(np.finfo(float).tiny)
BLUR = 1e-8  # of the terms of J, of which a loss may keep no more digits
PROGRESS = 1e-12  # share of J by which it must fall to count
TRUSTED = 10.0  # times what a step promises that J may rise where its fall cannot be seen
NEAR = 1e6  # in units of rounding
ENOUGH = 1e-4  # share of the promised decrease that a step must keep
MAX_HALVINGS = 60
MANY = 100  # weights, from which on a Hessian costs more than a search on its quadratic form
FLAT = 4.0 * float(np.finfo(float).eps)  # share of the largest eigenvalue, for each weight
LONG = 1e5  # a step to weights so many times larger is one along a flat direction, to the first 0 on the way
SMALLEST_PIVOT = 1e-5  # of a factor of a matrix with ones on the diagonal: below, look at its eigenvalues

BoolArray = NDArray[np.bool_]


@dataclass
class Point:
    """Weights with what is known there.

    Attributes
    ----------
    w : array of shape (n_weights,)
    data_loss, objective : float
        D and J.
    gradient : array of shape (n_weights,)
        ∇D.
    imbalance : array of shape (n_weights,)
        The subgradient of J of smallest norm.
    local : Local or None
        The objective near there, once it has been asked for.
    """

    w: FloatArray
    data_loss: float
    objective: float
    gradient: FloatArray
    imbalance: FloatArray
    local: "Local | None" = None


@dataclass
class Local:
    """The objective near a point: its curvature, and what is rounding there.

    Attributes
    ----------
    hessian, matrix : array of shape (n_weights, n_weights)
        The Hessian of D, and that of J but for kinks.
    unit : array of shape (n_weights,)
        1/√curvature: the size of each weight that counts as 1.
    noise : array of shape (n_weights,)
        An imbalance that may be rounding.
    resolution : float
        A difference of J so small that rounding may hide it: then the imbalance decides.
    """

    hessian: FloatArray
    matrix: FloatArray
    unit: FloatArray
    noise: FloatArray
    resolution: float


class Search:
    """The minimum of D + λR.

    Parameters
    ----------
    loss : DataLoss
        Convex.
    hold : Hold
        The penalty.
    """

    def __init__(self, loss: DataLoss, hold: Hold) -> None:
        self.loss, self.hold = loss, hold
        self._is_costly = loss.n_weights > MANY and not isinstance(loss, QuadraticLoss)
        self.n_loose = loss.n_weights - hold.n_penalized
        self._kinked: BoolArray = (np.arange(loss.n_weights) < hold.n_penalized) & bool(hold.l1)

    def point(self, w: FloatArray) -> Point:
        """What is known at w."""
        gradient = np.empty_like(w)
        data_loss = self.loss.evaluate(w, gradient)
        return Point(w, data_loss, data_loss + self.hold.value(w), gradient, self.hold.imbalance(w, gradient))

    def local(self, at: Point) -> Local:
        """The objective near a point, computed once."""
        if at.local is None:
            at.local = self._near(at)
        return at.local

    def _near(self, at: Point) -> Local:
        hessian = self.loss.hessian_once(at.w)
        matrix = self.hold.curvature(hessian, at.w, at.imbalance)
        unit = units(matrix)
        # |∂D/∂w_j| ≤ √(∂²D/∂w_j²)·√(2D) for least squares, and about so for classes: what is rounded is of that size
        slopes = np.sqrt(hessian.diagonal())
        terms = np.sqrt(2.0 * max(at.data_loss, 0.0)) + slopes @ np.abs(at.w)
        noise = np.maximum(NOISE * (terms * slopes + self.hold.force(at.w)), TINY)
        if not at.w[self._kinked].any():
            noise[self._kinked] = TINY  # so that just below λ_max one weight is left
        resolution = BLUR * (abs(at.objective) + float(terms * terms))
        return Local(hessian, matrix, unit, noise, resolution)

    def minimum(self, start: Point) -> tuple[Point, float]:
        """The minimum as it is reached from `start`, and its largest imbalance in units of rounding."""
        at = best = start
        least, lowest, since = np.inf, np.inf, 0
        for _ in range(MAX_STEPS):
            local = self.local(at)
            missing = float((np.abs(at.imbalance) / local.noise).max(initial=0.0))
            since = 0 if missing < 0.5 * least or at.objective < lowest - PROGRESS * abs(at.objective) else since + 1
            if missing < least:
                best, least = at, missing
            lowest = min(lowest, at.objective)
            if missing <= 1.0 or since >= PATIENCE:
                break
            new = self._advance(at, self._target(at, local), local)
            if new is None and self._is_costly:
                new = self._advance(at, self._next(at, local), local)
            if new is None:
                break
            at = new
            if self.gives_up(at):
                return at, np.inf
        return best, least

    def gives_up(self, at: Point) -> bool:
        """Whether there is no minimum: every sample is right, and nothing keeps the weights from growing."""
        return self.hold.is_free and self.loss.accuracy(at.w) == 1.0

    def _advance(self, at: Point, target: FloatArray, local: Local) -> Point | None:
        """The next point on the way to the target; None where J does not fall any more."""
        way = target - at.w
        promised = float(at.imbalance @ way)
        share = 1.0
        for _ in range(MAX_HALVINGS):
            new = self.point(target if share == 1.0 else at.w + share * way)
            if new.objective <= at.objective + ENOUGH * share * promised:
                return new
            # J is convex: it rises by at most ∂J(new)·way, whatever rounding says
            is_blurred = -promised <= local.resolution and new.imbalance @ way <= -TRUSTED * promised
            if is_blurred and (_is_nearer(new, at, local) or _has_fewer(new, at)):
                return new
            share *= 0.5
        return None

    def _target(self, at: Point, local: Local) -> FloatArray:
        """Where a step leads, if J allows: to the next set of signs, or right to the minimum of the quadratic form."""
        if not self._is_costly:
            return self._next(at, local)
        form = QuadraticLoss(local.hessian, at.w, self.loss.weight_names, slope=at.gradient, floor=at.data_loss)
        search = Search(form, self.hold)
        return search.minimum(search.point(at.w))[0].w

    def _next(self, at: Point, local: Local) -> FloatArray:
        """The next set of signs on the way there."""
        return self._land(at, local, self._direction(at, local))

    def _direction(self, at: Point, local: Local) -> FloatArray:
        """Newton's step for the weights that are free to move, with the others at 0."""
        counts = np.abs(at.imbalance) > local.noise
        resting = self._kinked & (at.w == 0.0)
        free = ~resting | counts
        while True:
            step = self._solve(at, local, free)
            wrong = free & resting & (np.sign(step) != -np.sign(at.imbalance))
            if not wrong.any():
                return step
            free &= ~wrong
            if not (free & counts).any():  # one alone goes the right way
                strongest = np.argmax(np.where(resting, np.abs(at.imbalance) * local.unit, -1.0))
                free = ~resting
                free[strongest] = True
                return self._solve(at, local, free)

    def _solve(self, at: Point, local: Local, free: BoolArray) -> FloatArray:
        if free.all():
            return newton_step(local.matrix, at.imbalance, local.noise, self.n_loose)
        step, index = np.zeros_like(at.w), np.flatnonzero(free)
        matrix = local.matrix[np.ix_(index, index)]
        step[index] = newton_step(matrix, at.imbalance[index], local.noise[index], self.n_loose)
        return step

    def _land(self, at: Point, local: Local, step: FloatArray) -> FloatArray:
        """Where to go along the step: it may end where weights reach 0, or set to 0 what would pass it."""
        w, full = at.w, at.w + step
        passing = np.flatnonzero(self._kinked & (w != 0.0) & (np.sign(full) != np.sign(w)))
        if not len(passing):
            return full
        times = -w[passing] / step[passing]
        order = np.argsort(times)
        passing, times = passing[order], times[order]
        # J falls with `slope` at first, which rises to 0 over the step, and by a kink at each weight that passes 0
        slope = at.imbalance @ step
        kinks = np.append(0.0, 2.0 * self.hold.l1 * np.cumsum(np.abs(step[passing])))
        first = int(np.argmax(np.append(slope * (1.0 - times) + kinks[1:] >= 0.0, True)))
        time = 1.0 + kinks[first] / slope
        landed: FloatArray = w + time * step
        if first < len(times) and times[first] <= time:
            landed = w + times[first] * step
            landed[passing[times == times[first]]] = 0.0
        if np.abs(full).max() > LONG * np.abs(w).max():
            return landed
        stopped = full.copy()
        stopped[passing] = 0.0
        return min(landed, stopped, key=lambda end: self._model(at, local, end))

    def _model(self, at: Point, local: Local, end: FloatArray) -> float:
        """The quadratic form with its kinks at `end`, less its value at the point."""
        way, held = end - at.w, self._kinked & (at.w != 0.0)
        passed = np.abs(end[held & (np.sign(end) == -np.sign(at.w))]).sum()
        return float(at.imbalance @ way + 0.5 * (way @ local.matrix @ way) + 2.0 * self.hold.l1 * passed)


def _is_nearer(new: Point, old: Point, local: Local) -> bool:
    return bool(np.max(np.abs(new.imbalance) / local.noise) < np.max(np.abs(old.imbalance) / local.noise))


def _has_fewer(new: Point, old: Point) -> bool:
    return bool(np.count_nonzero(new.w) < np.count_nonzero(old.w))


def units(matrix: FloatArray) -> FloatArray:
    """1/√ of the diagonal, 1 where it is 0; shape (n,)."""
    diagonal = matrix.diagonal()
    return np.asarray(1.0 / np.sqrt(np.where(diagonal > 0.0, diagonal, 1.0)))


def newton_step(matrix: FloatArray, imbalance: FloatArray, noise: FloatArray, n_loose: int) -> FloatArray:
    """−matrix⁻¹·imbalance; along flat directions a long step where the imbalance is more than noise, else none."""
    unit = units(matrix)
    scaled, force = matrix * unit[:, np.newaxis] * unit, imbalance * unit
    flat = flat_among_last(scaled, n_loose)
    along, stiff = flat.T @ force, scaled + flat @ flat.T
    if np.linalg.norm(along) <= np.linalg.norm(noise * unit) and is_regular(stiff):
        return np.asarray(-unit * np.linalg.solve(stiff, force - flat @ along))
    values, vectors = np.linalg.eigh(scaled)
    is_flat = values <= flatness(values)
    forces = vectors.T @ force
    forces[is_flat & (np.abs(forces) <= np.linalg.norm(noise * unit))] = 0.0
    # one after the other: the long step along flat directions is cut short where a weight reaches 0
    forces[is_flat != (np.linalg.norm(forces[is_flat]) > np.linalg.norm(forces[~is_flat]))] = 0.0
    return np.asarray(-unit * (vectors @ (forces / np.where(is_flat, flatness(values), values))))


def flat_among_last(scaled: FloatArray, n: int) -> FloatArray:
    """Where J is flat along directions of the last n weights, which no penalty holds; a column each, of length 1.

    Softmax regression has one, the same for every intercept: it is sooner found among them than among all weights.
    """
    first = len(scaled) - n
    if n < 2:  # one alone has a curvature, but for odd data
        return np.empty((len(scaled), 0))
    values, vectors = np.linalg.eigh(scaled[first:, first:])
    flat = vectors[:, values <= flatness(values)]
    return np.vstack([np.zeros((first, flat.shape[1])), flat])


def is_regular(scaled: FloatArray) -> bool:
    """Whether a matrix with ones on its diagonal is far from singular."""
    try:
        return bool(np.linalg.cholesky(scaled).diagonal().min(initial=1.0) > SMALLEST_PIVOT)
    except np.linalg.LinAlgError:
        return False


def flatness(values: FloatArray) -> float:
    """Up to which eigenvalue a direction counts as flat."""
    return len(values) * FLAT * float(values[-1]) or 1.0
