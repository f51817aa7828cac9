"""The first rows of a table."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from regsim.data import NumberColumn, Table

ROWS = 8
ROW_HEIGHT = 20  # pixels
WIDEST = 140  # pixels of a column at first
MOST_COLUMNS = 200  # shown; making an item for every cell of a wide table takes long


class Preview(QTableWidget):
    """The first eight rows as text, missing values empty; the target's column is bold."""

    def __init__(self) -> None:
        super().__init__(ROWS, 0)
        self.setAccessibleName("First rows of the file")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setMaximumSectionSize(3 * WIDEST)
        # of a column of numbers the name would else lose its beginning
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(ROW_HEIGHT * ROWS + 36)
        self._names: tuple[str, ...] = ()

    def show_table(self, table: Table) -> None:
        """Show the first rows of `table`."""
        columns = table.columns[:MOST_COLUMNS]
        self._names = table.names[:MOST_COLUMNS]
        self.setRowCount(min(ROWS, table.n_rows))
        self.setColumnCount(len(columns))
        for j, column in enumerate(columns):
            side = Qt.AlignmentFlag.AlignRight if isinstance(column, NumberColumn) else Qt.AlignmentFlag.AlignLeft
            name = _item(column.name, side)
            name.setToolTip(column.name)
            self.setHorizontalHeaderItem(j, name)
            for row in range(self.rowCount()):
                self.setItem(row, j, _item(column.text(row), side))

    def mark(self, target: str) -> None:
        """Make the target's column bold and bring it into view."""
        for j, name in enumerate(self._names):
            for row in range(self.rowCount()):
                item = self.item(row, j)
                if item is not None:
                    font = item.font()
                    font.setBold(name == target)
                    item.setFont(font)
        self.resizeColumnsToContents()
        for j in range(self.columnCount()):
            self.setColumnWidth(j, min(self.columnWidth(j), WIDEST))
        if target in self._names:
            self.scrollTo(self.model().index(0, self._names.index(target)))


def _item(text: str, side: Qt.AlignmentFlag) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return item
