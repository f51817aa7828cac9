"""The list of views."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from regsim.gui.panels.scenario_panel import ScenarioPanel
from regsim.gui.session import Session
from regsim.scenario import VIEWS


def views(session: Session) -> list[str]:
    return list(session.scenario.views)


def tick(panel: ScenarioPanel, row: int, *, on: bool) -> None:
    panel.views.list.item(row).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


def test_the_views_of_the_scenario_come_first_and_ticked(panel: ScenarioPanel) -> None:
    assert panel.views.views == ("slice", "derivative", "weights")
    assert panel.views.list.count() == len(VIEWS)


def test_ticking_adds_and_removes_rows(panel: ScenarioPanel, session: Session) -> None:
    tick(panel, 3, on=True)
    assert views(session) == ["slice", "derivative", "weights", "objective"]
    tick(panel, 0, on=False)
    assert views(session) == ["derivative", "weights", "objective"]


def test_the_last_view_stays(panel: ScenarioPanel, session: Session) -> None:
    for row in range(3):
        tick(panel, row, on=False)
    assert views(session) == ["weights"]
    assert panel.views.views == ("weights",)
    assert "at least" in panel.views.message


def test_alt_and_an_arrow_key_move_a_view(qtbot: QtBot, panel: ScenarioPanel, session: Session) -> None:
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.views.list.setFocus()
    panel.views.list.setCurrentRow(0)
    QTest.keyClick(panel.views.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert views(session) == ["derivative", "slice", "weights"]
    assert panel.views.list.currentRow() == 1
    QTest.keyClick(panel.views.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(panel.views.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert views(session) == ["slice", "derivative", "weights"]


def test_dragging_a_view_moves_it(panel: ScenarioPanel, session: Session) -> None:
    # What the list does at the end of a drag.
    assert panel.views.list.model().moveRow(QModelIndex(), 2, QModelIndex(), 0)
    assert views(session) == ["weights", "slice", "derivative"]


@pytest.mark.parametrize("lesson", ["breast-cancer", "from-five"])
def test_another_scenario_brings_its_own_order(panel: ScenarioPanel, session: Session, lesson: str) -> None:
    session.open("breast-cancer")
    session.open(lesson)
    assert panel.views.views == session.scenario.views
