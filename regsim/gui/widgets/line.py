"""A line of text that leaves undo and the keys to the window once its text is committed."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit


class Line(QLineEdit):
    """A line edit. While something is being typed, undo takes letters back; before and after, it is the window's.

    Enter gives the keyboard focus back, so that Space and the arrow keys play; a text that is refused keeps it.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the text with Enter, and go."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.property("wrong"):
            self.clearFocus()

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
