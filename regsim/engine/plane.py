"""A plane through weight space: two weights vary, all others are held. What contours are drawn of.

D over the plane is exact where it is a quadratic form: D₀ + g·d + ½dᵀHd. Elsewhere every point costs a pass over the
data; where there are too many for that, D is computed on a coarser grid, and read off in between from the cubic spline
through it, for D is smooth. Where even that would take longer than anyone waits, a survey of the plane has it pass by
pass.
"""

from dataclasses import dataclass

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss
from regsim.engine.objective import Objective
from regsim.engine.pausing import Pausing, finished
from regsim.engine.quadratic import QuadraticLoss

WORK = 1_000_000  # multiplications for a grid, a few milliseconds
A_SAMPLE = 20  # multiplications that a sample's own loss takes as long as
FEWEST = 8  # points along each side of a coarse grid
SLOW = 50 * WORK  # for the coarsest grid: nobody waits for so long while the window stands still
SIDE, STRIDE = 10, 3  # points along each side of a survey's grid: first each third, 4, then all
ITERATIONS = 40
SETTLED = 1e-9  # of the weights' size: a step of the search that is shorter is its last
NUDGE = 1e-5  # of the weights' size: how far apart gradients are compared
FLAT = 1e-10  # of the larger curvature: a smaller one is none
AWAY = 1e6  # times the weights' size: there is no minimum, D falls for ever


