"""The descent: how far a step goes and where that is stable, where it starts, and how long it is."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from PySide6.QtWidgets import QPushButton

from regsim.engine.optimizers import Optimizer
from regsim.engine.schedules import Constant, Schedule
from regsim.engine.start import Start, Values
from regsim.gui.panels.edits import fields_of, remade
from regsim.gui.panels.fields import Field, make_field
from regsim.gui.panels.form import Form
from regsim.gui.panels.kind_editor import KindEditor, plain_form
from regsim.gui.panels.kind_field import KindField, kind_parameter
from regsim.gui.panels.lamps import Lamps
from regsim.gui.panels.limits import StableLimit, StableLimits
from regsim.gui.panels.moments import held, span
from regsim.gui.panels.parameter_group import SHARED, ParameterGroup
from regsim.gui.panels.run_parameters import RunParameters
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.gui.theme import Theme
from regsim.gui.widgets.keys import reach_by_tab
from regsim.gui.words import number
from regsim.parameters import LARGEST_SEED, Config, Declaration, InputError, Parameter, kind_of, kinds, parameters
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

    def __init__(self, session: Session, playback: Playback, limits: StableLimits) -> None:
        super().__init__("Descent", session, playback, "optimizer", RATE, RARE)
        self._limits = limits
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
        self.another = _another_button()
        self.another.clicked.connect(self._deal_anew)
        self.body.addWidget(self.start)
        self.body.addWidget(self.another)
        self.body.addWidget(self.n_steps)

    def refresh(self) -> None:
        """Show the descent of the scenario."""
        super().refresh()
        self.start.set_config(self.session.scenario.start)
        self.another.setVisible(hasattr(self.session.scenario.start, "seed"))
        self.n_steps.set_value(self.session.scenario.n_steps)
        if RATE in self.groups:
            self._show_limits(self.groups[RATE])

    def show_moment(self) -> None:
        """What becomes of the runs under the λ and η that hold at the step on screen."""
        super().show_moment()
        problem, step = self.session.problem, self.playback.step
        self.lamps.show_verdicts(
            [limit.verdict for limit in self._limits.of(problem, step)],
            [held(problem, run, step) for run in range(len(problem.phases))],
        )

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

    def _deal_anew(self) -> None:
        """The next seed: another random start, the same for every run."""
        start = self.session.scenario.start
        seed = getattr(start, "seed", 0)
        self._offer("start", start=msgspec.structs.replace(start, seed=seed + 1 if seed < LARGEST_SEED else 0))
        self.session.end_gesture()

    def _choose_start(self, kind: str) -> None:
        # The weights there are now are the values to begin with: the user need not know how many there must be.
        remembered = fields_of(self.session.scenario.start) | {"weights": tuple(self.session.problem.start.tolist())}
        self._offer("start", start=remade(kinds(Start)[kind], remembered))
        self.session.end_gesture()

    def _show_limits(self, group: ParameterGroup) -> None:
        """What goes with the fields: the limits of the η that the runs begin with."""
        problem, runs = self.session.problem, self.session.scenario.runs
        known = self._limits.of(problem)
        names = [run.penalty.label if len(runs) > 1 else "" for run in runs]
        whose = [(name, span(phases, 0)) for name, phases in zip(names, problem.phases, strict=True)]
        marks = [limit.mark(", ".join(filter(None, of))) for limit, of in zip(known, whose, strict=True)]
        if group.is_linked:
            group.set_marks(SHARED, sorted({mark for mark in marks if mark is not None}))
            _offer_inverse(group, SHARED, known)
        else:
            for run, mark in enumerate(marks):
                group.set_marks(run, [mark] if mark is not None else [])
                _offer_inverse(group, run, known[run : run + 1])


def _offer_inverse(group: ParameterGroup, run: int, known: Sequence[StableLimit]) -> None:
    """Offer 1/L, the smallest of what stands together: no run overshoots the data then."""
    inverses = [limit.inverse for limit in known if limit.inverse is not None]
    if not inverses:
        group.set_offer(run, None)
        return
    whose = ", the smallest of all runs" if len(set(inverses)) > 1 else ""
    group.set_offer(run, min(inverses), f"Set η to 1/L = {number(min(inverses))}{whose}")


def _another_button() -> QPushButton:
    button = QPushButton("New random start")
    button.setToolTip("Deal other weights to start from: the next seed")
    reach_by_tab(button)
    return button


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
