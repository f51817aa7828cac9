"""The changes in mid-run of one quantity, a line each, with a button that takes it out."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from regsim.gui.theme import Theme
from regsim.gui.widgets import layouts
from regsim.gui.widgets.keys import reach_by_tab
from regsim.gui.widgets.labels import Dot, ElidedLabel
from regsim.gui.widgets.marking import set_mark


class Entry(NamedTuple):
    """A change: its place in the scenario's list, its run (None: all), its words, and whether it holds now."""

    place: int
    run: int | None
    text: str
    is_now: bool


class _Row(QWidget):
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.run: int | None = None
        self.dot, self.label = Dot(), ElidedLabel()
        self.label.setProperty("role", "muted")
        self.button = QToolButton()
        self.button.setText("✕")
        self.button.setProperty("role", "muted")
        self.button.clicked.connect(self.removed)
        reach_by_tab(self.button)
        line = layouts.line(self, spacing=6)
        line.addWidget(self.dot)
        line.addWidget(self.label, 1)
        line.addWidget(self.button)

    def show_entry(self, entry: Entry) -> None:
        """Show what changes, with the dot of the run unless it changes for all; what holds now stands out."""
        self.run = entry.run
        self.dot.setVisible(entry.run is not None)
        self.label.setText(f"{entry.text}  ·  now" if entry.is_now else entry.text)
        self.label.setToolTip("")  # that of the text before; this one gets its own where it is cut
        set_mark(self.label, "role", "plain" if entry.is_now else "muted")
        whose = "all runs" if entry.run is None else f"run {entry.run + 1}"
        self.button.setAccessibleName(f"Remove: {entry.text}, {whose}")
        self.button.setToolTip(f"Remove this change of {whose}")


class ChangeList(QWidget):
    """Lines such as ``from step 40: λ = 0.1``; hidden where there are none."""

    removed = Signal(int)  # the place in the scenario's list

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[_Row] = []
        self._entries: tuple[Entry, ...] = ()
        self._theme: Theme | None = None
        self._column = layouts.column(self, spacing=2)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """The lines shown."""
        return [row.label.text() for row in self.rows[: len(self._entries)]]

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these changes."""
        if tuple(entries) == self._entries:
            return
        self._entries = tuple(entries)
        while len(self.rows) < len(entries):
            self._add()
        for i, row in enumerate(self.rows):
            row.setVisible(i < len(entries))
        for row, entry in zip(self.rows, entries, strict=False):
            row.show_entry(entry)
        self._color()
        self.setVisible(bool(entries))

    def apply_theme(self, theme: Theme) -> None:
        """Give the dots the theme's colours of the runs."""
        self._theme = theme
        self._color()

    def _add(self) -> None:
        row, at = _Row(), len(self.rows)
        row.removed.connect(lambda: self.removed.emit(self._entries[at].place))
        self.rows.append(row)
        self._column.addWidget(row)

    def _color(self) -> None:
        for row in self.rows:
            if self._theme is not None and row.run is not None:
                row.dot.set_color(self._theme.runs[row.run])
