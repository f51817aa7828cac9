"""Edits of a scenario that touch more than one part of it: pure functions from one valid scenario to another.

Data, model, start and runs must fit together. A user who changes one of them means all that follows from it, so each edit here
gives a scenario that can be computed, with settings that show something.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from regsim.data import Csv, Dataset, Inline, NoData, Source
from regsim.engine.losses import DataLoss
from regsim.engine.models import LinearRegression, LogisticRegression, Model, PenaltyOnly, Quadratic, Samples
from regsim.engine.objective import bind, penalize
from regsim.engine.optimizers import ProximalGradient
from regsim.engine.start import Values, Zeros
from regsim.parameters import Config, kind_of, kinds, parameters
from regsim.scenario import MAX_RUNS, Run, Scenario

DATA_VIEWS = ("weights", "objective", "slice")
DATA_STEPS = 500
STRENGTH_SHARE = 0.1  # of λ_max: most weights are still there, and some are already 0 under L1
INLINE_EXAMPLE = Inline(
    columns=("x", "y"), rows=((-2.0, -1.5), (-1.0, -0.8), (0.0, 0.1), (1.0, 1.2), (2.0, 1.9)), target="y"
)
_TOY = Scenario()  # one weight, penalty only


def remade(cls: type[Config], remembered: Mapping[str, Any]) -> Config:
    """A configuration of another kind that keeps every field it shares with what is remembered."""
    return cls(**{p.name: remembered[p.name] for p in parameters(cls) if p.name in remembered})


def label_of(config: Config | type[Config]) -> str:
    """What a kind is called on screen."""
    label = getattr(config, "label", None)
    if label is not None:
        return str(label)
    kind = kind_of(config)
    special = {"none": "None: no data", "csv": "CSV file", "inline": "Table in the scenario"}
    return special.get(kind, kind.replace("-", " ").capitalize())


def fitting_models(data: Source) -> dict[str, type[Model]]:
    """The models that go with this source: those that need data, or those that need none."""
    return {kind: cls for kind, cls in kinds(Model).items() if cls.needs_data is not isinstance(data, NoData)}


def suggested_model(dataset: Dataset) -> Model:
    """Logistic regression for two classes, linear regression for numbers."""
    return LogisticRegression() if len(np.unique(dataset.y)) == 2 else LinearRegression()


def with_model(scenario: Scenario, model: Model) -> Scenario:
    """Another model of the same data; a start of given values gets as many as the model has weights, where that is known."""
    start = scenario.start
    if isinstance(start, Values) and start.weights:
        n = model.n_weights if isinstance(model, PenaltyOnly) else None
        n = len(model.center) if isinstance(model, Quadratic) else n
        if n is not None:
            start = Values((*start.weights, *[start.weights[-1]] * n)[:n])
    return msgspec.structs.replace(scenario, model=model, start=start)


def without_data(current: Scenario) -> Scenario:
    """The penalties of the runs alone, on one weight that starts at 5."""
    runs = tuple(_set_up(run, 1.0, 0.5) for run in current.runs)
    return msgspec.structs.replace(
        _TOY, title=PenaltyOnly.label, n_steps=14, views=("slice", "derivative", "weights"), runs=runs
    )


def scenario_for(source: Source, model: Model, current: Scenario, dataset: Dataset | None = None) -> Scenario:
    """The scenario that fits `model` to `source` with the penalties of the current runs, from zero, at a stable pace.

    The strength is a tenth of λ_max (at which L1 leaves no weight), the learning rate 1/L; both with two digits. The
    optimizers are kept, but runs that had no data so far get proximal steps, which reach exact zeros.

    Parameters
    ----------
    source : Source
    model : Model
    current : Scenario
        Where runs and convention come from.
    dataset : Dataset, optional
        What `source` loads, if it is at hand.

    Raises
    ------
    InputError
        When the data cannot be read or do not fit the model.
    """
    data = source.load() if dataset is None else dataset
    if data is None:
        return without_data(current)
    loss = bind(model, Samples(data.X, data.y, data.feature_names, data.target_name), current.convention)
    runs = current.runs
    if isinstance(current.data, NoData):
        runs = tuple(
            msgspec.structs.replace(run, optimizer=ProximalGradient(run.optimizer.learning_rate)) for run in runs
        )
    strength = _two_digits(STRENGTH_SHARE * largest_strength(loss, data) * _strength_unit(current, loss)) or 1.0
    runs = tuple(_set_up(run, strength, run.optimizer.learning_rate) for run in runs)
    objectives = [penalize(model, loss, run.penalty, current.convention) for run in runs]
    curvature = max(run.optimizer.curvature(o) for run, o in zip(runs, objectives, strict=True))
    rate = _two_digits(1.0 / curvature) if curvature > 0.0 else 0.0
    return msgspec.structs.replace(
        current,
        title=Path(source.path).name if isinstance(source, Csv) else label_of(source),
        n_steps=DATA_STEPS,
        views=DATA_VIEWS,
        data=source,
        model=model,
        start=Zeros(),
        runs=tuple(_set_up(run, strength, rate or 0.1) for run in runs),
    )


def largest_strength(loss: DataLoss, data: Dataset) -> float:
    """λ_max = max |∂D/∂w_j| where all weights are 0 and the intercept is best: L1 leaves no weight from there on."""
    w = np.zeros(len(loss.weight_names))
    if len(w) > loss.n_features:
        share = float(np.mean(data.y == data.y.max()))
        w[-1] = float(data.y.mean()) if isinstance_quadratic(loss) else math.log(share / (1.0 - share))
    gradient = np.empty_like(w)
    loss.evaluate(w, gradient)
    return float(np.abs(gradient[: loss.n_features]).max())


def with_run(scenario: Scenario, after: int, run: Run) -> Scenario:
    """One run more, in the column after `after`."""
    return with_runs(scenario, (*scenario.runs[: after + 1], run, *scenario.runs[after + 1 :]))


def without_run(scenario: Scenario, index: int) -> Scenario:
    """Without the run at `index`."""
    return with_runs(scenario, (*scenario.runs[:index], *scenario.runs[index + 1 :]))


def moved_run(scenario: Scenario, index: int, to: int) -> Scenario:
    """The run at `index` in another column."""
    runs = list(scenario.runs)
    runs.insert(to, runs.pop(index))
    return with_runs(scenario, runs)


def with_runs(scenario: Scenario, runs: Sequence[Run]) -> Scenario:
    """Other runs."""
    return msgspec.structs.replace(scenario, runs=tuple(runs))


def can_add_run(scenario: Scenario) -> bool:
    """Whether there is room for another column."""
    return len(scenario.runs) < MAX_RUNS


def with_values(scenario: Scenario, part: str, name: str, values: Mapping[int, Any]) -> Scenario:
    """Other values of one parameter of the runs' `part`, ``penalty`` or ``optimizer``, by run."""
    runs = list(scenario.runs)
    for i, value in values.items():
        config = msgspec.structs.replace(getattr(runs[i], part), **{name: value})
        runs[i] = msgspec.structs.replace(runs[i], **{part: config})
    return with_runs(scenario, runs)
