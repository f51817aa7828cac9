"""The export dialog: what to draw, how large, in which colours, and where to."""

import re
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from regsim.gui.export import FORMATS, MAX_SIDE, MIN_SIDE, export_grid
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.gui.theme import THEMES, Theme
from regsim.parameters import InputError
from regsim.scenario import VIEWS

FILTER = "PNG picture (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)"
NOTE = (
    "The picture carries its scenario: regsim can open a saved PNG again. "
    "The rows of a CSV and the folders of your files are left out."
)


class ExportDialog(QDialog):
    """Draws the grid, or one view of it, at the current step into a file."""

    exported = Signal(Path)

    def __init__(self, session: Session, playback: Playback, theme: Theme, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export picture")
        self._session, self._playback = session, playback
        self.what = QComboBox()
        self.what.addItem("The whole grid", list(session.scenario.views))
        for kind in session.scenario.views:
            self.what.addItem(VIEWS[kind], [kind])
        self.width_box, self.height_box = _side(1600), _side(1000)
        self.dpi = QSpinBox(minimum=24, maximum=1200, value=96, suffix=" dpi", singleStep=24)
        self.dpi.setToolTip("Of a PNG: with more dots per inch, lines and text take more of its pixels.")
        self.colours = QComboBox()
        self.colours.addItems(list(THEMES))
        self.colours.setCurrentText(theme.name)
        self.path = QLineEdit(str(folder / f"{_slug(session.scenario.title)}.png"))
        self.path.setMinimumWidth(320)
        self.error = QLabel(wordWrap=True)
        self.error.hide()
        self.error.setProperty("role", "error")
        self._arrange()

    def _arrange(self) -> None:
        browse = QPushButton("Browse…")
        browse.clicked.connect(self._browse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        note = QLabel(NOTE, wordWrap=True)
        note.setProperty("role", "muted")
        form = QFormLayout()
        form.addRow("Draw", self.what)
        form.addRow("Size", _row(self.width_box, QLabel("×"), self.height_box, self.dpi))
        form.addRow("Colours", self.colours)
        form.addRow("File", _row(self.path, browse))
        for widget, name in (
            (self.what, "What to draw"),
            (self.width_box, "Width in pixels"),
            (self.height_box, "Height in pixels"),
            (self.dpi, "Dots per inch"),
            (self.colours, "Colours"),
            (self.path, "File"),
        ):
            widget.setAccessibleName(name)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.error)
        layout.addWidget(note)
        layout.addWidget(buttons)

    def accept(self) -> None:
        """Write the file; if that fails, say why and stay open."""
        session = self._session
        try:
            target = Path(self.path.text()).expanduser()
            export_grid(
                msgspec.structs.replace(session.scenario, views=tuple(self.what.currentData())),
                session.trajectories,
                target,
                step=self._playback.step,
                size=(self.width_box.value(), self.height_box.value()),
                chosen=session.chosen,
                dpi=self.dpi.value(),
                theme=THEMES[self.colours.currentText()],
            )
        except InputError as error:
            self.error.setText(str(error))
            self.error.show()
            return
        self.exported.emit(target)
        super().accept()

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Export picture", self.path.text(), FILTER)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(self.path.text()).suffix.removeprefix(".") or FORMATS[0].removeprefix("."))
        dialog.fileSelected.connect(self.path.setText)
        dialog.open()


def _side(value: int) -> QSpinBox:
    return QSpinBox(minimum=MIN_SIDE, maximum=MAX_SIDE, value=value, suffix=" px", singleStep=100)


def _row(*widgets: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout()
    for widget in widgets:
        layout.addWidget(widget, 1 if isinstance(widget, QLineEdit) else 0)
    return layout


def _slug(title: str) -> str:
    """A file name from a title."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "regsim"
