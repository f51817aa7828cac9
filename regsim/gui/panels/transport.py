"""The transport, at the bottom: to start, back, play, forward, to end; the timeline; the speed; export."""

import math
from collections.abc import Callable, Mapping

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from regsim.gui.playback import MAX_SPEED, MIN_SPEED, Playback
from regsim.gui.style import ICON_SIZES, icon
from regsim.gui.theme import Theme
from regsim.gui.widgets import layouts
from regsim.gui.widgets.keys import reach_by_tab
from regsim.gui.widgets.number_scale import POSITIONS, NumberScale
from regsim.gui.widgets.number_text import number_text
from regsim.gui.widgets.slider import Slider

HEIGHT = 44  # pixels
SPEED_WIDTH = 84  # of its slider, pixels
HELD_AFTER_MS, HELD_EVERY_MS = 350, 60  # a held button begins to repeat, and repeats
SPEED = NumberScale(ends=(MIN_SPEED, MAX_SPEED), is_log=True)


class Transport(QWidget):
    """Buttons and sliders that move the playback, and show where it is.

    Attributes
    ----------
    export_requested : Signal
        The user wants to save what is on screen as a picture.
    """

    export_requested = Signal()

    def __init__(self, playback: Playback) -> None:
        super().__init__()
        self.playback = playback
        self._theme: Theme | None = None
        self.setAccessibleName("Transport")
        self.setFixedHeight(HEIGHT)
        self.start_button = self._button("To the start (Home)", playback.to_start)
        self.back_button = self._button("One step back (←)", playback.back, repeats=True)
        self.play_button = self._button("Play (Space)", playback.toggle)
        self.slow_button = self._button("Slow motion (S)", playback.slow_motion)
        self.slow_button.setCheckable(True)
        self.forward_button = self._button("One step forward (→)", playback.forward, repeats=True)
        self.end_button = self._button("To the end (End)", playback.to_end)
        self.export_button = self._button("Export a picture", self.export_requested.emit)
        self.scrubber = Slider()
        self.scrubber.setAccessibleName("Step")
        self.scrubber.setToolTip("The step on screen: click or drag")
        self.scrubber.valueChanged.connect(self._seek)
        self.step_label = QLabel(textFormat=Qt.TextFormat.RichText)
        self.step_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.speed_slider = Slider()
        self.speed_slider.setRange(0, POSITIONS)
        self.speed_slider.setFixedWidth(SPEED_WIDTH)
        self.speed_slider.setAccessibleName("Speed")
        self.speed_slider.setToolTip(f"Speed, {number_text(MIN_SPEED)} to {number_text(MAX_SPEED)} steps a second")
        self.speed_slider.valueChanged.connect(self._set_speed)
        self.speed_label = QLabel()
        self.speed_label.setProperty("role", "muted")
        self._arrange()
        playback.stepped.connect(self._show_step)
        playback.range_changed.connect(self._show_range)
        playback.playing_changed.connect(self._show_playing)
        playback.speed_changed.connect(self._show_speed)
        playback.beat_changed.connect(self._show_slow)
        self._show_range(playback.n_steps)
        self._show_speed(playback.speed)

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        self._theme = theme
        for button, name in (
            (self.start_button, "start"),
            (self.back_button, "back"),
            (self.slow_button, "slow"),
            (self.forward_button, "forward"),
            (self.end_button, "end"),
            (self.export_button, "export"),
        ):
            button.setIcon(icon(name, theme))
        self._icons = {is_playing: icon("pause" if is_playing else "play", theme) for is_playing in (False, True)}
        self._show_playing(self.playback.is_playing)

    def set_marks(self, texts: Mapping[int, str]) -> None:
        """Draw a tick at each of these steps; its text is the tooltip there."""
        self.scrubber.set_marks(tuple(texts.items()))

    def _button(self, tip: str, act: Callable[[], object], *, repeats: bool = False) -> QToolButton:
        button = QToolButton()
        button.setAutoRepeat(repeats)
        button.setAutoRepeatDelay(HELD_AFTER_MS)
        button.setAutoRepeatInterval(HELD_EVERY_MS)
        button.setIconSize(QSize(ICON_SIZES[1], ICON_SIZES[1]))
        reach_by_tab(button)
        _describe(button, tip)
        button.clicked.connect(lambda _=False: act())
        return button

    def _arrange(self) -> None:
        self.step_label.setObjectName("step")
        line = layouts.line(self, spacing=6, margins=(12, 0, 12, 0))
        moving = (self.start_button, self.back_button, self.play_button, self.forward_button, self.end_button)
        for button in (*moving, self.slow_button):
            line.addWidget(button)
        line.addSpacing(4)
        line.addWidget(self.scrubber, 1)
        for widget in (self.step_label, self.speed_slider, self.speed_label, self.export_button):
            line.addSpacing(6)
            line.addWidget(widget)
        widest = max((_speed_text(speed) for speed in (MIN_SPEED, MAX_SPEED, 0.55, 550.0)), key=len)
        self.speed_label.setFixedWidth(self.speed_label.fontMetrics().horizontalAdvance(widest) + 6)

    def _seek(self, step: int) -> None:
        if self.scrubber.isSliderDown():
            self.playback.pause()
        self.playback.seek(step)

    def _set_speed(self, position: int) -> None:
        self.playback.set_speed(float(f"{SPEED.value(position):.2g}"))

    def _show_range(self, n_steps: int) -> None:
        with QSignalBlocker(self.scrubber):
            self.scrubber.setRange(0, n_steps)
            self.scrubber.setPageStep(max(1, n_steps // 10))
        font = self.step_label.font()
        font.setBold(True)
        self.step_label.setFont(font)
        width = self.step_label.fontMetrics().horizontalAdvance(f"step {n_steps:,} / {n_steps:,}")
        font.setBold(False)
        self.step_label.setFont(font)
        self.step_label.setFixedWidth(width + 4)
        self._show_step(self.playback.step)

    def _show_step(self, step: int) -> None:
        with QSignalBlocker(self.scrubber):
            self.scrubber.setValue(step)
        self._show_slow()
        self.step_label.setText(f"step <b>{step:,}</b> / {self.playback.n_steps:,}")

    def _show_playing(self, is_playing: bool) -> None:
        _describe(self.play_button, "Pause (Space)" if is_playing else "Play (Space)")
        if self._theme is not None:
            self.play_button.setIcon(self._icons[is_playing])

    def _show_slow(self, *_: object) -> None:
        """The button for slow motion is down while it lasts, and of no use at the last step."""
        self.slow_button.setChecked(self.playback.beat is not None)
        self.slow_button.setEnabled(self.playback.step < self.playback.n_steps)

    def _show_speed(self, speed: float) -> None:
        if not self.speed_slider.isSliderDown():
            with QSignalBlocker(self.speed_slider):
                self.speed_slider.setValue(SPEED.position(speed))
        self.speed_label.setText(_speed_text(speed))


def _describe(button: QToolButton, tip: str) -> None:
    button.setToolTip(tip)
    button.setAccessibleName(tip.split(" (")[0])


def _speed_text(speed: float) -> str:
    if math.isclose(speed, 1.0):
        return "1 step/s"
    return f"{speed:,.3g} steps/s" if speed < 1000 else f"{speed:,.0f} steps/s"
