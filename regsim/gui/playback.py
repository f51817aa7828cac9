"""The only clock: which step is on screen, and how it moves."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from regsim.gui.motion import DATA, N_BEATS, Beat

MIN_SPEED, MAX_SPEED = 0.5, 1000.0  # steps per second
TICK_MS = 16  # one frame at 60 Hz
BEAT_S = 0.75  # of slow motion: an arrow grows, and its caption can be read


class Playback(QObject):
    """The step on screen, an index into the trajectories; in slow motion, one of the beats on the way to the next.

    Slow motion is left for good by whatever else moves the step.

    Attributes
    ----------
    step : int
    n_steps : int
        The last step there is.
    speed : float
        Steps per second.
    is_playing : bool
    beat : Beat or None
        Where slow motion is; None while there is none.
    """

    stepped = Signal(int)
    playing_changed = Signal(bool)
    range_changed = Signal(int)
    speed_changed = Signal(float)
    beat_changed = Signal(object)

    def __init__(self, n_steps: int, speed: float = 2.0) -> None:
        super().__init__()
        self.n_steps = n_steps
        self.speed = speed
        self.step = 0
        self.is_playing = False
        self.beat: Beat | None = None
        self._is_one_update = False  # after which slow motion ends
        self._fraction = 0.0  # of the next step, so that slow speeds keep time
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self.advance(self._clock.restart() / 1000.0))

    def set_n_steps(self, n_steps: int) -> None:
        """Another number of steps; the step on screen stays where it can."""
        if n_steps != self.n_steps:
            self.n_steps = n_steps
            self.range_changed.emit(n_steps)
            self.seek(self.step)

    def set_speed(self, speed: float) -> None:
        """Play at `speed` steps per second, kept within 0.5 and 1,000."""
        speed = min(max(speed, MIN_SPEED), MAX_SPEED)
        if speed != self.speed:
            self.speed = speed
            self.speed_changed.emit(speed)

    def seek(self, step: int) -> None:
        """Show `step`, or the nearest there is."""
        self.end_slow_motion()
        self._show(step)

    def _show(self, step: int) -> None:
        step = max(0, min(step, self.n_steps))
        self._fraction = 0.0
        if step != self.step:
            self.step = step
            self.stepped.emit(step)

    def move(self, steps: int) -> None:
        """Show the step that many further on, back if negative, and pause."""
        self.pause()
        self.seek(self.step + steps)

    def forward(self) -> None:
        """One step on, or one beat in slow motion, and pause."""
        if self.beat is None or self.beat.number == N_BEATS:
            self.move(1)
        else:
            self.pause()
            self._set_beat(Beat(self.beat.number + 1, 1.0))

    def back(self) -> None:
        """One step back, or one beat in slow motion, and pause."""
        if self.beat is None:
            self.move(-1)
        elif self.beat.number == DATA:
            self.end_slow_motion()
        else:
            self.pause()
            self._set_beat(Beat(self.beat.number - 1, 1.0))

    def slow_motion(self) -> None:
        """Show the next update in four beats, every one if it is playing; again: be done with it."""
        if self.beat is None:
            self._is_one_update = not self.is_playing
            if self.step < self.n_steps:
                self._set_beat(Beat(DATA, 0.0))
                self.play()
        elif self._is_one_update:
            self.move(1)
        else:
            self._set_beat(None)

    def end_slow_motion(self) -> None:
        """Pause at the step whose update was being shown, if one was."""
        if self.beat is not None:
            self.pause()
            self._set_beat(None)

    def _set_beat(self, beat: Beat | None) -> None:
        if beat != self.beat:
            self.beat = beat
            self._fraction = 0.0
            self.beat_changed.emit(beat)

    def to_start(self) -> None:
        """Show step 0 and pause."""
        self.move(-self.n_steps)

    def to_end(self) -> None:
        """Show the last step and pause."""
        self.move(self.n_steps)

    def play(self) -> None:
        """Let time run; at the end, from the start again."""
        if self.is_playing:
            return
        if self.step == self.n_steps:
            self.seek(0)
        self.is_playing = True
        self._clock.start()
        self._timer.start()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Let time stand."""
        if self.is_playing:
            self.is_playing = False
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play if paused, pause if playing."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def advance(self, dt: float) -> None:
        """Move on by `dt` seconds of playing; pause at the end."""
        if not self.is_playing:
            return
        if self.beat is not None:
            self._advance_beat(self.beat, dt)
            return
        due = self._fraction + dt * self.speed
        self._show(self.step + int(due))
        self._fraction = due - int(due)
        if self.step == self.n_steps:
            self.pause()

    def _advance_beat(self, beat: Beat, dt: float) -> None:
        """Move on within an update, or to the next: never by more than one, lest beats be missed."""
        due = beat.progress + dt / BEAT_S
        number, progress = beat.number + int(due), due - int(due)
        if number <= N_BEATS:
            self._set_beat(Beat(number, progress))
            return
        self._set_beat(None)
        self._show(self.step + 1)
        if self._is_one_update or self.step == self.n_steps:
            self.pause()
        else:
            self._set_beat(Beat(DATA, progress))
