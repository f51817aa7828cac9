"""Which λ and η hold at a step, where they change on the way: the fields edit those that a run begins with."""

from collections.abc import Sequence
from itertools import pairwise

from regsim.engine.descent import Phase, phase_at
from regsim.gui.changes import SYMBOLS
from regsim.gui.panels.edits import run_at
from regsim.gui.words import number
from regsim.problem import Problem
from regsim.scenario import Run, Scenario


def n_begun(scenario: Scenario, step: int) -> int:
    """How many of the changes have come by a step: where it is the same, so is all that holds."""
    return sum(change.step <= step for change in scenario.changes)


def in_force(scenario: Scenario, name: str, step: int) -> set[int]:
    """The places in the list of those changes whose ``strength`` or ``learning_rate`` holds for a run at `step`."""
    holding: dict[int, int] = {}
    for place, change in sorted(enumerate(scenario.changes), key=lambda entry: entry[1].step):
        has_come = change.step <= step and change.step < scenario.n_steps and getattr(change, name) is not None
        for index, run in enumerate(scenario.runs):
            if has_come and change.acts_on(index) and name in _values(run):
                holding[index] = place
    return set(holding.values())


def span(phases: Sequence[Phase], step: int) -> str:
    """Where the λ and η hold that a run has at `step`: ``from step 14 on``; empty where they hold all the way."""
    start = phase_at(tuple(phases), step).start
    end = next((phase.start for phase in phases if phase.start > step), None)
    if end is None:
        return f"from step {start:,} on" if start else ""
    return f"from step {start:,} to {end:,}" if start else f"up to step {end:,}"


def strength_span(phases: Sequence[Phase], step: int) -> str:
    """The same of λ alone."""
    others = [b for a, b in pairwise(phases) if a.objective.penalty != b.objective.penalty]
    return span([phases[0], *others], step)


def held(problem: Problem, run: int, step: int) -> str:
    """What holds for a run at `step`, and where: ``from step 14 on: λ = 2, η = 0.5``; empty where it does all the way.

    λ is that of the scenario, not λ/m, as which it acts under the per-sample convention.
    """
    phases = problem.phases[run]
    when = span(phases, step)
    values = _values(run_at(problem.scenario, run, phase_at(phases, step).start))
    return when and f"{when}: {', '.join(f'{SYMBOLS[name]} = {number(value)}' for name, value in values.items())}"


def _values(run: Run) -> dict[str, float]:
    """λ, where the penalty has one, and η."""
    strength = getattr(run.penalty, "strength", None)
    known = {} if strength is None else {"strength": strength}
    return {**known, "learning_rate": run.optimizer.learning_rate}
