"""Where the grid is in the window: it scrolls it, and does by keyboard what the mouse does in the plots."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea

from regsim.gui.grid import Grid
from regsim.gui.session import Session
from regsim.gui.views import View
from regsim.gui.words import weight_name

ZOOM = 1.25
PAN = 0.1  # of a plot's width or height


class GridArea(QScrollArea):
    """Scrolls the grid where the window is too low for its rows; leaves the keys to the window.

    What a command does it does in one row, once that is chosen, or in every row.

    Attributes
    ----------
    told : Signal(str)
        What a command has done.
    """

    told = Signal(str)

    def __init__(self, grid: Grid, session: Session) -> None:
        super().__init__(widgetResizable=True)
        self._grid, self._session = grid, session
        self._row = ""  # the kind of its view, empty for all
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(grid)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def handlers(self) -> dict[str, Callable[[], None]]:
        """What the commands on plots do."""
        return {
            "row_above": partial(self._choose_row, -1),
            "row_below": partial(self._choose_row, 1),
            "next_weight": partial(self._choose_weight, 1),
            "previous_weight": partial(self._choose_weight, -1),
            "log_axis": partial(self._choose, "log_axis"),
            "constraint": partial(self._choose, "constraint"),
            "along_y": partial(self._choose, "along_y"),
            "along_y_back": partial(self._choose, "along_y", -1),
            "bar_order": partial(self._choose, "bar_order"),
            "zoom_in": lambda: self._for_rows(lambda view: view.zoom_by(1.0 / ZOOM)),
            "zoom_out": lambda: self._for_rows(lambda view: view.zoom_by(ZOOM)),
            "reset_zoom": lambda: self._for_rows(View.reset_zoom),
            "pan_left": lambda: self._for_rows(lambda view: view.pan_by(-PAN, 0.0)),
            "pan_right": lambda: self._for_rows(lambda view: view.pan_by(PAN, 0.0)),
            "pan_up": lambda: self._for_rows(lambda view: view.pan_by(0.0, PAN)),
            "pan_down": lambda: self._for_rows(lambda view: view.pan_by(0.0, -PAN)),
        }

    @property
    def rows(self) -> list[View]:
        """The views that commands act on."""
        return [view for view in self._grid.shown_views if view.kind == self._row] or self._grid.shown_views

    def _for_rows(self, act: Callable[[View], None]) -> None:
        for view in self.rows:
            act(view)

    def _choose_row(self, by: int) -> None:
        """The next row down or up, and in between all of them."""
        kinds = ["", *(view.kind for view in self._grid.shown_views)]
        at = kinds.index(self._row) if self._row in kinds else 0
        self._row = kinds[(at + by) % len(kinds)]
        for view in self._grid.shown_views:
            view.set_current(is_current=view.kind == self._row)
        if self._row:
            place = self.rows[0].plots[0].place
            self.ensureVisible(0, round(place.center().y()), 0, round(place.height() / 2))
        self.told.emit(f"Keys act on: {self.rows[0].title()}" if self._row else "Keys act on all rows")

    def _choose_weight(self, by: int) -> None:
        self._session.choose(self._session.chosen + by)
        name = weight_name(self._session.problem.loss.weight_names[self._session.chosen])
        self.told.emit(f"Chosen weight: {name}")

    def _choose(self, name: str, by: int = 1) -> None:
        """On to the next option in every row that has this choice: the same in all."""
        found = [(view, choice) for view in self.rows for choice in view.choices() if choice.name == name]
        if not found:
            self.told.emit("No plot here has this to choose")
            return
        option = found[0][1].next(by).name
        for view, _ in found:
            view.choose(name, option)
        self.told.emit("; ".join(choice.told for view in self.rows for choice in view.choices() if choice.name == name))
