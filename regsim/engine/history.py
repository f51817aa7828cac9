"""The history of a run under a budget of memory: every step where that fits, else every 2ᵏ-th.

What is left out can be had all the same: the state of the optimizer is kept now and then, and any step is computed
again, bit by bit the same, from the last such checkpoint before it.
"""

from dataclasses import dataclass

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.descent import Descent, Phase, block_length, quiet
from regsim.engine.losses import IndexArray
from regsim.engine.optimizers import Memory

BUDGET = 256 * 2**20  # bytes of the steps of a run


@dataclass(frozen=True, eq=False)
class Frame:
    """One step of a run: weights and ∇D of shape (n_weights,), D and λR."""

    step: int
    weights: FloatArray
    data_gradient: FloatArray
    data_loss: float
    penalty: float

    @property
    def objective(self) -> float:
        """J = D + λR."""
        return self.data_loss + self.penalty

    @property
    def n_nonzero(self) -> int:
        """How many weights are not exactly 0."""
        return int(np.count_nonzero(self.weights))


@dataclass(frozen=True, eq=False)
class Update:
    """What went into one update.

    Attributes
    ----------
    gradient : array of shape (n_weights,)
        ∇D at the weights before the update, or what a minibatch makes of it; FISTA looks at it elsewhere too.
    before, after : tuple of arrays
        What the rule remembered.
    """

    gradient: FloatArray
    before: Memory
    after: Memory


@dataclass(frozen=True, eq=False)
class Steps:
    """The steps of a run so far, or every 2ᵏ-th and the last: a row for each.

    Attributes
    ----------
    steps : array of int, shape (n_rows,)
        The step of each row.
    every : int
        1 where every step has a row.
    weights, data_gradient : arrays of shape (n_rows, n_weights)
    data_loss, penalty, objective : arrays of shape (n_rows,)
    nonzero : tuple of arrays of shape (n_weights,)
        The last step at which each weight is not 0 (−1: none), and what it is there.
    checkpoints : Checkpoints
        What computes a step without a row, and what the rule remembered.
    """

    steps: IndexArray
    every: int
    weights: FloatArray
    data_gradient: FloatArray
    data_loss: FloatArray
    penalty: FloatArray
    objective: FloatArray
    nonzero: tuple[IndexArray, FloatArray]
    checkpoints: "Checkpoints"


