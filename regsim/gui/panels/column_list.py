"""The columns of a table, to tick as features: each with what it is and what it becomes."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QListWidgetItem, QToolButton, QWidget

from regsim.data import Table, default_features
from regsim.data.labels import MAX_LABELS, label_order
from regsim.data.table import Column, TextColumn
from regsim.gui.widgets import layouts
from regsim.gui.widgets.labels import ElidedLabel
from regsim.gui.widgets.ticks import check_list

MOST_LABELS = 4  # named in the line of a text column


class ColumnList(QWidget):
    """A list of columns with a tick for each feature; the target is not among them."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.list = check_list("Features")
        self.list.itemChanged.connect(self.changed)
        self.all_button, self.none_button = _button("all", "Tick all features"), _button("none", "Tick no feature")
        self.all_button.clicked.connect(lambda: self._tick(True))
        self.none_button.clicked.connect(lambda: self._tick(False))
        bar = layouts.line(spacing=4)
        bar.addWidget(ElidedLabel("Features"), 1)
        bar.addWidget(self.all_button)
        bar.addWidget(self.none_button)
        column = layouts.column(self, spacing=4)
        column.addLayout(bar)
        column.addWidget(self.list)

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the ticked columns, as they come in the file."""
        items = [self.list.item(i) for i in range(self.list.count())]
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def show_table(self, table: Table, target: str) -> None:
        """Offer every column but the target; those that can be features and do not number the rows are ticked."""
        usual = default_features(table, target)
        with QSignalBlocker(self.list):
            self.list.clear()
            for column in table.columns:
                if column.name != target:
                    self.list.addItem(_item(column, is_ticked=column.name in usual and can_be_feature(column)))
        self.changed.emit()

    def _tick(self, is_ticked: bool) -> None:
        with QSignalBlocker(self.list):
            for i in range(self.list.count()):
                self.list.item(i).setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        self.list.viewport().update()
        self.changed.emit()


def can_be_feature(column: Column) -> bool:
    """Whether the column can become numbers: text of a few labels can, free text cannot."""
    return not isinstance(column, TextColumn) or 1 <= column.n_distinct <= MAX_LABELS


def description(column: Column) -> str:
    """What a column is and becomes, in a few words."""
    missing = f", {column.n_missing} missing" if column.n_missing else ""
    values = "value" if column.n_distinct == 1 else "different values"
    if not isinstance(column, TextColumn):
        return f"{column.n_distinct} {values}{missing}"
    if not can_be_feature(column):
        return f"text, {column.n_distinct} different: too many{missing}"
    labels = label_order(column.distinct)
    if len(labels) <= 2:
        return ", ".join(f"{label} → {code}" for code, label in enumerate(labels)) + missing
    more = ", …" if len(labels) > MOST_LABELS else ""
    return f"a column each for {', '.join(labels[:MOST_LABELS])}{more}{missing}"


def _item(column: Column, *, is_ticked: bool) -> QListWidgetItem:
    text = f"{column.name}  ·  {description(column)}"
    item = QListWidgetItem(text)
    item.setToolTip(text)
    item.setData(Qt.ItemDataRole.UserRole, column.name)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
    return item


def _button(text: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(name)
    button.setProperty("role", "muted")
    return button
