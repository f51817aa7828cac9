"""λ paths as one table in a file: a row per run and strength, a column per quantity and per weight.

A number is written as Python's ``repr``: the shortest text that reads back to the same 64 bits.
"""

import csv
import io
from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.losses import IndexArray
from regsim.engine.sweep import Path
from regsim.tables import Writers, weight_columns


def columns(path: Path) -> dict[str, FloatArray | IndexArray]:
    """The quantities along a path by the names of their columns, as far as the scenario has them."""
    compared = path.cross_validation
    found: dict[str, FloatArray | IndexArray | None] = {
        "run": np.full(len(path.strengths), path.runs[0]),
        "strength": path.strengths,
        "objective": path.objective,
        "data_loss": path.data_loss,
        "penalty": path.penalty_value,
        "constraint": path.constraint,
        "violation": path.violation,
        "zeros": path.n_zeros,
        "validation_loss": path.validation_loss,
        "accuracy": path.accuracy,
        "validation_accuracy": path.validation_accuracy,
        "cv_loss": None if compared is None else compared.loss,
        "cv_standard_error": None if compared is None else compared.standard_error,
        "cv_accuracy": None if compared is None else compared.accuracy,
    }
    return {name: values for name, values in found.items() if values is not None}


def write_csv(paths: Sequence[Path], file: BinaryIO) -> None:
    """Write the table as CSV: UTF-8, commas, a line feed at the end of a line, quotes only where RFC 4180 needs them.

    The columns are run (the first with this penalty), strength, objective, data_loss, penalty (λR), constraint (R),
    violation, zeros, then what there is of validation_loss, accuracy, validation_accuracy, cv_loss, cv_standard_error
    and cv_accuracy, and one per weight by its name.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = list(columns(paths[0]))
    writer.writerow([*names, *weight_columns(paths[0].weight_names, names)])
    for path in paths:
        cells = [values.tolist() for values in columns(path).values()]
        writer.writerows([map(repr, (*row, *w)) for *row, w in zip(*cells, path.weights.tolist(), strict=True)])
    file.write(text.getvalue().encode())


def write_npz(paths: Sequence[Path], file: BinaryIO) -> None:
    """Write the table as NumPy arrays.

    Each column has shape (n_rows,), weights (n_rows, n_weights), weight_names (n_weights,) and, where there are folds,
    cv_losses (n_rows, n_folds); ``numpy.load`` reads them without pickle.
    """
    tables = [columns(path) for path in paths]
    arrays: dict[str, Any] = {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}
    folds = [path.cross_validation.losses.T for path in paths if path.cross_validation is not None]
    if folds:
        arrays["cv_losses"] = np.concatenate(folds)
    arrays["weights"] = np.concatenate([path.weights for path in paths])
    arrays["weight_names"] = np.array(paths[0].weight_names)
    np.savez(file, **arrays)


WRITERS: Writers[Path] = {".csv": write_csv, ".npz": write_npz}
