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
    assert panel.views.list.item(0).text() == VIEWS["slice"]
    assert views(session) == ["derivative", "weights", "objective"]


def test_the_last_view_stays(panel: ScenarioPanel, session: Session) -> None:
    order = [panel.views.list.item(row).text() for row in range(len(VIEWS))]
    for row in range(3):
        tick(panel, row, on=False)
    assert views(session) == ["weights"]
    assert panel.views.views == ("weights",)
    assert panel.views.message == "at least one view must stay ticked"
    assert [panel.views.list.item(row).text() for row in range(len(VIEWS))] == order


def test_undo_brings_a_tick_back_where_it_was(panel: ScenarioPanel, session: Session) -> None:
    tick(panel, 1, on=False)
    session.undo()
    assert panel.views.views == ("slice", "derivative", "weights")


def test_buttons_move_the_selected_view(panel: ScenarioPanel, session: Session) -> None:
    up, down = panel.views.buttons["up"], panel.views.buttons["down"]
    assert not up.isEnabled()
    assert not down.isEnabled()
    panel.views.list.setCurrentRow(0)
    assert not up.isEnabled()
    down.click()
    assert views(session) == ["derivative", "slice", "weights"]
    up.click()
    assert views(session) == ["slice", "derivative", "weights"]


def test_a_ticked_view_passes_those_that_are_not_for_they_are_no_rows(panel: ScenarioPanel, session: Session) -> None:
    up, down, last = panel.views.buttons["up"], panel.views.buttons["down"], len(VIEWS) - 1
    tick(panel, last, on=True)
    assert views(session)[:-1] == ["slice", "derivative", "weights"]
    panel.views.list.setCurrentRow(last)
    up.click()
    assert views(session)[-1] == "weights"
    assert panel.views.list.currentRow() == 2
    down.click()
    assert views(session)[:-1] == ["slice", "derivative", "weights"]
    assert not down.isEnabled()  # below it there is nothing that is ticked
    tick(panel, 0, on=False)
    tick(panel, 1, on=False)
    panel.views.list.setCurrentRow(2)
    assert not up.isEnabled()
    panel.views.list.setCurrentRow(1)  # one that is not ticked moves by a row
    up.click()
    assert panel.views.list.currentRow() == 0


def test_a_click_on_a_view_takes_no_focus(panel: ScenarioPanel) -> None:
    viewport = panel.views.list.viewport()
    QTest.mouseClick(
        viewport, Qt.MouseButton.LeftButton, pos=panel.views.list.visualItemRect(panel.views.list.item(1)).center()
    )
    assert panel.views.list.currentRow() == 1
    assert not panel.views.list.hasFocus()


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
