"""Opening and saving: the dialogs between files and the session. Nothing of a user's is lost without a question."""

import html
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from regsim.data import Source
from regsim.engine.models import Model
from regsim.gui.panels.csv_dialog import CsvDialog
from regsim.gui.panels.setups import scenario_for
from regsim.gui.session import Session
from regsim.parameters import InputError
from regsim.scenario import Scenario

SCENARIOS = "Scenarios (*.toml *.png);;All files (*)"
TABLES = "Tables (*.csv *.tsv *.txt);;All files (*)"
TABLE_SUFFIXES = (".csv", ".tsv", ".txt")


class Documents(QObject):
    """Opens and saves for a window.

    Parameters
    ----------
    session : Session
    window : QWidget
        The dialogs' parent.
    """

    done = Signal(str)  # what was done, for the status line

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self.folder = session.path.absolute().parent if session.path else Path.cwd()

    def new(self) -> None:
        """A scenario of defaults."""
        self._attempt(lambda: self._session.begin(Scenario(title="New scenario")))

    def open(self, source: str) -> None:
        """Open a file by what it is: a table or a scenario."""
        self._remember(source)
        if Path(source).suffix.lower() in TABLE_SUFFIXES:
            self.open_csv(source)
        else:
            self._attempt(lambda: self._session.open(source))

    def open_csv(self, path: str) -> None:
        """Ask what in a table is the target and what are features."""
        dialog = CsvDialog(Path(path), self._window)

        def begin(source: Source, model: Model) -> None:
            self._attempt(
                lambda: self._session.begin(
                    scenario_for(source, model, self._session.scenario, dialog.dataset), dataset=dialog.dataset
                )
            )

        dialog.accepted_source.connect(begin)
        dialog.open()

    def ask_to_open(self) -> None:
        """Ask for a scenario or a table, and open it."""
        self._ask_file("Open scenario", SCENARIOS, self.open)

    def ask_for_csv(self) -> None:
        """Ask for a table, and open it."""
        self._ask_file("Open CSV", TABLES, self.open)

    def save(self) -> None:
        """Save to the scenario's file; ask for one if it has none."""
        if self._session.path is None:
            self.save_as()
        else:
            self._save(str(self._session.path))

    def save_as(self) -> None:
        """Ask for a file and save to it."""
        self._ask_file("Save scenario", "Scenario (*.toml)", self._save, suffix="toml")

    def ask_to_save(self, then: Callable[[], None]) -> None:
        """Ask what becomes of the changes to a file; go on with `then` unless the answer is to stay."""
        button = QMessageBox.StandardButton
        name = html.escape(self._session.path.name) if self._session.path else "this scenario"
        choices = button.Save | button.Discard | button.Cancel
        box = QMessageBox(QMessageBox.Icon.Question, "regsim", f"Save the changes to {name}?", choices, self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def answer(choice: int) -> None:
            if choice == button.Save:
                self.save()
            if choice == button.Discard or (choice == button.Save and not self._session.is_modified):
                then()

        box.finished.connect(answer)
        box.open()

    def _save(self, name: str) -> None:
        self._remember(name)
        if self._attempt(lambda: self._session.save(Path(name))):
            self.done.emit(f"Saved {name}")

    def _attempt(self, action: Callable[[], None]) -> bool:
        """Do what input may be wrong for; say so in a dialog and return False if it is."""
        try:
            action()
        except InputError as error:
            inform(self._window, "regsim", html.escape(str(error)), QMessageBox.Icon.Warning)
            return False
        return True

    def _ask_file(self, title: str, filters: str, then: Callable[[str], None], suffix: str = "") -> None:
        dialog = QFileDialog(self._window, title, str(self.folder), filters)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if suffix:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(suffix)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(then)
        dialog.open()

    def _remember(self, name: str) -> None:
        self.folder = Path(name).absolute().parent


def inform(parent: QWidget, title: str, text: str, icon: QMessageBox.Icon = QMessageBox.Icon.NoIcon) -> None:
    """Show rich text in a dialog that does not hold up the program."""
    box = QMessageBox(icon, title, text, QMessageBox.StandardButton.Close, parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.RichText)
    box.open()


def dropped_file(data: QMimeData) -> str:
    """The first local file that is dropped, or nothing."""
    return next((url.toLocalFile() for url in data.urls() if url.isLocalFile()), "")
