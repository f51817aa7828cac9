"""The head of a column: which penalty and which rule, and the live numbers of the run."""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from regsim.engine.history import Frame
from regsim.engine.trajectory import Trajectory
from regsim.gui.motion import DATA, N_BEATS, PENALTY, Motion
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.cell import Cell
from regsim.gui.plotting.letters import elided, text_width
from regsim.gui.theme import Theme
from regsim.gui.words import number, weight_name
from regsim.parameters import kind_of
from regsim.scenario import Run

HEIGHT = 44
NAME_PX, TEXT_PX = 16, 13
BEAT_PX = 13.0  # a beat of slow motion in the bar of four
WIDEST = "0.0000"  # but for numbers that are very large or small
SMALL = 1e-3  # a weight closer to 0 is counted, apart from those that are 0
NO_NAMES = ("gradient-descent", "proximal-gradient", "momentum")  # written small


class Header(Cell):
    """Name, formula and rule of a run on one line, its numbers at the current step on the next."""

    def __init__(self, theme: Theme, index: int) -> None:
        super().__init__()
        self.theme = theme
        self._index = index
        self._run: Run | None = None
        self._trajectory: Trajectory | None = None
        self._step = self._chosen = 0
        self._motion: Motion | None = None

    def set_run(self, run: Run, trajectory: Trajectory, chosen: int = 0) -> None:
        """The run to head, and the weight that slow motion tells of."""
        self._run, self._trajectory, self._chosen = run, trajectory, chosen
        self.update()

    def set_step(self, step: int) -> None:
        """The step whose numbers are shown."""
        self._step = step
        self.update()

    def set_motion(self, motion: Motion | None) -> None:
        """In slow motion: what its beat tells, in place of the numbers."""
        if motion is not self._motion:
            self._motion = motion
            self.update()

    @property
    def told(self) -> str:
        """What a beat of slow motion tells, in a sentence; nothing at rest."""
        return f"{self._motion.texts(self._chosen)[0]}." if self._motion is not None else ""

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.theme = theme
        self.update()

    def paint(self, painter: QPainter) -> None:
        if self._run is None or self._trajectory is None:
            return
        painter.setClipRect(self.outline())
        canvas = Canvas(painter, self.outline(), (0.0, 1.0), (0.0, 1.0), self.theme)
        penalty = self._run.penalty
        x, room = 12.0, self.place.width() - 4
        canvas.text(x, 15, penalty.label, self.theme.run_texts[self._index], bold=True, px=NAME_PX)
        x += text_width(penalty.label, NAME_PX, bold=True) + 9
        details = self.details(self._run, self._trajectory)
        canvas.text(x, 15.5, fitting(details, room - x), self.theme.muted, px=TEXT_PX)
        if self._motion is not None and self._step <= self._trajectory.last:
            self._draw_beat(canvas, self._motion, room)
            return
        text, color = "", self.theme.text
        if self._step <= self._trajectory.last:
            text = self.numbers(self._trajectory, room - 12)
        elif self._trajectory.diverged:
            text, color = fitting([self._trajectory.status], room - 12), self.theme.error
        else:
            text, color = fitting([f"computing: step {self._trajectory.last:,}"], room - 12), self.theme.muted
        canvas.text(12.0, 35, text, color, px=TEXT_PX)

    def _draw_beat(self, canvas: Canvas, motion: Motion, room: float) -> None:
        """The four beats as a bar that fills, and what the present one tells, in the colour of its arrow."""
        number, theme, left = motion.beat.number, self.theme, 12.0
        if motion.pulls is not None:
            for beat in range(1, N_BEATS + 1):
                whole = QRectF(left, 33.5, BEAT_PX, 3.0)
                canvas.painter.fillRect(whole, QColor(theme.groove))
                done = 1.0 if beat < number else motion.beat.progress if beat == number else 0.0
                whole.setWidth(done * BEAT_PX)
                canvas.painter.fillRect(whole, QColor(theme.text))
                left += BEAT_PX + 2.0
            left += 7.0
        color = {DATA: theme.muted, PENALTY: theme.run_texts[self._index]}.get(number, theme.text)
        canvas.text(left, 35, fitting(motion.texts(self._chosen), room - left), color, px=TEXT_PX)

    def details(self, run: Run, trajectory: Trajectory) -> list[str]:
        """Penalty, rule, and the λ and η of the present step, at length and shorter."""
        rate = trajectory.optimizer(self._step).rate(min(self._step, trajectory.last))
        function = trajectory.function(self._step)
        return rules(run, rate, function.symbol, function.strength)

    def numbers(self, trajectory: Trajectory, room: float) -> str:
        """The run's state in numbers, as many as there is room for whatever their digits are at other steps."""
        frame = trajectory.frame(self._step)
        right = shares_right(trajectory, frame)
        texts = state(trajectory, frame, right, number)
        widest = state(trajectory, frame, right, lambda _: WIDEST)
        level = next((i for i, text in enumerate(widest) if text_width(text, TEXT_PX) <= room), len(widest) - 1)
        return fitting(texts[level:], room)


