"""Sources: where the data of a scenario comes from, as frozen configuration.

A source says what to load, not what is in it; :meth:`Source.load` does the work. To add a source, write a class below
:class:`DataSource` with a tag, its declared fields and `_raw`: files, forms, the command line and the tests that run
over every source pick it up.
"""

from abc import abstractmethod
from typing import Annotated, ClassVar

from regsim.data.dataset import Dataset
from regsim.data.loading import prepared
from regsim.parameters import LARGEST_SEED, Config, InputError, declare

Degree = Annotated[
    int,
    declare(
        "degree",
        symbol="d",
        ge=1,
        le=20,
        slider=(1, 12),
        help="Make features of all products of up to so many inputs, such as x1², x1·x2 and x2² for 2.",
    ),
]


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
    degree : int
        Up to how many inputs are multiplied to make features; 1 leaves them as they are.
    validation_fraction : float
        The share of the samples that is not trained on; 0 for none.
    seed : int
        Of the choice of those samples, and of the samples themselves where they are made.
    """

    standardize: Annotated[
        bool,
        declare("standardize", help="Give every feature mean 0 and variance 1, so that one λ means the same for all."),
    ] = True
    degree: Degree = 1
    validation_fraction: Annotated[
        float,
        declare(
            "validation share",
            ge=0.0,
            le=0.9,
            slider=(0.0, 0.9),
            help="Share of the samples that is not trained on but tells whether what was learned holds for others.",
        ),
    ] = 0.0
    seed: Annotated[
        int,
        declare(
            "seed",
            ge=0,
            le=LARGEST_SEED,
            help="The same seed draws the same samples to validate on, and makes the same samples.",
        ),
    ] = 0

    def load(self) -> Dataset:
        """The training samples as a model sees them, with those to validate on.

        Raises
        ------
        InputError
            When what the source names cannot be read or does not make a dataset.
        """
        try:
            return self.prepared(self._raw())
        except MemoryError as error:
            raise InputError("data must fit into memory, they do not") from error

    def prepared(self, raw: Dataset) -> Dataset:
        """What :meth:`load` makes of the samples as they come, where these are at hand.

        Raises
        ------
        InputError
            When they do not go with the degree or the share to validate on.
        """
        return prepared(
            raw,
            standardize=self.standardize,
            degree=self.degree,
            validation_fraction=self.validation_fraction,
            seed=self.seed,
            true_weights=self._true_weights(),
        )

    @abstractmethod
    def _raw(self) -> Dataset:
        """The samples as they come."""

    def _true_weights(self) -> tuple[float, ...]:
        """The coefficients that made the target, of the first products of the inputs; empty where they are unknown."""
        return ()
