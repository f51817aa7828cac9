"""Sources that come with scikit-learn: the datasets that textbooks use."""

from typing import ClassVar

from regsim.data.bundled import read_breast_cancer, read_diabetes, read_digits, read_iris, read_wine
from regsim.data.dataset import Dataset
from regsim.data.sources import DataSource


class Diabetes(DataSource, frozen=True, tag="diabetes"):
    """442 patients with ten measures each: how far diabetes has progressed a year later."""

    label: ClassVar[str] = "Diabetes"

    def _raw(self) -> Dataset:
        return read_diabetes()


class BreastCancer(DataSource, frozen=True, tag="breast-cancer"):
    """569 tumours with 30 measures each: malignant (0) or benign (1)."""

    label: ClassVar[str] = "Breast cancer"

    def _raw(self) -> Dataset:
        return read_breast_cancer()


class Iris(DataSource, frozen=True, tag="iris"):
    """150 irises with four measures each: three species, one of them easily told from the others."""

    label: ClassVar[str] = "Iris"

    def _raw(self) -> Dataset:
        return read_iris()


class Wine(DataSource, frozen=True, tag="wine"):
    """178 wines with 13 measures each: three cultivars that a few of the measures tell apart."""

    label: ClassVar[str] = "Wine"

    def _raw(self) -> Dataset:
        return read_wine()


class Digits(DataSource, frozen=True, tag="digits"):
    """1,797 handwritten digits of 8 by 8 pixels: a weight per pixel and digit, which can be seen as a picture."""

    label: ClassVar[str] = "Digits"

    def _raw(self) -> Dataset:
        return read_digits()