def state(trajectory: Trajectory, frame: Frame, right: Sequence[str], write: Callable[[float], str]) -> list[str]:
    """How many weights are left, how long they are, J and what is classified right, at length and shorter."""
    objective = write(frame.objective)
    if len(frame.weights) == 1:
        name = weight_name(trajectory.weight_names[0])
        value = write(float(frame.weights[0]))
        if frame.weights[0] == 0.0 and not trajectory.is_zero(frame.step)[0]:
            value = "0 by underflow"
        return [f"{name} = {value}  ·  J = {objective}"]
    w = frame.weights[: trajectory.loss.n_coefficients]
    is_zero = trajectory.is_zero(frame.step)[: len(w)]
    n_zero = np.count_nonzero(is_zero)
    if frame.step == 0 and n_zero == len(w):
        start = f"all {len(w)} weights start at 0" if len(w) > 1 else "the weight starts at 0"
        whole = f"{start}  ·  J = {objective}"
        return [*[f"{whole}  ·  {text}" for text in right], whole, f"all start at 0 · J = {objective}"]
    left, norm = f"{len(w) - n_zero} of {len(w)}", write(float(np.linalg.norm(w)))
    n_small = np.count_nonzero((np.abs(w) < SMALL) & ~is_zero)
    rest = f"  ·  ‖w‖ = {norm}  ·  J = {objective}"
    whole = f"{left} weight{'s' * (len(w) > 1)} left"
    apart, whole = f"{whole}, {n_small} below {number(SMALL)}{rest}", f"{whole}{rest}"
    short = f"{left} left · ‖w‖ = {norm} · J = {objective}"
    longest = [f"{start}  ·  {text}" for start in (apart, whole) for text in right]
    middle = [*[f"{short} · {text}" for text in right], *[apart] * (not right), whole]
    return [*longest, *middle, short, f"{left} left · J = {objective}"]


def shares_right(trajectory: Trajectory, frame: Frame) -> list[str]:
    """How many samples are classified right, of those trained on and of those set aside; nothing without classes."""
    with np.errstate(all="ignore"):
        losses = [loss for loss in (trajectory.loss, trajectory.validation) if loss is not None]
        found = [loss.accuracy(frame.weights) for loss in losses]
    match [f"{100.0 * float(share):.1f}" for share in found if share is not None]:
        case [trained, aside]:
            return [f"{trained} % right, {aside} % of those set aside", f"{trained} / {aside} % right"]
        case [trained]:
            return [f"{trained} % right"]
    return []


def rules(run: Run, learning_rate: float, symbol: str = "λ", strength: float | None = None) -> list[str]:
    """Penalty, rule, its strength and the learning rate, at length and shorter; the rule is never left out.

    λ stays longer than η: it is what runs are compared over.
    """
    label = run.optimizer.label.lower() if kind_of(run.optimizer) in NO_NAMES else run.optimizer.label
    short = label.split()[0]
    rate = f"η = {number(learning_rate)}"
    formula = [run.penalty.formula.replace("λ", symbol)] if run.penalty.formula else []
    known = [] if strength is None else [f"λ = {number(strength)}"]
    return [
        "  ·  ".join([*formula, label, *known, rate]),
        " · ".join([label, *known, rate]),
        " · ".join([short, *known, rate]),
        ", ".join([short, *(known or [rate])]),
        short,
    ]


def fitting(texts: Sequence[str], room: float) -> str:
    """The first of the texts that has room, or the last one cut."""
    for text in texts:
        if text_width(text, TEXT_PX) <= room:
            return text
    return elided(texts[-1], room, TEXT_PX)
