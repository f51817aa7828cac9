"""The curves of many weights: whatever was drawn before, they are those of the runs and the weight on screen."""

import pytest
from pytestqt.qtbot import QtBot

from regsim.scenario import Scenario
from tests.benchmarks.scenarios import with_strengths
from tests.gui.pixels import are_alike
from tests.gui.views.drawn import CANCER, Drawn


@pytest.mark.parametrize("before", [(with_strengths(CANCER, 4.0), 0), (CANCER, 3)], ids=["other λ", "other weight"])
def test_many_curves_are_those_of_what_is_shown(qtbot: QtBot, before: tuple[Scenario, int]) -> None:
    used, fresh = Drawn(qtbot, "weights"), Drawn(qtbot, "weights")
    other, chosen = before
    used.show(other, chosen=chosen)
    fresh.show(CANCER)
    expected = fresh.grid.grab().toImage()
    assert not are_alike(used.grid.grab().toImage(), expected)

    used.show(CANCER)

    assert are_alike(used.grid.grab().toImage(), expected)
