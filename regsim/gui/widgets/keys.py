"""Keys that a focused widget needs itself, although the window has bound them to something else.

A window's shortcut is asked for first: without this, Space on a check box would play, and an arrow key on a slider
would step.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class _KeyKeeper(QObject):
    def __init__(self, parent: QWidget, keys: tuple[Qt.Key, ...]) -> None:
        super().__init__(parent)
        self._keys = keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.key() in self._keys and modifiers == Qt.KeyboardModifier.NoModifier:
                event.accept()
                return True
        return super().eventFilter(watched, event)


def keep_keys(widget: QWidget, *keys: Qt.Key) -> None:
    """Let `widget` have these keys while it has the focus, whatever shortcut the window binds them to."""
    widget.installEventFilter(_KeyKeeper(widget, keys))


def give_keys_back(widget: QWidget) -> None:
    """Let the window have the keyboard, if the widget has it.

    Were the focus only cleared, Qt would give it to the first widget in the order of Tab as soon as the window is left
    and entered again, and Space would open a list there instead of playing.
    """
    window = widget.window()
    if window.focusWidget() is widget:
        window.setFocus()
