"""Check boxes whose tick is seen on every background: the style sheet draws the box, the tick is drawn on top.

Fusion takes the edge of its own check boxes from the background, darkened: on a dark window it cannot be seen.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QCheckBox,
    QListWidget,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QWidget,
)

from regsim.gui.widgets.keys import reach_by_tab

_TICK = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.31))  # shares of the box


class CheckBox(QCheckBox):
    """A check box. The mouse does not give it the keyboard focus, so that Space still plays after a click; Tab does."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        reach_by_tab(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's check box and the tick."""
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
            painter = QPainter(self)
            _draw_tick(painter, box, self.palette())
            painter.end()


class TickDelegate(QStyledItemDelegate):
    """Items of a list with the same tick."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The style's item and the tick."""
        super().paint(painter, option, index)
        if index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value:
            self.initStyleOption(option, index)
            widget: QWidget | None = option.widget
            if widget is not None:
                box = widget.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, widget)
                _draw_tick(painter, box, widget.palette())


def check_list(name: str) -> QListWidget:
    """An empty list for items with check boxes. Like a check box it gets the focus by Tab only."""
    items = QListWidget()
    items.setAccessibleName(name)
    items.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    items.setItemDelegate(TickDelegate(items))
    items.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    items.setTextElideMode(Qt.TextElideMode.ElideRight)
    return items


def _draw_tick(painter: QPainter, box: QRect, palette: QPalette) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(palette.color(QPalette.ColorRole.Base), max(1.5, box.width() / 8.0))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    x, y = box.left(), box.top()
    painter.drawPolyline(QPolygonF([QPointF(x + a * box.width(), y + b * box.height()) for a, b in _TICK]))
    painter.restore()
