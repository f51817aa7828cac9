"""The order in which Tab visits widgets: as they are laid out, although some are made later than others."""

import itertools
from collections.abc import Iterator

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLayout, QWidget


class LaidOutOrder(QWidget):
    """A widget in which Tab goes from top to bottom and left to right, whenever something is added."""

    def event(self, event: QEvent) -> bool:
        """Chain anew when the layout has changed."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            chain = list(_focusable(self.layout()))
            for before, after in itertools.pairwise(chain):
                QWidget.setTabOrder(before, after)
        return done


def _focusable(layout: QLayout | None) -> Iterator[QWidget]:
    for i in range(layout.count() if layout is not None else 0):
        item = layout.itemAt(i) if layout is not None else None
        widget = item.widget() if item is not None else None
        if widget is None:
            yield from _focusable(item.layout() if item is not None else None)
        elif widget.layout() is not None:
            yield from _focusable(widget.layout())
        elif widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
