"""While something is dragged the plots come first: the panel follows a little later, and loses nothing by it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from regsim.gui.panels.parameter_group import SHARED
from regsim.gui.panels.scenario_panel import ScenarioPanel
from regsim.gui.panels.setups import with_strengths
from regsim.gui.session import Session
from tests.gui.panels.driving import drag, text_of
from tests.gui.panels.test_scenario_panel import strengths


def test_while_something_is_dragged_the_panel_follows_in_an_event_of_its_own(
    qtbot: QtBot, panel: ScenarioPanel, session: Session
) -> None:
    shown = panel.regularization.groups["strength"]
    for strength in (2.0, 3.0):  # the first change may be anything, the second one goes on with it
        session.update(with_strengths(session.scenario, strength), "λ")
    assert text_of(shown) == "2"
    qtbot.waitUntil(lambda: text_of(shown) == "3")
    session.undo()
    assert text_of(shown) == "1"


def drag_with_a_refresh_to_come(panel: ScenarioPanel) -> None:
    """The second change of a drag is what the panel follows in an event of its own."""
    drag(panel.regularization.groups["strength"].fields[SHARED], 550, 600)
    assert panel._soon.isActive()


def test_what_is_refused_of_a_number_that_was_dragged_is_said_until_the_next_change(
    panel: ScenarioPanel, session: Session
) -> None:
    field = panel.regularization.groups["strength"].fields[SHARED]
    drag_with_a_refresh_to_come(panel)
    field.edited.emit(-1.0)
    assert field.error.endswith("got -1")
    QApplication.processEvents()
    assert field.error.endswith("got -1")
    assert float(text_of(field)) == pytest.approx(strengths(session)[0])


def test_what_is_refused_below_a_section_outlives_the_drag_before_it(panel: ScenarioPanel) -> None:
    ticks = [panel.views.list.item(row) for row in range(panel.views.list.count())]
    for item in [item for item in ticks if item.checkState() == Qt.CheckState.Checked][1:]:
        item.setCheckState(Qt.CheckState.Unchecked)
    drag_with_a_refresh_to_come(panel)
    next(item for item in ticks if item.checkState() == Qt.CheckState.Checked).setCheckState(Qt.CheckState.Unchecked)
    assert panel.views.message == "at least one view must stay ticked"
    QApplication.processEvents()
    assert panel.views.message == "at least one view must stay ticked"
