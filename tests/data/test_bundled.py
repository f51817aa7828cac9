"""The files of scikit-learn, read without it, hold what it loads."""

import importlib
import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from regsim.data import BreastCancer, Dataset, DataSource, Diabetes, Digits, Iris, Wine
from regsim.parameters import InputError

datasets: Any = importlib.import_module("sklearn.datasets")


def loaded(source: DataSource) -> Dataset:
    dataset = source.load()
    assert dataset.X.flags.c_contiguous
    return dataset


def test_breast_cancer_is_scikit_learns_to_the_bit() -> None:
    expected = datasets.load_breast_cancer()
    dataset = loaded(BreastCancer(standardize=False))
    assert dataset.X.tobytes() == np.ascontiguousarray(expected.data).tobytes()
    assert dataset.y.tolist() == expected.target.tolist()
    assert dataset.feature_names == tuple(expected.feature_names)
    assert dataset.classes == tuple(expected.target_names) == ("malignant", "benign")
    assert dataset.notes == ("diagnosis: malignant → 0 (212), benign → 1 (357)",)


def test_diabetes_is_scikit_learns_unscaled_to_the_bit() -> None:
    expected = datasets.load_diabetes(scaled=False)
    dataset = loaded(Diabetes(standardize=False))
    assert dataset.X.tobytes() == np.ascontiguousarray(expected.data).tobytes()
    assert dataset.y.tobytes() == expected.target.tobytes()
    assert dataset.feature_names == tuple(expected.feature_names)
    assert dataset.classes == ()


@pytest.mark.parametrize(
    ("source", "loader"), [(Iris(standardize=False), "load_iris"), (Wine(standardize=False), "load_wine")]
)
def test_iris_and_wine_are_scikit_learns_to_the_bit(source: DataSource, loader: str) -> None:
    expected = getattr(datasets, loader)()
    dataset = loaded(source)
    assert dataset.X.tobytes() == np.ascontiguousarray(expected.data).tobytes()
    assert dataset.y.tolist() == expected.target.tolist()
    names = {"od280/od315_of_diluted_wines": "OD280/OD315 of diluted wines"}
    assert dataset.feature_names == tuple(names.get(name, name.replace("_", " ")) for name in expected.feature_names)
    assert dataset.classes == tuple(expected.target_names)


def test_digits_are_scikit_learns_to_the_bit_and_pixels_are_named_by_row_and_column() -> None:
    expected = datasets.load_digits()
    dataset = loaded(Digits(standardize=False))
    assert dataset.X.tobytes() == np.ascontiguousarray(expected.data).tobytes()
    assert dataset.y.tolist() == expected.target.tolist()
    assert dataset.feature_names == tuple(
        "pixel {},{}".format(*name.removeprefix("pixel_").split("_")) for name in expected.feature_names
    )
    assert dataset.classes == tuple(map(str, expected.target_names))


def test_constant_pixels_are_told_in_one_note() -> None:
    assert Digits().load().notes == (
        (
            "pixel 0,0, pixel 4,0 and pixel 4,7: have the same value in every sample, "
            "so they are standardized to 0 and tell the model nothing"
        ),
    )


def test_reading_them_does_not_import_scikit_learn() -> None:
    load = "import regsim.data as d; [s().load() for s in (d.BreastCancer, d.Diabetes, d.Iris, d.Wine, d.Digits)]"
    code = f"import sys; {load}; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_absence_of_scikit_learn_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"^breast_cancer\.csv is part of scikit-learn, which must be installed"):
        BreastCancer().load()


def test_absence_of_the_file_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: Path) -> bytes:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_bytes", missing)
    with pytest.raises(InputError, match=r"breast_cancer\.csv: must be a file of scikit-learn, cannot be read$"):
        BreastCancer().load()
