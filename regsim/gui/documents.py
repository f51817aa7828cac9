"""Opening and saving: the dialogs between files and the session. Nothing of a user's is lost without a question.

Whatever takes the scenario off the screen (closing, New, a file, a drop, a table) goes through :meth:`Documents.leave`;
what counts as work is said in one place, :attr:`regsim.gui.session.Session.has_work_to_lose`.
"""

import html
import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from regsim.data import Source
from regsim.engine.models import Model
from regsim.gui.panels.setups import scenario_for
from regsim.gui.reading import Reading, is_large, ready
from regsim.gui.session import Session
from regsim.parameters import InputError
from regsim.problem import Problem
from regsim.scenario import Scenario
from regsim.scenario_file import load

SCENARIOS = "Scenarios (*.toml *.png);;All files (*)"
TABLES = "Tables (*.csv *.tsv *.txt);;All files (*)"
TABLE_SUFFIXES = (".csv", ".tsv", ".txt")
MAX_NAME = 60  # characters: a file name has at most 255 bytes


def _nothing() -> None:
    """What follows on a save that nothing waits for."""


class Documents(QObject):
    """Opens and saves for a window.

    Parameters
    ----------
    session : Session
    window : QWidget
        The dialogs' parent.
    """

    done = Signal(str)  # what was done, for the status line
    working = Signal(str)  # what is being done, until it is told that nothing is: an empty one
    asking = Signal()  # a question about the scenario on screen comes up

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self.folder = session.path.absolute().parent if session.path else Path.cwd()
        self._reading = Reading(self)
        self._reading.ended.connect(lambda: self.working.emit(""))
        self._tables = Reading(self)  # of the dialog that asks about a table: it may be closed, and the other goes on

    def new(self) -> None:
        """A scenario of defaults."""
        self._replace(lambda: self._session.begin(Scenario(title="New scenario")))

    def open(self, source: str) -> None:
        """Open a file by what it is: a table or a scenario."""
        if Path(source).suffix.lower() in TABLE_SUFFIXES:
            self.open_csv(source)
        else:
            self._replace(lambda: self._open(source))

    def stop(self) -> None:
        """Read no further; for when the window closes."""
        self._reading.stop()
        self._tables.stop()

    def _open(self, source: str) -> None:
        """Open a scenario; a large table of its own is read in a thread before."""
        scenario = load(source)

        def begin(problem: Problem | None = None) -> None:
            self._session.open(source, scenario, problem)
            if Path(source).exists():  # it may be a lesson's name
                self._remember(source)

        if is_large(scenario.data):
            self._make_ready(lambda: ready(scenario), begin, f"Reading the data of {source} …", f"Read {source}")
        else:
            begin()

    def _make_ready(self, make: Callable[[], Problem], begin: Callable[[Problem], None], doing: str, done: str) -> None:
        """Have a problem made in a thread and go on with it; ask where there was time to work on meanwhile."""
        before = self._session.scenario

        def go_on(problem: Problem) -> None:
            self.done.emit(done)
            if self._session.scenario == before:
                self._attempt(lambda: begin(problem))
            else:
                self._replace(lambda: begin(problem))

        self.working.emit(doing)  # before it starts: what is ready at once ends within the start
        self._reading.start(make, go_on, self._warn)

    def open_csv(self, path: str) -> None:
        """Ask what in a table is the target and what are features."""
        from regsim.gui.panels.csv_dialog import CsvDialog  # not before the window is there

        dialog = CsvDialog(Path(path), self._tables, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def accept(source: Source, model: Model) -> None:
            dataset = dialog.dataset  # the dialog is gone when the question is answered

            def begin(problem: Problem) -> None:
                self._session.begin(problem.scenario, problem)
                self._remember(path)

            def make_and_begin() -> None:
                current = self._session.scenario

                def make() -> Problem:
                    return ready(scenario_for(source, model, current, dataset), dataset)

                if is_large(source):
                    self._make_ready(make, begin, f"Preparing {path} …", f"Read {path}")
                else:
                    begin(make())

            self._replace(make_and_begin)

        dialog.accepted_source.connect(accept)
        dialog.open()

    def ask_to_open(self) -> None:
        """Ask for a scenario or a table, and open it."""
        self._ask_file("Open scenario", SCENARIOS, self.open)

    def ask_for_csv(self) -> None:
        """Ask for a table, and open it."""
        self._ask_file("Open CSV", TABLES, self.open_csv)

    def save(self, then: Callable[[], object] = _nothing) -> None:
        """Save to the scenario's file, ask for one if it has none; go on with `then` once it is saved."""
        if self._session.path is None:
            self.save_as(then)
        else:
            self._save(str(self._session.path), then)

    def save_as(self, then: Callable[[], object] = _nothing) -> None:
        """Ask for a file and save to it; go on with `then` once it is saved."""
        path = self._session.path
        name = path.name if path else f"{slug(self._session.scenario.title)}.toml"
        self._ask_file("Save scenario", "Scenario (*.toml)", lambda chosen: self._save(chosen, then), name)

    def leave(self, then: Callable[[], object]) -> None:
        """Go on with `then`, which takes the scenario off the screen; ask before if there is work to lose."""
        if not self._session.has_work_to_lose:
            then()
            return
        self.asking.emit()
        path, button = self._session.path, QMessageBox.StandardButton
        text = f"Save the changes to {(path.name if path else self._session.scenario.title) or 'this scenario'}?"
        box = QMessageBox(
            QMessageBox.Icon.Question, "regsim", text, button.Save | button.Discard | button.Cancel, self._window
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)

        def answer(choice: int) -> None:
            if choice == button.Save:
                self.save(then)
            elif choice == button.Discard:
                then()

        box.finished.connect(answer)
        box.open()

    def undo(self) -> None:
        """Take the last change back, be it to a scenario or which one there is."""
        self._attempt(self._session.undo)

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._attempt(self._session.redo)

    def _attempt(self, action: Callable[[], None]) -> bool:
        """Do what input or memory may be wrong for; say so in a dialog and return False if it is."""
        try:
            action()
        except InputError as error:
            self._warn(str(error))
            return False
        return True

    def _warn(self, sentence: str) -> None:
        inform(self._window, "regsim", html.escape(sentence), QMessageBox.Icon.Warning)

    def _replace(self, action: Callable[[], None]) -> None:
        def replace() -> None:
            self._reading.abandon()
            self._attempt(action)

        self.leave(replace)

    def _save(self, name: str, then: Callable[[], object]) -> None:
        if self._attempt(lambda: self._session.save(Path(name))):
            self._remember(name)
            self.done.emit(f"Saved {name}")
            then()

    def _ask_file(self, title: str, filters: str, then: Callable[[str], None], name: str = "") -> None:
        """Ask for a file to open, or to save under a name that is suggested."""
        dialog = QFileDialog(self._window, title, str(self.folder), filters)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if name:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("toml")
            dialog.selectFile(name)
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


def slug(title: str) -> str:
    """A file name, without its suffix, from a title."""
    return re.sub(r"[\W_]+", "-", title.lower())[:MAX_NAME].strip("-") or "regsim"
