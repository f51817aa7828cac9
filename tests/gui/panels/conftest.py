"""A session of the opening lesson, a panel on it, and a playback with its transport."""

from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from regsim.gui.panels.scenario_panel import ScenarioPanel
from regsim.gui.panels.transport import Transport
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.gui.theme import LIGHT
from regsim.scenario_file import load

Widget = TypeVar("Widget", bound=QWidget)


def shown(qtbot: QtBot, widget: Widget, width: int, height: int) -> Widget:
    """The widget on screen until the test ends."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget


@pytest.fixture
def session(qapp: object) -> Iterator[Session]:
    del qapp
    session = Session(load("from-five"))
    yield session
    session.stop()


@pytest.fixture
def panel(qtbot: QtBot, session: Session, playback: Playback) -> ScenarioPanel:
    return shown(qtbot, ScenarioPanel(session, playback), 250, 900)


@pytest.fixture
def playback(qapp: object) -> Iterator[Playback]:
    del qapp
    playback = Playback(14)
    yield playback
    playback.pause()


@pytest.fixture
def transport(qtbot: QtBot, playback: Playback) -> Transport:
    transport = shown(qtbot, Transport(playback), 1000, 44)
    transport.apply_theme(LIGHT)
    return transport
