"""The data files that scikit-learn brings along, read without importing it.

Importing scikit-learn takes more than a second, and its loaders do little more than read a small text file next to
them. The file is read here to the same bits; a test compares every value with the loader's.
"""

import csv
import gzip
import importlib.util
from pathlib import Path

import numpy as np

from regsim.data.dataset import Dataset
from regsim.data.labels import label_note
from regsim.parameters import InputError

_CELL_MEASURES = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)
_BREAST_CANCER_NAMES = (
    *(f"mean {measure}" for measure in _CELL_MEASURES),
    *(f"{measure} error" for measure in _CELL_MEASURES),
    *(f"worst {measure}" for measure in _CELL_MEASURES),
)
_DIABETES_NAMES = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")
_IRIS_NAMES = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
_WINE_NAMES = (
    "alcohol",
    "malic acid",
    "ash",
    "alcalinity of ash",
    "magnesium",
    "total phenols",
    "flavanoids",
    "nonflavanoid phenols",
    "proanthocyanins",
    "color intensity",
    "hue",
    "OD280/OD315 of diluted wines",
    "proline",
)
_DIGIT_SIZE = 8  # pixels, both ways


def read_breast_cancer() -> Dataset:
    """569 tumours, 30 measures of their cell nuclei: malignant (0) or benign (1).

    References
    ----------
    W. Street, W. Wolberg, O. Mangasarian, "Nuclear feature extraction for breast tumor diagnosis", 1993.
    """
    return _classified("breast_cancer.csv", _BREAST_CANCER_NAMES, "diagnosis")


def read_diabetes() -> Dataset:
    """442 patients, ten measures in their own units: how far diabetes has progressed a year later.

    References
    ----------
    B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, "Least angle regression", Annals of Statistics 32 (2004), 407-499.
    """
    X = np.array(_lines("diabetes_data_raw.csv.gz", delimiter=" "), dtype=np.float64)
    y = np.array(_lines("diabetes_target.csv.gz", delimiter=" "), dtype=np.float64)[:, 0]
    return Dataset(X, y, _DIABETES_NAMES, "disease progression")


def read_iris() -> Dataset:
    """150 irises, length and width of sepal and petal: setosa (0), versicolor (1) or virginica (2).

    References
    ----------
    R. Fisher, "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7 (1936), 179-188.
    """
    return _classified("iris.csv", _IRIS_NAMES, "species")


def read_wine() -> Dataset:
    """178 wines of one region, 13 chemical measures: three cultivars of grape.

    References
    ----------
    S. Aeberhard, D. Coomans, O. de Vel, "Comparative analysis of statistical pattern recognition methods in high
    dimensional settings", Pattern Recognition 27 (1994), 1065-1077.
    """
    return _classified("wine_data.csv", _WINE_NAMES, "cultivar")


def read_digits() -> Dataset:
    """1,797 handwritten digits, 8 by 8 pixels of brightness 0 to 16, named by row and column: 0 to 9.

    References
    ----------
    C. Kaynak, "Methods of combining multiple classifiers and their applications to handwritten digit recognition",
    master's thesis, Bogazici University, 1995.
    """
    values = np.array(_lines("digits.csv.gz"), dtype=np.float64)
    names = tuple(f"pixel {row},{column}" for row in range(_DIGIT_SIZE) for column in range(_DIGIT_SIZE))
    return Dataset(values[:, :-1], values[:, -1], names, "digit", tuple("0123456789"))


def _classified(file: str, feature_names: tuple[str, ...], target_name: str) -> Dataset:
    """The samples in a file whose first line ends with the labels, and whose last column holds their codes."""
    first, *lines = _lines(file)
    classes = tuple(first[2:])  # after the numbers of samples and features
    values = np.array(lines, dtype=np.float64)
    y = values[:, -1]
    note = label_note(target_name, [(label, int(np.count_nonzero(y == code))) for code, label in enumerate(classes)])
    return Dataset(values[:, :-1], y, feature_names, target_name, classes, (note,))


def _lines(name: str, delimiter: str = ",") -> list[list[str]]:
    spec = importlib.util.find_spec("sklearn")
    if spec is None or spec.origin is None:
        raise InputError(f"{name} is part of scikit-learn, which must be installed, is not")
    path = Path(spec.origin).parent / "datasets" / "data" / name
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: must be a file of scikit-learn, cannot be read") from error
    text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode("utf-8")
    return list(csv.reader(text.splitlines(), delimiter=delimiter))
