"""How hard the penalties pull, with a mark at λ_max, from which on L1 leaves no weight."""

from regsim.data import Dataset
from regsim.engine.losses import DataLoss
from regsim.engine.objective import Convention
from regsim.engine.penalties import L1
from regsim.gui.panels.parameter_group import SHARED, ParameterGroup
from regsim.gui.panels.run_parameters import RunParameters
from regsim.gui.panels.setups import largest_strength
from regsim.gui.session import Session
from regsim.gui.words import number

STRENGTH = "strength"


class RegularizationSection(RunParameters):
    """λ and the other numbers of the penalties."""

    def __init__(self, session: Session) -> None:
        super().__init__("Regularization", session, "penalty")
        self._largest = 0.0
        self._known: tuple[DataLoss, Dataset | None, Convention, int] | None = None

    def refresh(self) -> None:
        """Show the penalties of the scenario."""
        super().refresh()
        if STRENGTH in self.groups:
            self._mark_largest(self.groups[STRENGTH])

    def _mark_largest(self, group: ParameterGroup) -> None:
        largest = self._largest_strength()
        marks = [(largest, f"λ_max = {number(largest, 3)}: from here on L1 leaves no weight")] if largest > 0.0 else []
        l1_runs = [i for i, run in enumerate(self.session.scenario.runs) if isinstance(run.penalty, L1)]
        for run in group.fields:
            has_l1 = bool(l1_runs) if run == SHARED else run in l1_runs
            group.set_marks(run, marks if has_l1 else [])

    def _largest_strength(self) -> float:
        """λ_max, computed only where data, model or convention have changed."""
        problem, model = self.session.problem, self.session.scenario.model
        convention = self.session.scenario.convention
        known = (problem.loss, problem.dataset, convention, problem.objectives[0].n_penalized)
        if self._known is None or any(
            new is not old and new != old for new, old in zip(known, self._known, strict=True)
        ):
            self._known = known
            y = None if problem.dataset is None else problem.dataset.y
            self._largest = largest_strength(model, problem.loss, y, convention)
        return self._largest
