"""A line of text that leaves undo and the keys to the window once its text is committed."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from regsim.gui.widgets.keys import give_keys_back


class Line(QLineEdit):
    """A line edit. While something is being typed, undo takes letters back; before and after, it is the window's.

    Enter gives the keyboard focus back, so that Space and the arrow keys play; a text that is refused keeps it.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the text with Enter, and go."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.property("wrong"):
            give_keys_back(self)

    def event(self, event: QEvent) -> bool:
        """Let the window's undo and redo through where there is nothing typed to undo."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not self.isModified()
            and (event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo))
        ):
            event.ignore()
            return False
        return super().event(event)


class ShortenedLine(Line):
    """A line for what may be too long to be read in it: without the focus it shows it in short, with it in full."""

    def __init__(self) -> None:
        super().__init__()
        self._full = self._short = ""

    def show_text(self, full: str, short: str) -> None:
        """Show another text."""
        self._full, self._short = full, short
        self._show(full if self.hasFocus() else short)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """All of it, to be edited."""
        if self.text() == self._short:
            self._show(self._full)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """In short again, once what was typed is in force; what was refused stays."""
        super().focusOutEvent(event)
        if self.text() == self._full:
            self._show(self._short)

    def _show(self, text: str) -> None:
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
