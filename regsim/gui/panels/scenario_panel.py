"""The scenario, on the left: every part of it in its own section, from the lesson to the views."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from regsim.gui.panels.convention_section import ConventionSection
from regsim.gui.panels.data_section import DataSection
from regsim.gui.panels.descent_section import DescentSection
from regsim.gui.panels.lesson_section import LessonSection
from regsim.gui.panels.limits import StableLimits
from regsim.gui.panels.model_section import ModelSection
from regsim.gui.panels.regularization_section import RegularizationSection
from regsim.gui.panels.runs_section import RunsSection
from regsim.gui.panels.section import Section
from regsim.gui.panels.views_section import ViewsSection
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.gui.theme import Theme
from regsim.gui.widgets import layouts
from regsim.gui.widgets.labels import Remark
from regsim.gui.widgets.tab_order import chain_as_laid_out
from regsim.parameters import InputError

WIDTH, MIN_WIDTH = 266, 236  # pixels


class ScenarioPanel(QScrollArea):
    """Editors for the session's scenario. Each edit goes to the session; what comes back is shown.

    Attributes
    ----------
    csv_requested : Signal
        The user wants to open a CSV file.
    lesson_requested : Signal(str)
        The user wants to open the lesson of that name.
    """

    csv_requested = Signal()
    lesson_requested = Signal(str)

    def __init__(self, session: Session, playback: Playback) -> None:
        super().__init__()
        self.session = session
        self.setAccessibleName("Scenario")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(MIN_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lesson = LessonSection(session)
        self.data = DataSection(session)
        self.model = ModelSection(session)
        limits = StableLimits()
        self.regularization = RegularizationSection(session, playback, limits)
        self.runs = RunsSection(session)
        self.descent = DescentSection(session, playback, limits)
        self.convention = ConventionSection(session, playback)
        self.views = ViewsSection(session)
        self.data.csv_requested.connect(self.csv_requested)
        self.lesson.lesson_requested.connect(self.lesson_requested)
        self._content = content = QWidget()
        column = layouts.column(content, spacing=14, margins=(14, 14, 14, 14))
        for section in self.sections:
            column.addWidget(section)
            section.refusing.connect(self._catch_up)
        column.addStretch(1)
        hint = Remark()
        column.addWidget(hint)
        self.setWidget(content)
        hint.set_text("Every change redraws the whole run.")
        self._soon = QTimer(self, singleShot=True, interval=0)  # when the plots are painted
        self._soon.timeout.connect(self.refresh)
        session.changed.connect(self._follow)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys to the window."""
        event.ignore()

    @property
    def sections(self) -> tuple[Section, ...]:
        """From the top."""
        return (
            self.lesson,
            self.data,
            self.model,
            self.regularization,
            self.runs,
            self.descent,
            self.convention,
            self.views,
        )

    def focusNextPrevChild(self, is_next: bool) -> bool:
        chain_as_laid_out(self._content)
        return super().focusNextPrevChild(is_next)

    def _follow(self) -> None:
        """Show the session's scenario; while something is dragged the plots come first."""
        if self.session.is_dragging:
            self._soon.start()
        else:
            self.refresh()

    def _catch_up(self) -> None:
        """Do at once what was put off."""
        if self._soon.isActive():
            self.refresh()

    def refresh(self) -> None:
        """Show the session's scenario."""
        self._soon.stop()
        for section in self.sections:
            section.refresh()

    def reset(self) -> None:
        """Go back to the scenario as it was opened; where that cannot be read any more, say so at the top."""
        try:
            self.session.reset()
        except InputError as error:
            self.lesson.refuse(error)

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme's colours; the style sheet is the window's."""
        for section in self.sections:
            section.apply_theme(theme)

    def sizeHint(self) -> QSize:
        """As wide as in the pictures."""
        return QSize(WIDTH, super().sizeHint().height())
