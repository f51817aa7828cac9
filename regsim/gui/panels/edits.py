"""Edits of a scenario that touch more than one of its parts: pure functions from one scenario to another."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from regsim.engine.models import Model, PenaltyOnly, Quadratic
from regsim.engine.start import Values
from regsim.parameters import Config, kind_of, kinds, parameters
from regsim.scenario import MAX_RUNS, Run, Scenario

ConfigType = TypeVar("ConfigType", bound=Config)

_SHORT_LABELS = {"gradient-descent": "Gradient", "proximal-gradient": "Proximal"}


def label_of(config: Config | type[Config]) -> str:
    """What a kind is called on screen."""
    return str(getattr(config, "label", kind_of(config)))


def short_label_of(config: Config | type[Config]) -> str:
    """The same in one word where there is little room."""
    return _SHORT_LABELS.get(kind_of(config), label_of(config))


def remade(cls: type[ConfigType], remembered: Mapping[str, Any]) -> ConfigType:
    """A configuration of another kind that keeps every field it shares with what is remembered."""
    return cls(**{p.name: remembered[p.name] for p in parameters(cls) if p.name in remembered})


def fields_of(config: Config) -> dict[str, Any]:
    """The values of all declared parameters, by name."""
    return {p.name: getattr(config, p.name) for p in parameters(type(config))}


def with_model(scenario: Scenario, model: Model) -> Scenario:
    """Another model; a start of given values gets as many as the model has weights, if no data are needed to know."""
    start = scenario.start
    n = _n_weights(model)
    if n is not None and isinstance(start, Values) and start.weights:
        start = Values((*start.weights, *[start.weights[-1]] * n)[:n])
    return msgspec.structs.replace(scenario, model=model, start=start)


def with_runs(scenario: Scenario, runs: Sequence[Run]) -> Scenario:
    """Other runs."""
    return msgspec.structs.replace(scenario, runs=tuple(runs))


def with_values(scenario: Scenario, part: str, name: str, values: Mapping[int, Any]) -> Scenario:
    """Other values of one parameter of the runs' `part`, ``penalty`` or ``optimizer``, by run."""
    runs = list(scenario.runs)
    for i, value in values.items():
        config = msgspec.structs.replace(getattr(runs[i], part), **{name: value})
        runs[i] = msgspec.structs.replace(runs[i], **{part: config})
    return with_runs(scenario, runs)


def duplicated_run(scenario: Scenario, index: int) -> Scenario:
    """The run at `index` twice."""
    runs = scenario.runs
    return with_runs(scenario, (*runs[: index + 1], runs[index], *runs[index + 1 :]))


def without_run(scenario: Scenario, index: int) -> Scenario:
    """Without the run at `index`."""
    return with_runs(scenario, (*scenario.runs[:index], *scenario.runs[index + 1 :]))


def moved_run(scenario: Scenario, index: int, to: int) -> Scenario:
    """The run at `index` in another column."""
    runs = list(scenario.runs)
    runs.insert(to, runs.pop(index))
    return with_runs(scenario, runs)


def with_another_run(scenario: Scenario, base: type[Config]) -> Scenario:
    """One run more: like the last, with the first penalty (a kind of `base`) that no run has yet, else the same."""
    last = scenario.runs[-1]
    used = {kind_of(run.penalty) for run in scenario.runs}
    unused = [cls for kind, cls in kinds(base).items() if kind not in used]
    remembered = {k: v for run in scenario.runs for k, v in fields_of(run.penalty).items()}
    penalty = remade(unused[0], remembered) if unused else last.penalty
    return with_runs(scenario, (*scenario.runs, msgspec.structs.replace(last, penalty=penalty)))


def can_add_run(scenario: Scenario) -> bool:
    """Whether there is room for another column."""
    return len(scenario.runs) < MAX_RUNS


def _n_weights(model: Model) -> int | None:
    if isinstance(model, PenaltyOnly):
        return model.n_weights
    return len(model.center) if isinstance(model, Quadratic) else None
