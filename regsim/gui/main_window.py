"""The main window. It puts the parts together and passes signals between them; it computes nothing."""

from collections.abc import Callable

from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QMainWindow, QVBoxLayout, QWidget

import regsim
from regsim.gui.actions import add_menus, keys_text, played_by
from regsim.gui.background import Background
from regsim.gui.changes import marks_of_all
from regsim.gui.documents import Documents, dropped_file, inform
from regsim.gui.grid import Grid
from regsim.gui.grid_area import GridArea
from regsim.gui.panels.scenario_panel import ScenarioPanel
from regsim.gui.panels.transport import Transport
from regsim.gui.playback import Playback
from regsim.gui.room import Room
from regsim.gui.session import Session
from regsim.gui.step_panel import StepPanel
from regsim.gui.style import style_sheet
from regsim.gui.theme import DARK, LIGHT, Theme, palette
from regsim.gui.widgets.labels import ElidedLabel

ABOUT = (
    "<h3>regsim {version}</h3><p>See why regularization makes weights small (L2) and zero (L1).</p>"
    "<p>Every number on the screen is computed in double precision by the rule the column names.</p>"
    "<p>MIT licence. Drawn with Qt, computed with numpy, formulas set with ziamath.</p>"
)
MESSAGE_MS = 6000
COUNTS_MARGIN = 10  # pixels, to the edge of the window
MESSAGE_MARGIN = 4  # pixels: as the status bar's own have


