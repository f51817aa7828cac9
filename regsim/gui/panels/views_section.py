"""Which rows the grid has, and in what order."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QListWidgetItem, QToolButton

from regsim.gui.panels.section import Section
from regsim.gui.session import Session
from regsim.gui.style import icon
from regsim.gui.theme import Theme
from regsim.gui.widgets.keys import reach_by_tab
from regsim.gui.widgets.ticks import check_list
from regsim.parameters import InputError
from regsim.scenario import VIEWS

ROW_HEIGHT = 20  # pixels, as the style sheet has it
_MOVES = {"up": (-1, "Alt+Up", "Move the selected view up"), "down": (1, "Alt+Down", "Move the selected view down")}


class ViewsSection(Section):
    """A list of all views: the ticked ones are shown, from the top. Dragged, or moved by buttons or keys.

    A view that is not ticked keeps its place, so that one click after another hits what stood there.
    """

    def __init__(self, session: Session) -> None:
        super().__init__("Views", session)
        self._shown: tuple[str, ...] = ()  # what is ticked, from the top
        self.list = check_list("Views")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(ROW_HEIGHT * len(VIEWS) + 4)
        self.list.setToolTip("Ticked views are the rows of the grid. Drag them into order, or select one and move it.")
        for view, label in VIEWS.items():
            self.list.addItem(_item(view, label))
        self.list.itemChanged.connect(self._send)
        self.list.model().rowsMoved.connect(self._send)
        self.buttons = {name: QToolButton() for name in _MOVES}
        for name, (rows, key, tip) in _MOVES.items():
            self._arrange_button(self.buttons[name], rows, f"{tip} ({key})")
            shortcut = QShortcut(QKeySequence(key), self.list, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda rows=rows: self.move_current(rows))
        self.list.currentRowChanged.connect(self._enable_buttons)
        self.body.addWidget(self.list)
        self._enable_buttons()

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        for name, button in self.buttons.items():
            button.setIcon(icon(name, theme))

    @property
    def views(self) -> tuple[str, ...]:
        """The ticked views from the top."""
        return tuple(view for row, view in enumerate(self._order()) if self._is_ticked(row))

    def refresh(self) -> None:
        """Show the views of the scenario; where they come in another order, the others go below."""
        self.clear_error()
        views = self.session.scenario.views
        if views == self._shown:
            return
        self._shown = views
        current = self.list.currentItem()
        with QSignalBlocker(self.list):
            if tuple(view for view in self._order() if view in views) != views:
                self._put_first(views)
            for row, view in enumerate(self._order()):
                self.list.item(row).setCheckState(Qt.CheckState.Checked if view in views else Qt.CheckState.Unchecked)
            self.list.setCurrentItem(current)
        self._enable_buttons()

    def move_current(self, rows: int) -> None:
        """Move the current view a row down (1) or up (−1); a ticked one past those that are not, which are no rows."""
        row, to = self.list.currentRow(), self._row_beyond(rows)
        if to is None:
            return
        with QSignalBlocker(self.list):
            self.list.insertItem(to, self.list.takeItem(row))
            self.list.setCurrentRow(to)
        self._enable_buttons()
        self._send()

    def _row_beyond(self, rows: int) -> int | None:
        """Where the current view would be after a move of so many rows, 1 or −1; None where it cannot go."""
        row, n = self.list.currentRow(), self.list.count()
        others = range(row + rows, n if rows > 0 else -1, rows) if row >= 0 else range(0)
        return next((to for to in others if self._is_ticked(to) or not self._is_ticked(row)), None)

    def _is_ticked(self, row: int) -> bool:
        return self.list.item(row).checkState() == Qt.CheckState.Checked

    def _put_first(self, views: Sequence[str]) -> None:
        for row, view in enumerate(views):
            self.list.insertItem(row, self.list.takeItem(self._order().index(view)))

    def _arrange_button(self, button: QToolButton, rows: int, tip: str) -> None:
        button.setToolTip(tip)
        button.setAccessibleName(tip.split(" (")[0])
        reach_by_tab(button)
        button.clicked.connect(lambda: self.move_current(rows))
        self.bar.addWidget(button)

    def _enable_buttons(self) -> None:
        for name, (rows, *_) in _MOVES.items():
            self.buttons[name].setEnabled(self._row_beyond(rows) is not None)

    def _order(self) -> list[str]:
        return [str(self.list.item(i).data(Qt.ItemDataRole.UserRole)) for i in range(self.list.count())]

    def _send(self) -> None:
        views = self._shown = self.views
        self.clear_error()
        self._enable_buttons()
        if views:
            self.propose(msgspec.structs.replace(self.session.scenario, views=views))
        else:
            self.refresh()
            self.refuse(InputError("at least one view must stay ticked"))


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
