"""Which rows the grid has, and in what order."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QListWidgetItem

from regsim.gui.panels.section import Section
from regsim.gui.session import Session
from regsim.gui.widgets.ticks import check_list
from regsim.scenario import VIEWS

ROW_HEIGHT = 20  # pixels, as the style sheet has it


class ViewsSection(Section):
    """A list of all views: the ticked ones are shown, from the top. Dragged, or moved with Alt and an arrow key."""

    def __init__(self, session: Session) -> None:
        super().__init__("Views", session)
        self.list = check_list("Views")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(ROW_HEIGHT * len(VIEWS) + 4)
        self.list.setToolTip("Ticked views are the rows of the grid. Drag them into order, or use Alt+Up and Alt+Down.")
        for view, label in VIEWS.items():
            self.list.addItem(_item(view, label))
        self.list.itemChanged.connect(self._send)
        self.list.model().rowsMoved.connect(self._send)
        for key, rows in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(key), self.list, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda rows=rows: self.move_current(rows))
        self.body.addWidget(self.list)

    @property
    def views(self) -> tuple[str, ...]:
        """The ticked views from the top."""
        items = [self.list.item(i) for i in range(self.list.count())]
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def refresh(self) -> None:
        """Show the views of the scenario; the others keep their order below."""
        self.clear_error()
        views = self.session.scenario.views
        if views == self.views:
            return
        order = [*views, *(view for view in self._order() if view not in views)]
        self.list.blockSignals(True)
        for row, view in enumerate(order):
            item = self.list.takeItem(self._order().index(view))
            item.setCheckState(Qt.CheckState.Checked if view in views else Qt.CheckState.Unchecked)
            self.list.insertItem(row, item)
        self.list.blockSignals(False)

    def move_current(self, rows: int) -> None:
        """Move the current view that many rows down."""
        row = self.list.currentRow()
        to = row + rows
        if row < 0 or not 0 <= to < self.list.count():
            return
        self.list.blockSignals(True)
        self.list.insertItem(to, self.list.takeItem(row))
        self.list.setCurrentRow(to)
        self.list.blockSignals(False)
        self._send()

    def _order(self) -> list[str]:
        return [str(self.list.item(i).data(Qt.ItemDataRole.UserRole)) for i in range(self.list.count())]

    def _send(self) -> None:
        views = self.views
        self.clear_error()
        if views:
            self.propose(msgspec.structs.replace(self.session.scenario, views=views))
        else:
            self.refresh()
            self._message.set_text("one view at least stays")


def _item(view: str, label: str) -> QListWidgetItem:
    item = QListWidgetItem(label)
    item.setData(Qt.ItemDataRole.UserRole, view)
    item.setCheckState(Qt.CheckState.Unchecked)
    item.setFlags(
        Qt.ItemFlag.ItemIsEnabled
        | Qt.ItemFlag.ItemIsSelectable
        | Qt.ItemFlag.ItemIsUserCheckable
        | Qt.ItemFlag.ItemIsDragEnabled
    )
    return item
