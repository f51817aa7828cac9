"""What would go wrong slowly: references that a binding loses with every call, and objects that pile up."""

import gc
import sys

import msgspec
import pytest
from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

import regsim
from regsim.engine.penalties import L2Norm, NoPenalty
from regsim.gui.grid import Grid
from regsim.gui.main_window import MainWindow
from regsim.gui.plotting.cell import Cell
from regsim.gui.plotting.layers import Layer
from regsim.gui.theme import DARK, LIGHT
from regsim.problem import Problem
from regsim.scenario import VIEWS, Scenario

REPAINTS = 1000
NOISE = 200  # references that come and go; a binding that lost one in every call would lose tens of thousands


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        self.number = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.number += event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


def references() -> list[int]:
    return [sys.getrefcount(value) for value in (None, True, False)]


def count(*kinds: type) -> list[int]:
    gc.collect()
    objects = gc.get_objects()
    return [sum(isinstance(o, kind) for o in objects) for kind in kinds]


def scenarios() -> list[Scenario]:
    """Ten that differ in what takes room: runs, views, steps, data."""
    base, data = regsim.load("from-five"), regsim.load("breast-cancer", ["n_steps=5"])
    more = tuple(msgspec.structs.replace(base.runs[0], penalty=penalty) for penalty in (NoPenalty(), L2Norm()))
    runs, views = (*base.runs, *more), tuple(VIEWS)
    return [
        msgspec.structs.replace(scenario, runs=runs[:n], views=views[-n:], n_steps=n + 3)
        for scenario in (base, data)
        for n in (4, 1, 3, 2, 4)
    ]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="from 3.12 on None, True and False live for ever")
def test_a_thousand_repaints_lose_no_reference_to_none_true_and_false(qtbot: QtBot) -> None:
    scenario = regsim.load("breast-cancer", ["n_steps=100", "views=['weights']"])
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    problem = Problem(scenario)
    grid.set_runs(problem, problem.simulate(), 0)
    grid.setMinimumHeight(0)
    grid.resize(300, 140)
    with qtbot.waitExposed(grid):
        grid.show()
    paints = Paints(grid)
    for step in range(100):  # fills every cache
        grid.set_step(step)
        grid.repaint()
    paints.number = 0
    before = references()
    for repaint in range(REPAINTS):
        grid.set_step(repaint % 100)
        grid.repaint()
        moved = [new - old for new, old in zip(references(), before, strict=True)]
        assert max(map(abs, moved)) < NOISE, f"after {repaint + 1} repaints"  # at once: without None there is no report
    assert paints.number == REPAINTS


def test_changing_the_scenario_piles_up_no_items_and_no_objects(window: MainWindow) -> None:
    def cycle() -> list[int]:
        for scenario in scenarios():
            window.session.update(scenario)
            window.playback.seek(2)
            window.grid.grab()
        window.apply_theme(DARK if window.theme is LIGHT else LIGHT)
        return [len(window.findChildren(QObject)), *count(Cell, Layer)]

    first = cycle()
    assert cycle() == first
    assert first[1] >= 4 * len({view for scenario in scenarios() for view in scenario.views})
