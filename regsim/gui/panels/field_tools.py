"""What stands below the field of λ or η: a value to take over, and the way to change it from the step on screen on."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from regsim.gui.panels.fields import number_scale
from regsim.gui.playback import Playback
from regsim.gui.widgets import layouts
from regsim.gui.widgets.keys import reach_by_tab
from regsim.gui.widgets.labels import ElidedLabel, Remark
from regsim.gui.widgets.log_slider import BOX_WIDTH
from regsim.gui.widgets.number_box import NumberBox
from regsim.parameters import Parameter

OPEN = "from this step on…"
NOT_YET = "Step or play first: before the first step it is the value itself that counts"
NO_MORE = "There is no step after this one"


class _ChangeBox(NumberBox):
    """Enter takes what stands in it, changed or not; Escape leaves all as it is."""

    entered = Signal(float)
    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def enter(self) -> None:
        """Hand over what stands in it, if it is a value."""
        self._commit()
        if not self._is_wrong:
            self.entered.emit(self.value)


class _Link(QPushButton):
    """A few words that do something, underlined while they can."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setProperty("role", "disclosure")
        reach_by_tab(self)
        self._underline()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._underline()

    def _underline(self) -> None:
        font = self.font()
        font.setUnderline(self.isEnabled())
        self.setFont(font)


class FieldTools(QWidget):
    """A line of small buttons, and the line to type a change into that one of them opens.

    Parameters
    ----------
    parameter : Parameter
    playback : Playback
        Says from which step on.
    in_force : callable
        The value at the step on screen.

    Attributes
    ----------
    offered : Signal(float)
        The value that was offered is wanted, from the first step on.
    change_wanted : Signal(float)
        Another value is wanted, from the step on screen on.
    """

    offered = Signal(float)
    change_wanted = Signal(float)

    def __init__(self, parameter: Parameter, playback: Playback, in_force: Callable[[], float]) -> None:
        super().__init__()
        self._playback, self._in_force = playback, in_force
        self._symbol = parameter.declaration.symbol
        self._owner = ""
        self._offer: float | None = None
        self.offer_button, self.open_button = _Link("set to 1/L"), _Link(OPEN)
        self.set_button, self.close_button = _button("set"), _button("✕")
        self.label, self.message = ElidedLabel(f"new {self._symbol}"), Remark("error")
        constraint = f"{parameter.declaration.label} {parameter.constraint}"
        self.box = _ChangeBox(number_scale(parameter), constraint)
        self.box.setFixedWidth(BOX_WIDTH)
        self.editor = QWidget()
        self._arrange()
        self._connect()
        self.offer_button.hide()
        self.editor.hide()
        self.set_owner("")

    def set_owner(self, owner: str) -> None:
        """Say whose value it is, to screen readers."""
        self._owner = f", {owner}" if owner else ""
        self.open_button.setAccessibleName(f"Change {self._symbol} from this step on{self._owner}")
        self.close_button.setAccessibleName(f"Change nothing{self._owner}")
        self.offer_button.setAccessibleName(f"Set {self._symbol} to 1/L{self._owner}")
        self._follow()

    def set_offer(self, value: float | None, tip: str = "") -> None:
        """Offer a value to take over, or none."""
        self._offer = value
        self.offer_button.setVisible(value is not None)
        if tip != self.offer_button.toolTip():
            self.offer_button.setToolTip(tip)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._close()

    def _arrange(self) -> None:
        buttons, editing = layouts.line(spacing=12), layouts.line(self.editor, spacing=4)
        buttons.addWidget(self.offer_button)
        buttons.addWidget(self.open_button)
        buttons.addStretch(1)
        editing.addWidget(self.label, 1)
        for widget in (self.box, self.set_button, self.close_button):
            editing.addWidget(widget)
        column = layouts.column(self, spacing=3)
        column.addLayout(buttons)
        column.addWidget(self.editor)
        column.addWidget(self.message)

    def _connect(self) -> None:
        self.offer_button.clicked.connect(self._take_offer)
        self.open_button.clicked.connect(self._toggle)
        self.set_button.clicked.connect(self.box.enter)
        self.close_button.clicked.connect(self._close)
        self.box.entered.connect(self._want)
        self.box.escaped.connect(self._close)
        self.box.rejected.connect(self.message.set_text)
        self._playback.stepped.connect(self._follow)
        self._playback.range_changed.connect(self._follow)

    def _follow(self) -> None:
        """A change can begin at any step that another one follows but the first."""
        step = self._playback.step
        is_possible = 0 < step < self._playback.n_steps
        tip = f"Another {self._symbol} from the step on screen on; what comes before stays as it was"
        self.open_button.setEnabled(is_possible)
        self.open_button.setToolTip(tip if is_possible else NO_MORE if step else NOT_YET)
        if not is_possible:
            self._close()
        elif not self.editor.isHidden():
            self._name_step()

    def _name_step(self) -> None:
        since = f"from step {self._playback.step:,} on"
        self.open_button.setText(since)
        self.box.setAccessibleName(f"{self._symbol} {since}{self._owner}")
        self.set_button.setAccessibleName(f"Set {self._symbol} {since}{self._owner}")

    def _toggle(self) -> None:
        if not self.editor.isHidden():
            self._close()
            return
        self._playback.pause()
        self._name_step()
        self.box.set_value(self._in_force())
        self.editor.show()
        self.box.setFocus()
        self.box.setSelection(len(self.box.text()), -len(self.box.text()))  # all, seen from its first digit

    def _close(self) -> None:
        if self.editor.isHidden():
            return
        if any(widget.hasFocus() for widget in (self.box, self.set_button, self.close_button)):
            self.open_button.setFocus()
        self.editor.hide()
        self.open_button.setText(OPEN)
        self.box.set_wrong(False)
        self.message.set_text("")

    def _want(self, value: float) -> None:
        self._close()
        self.change_wanted.emit(value)

    def _take_offer(self) -> None:
        if self._offer is not None:
            self.offered.emit(self._offer)


def _button(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setProperty("role", "muted")
    reach_by_tab(button)
    return button
