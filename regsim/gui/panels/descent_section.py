"""The descent: how far a step goes and where that is stable, where it starts, and how long it is."""

import math
from collections.abc import Mapping
from typing import Any

import msgspec

from regsim.engine.objective import Objective
from regsim.engine.stability import stable_limit
from regsim.engine.start import Start, Values
from regsim.gui.panels.edits import remade
from regsim.gui.panels.fields import make_field
from regsim.gui.panels.form import Form
from regsim.gui.panels.kind_editor import KindEditor, plain_form
from regsim.gui.panels.parameter_group import SHARED, ParameterGroup
from regsim.gui.panels.run_parameters import RunParameters
from regsim.gui.session import Session
from regsim.gui.widgets.number_scale import rounded_down
from regsim.parameters import Config, Declaration, InputError, Parameter, kind_of, kinds, parameters
from regsim.scenario import Scenario

RATE = "learning_rate"
START_REACH = 10.0  # the slider for the start of a single weight goes this far to both sides
_N_STEPS = next(p for p in parameters(Scenario) if p.name == "n_steps")


class DescentSection(RunParameters):
    """Learning rates with the stable limit 2/L, other numbers of the optimizers, start, number of steps."""

    def __init__(self, session: Session) -> None:
        super().__init__("Descent", session, "optimizer")
        self._limits = StableLimits()
        self.start = KindEditor("Start", _start_form, _start_key)
        self.start.set_choices([(kind, f"Start: {cls.label.lower()}") for kind, cls in kinds(Start).items()])
        self.start.kind_chosen.connect(self._choose_start)
        self.start.changed.connect(lambda start: self._offer("start", start=start))
        self.start.gesture_finished.connect(session.end_gesture)
        self.n_steps = make_field(_N_STEPS)
        self.n_steps.edited.connect(lambda n: self._offer("n_steps", n_steps=n))
        self.n_steps.finished.connect(session.end_gesture)
        self.body.addWidget(self.start)
        self.body.addWidget(self.n_steps)

    def refresh(self) -> None:
        """Show the descent of the scenario."""
        super().refresh()
        self.start.set_config(self.session.scenario.start)
        self.n_steps.set_value(self.session.scenario.n_steps)
        if RATE in self.groups:
            self._show_limits(self.groups[RATE])

    def show_error(self, error: InputError) -> None:
        """Beside the field of the number of steps or of the start, or the one that was edited."""
        if self._edited == "n_steps":
            self.n_steps.show_error(str(error))
        elif self._edited != "start":
            super().show_error(error)
        elif not self.start.show_error(error.field.removeprefix("start").removeprefix("."), str(error)):
            super().show_error(error)
            self.start.set_config(self.session.scenario.start)

    def _offer(self, name: str, **change: Any) -> None:
        self._edited = name
        self.propose(msgspec.structs.replace(self.session.scenario, **change), name)
        self._edited = ""

    def _choose_start(self, kind: str) -> None:
        # The weights there are now are the values to begin with: the user need not know how many there must be.
        weights = tuple(self.session.problem.start.tolist())
        self._offer("start", start=remade(kinds(Start)[kind], {"weights": weights}))
        self.session.end_gesture()

    def _show_limits(self, group: ParameterGroup) -> None:
        scenario = self.session.scenario
        limits = self._limits.of(self.session)
        rates = [run.optimizer.learning_rate for run in scenario.runs]
        names = [run.penalty.label for run in scenario.runs]
        if group.is_linked:
            smallest = min(limits)
            name = names[limits.index(smallest)] if len(set(limits)) > 1 else ""
            _show_limit(group, SHARED, rates[0], smallest, name)
        else:
            for run, (rate, limit) in enumerate(zip(rates, limits, strict=True)):
                _show_limit(group, run, rate, limit, "")


class StableLimits:
    """2/L of every run, computed only where its objective or its rule is another one."""

    def __init__(self) -> None:
        self._known: list[tuple[Objective, str, float]] = []

    def of(self, session: Session) -> tuple[float, ...]:
        """The limits of the session's runs."""
        known, self._known = self._known, []
        for run, objective in zip(session.scenario.runs, session.problem.objectives, strict=True):
            rule = kind_of(run.optimizer)
            limit = next((limit for old, r, limit in known if r == rule and _is_same(old, objective)), None)
            if limit is None:
                limit = stable_limit(objective, run.optimizer)
            self._known.append((objective, rule, limit))
        return tuple(limit for _, _, limit in self._known)


def _is_same(a: Objective, b: Objective) -> bool:
    return a.loss is b.loss and a.penalty == b.penalty and a.n_penalized == b.n_penalized


def _show_limit(group: ParameterGroup, run: int, rate: float, limit: float, name: str) -> None:
    if not math.isfinite(limit):
        group.set_remark(run, "")
        group.set_marks(run, [])
        return
    may_diverge = rate >= limit  # for certain only where D is quadratic and the penalty smooth
    number = f"{rounded_down(limit, 3):.3g}"  # never above the limit: what is read off is stable
    of = f" ({name})" if name else ""
    text = f"η ≥ 2/L = {number}{of}: may diverge" if may_diverge else f"stable below 2/L = {number}{of}"
    group.set_remark(run, text, is_error=may_diverge)
    group.set_marks(run, [(limit, f"2/L = {number}: the largest stable learning rate{of}")])


class _OneWeight(Form):
    """The start of a single weight, as a number with a slider."""

    def __init__(self) -> None:
        declared = next(p for p in parameters(Values) if p.name == "weights").declaration
        slider = Declaration(
            declared.label, declared.symbol, slider=(-START_REACH, START_REACH), help="The weight at step 0."
        )
        super().__init__(Values, (Parameter("weights", "number", slider, 0.0),))

    def _value(self, config: Config, name: str) -> Any:
        return getattr(config, name)[0]

    def _replaced(self, config: Config, values: Mapping[str, Any]) -> Config:
        return msgspec.structs.replace(config, **{name: (value,) for name, value in values.items()})


def _is_one_weight(start: Config) -> bool:
    return isinstance(start, Values) and len(start.weights) == 1


def _start_key(start: Config) -> str:
    return "one weight" if _is_one_weight(start) else kind_of(start)


def _start_form(start: Config) -> Form:
    return _OneWeight() if _is_one_weight(start) else plain_form(start)
