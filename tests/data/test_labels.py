"""Which label has which code."""

import pytest

from regsim.data.labels import coded, label_note, label_order


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("no", "yes"),
        ("No", "Yes"),
        ("no", "Yes"),
        ("n", "Y"),
        ("false", "TRUE"),
        ("F", "T"),
        ("absent", "Present"),
        ("negative", "positive"),
        ("benign", "Malignant"),
        ("control", "case"),
        ("normal", "abnormal"),
        ("healthy", "diseased"),
        ("low", "high"),
    ],
)
def test_the_label_of_absence_comes_first(first: str, second: str) -> None:
    assert label_order([second, first]) == label_order([first, second]) == (first, second)


def test_other_labels_are_sorted() -> None:
    assert label_order(["Paris", "London"]) == ("London", "Paris")
    assert label_order(["yes", "no", "maybe"]) == ("maybe", "no", "yes")
    assert label_order(["only"]) == ("only",)


def test_codes_do_not_depend_on_the_order_of_rows() -> None:
    codes, labels, counts = coded(["yes", "no", "yes"])
    assert (codes.tolist(), labels, counts) == ([1.0, 0.0, 1.0], ("no", "yes"), (1, 2))


def test_note_shows_mapping_and_counts() -> None:
    assert label_note("chd", [("no", 302), ("yes", 160)]) == "chd: no → 0 (302), yes → 1 (160)"
