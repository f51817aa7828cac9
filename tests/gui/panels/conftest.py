"""A session of the opening lesson, and a panel on it."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from regsim.gui.panels.scenario_panel import ScenarioPanel
from regsim.gui.session import Session
from regsim.scenario import load


@pytest.fixture
def session(qapp: object) -> Iterator[Session]:
    del qapp
    session = Session(load("from-five"))
    yield session
    session.stop()


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> ScenarioPanel:
    panel = ScenarioPanel(session)
    qtbot.addWidget(panel)
    panel.resize(250, 900)
    panel.show()
    return panel
