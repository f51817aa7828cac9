"""How hard the penalties pull, with a mark at λ_max, from which on a penalty leaves no weight."""

from collections.abc import Sequence

from regsim.engine.strength import largest_strength
from regsim.gui.panels.parameter_group import SHARED, ParameterGroup
from regsim.gui.panels.run_parameters import RunParameters
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.gui.widgets.number_scale import rounded_up
from regsim.gui.words import number

STRENGTH = "strength"
_Limit = tuple[float, str]  # λ_max and the name of the penalty


class RegularizationSection(RunParameters):
    """λ and the other numbers of the penalties."""

    def __init__(self, session: Session, playback: Playback) -> None:
        super().__init__("Regularization", session, playback, "penalty", STRENGTH)

    def refresh(self) -> None:
        """Show the penalties of the scenario."""
        super().refresh()
        if STRENGTH in self.groups:
            self._show_largest(self.groups[STRENGTH])

    def _show_largest(self, group: ParameterGroup) -> None:
        limits = {run: self._limit(run) for run in group.runs}
        if group.is_linked:
            _show(group, SHARED, sorted({limit for limit in limits.values() if limit}))
        else:
            for run, limit in limits.items():
                _show(group, run, [limit] if limit else [])

    def _limit(self, run: int) -> _Limit | None:
        """λ_max of a run; None where the penalty has none or there is nothing to pull on the weights."""
        scenario, objective = self.session.scenario, self.session.problem.objectives[run]
        penalty = scenario.runs[run].penalty
        largest = largest_strength(penalty, objective.loss, objective.n_penalized, scenario.convention)
        return (largest, penalty.label) if 0.0 < largest < float("inf") else None


def _show(group: ParameterGroup, run: int, limits: Sequence[_Limit]) -> None:
    """Marks at the limits and, below the field, the same in words; not below λ_max: what is read off leaves none."""
    numbers = [number(rounded_up(largest, 3), 3) for largest, _ in limits]
    words = ", ".join(f"{text} ({name})" for text, (_, name) in zip(numbers, limits, strict=True))
    group.set_remark(run, f"all zero from λ_max = {words}" if words else "")
    group.set_marks(
        run,
        [
            (largest, f"λ_max = {text}: from here on {name} leaves no weight")
            for text, (largest, name) in zip(numbers, limits, strict=True)
        ],
    )
