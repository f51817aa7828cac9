"""The export dialog: what is drawn, where to, and what is said when that does not work."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QMessageBox, QPushButton, QWidget
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
    dialog.width_box.set_value(700)
    dialog.height_box.set_value(600)
    dialog.open()
    yield dialog
    parent.close()


def press_save(dialog: ExportDialog) -> None:
    dialog.buttons.button(QDialogButtonBox.StandardButton.Save).click()


def question(dialog: ExportDialog) -> QMessageBox:
    (box,) = [box for box in dialog.findChildren(QMessageBox) if box.isVisible()]
    return box


def answer(box: QMessageBox, text: str) -> None:
    (button,) = [button for button in box.buttons() if button.text().replace("&", "") == text]
    button.click()


def drawn_by_the_command_line(path: Path, views: list[str] | None = None, theme: str = "dark") -> bytes:
    scenario = regsim.load("breast-cancer", ["n_steps=30"])
    names = regsim.simulate(scenario)[0].weight_names
    regsim.export(scenario, path, views=views, step=7, weight=names[3], size=(700, 600), theme=theme)
    return path.read_bytes()


def test_it_offers_a_name_made_of_the_title_in_the_colours_on_screen(dialog: ExportDialog, tmp_path: Path) -> None:
    assert Path(dialog.path.text()) == tmp_path / "breast-cancer-thirty-weights-l1-and-l2.png"
    assert dialog.colours.key == "dark"
    offered = [dialog.what.itemText(i) for i in range(dialog.what.count())]
    assert offered == ["The whole grid", "Weights over steps", "Loss over steps", "Loss along one weight"]


def test_of_a_scenario_with_a_file_it_offers_the_name_of_the_file(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    session.save(tmp_path / "teach.toml")
    parent = QWidget()
    qtbot.addWidget(parent)
    assert Path(ExportDialog(session, Playback(30), DARK, tmp_path, parent).path.text()) == tmp_path / "teach.png"


def test_the_grid_is_drawn_at_the_step_and_along_the_weight_on_screen(
    dialog: ExportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    target = tmp_path / "mine.png"
    dialog.path.setText(str(target))
    with qtbot.waitSignal(dialog.exported) as exported:
        press_save(dialog)
    assert exported.args == [f"Exported {target}"]
    assert not dialog.isVisible()
    assert target.read_bytes() == drawn_by_the_command_line(tmp_path / "theirs.png")
    assert QImage(str(target)).pixelColor(2, 2).name() == DARK.window


@pytest.mark.parametrize(("suffix", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_one_view_is_drawn_in_each_format(dialog: ExportDialog, tmp_path: Path, suffix: str, magic: bytes) -> None:
    target = tmp_path / f"view.{suffix}"
    dialog.path.setText(str(target))
    dialog.what.show_key("slice")
    dialog.colours.show_key(LIGHT.name)
    press_save(dialog)
    content = target.read_bytes()
    assert content.startswith(magic)
    if suffix == "svg":
        assert b"Loss along mean area" in content
        assert b">Weights<" not in content
        assert content == drawn_by_the_command_line(tmp_path / "theirs.svg", ["slice"], "light")


def test_the_dots_per_inch_go_into_a_png(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.path.setText(str(tmp_path / "fine.png"))
    dialog.dpi.set_value(192)
    press_save(dialog)
    image = QImage(str(tmp_path / "fine.png"))
    assert (image.width(), image.height(), image.dotsPerMeterX()) == (700, 600, round(192 / 0.0254))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere/a.png", "cannot be written"),
        ("a.bmp", "must end in .png, .svg or .pdf"),
        (".", "must be a file to write to, is a directory"),
        ("a\0b.png", "cannot be written: no file can have this name"),
        ("a" * 300, "cannot be written"),
        ("a" * 252, "cannot be written: File name too long"),  # once it ends in .png
    ],
)
def test_where_it_cannot_be_written_the_dialog_says_why_and_stays(
    dialog: ExportDialog, tmp_path: Path, name: str, words: str
) -> None:
    dialog.path.setText(f"{tmp_path}/{name}")
    press_save(dialog)
    assert words in dialog.error.text()
    assert dialog.error.isVisible()
    assert dialog.isVisible()
    assert list(tmp_path.iterdir()) == []
    dialog.path.setText(str(tmp_path / "right.png"))
    press_save(dialog)
    assert not dialog.isVisible()
    assert (tmp_path / "right.png").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "File must be named, got nothing"),
        ("  ", "File must be named, got nothing"),
        ("~nosuchuser/a.png", "'~nosuchuser/a.png': cannot be written: Could not determine home directory."),
    ],
)
def test_what_names_no_file_is_refused_in_a_sentence(dialog: ExportDialog, text: str, sentence: str) -> None:
    dialog.path.setText(text)
    press_save(dialog)
    assert dialog.error.text() == sentence
    assert dialog.isVisible()


def test_a_name_without_a_suffix_is_a_png(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.path.setText(str(tmp_path / "mine"))
    press_save(dialog)
    assert (tmp_path / "mine.png").read_bytes().startswith(b"\x89PNG")


def test_a_file_that_is_there_is_replaced_only_if_the_user_says_so(dialog: ExportDialog, tmp_path: Path) -> None:
    target = tmp_path / "mine.svg"
    target.write_text("precious")
    dialog.path.setText(str(target))
    press_save(dialog)
    assert question(dialog).text() == "mine.svg is there already. Replace it?"
    answer(question(dialog), "Cancel")
    assert (target.read_text(), dialog.isVisible()) == ("precious", True)
    press_save(dialog)
    answer(question(dialog), "Replace")
    assert target.read_bytes().startswith(b"<?xml")
    assert not dialog.isVisible()


def test_enter_does_not_replace_a_file(dialog: ExportDialog, tmp_path: Path) -> None:
    target = tmp_path / "mine.svg"
    target.write_text("precious")
    dialog.path.setText(str(target))
    press_save(dialog)
    QTest.keyClick(question(dialog), Qt.Key.Key_Return)
    assert (target.read_text(), dialog.isVisible()) == ("precious", True)


def test_what_cannot_be_a_picture_is_refused_before_anything_is_asked(dialog: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("precious")
    dialog.path.setText(str(tmp_path / "notes.txt"))
    press_save(dialog)
    assert dialog.error.text() == f"{tmp_path / 'notes.txt'}: must end in .png, .svg or .pdf"
    assert dialog.findChildren(QMessageBox) == []
    (tmp_path / "mine.svg").write_text("precious")
    dialog.path.setText(str(tmp_path / "mine.svg"))
    press_save(dialog)
    assert dialog.error.text() == ""
    answer(question(dialog), "Cancel")


def test_typing_gives_the_file_another_name_in_its_folder(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.activateWindow()
    qtbot.waitUntil(dialog.path.hasFocus)
    QTest.keyClicks(dialog.path, "mine")
    QTest.keyClick(dialog.path, Qt.Key.Key_Return)
    assert (tmp_path / "mine.png").exists()
    assert not dialog.isVisible()


def test_a_size_that_cannot_be_is_refused_in_a_sentence(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.activateWindow()
    dialog.width_box.setFocus()
    dialog.width_box.selectAll()
    QTest.keyClicks(dialog.width_box, "12")
    press_save(dialog)
    assert dialog.error.text() == "Width must be a whole number 200 to 16384, got '12'"
    assert list(tmp_path.iterdir()) == []
    dialog.width_box.setFocus()
    dialog.width_box.selectAll()
    QTest.keyClicks(dialog.width_box, "320")
    dialog.path.setText(str(tmp_path / "small.png"))
    press_save(dialog)
    assert QImage(str(tmp_path / "small.png")).width() == 320


def test_a_picture_that_cannot_carry_its_scenario_says_so(
    dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("regsim.gui.export.fits", lambda _: False)
    target = tmp_path / "large.png"
    dialog.path.setText(str(target))
    with qtbot.waitSignal(dialog.exported) as exported:
        press_save(dialog)
    assert exported.args == [
        f"Exported {target}: does not carry its scenario, which takes more than 1 MiB: save that too"
    ]


def test_cancelling_writes_nothing(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel).click()
    assert not dialog.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_browsing_fills_in_the_file(dialog: ExportDialog, tmp_path: Path) -> None:
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
