"""The only clock: which step is on screen, and how it moves."""

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

MIN_SPEED, MAX_SPEED = 0.5, 1000.0  # steps per second
TICK_MS = 16  # one frame at 60 Hz


class Playback(QObject):
    """The step on screen, an index into the trajectories.

    Attributes
    ----------
    step : int
    n_steps : int
        The last step there is.
    speed : float
        Steps per second.
    is_playing : bool
    """

    stepped = Signal(int)
    playing_changed = Signal(bool)
    range_changed = Signal(int)
    speed_changed = Signal(float)

    def __init__(self, n_steps: int, speed: float = 2.0) -> None:
        super().__init__()
        self.n_steps = n_steps
        self.speed = speed
        self.step = 0
        self.is_playing = False
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
        step = max(0, min(step, self.n_steps))
        self._fraction = 0.0
        if step != self.step:
            self.step = step
            self.stepped.emit(step)

    def move(self, steps: int) -> None:
        """Show the step that many further on, back if negative, and pause."""
        self.pause()
        self.seek(self.step + steps)

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
        due = self._fraction + dt * self.speed
        self.seek(self.step + int(due))
        self._fraction = due - int(due)
        if self.step == self.n_steps:
            self.pause()
