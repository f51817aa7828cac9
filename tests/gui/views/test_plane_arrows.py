"""What is written of the arrows in the plane through weight space: it hides no step, and stands beside its arrow."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.motion import PENALTY, Beat
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import text_width
from regsim.gui.views.contours import SMALL_PX
from regsim.gui.views.plane_forces import forces_at
from regsim.gui.views.weight_space import WeightSpaceView
from tests.gui.views.drawn import Drawn, optima

RUNS = ",".join(
    f"{{penalty={{kind='l1', strength={strength}}}, optimizer={{kind='proximal-gradient', learning_rate=0.3}}}}"
    for strength in (0.3, 0.09, 0.9, 0.6)
)


def test_that_arrows_are_drawn_longer_is_not_written_over_the_path(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = regsim.load("two-weights", [f"runs=[{RUNS}]"])
    drawn = Drawn(qtbot, "weight-space")
    view = drawn.show(scenario, chosen=1, size=(1010, 220))
    view.set_optima(optima(scenario))
    notes: dict[float, QRectF] = {}
    write = Canvas.text

    def text(self: Canvas, x: float, y: float, text: str, color: str, **how: Any) -> None:
        if text.startswith("arrows"):
            assert self.painter is not None
            notes[self.painter.transform().dx()] = QRectF(x, y - 4.0, text_width(text, SMALL_PX), 8.0)
        write(self, x, y, text, color, **how)

    monkeypatch.setattr(Canvas, "text", text)
    drawn.grid.set_step(30)
    drawn.grid.set_beat(Beat(PENALTY, 0.5))
    drawn.grid.grab()
    assert len(notes) == 4
    for run, (_, place) in enumerate(sorted(notes.items())):
        canvas, path = view.plots[run].canvas(None), view.trajectories[run].weights[:31, ::-1]  # w₂ is along x
        assert not [w for w in path.tolist() if place.contains(canvas.point(*w))]


@pytest.mark.parametrize("height", range(150, 350, 20))
def test_no_other_words_stand_between_an_arrow_and_its_name(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, height: int
) -> None:
    run = "{penalty={kind='l2', strength=0.3}, optimizer={kind='proximal-gradient', learning_rate=0.3}}"
    scenario = regsim.load("two-weights", [f"runs=[{run}]"])
    drawn = Drawn(qtbot, "weight-space")
    view = drawn.show(scenario, size=(722, height))
    assert isinstance(view, WeightSpaceView)
    view.set_optima(optima(scenario))
    names: dict[str, QRectF] = {}
    told: set[str] = set()
    write = Canvas.text

    def text(self: Canvas, x: float, y: float, text: str, color: str, **how: Any) -> None:
        names[text] = QRectF(x, y - 4.0, text_width(text, SMALL_PX), 8.0)
        write(self, x, y, text, color, **how)

    monkeypatch.setattr(Canvas, "text", text)
    for step in (0, 10, 30, 60):
        names.clear()
        drawn.grid.set_step(step)
        drawn.grid.grab()
        canvas, scene = view.plots[0].canvas(None), view._scene(0)
        for force in forces_at(canvas, scene, view.frame(0)):
            if force.name in names:
                told.add(force.name)
                tip, middle = canvas.point(*force.tip), names[force.name].center()
                way = [tip + share * (middle - tip) for share in np.linspace(0.0, 1.0, 50).tolist()]
                assert not [word for word, place, *_ in scene.notes for at in way if place.contains(at)]
    assert told
