"""The lesson or file that the scenario came from, and the lessons to choose from."""

from PySide6.QtCore import Signal

from regsim.gui.panels.section import Section
from regsim.gui.session import Session
from regsim.gui.widgets.combo import Combo
from regsim.resources import lesson_names
from regsim.scenario_file import load

UNTITLED = "Untitled"


class LessonSection(Section):
    """A combo of the lessons, by title; a scenario that is none of them stands first under its own."""

    lesson_requested = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__("Lesson", session)
        self._lessons = tuple((name, load(name).title or name) for name in lesson_names())
        self._title: str | None = None
        self.combo = Combo("Lesson")
        self.combo.chosen.connect(self._open)
        self.body.addWidget(self.combo)

    def refresh(self) -> None:
        """Show the title of the scenario."""
        self.clear_error()
        title = self.session.scenario.title or UNTITLED
        if title == self._title:
            return
        self._title = title
        key = next((name for name, known in self._lessons if known == title), "")
        own = [] if key else [("", title)]
        self.combo.set_choices([*own, *self._lessons])
        self.combo.show_key(key)

    def _open(self, name: str) -> None:
        if name:
            self.lesson_requested.emit(name)
            self._title = None  # it may be refused, for there may be work to lose
            self.refresh()
