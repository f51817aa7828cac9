"""Edits of a scenario that touch more than one of its parts: pure functions from one scenario to another."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from regsim.engine.models import Model, PenaltyOnly, Quadratic
from regsim.engine.start import Values
from regsim.parameters import Config, kind_of, kinds, parameters
from regsim.scenario import Scenario

ConfigType = TypeVar("ConfigType", bound=Config)


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


def with_values(scenario: Scenario, part: str, name: str, values: Mapping[int, Any]) -> Scenario:
    """Other values of one parameter of the runs' `part`, ``penalty`` or ``optimizer``, by run."""
    runs = list(scenario.runs)
    for i, value in values.items():
        config = msgspec.structs.replace(getattr(runs[i], part), **{name: value})
        runs[i] = msgspec.structs.replace(runs[i], **{part: config})
    return msgspec.structs.replace(scenario, runs=tuple(runs))


def duplicated_run(scenario: Scenario, index: int) -> Scenario:
    """The run at `index` twice."""
    runs = scenario.runs
    return msgspec.structs.replace(scenario, runs=(*runs[: index + 1], runs[index], *runs[index + 1 :]))


def without_run(scenario: Scenario, index: int) -> Scenario:
    """Without the run at `index`."""
    return msgspec.structs.replace(scenario, runs=(*scenario.runs[:index], *scenario.runs[index + 1 :]))


def moved_run(scenario: Scenario, index: int, to: int) -> Scenario:
    """The run at `index` in another column."""
    runs = list(scenario.runs)
    runs.insert(to, runs.pop(index))
    return msgspec.structs.replace(scenario, runs=tuple(runs))


def with_another_run(scenario: Scenario, base: type[Config]) -> Scenario:
    """One run more: like the last, with the first penalty (a kind of `base`) that no run has yet, else the same."""
    last = scenario.runs[-1]
    used = {kind_of(run.penalty) for run in scenario.runs}
    unused = [cls for kind, cls in kinds(base).items() if kind not in used]
    remembered = {k: v for run in scenario.runs for k, v in fields_of(run.penalty).items()}
    penalty = remade(unused[0], remembered) if unused else last.penalty
    another = msgspec.structs.replace(last, penalty=penalty)
    return msgspec.structs.replace(scenario, runs=(*scenario.runs, another))


def _n_weights(model: Model) -> int | None:
    if isinstance(model, PenaltyOnly):
        return model.n_weights
    return len(model.center) if isinstance(model, Quadratic) else None
