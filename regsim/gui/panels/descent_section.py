"""The descent: how far a step goes and where that is stable, where it starts, and how long it is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from regsim.engine.objective import Objective
from regsim.engine.optimizers import Optimizer
from regsim.engine.schedules import Constant, Schedule
from regsim.engine.stability import regime, stable_limit
from regsim.engine.start import Start, Values
from regsim.gui.panels.edits import fields_of, remade
from regsim.gui.panels.fields import Field, make_field
from regsim.gui.panels.form import Form
from regsim.gui.panels.kind_editor import KindEditor, plain_form
from regsim.gui.panels.kind_field import KindField, kind_parameter
from regsim.gui.panels.lamps import Lamps, Verdict
from regsim.gui.panels.parameter_group import SHARED, ParameterGroup
from regsim.gui.panels.run_parameters import RunParameters
from regsim.gui.session import Session
from regsim.gui.theme import Theme
from regsim.gui.widgets.number_scale import rounded_down
from regsim.gui.words import number
from regsim.parameters import Config, Declaration, InputError, Parameter, kind_of, kinds, parameters
from regsim.scenario import Scenario

RATE = "learning_rate"
RARE = ("schedule", "batch_size", "seed", "beta1", "beta2", "epsilon")
SCHEDULE = kind_parameter(
    "schedule", Declaration("schedule", help="How η changes with the steps."), Schedule, Constant()
)
START_REACH = 10.0  # the slider for the start of a single weight goes this far to both sides
_N_STEPS = next(p for p in parameters(Scenario) if p.name == "n_steps")


class DescentSection(RunParameters):
    """Learning rates with what they will do, other numbers of the optimizers, start, number of steps."""

    def __init__(self, session: Session) -> None:
        super().__init__("Descent", session, "optimizer", RATE, RARE)
        self._limits = StableLimits()
        self.lamps = Lamps()
        self.body.insertWidget(1, self.lamps)  # below the learning rates
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

    def apply_theme(self, theme: Theme) -> None:
        """Give the dots the theme's colours of the runs."""
        super().apply_theme(theme)
        self.lamps.apply_theme(theme)

    def declared(self, config: Config) -> tuple[Parameter, ...]:
        """The schedule too, and no seed where it deals nothing."""
        is_whole = isinstance(config, Optimizer) and config.batch_size is None
        return (*(p for p in super().declared(config) if p.name != "seed" or not is_whole), SCHEDULE)

    def new_field(self, parameter: Parameter) -> Field:
        """The field for one of them."""
        return KindField(parameter, Schedule) if parameter is SCHEDULE else super().new_field(parameter)

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
        remembered = fields_of(self.session.scenario.start) | {"weights": tuple(self.session.problem.start.tolist())}
        self._offer("start", start=remade(kinds(Start)[kind], remembered))
        self.session.end_gesture()

    def _show_limits(self, group: ParameterGroup) -> None:
        runs, known = self.session.scenario.runs, self._limits.of(self.session)
        self.lamps.show_verdicts([limit.verdict for limit in known])
        marks = [limit.mark(run.penalty.label if len(runs) > 1 else "") for limit, run in zip(known, runs, strict=True)]
        if group.is_linked:
            group.set_marks(SHARED, sorted({mark for mark in marks if mark is not None}))
        else:
            for run, mark in enumerate(marks):
                group.set_marks(run, [mark] if mark is not None else [])


@dataclass(frozen=True)
class StableLimit:
    """How far a step of one run may go: L, the limit for η, and what η will do, in words."""

    objective: Objective
    optimizer: Optimizer
    curvature: float
    limit: float
    words: str

    @property
    def verdict(self) -> Verdict:
        """The sentence for the lamp, with L and the limit where there is one."""
        if not math.isfinite(self.limit):
            return self.words, False
        formula = self.optimizer.limit_formula
        facts = [f"L = {number(self.curvature)}"] * ("L" in formula)
        if formula not in self.words:
            facts.append(f"{formula} = {self._number}")
        return "\n".join([*[", ".join(facts)] * bool(facts), self.words]), self.optimizer.learning_rate >= self.limit

    def mark(self, name: str) -> tuple[float, str] | None:
        """A tick at the limit, and its words; `name` is whose limit it is."""
        if not math.isfinite(self.limit):
            return None
        of = f" ({name})" if name else ""
        return self.limit, f"{self.optimizer.limit_formula} = {self._number}: the largest stable learning rate{of}"

    @property
    def _number(self) -> str:
        return f"{rounded_down(self.limit, 3):.3g}"  # never above the limit: what is read off is stable


class StableLimits:
    """The limits of every run, computed only where its objective or its rule is another one."""

    def __init__(self) -> None:
        self._known: list[StableLimit] = []

    def of(self, session: Session) -> tuple[StableLimit, ...]:
        """The limits of the session's runs."""
        runs = zip(session.problem.objectives, session.scenario.runs, strict=True)
        self._known = [self._limit(objective, run.optimizer) for objective, run in runs]
        return tuple(self._known)

    def _limit(self, objective: Objective, optimizer: Optimizer) -> StableLimit:
        for known in self._known:
            if known.optimizer == optimizer and _is_same(known.objective, objective):
                return known
        curvature, limit = optimizer.curvature(objective), stable_limit(objective, optimizer)
        return StableLimit(objective, optimizer, curvature, limit, regime(objective, optimizer))


def _is_same(a: Objective, b: Objective) -> bool:
    return a.loss is b.loss and a.penalty == b.penalty and a.n_penalized == b.n_penalized


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
