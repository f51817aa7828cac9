"""A line that opens and closes what stands below it: for what is rarely needed."""

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from regsim.gui.widgets import layouts
from regsim.gui.widgets.keys import reach_by_tab


class Disclosure(QWidget):
    """Closed at first; opens by itself when something in it is no longer as usual, and never closes by itself.

    Attributes
    ----------
    is_open : bool
        Whether the content is shown.
    button : QPushButton
    body : QVBoxLayout
        Where the content goes.
    """

    def __init__(self, title: str = "More") -> None:
        super().__init__()
        self._title = title
        self._was_unusual = False
        self.is_open = False
        self.button = QPushButton()
        self.button.setProperty("role", "disclosure")
        self.button.clicked.connect(lambda: self.set_open(not self.is_open))
        reach_by_tab(self.button)
        self._content = QWidget()
        self.body: QVBoxLayout = layouts.column(self._content, spacing=6)
        column = layouts.column(self, spacing=5)
        column.addWidget(self.button)
        column.addWidget(self._content)
        self.set_open(False)

    def set_open(self, is_open: bool) -> None:
        """Show or hide the content."""
        self.is_open = is_open
        self.button.setText(f"{'▾' if is_open else '▸'} {self._title}")
        self._content.setVisible(is_open)

    def show_state(self, *, is_unusual: bool, is_new: bool = False) -> None:
        """Open if something in it has just become unusual; for a new content open or close as it needs."""
        if is_new or (is_unusual and not self._was_unusual):
            self.set_open(is_unusual)
        self._was_unusual = is_unusual
