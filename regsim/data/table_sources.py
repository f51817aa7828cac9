"""Sources of one's own: a table written in the scenario, or a CSV file."""

from collections import Counter
from typing import Annotated, ClassVar

import numpy as np

from regsim.data.csv_reader import read_table
from regsim.data.dataset import Dataset
from regsim.data.sources import DataSource
from regsim.data.tabular import MissingPolicy, dataset_from
from regsim.parameters import InputError, declare


class Inline(DataSource, frozen=True, tag="inline"):
    """A small table written in the scenario itself.

    Attributes
    ----------
    columns : tuple of str
        Names of the columns.
    rows : tuple of tuple of float, shape (n_samples, n_columns)
        A row per sample.
    target : str
        The column to predict; the others are the features.
    """

    label: ClassVar[str] = "Written here"

    columns: Annotated[tuple[str, ...], declare("columns", help="Names of the columns.")]
    rows: Annotated[
        tuple[tuple[float, ...], ...],
        declare("rows", help="A row of numbers per sample, as many as there are columns."),
    ]
    target: Annotated[str, declare("target", help="The column to predict; the others are the features.")]

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.columns) < 2:
            raise InputError.at("columns", "must name a feature and a target at least", self.columns)
        for name, count in Counter(self.columns).items():
            if not name.strip():
                raise InputError.at("columns", "must not be empty names", name)
            if count > 1:
                raise InputError.at("columns", "must be different names", name)
        if self.target not in self.columns:
            raise InputError.at("target", f"must be one of {', '.join(self.columns)}", self.target)
        if not self.rows:
            raise InputError.at("rows", "must hold a row at least", self.rows)
        for i, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise InputError.at(f"rows.{i}", f"must have {len(self.columns)} values, one per column", row)

    def _raw(self) -> Dataset:
        values = np.array(self.rows, dtype=np.float64)
        at = self.columns.index(self.target)
        features = (*self.columns[:at], *self.columns[at + 1 :])
        return Dataset(np.delete(values, at, axis=1), values[:, at], features, self.target)


class Csv(DataSource, frozen=True, tag="csv"):
    """A CSV file of one's own.

    See :func:`read_table` for what is read and :func:`dataset_from` for what it becomes.

    Attributes
    ----------
    path : str
        The file, from the working directory unless it is absolute.
    target : str
        The column to predict; empty for :func:`suggest_target`.
    features : tuple of str or None
        The columns to predict from; None for :func:`default_features`.
    missing : {"error", "drop", "mean"}
        What happens to missing values.
    """

    label: ClassVar[str] = "CSV file"

    path: Annotated[str, declare("file", help="A CSV file whose first line names the columns.")]
    target: Annotated[
        str,
        declare("target", help="The column to predict; if empty, one called target, y or the like, else the last."),
    ] = ""
    features: Annotated[
        tuple[str, ...] | None,
        declare("features", help="The columns to predict from; all others (but row numbers) if left out."),
    ] = None
    missing: Annotated[
        MissingPolicy,
        declare(
            "missing values",
            help="Refuse them (error), leave their rows out (drop), or fill numeric features with their mean (mean).",
        ),
    ] = "error"

    def _raw(self) -> Dataset:
        return dataset_from(read_table(self.path), self.target, self.features, self.missing)
