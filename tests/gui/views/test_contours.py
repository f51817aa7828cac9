"""Contour lines: they are where D is what they stand for, in plots of every size."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPicture
from pytestqt.qtbot import QtBot

import regsim
from regsim.engine.objective import Objective
from regsim.engine.penalties import L1
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.theme import LIGHT
from regsim.gui.views.contours import GAPS, Contours, Notes, Surfaces
from regsim.gui.views.weight_space import WeightSpaceView
from regsim.problem import Problem
from tests.gui.views.drawn import Drawn, optima


@pytest.mark.parametrize("size", [(720, 210), (1050, 780), (1400, 260)])
@pytest.mark.parametrize("lesson", ["two-weights", "breast-cancer"])
def test_the_contour_that_touches_is_where_d_is_that_of_the_optimum(
    qtbot: QtBot, lesson: str, size: tuple[int, int]
) -> None:
    scenario = regsim.load(lesson, ["n_steps=60"])
    drawn = Drawn(qtbot, "weight-space")
    view = drawn.show(scenario, size=size)
    assert isinstance(view, WeightSpaceView)
    view.set_optima(optima(scenario))
    view.show_constraint(is_hard=True)
    scene, canvas = view._scene(0), view.plots[0].canvas(None)
    assert scene.optimum is not None
    level = scene.optimum.data_loss
    (left, right), pixels = canvas.x_range, canvas.rect.width()
    aside = np.array([(right - left) / pixels, 0.0])  # a pixel, as long along y
    off = []
    for polygon in Contours(scene.plane, canvas).data_loss_at(level).polygons:
        points = np.array([[canvas.x_at(p.x()), canvas.y_at(p.y())] for p in polygon.toList()])
        middles = 0.5 * (points[1:] + points[:-1])
        w = np.repeat(scene.plane.point[np.newaxis], 3 * len(middles), axis=0)
        w[:, list(scene.plane.pair)] = np.concatenate([middles, middles + aside, middles + aside[::-1]])
        here, right_of, above = scene.plane.objective.loss.value(w).reshape(3, -1)
        off += (np.abs(here - level) / np.hypot(right_of - here, above - here)).tolist()
    assert len(off) > 10
    assert max(off) < 0.6  # pixels


def test_a_text_stands_no_farther_from_its_point_than_it_may(qtbot: QtBot) -> None:
    del qtbot  # there must be an application for fonts
    picture = QPicture()
    painter = QPainter(picture)
    canvas = Canvas(painter, QRectF(0.0, 0.0, 600.0, 400.0), (0.0, 600.0), (0.0, 400.0), LIGHT)
    crowd = np.stack(np.meshgrid(np.arange(220.0, 381.0, 4.0), np.arange(170.0, 231.0, 4.0)), axis=-1).reshape(-1, 2)
    notes = Notes(canvas, crowd)
    notes.write(300.0, 200.0, ["far"], "#000000", most=0, farthest=GAPS[1])
    assert not notes.written
    notes.write(300.0, 200.0, ["far"], "#000000", most=0)
    painter.end()
    assert [text for text, *_ in notes.written] == ["far"]


def test_contours_of_d_are_kept_while_only_lambda_changes(qtbot: QtBot) -> None:
    drawn, surfaces, scenario = Drawn(qtbot, "weight-space"), Surfaces(), regsim.load("two-weights")
    view = drawn.show(scenario)
    assert isinstance(view, WeightSpaceView)
    canvas, plane = view.plots[0].canvas(None), view._scene(0).plane
    first = surfaces.contours(plane, canvas, is_coarse=False)
    (low, high), y_range = canvas.x_range, canvas.y_range
    wider = Canvas(QPainter(), canvas.rect, (low, high + 1.0), y_range, LIGHT)
    stronger = Objective(plane.objective.loss, L1(0.9), 2)
    moved = replace(plane, objective=stronger)
    assert stronger.penalty != plane.objective.penalty
    again = surfaces.contours(moved, canvas, is_coarse=False)
    assert again is first
    assert again.data_loss is first.data_loss
    afresh = Contours(moved, canvas)
    for kept, new in ((again.data_loss, afresh.data_loss), (again.objective(moved), afresh.objective(moved))):
        assert len(kept.lines) == len(new.lines) > 3
        for one, other in zip(kept.lines, new.lines, strict=True):
            assert [x.tolist() for part in one.parts for x in part] == [
                x.tolist() for part in other.parts for x in part
            ]
    assert first.objective(plane).lines[0].parts[0][0].tolist() != again.objective(moved).lines[0].parts[0][0].tolist()
    for other_plane, other_canvas in ((plane, wider), (replace(plane, pair=(1, 0)), canvas)):
        assert surfaces.contours(other_plane, other_canvas, is_coarse=False) is not first
    other_loss = Problem(regsim.load("two-weights", ["model.center=[1.0, 1.0]"])).objectives[0]
    assert surfaces.contours(replace(plane, objective=other_loss), canvas, is_coarse=False) is not first


def test_contours_are_drawn_anew_where_the_weights_that_are_held_have_moved(qtbot: QtBot) -> None:
    drawn, surfaces = Drawn(qtbot, "weight-space"), Surfaces()
    view = drawn.show(regsim.load("breast-cancer", ["n_steps=20"]))
    assert isinstance(view, WeightSpaceView)
    canvas, plane = view.plots[0].canvas(None), view._scene(0).plane
    first = surfaces.contours(plane, canvas, is_coarse=True)
    other = plane.point.copy()
    other[list(plane.pair)] += 1.0
    assert surfaces.contours(replace(plane, point=other), canvas, is_coarse=True) is first
    other[7] += 1.0
    assert surfaces.contours(replace(plane, point=other), canvas, is_coarse=True) is not first
