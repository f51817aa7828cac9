"""Slow motion: one update in four beats. The pull of the data, that of the penalty, their sum, and the move along it.

A beat is a moment of the clock. What is drawn at it is a motion: the parts of the update as far as they have been told,
and, in the last beat, the state between the two steps.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.arithmetic import Pull, Pulls, pulls, sentence
from regsim.engine.descent import quiet
from regsim.engine.history import Frame
from regsim.engine.trajectory import Trajectory
from regsim.gui.words import number, weight_name

DATA, PENALTY, SUM, MOVE = 1, 2, 3, 4
N_BEATS = 4
GROWN = 0.6  # of a beat, after which its arrow has its length and stands to be read


class Beat(NamedTuple):
    """A moment of slow motion: one of the four beats, and how much of it is over, from 0 to 1."""

    number: int
    progress: float

    def share(self, number: int) -> float:
        """How much of what a beat brings is there: it begins and ends gently."""
        if number != self.number:
            return float(number < self.number)
        x = min(self.progress / (1.0 if number == MOVE else GROWN), 1.0)
        return x * x * (3.0 - 2.0 * x)


@dataclass(frozen=True, eq=False)
class Arrow:
    """A part of an update over some weights: from where to where it leads, and how much of it is drawn."""

    name: str
    start: FloatArray
    end: FloatArray
    share: float


@dataclass(frozen=True, eq=False)
class Motion:
    """A run's update from a step to the next, at a beat."""

    trajectory: Trajectory
    start: Frame
    pulls: Pulls | None
    beat: Beat

    @property
    def progress(self) -> float:
        """How much of the way to the next step is made; none by a run that has no next step."""
        return self.beat.share(MOVE) if self.pulls else 0.0

    @cached_property
    def frame(self) -> Frame:
        """The state on the way."""
        share = self.progress
        if self.pulls is None or not share:
            return self.start
        function = self.trajectory.function(self.start.step)
        with quiet():
            w = (1.0 - share) * self.pulls.before + share * self.pulls.after
            slope = np.empty_like(w)
            loss = function.evaluate(w, slope)
            return Frame(self.start.step, w, slope, loss, float(function.penalty_value(w)))

    def arrows(self, weights: list[int], factor: float = 1.0) -> list[Arrow]:
        """What has been told so far, over some of the weights: each part from where the last one ends, and the sum.

        `factor` is how much longer the arrows are than what they stand for.
        """
        if self.pulls is None:
            return []
        before, whole = self.pulls.before[weights], self.pulls.moves[weights]
        names = ("data", "penalty", "memory")
        found, at = [], before
        for name, beat, part in zip(names, (DATA, PENALTY, SUM), self.pulls.parts, strict=False):
            found.append(Arrow(name, at, at + factor * part.moves[weights], self.beat.share(beat)))
            at = found[-1].end
        return [*found, Arrow("sum", before, before + factor * whole, self.beat.share(SUM))]

    def texts(self, weight: int) -> list[str]:
        """What the beat tells of a weight, in words and numbers, at length and shorter; at last without its number."""
        if self.pulls is None:
            return [sentence(self.trajectory, self.start.step, weight)]
        told = (self._data, self._penalty, self._sum, self._move)[self.beat.number - 1](self.pulls, weight)
        return [*(f"{self.beat.number} of {N_BEATS}: {text}" for text in told), told[-1]]

    def _name(self, weight: int) -> str:
        return weight_name(self.trajectory.weight_names[weight])

    def _data(self, parts: Pulls, weight: int) -> list[str]:
        return _pull("data", f"the pull of the data on {self._name(weight)}", parts.data, weight)

    def _penalty(self, parts: Pulls, weight: int) -> list[str]:
        if not self.trajectory.function(self.start.step).acts_on(weight):
            return [f"no penalty acts on {self._name(weight)}", "no penalty"]
        words = "from there, what the penalty takes" if parts.is_proximal else "the pull of the penalty"
        return _pull("penalty", words, parts.penalty, weight)

    def _sum(self, parts: Pulls, weight: int) -> list[str]:
        total = number(float(parts.moves[weight]))
        if parts.memory is None or not parts.memory.moves[weight]:
            return [f"their sum moves {self._name(weight)} by {total}", f"their sum is {total}", f"sum {total}"]
        kept = number(float(parts.memory.moves[weight]))
        return [
            f"with {parts.memory.symbols} = {kept} from the steps before, the sum is {total}",
            f"with {parts.memory.symbols} = {kept}, the sum is {total}",
            f"with {kept} from before, the sum is {total}",
            f"the sum is {total}",
            f"sum {total}",
        ]

    def _move(self, parts: Pulls, weight: int) -> list[str]:
        before, after = number(float(parts.before[weight])), number(float(parts.after[weight]))
        if parts.before[weight] == parts.after[weight]:
            return [f"{self._name(weight)} stays at {before}", f"stays at {before}"]
        return [f"{self._name(weight)} moves from {before} to {after}", f"{before} → {after}", f"→ {after}"]


def _pull(name: str, words: str, part: Pull, weight: int) -> list[str]:
    """A part of the update of one weight, with its symbols as long as there is room."""
    move = number(float(part.moves[weight]))
    return [f"{words}, {part.symbols} = {move}", f"{name} {part.symbols} = {move}", f"{name} {move}"]


def motions_at(
    beat: Beat | None, trajectories: tuple[Trajectory, ...], step: int, before: tuple[Motion, ...]
) -> tuple[Motion, ...]:
    """The motions of all runs at a beat of the update from `step`, taken over from the beat before if there is one."""
    if beat is None:
        return ()
    if before:
        return tuple(replace(motion, beat=beat) for motion in before)
    return tuple(Motion(t, t.frame(step), pulls(t, step), beat) for t in trajectories)
