"""Sources as configuration: what files and forms see of them, and what they load."""

import importlib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from regsim.data import BreastCancer, Csv, Dataset, DataSource, Diabetes, Inline, NoData, Source, builtin_sources
from regsim.parameters import InputError, kind_of, kinds, parameters, union_of

StandardScaler: Any = importlib.import_module("sklearn.preprocessing").StandardScaler
# Abstract, which is what kinds() is for and mypy does not expect of a class that is handed over.
SOURCE: Any = Source
ROWS = ((1.0, 2.0, 3.0), (4.0, 5.0, 7.0))


def converted(data: dict[str, Any]) -> Source:
    source = msgspec.convert(data, union_of(Source))
    assert isinstance(source, Source)
    return source


@pytest.mark.parametrize(
    ("data", "source"),
    [
        ({"kind": "none"}, NoData()),
        ({"kind": "breast-cancer", "standardize": False}, BreastCancer(standardize=False)),
        ({"kind": "diabetes"}, Diabetes()),
        (
            {"kind": "inline", "columns": ["a", "b", "y"], "rows": [[1, 2, 3], [4.0, 5, 7]], "target": "y"},
            Inline(("a", "b", "y"), ROWS, "y"),
        ),
        (
            {"kind": "csv", "path": "d.csv", "target": "y", "features": ["a"], "missing": "drop"},
            Csv("d.csv", "y", ("a",), "drop"),
        ),
        ({"kind": "csv", "path": "d.csv"}, Csv("d.csv")),
        (
            {"kind": "diabetes", "degree": 2, "validation_fraction": 0.25, "seed": 7},
            Diabetes(degree=2, validation_fraction=0.25, seed=7),
        ),
    ],
)
def test_source_reads_back_from_a_file(data: dict[str, Any], source: Source) -> None:
    assert converted(data) == source
    assert converted(msgspec.to_builtins(source)) == source


@pytest.mark.parametrize("source", kinds(SOURCE).values())
def test_every_field_is_declared_with_label_and_help(source: type[Source]) -> None:
    declared = parameters(source)
    assert [p.name for p in declared] == [field.name for field in msgspec.structs.fields(source)]
    assert all(p.declaration.label and p.declaration.help.endswith(".") for p in declared)


@pytest.mark.parametrize("source", kinds(SOURCE).values())
def test_every_source_but_none_can_be_standardized_expanded_and_split(source: type[Source]) -> None:
    assert issubclass(source, DataSource) == (kind_of(source) != "none")
    shared = {"standardize", "degree", "validation_fraction", "seed"}
    assert (shared <= {p.name for p in parameters(source)}) == issubclass(source, DataSource)


def test_every_kind_of_the_file_format_is_there() -> None:
    made = ("sparse-linear", "polynomial", "gaussians", "moons", "circles", "xor", "spiral")
    built_in = ("diabetes", "breast-cancer", "iris", "wine", "digits")
    assert set(kinds(SOURCE)) == {"none", *made, *built_in, "inline", "csv"}


def test_no_data_is_none() -> None:
    source: Source = NoData()
    assert source.load() is None


@pytest.mark.parametrize("source", [BreastCancer(), Diabetes()])
def test_features_are_standardized_unless_told_otherwise(source: BreastCancer | Diabetes) -> None:
    raw = msgspec.structs.replace(source, standardize=False).load()
    np.testing.assert_allclose(source.load().X, StandardScaler().fit_transform(raw.X), rtol=1e-10, atol=1e-12)
    assert source.load().y.tolist() == raw.y.tolist()


@pytest.mark.parametrize(("target", "X"), [("y", [[1, 2], [4, 5]]), ("a", [[2, 3], [5, 7]]), ("b", [[1, 3], [4, 7]])])
def test_inline_predicts_the_target_from_the_other_columns(target: str, X: list[list[float]]) -> None:
    dataset = Inline(("a", "b", "y"), ROWS, target, standardize=False).load()
    assert dataset.X.tolist() == X
    assert dataset.target_name == target
    assert target not in dataset.feature_names
    assert dataset.y.tolist() == [row[("a", "b", "y").index(target)] for row in ROWS]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"columns": ("y",)}, r"columns must name a feature and a target at least, got \['y'\]"),
        ({"columns": ()}, r"columns must name a feature and a target at least, got \[\]"),
        ({"columns": ("a", "a", "y")}, "columns must be different names, got 'a'"),
        ({"columns": ("a", " ", "y")}, "columns must not be empty names, got ' '"),
        ({"target": "z"}, "target must be one of a, b, y, got 'z'"),
        ({"rows": ()}, r"rows must hold a row at least, got \[\]"),
        ({"rows": (*ROWS, (1.0,))}, r"rows.2 must have 3 values, one per column, got \[1\]"),
        ({"rows": (*ROWS, (1.0, 2.0, float("nan")))}, "rows must be a list of lists of finite numbers, got "),
    ],
)
def test_wrong_inline_table_is_refused_when_it_is_made(changes: dict[str, Any], message: str) -> None:
    right: dict[str, Any] = {"columns": ("a", "b", "y"), "rows": ROWS, "target": "y"}
    with pytest.raises(InputError, match=r"^" + message):
        Inline(**(right | changes))


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "csv"},
        {"kind": "csv", "path": "d.csv", "missing": "guess"},
        {"kind": "csv", "path": "d.csv", "separator": ";"},
        {"kind": "inline", "columns": ["a", "y"], "rows": [["1", 2]], "target": "y"},
        {"kind": "inline", "columns": ["a", "y"], "rows": [[1]], "target": "y"},
        {"kind": "moon-phase"},
    ],
)
def test_wrong_file_is_refused_by_its_types(data: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        converted(data)


def test_csv_is_standardized_and_constant_columns_are_told(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("a,b,y\n0.1,1,1\n0.1,3,2\n0.1,1,3\n0.1,3,4\n")
    dataset = Csv(str(path)).load()
    assert dataset.X.tolist() == [[0.0, -1.0], [0.0, 1.0], [0.0, -1.0], [0.0, 1.0]]
    (note,) = dataset.notes
    assert note.startswith("a: has the same value in every sample")


def test_wrong_csv_is_refused_when_it_is_loaded(tmp_path: Path) -> None:
    source = Csv(str(tmp_path / "absent.csv"))
    with pytest.raises(InputError, match=r"absent\.csv: must be a file that can be read"):
        source.load()


def test_lack_of_memory_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted() -> Dataset:
        raise MemoryError

    monkeypatch.setattr(builtin_sources, "read_diabetes", exhausted)
    with pytest.raises(InputError, match=r"^data must fit into memory, they do not$"):
        Diabetes().load()
