"""From a scenario to λ paths: one for every kind of penalty among its runs, and in words which λ is best."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from regsim.arrays import FloatArray
from regsim.data import DataSource
from regsim.data.folds import without_folds
from regsim.engine.models import Model, Samples
from regsim.engine.objective import Convention, bind
from regsim.engine.penalties import NoPenalty, Penalty
from regsim.engine.reference import NOT_CONVEX, NoOptimum
from regsim.engine.strength import largest_strength
from regsim.engine.sweep import CrossValidation, Path, at_strength, default_strengths, follow
from regsim.parallel import Backend, Progress, Told, each
from regsim.parameters import InputError
from regsim.problem import Problem, samples_of
from regsim.scenario import Scenario

MAX_STRENGTHS = 10_000


def sweep(
    scenario: Scenario,
    strengths: Sequence[float] | FloatArray | None = None,
    folds: int = 0,
    *,
    backend: Backend = "processes",
    scheduler: str | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """The optima along λ for every kind of penalty among the runs: the same bits, whoever computes them.

    Parameters
    ----------
    scenario : Scenario
        Its optimizers, start and steps play no part.
    strengths : sequence of float, optional
        λ. If left out, 61 from λ_max/10000 to λ_max, or from 0.001 to 1000 where there is no λ_max.
    folds : int
        Into how many parts to split the training samples for cross-validation; 0 for none.
    backend : {"processes", "threads", "sequential", "dask", "ray"}
        Who computes the paths; processes only where more than four seconds of work are left after the first.
    scheduler : str, optional
        The address of the Dask scheduler or Ray cluster; its workers must have regsim installed.
    jobs : int, optional
        How many paths are computed at a time; one per processor if left out. A Dask cluster decides for itself.
    progress : callable, optional
        Called with how many optima are found, of how many.

    Raises
    ------
    InputError
        When the data cannot be read, the parts of the scenario do not fit together, no run has a penalty, there is no
        optimum to compute, or an argument is wrong.
    """
    given = None if strengths is None else _checked(strengths)
    penalties, problem = _penalties(scenario), Problem(scenario)
    sets = list(_training_sets(problem, folds))
    grids = [_default(problem, penalty) if given is None else given for penalty in penalties]
    pieces = [
        _Piece(scenario.model, scenario.convention, penalty, grid, *samples)
        for samples in sets
        for penalty, grid in zip(penalties, grids, strict=True)
    ]
    size, n = len(grids[0]), len(grids)
    found = each(_path, pieces, size, backend=backend, scheduler=scheduler, jobs=jobs, progress=progress)
    return tuple(
        replace(found[i], runs=runs, cross_validation=_compared(problem, found[n + i :: n], sets[1:]))
        for i, runs in enumerate(penalties.values())
    )


def summary(path: Path) -> tuple[str, ...]:
    """Which strength is best, and how certain that is, in sentences."""
    told = list(path.notes)
    if path.best is not None and path.validation_loss is not None:
        told.append(f"the validation loss is lowest, {path.validation_loss[path.best]:.4g}, {_at(path, path.best)}")
    if path.cross_validation is not None:
        told += _compared_in_words(path, path.cross_validation)
    return tuple(f"{_name(path)}: {sentence}" for sentence in told)


@dataclass(frozen=True, eq=False)
class _Piece:
    """A path to follow: of one penalty, on all samples or without a fold."""

    model: Model
    convention: Convention
    penalty: Penalty
    strengths: FloatArray
    samples: Samples | None
    aside: Samples | None


def _path(piece: _Piece, told: Told) -> Path:
    loss = bind(piece.model, piece.samples, piece.convention)
    validation = None if piece.aside is None else bind(piece.model, piece.aside, piece.convention)
    return follow(piece.model, piece.convention, loss, piece.penalty, piece.strengths, validation, told)


def _checked(strengths: Sequence[float] | FloatArray) -> FloatArray:
    """The strengths in ascending order, each once."""
    try:
        values = np.asarray(strengths, dtype=np.float64)
    except (TypeError, ValueError):
        values = np.empty(())
    if values.ndim != 1:
        raise InputError.at("strengths", "must be a list of finite numbers ≥ 0", strengths)
    if not 1 <= len(values) <= MAX_STRENGTHS:
        raise InputError(f"strengths must be 1 to {MAX_STRENGTHS} numbers, got {len(values)}")
    wrong = ~((values >= 0.0) & np.isfinite(values))
    if wrong.any():
        raise InputError.at("strengths", "must be finite and ≥ 0", float(values[wrong][0]))
    return np.unique(values + 0.0)


def _penalties(scenario: Scenario) -> dict[Penalty, tuple[int, ...]]:
    """The kinds of penalty, at strength 1, each with its runs."""
    found: dict[Penalty, tuple[int, ...]] = {}
    for number, run in enumerate(scenario.runs):
        if not isinstance(run.penalty, NoPenalty):
            unit = at_strength(run.penalty, 1.0)
            found[unit] = (*found.get(unit, ()), number)
    if not found:
        raise InputError("runs must have a penalty whose strength to vary, they have none", "runs")
    return found


def _training_sets(problem: Problem, n_folds: int) -> Iterator[tuple[Samples | None, Samples | None]]:
    """All samples to train on, then those without each fold; beside them the samples to validate on."""
    source, data = problem.scenario.data, problem.dataset
    if not problem.loss.is_convex:
        raise NoOptimum(f"model: {NOT_CONVEX}", "model")
    if data is None or not isinstance(source, DataSource):
        if n_folds:
            raise InputError.at("folds", "must be 0 for a model without data", n_folds)
        yield None, None
        return
    if n_folds and problem.loss.accuracy(problem.start) is not None:
        labels, counts = np.unique(data.y, return_counts=True)
        if counts.min() == 1:
            label = samples_of(data).label(float(labels[np.argmin(counts)]))
            raise InputError(f"folds must be 0 where a class has a single sample to train on, as {label} has")
    parts = [data, *(without_folds(data, n_folds, source.seed) if n_folds else ())]
    for part in parts:
        samples = samples_of(part)
        yield samples, None if part.validation is None else samples_of(part.validation, samples)


def _default(problem: Problem, penalty: Penalty) -> FloatArray:
    n_penalized = problem.scenario.model.n_penalized(problem.loss)
    return default_strengths(largest_strength(penalty, problem.loss, n_penalized, problem.scenario.convention))


def _compared(
    problem: Problem, paths: Sequence[Path], sets: Sequence[tuple[Samples | None, Samples | None]]
) -> CrossValidation | None:
    """What the paths without each fold say, their losses as if of as many samples as there are in all."""
    losses, accuracies = [], []
    for path, (samples, _) in zip(paths, sets, strict=True):
        if path.validation_loss is not None and samples is not None:
            is_sum = problem.scenario.convention.data_term == "sum"
            losses.append(path.validation_loss * (problem.loss.n_samples / len(samples.y) if is_sum else 1.0))
            accuracies += [path.validation_accuracy] if path.validation_accuracy is not None else []
    if not losses:
        return None
    return CrossValidation(np.array(losses), np.array(accuracies) if accuracies else None)


def _compared_in_words(path: Path, compared: CrossValidation) -> list[str]:
    best, simplest = compared.best, compared.simplest
    loss, error = compared.loss[best], compared.standard_error[best]
    rule = "the same λ" if simplest == best else _place(path, simplest)
    how = f"by cross-validation over {len(compared.losses)} folds"
    return [
        f"{how} the loss is lowest, {loss:.4g} ± {error:.2g}, {_at(path, best)}",
        f"by the one-standard-error rule the choice is {rule}",
    ]


def _name(path: Path) -> str:
    runs = " and ".join(f"runs.{run}" for run in path.runs)
    return f"{runs} ({path.penalty.label})"


def _place(path: Path, k: int) -> str:
    n = path.n_penalized
    return f"λ = {path.strengths[k]:.4g} with {n - path.n_zeros[k]} of {n} weights left"


def _at(path: Path, k: int) -> str:
    """The place on the path, and whether it is an end behind which it may go on."""
    place = f"at {_place(path, k)}"
    if k == 0 < len(path.strengths) - 1:
        return f"{place}; it is the smallest λ of the sweep, a smaller one may be better"
    if 0 < k == len(path.strengths) - 1 and path.penalty_value[k] > 0.0:
        return f"{place}; it is the largest λ of the sweep, a larger one may be better"
    return place