@dataclass(frozen=True, eq=False)
class Plane:
    """The plane of two weights through a point.

    Parameters
    ----------
    objective : Objective
    point : array of shape (n_weights,)
    pair : (int, int)
        The weights that vary: the first along x, the second along y.
    survey : Survey, optional
        What is known of D, where not all of it is to be computed at once.
    """

    objective: Objective
    point: FloatArray
    pair: tuple[int, int]
    survey: "Survey | None" = None

    def weights(self, x: float, y: float) -> FloatArray:
        """All weights at a point of the plane, shape (n_weights,)."""
        w = self.point.copy()
        w[list(self.pair)] = x, y
        return w

    @np.errstate(all="ignore")
    def data_loss(self, x: FloatArray, y: FloatArray, patience: float = 1.0) -> FloatArray:
        """D on the grid of these coordinates, shape (len(y), len(x)); both rise.

        With more patience than 1 it may take so many times longer than there is time between two frames.
        """
        loss = self.objective.loss
        if self.survey is not None:
            return self.survey.data_loss(x, y)
        if isinstance(loss, QuadraticLoss):
            return self._quadratic_form(loss, x, y)
        share = min(float(np.sqrt(patience * WORK / (work_of(loss) * len(x) * len(y)))), 1.0)
        if share == 1.0:
            return self._values(x, y)
        coarse_x, coarse_y = (np.linspace(v[0], v[-1], max(int(share * len(v)), FEWEST)) for v in (x, y))
        return _between(coarse_x, coarse_y, self._values(coarse_x, coarse_y), x, y)

    @np.errstate(all="ignore")
    def penalty(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """λR on the grid of these coordinates, shape (len(y), len(x)), but for a constant where it is a sum."""
        n, penalty = self.objective.n_penalized, self.objective.penalty
        columns = [v for v, j in zip(np.meshgrid(x, y), self.pair, strict=True) if j < n]
        if penalty.parts() is None:  # the others' length counts
            rest = np.delete(self.point[:n], [j for j in self.pair if j < n])
            columns.append(np.full((len(y), len(x)), float(np.linalg.norm(rest))))
        return penalty.value(np.stack(columns, axis=-1)) if columns else np.zeros((len(y), len(x)))

    @np.errstate(all="ignore")
    def minimum(self) -> FloatArray | None:
        """Where D is smallest in the plane, shape (2,); None where there is no such point, or many, or it is not known.

        Newton's method with the step halved until D falls.
        """
        if self.survey is not None:
            return self.survey.minimum
        return finished(self.search())

    def search(self) -> Pausing[FloatArray | None]:
        """The search for the minimum, with a pause after every pass over the samples, and within a long one."""
        loss, pair = self.objective.loss, list(self.pair)
        if not loss.is_convex:
            return None
        w, g = self.point.copy(), np.empty(len(self.point))
        value = yield from loss.evaluating(w, g)
        size = 1.0 + float(np.abs(w[pair]).max())
        for _ in range(ITERATIONS):
            yield
            step = _newton_step((yield from self._curvature(loss, w, g)), g[pair])
            if step is None or not np.abs(w[pair] - step).max() < AWAY * size:
                return None
            value, w = yield from self._descend(loss, w, value, step, g)
            if np.abs(step).max() <= SETTLED * (size + np.abs(w[pair]).max()):
                return w[pair]
        return None

    def _descend(
        self, loss: DataLoss, w: FloatArray, value: float, step: FloatArray, g: FloatArray
    ) -> Pausing[tuple[float, FloatArray]]:
        """D and the weights after as much of the step as lets D fall; the gradient there is written into `g`."""
        pair, share = list(self.pair), 1.0
        while True:
            there = w.copy()
            there[pair] -= share * step
            new = yield from loss.evaluating(there, g)
            if new <= value or share < SETTLED:
                return new, there
            yield
            share *= 0.5

    def _curvature(self, loss: DataLoss, w: FloatArray, g: FloatArray) -> Pausing[FloatArray]:
        """The Hessian of D within the plane, shape (2, 2)."""
        pair = np.array(self.pair)
        if isinstance(loss, QuadraticLoss):
            return np.asarray(loss.matrix[np.ix_(pair, pair)])
        h, there = NUDGE * (1.0 + float(np.abs(w[pair]).max())), np.empty_like(g)
        rows = []
        for j in self.pair:
            moved = w.copy()
            moved[j] += h
            yield from loss.evaluating(moved, there)
            rows.append((there[pair] - g[pair]) / h)
            yield
        matrix = np.array(rows)
        return np.asarray(0.5 * (matrix + matrix.T))

    def _quadratic_form(self, loss: QuadraticLoss, x: FloatArray, y: FloatArray) -> FloatArray:
        gradient, (i, j) = np.empty(len(self.point)), self.pair
        here = self.weights(float(x[len(x) // 2]), float(y[len(y) // 2]))  # the point may be far away: all digits lost
        value = loss.evaluate(here, gradient)
        dx, dy = x - here[i], (y - here[j])[:, np.newaxis]
        h = loss.matrix
        along = gradient[i] * dx + 0.5 * h[i, i] * dx * dx
        across = gradient[j] * dy + 0.5 * h[j, j] * dy * dy
        return np.asarray(value + along + across + h[i, j] * dy * dx)

    def _values(self, x: FloatArray, y: FloatArray) -> FloatArray:
        w = np.repeat(self.point[np.newaxis], len(x) * len(y), axis=0)
        w[:, self.pair[0]], w[:, self.pair[1]] = np.tile(x, len(y)), np.repeat(y, len(x))
        return self.objective.loss.value(w).reshape(len(y), len(x))


class Survey:
    """D on a grid over a plane, from coarse to fine, and its minimum: a pass over the samples at a time or less.

    Parameters
    ----------
    plane : Plane
    x, y : (float, float)
        From where to where.

    Attributes
    ----------
    n_known : int
        How many pieces of work have been done.
    stage : int
        0 until there is a coarse grid, 1 from then on, 2 from when the minimum is known on, 3 when the grid is whole.
    minimum : array of shape (2,) or None
    """

    def __init__(self, plane: Plane, x: tuple[float, float], y: tuple[float, float]) -> None:
        self.n_known = self.stage = 0
        self.minimum: FloatArray | None = None
        self._plane, self._stride = plane, 1
        self._x, self._y = np.linspace(*x, SIDE), np.linspace(*y, SIDE)
        self._values, self._is_known = np.zeros((SIDE, SIDE)), np.zeros((SIDE, SIDE), dtype=np.bool_)
        self._pieces = self._all()

    @property
    def is_done(self) -> bool:
        """Whether everything is known."""
        return self.stage == 3

    @np.errstate(all="ignore")
    def advance(self, n_pieces: int) -> None:
        """Do so many pieces of the work, or all that are left; a pass is a piece, or many where it takes long."""
        for _ in range(n_pieces):
            if self.is_done:
                return
            next(self._pieces, None)
            self.n_known += 1

    def data_loss(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """D on the grid of these coordinates, shape (len(y), len(x)); once there is a coarse grid."""
        on = slice(None, None, self._stride)
        return _between(self._x[on], self._y[on], self._values[on, on], x, y)

    def _all(self) -> Pausing[None]:
        yield from self._grid(STRIDE)
        self.stage = 1
        self.minimum = yield from self._plane.search()
        self.stage = 2
        yield
        yield from self._grid(1)
        self.stage = 3

    def _grid(self, stride: int) -> Pausing[None]:
        plane, gradient = self._plane, np.empty(len(self._plane.point))
        for i, j in np.ndindex(SIDE, SIDE):
            if not (i % stride or j % stride or self._is_known[i, j]):
                w = plane.weights(float(self._x[j]), float(self._y[i]))
                self._values[i, j] = yield from plane.objective.loss.evaluating(w, gradient)
                self._is_known[i, j] = True
                yield
        self._stride = stride


def _newton_step(hessian: FloatArray, gradient: FloatArray) -> FloatArray | None:
    """H⁻¹g, or None where D is flat along some direction."""
    if not np.isfinite(hessian).all() or not np.isfinite(gradient).all():
        return None
    values, vectors = np.linalg.eigh(hessian)
    if values[0] <= FLAT * abs(values[1]):
        return None
    return np.asarray(vectors @ (vectors.T @ gradient / values))


def _between(at_x: FloatArray, at_y: FloatArray, values: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    """What the spline through the values on a coarse grid is on another one, shape (len(y), len(x))."""
    across, up = (_splines(len(at), (to - at[0]) / (at[1] - at[0])) for at, to in ((at_x, x), (at_y, y)))
    return np.asarray(up @ values @ across.T)


def _splines(n: int, to: FloatArray) -> FloatArray:
    """The matrix that takes values at 0, 1 … n − 1 to the points `to` by the cubic spline through them.

    Between k and k + 1, with u = t − k and m the second derivatives, it is

        (1 − u)yₖ + u·yₖ₊₁ + ((1 − u)³ − (1 − u))mₖ/6 + (u³ − u)mₖ₊₁/6,   mₖ₋₁ + 4mₖ + mₖ₊₁ = 6(yₖ₋₁ − 2yₖ + yₖ₊₁)

    and at both ends the third derivative goes on as it is. Shape (len(to), n).
    """
    bend = np.zeros((n, n))
    inner = np.arange(1, n - 1)
    bend[inner, inner - 1] = bend[inner, inner + 1] = 1.0
    system, right = bend + 4.0 * np.eye(n), 6.0 * (bend - 2.0 * np.eye(n))
    system[[0, -1]] = right[[0, -1]] = 0.0
    system[0, :3] = system[-1, -3:] = 1.0, -2.0, 1.0
    second, values = np.linalg.solve(system, right), np.eye(n)
    k = np.clip(np.floor(to).astype(np.intp), 0, n - 2)
    u = (to - k)[:, np.newaxis]
    v = 1.0 - u
    return np.asarray(v * values[k] + u * values[k + 1] + ((v**3 - v) * second[k] + (u**3 - u) * second[k + 1]) / 6.0)


def work_of(loss: DataLoss) -> int:
    """About how many multiplications D at a point takes."""
    return loss.work + A_SAMPLE * loss.n_samples


def is_quick(loss: DataLoss) -> bool:
    """Whether D over a plane can be computed between two frames of playing."""
    return isinstance(loss, QuadraticLoss) or FEWEST**2 * work_of(loss) <= 4 * WORK


def is_slow(loss: DataLoss) -> bool:
    """Whether D over a plane takes so long that the window must not wait for it."""
    return not isinstance(loss, QuadraticLoss) and FEWEST**2 * work_of(loss) > SLOW
