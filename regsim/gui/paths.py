"""The λ path of a run's penalty, found strength by strength: what is there can be drawn while the rest is found.

All paths of a problem go over the same strengths, which depend on its data loss alone: L1 and L2 can then be compared
at any λ. L1 leaves no weight from λ_max = ‖∇D(0)‖∞ on; under L2 what counts is the curvature L of D, since along a
direction of curvature a it divides the weights by 1 + λ/a. From well below the smaller of the two to well above the
larger, every penalty goes from doing next to nothing to leaving next to nothing.

Reference
---------
J. Friedman, T. Hastie, R. Tibshirani, "Regularization Paths for Generalized Linear Models via Coordinate Descent",
2010 (warm starts from the largest λ down).
"""

import math
from dataclasses import dataclass

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.objective import penalize
from regsim.engine.penalties import L1, NoPenalty, Penalty
from regsim.engine.reference import NOT_CONVEX, OUT_OF_RANGE, NoOptimum, Optimum, optimum
from regsim.engine.strength import largest_strength
from regsim.engine.sweep import Path, at_strength
from regsim.problem import Problem

N_STRENGTHS = 101
BELOW, ABOVE = 3e-3, 10.0  # of the strengths that matter
WIDEST = 1e8  # from the smallest to the largest
NO_STRENGTH = "without a penalty there is no λ to vary"
NO_PULL = "the data pull on no weight at w = 0, which is the optimum for every λ"


@dataclass(frozen=True)
class Strengths:
    """Which strengths to look at, the same for every penalty; both 0 and a reason where there are none.

    Attributes
    ----------
    low, high : float
    reason : str
        Why no penalty has a path, in a sentence.
    """

    low: float = 0.0
    high: float = 0.0
    reason: str = ""

    def refuses(self, penalty: Penalty) -> str:
        """Why this penalty has no path, in a sentence; empty where it has one."""
        return self.reason or (NO_STRENGTH if isinstance(penalty, NoPenalty) else "")


@np.errstate(all="ignore")
def strengths_of(problem: Problem) -> Strengths:
    """The strengths between which the penalties of a problem make a difference."""
    scenario, loss = problem.scenario, problem.loss
    if not loss.is_convex:
        return Strengths(reason=NOT_CONVEX)
    first = largest_strength(L1(), loss, scenario.model.n_penalized(loss), scenario.convention)
    if not 0.0 < first < math.inf:
        return Strengths(reason=NO_PULL if first == 0.0 else OUT_OF_RANGE)
    curvature = loss.curvature() * (loss.n_samples if scenario.convention.penalty_term == "per-sample" else 1)
    marks = [first, curvature] if 0.0 < curvature < math.inf else [first]
    high = ABOVE * max(marks)
    low = max(BELOW * min(marks), high / WIDEST)
    return Strengths(low, high) if 0.0 < low < high < math.inf else Strengths(reason=OUT_OF_RANGE)


@dataclass(frozen=True, eq=False)
class PartialPath:
    """A path as far as it is found.

    Attributes
    ----------
    path : Path
    strengths : Strengths
        Where it will begin and end.
    last : float
        λ_max of its penalty: from here on no weight is left; infinite where there is no such strength.
    n_left : int
        At how many strengths the optimum is still to be found.
    """

    path: Path
    strengths: Strengths
    last: float
    n_left: int

    @property
    def is_complete(self) -> bool:
        """Whether the optimum is known down to the smallest strength."""
        return bool(self.path.strengths[0] <= self.strengths.low)


PathOrReason = PartialPath | str | None  # a sentence where there is none to come, None where nothing is found yet


def solve(problem: Problem, penalty: Penalty, start: FloatArray | None = None) -> Optimum:
    """The optimum of a problem's data loss with a penalty.

    Raises
    ------
    NoOptimum
        When there is none.
    """
    scenario = problem.scenario
    return optimum(penalize(scenario.model, problem.loss, penalty, scenario.convention), start)


class PathSearch:
    """The path of one penalty on its way, from the largest strength down.

    One thread may advance it while another reads what is found.

    Parameters
    ----------
    problem : Problem
    penalty : Penalty
        Of any strength; one that the strengths do not refuse.
    strengths : Strengths

    Attributes
    ----------
    grid : array of shape (n_strengths,)
        λ, ascending; λ_max of this penalty is one of them.
    """

    def __init__(self, problem: Problem, penalty: Penalty, strengths: Strengths) -> None:
        scenario, loss = problem.scenario, problem.loss
        self._problem, self._penalty = problem, at_strength(penalty, 1.0)
        self._n_penalized = scenario.model.n_penalized(loss)
        self._strengths = strengths
        self._last = last = largest_strength(penalty, loss, self._n_penalized, scenario.convention)
        grid = np.geomspace(strengths.low, strengths.high, N_STRENGTHS)
        grid[0], grid[-1] = strengths.low, strengths.high  # to the last digit
        self.grid: FloatArray = np.union1d(grid, [last]) if strengths.low < last < strengths.high else grid
        self._found: list[tuple[Optimum, float]] = []  # with the validation loss, from the largest strength down
        self._has_ended = False
        self._path: PartialPath | None = None

    @property
    def n_found(self) -> int:
        """For how many strengths, from the largest, the optimum is known."""
        return len(self._found)

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to find."""
        return self._has_ended or self.n_found == len(self.grid)

    @property
    def next_strength(self) -> float:
        """The strength that :meth:`advance` finds the optimum of; 0 at the end."""
        return 0.0 if self.is_done else float(self.grid[-1 - self.n_found])

    def advance(self) -> None:
        """Find the optimum at the next strength; where there is none the path ends."""
        start = self._found[-1][0].weights if self._found else None
        try:
            found = solve(self._problem, at_strength(self._penalty, self.next_strength), start)
        except NoOptimum:
            self._has_ended = True
            return
        aside = self._problem.validation
        self._found.append((found, math.nan if aside is None else float(aside.value(found.weights))))

    def start_for(self, strength: float) -> FloatArray | None:
        """The optimum at the nearest strength known that is not smaller, None where there is none."""
        n_larger = len(self.grid) - int(np.searchsorted(self.grid, strength))
        known = self._found[:n_larger]
        return known[-1][0].weights if known else None

    def path(self) -> PartialPath | None:
        """What is found so far, the same object until there is more; None where that is nothing."""
        found = self._found[::-1]
        n_left = 0 if self._has_ended else len(self.grid) - len(found)
        if found and (self._path is None or self._path.n_left != n_left):
            self._path = PartialPath(self._gathered(found), self._strengths, self._last, n_left)
        return self._path

    def _gathered(self, found: list[tuple[Optimum, float]]) -> Path:
        optima = [point for point, _ in found]
        return Path(
            (),
            self._penalty,
            self._n_penalized,
            self._problem.loss.weight_names,
            self.grid[len(self.grid) - len(found) :],
            np.array([point.weights for point in optima]),
            np.array([point.data_loss for point in optima]),
            np.array([point.penalty for point in optima]),
            np.array([point.constraint for point in optima]),
            np.array([point.violation for point in optima]),
            validation_loss=None if self._problem.validation is None else np.array([loss for _, loss in found]),
        )
