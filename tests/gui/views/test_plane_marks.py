"""The marks on the plane through weight space: whole, or not there."""

import pytest
from pytestqt.qtbot import QtBot

import regsim
from regsim.arrays import FloatArray
from regsim.gui.views.weight_space import WeightSpaceView
from tests.gui.views.drawn import Drawn


def test_of_the_smallest_d_no_half_is_drawn_at_the_edge(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    crosses: list[FloatArray] = []
    monkeypatch.setattr("regsim.gui.views.plane_picture.draw_cross", lambda _, at, __: crosses.append(at))
    drawn = Drawn(qtbot, "weight-space")
    view = drawn.show(regsim.load("two-weights"), size=(1000, 420))
    assert isinstance(view, WeightSpaceView)
    best = view._scene(0).plane.minimum()
    assert best is not None
    canvas = view.plots[0].canvas(None)
    (left, right), n_runs = canvas.x_range, len(view.trajectories)
    for pixels, n in ((10.0, n_runs), (-2.0, 0)):  # from the left edge
        start = float(best[0]) - pixels * (right - left) / canvas.rect.width()
        crosses.clear()
        view.zoom((start, start + right - left), canvas.y_range)
        drawn.grid.grab()
        assert len(crosses) == n
