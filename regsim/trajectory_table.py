"""Trajectories as one table in a file: a row per run and step, a column per loss and per weight.

A number is written as Python's ``repr``: the shortest text that reads back to the same 64 bits. There is no negative
zero: it is written as 0.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.trajectory import Trajectory
from regsim.tables import Writers, weight_columns

COLUMNS = (
    "run",
    "step",
    "objective",
    "data_loss",
    "penalty",
    "validation_loss",
    "accuracy",
    "validation_accuracy",
)
BLOCK = 4096  # rows turned into text at a time, so that a long run does not stand in memory twice


def write_csv(trajectories: Sequence[Trajectory], file: BinaryIO) -> None:
    """Write the table as CSV: UTF-8, commas, a line feed at the end of a line, quotes only where RFC 4180 needs them.

    The columns are run (from 0, as in ``runs.0``), step, objective, data_loss, penalty, where there is such a thing
    validation_loss, accuracy and validation_accuracy, and one per weight by its name.
    """
    losses = _losses(trajectories[0])
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow(
        ["run", "step", *losses, *weight_columns(trajectories[0].weight_names, COLUMNS)]
    )
    file.write(header.getvalue().encode())
    for run, trajectory in enumerate(trajectories):
        for steps in _blocks(trajectory):
            rows = zip(steps, _numbers(trajectory, steps).tolist(), strict=True)
            file.write("".join([f"{run},{step},{','.join(map(repr, row))}\n" for step, row in rows]).encode())


def write_npz(trajectories: Sequence[Trajectory], file: BinaryIO) -> None:
    """Write the table as NumPy arrays.

    run, step and each column of losses have shape (n_rows,), weights (n_rows, n_weights) and weight_names
    (n_weights,); ``numpy.load`` reads them without pickle.
    """
    losses = _losses(trajectories[0])
    lengths = [trajectory.last + 1 for trajectory in trajectories]
    numbers = np.empty((sum(lengths), len(losses) + trajectories[0].n_weights))
    first = 0
    for trajectory in trajectories:
        for steps in _blocks(trajectory):
            numbers[first : first + len(steps)] = _numbers(trajectory, steps)
            first += len(steps)
    arrays: dict[str, Any] = {name: numbers[:, column] for column, name in enumerate(losses)}
    arrays["run"] = np.repeat(np.arange(len(lengths)), lengths)
    arrays["step"] = np.concatenate([np.arange(length) for length in lengths])
    arrays["weights"] = numbers[:, len(losses) :]
    arrays["weight_names"] = np.array(trajectories[0].weight_names)
    np.savez(file, **arrays)


WRITERS: Writers[Trajectory] = {".csv": write_csv, ".npz": write_npz}


def _blocks(trajectory: Trajectory) -> Iterator[range]:
    """All its steps, some at a time."""
    end = trajectory.last + 1
    for first in range(0, end, BLOCK):
        yield range(first, min(first + BLOCK, end))


def _losses(trajectory: Trajectory) -> tuple[str, ...]:
    """The columns between the step and the weights."""
    validated = trajectory.validation is not None
    classified = trajectory.loss.accuracy(trajectory.weights[:1]) is not None
    there = (True, True, True, validated, classified, validated and classified)
    return tuple(name for name, is_there in zip(COLUMNS[2:], there, strict=True) if is_there)


def _numbers(trajectory: Trajectory, steps: range) -> FloatArray:
    """The losses and the weights of these steps, side by side; −0.0 becomes 0.0."""
    weights, losses = _rows(trajectory, steps)
    validation = trajectory.validation.value(weights) if trajectory.validation else None
    more = [column for column in (validation, *trajectory.accuracies(weights)) if column is not None]
    return np.column_stack([losses, *more, weights]) + 0.0


def _rows(trajectory: Trajectory, steps: range) -> tuple[FloatArray, FloatArray]:
    """The weights of these steps, and their losses; computed again where they have no rows."""
    if trajectory.every == 1:
        rows = slice(steps.start, steps.stop)
        losses = trajectory.objective[rows], trajectory.data_loss[rows], trajectory.penalty[rows]
        return trajectory.weights[rows], np.column_stack(losses)
    frames = [trajectory.frame(step) for step in steps]
    weights = np.array([frame.weights for frame in frames])
    return weights, np.array([[frame.objective, frame.data_loss, frame.penalty] for frame in frames])
