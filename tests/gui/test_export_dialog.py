"""The export dialog: what is drawn, where to, and what is said when that does not work."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.export_dialog import ExportDialog
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.gui.theme import DARK, LIGHT


@pytest.fixture
def session(qapp: object) -> Iterator[Session]:
    del qapp
    session = Session(regsim.load("breast-cancer", ["n_steps=30"]))
    session.choose(3)
    yield session
    session.stop()


@pytest.fixture
def dialog(qtbot: QtBot, session: Session, tmp_path: Path) -> Iterator[ExportDialog]:
    """The dialog at step 7, with the fourth weight chosen."""
    playback = Playback(session.scenario.n_steps)
    playback.seek(7)
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ExportDialog(session, playback, DARK, tmp_path, parent)
    dialog.width_box.setValue(700)
    dialog.height_box.setValue(600)
    dialog.open()
    yield dialog
    parent.close()


def press_save(dialog: ExportDialog) -> None:
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.Save).click()


def drawn_by_the_command_line(path: Path, views: list[str] | None = None, theme: str = "dark") -> bytes:
    scenario = regsim.load("breast-cancer", ["n_steps=30"])
    names = regsim.simulate(scenario)[0].weight_names
    regsim.export(scenario, path, views=views, step=7, weight=names[3], size=(700, 600), theme=theme)
    return path.read_bytes()


def test_it_offers_a_name_made_of_the_title_in_the_colours_on_screen(dialog: ExportDialog, tmp_path: Path) -> None:
    assert Path(dialog.path.text()) == tmp_path / "breast-cancer-thirty-weights-l1-and-l2.png"
    assert dialog.colours.currentText() == "dark"
    offered = [dialog.what.itemText(i) for i in range(dialog.what.count())]
    assert offered == ["The whole grid", "Weights over steps", "Loss over steps", "Loss along one weight"]


def test_the_grid_is_drawn_at_the_step_and_along_the_weight_on_screen(
    dialog: ExportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    target = tmp_path / "mine.png"
    dialog.path.setText(str(target))
    with qtbot.waitSignal(dialog.exported) as exported:
        press_save(dialog)
    assert exported.args == [target]
    assert not dialog.isVisible()
    assert target.read_bytes() == drawn_by_the_command_line(tmp_path / "theirs.png")
    assert QImage(str(target)).pixelColor(2, 2).name() == DARK.window


@pytest.mark.parametrize(("suffix", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_one_view_is_drawn_in_each_format(dialog: ExportDialog, tmp_path: Path, suffix: str, magic: bytes) -> None:
    target = tmp_path / f"view.{suffix}"
    dialog.path.setText(str(target))
    dialog.what.setCurrentText("Loss along one weight")
    dialog.colours.setCurrentText(LIGHT.name)
    press_save(dialog)
    content = target.read_bytes()
    assert content.startswith(magic)
    if suffix == "svg":
        assert b"Loss along mean area" in content
        assert b">Weights<" not in content
        assert content == drawn_by_the_command_line(tmp_path / "theirs.svg", ["slice"], "light")


def test_the_dots_per_inch_go_into_a_png(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.path.setText(str(tmp_path / "fine.png"))
    dialog.dpi.setValue(192)
    press_save(dialog)
    image = QImage(str(tmp_path / "fine.png"))
    assert (image.width(), image.height(), image.dotsPerMeterX()) == (700, 600, round(192 / 0.0254))


@pytest.mark.parametrize(
    ("name", "words"),
    [("nowhere/a.png", "cannot be written"), ("a.bmp", "must end in .png, .svg, .pdf"), ("", "must end in")],
)
def test_where_it_cannot_be_written_the_dialog_says_why_and_stays(
    dialog: ExportDialog, tmp_path: Path, name: str, words: str
) -> None:
    dialog.path.setText(str(tmp_path / name) if name else "")
    press_save(dialog)
    assert words in dialog.error.text()
    assert dialog.error.isVisible()
    assert dialog.isVisible()
    assert list(tmp_path.iterdir()) == []
    dialog.path.setText(str(tmp_path / "right.png"))
    press_save(dialog)
    assert not dialog.isVisible()
    assert (tmp_path / "right.png").exists()


def test_cancelling_writes_nothing(dialog: ExportDialog, tmp_path: Path) -> None:
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.Cancel).click()
    assert not dialog.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_browsing_fills_in_the_file(dialog: ExportDialog, tmp_path: Path) -> None:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path))  # of file dialogs
    (browse,) = [button for button in dialog.findChildren(QPushButton) if button.text() == "Browse…"]
    browse.click()
    (files,) = dialog.findChildren(QFileDialog)
    assert files.isVisible()
    files.fileSelected.emit(str(tmp_path / "found.pdf"))
    files.reject()
    assert dialog.path.text() == str(tmp_path / "found.pdf")


def test_every_editor_has_a_name_for_screen_readers(dialog: ExportDialog) -> None:
    editors = (dialog.what, dialog.width_box, dialog.height_box, dialog.dpi, dialog.colours, dialog.path)
    names = [editor.accessibleName() for editor in editors]
    assert all(names)
    assert len(set(names)) == len(names)
