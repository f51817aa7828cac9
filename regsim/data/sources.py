"""Sources: where the data of a scenario comes from, as frozen configuration.

A source says what to load, not what is in it; :meth:`Source.load` does the work. To add a source, write a class below
:class:`DataSource` with a tag, its declared fields and `_raw`: files, forms, the command line and the tests that run
over every source pick it up.
"""

from abc import abstractmethod
from collections import Counter
from typing import Annotated, ClassVar

import numpy as np

from regsim.data.bundled import read_breast_cancer, read_diabetes
from regsim.data.csv_reader import read_table
from regsim.data.dataset import Dataset
from regsim.data.standardization import standardized
from regsim.data.tabular import MissingPolicy, dataset_from
from regsim.parameters import Config, InputError, declare


class Source(Config, frozen=True):
    """Where the samples come from."""

    label: ClassVar[str]

    @abstractmethod
    def load(self) -> Dataset | None:
        """The dataset, or None where the model needs none.

        Raises
        ------
        InputError
            When what the source names cannot be read or does not make a dataset.
        """


class NoData(Source, frozen=True, tag="none"):
    """No samples, for models that are a function of the weights alone."""

    label: ClassVar[str] = "No data"

    def load(self) -> None:
        """None: there is nothing to load."""
        return


class DataSource(Source, frozen=True, kw_only=True):
    """A source that has samples, and what is done to them wherever they come from.

    Attributes
    ----------
    standardize : bool
        Whether every feature is given mean 0 and variance 1.
    """

    standardize: Annotated[
        bool,
        declare("standardize", help="Give every feature mean 0 and variance 1, so that one λ means the same for all."),
    ] = True

    def load(self) -> Dataset:
        """The dataset, standardized if that is wanted.

        Raises
        ------
        InputError
            When what the source names cannot be read or does not make a dataset.
        """
        try:
            dataset = self._raw()
            return standardized(dataset) if self.standardize else dataset
        except MemoryError as error:
            raise InputError("data must fit into memory, they do not") from error

    @abstractmethod
    def _raw(self) -> Dataset:
        """The dataset as it comes, before it is standardized."""


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


class BreastCancer(DataSource, frozen=True, tag="breast-cancer"):
    """569 tumours with 30 measures each: malignant (0) or benign (1)."""

    label: ClassVar[str] = "Breast cancer"

    def _raw(self) -> Dataset:
        return read_breast_cancer()


class Diabetes(DataSource, frozen=True, tag="diabetes"):
    """442 patients with ten measures each: how far diabetes has progressed a year later."""

    label: ClassVar[str] = "Diabetes"

    def _raw(self) -> Dataset:
        return read_diabetes()
