"""Trajectories as one table in a file: a row per run and step, a column per loss and per weight.

A number is written as Python's ``repr``: the shortest text that reads back to the same 64 bits. There is no negative
zero: it is written as 0.
"""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.trajectory import Trajectory
from regsim.parameters import InputError

COLUMNS = ("run", "step", "objective", "data_loss", "penalty")
BLOCK = 4096  # rows turned into text at a time, so that a long run does not stand in memory twice


def write_csv(trajectories: Sequence[Trajectory], file: BinaryIO) -> None:
    """Write the table as CSV: UTF-8, commas, a line feed at the end of a line, quotes only where RFC 4180 needs them.

    The columns are run (from 0, as in ``runs.0``), step, objective, data_loss, penalty and one per weight by its name.
    """
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow([*COLUMNS, *_weight_columns(trajectories[0].weight_names)])
    file.write(header.getvalue().encode())
    for run, trajectory in enumerate(trajectories):
        for first in range(0, trajectory.last + 1, BLOCK):
            rows = enumerate(_numbers(trajectory, slice(first, first + BLOCK)).tolist(), first)
            file.write("".join([f"{run},{step},{','.join(map(repr, row))}\n" for step, row in rows]).encode())


def write_npz(trajectories: Sequence[Trajectory], file: BinaryIO) -> None:
    """Write the table as NumPy arrays.

    run, step, objective, data_loss and penalty have shape (n_rows,), weights (n_rows, n_weights) and weight_names
    (n_weights,); ``numpy.load`` reads them without pickle.
    """
    lengths = [trajectory.last + 1 for trajectory in trajectories]
    numbers = np.concatenate([_numbers(trajectory, slice(None)) for trajectory in trajectories])
    np.savez(
        file,
        run=np.repeat(np.arange(len(lengths)), lengths),
        step=np.concatenate([np.arange(length) for length in lengths]),
        objective=numbers[:, 0],
        data_loss=numbers[:, 1],
        penalty=numbers[:, 2],
        weights=numbers[:, 3:],
        weight_names=np.array(trajectories[0].weight_names),
    )


Writer = Callable[[Sequence[Trajectory], BinaryIO], None]
WRITERS: dict[str, Writer] = {".csv": write_csv, ".npz": write_npz}


def writer_for(path: Path) -> Writer:
    """What writes the format that the ending of `path` names.

    Raises
    ------
    InputError
        When no format has that ending.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise InputError(f"{path}: must end in {' or '.join(WRITERS)}")
    return writer


def _numbers(trajectory: Trajectory, rows: slice) -> FloatArray:
    """Objective, data loss, penalty and weights of these steps, side by side; −0.0 becomes 0.0."""
    losses = (trajectory.objective[rows], trajectory.data_loss[rows], trajectory.penalty[rows])
    return np.column_stack([*losses, trajectory.weights[rows]]) + 0.0


def _weight_columns(names: Sequence[str]) -> list[str]:
    """The names of the weights, those that are taken already with `` (weight)`` behind them."""
    taken = {*COLUMNS, *names}
    columns = []
    for name in names:
        column = name
        while column in COLUMNS or (column != name and column in taken):
            column += " (weight)"
        taken.add(column)
        columns.append(column)
    return columns
