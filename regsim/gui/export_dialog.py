"""The export dialog: what to draw, how large, in which colours, and where to."""

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QWidget,
)

from regsim.files import reason
from regsim.gui.documents import slug
from regsim.gui.export import FORMATS, MAX_SIDE, MIN_SIDE, export_grid
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.gui.theme import THEMES, Theme
from regsim.gui.widgets import layouts
from regsim.gui.widgets.combo import Combo
from regsim.gui.widgets.labels import Remark
from regsim.gui.widgets.line import Line
from regsim.gui.widgets.number_box import NumberBox
from regsim.gui.widgets.number_scale import NumberScale
from regsim.parameters import InputError, shown
from regsim.picture import MAX_TEXT
from regsim.problem import Problem
from regsim.scenario import VIEWS

FILTER = "PNG picture (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)"
NOTE = (
    "Every plot is drawn in full, however it is zoomed on screen and whatever is to be guessed there. The picture "
    "carries its scenario, and regsim can open a saved PNG again; a PNG leaves out a scenario of more than "
    f"{MAX_TEXT // 2**20} MiB. The rows of a CSV and the folders of your files are left out."
)
SIZE, DPI = (1600, 1000), (24, 96, 1200)
WIDTH, BOX_WIDTH = 580, 64  # pixels, of the dialog and of a number


class ExportDialog(QDialog):
    """Draws the grid, or one view of it, at the current step into a file."""

    exported = Signal(str)  # what was written, in a sentence

    def __init__(self, session: Session, playback: Playback, theme: Theme, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export picture")
        self._session, self._playback = session, playback
        self.what, self.colours = Combo("What to draw"), Combo("Colours")
        self.what.set_choices([("", "The whole grid"), *((kind, VIEWS[kind]) for kind in session.scenario.views)])
        self.what.show_key("")
        self.colours.set_choices([(name, name) for name in THEMES])
        self.colours.show_key(theme.name)
        self.width_box = self._number("Width", MIN_SIDE, SIZE[0], MAX_SIDE)
        self.height_box = self._number("Height", MIN_SIDE, SIZE[1], MAX_SIDE)
        self.dpi = self._number("Dots per inch", *DPI)
        self.dpi.setToolTip("Of a PNG: with more dots per inch, lines and text take more of its pixels.")
        name = session.path.stem if session.path else slug(session.scenario.title)
        self.path = Line(str(folder / f"{name}{FORMATS[0]}"))
        self.path.setAccessibleName("File")
        self.error = Remark("error")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self._arrange()
        self.path.setFocus()
        self._select_name()

    def _number(self, name: str, low: int, value: int, high: int) -> NumberBox:
        box = NumberBox(
            NumberScale(ge=low, le=high, ends=(low, high), is_whole=True), f"must be a whole number {low} to {high}"
        )
        box.set_value(value)
        box.setAccessibleName(name)
        box.setFixedWidth(BOX_WIDTH)
        box.rejected.connect(lambda sentence: self._say(f"{name} {sentence}" if sentence else ""))
        return box

    def _arrange(self) -> None:
        browse = QPushButton("Browse…")
        browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        note = QLabel(NOTE, wordWrap=True)
        note.setProperty("role", "muted")
        form = QFormLayout(horizontalSpacing=10, verticalSpacing=8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("Draw", self.what)
        form.addRow("Size", _row(self.width_box, "×", self.height_box, "pixels at", self.dpi, "dots per inch"))
        form.addRow("Colours", self.colours)
        file = layouts.line(spacing=6)
        file.addWidget(self.path, 1)
        file.addWidget(browse)
        form.addRow("File", file)
        column = layouts.column(self, spacing=10, margins=(16, 16, 16, 14))
        column.addLayout(form)
        column.addWidget(self.error)
        column.addWidget(note)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.resize(WIDTH, column.heightForWidth(WIDTH))

    def _say(self, sentence: str) -> None:
        """What is wrong, if anything is; the dialog gets the room for it."""
        self.error.set_text(sentence)
        layout = self.layout()
        if sentence and layout is not None:
            self.resize(self.width(), max(self.height(), layout.heightForWidth(self.width())))

    def _select_name(self) -> None:
        """Select the name of the file without folder and suffix, so that typing gives it another."""
        path = Path(self.path.text())
        self.path.end(False)  # so that the suffix is seen, where there is room for the name
        self.path.setSelection(len(self.path.text()) - len(path.suffix), -len(path.stem))

    def accept(self) -> None:
        """Write the file, after a question where there is one already; if that fails, say why and stay open."""
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setFocus()  # which takes what is being typed
        if any(box.is_busy for box in (self.width_box, self.height_box, self.dpi)):
            return
        self._say("")
        try:
            target = _target(self.path.text())
            if target.suffix.lower() in FORMATS and _is_there(target):
                self._ask_to_replace(target)
            else:
                self._write(target)
        except InputError as error:
            self._say(str(error))

    def _write(self, target: Path) -> None:
        session, view = self._session, self.what.key
        scenario = msgspec.structs.replace(session.scenario, views=(view,)) if view else session.scenario
        try:
            note = export_grid(
                Problem(scenario, session.problem),
                session.trajectories,
                target,
                step=self._playback.step,
                size=(int(self.width_box.value), int(self.height_box.value)),
                chosen=session.chosen,
                dpi=self.dpi.value,
                theme=THEMES[self.colours.key],
            )
        except InputError as error:
            self._say(str(error))
            return
        self.exported.emit(f"Exported {note or target}")  # a note begins with the file, too
        super().accept()

    def _ask_to_replace(self, target: Path) -> None:
        box = QMessageBox(QMessageBox.Icon.Question, "regsim", f"{target.name} is there already. Replace it?")
        box.setParent(self, box.windowFlags())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        replace = box.addButton("Replace", QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        replace.clicked.connect(lambda: self._write(target))
        box.open()

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Export picture", self.path.text(), FILTER)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # this dialog asks itself
        dialog.setDefaultSuffix(Path(self.path.text()).suffix.removeprefix(".") or FORMATS[0].removeprefix("."))
        dialog.fileSelected.connect(self.path.setText)
        dialog.open()


def _target(text: str) -> Path:
    """The file that the text names; without a suffix, a PNG.

    Raises
    ------
    InputError
        When it names none.
    """
    if not text.strip():
        raise InputError("File must be named, got nothing")
    try:
        path = Path(text.strip()).expanduser()
        is_directory = path.is_dir()
    except (RuntimeError, ValueError, OSError) as error:  # nobody's home, no character of a name, nowhere to look
        why = reason(error) if isinstance(error, OSError) else error
        raise InputError(f"{shown(text)}: cannot be written: {why}") from None
    if is_directory:
        raise InputError(f"{path}: must be a file to write to, is a directory")
    return path if path.suffix else path.with_name(path.name + FORMATS[0])


def _is_there(path: Path) -> bool:
    """Whether a file would be replaced; where that cannot be found out, writing says why."""
    try:
        return path.is_file()
    except OSError:
        return False


def _row(*parts: QWidget | str) -> QHBoxLayout:
    """Widgets and words in a line, with room at the end."""
    line = layouts.line(spacing=6)
    for part in parts:
        line.addWidget(QLabel(part) if isinstance(part, str) else part)
    line.addStretch(1)
    return line
