"""Arrows of slow motion in the plane through weight space: what is written of them hides no step of the path."""

from typing import Any

import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.motion import PENALTY, Beat
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import text_width
from regsim.gui.views.contours import SMALL_PX
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
