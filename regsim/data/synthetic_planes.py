"""Sources of two classes of points in the plane: shapes that a line, or a bent line, can separate or cannot.

Every other point is of the second class. What is random depends on the seed alone, a row of numbers per sample. So a
change of the noise moves the same points, and more points are the same ones with others added. Without noise the points
lie on the clean shape.
"""

from abc import abstractmethod
from typing import Annotated, ClassVar

import numpy as np

from regsim.arrays import FloatArray
from regsim.data.dataset import Dataset
from regsim.data.labels import label_note
from regsim.data.sources import DataSource
from regsim.parameters import declare

_TURNS = 1.25  # of each arm of the spiral

Noise = Annotated[
    float,
    declare(
        "noise",
        symbol="σ",
        ge=0.0,
        le=1e6,
        slider=(0.0, 2.0),
        help="Standard deviation of the points about their shape, in x1 and in x2.",
    ),
]


class _TwoClasses(DataSource, frozen=True):
    """Points (x1, x2) of two classes.

    Attributes
    ----------
    n_samples : int
        How many points, every other one of the second class.
    noise : float
        σ, the standard deviation of the points about their shape.
    """

    class_labels: ClassVar[tuple[str, str]]

    n_samples: Annotated[
        int,
        declare(
            "samples",
            symbol="m",
            ge=2,
            le=100_000,
            scale="log",
            slider=(10, 2000),
            help="How many points, half of each class.",
        ),
    ] = 200
    noise: Noise = 0.2

    def _raw(self) -> Dataset:
        n = self.n_samples
        places, errors = map(np.random.default_rng, np.random.SeedSequence(self.seed).spawn(2))
        y = (np.arange(n) % 2).astype(np.float64)
        X = self._shape(y, *places.random((n, 2)).T) + self.noise * errors.standard_normal((n, 2))
        note = label_note("class", list(zip(self.class_labels, (n - n // 2, n // 2), strict=True)))
        return Dataset(X, y, ("x1", "x2"), "class", self.class_labels, (note,))

    @abstractmethod
    def _shape(self, y: FloatArray, u: FloatArray, v: FloatArray) -> FloatArray:
        """Where points of the classes `y` lie without noise, shape (n_samples, 2).

        `u` and `v` are random numbers for each, uniform between 0 and 1.
        """


class Gaussians(_TwoClasses, frozen=True, tag="gaussians"):
    """Two clouds that overlap, about (−1.5, −1) and (1.5, 1): a line separates them as well as anything can."""

    label: ClassVar[str] = "Two clouds"
    class_labels: ClassVar[tuple[str, str]] = ("lower", "upper")

    noise: Noise = 1.0

    def _shape(self, y: FloatArray, u: FloatArray, v: FloatArray) -> FloatArray:
        del u, v
        return np.outer(2.0 * y - 1.0, (1.5, 1.0))


class Moons(_TwoClasses, frozen=True, tag="moons"):
    """Two half circles that reach into each other: a line gets most of them, degree 3 or a network nearly all."""

    label: ClassVar[str] = "Two moons"
    class_labels: ClassVar[tuple[str, str]] = ("upper", "lower")

    noise: Noise = 0.2

    def _shape(self, y: FloatArray, u: FloatArray, v: FloatArray) -> FloatArray:
        del v
        side = 1.0 - 2.0 * y  # the lower moon is the upper one turned round
        return np.column_stack([y + side * np.cos(np.pi * u), 0.5 * y + side * np.sin(np.pi * u)])


class Circles(_TwoClasses, frozen=True, tag="circles"):
    """A ring of radius 1/2 within one of radius 1: no line separates them, degree 2 does, by x1² and x2²."""

    label: ClassVar[str] = "Two rings"
    class_labels: ClassVar[tuple[str, str]] = ("outer", "inner")

    noise: Noise = 0.1

    def _shape(self, y: FloatArray, u: FloatArray, v: FloatArray) -> FloatArray:
        del v
        radius = 1.0 - 0.5 * y
        return np.column_stack([radius * np.cos(2.0 * np.pi * u), radius * np.sin(2.0 * np.pi * u)])


class Xor(_TwoClasses, frozen=True, tag="xor"):
    """Four squares like a chessboard's: no line is better than chance, degree 2 separates them by x1·x2 alone."""

    label: ClassVar[str] = "Chessboard (xor)"
    class_labels: ClassVar[tuple[str, str]] = ("unlike signs", "like signs")

    noise: Noise = 0.1

    def _shape(self, y: FloatArray, u: FloatArray, v: FloatArray) -> FloatArray:
        x1 = 2.0 * u - 1.0
        return np.column_stack([x1, np.copysign(v, (2.0 * y - 1.0) * x1)])


class Spiral(_TwoClasses, frozen=True, tag="spiral"):
    """Two arms wound about each other: beyond low degrees, a task for a network."""

    label: ClassVar[str] = "Spiral"
    class_labels: ClassVar[tuple[str, str]] = ("first arm", "second arm")

    noise: Noise = 0.03

    def _shape(self, y: FloatArray, u: FloatArray, v: FloatArray) -> FloatArray:
        del v
        radius = 0.1 + 0.9 * u
        angle = 2.0 * np.pi * _TURNS * radius + np.pi * y
        return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
