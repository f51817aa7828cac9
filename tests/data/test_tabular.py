"""From columns to features and target: labels, missing values, names."""

from pathlib import Path

import pytest

from regsim.data import Csv, Dataset, tabular
from regsim.data.tabular import MissingPolicy
from regsim.parameters import InputError

HEART = """\
sbp,ldl,famhist,age,chd
160,5.73,Present,52,yes
144,4.41,Absent,63,yes
118,3.48,Present,46,no
170,6.41,Present,58,yes
134,3.50,Absent,49,no
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(
    text: str, target: str = "", features: tuple[str, ...] | None = None, missing: MissingPolicy = "error"
) -> Dataset:
    Path("d.csv").write_text(text, encoding="utf-8")
    return Csv("d.csv", target, features, missing, standardize=False).load()


pytestmark = pytest.mark.usefixtures("folder")


def test_two_labels_become_zero_and_one_with_mapping_and_counts() -> None:
    dataset = load(HEART)
    assert dataset.feature_names == ("sbp", "ldl", "famhist", "age")
    assert dataset.X[:, 2].tolist() == [1.0, 0.0, 1.0, 1.0, 0.0]
    assert (dataset.target_name, dataset.classes) == ("chd", ("no", "yes"))
    assert dataset.y.tolist() == [1.0, 1.0, 0.0, 1.0, 0.0]
    assert dataset.notes == ("famhist: Absent → 0 (2), Present → 1 (3)", "chd: no → 0 (2), yes → 1 (3)")


def test_features_are_those_named_in_their_order() -> None:
    dataset = load(HEART, "ldl", ("age", "sbp"))
    assert dataset.feature_names == ("age", "sbp")
    assert dataset.X[0].tolist() == [52.0, 160.0]
    assert (dataset.classes, dataset.notes) == ((), ())


def test_more_labels_become_a_column_each() -> None:
    dataset = load("site,x,y\nB,1,1.5\nA,2,2.5\nC,3,3.5\nB,4,4.5\n")
    assert dataset.feature_names == ("site=A", "site=B", "site=C", "x")
    assert dataset.X[:, :3].tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0]]
    assert dataset.notes == ("site: one column each for A (1), B (2), C (1)",)


def test_made_name_that_is_there_already_is_numbered() -> None:
    dataset = load("site,site=B,y\nB,1,1.5\nA,2,2.5\nC,3,3.5\n")
    assert dataset.feature_names == ("site=A", "site=B", "site=C", "site=B (2)")


def test_single_label_becomes_zero() -> None:
    dataset = load("site,x,y\nA,1,1.5\nA,2,2.5\n")
    assert dataset.X[:, 0].tolist() == [0.0, 0.0]
    assert dataset.notes[0] == "site: A → 0 (2)"


def test_target_of_several_labels_becomes_their_codes() -> None:
    dataset = load("x,kind\n1,c\n2,a\n3,b\n4,a\n")
    assert dataset.y.tolist() == [2.0, 0.0, 1.0, 0.0]
    assert dataset.classes == ("a", "b", "c")


def test_numeric_target_of_two_values_is_counted() -> None:
    dataset = load("x,y\n1,0\n2,1\n3,1\n")
    assert (dataset.y.tolist(), dataset.classes, dataset.notes) == ([0.0, 1.0, 1.0], (), ("y: 0 (1), 1 (2)",))


def test_feature_of_too_many_texts_is_refused() -> None:
    rows = "".join(f"name {i},{i},{i / 3}\n" for i in range(21))
    message = r"^d\.csv, column name: must have at most 20 different texts to be a feature, has 21; leave it out"
    with pytest.raises(InputError, match=message) as caught:
        load("name,x,y\n" + rows)
    assert caught.value.field == "features"
    assert load("name,x,y\n" + rows, features=("x",)).feature_names == ("x",)


def test_target_of_too_many_texts_is_refused() -> None:
    rows = "".join(f"name {i},{i},{i / 3}\n" for i in range(21))
    with pytest.raises(InputError, match=r"column name: must have at most 20 different texts to be the target"):
        load("name,x,y\n" + rows, "name")


def test_target_of_one_label_is_refused() -> None:
    with pytest.raises(InputError, match=r"^d\.csv, column y: must have two labels or more to be the target, has only"):
        load("x,y\n1,a\n2,a\n", "y")


def test_row_numbers_are_no_feature_and_that_is_told() -> None:
    dataset = load('"",x,train,y\n1,5,T,1.5\n2,6,F,2.5\n')
    assert dataset.feature_names == ("x",)
    assert dataset.notes == (
        "column 1 is not a feature: it numbers the rows",
        "train is not a feature: it marks the rows for training",
        "y: 1.5 (1), 2.5 (1)",
    )
    assert load("id,y\n1,5\n2,6\n", features=("id",)).feature_names == ("id",)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("CHD", r"^target must be a column of d\.csv \(did you mean chd\?\), got 'CHD'$"),
        ("sdp", r"^target must be a column of d\.csv \(did you mean sbp\?\), got 'sdp'$"),
        ("weight", r"^target must be a column of d\.csv \(sbp, ldl, famhist, age, chd\), got 'weight'$"),
    ],
)
def test_unknown_target_is_refused_with_what_there_is(target: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        load(HEART, target)
    assert caught.value.field == "target"


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (("sbp", "agee"), r"^features must be columns of d\.csv \(did you mean age\?\), got 'agee'$"),
        (("sbp", "sbp"), "^features must name each column once, got 'sbp'$"),
        (("sbp", "chd"), "^features must not contain the target, got 'chd'$"),
        ((), r"^d\.csv: must have a column of features beside the target chd, has none$"),
    ],
)
def test_wrong_features_are_refused(features: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        load(HEART, "chd", features)
    assert caught.value.field == "features"


def test_table_of_one_column_has_no_features() -> None:
    with pytest.raises(InputError, match="must have a column of features beside the target x, has none"):
        load("x\n1,5\n2,5\n")


def test_many_columns_are_not_all_listed() -> None:
    names = [f"column{i:02}" for i in range(20)]
    with pytest.raises(InputError, match=r"column11, …\), got 'qq'"):
        load(",".join(names) + "\n" + ",".join("1" * 20) + "\n", "qq")


GAPS = "x,site,y\n1,a,1.5\n,a,2.5\n3,b,3.5\n4,,4.5\n6,b,\n"


@pytest.mark.parametrize(
    ("missing", "line", "column"),
    [("error", 3, "x"), ("mean", 5, "site")],
)
def test_missing_value_is_refused_with_line_and_column(missing: MissingPolicy, line: int, column: str) -> None:
    message = rf"^d\.csv, line {line}, column {column}: must have a value, is missing \(missing = \"drop\""
    with pytest.raises(InputError, match=message) as caught:
        load(GAPS, "y", missing=missing)
    assert caught.value.field == "missing"


@pytest.mark.parametrize("missing", ["error", "mean"])
def test_missing_number_of_the_target_is_never_made_up(missing: MissingPolicy) -> None:
    with pytest.raises(InputError, match=r"^d\.csv, line 3, column y: must have a value, is missing"):
        load("x,y\n1,2\n2,NA\n3,4\n", missing=missing)


@pytest.mark.parametrize("missing", ["error", "mean"])
def test_missing_label_of_the_target_is_no_class(missing: MissingPolicy) -> None:
    with pytest.raises(InputError, match=r"^d\.csv, line 3, column y: must have a value, is missing"):
        load("x,y\n1,yes\n2,NA\n3,no\n", missing=missing)


def test_row_without_a_label_is_left_out_where_that_is_wanted() -> None:
    dataset = load("x,y\n1,yes\n2,NA\n3,no\n", missing="drop")
    assert (dataset.classes, dataset.y.tolist()) == (("no", "yes"), [1.0, 0.0])


def test_rows_with_a_missing_value_are_left_out_and_counted() -> None:
    dataset = load(GAPS, "y", missing="drop")
    assert (dataset.X[:, 0].tolist(), dataset.y.tolist()) == ([1.0, 3.0], [1.5, 3.5])
    assert dataset.notes == (
        "3 of 5 rows left out: values missing in x (1), site (1), y (1)",
        "site: a → 0 (1), b → 1 (1)",
        "y: 1.5 (1), 3.5 (1)",
    )


def test_nothing_is_left_out_where_nothing_is_missing() -> None:
    assert load(HEART, missing="drop").notes == load(HEART).notes


def test_missing_values_of_columns_not_used_do_not_matter() -> None:
    assert load(GAPS, "x", ("site",), "drop").n_samples == 3
    assert load("x,z,y\n1,,2\n2,5,3\n", "y", ("x",)).n_samples == 2


def test_missing_numbers_are_filled_with_the_mean_and_counted() -> None:
    dataset = load("a,b,y\n1,,1\n,,2\n4,5,3\n", missing="mean")
    assert dataset.X.tolist() == [[1.0, 5.0], [2.5, 5.0], [4.0, 5.0]]
    assert dataset.notes == (
        "a: 1 missing value filled with the mean 2.5",
        "b: 2 missing values filled with the mean 5",
        "b: has the same value in every sample, so it tells the model no more than an intercept does",
    )


def test_column_without_values_has_no_mean() -> None:
    with pytest.raises(InputError, match=r"^d\.csv, line 2, column a: must have a value"):
        load("a,b,y\n,1,1\n,2,2\n", missing="mean")


def test_table_without_a_complete_row_is_refused() -> None:
    message = r"^d\.csv: must have a row without missing values, has none; missing in a \(2\)$"
    with pytest.raises(InputError, match=message):
        load("a,b,y\n,1,1\n,2,2\n", missing="drop")


def test_number_whose_square_overflows_is_refused_with_its_line() -> None:
    message = r"^d\.csv, line 3, column x: must be a number up to 1e\+150 in size, got -1e\+200$"
    with pytest.raises(InputError, match=message):
        load("x,y\n1,2\n-1e200,3\n4,5\n")


def test_text_that_becomes_too_many_values_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "MAX_CELLS", 8)
    with pytest.raises(InputError, match=r"^d\.csv: must make at most 8 values, makes 9$"):
        load("site,y\na,1\nb,2\nc,3\n")


def test_notes_of_the_file_come_first() -> None:
    assert load("x,x,y\n1,2,3\n2,3,5\n").notes[0] == "x (2): another column is called x too"
