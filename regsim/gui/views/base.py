"""What every view is: a row of plots, one per run, on shared ranges.

A view is told what to draw (`set_trajectories`), at which step (`set_step`) and in which colours (`apply_theme`).
What the mouse does on it comes out as signals; what becomes of them is decided elsewhere.
"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Signal

from regsim.engine.history import Frame
from regsim.engine.reference import Optimum
from regsim.engine.trajectory import Trajectory
from regsim.gui.motion import Motion
from regsim.gui.plotting.plot import Plot
from regsim.gui.prediction import Prediction
from regsim.gui.theme import Theme
from regsim.gui.views.choice import Choice
from regsim.gui.views.ranges import Range, drawable, is_readable, steady
from regsim.gui.words import weight_name
from regsim.problem import Problem
from regsim.scenario import Change


class View(QObject):
    """One row of the grid.

    Attributes
    ----------
    plots : list of Plot
        One per run; more than are needed are kept hidden for when a run is added again.
    """

    kind: ClassVar[str]
    over_steps: ClassVar[bool] = False
    shows_optima: ClassVar[bool] = False
    tells_beats: ClassVar[bool] = False  # whether all beats of slow motion are drawn, not the move alone

    step_requested = Signal(int)
    weight_chosen = Signal(int)
    pointed_at = Signal(str)
    start_dragged = Signal(object)  # the weights to start from
    strength_dragged = Signal(int, float)  # a run and its λ
    drag_ended = Signal()
    guess_dragged = Signal(int, float)  # a run and what its chosen weight will be
    choice_made = Signal()
    outdated = Signal(QRectF)  # a place of the grid that is to be painted again

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.plots: list[Plot] = []
        self.trajectories: tuple[Trajectory, ...] = ()
        self.chosen = 0
        self.n_steps = 1
        self.step = 0
        self.changes: tuple[Change, ...] = ()
        self.problem: Problem | None = None
        self._optima: tuple[Optimum | None, ...] = ()
        self.prediction = Prediction()
        self.is_current = False
        self.motions: tuple[Motion, ...] = ()
        self._frames: dict[tuple[int, int], Frame] = {}
        self.are_axes_held = False

    @property
    def optima(self) -> tuple[Optimum | None, ...]:
        """The exact optimum of each run, None where it is not known; those of another problem come before its runs."""
        n = self.trajectories[0].n_weights if self.trajectories else 0
        return tuple(found if found is not None and len(found.weights) == n else None for found in self._optima)

    def optimum(self, run: int) -> Optimum | None:
        """The exact optimum of a run, under the λ of its start; None where it is not known or there is none."""
        return self.optima[run] if run < len(self.optima) else None

    def optimum_now(self, run: int) -> Optimum | None:
        """The same, as long as that λ is the one of the current step too."""
        t = self.trajectories[run]
        is_changed = t.function(self.frame(run).step).penalty != t.function(0).penalty
        return None if is_changed else self.optimum(run)

    def set_trajectories(
        self, trajectories: tuple[Trajectory, ...], chosen: int, n_steps: int, changes: tuple[Change, ...] = ()
    ) -> None:
        """Draw these runs, looking along the weight `chosen`, on a time axis of `n_steps` with its changes."""
        names = [t[0].weight_names for t in (self.trajectories, trajectories) if t]
        is_other = chosen != self.chosen or names[0] != names[-1] or not self.trajectories
        if trajectories is not self.trajectories:
            self._frames.clear()
        self.trajectories, self.chosen, self.n_steps, self.changes = trajectories, chosen, n_steps, changes
        while len(self.plots) < len(trajectories):
            self.plots.append(self._new_plot(len(self.plots)))
        with np.errstate(all="ignore"):
            self.prepare()
        self.write_words()
        self.set_limits(is_other=is_other)
        for plot in self.plots[: len(trajectories)]:
            plot.invalidate()

    def hold_axes(self, *, are_held: bool) -> None:
        """While something is dragged axes show what they have shown, as far as that will do.

        Curves are seen to move then, not the numbers beside them. Axes that are let go show what they should.
        """
        self.are_axes_held = are_held
        if not are_held:  # all that is measured against the axes is anew
            self.redraw()

    def redraw(self) -> None:
        """Everything anew, with what must be seen within the ranges."""
        if self.trajectories:
            self.set_trajectories(self.trajectories, self.chosen, self.n_steps, self.changes)

    def set_limits(self, *, is_other: bool = False) -> None:
        """Let the axes show what there is to be seen, unless the user has zoomed.

        Of another thing than before in any case, whether or not they are held.
        """
        with np.errstate(all="ignore"):
            x, y = self.limits()
            if self.are_axes_held and not is_other:
                x, y = self.steady(self.plots[0].home, (x, y))
        for plot in self.plots[: len(self.trajectories)]:
            (plot.set_limits if is_other else plot.set_home)(drawable(*x), drawable(*y))

    def steady(self, before: tuple[Range, Range], wanted: tuple[Range, Range]) -> tuple[Range, Range]:
        """The ranges of axes that are held."""
        return steady(before[0], wanted[0]), steady(before[1], wanted[1])

    def set_problem(self, problem: Problem) -> None:
        """The data and the model that the next trajectories belong to."""
        self.problem = problem

    def set_optima(self, optima: tuple[Optimum | None, ...]) -> None:
        """The exact optimum of each run, None where it is not known (yet) or there is none."""
        self._optima = optima
        if self.shows_optima:
            for plot in self.plots[: len(self.trajectories)]:
                plot.invalidate()

    def set_paths(self, paths: tuple[object, ...]) -> None:
        """The λ path of each run as far as it is known, or why there is none; for views that draw it."""
        del paths

    def set_prediction(self, prediction: Prediction) -> None:
        """What is guessed of the next weight: as long as it is to be guessed, hide all that gives it away.

        What stays is the past, the present, and the landscape that the descent goes down: a guess is made from them.
        Ranges stay too, so that nothing jumps when the outcome is shown.
        """
        is_other = prediction.hides != self.prediction.hides
        self.prediction = prediction
        if is_other and self.trajectories:
            self.write_words()
        for plot in self.plots[: len(self.trajectories)]:
            if is_other:
                plot.invalidate()
            else:
                plot.update()

    @property
    def hides(self) -> bool:
        """Whether what is to come may not be shown."""
        return self.prediction.hides

    def set_step(self, step: int) -> None:
        """Draw the state at `step`."""
        self.step = step
        self._frames.clear()
        for plot in self.plots[: len(self.trajectories)]:
            plot.update()

    def set_current(self, *, is_current: bool) -> None:
        """Whether keys act on this row alone: a mark before its titles says so."""
        self.is_current = is_current
        self.write_words()

    def write_words(self) -> None:
        """The words above and below the plots."""
        mark = "▸ " if self.is_current else ""
        for plot in self.plots[: len(self.trajectories)]:
            plot.set_words(f"{mark}{self.title()}", self.x_name())

    def choices(self) -> Sequence[Choice]:
        """What there is to choose, and what is chosen."""
        return ()

    def choose(self, name: str, option: str) -> None:
        """Show another option of the choice `name`."""
        self.apply_choice(name, option)
        self.choice_made.emit()

    def apply_choice(self, name: str, option: str) -> None:
        """Draw this option; for views that have choices."""
        del name, option

    def set_motions(self, motions: tuple[Motion, ...]) -> None:
        """Draw the update to the next step as far as its beats have come, one motion per run; none: at rest."""
        before, self.motions = self.motions, motions
        is_moved = any(motion.progress for motion in (*before, *motions))
        if is_moved or (self.tells_beats and (before or motions)):
            for plot in self.plots[: len(self.trajectories)]:
                plot.update()

    def motion(self, run: int) -> Motion | None:
        """The run's update in slow motion, if there is any."""
        return self.motions[run] if run < len(self.motions) else None

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.theme = theme
        for plot in self.plots:
            plot.apply_theme(theme)

    def set_exporting(self, *, is_exporting: bool) -> None:
        """Whether everything is painted for a file: as vectors, with no pictures in between, and all there will be."""
        for plot in self.plots:
            plot.set_exporting(is_exporting)

    def set_margin(self, margin: int) -> None:
        """The width right of every plot for labels, the same down a column."""
        for plot in self.plots:
            plot.set_margin(margin)

    def frame(self, run: int, step: int | None = None) -> Frame:
        """The state of a run at a step, the current one if not given; computed once until something changes.

        In slow motion the current state may lie between two steps.
        """
        motion = self.motion(run)
        if step is None and motion is not None:
            return motion.frame
        key = run, self.step if step is None else step
        if key not in self._frames:
            self._frames[key] = self.trajectories[run].frame(key[1])
        return self._frames[key]

    def weight(self, run: int, step: int | None = None) -> float:
        """The chosen weight of a run at a step, the current one if not given."""
        return float(self.frame(run, step).weights[self.chosen])

    def is_compared(self, step: int) -> bool:
        """Whether a guess for a step can be seen beside its outcome at the current step."""
        del step
        return True

    @property
    def chosen_name(self) -> str:
        """The chosen weight's name as it is written."""
        return weight_name(self.trajectories[0].weight_names[self.chosen])

    @property
    def strength(self) -> str:
        """What multiplies R, in symbols: λ, or (λ/m) under the per-sample convention."""
        return self.trajectories[0].function(0).symbol

    def color(self, run: int) -> str:
        """The colour of a run's curves."""
        return self.theme.runs[run]

    def text_color(self, run: int) -> str:
        """The colour of a run's texts."""
        return self.theme.run_texts[run]

    def prepare(self) -> None:
        """Compute what depends on the trajectories only."""

    def label_margin(self) -> int:
        """How much room, in pixels, labels need right of the plots."""
        return 0

    @abstractmethod
    def title(self) -> str:
        """The words above each plot."""

    @abstractmethod
    def x_name(self) -> str:
        """The words below the x axis."""

    @abstractmethod
    def limits(self) -> tuple[Range, Range]:
        """The ranges of x and y: shared by all runs, to be comparable; the same at every step, lest axes jump."""

    @abstractmethod
    def build(self, plot: Plot, run: int) -> None:
        """Add the layers of a run's plot."""

    @abstractmethod
    def describe(self, run: int) -> str:
        """What the plot of a run shows at the current step, in a sentence."""

    def on_click(self, run: int, position: QPointF) -> None:
        """The mouse was clicked at a pixel of a run's plot."""

    def on_double_click(self) -> None:
        """The mouse was double-clicked on a plot of the row."""
        self.reset_zoom()

    def on_drag(self, run: int, position: QPointF) -> None:
        """The mouse is dragged over a run's plot."""

    def on_hover(self, run: int, position: QPointF) -> None:
        """The mouse rests on a pixel of a run's plot, or has left it (a negative pixel)."""

    def _new_plot(self, run: int) -> Plot:
        plot = Plot(self.theme, whole_steps=self.over_steps)
        plot.setParent(self)  # is gone with the view, and what its signals are connected to with it
        self.build(plot, run)
        for signal, act in ((plot.clicked, self.on_click), (plot.dragged, self.on_drag), (plot.hovered, self.on_hover)):
            signal.connect(lambda position, act=act: self._point(act, run, position))
        plot.double_clicked.connect(self.on_double_click)
        plot.zoom_requested.connect(self.zoom)
        plot.outdated.connect(self.outdated)
        return plot

    def _point(self, act: Callable[[int, QPointF], None], run: int, position: QPointF) -> None:
        """Pass the pointer on, unless the run is gone: the pointer leaves its plot after that."""
        if run < len(self.trajectories):
            act(run, position)

    def zoom(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Show these ranges in every plot of the row, unless they are too narrow or too wide for numbers."""
        if is_readable(*x) and is_readable(*y):
            for plot in self.plots[: len(self.trajectories)]:
                plot.zoom((x[0], x[1]), (y[0], y[1]))

    def zoom_by(self, factor: float) -> None:
        """Show a range so many times as wide, about what matters most."""
        x, y = self.plots[0].ranges
        at_x, at_y = self.zoom_centre(x, y)
        self.zoom([at_x + factor * (end - at_x) for end in x], [at_y + factor * (end - at_y) for end in y])

    def zoom_centre(self, x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
        """What stays where it is when the ranges are made wider or narrower: their middle."""
        return 0.5 * (x[0] + x[1]), 0.5 * (y[0] + y[1])

    def pan_by(self, right: float, up: float) -> None:
        """Show what is so many parts of the plot further to the right, and further up."""
        x, y = self.plots[0].ranges
        across, high = right * (x[1] - x[0]), up * (y[1] - y[0])
        self.zoom([x[0] + across, x[1] + across], [y[0] + high, y[1] + high])

    def reset_zoom(self) -> None:
        """Every plot of the row back to its own ranges."""
        for plot in self.plots[: len(self.trajectories)]:
            plot.zoom(*plot.home)
