"""A section of the scenario panel: a heading, editors, and the way from an edit to the session.

Every edit is a whole new scenario that is offered to the session. Where it is refused, nothing has changed, and the
reason stands beside the editor.
"""

from abc import abstractmethod

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from regsim.data import Dataset
from regsim.gui.session import Session
from regsim.gui.theme import Theme
from regsim.gui.widgets import layouts
from regsim.gui.widgets.labels import Heading, Remark
from regsim.parameters import InputError
from regsim.scenario import Scenario


class Section(QWidget):
    """Part of the scenario.

    Attributes
    ----------
    body : QVBoxLayout
        Where the editors go.
    bar : QHBoxLayout
        The line of the heading; buttons go to its right.
    refusing : Signal
        It is going to be said why an edit was refused: what is shown now is to be what is in force.
    """

    refusing = Signal()

    def __init__(self, title: str, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setAccessibleName(title)
        self._message = Remark("error")
        self.bar = layouts.line(spacing=4)
        self.bar.addWidget(Heading(title), 1)
        self.body = layouts.column(spacing=6)
        column = layouts.column(self, spacing=5)
        column.addLayout(self.bar)
        column.addLayout(self.body)
        column.addWidget(self._message)

    @property
    def message(self) -> str:
        """Why the last edit was refused, empty if it was not."""
        return self._message.text()

    @abstractmethod
    def refresh(self) -> None:
        """Show the session's scenario; cheap where nothing has changed."""

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""

    def show_error(self, error: InputError) -> None:
        """Show why an edit was refused, beside its field where the section has it."""
        self._message.set_text(str(error))

    def refuse(self, error: InputError) -> None:
        """Show why an edit was refused, where no refresh that is still to come wipes it away."""
        self.refusing.emit()
        self.show_error(error)

    def clear_error(self) -> None:
        """All is well."""
        self._message.set_text("")

    def propose(self, scenario: Scenario, gesture: str = "", dataset: Dataset | None = None) -> bool:
        """Offer a scenario to the session; False where it is refused, and why is shown.

        `dataset` is what its source loads, where that is known.
        """
        self.clear_error()
        try:
            self.session.update(scenario, gesture, dataset)
        except InputError as error:
            self.refuse(error)
            return False
        return True
