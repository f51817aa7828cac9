"""Who has the keyboard: a widget that was reached with Tab, or the window, whose keys play."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class _ArrowFilter(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ARROWS:
            event.ignore()  # and so it goes on to what the button is in
            return True
        return super().eventFilter(watched, event)


def reach_by_tab(button: QAbstractButton) -> None:
    """Let Tab alone give the button the focus, so that Space still plays after a click.

    The arrow keys are the window's even then: Qt's own buttons hand the focus on to their neighbours with them.
    """
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.installEventFilter(_ArrowFilter(button))


def give_keys_back(widget: QWidget) -> None:
    """Let the window have the keyboard, if the widget has it.

    Were the focus only cleared, Qt would give it to the first widget in the order of Tab as soon as the window is left
    and entered again, and Space would open a list there instead of playing.
    """
    window = widget.window()
    if window.focusWidget() is widget:
        window.setFocus()
