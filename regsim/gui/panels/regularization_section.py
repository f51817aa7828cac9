"""How hard the penalties pull, with a mark at λₘₐₓ, from which on a penalty leaves no weight."""

from collections.abc import Mapping, Sequence

from regsim.engine.strength import largest_strength
from regsim.engine.sweep import at_strength
from regsim.gui.panels.fields import Field
from regsim.gui.panels.lamps import OutlookLamps
from regsim.gui.panels.limits import StableLimits
from regsim.gui.panels.moments import span
from regsim.gui.panels.parameter_group import SHARED, ParameterGroup
from regsim.gui.panels.run_parameters import RunParameters
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.gui.theme import Theme
from regsim.gui.widgets.number_scale import rounded_up
from regsim.gui.words import number
from regsim.parameters import Parameter

STRENGTH = "strength"
_Limit = tuple[float, str]  # λₘₐₓ and the name of the penalty


class RegularizationSection(RunParameters):
    """λ and the other numbers of the penalties.

    Parameters
    ----------
    session : Session
    playback : Playback
    limits : StableLimits
        What becomes of the runs, for the lamps beside λ: a large λ may be too much for η.

    Attributes
    ----------
    lamps : dict of Field to OutlookLamps
        Beside λ, by its field.
    """

    def __init__(self, session: Session, playback: Playback, limits: StableLimits) -> None:
        super().__init__("Regularization", session, playback, "penalty", STRENGTH)
        self._limits = limits
        self.lamps: dict[Field, OutlookLamps] = {}
        self._largest: dict[tuple[object, ...], float] = {}  # λₘₐₓ, by all that it depends on

    def refresh(self) -> None:
        """Show the penalties of the scenario."""
        super().refresh()
        if STRENGTH in self.groups:
            self._show_largest(self.groups[STRENGTH])

    def show_moment(self) -> None:
        """What becomes of the runs under what holds at the step on screen."""
        super().show_moment()
        if STRENGTH in self.groups:
            self._show_outlooks(self.groups[STRENGTH])

    def apply_theme(self, theme: Theme) -> None:
        """Give dots and lamps the theme's colours."""
        super().apply_theme(theme)
        for lamps in self.lamps.values():
            lamps.apply_theme(theme)

    def new_field(self, parameter: Parameter) -> Field:
        """The field for one of them; that of λ has lamps."""
        field = super().new_field(parameter)
        if parameter.name == STRENGTH:
            self.lamps[field] = OutlookLamps()
            field.add_to_heading(self.lamps[field])
            if self._theme is not None:
                self.lamps[field].apply_theme(self._theme)
        return field

    def _show_outlooks(self, group: ParameterGroup) -> None:
        problem, step = self.session.problem, self.playback.step
        known = self._limits.of(problem, step)
        names = [f"run {i}, {run.penalty.label}" for i, run in enumerate(problem.scenario.runs, 1)]
        whens = [span(phases, step) for phases in problem.phases]
        for one in [SHARED] if group.is_linked else group.runs:
            whose = group.runs if one == SHARED else [one]
            outlooks = {", ".join(filter(None, (names[run], whens[run]))): known[run].regime.outlook for run in whose}
            self.lamps[group.field_of(one)].show_outlooks(outlooks)

    def _show_largest(self, group: ParameterGroup) -> None:
        known, self._largest = self._largest, {}
        limits = {run: self._limit(run, known) for run in group.runs}
        if group.is_linked:
            _show(group, SHARED, sorted({limit for limit in limits.values() if limit}))
        else:
            for run, limit in limits.items():
                _show(group, run, [limit] if limit else [])

    def _limit(self, run: int, known: Mapping[tuple[object, ...], float]) -> _Limit | None:
        """λₘₐₓ of a run; None where the penalty has none or there is nothing to pull on the weights.

        It is the same whatever λ is, so that a drag of λ leaves it as it is `known`.
        """
        scenario, objective = self.session.scenario, self.session.problem.objectives[run]
        penalty = scenario.runs[run].penalty
        asked = at_strength(penalty, 1.0), objective.loss, objective.n_penalized, scenario.convention
        largest = self._largest[asked] = known[asked] if asked in known else largest_strength(*asked)
        return (largest, penalty.label) if 0.0 < largest < float("inf") else None


def _show(group: ParameterGroup, run: int, limits: Sequence[_Limit]) -> None:
    """Marks at the limits and, below the field, the same in words; not below λₘₐₓ: what is read off leaves none."""
    numbers = [number(rounded_up(largest, 3), 3) for largest, _ in limits]
    words = ", ".join(f"{text} ({name})" for text, (_, name) in zip(numbers, limits, strict=True))
    group.set_remark(run, f"all zero from λₘₐₓ = {words}" if words else "")
    group.set_marks(
        run,
        [
            (largest, f"λₘₐₓ = {text}: from here on {name} leaves no weight")
            for text, (largest, name) in zip(numbers, limits, strict=True)
        ],
    )
