"""The grid: a column per run, a row per view, axes linked along a row. On screen and in files it is the same."""

from itertools import zip_longest

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from regsim.engine.reference import Optimum
from regsim.engine.trajectory import Trajectory
from regsim.gui.header import HEIGHT, Header
from regsim.gui.motion import Beat, Motion, motions_at
from regsim.gui.plotting.cell import Cell
from regsim.gui.plotting.plot import RIGHT_MARGIN
from regsim.gui.pointer import Pointer
from regsim.gui.prediction import Prediction
from regsim.gui.theme import Theme
from regsim.gui.views import VIEW_CLASSES, View
from regsim.problem import Problem
from regsim.scenario import MAX_RUNS

ROW_HEIGHT = 150  # pixels a row needs to be read
COLUMN_GAP, ROW_GAP = 14, 4
SIDE, TOP = 4, 6  # pixels round all of them
DESCRIBE_MS = 200  # after the last change: writing it for every frame would hold the plots up
MARGIN_PART = 0.3  # of a column that labels may take


class Grid(QWidget):
    """Draws runs at a step, and reports what the mouse does to it.

    Plots are made once and hidden while they are not needed: what they know and were told is there when they come back.
    """

    step_requested = Signal(int)
    weight_chosen = Signal(int)
    start_dragged = Signal(object)
    strength_dragged = Signal(int, float)
    drag_ended = Signal()
    described = Signal()
    guess_dragged = Signal(int, float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._shape: tuple[tuple[str, ...], int] = (), 0  # views and number of runs
        self._cells: list[list[Cell]] = []  # the columns from the left, each from the top
        self._views: dict[str, View] = {}
        self._headers = [Header(theme, i) for i in range(MAX_RUNS)]
        for header in self._headers:
            header.outdated.connect(self._have_painted)
        self._pointer = Pointer(self, lambda: [plot for view in self.shown_views for plot in view.plots])
        self._step = 0
        self._description = QTimer(self, singleShot=True, interval=DESCRIBE_MS)
        self._description.timeout.connect(self.describe)
        self._optima: tuple[Optimum | None, ...] = ()
        self._paths: tuple[object, ...] = ()
        self._prediction = Prediction()
        self._trajectories: tuple[Trajectory, ...] = ()
        self._motions: tuple[Motion, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Plots")

    @property
    def shown_views(self) -> list[View]:
        """The rows, from the top."""
        return [self._views[kind] for kind in self._shape[0]]

    def set_runs(self, problem: Problem, trajectories: tuple[Trajectory, ...], chosen: int) -> None:
        """Draw the runs of a problem in the views of its scenario, looking along the weight `chosen`."""
        self._trajectories, self._motions, scenario = trajectories, (), problem.scenario
        runs, views = scenario.runs, scenario.views
        for kind in views:
            if kind not in self._views:
                self._views[kind] = self._new_view(kind)
        for kind in views:
            self._views[kind].set_problem(problem)
            self._views[kind].set_trajectories(trajectories, chosen, scenario.n_steps, scenario.changes)
        for header, run, trajectory in zip(self._headers, runs, trajectories, strict=False):
            header.set_run(run, trajectory, chosen)
        if self._shape != (tuple(views), len(runs)):
            self._shape = (tuple(views), len(runs))
            self._arrange()
        self._set_margins()
        self._description.start()

    def set_optima(self, optima: tuple[Optimum | None, ...]) -> None:
        """Draw the exact optimum of each run too, where it is known."""
        self._optima = optima
        for view in self._views.values():
            view.set_optima(optima)
        self._description.start()

    def set_paths(self, paths: tuple[object, ...]) -> None:
        """Draw the λ path of each run as far as it is computed; in a sentence, why there is none."""
        self._paths = paths
        for view in self._views.values():
            view.set_paths(paths)
        self._set_margins()
        self._description.start()

    def set_prediction(self, prediction: Prediction) -> None:
        """Draw what is guessed of the next weight, and hide what gives it away while it is to be guessed."""
        self._prediction = prediction
        for view in self._views.values():
            view.set_prediction(prediction)
        self._description.start()

    def hold_axes(self, are_held: bool) -> None:
        """While something is dragged, let curves move rather than axes."""
        for view in self._views.values():
            view.hold_axes(are_held=are_held)

    def set_step(self, step: int) -> None:
        """Draw the state at `step`."""
        self._step = step
        for view in self.shown_views:
            view.set_step(step)
        for header in self._headers:
            header.set_step(step)
        self._description.start()

    def set_beat(self, beat: Beat | None) -> None:
        """Draw a beat of the update from this step to the next; none: the step at rest."""
        is_told = bool(self._motions) and beat is not None and beat.number == self._motions[0].beat.number
        self._motions = motions_at(beat, self._trajectories, self._step, self._motions)
        for view in self.shown_views:
            view.set_motions(self._motions)
        for header, motion in zip_longest(self._headers, self._motions):
            header.set_motion(motion)
        if not is_told:
            self._description.start()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.theme = theme
        for view in self._views.values():
            view.apply_theme(theme)
        for header in self._headers:
            header.apply_theme(theme)
        self.update()

    def set_exporting(self, is_exporting: bool) -> None:
        """Whether everything is painted as vectors, with no pixmaps in between."""
        for view in self.shown_views:
            view.set_exporting(is_exporting=is_exporting)

    def describe(self) -> None:
        """Write what a screen reader says of the plots; by itself, a moment after they have changed."""
        lines = [header.told for header in self._headers if header.told]
        lines += [view.describe(run) for view in self.shown_views for run in range(self._shape[1])]
        lines += [f"{choice.told}." for view in self.shown_views for choice in view.choices()]
        self.setAccessibleDescription(" ".join(lines))
        self.described.emit()

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Paint what lies in a region, in pixels of the grid."""
        for column in self._cells:
            for cell in column:
                if region.intersects(cell.place.toAlignedRect()):
                    cell.show(painter)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), QColor(self.theme.window))
            self.paint(painter, event.region())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self._set_margins()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the window's

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointer.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pointer.leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._pointer.wheel(event)
        else:
            event.ignore()  # the scroll area's

    def _new_view(self, kind: str) -> View:
        view = VIEW_CLASSES[kind](self.theme)
        view.setParent(self)
        view.step = self._step
        view.step_requested.connect(self.step_requested)
        view.weight_chosen.connect(self.weight_chosen)
        view.pointed_at.connect(self._show_tip)
        view.start_dragged.connect(self.start_dragged)
        view.strength_dragged.connect(self.strength_dragged)
        view.drag_ended.connect(self.drag_ended)
        view.guess_dragged.connect(self.guess_dragged)
        view.choice_made.connect(self._description.start)
        view.outdated.connect(self._have_painted)
        view.set_optima(self._optima)
        view.set_paths(self._paths)
        view.set_prediction(self._prediction)
        return view

    def _arrange(self) -> None:
        """Room for every row, and the step of now in rows that come back."""
        views, n_runs = self.shown_views, self._shape[1]
        self._cells = [[self._headers[run], *(view.plots[run] for view in views)] for run in range(n_runs)]
        self.setMinimumHeight(HEIGHT + ROW_HEIGHT * len(views))
        self._lay_out()
        for view in views:
            view.set_step(self._step)

    def _lay_out(self) -> None:
        """Put headers and plots into their places, on whole pixels, and hide the others."""
        n_runs, n_rows = max(self._shape[1], 1), max(len(self._shape[0]), 1)
        width = (self.width() - 2 * SIDE - (n_runs - 1) * COLUMN_GAP) // n_runs
        height = (self.height() - 2 * TOP - HEIGHT - n_rows * ROW_GAP) // n_rows
        shown = [cell for column in self._cells for cell in column]
        for cell in (*self._headers, *(plot for view in self._views.values() for plot in view.plots)):
            if cell not in shown:
                cell.put(QRectF())
        for run, (header, *plots) in enumerate(self._cells):
            left = SIDE + run * (width + COLUMN_GAP)
            header.put(QRectF(left, TOP, width, HEIGHT))
            for row, plot in enumerate(plots):
                plot.put(QRectF(left, TOP + HEIGHT + ROW_GAP + row * (height + ROW_GAP), width, height))
        self.update()

    def _set_margins(self) -> None:
        views, n_runs = self.shown_views, max(self._shape[1], 1)
        wanted = max((view.label_margin() for view in views), default=0)
        margin = max(RIGHT_MARGIN, min(wanted, int(MARGIN_PART * self.width() / n_runs)))
        for view in views:
            view.set_margin(margin)

    def _have_painted(self, place: QRectF) -> None:
        self.update(place.toAlignedRect())

    def _show_tip(self, text: str) -> None:
        if text:
            QToolTip.showText(QCursor.pos(), text, self)
        else:
            QToolTip.hideText()
