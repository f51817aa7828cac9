"""Views over steps with two y axes to choose from: an ordinary one, and a log one. A click on its name chooses it."""

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF, QRectF

from regsim.arrays import FloatArray
from regsim.engine.reference import Optimum
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import text_width
from regsim.gui.plotting.plot import Plot
from regsim.gui.theme import Theme
from regsim.gui.views.choice import Choice, Option
from regsim.gui.views.contours import SMALL_PX
from regsim.gui.views.log_scale import LogScale, LogTicks, draw_strip, steady_scale
from regsim.gui.views.loss_gap import are_of
from regsim.gui.views.over_steps import OverSteps, Points
from regsim.gui.views.plane_captions import CAPTION, GAP, Caption
from regsim.gui.views.ranges import Range, padded

CLEAR = CAPTION + 4.0  # pixels from the top of a plot to the highest point drawn: the names of the axes are above it
MOST_CLEAR = 1 / 3  # of a plot's height, while it has none
NOTHING = LogScale(-1.0, 0.0, has_strip=False)  # as good as any other, for nothing to be drawn on
BESIDE = 0.07  # parts of what is drawn, below it and at least above


class TwoScales(OverSteps):
    """A view over steps with an ordinary y axis and a log one, the same for all plots of the row.

    Attributes
    ----------
    is_log : bool
    scale : LogScale or None
        The log axis, None while the other is shown.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.is_log = False
        self.scale: LogScale | None = None
        self._ticks: list[LogTicks] = []

    @abstractmethod
    def axes(self) -> tuple[Option, Option]:
        """The ordinary axis, `plain`, and the log one, `log`."""

    def choices(self) -> Sequence[Choice]:
        return [Choice("log_axis", f"{self.title().partition(',')[0]}, y axis", self.axes(), self._axis)]

    def apply_choice(self, name: str, option: str) -> None:
        if name == "log_axis":
            self.show_log(is_log=option == "log")

    @property
    def _axis(self) -> str:
        return "log" if self.is_log else "plain"

    @abstractmethod
    def log_scale(self) -> LogScale | None:
        """The log axis for what there is to draw; None as long as that is nothing."""

    def show_log(self, *, is_log: bool) -> None:
        """Draw on the log axis, or on the ordinary one."""
        self.is_log = is_log
        self.redraw()
        if self.trajectories:
            self.set_limits(is_other=True)

    def set_optima(self, optima: tuple[Optimum | None, ...]) -> None:
        is_new = optima != self.optima
        super().set_optima(optima)
        if self.is_log and is_new and are_of(self.optima, self.trajectories):
            self.redraw()

    @abstractmethod
    def extent(self) -> Range:
        """The heights between which everything is drawn."""

    def limits(self) -> tuple[Range, Range]:
        low, high = self.extent()
        bottom, top = padded(low, high, BESIDE)
        clear = min(CLEAR / max(self.plots[0].inside().height(), 1.0), MOST_CLEAR)
        return self.step_range(), (bottom, max(top, bottom + (high - bottom) / (1.0 - clear)))

    def _fit(self) -> None:
        """The plots have another height: the names of the axes take another part of it."""
        if self.trajectories:
            self.set_limits()

    def prepare(self) -> None:
        super().prepare()
        self.scale = self._scale_now() if self.is_log else None
        for ticks in self._ticks:
            ticks.update()

    def _scale_now(self) -> LogScale:
        """The log axis, which stays as it is while axes are held; optima may not be found yet then."""
        wanted, before = self.log_scale(), self.scale if self.are_axes_held else None
        if before is None or wanted is None:
            return wanted or before or NOTHING
        return steady_scale(before, wanted)

    def steady(self, before: tuple[Range, Range], wanted: tuple[Range, Range]) -> tuple[Range, Range]:
        """A log axis has been held already."""
        x, y = super().steady(before, wanted)
        return x, y if self.scale is None else wanted[1]

    def build(self, plot: Plot, run: int) -> None:
        super().build(plot, run)
        plot.add_layer(self._draw_captions)
        plot.resized.connect(self._fit)
        self._ticks.append(LogTicks(plot, lambda: self.scale))

    def level(self, values: ArrayLike) -> FloatArray:
        """Where values stand on the axis that is shown."""
        return np.asarray(values, dtype=np.float64) if self.scale is None else self.scale.level(values)

    def draw_ground(self, canvas: Canvas, run: int) -> None:
        if self.scale is None:
            super().draw_ground(canvas, run)
        else:
            draw_strip(canvas, self.scale)

    def taken(self, inside: QRectF) -> list[QRectF]:
        return [caption.place for caption in self._captions(inside)]

    def words(self, canvas: Canvas, run: int) -> list[QRectF]:
        return [*super().words(canvas, run), *self.taken(canvas.rect)]

    def marked(self, canvas: Canvas, run: int) -> list[tuple[ArrayLike, ArrayLike]]:
        return [*super().marked(canvas, run), *map(canvas.points_in, self.taken(canvas.rect))]

    def write(
        self,
        canvas: Canvas,
        run: int,
        at: tuple[float, float],
        texts: Sequence[str],
        color: str,
        avoid: Points,
        within: QRectF | None = None,
    ) -> None:
        below = canvas.rect.adjusted(0.0, CAPTION, 0.0, 0.0)
        super().write(canvas, run, at, texts, color, avoid, below if within is None else below & within)

    def on_click(self, run: int, position: QPointF) -> None:
        caption = self.caption_at(run, position)
        if caption is None:
            super().on_click(run, position)
        else:
            self.stay()
            self.choose("log_axis", caption.name)

    def on_hover(self, run: int, position: QPointF) -> None:
        caption = self.caption_at(run, position)
        self.pointed_at.emit("" if caption is None else caption.tip)

    def caption_at(self, run: int, position: QPointF) -> Caption | None:
        """The name of an axis that is at a pixel."""
        return next((c for c in self._captions(self.plots[run].inside()) if c.hit(position)), None)

    def _captions(self, inside: QRectF) -> list[Caption]:
        """The names of both axes, in the upper right corner."""
        right, found = inside.right() - 2.0, []
        for axis in reversed(self.axes()):
            width = text_width(axis.text, SMALL_PX, bold=True) + 2 * GAP
            place = QRectF(right - width, inside.top(), width, CAPTION)
            found.append(Caption(axis.name, axis.text, axis.tip, place, is_on=axis.name == self._axis))
            right -= width
        return found

    def _draw_captions(self, canvas: Canvas) -> None:
        for caption in self._captions(canvas.rect):
            canvas.patch(caption.place, 1.0)
            color = canvas.theme.text if caption.is_on else canvas.theme.muted
            at = caption.place.left() + GAP
            canvas.text(at, caption.place.center().y(), caption.text, color, px=SMALL_PX, bold=caption.is_on)
