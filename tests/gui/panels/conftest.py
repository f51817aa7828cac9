"""A session of the opening lesson, a panel on it, and a playback with its transport."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from regsim.gui.panels.csv_dialog import CsvDialog
from regsim.gui.panels.scenario_panel import ScenarioPanel
from regsim.gui.panels.transport import Transport
from regsim.gui.playback import Playback
from regsim.gui.reading import Reading
from regsim.gui.session import Session
from regsim.gui.theme import LIGHT
from regsim.scenario_file import load

Widget = TypeVar("Widget", bound=QWidget)
Opened = Callable[[str], CsvDialog]


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


@pytest.fixture
def reading(qapp: QApplication) -> Iterator[Reading]:
    reading = Reading(qapp)
    yield reading
    reading.stop()
    reading.deleteLater()


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path, reading: Reading) -> Opened:
    def open_text(text: str) -> CsvDialog:
        path = tmp_path / "heart.csv"
        path.write_text(text, encoding="utf-8")
        dialog = CsvDialog(path, reading)
        qtbot.addWidget(dialog)
        dialog.open()
        qtbot.waitUntil(lambda: dialog.table is not None or bool(dialog.message.text()))
        return dialog

    return open_text
