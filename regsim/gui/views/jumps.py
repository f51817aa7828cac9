"""Where λ changes in mid-run J is another function from that step on: a curve of it ends there and begins anew.

At the step of a change a trajectory has the penalty under the new λ. Under the old one it is what the update before it
has come to; between the two nothing has moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from regsim.engine.descent import quiet
from regsim.engine.trajectory import Trajectory
from regsim.gui.views.grown import Series


@dataclass(frozen=True)
class Jump:
    """A step from which λ is another, with D, and λR under the λ before and from there on."""

    step: int
    data_loss: float
    before: float
    after: float


@dataclass(frozen=True, eq=False)
class Piece:
    """A curve, or a part of it from one change of λ to the next; `is_last` where no other follows."""

    name: str
    series: Series
    is_last: bool = True


class Jumps:
    """The jumps of one run, and its curves cut there; what is once known stays so while the run grows."""

    def __init__(self) -> None:
        self._known: dict[int, Jump] = {}
        self._ended: dict[tuple[str, int], Series] = {}

    def of(self, trajectory: Trajectory) -> list[Jump]:
        """Those that the run has come to."""
        phases = trajectory.phases
        changes = [(b.start, a.objective, b.objective) for a, b in pairwise(phases)]
        reached = [change for change in changes if change[0] <= trajectory.last]
        for step, before, after in reached:
            if step not in self._known and before.penalty != after.penalty:
                frame = trajectory.frame(step)
                with quiet():
                    penalty = float(before.penalty_value(frame.weights))
                self._known[step] = Jump(step, frame.data_loss, penalty, frame.penalty)
        return [self._known[step] for step, *_ in reached if step in self._known]

    def cut(self, name: str, series: Series, ends: Sequence[tuple[int, float, float]]) -> list[Piece]:
        """A curve in pieces: at each step with a value before and one from there on, one ends and another begins.

        A piece that has ended stays what it is, and is not copied again for a run that grows.
        """
        found, (steps, values) = [], series
        for step, before, after in ends:
            row, key = int(np.searchsorted(steps, step)), (name, step)
            if key not in self._ended:
                self._ended[key] = np.append(steps[:row], step), np.append(values[:row], before)
            found.append(Piece(name, self._ended[key], is_last=False))
            steps, values = steps[row:], values[row:]
            if not len(steps) or steps[0] != step:  # a run too long for a row per step
                steps, values = np.append(step, steps), np.append(after, values)
        return [*found, Piece(name, (steps, values))]
