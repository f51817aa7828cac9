"""A session of the opening lesson, a panel on it, and a playback with its transport."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from regsim.gui.panels.scenario_panel import ScenarioPanel
from regsim.gui.panels.transport import Transport
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.gui.theme import LIGHT
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


@pytest.fixture
def playback(qapp: object) -> Iterator[Playback]:
    del qapp
    playback = Playback(14)
    yield playback
    playback.pause()


@pytest.fixture
def transport(qtbot: QtBot, playback: Playback) -> Transport:
    transport = Transport(playback)
    qtbot.addWidget(transport)
    transport.resize(1000, 44)
    transport.apply_theme(LIGHT)
    transport.show()
    return transport