class MainWindow(QMainWindow):
    """The scenario left, the grid in the middle, this step in numbers right, the transport below.

    Parameters
    ----------
    session : Session
    theme : Theme
    """

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.session = session
        self.playback = Playback(session.scenario.n_steps, comfortable_speed(session.scenario.n_steps))
        self.grid = Grid(theme)
        self.area = GridArea(self.grid, session)
        self.panel = ScenarioPanel(session, self.playback)
        self.transport = Transport(self.playback)
        self.step_panel = StepPanel(theme, self.playback)
        self.documents = Documents(session, self)
        self._counts, self._working = QLabel(), ElidedLabel()
        self._may_close = False
        self.actions_by_name = add_menus(self, self._handlers())
        self.actions_by_name["theme"].setCheckable(True)
        self.room = Room(self.panel, self.step_panel, self.actions_by_name["step_panel"], self)
        self._arrange()
        self.background = Background(session)
        self._connect()
        self.apply_theme(theme)
        self._show_runs()
        self.background.tell_all()
        self._show_history()
        self.grid.setFocus()

    def _arrange(self) -> None:
        upper, lower = QHBoxLayout(), QVBoxLayout()
        upper.addWidget(self.panel)
        upper.addWidget(self.area, 1)
        upper.addWidget(self.step_panel)
        lower.addLayout(upper, 1)
        lower.addWidget(self.transport)
        for layout in (upper, lower):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        centre = QWidget()
        centre.setLayout(lower)
        self.setCentralWidget(centre)
        self._counts.setContentsMargins(0, 0, COUNTS_MARGIN, 0)
        self._working.setContentsMargins(MESSAGE_MARGIN, 0, 0, 0)
        self._working.setProperty("role", "muted")
        self.statusBar().addWidget(self._working, 1)  # where a message is, and again when its time is over
        self.statusBar().addPermanentWidget(self._counts)
        self.statusBar().setSizeGripEnabled(False)  # it would lie over the end of the counts
        self.setAcceptDrops(True)
        self.setMinimumSize(900, 560)
        self.resize(1400, 900)

    def _connect(self) -> None:
        self.session.changed.connect(self.playback.end_slow_motion)
        self.session.changed.connect(self._show_runs)
        self.session.dragging_changed.connect(self.grid.hold_axes)
        self.session.extended.connect(self._show_runs)
        self.session.chosen_changed.connect(self._show_runs)
        self.session.opened.connect(self._show_opened)
        self.session.history_changed.connect(self._show_history)
        self.playback.stepped.connect(self.grid.set_step)
        self.playback.beat_changed.connect(self.grid.set_beat)
        self.grid.step_requested.connect(self.playback.seek)
        self.grid.weight_chosen.connect(self.session.choose)
        self.grid.start_dragged.connect(self.session.drag_start)
        self.grid.strength_dragged.connect(self.session.drag_strength)
        self.grid.drag_ended.connect(self.session.end_gesture)
        self.grid.guess_dragged.connect(self.step_panel.predict.guess)
        self.step_panel.predict.changed.connect(self.grid.set_prediction)
        self.background.optima_changed.connect(self.grid.set_optima)
        self.background.path_changed.connect(self.grid.set_paths)
        self.panel.csv_requested.connect(self.documents.ask_for_csv)
        self.panel.lesson_requested.connect(self.documents.open)
        self.transport.export_requested.connect(self.export)
        self.area.told.connect(self._say)
        self.room.told.connect(self._say)
        self.documents.done.connect(self._say)
        for show in (self._working.setText, self._working.setToolTip):
            self.documents.working.connect(show)
        self.documents.asking.connect(self.playback.pause)

    def _handlers(self) -> dict[str, Callable[[], None]]:
        files, play = self.documents, self.playback
        return {
            "new": files.new,
            "open": files.ask_to_open,
            "open_csv": files.ask_for_csv,
            "save": files.save,
            "save_as": files.save_as,
            "export": self.export,
            "quit": self.quit,
            "undo": files.undo,
            "redo": files.redo,
            "reset": self.panel.reset,
            "copy": self.copy_picture,
            "toggle": play.toggle,
            "slow_motion": play.slow_motion,
            "forward": play.forward,
            "back": play.back,
            "forward_ten": lambda: play.move(10),
            "back_ten": lambda: play.move(-10),
            "to_start": play.to_start,
            "to_end": play.to_end,
            "theme": lambda: self.apply_theme(LIGHT if self.theme is DARK else DARK),
            "step_panel": self._change_panels,
            **self.area.handlers(),
            "keys": lambda: inform(self, "Keys", keys_text()),
            "about": lambda: inform(self, "About regsim", ABOUT.format(version=regsim.__version__)),
        }

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`, in every part of the window."""
        self.theme = theme
        QApplication.setPalette(palette(theme))
        self.setStyleSheet(style_sheet(theme))
        for part in (self.grid, self.panel, self.step_panel, self.transport):
            part.apply_theme(theme)
        self.actions_by_name["theme"].setChecked(theme is DARK)

    def export(self) -> None:
        """Ask what to draw and where to."""
        from regsim.gui.export_dialog import ExportDialog  # not before the window is there

        dialog = ExportDialog(self.session, self.playback, self.theme, self.documents.folder, self)
        dialog.exported.connect(self._say)
        dialog.open()

    def quit(self) -> None:
        """Close the window, which ends the program."""
        self.close()

    def close_without_asking(self) -> None:
        """Close the window, whatever becomes of the scenario."""
        self._may_close = True
        self.close()

    def copy_picture(self) -> None:
        """Put the grid as it is on screen on the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.grid.grab())
        self._say("Copied the picture")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = played_by(event)
        if command is None:
            super().keyPressEvent(event)
        else:
            self.actions_by_name[command].trigger()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.documents.open(dropped_file(event.mimeData()))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.session.has_work_to_lose and not self._may_close:
            event.ignore()
            self.documents.leave(self.close_without_asking)
            return
        self.playback.pause()
        self.session.stop()
        self.background.stop()
        self.documents.stop()
        event.accept()

    def _say(self, message: str) -> None:
        self.statusBar().showMessage(message, MESSAGE_MS)

    def _show_runs(self) -> None:
        session = self.session
        self.playback.set_n_steps(session.scenario.n_steps)
        for part in (self.grid, self.step_panel):
            part.set_runs(session.problem, session.trajectories, session.chosen)
        self.transport.set_marks(marks_of_all(session.scenario.changes, session.scenario.n_steps))
        self._make_room()
        layout, summary = self.statusBar().layout(), session.summary
        if summary != self._counts.text():
            self._counts.setText(summary)
            if layout is not None:
                layout.activate()  # at once: a repaint before it would cut longer counts off

    def _change_panels(self) -> None:
        self.room.ask()  # which is made with the action that this is the handler of

    def _make_room(self) -> None:
        self.room.share(self.width(), len(self.session.scenario.runs))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _show_opened(self) -> None:
        self.playback.pause()
        self.playback.seek(0)
        self.playback.set_speed(comfortable_speed(self.session.scenario.n_steps))

    def _show_history(self) -> None:
        session = self.session
        for name, is_able in (("undo", session.can_undo), ("redo", session.can_redo), ("reset", session.is_modified)):
            self.actions_by_name[name].setEnabled(is_able)
        title = session.path.name if session.path else session.scenario.title or "Untitled"
        self.setWindowTitle(f"{title}[*]")
        self.setWindowModified(session.has_work_to_lose)


def comfortable_speed(n_steps: int) -> float:
    """Steps per second at which a run takes about ten seconds, but no slower than two."""
    return max(2.0, n_steps / 10.0)