class History:
    """The steps of a run that are kept.

    Parameters
    ----------
    phases : tuple of Phase
    descent : Descent
        At its start.
    n_steps : int
        How many steps it will make.
    budget : int
        Bytes.

    Attributes
    ----------
    every : int
        1 where every step is kept, else the power of 2 that divides the steps that are.
    """

    def __init__(self, phases: tuple[Phase, ...], descent: Descent, n_steps: int, budget: int = BUDGET) -> None:
        n = descent.weights.shape[1]
        self.every = 1
        while (n_steps // self.every + 2) * (2 * n + 3) * 8 > budget and self.every < n_steps:
            self.every *= 2
        n_rows = n_steps // self.every + 2  # the last step is kept too
        self.weights, self.data_gradient = np.empty((n_rows, n)), np.empty((n_rows, n))
        self.data_loss, self.penalty, self.objective = np.empty(n_rows), np.empty(n_rows), np.empty(n_rows)
        self._steps = np.arange(0, n_steps + 1, self.every)
        self.n_rows = 0
        self.nonzero_step, self.nonzero_weight = np.full(n, -1), np.zeros(n)
        self._checkpoints = Checkpoints(phases, descent, n_steps, budget // 8, self.every)
        self._record(descent, descent.rows)

    def keep(self, descent: Descent, until: int) -> None:
        """Keep what the budget allows of the steps just made, up to the step `until`."""
        rows = slice(descent.rows.start, until - descent.first + 1)
        if rows.start < rows.stop:
            self._record(descent, rows)
        self._checkpoints.keep(descent)

    def end(self, descent: Descent, step: int) -> None:
        """Keep the last step, `step`, if it is not kept already."""
        if step % self.every:
            place = step - descent.first
            self._copy(descent, slice(place, place + 1))

    def snapshot(self, last: int) -> "Steps":
        """The rows so far, of a run that has come to the step `last`."""
        rows = slice(self.n_rows)
        steps = self._steps[: last // self.every + 1]
        return Steps(
            steps if len(steps) == self.n_rows else np.append(steps, last),
            self.every,
            self.weights[rows],
            self.data_gradient[rows],
            self.data_loss[rows],
            self.penalty[rows],
            self.objective[rows],
            (self.nonzero_step.copy(), self.nonzero_weight.copy()),
            self._checkpoints,
        )

    def _record(self, descent: Descent, rows: slice) -> None:
        first_kept = rows.start + -(descent.first + rows.start) % self.every
        self._copy(descent, slice(first_kept, rows.stop, self.every))
        self._note_zeros(descent.weights[rows], descent.first + rows.start)

    def _copy(self, descent: Descent, source: slice) -> None:
        n = len(range(source.start, source.stop, source.step or 1))
        target = slice(self.n_rows, self.n_rows + n)
        self.weights[target], self.data_gradient[target] = descent.weights[source], descent.data_gradient[source]
        self.data_loss[target], self.penalty[target] = descent.data_loss[source], descent.penalty[source]
        np.add(self.data_loss[target], self.penalty[target], self.objective[target])
        self.n_rows += n

    def _note_zeros(self, weights: FloatArray, first: int) -> None:
        """Remember the last step at which each weight is not 0, and what it is there."""
        if weights.all():
            self.nonzero_step[:], self.nonzero_weight[:] = first + len(weights) - 1, weights[-1]
            return
        is_nonzero = weights != 0.0
        has_ended = ~is_nonzero[-1] & np.logical_or.reduce(is_nonzero)  # few weights, and seldom
        np.copyto(self.nonzero_step, first + len(weights) - 1, where=is_nonzero[-1])
        np.copyto(self.nonzero_weight, weights[-1], where=is_nonzero[-1])
        for column in np.flatnonzero(has_ended):
            row = int(np.flatnonzero(is_nonzero[:, column])[-1])
            self.nonzero_step[column], self.nonzero_weight[column] = first + row, weights[row, column]


class Checkpoints:
    """States of a descent from which it can be taken up again, at even distances.

    Parameters
    ----------
    phases : tuple of Phase
    descent : Descent
        At its start.
    n_steps, budget : int
    every : int
        The distance is a multiple of it: a step that is kept is never computed again.
    """

    def __init__(self, phases: tuple[Phase, ...], descent: Descent, n_steps: int, budget: int, every: int) -> None:
        self._phases = phases
        self._spacing = max(block_length(phases[0].objective), every)
        size = 8 * (2 * descent.weights.shape[1] + sum(part.size for part in descent.memory))
        while n_steps // self._spacing * size > budget:
            self._spacing *= 2
        self._states: list[tuple[FloatArray, FloatArray, Memory]] = []
        self._replay: Descent | None = None
        self.keep(descent)

    def keep(self, descent: Descent) -> None:
        """Keep the present state if it is due."""
        if descent.step == len(self._states) * self._spacing:
            row = descent.rows.stop - 1
            weights, gradient = descent.weights[row].copy(), descent.data_gradient[row].copy()
            self._states.append((weights, gradient, _copied(descent.memory)))

    def frame(self, step: int) -> Frame:
        """A step that the run has made, computed again from the last checkpoint before it; the copy is read-only."""
        with quiet():
            descent = self._replay_before(step)
            while descent.step < step:
                descent.advance()
        row = step - descent.first
        weights, gradient = descent.weights[row].copy(), descent.data_gradient[row].copy()
        weights.flags.writeable = gradient.flags.writeable = False
        return Frame(step, weights, gradient, float(descent.data_loss[row]), float(descent.penalty[row]))

    def update(self, step: int) -> Update:
        """The update from `step` to the next, made again; the run has made it."""
        with quiet():
            descent = self._taken_up(step)
            while descent.step < step:
                descent.advance(step)
            before = _copied(descent.memory)
            descent.advance(step + 1)
            return Update(descent.estimate.copy(), before, _copied(descent.memory))

    def _replay_before(self, step: int) -> Descent:
        """A descent whose block begins at or before `step`, and no more checkpoints before it than there must be."""
        replay = self._replay
        if replay is None or not step // self._spacing * self._spacing <= replay.first <= step:
            replay = self._replay = self._taken_up(step)
        return replay

    def _taken_up(self, step: int) -> Descent:
        """A descent at the last checkpoint up to `step`."""
        place = step // self._spacing
        weights, gradient, memory = self._states[place]
        return Descent(self._phases, weights, place * self._spacing, _copied(memory), gradient)


def _copied(memory: Memory) -> Memory:
    return tuple(part.copy() for part in memory)
