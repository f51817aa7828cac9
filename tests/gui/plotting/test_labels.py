import itertools

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.labels import MAX_WIDTH, Label, label_rows, margin_for, shown_names, spread
from regsim.gui.theme import LIGHT

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


def test_names_that_would_become_the_same_are_cut_elsewhere() -> None:
    names = ["mean radius of all the cells", "mean texture of all the cells", "age"]
    shown = shown_names([Label(name, 0.0, "#000000") for name in names], 80.0)
    assert len(set(shown)) == 3
    assert all("…" in text for text in shown[:2])


def test_the_margin_fits_the_widest_label_up_to_a_limit() -> None:
    assert margin_for([]) == 0
    assert margin_for(["w"]) < margin_for(["blood pressure"]) <= MAX_WIDTH
    assert margin_for(["worst fractal dimension of the nucleus"]) == MAX_WIDTH
