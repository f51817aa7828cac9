import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.labels import (
    MAX_WIDTH,
    Label,
    initialled,
    label_rows,
    margin_for,
    shortened,
    shown_names,
    spread,
    told_apart,
)
from regsim.gui.plotting.letters import text_width
from regsim.gui.theme import LIGHT

IRIS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
FLOWERS = ("setosa", "versicolor", "virginica")
NUCLEI = ("mean radius", "mean texture", "worst radius", "worst texture", "worst concave points", "worst concavity")

positions = st.lists(st.floats(0, 300), min_size=1, max_size=12)


@given(positions)
def test_labels_never_lie_over_one_another_and_keep_their_order(wanted: list[float]) -> None:
    placed = spread(wanted, 14.0, 0.0, 300.0)
    order = np.argsort(wanted, kind="stable")
    gaps = np.diff(np.array(placed)[order])
    assert (gaps >= 14.0 - 1e-9).all()
    assert min(placed) >= 0.0
    assert max(placed) <= 300.0 + 1e-9


@given(positions)
def test_labels_with_room_stay_where_their_curves_end(wanted: list[float]) -> None:
    ordered = sorted(wanted)
    assume(all(b - a >= 14.0 for a, b in itertools.pairwise(ordered)))
    assert np.allclose(spread(wanted, 14.0, 0.0, 300.0), wanted)


def test_labels_that_share_a_height_are_centred_on_it() -> None:
    assert spread([100.0, 100.0, 100.0], 14.0, 0.0, 300.0) == [86.0, 100.0, 114.0]


def test_labels_of_curves_beyond_the_plot_are_in_the_order_of_the_curves() -> None:
    canvas = Canvas(QPainter(), QRectF(0, 0, 200, 200), (0.0, 1.0), (0.0, 10.0), LIGHT)
    labels = [Label(str(y), y, "#000000") for y in (30.0, -4.0, 50.0, -9.0, 5.0, 40.0)]
    by_row = sorted(labels, key=lambda label: label_rows(canvas, labels)[labels.index(label)])
    assert [label.y for label in by_row] == [50.0, 40.0, 30.0, 5.0, -4.0, -9.0]


@pytest.mark.parametrize("names", [IRIS, FLOWERS, NUCLEI, ("temperature1", "temperature2", "temperature3")])
@pytest.mark.parametrize("width", [40.0, 60.0, 90.0, 200.0])
def test_names_of_different_things_stay_different_when_shortened(
    qtbot: QtBot, names: tuple[str, ...], width: float
) -> None:
    del qtbot  # there must be an application for fonts
    short = told_apart(names, width)
    assert len(set(short)) == len(names)
    assert all(text_width(name) <= width for name in short)


def test_names_that_fit_are_written_in_full_and_brackets_go_first(qtbot: QtBot) -> None:
    del qtbot
    assert told_apart(IRIS, 400.0) == list(IRIS)
    assert told_apart(IRIS, text_width("sepal length") + 1.0) == [name.removesuffix(" (cm)") for name in IRIS]
    assert told_apart(("x", "x"), 30.0) == ["x", "x"]


def test_a_shortened_name_keeps_the_beginnings_of_its_words(qtbot: QtBot) -> None:
    del qtbot
    for name in NUCLEI:
        for width in range(60, 130, 5):
            short = shortened(name, width)
            assert text_width(short) <= width
            for word, whole in zip(short.split(), name.split(), strict=True):
                assert word == whole or (word.endswith(".") and whole.startswith(word[:-1]) and len(word) < len(whole))
    assert shortened("mean radius", text_width("mean rad.")) == "mean rad."
    assert shortened("temperature", 60.0)[:3] == "tem"
    assert shortened("temperature", 60.0)[-2:] == "re"
    for number in range(3):  # which is all that tells the classes apart
        assert shortened(f"class_{number} malic acid", 80.0).startswith(f"cla.{number} ")
    assert shortened("c.0: alcalinity of ash", 50.0).startswith("c.0: a")  # not what another is called: c.0:… ash


def test_what_tells_names_apart_has_the_room_of_what_most_of_them_share(qtbot: QtBot) -> None:
    del qtbot
    measures = "radius", "texture", "area", "concave points"
    patterns = "mean {}", "{} error", "worst {}"
    brief = initialled((*(pattern.format(measure) for pattern in patterns for measure in measures), "intercept"))
    assert brief["mean radius"] == "m. radius"
    assert brief["worst concave points"] == "w. concave points"
    assert brief["texture error"] == "texture e."
    assert "intercept" not in brief
    assert told_apart(NUCLEI[:5], 68.0, brief=brief) == [
        "m. radius",
        "m. texture",
        "w. radius",
        "w. texture",
        "w. con. poi.",
    ]
    assert told_apart(["mean radius"], 100.0, brief=brief) == ["mean radius"]


def test_an_initial_stands_for_one_word_only_and_keeps_its_number(qtbot: QtBot) -> None:
    del qtbot
    classes = tuple(f"class_{number}: {what}" for number in range(3) for what in ("hue", "ash", "alcohol"))
    assert initialled(classes)["class_2: alcohol"] == "c.2: alcohol"
    assert initialled(("petal length", "petal width", "pistil length", "pistil width")) == {}
    brief = initialled(("mean size (cm)", "mean size (kg)", "mean age"))  # what tells two apart is in brackets
    assert brief == {"mean age": "m. age"}


def test_a_label_is_written_in_brief_where_there_is_no_room_for_it(qtbot: QtBot) -> None:
    del qtbot
    labels = [Label("mean radius", 0.0, "#000000"), Label("17 others 0", 0.0, "#000000", brief="17 at 0")]
    assert shown_names(labels, 100.0) == ["mean radius", "17 others 0"]
    assert shown_names(labels, 62.0)[1] == "17 at 0"


@given(st.lists(st.text("ab (.", max_size=30), max_size=6), st.floats(0.0, 90.0))
def test_whatever_the_names_are_none_is_wider_than_its_room(names: list[str], width: float) -> None:
    ellipsis = text_width("…")
    assert all(text_width(text) <= max(width, ellipsis) for text in told_apart(names, width))


def test_the_margin_fits_the_widest_label_up_to_a_limit() -> None:
    assert margin_for([]) == 0
    assert margin_for(["w"]) < margin_for(["blood pressure"]) <= MAX_WIDTH
    assert margin_for(["worst fractal dimension of the nucleus"]) == MAX_WIDTH
