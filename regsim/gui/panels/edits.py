"""Edits of a scenario that touch more than one of its parts: pure functions from one scenario to another."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from regsim.engine.models import Model, PenaltyOnly, Quadratic
from regsim.engine.start import Values
from regsim.parameters import Config, kind_of, kinds
from regsim.scenario import Change, Run, Scenario

ConfigType = TypeVar("ConfigType", bound=Config)


def remade(cls: type[ConfigType], remembered: Mapping[str, Any]) -> ConfigType:
    """A configuration of another kind that keeps every field it shares with what is remembered."""
    return cls(**{name: remembered[name] for name in cls.__struct_fields__ if name in remembered})


def fields_of(config: Config) -> dict[str, Any]:
    """The values of all fields, by name."""
    return {name: getattr(config, name) for name in config.__struct_fields__}


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
    """The run at `index` twice, with what changes in it."""
    at = list(range(len(scenario.runs)))
    return _arranged(scenario, [*at[: index + 1], *at[index:]])


def without_run(scenario: Scenario, index: int) -> Scenario:
    """Without the run at `index` and what changes in it alone."""
    return _arranged(scenario, [i for i in range(len(scenario.runs)) if i != index])


def moved_run(scenario: Scenario, index: int, to: int) -> Scenario:
    """The run at `index` in another column."""
    at = list(range(len(scenario.runs)))
    at.insert(to, at.pop(index))
    return _arranged(scenario, at)


def with_run(scenario: Scenario, index: int, run: Run) -> Scenario:
    """Another run at `index`; where its penalty has no strength, changes of that run's strength are dropped."""
    runs = (*scenario.runs[:index], run, *scenario.runs[index + 1 :])
    changes: list[Change | None] = list(scenario.changes)
    if "strength" not in run.penalty.__struct_fields__:
        changes = [_without(c, "strength") if c.run == index else c for c in scenario.changes]
    return msgspec.structs.replace(scenario, runs=runs, changes=tuple(c for c in changes if c is not None))


def with_change(scenario: Scenario, change: Change, name: str) -> Scenario:
    """With a change of ``strength`` or ``learning_rate``, in place of the one of the same run at the same step."""
    others = [
        _without(other, name) if (other.step, other.run) == (change.step, change.run) else other
        for other in scenario.changes
    ]
    # after those at its step: of two the later in the list holds
    changes = sorted([*(other for other in others if other is not None), change], key=lambda each: each.step)
    return msgspec.structs.replace(scenario, changes=tuple(changes))


def run_at(scenario: Scenario, index: int, step: int) -> Run:
    """The run as it is at a step, with what has changed in it until then."""
    run = scenario.runs[index]
    for change in sorted(scenario.changes, key=lambda each: each.step):
        if change.step <= step and change.acts_on(index):
            run = change.applied(run)
    return run


def without_change(scenario: Scenario, place: int, name: str) -> Scenario:
    """Without what the change at a place of the list makes of ``strength`` or ``learning_rate``."""
    left = _without(scenario.changes[place], name)
    changes = (*scenario.changes[:place], *[left] * (left is not None), *scenario.changes[place + 1 :])
    return msgspec.structs.replace(scenario, changes=changes)


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


def _arranged(scenario: Scenario, order: Sequence[int]) -> Scenario:
    """The runs in another order, some left out or twice, each with what changes in it."""
    changes = []
    for change in scenario.changes:
        places = [None] if change.run is None else [to for to, index in enumerate(order) if index == change.run]
        changes += [msgspec.structs.replace(change, run=to) for to in places]
    runs = tuple(scenario.runs[index] for index in order)
    return msgspec.structs.replace(scenario, runs=runs, changes=tuple(changes))


def _without(change: Change, name: str) -> Change | None:
    """The change without one of its two quantities; None where it had no other."""
    other = change.learning_rate if name == "strength" else change.strength
    if getattr(change, name) is None:
        return change
    return None if other is None else msgspec.structs.replace(change, **{name: None})
