"""The bare descent: steps in blocks, without a history, from the start or from any step that was kept.

A block is as many steps as take about a millisecond. Within it gradients are computed one by one, since each step needs
the last; everything else (D, λR, whether all is finite) in one call per block. The rows of a block have fixed places,
by the number of their step, and are always evaluated together, so that the same step has the same bits however the
descent is cut and wherever it is taken up again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from threadpoolctl import ThreadpoolController

from regsim.arrays import FloatArray
from regsim.engine.batches import Batches, is_estimated
from regsim.engine.losses import AffineRecorder, Sampled
from regsim.engine.objective import Objective
from regsim.engine.optimizers import Memory, Optimizer
from regsim.engine.pausing import Pausing, finished

LONGEST_BLOCK = 64  # steps: from here on a call per block costs next to nothing
SHORT_BLOCK = 16  # below, it is no longer the calls of a step that cost, and ∇D is not computed twice for fewer
FAR = 2**62  # a step that no descent comes to
BLOCK_WORK = 1_000_000  # multiplications, about a millisecond


@dataclass(frozen=True, eq=False)
class Phase:
    """What is minimised, and how, from a step on: until the next phase, if there is one."""

    start: int
    objective: Objective
    optimizer: Optimizer


def phase_at(phases: tuple[Phase, ...], step: int) -> Phase:
    """The phase that holds at a step, and for the update that starts there."""
    if len(phases) == 1:
        return phases[0]
    return next(phase for phase in reversed(phases) if phase.start <= max(step, 0))


class Descent:
    """A descent on its way.

    Parameters
    ----------
    phases : tuple of Phase
        On one data loss; the first starts at step 0.
    weights : array of shape (n_weights,)
    step : int
        The step that these weights belong to, a multiple of the block's length.
    memory : Memory, optional
        What the optimizer remembers at that step; at step 0 it is made.
    gradient : array of shape (n_weights,), optional
        ∇D at that step as the descent had it, to the last bit; at step 0 it is computed.

    Attributes
    ----------
    first, step : int
        The steps of the first row of the block and of the last one so far: where the descent has come to.
    memory : Memory
    rows : slice
        Where the steps made by the last :meth:`advance` stand in the arrays of the block.
    estimate : array of shape (n_weights,)
        ∇D where the last update began, or what its minibatch makes of it.
    weights, data_gradient : arrays of shape (block + 1, n_weights)
    data_loss, penalty : arrays of shape (block + 1,)
    """

    def __init__(
        self,
        phases: tuple[Phase, ...],
        weights: FloatArray,
        step: int = 0,
        memory: Memory | None = None,
        gradient: FloatArray | None = None,
    ) -> None:
        objective = phases[0].objective
        n, length = objective.n_weights, block_length(objective)
        self._phases, self._length = phases, length
        self._recorder = objective.loss.recorder(length + 1)
        self.weights, self.data_gradient = self._recorder.weights, np.zeros((length + 1, n))
        self._w, self._g = list(self.weights), list(self.data_gradient)
        self.data_loss, self.penalty = np.zeros(length + 1), np.zeros(length + 1)
        self.first = self.step = step
        self.rows = slice(0, 1)
        self.memory = phases[0].optimizer.init(objective) if memory is None else memory
        self.estimate, self._drawn = self.data_gradient[0], np.empty(n)
        self._enter(step)
        with quiet():
            self.weights[0] = weights + 0.0  # −0.0 becomes 0.0
            self._recorder.gradient(0, self._w[0], self._g[0])
            if gradient is not None:
                self.data_gradient[0] = gradient
            self.data_loss[:1] = self._recorder.values(self.weights[:1], self.data_gradient[:1])
            self.penalty[:1] = objective.penalty_value(self.weights[:1])

    def advance(self, until: int = FAR) -> None:
        """Make steps up to `until`, the end of the block or of the phase, whatever comes first; at least one."""
        finished(self.advancing(until))

    def advancing(self, until: int = FAR) -> Pausing[None]:
        """The same, with pauses within a step that takes long; what has been made counts when it has ended."""
        if self.step - self.first == self._length:
            self.first = self.step
            for array in (self._recorder.points, self.data_gradient, self.data_loss, self.penalty):
                array[0] = array[-1]
        first = self.step - self.first
        last = min(until, self._end, self.first + self._length) - self.first
        if self._affine is not None and isinstance(self._recorder, AffineRecorder):
            self._recorder.steps(self._affine.matrix, self._affine.finish, first, last)
            self._recorder.gradients(self.data_gradient)
        elif self._length == 1:
            yield from self._long_step()
        elif self._batches is not None:
            self._batched_steps(first, last, self._batches)
        else:
            self._steps(first, last)
        if self._batches is None:
            self.estimate = self.data_gradient[last - 1]
        self.step, self.rows = self.first + last, slice(first + 1, last + 1)
        self._evaluate(self.rows)
        if self.step == self._end:
            self._enter(self.step)
            self.penalty[last] = self._phase.objective.penalty_value(self.weights[last])

    def _enter(self, step: int) -> None:
        """Make the phase of `step` the present one."""
        after = [phase.start for phase in self._phases if phase.start > step]
        self._end = after[0] if after else FAR
        self._phase = phase_at(self._phases, step)
        optimizer, objective = self._phase.optimizer, self._phase.objective
        n_samples, size = objective.loss.n_samples, optimizer.batch_size or 1
        is_batched = is_estimated(objective, optimizer)
        self._batches = Batches(n_samples, size, optimizer.seed) if is_batched else None
        is_whole = self._batches is None and optimizer.schedule.is_constant and self._length >= SHORT_BLOCK
        self._affine = optimizer.affine(objective) if is_whole else None
        self._sampled = Sampled(objective.loss)

    def _steps(self, first: int, last: int) -> None:
        objective, step, memory = self._phase.objective, self._phase.optimizer.step, self.memory
        gradient, rates = self._recorder.gradient, self._rates(first, last)
        pairs = zip(pairwise(self._w[first : last + 1]), pairwise(self._g[first : last + 1]), rates, strict=True)
        for row, ((w, after), (g, g_after), rate) in enumerate(pairs, first + 1):
            step(objective, w, g, after, memory, rate)
            gradient(row, after, g_after)

    def _batched_steps(self, first: int, last: int, batches: Batches) -> None:
        objective = self._phase.objective.sampled(self._sampled)
        for row, rate in enumerate(self._rates(first, last), first + 1):
            self._batched_step(objective, row, rate, batches)
            self._recorder.gradient(row, self._w[row], self._g[row])

    def _batched_step(self, objective: Objective, row: int, rate: float, batches: Batches) -> None:
        sampled, estimate = self._sampled, self._drawn
        self.estimate = estimate
        sampled.rows = batches.rows(self.first + row - 1)
        sampled.gradient(self._w[row - 1], estimate)
        self._phase.optimizer.step(objective, self._w[row - 1], estimate, self._w[row], self.memory, rate)

    def _long_step(self) -> Pausing[None]:
        """The one step of its block; what a rule needs of ∇D elsewhere is found before it."""
        objective, optimizer = self._phase.objective, self._phase.optimizer
        (w, after), (g, g_after), (rate,) = self._w, self._g, self._rates(0, 1)
        if self._batches is not None:
            self._batched_step(objective.sampled(self._sampled), 1, rate, self._batches)
        else:
            elsewhere = optimizer.looks_at(self.memory)
            if elsewhere is not None:
                yield from objective.loss.preparing(elsewhere)
            optimizer.step(objective, w, g, after, self.memory, rate)
        yield from self._recorder.coming_to(1, after, g_after)

    def _rates(self, first: int, last: int) -> list[float]:
        optimizer = self._phase.optimizer
        if optimizer.schedule.is_constant:
            return [optimizer.learning_rate] * (last - first)
        return [optimizer.rate(self.first + row) for row in range(first, last)]

    def _evaluate(self, rows: slice) -> None:
        """D and λR of the new rows; all rows of the block are computed, so that their places decide their bits."""
        self.weights[rows] += 0.0  # −0.0 becomes 0.0
        self.data_loss[rows] = self._recorder.values(self.weights, self.data_gradient)[rows]
        self.penalty[rows] = self._phase.objective.penalty_value(self.weights)[rows]


def block_length(objective: Objective) -> int:
    """How many steps a block has: a power of 2."""
    fitting = max(1, min(LONGEST_BLOCK, BLOCK_WORK // max(1, objective.loss.work)))
    return 1 << (fitting.bit_length() - 1)


@contextmanager
def quiet() -> Iterator[None]:
    """No warnings of what leaves float64, and BLAS on one thread: faster at these sizes, and a core for the window."""
    libraries = _blas()
    with np.errstate(all="ignore"):
        if all(library.num_threads == 1 for library in libraries.lib_controllers):  # asking is quicker than setting
            yield
        else:
            with libraries.limit(limits=1, user_api="blas"):
                yield


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")
