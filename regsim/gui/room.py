"""Room beside the plots: for the scenario and for this step in numbers, or, where it is scarce, for one of them."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

COLUMN = 330  # pixels a run's plots must keep, or the panels make room


class Room(QObject):
    """Shows both panels where the plots keep their room; where they do not, the scenario, until the other is asked for.

    Parameters
    ----------
    scenario, numbers : QWidget
        The panels.
    action : QAction
        Asks for the panel with the numbers, and is checked while it is there.
    """

    told = Signal(str)

    def __init__(self, scenario: QWidget, numbers: QWidget, action: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._scenario, self._numbers, self._action = scenario, numbers, action
        self._is_wanted = True
        self._comes_first = False  # where there is room for one
        self._width, self._n_runs = 0, 1
        action.setCheckable(True)
        action.setChecked(True)

    def share(self, width: int, n_runs: int) -> None:
        """The window is so wide, and shows so many runs."""
        had_both = self._has_both and self._is_wanted
        self._width, self._n_runs = width, n_runs
        if self._has_both:
            self._comes_first = False
        elif had_both and self._numbers.isVisible():
            keys = self._action.shortcut().toString()
            self.told.emit(f"No room beside so many runs for this step in numbers: {keys} changes the panels over")
        self._show()

    def ask(self) -> None:
        """Show the panel with the numbers, or do without it, as the action now is."""
        self._is_wanted = self._action.isChecked() or not self._has_both
        self._comes_first = self._action.isChecked() and not self._has_both
        self._show()

    @property
    def _has_both(self) -> bool:
        panels = self._scenario.sizeHint().width() + self._numbers.width()
        return self._width - panels >= COLUMN * self._n_runs

    def _show(self) -> None:
        has_numbers = self._is_wanted and (self._has_both or self._comes_first)
        self._scenario.setVisible(self._has_both or not has_numbers)
        self._numbers.setVisible(has_numbers)
        self._action.setChecked(has_numbers)
