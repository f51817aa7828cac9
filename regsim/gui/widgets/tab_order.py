"""The order in which Tab visits widgets: as they are laid out, although some are made later than others."""

import itertools
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def chain_as_laid_out(widget: QWidget) -> None:
    """Let Tab go through `widget` from top to bottom and left to right.

    To be called when Tab is pressed: every change of a text asks for a new layout, and to look through it each time
    would take a third of a frame.
    """
    for before, after in itertools.pairwise(_focusable(widget.layout())):
        if _next(before) is not after:
            QWidget.setTabOrder(before, after)


def _next(widget: QWidget) -> QWidget | None:
    """The widget after this one that Tab can go to; what is inside a list or cannot have the focus is passed over."""
    following = widget.nextInFocusChain()
    while following is not None and following is not widget and (following.focusProxy() or not _is_stop(following)):
        following = following.nextInFocusChain()
    return following


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _focusable(layout: QLayout | None) -> Iterator[QWidget]:
    for i in range(layout.count() if layout is not None else 0):
        item = layout.itemAt(i) if layout is not None else None
        widget = item.widget() if item is not None else None
        if widget is None:
            yield from _focusable(item.layout() if item is not None else None)
        elif widget.layout() is not None:
            yield from _focusable(widget.layout())
        elif _is_stop(widget):
            yield widget
