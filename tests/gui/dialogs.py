"""What a user does with the dialogs of the window, and with files over it."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from regsim.gui.main_window import MainWindow
from regsim.gui.panels.csv_dialog import CsvDialog

Button = QMessageBox.StandardButton
TABLE = "x,z,y\n" + "".join(f"{i},{i % 3},{2 * i + i % 3}\n" for i in range(1, 12))


def dialogs(window: MainWindow) -> list[QDialog]:
    """The dialogs that are open."""
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def sentence(window: MainWindow) -> str:
    """What the only dialog says; it is closed."""
    (box,) = dialogs(window)
    assert isinstance(box, QMessageBox)
    text = box.text()
    box.button(Button.Close).click()
    assert dialogs(window) == []
    return text


def answer(window: MainWindow, button: QMessageBox.StandardButton) -> None:
    (box,) = dialogs(window)
    assert isinstance(box, QMessageBox)
    box.button(button).click()


def choose_file(window: MainWindow, path: Path) -> None:
    """Answer the file dialog that is open."""
    (dialog,) = dialogs(window)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()


def drop(window: MainWindow, *paths: Path) -> None:
    """Drag files from a file manager onto the plots and let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = window.grid
    enter = QDragEnterEvent(over.rect().center(), copy, data, left, plain)
    QApplication.sendEvent(over, enter)
    if enter.isAccepted():
        QApplication.sendEvent(over, QDropEvent(QPointF(over.rect().center()), copy, data, left, plain))


def csv_dialog(window: MainWindow, qtbot: QtBot) -> CsvDialog:
    """The open CSV dialog, once the file is read."""
    (dialog,) = dialogs(window)
    assert isinstance(dialog, CsvDialog)
    qtbot.waitUntil(lambda: dialog.table is not None or bool(dialog.message.text()))
    return dialog
