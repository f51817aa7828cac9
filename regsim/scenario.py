"""A scenario: one frozen value that says everything about what is on screen. Its file is read by `scenario_file`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec

from regsim.data import NoData, Source
from regsim.engine import accelerated, network, softmax  # noqa: F401 - their classes are kinds of the tables below
from regsim.engine.models import Model, PenaltyOnly
from regsim.engine.objective import Convention
from regsim.engine.optimizers import GradientDescent, Optimizer
from regsim.engine.penalties import L1, L2, NoPenalty, Penalty
from regsim.engine.schedules import Schedule
from regsim.engine.start import Start, Values
from regsim.parameters import Config, InputError, declare, kind_of, shown, union_of

MAX_RUNS = 4

VIEWS = {
    "slice": "Loss along one weight",
    "derivative": "Derivative along one weight",
    "weights": "Weights over steps",
    "objective": "Loss over steps",
    "forces": "Forces on the weights",
    "weight-space": "Loss over two weights",
    "path": "Weights over λ",
    "path-loss": "Loss over λ",
    "coefficients": "Weights as bars",
    "fit": "Data and prediction",
    "network": "Layers of the model",
}

FIRST_VIEWS = ("slice", "derivative", "weights", "objective")  # of a scenario that names none

if TYPE_CHECKING:
    from regsim.data import Source as AnySource
    from regsim.engine.models import Model as AnyModel
    from regsim.engine.optimizers import Optimizer as AnyOptimizer
    from regsim.engine.penalties import Penalty as AnyPenalty
    from regsim.engine.start import Start as AnyStart
else:  # every class below the base, so that adding one is enough
    AnySource, AnyModel, AnyPenalty = union_of(Source), union_of(Model), union_of(Penalty)
    AnyOptimizer, AnyStart = union_of(Optimizer), union_of(Start)

TABLES: dict[str, type[Config]] = {
    "data": Source,
    "model": Model,
    "penalty": Penalty,
    "optimizer": Optimizer,
    "schedule": Schedule,
    "start": Start,
}


def _check_parts(config: Config) -> None:
    """Make sure that every part is what its field says: what comes from a file is, in Python it could be anything."""
    for field, base in (TABLES | {"convention": Convention}).items():
        if field in config.__struct_fields__:
            _check_class(field, getattr(config, field), base)


def _check_class(field: str, part: object, base: type) -> None:
    if not isinstance(part, base):
        raise InputError.at(field, f"must be of class {base.__name__}", part)


class Run(Config, frozen=True):
    """One column: a penalty and an optimizer on the shared problem.

    Raises
    ------
    InputError
        When one of them is something else.
    """

    penalty: AnyPenalty = L1()
    optimizer: AnyOptimizer = GradientDescent()

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_parts(self)


def _checked(runs: object) -> tuple[Run, ...]:
    if not isinstance(runs, (list, tuple)):
        raise InputError.at("runs", "must be a list of runs", runs)
    for i, run in enumerate(runs):
        _check_class(f"runs.{i}", run, Run)
    if not 1 <= len(runs) <= MAX_RUNS:
        raise InputError(f"runs must be 1 to {MAX_RUNS}, got {len(runs)}", "runs")
    return tuple(runs)


class Change(Config, frozen=True):
    """A new strength or learning rate in mid-run: what comes before the step stays as it was.

    Raises
    ------
    InputError
        When neither is given.
    """

    step: Annotated[
        int,
        declare(
            "step", symbol="k", ge=1, le=10_000_000, help="The step from which it holds; beyond the last step it waits."
        ),
    ]
    run: Annotated[
        int | None, declare("run", ge=0, le=MAX_RUNS - 1, help="Which run, counted from 0; all if left out.")
    ] = None
    strength: Annotated[
        float | None, declare("strength", symbol="λ", ge=0.0, scale="log", help="The new λ of the penalty.")
    ] = None
    learning_rate: Annotated[
        float | None, declare("learning rate", symbol="η", gt=0.0, scale="log", help="The new η of the optimizer.")
    ] = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.strength is None and self.learning_rate is None:
            raise InputError("strength must be given where learning_rate is not, got neither", "strength")

    def acts_on(self, run: int) -> bool:
        """Whether it changes the run of this number."""
        return self.run is None or self.run == run

    def applied(self, run: Run) -> Run:
        """The run with the new values; a penalty without a strength stays as it is."""
        penalty, optimizer = run.penalty, run.optimizer
        if self.strength is not None and "strength" in penalty.__struct_fields__:
            penalty = msgspec.structs.replace(penalty, strength=self.strength)
        if self.learning_rate is not None:
            optimizer = msgspec.structs.replace(optimizer, learning_rate=self.learning_rate)
        return Run(penalty, optimizer)


def _checked_changes(changes: object, runs: Sequence[Run]) -> tuple[Change, ...]:
    if not isinstance(changes, (list, tuple)):
        raise InputError.at("changes", "must be a list of changes", changes)
    for i, change in enumerate(changes):
        _check_class(f"changes.{i}", change, Change)
        if change.run is not None and change.run >= len(runs):
            raise InputError.at(f"changes.{i}.run", f"must be at most {len(runs) - 1}, the last run", change.run)
        if change.run is not None and change.strength is not None and isinstance(runs[change.run].penalty, NoPenalty):
            raise InputError.at(f"changes.{i}.strength", "must be left out for a run without penalty", change.strength)
    return tuple(changes)


class Scenario(Config, frozen=True):
    """Everything about what is on screen.

    Raises
    ------
    InputError
        When a value is outside its declared bounds, or the parts do not fit together.
    """

    title: Annotated[str, declare("title", help="What the scenario is called.")] = ""
    n_steps: Annotated[
        int,
        declare(
            "steps", symbol="n", ge=1, le=10_000_000, scale="log", slider=(1, 1e5), help="How many updates to make."
        ),
    ] = 100
    views: Annotated[tuple[str, ...], declare("views", help="The rows of the grid, from the top.")] = FIRST_VIEWS
    data: AnySource = NoData()
    model: AnyModel = PenaltyOnly()
    convention: Convention = Convention()
    start: AnyStart = Values()
    runs: tuple[Run, ...] = (Run(L1(), GradientDescent(0.5)), Run(L2(), GradientDescent(0.5)))
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_parts(self)
        msgspec.structs.force_setattr(self, "runs", _checked(self.runs))
        msgspec.structs.force_setattr(self, "changes", _checked_changes(self.changes, self.runs))
        if not self.views:
            raise InputError("views must name at least one view, got none", "views")
        for view in self.views:
            if view not in VIEWS:
                raise InputError(f"views must be among {', '.join(VIEWS)}, got {shown(view)}", "views")
        if len(set(self.views)) < len(self.views):
            raise InputError(f"views must name each view once, got {', '.join(self.views)}", "views")
        if isinstance(self.data, NoData) is self.model.needs_data:
            word = "name a source of data" if self.model.needs_data else "be 'none'"
            got = kind_of(self.data)
            raise InputError(f"data.kind must {word} for {self.model.label.lower()}, got '{got}'", "data.kind")
