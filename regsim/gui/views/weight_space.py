"""Weight space: two weights as a plane, with contours of D, the path of the descent, and what the penalty allows.

Two pictures of one fact, and a switch between them. The soft penalty: the run goes downhill on J = D + λR, pulled by
the data and by the penalty, to where the pulls cancel. The hard constraint: of all weights with R(w) ≤ t those with the
smallest D, where a contour of D just touches the region. With t = R(w*) both end at the same point. The corners of the
L1 diamond lie on the axes, so that it is touched where a weight is 0; the L2 disc has none.

All other weights are held: at the current step's values, or at the optimum's where the constraint is drawn (only there
the contour touches) and where D takes too long to follow the steps.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication

from regsim.arrays import FloatArray
from regsim.engine.plane import Plane, is_quick
from regsim.engine.reference import Optimum
from regsim.gui.motion import Motion
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.layers import Pile
from regsim.gui.plotting.plot import CLICK_REACH, RIGHT_MARGIN, Handle, Plot, nearest
from regsim.gui.theme import Theme
from regsim.gui.views.base import View
from regsim.gui.views.choice import Choice, Option
from regsim.gui.views.contours import Note, Surfaces
from regsim.gui.views.growing_plane import GrowingPlanes
from regsim.gui.views.loss_gap import are_of
from regsim.gui.views.plane_captions import CAPTION, captions
from regsim.gui.views.plane_extent import equal_aspect, largest_other, path_within, seen, usual_force
from regsim.gui.views.plane_picture import MARK, Picture
from regsim.gui.views.plane_scene import Path, Scene
from regsim.gui.views.plane_words import values_at
from regsim.gui.views.ranges import Range, rounded_to_pixel, steady_plane
from regsim.gui.words import number, weight_name

ONE_WEIGHT = "One weight has no plane: this picture needs a model with two weights or more."
CLEAR = MARK + 1.0  # pixels between what must be seen and words: the dot or a mark at its edge stays whole
SEEN = 0.5  # pixels: while the other weights move less in all, contours stay as they are
_Held = tuple[int, FloatArray]  # the start of the phase, and the weights that are held


class WeightSpaceView(View):
    """Contours of D over two weights, the path, ×, ★, and the penalty's level set through ★.

    The chosen weight is along x. The one along y is the largest other one, until another is chosen by a click on its
    name or :meth:`choose_second`.

    While the next weight is to be guessed the path ends at the dot, and neither optimum is drawn nor what goes through
    it: a step may end there. The contours and the forces stay, for a guess is made from them.

    Attributes
    ----------
    second : int
        The weight along y.
    is_hard : bool
        Whether the hard constraint is drawn, not the soft penalty.
    """

    kind = "weight-space"
    shows_optima = True
    tells_beats = True

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.second = 0
        self.is_hard = False
        self._names: tuple[str, ...] = ()
        self._chosen_before = 0
        self._is_early = False  # the weight along y is the largest of runs that are not complete
        self._is_start_dragged = False
        self._planes: list[Pile] = []
        self._growing = GrowingPlanes(self, self.plots, self._planes)
        self._shown: dict[int, _Held] = {}
        self._paths: list[Path] = []
        self._texts: dict[int, list[QRectF]] = {}
        self._notes: dict[int, list[Note]] = {}
        self._surfaces = Surfaces()

    @property
    def is_possible(self) -> bool:
        """Whether there is a plane: with one weight there is none."""
        return len(self._names) > 1

    @property
    def pair(self) -> tuple[int, int]:
        """The weights along x and y."""
        return self.chosen, self.second

    @property
    def second_name(self) -> str:
        """The name of the weight along y, as it is written."""
        return weight_name(self._names[self.second])

    def title(self) -> str:
        return "Weight space"

    def x_name(self) -> str:
        return self.chosen_name if self.is_possible else ""

    def choose_second(self, weight: int) -> None:
        """Draw this weight along y; the one along x is chosen in every view."""
        if self.is_possible and weight != self.chosen:
            self.second, self._is_early = weight % len(self._names), False
            self.redraw()
            self.set_limits(is_other=True)

    def show_constraint(self, *, is_hard: bool) -> None:
        """Draw the hard constraint, or the soft penalty."""
        self.is_hard = is_hard
        self.redraw()

    def choices(self) -> Sequence[Choice]:
        if not self.is_possible:
            return []
        others = tuple(Option(str(j), weight_name(n)) for j, n in enumerate(self._names) if j != self.chosen)
        along_y = Choice("along_y", "Weight space, y axis", others, str(self.second))
        return [self._pictures, along_y] if len(others) > 1 else [self._pictures]

    @property
    def _pictures(self) -> Choice:
        soft = Option("soft", "soft penalty", "Downhill on J = D + λR", short="penalty")
        hard = Option("hard", "hard constraint", "The smallest D with R(w) ≤ t", short="constraint")
        return Choice("constraint", "Weight space", (soft, hard), "hard" if self.is_hard else "soft")

    def apply_choice(self, name: str, option: str) -> None:
        if name == "along_y":
            self.choose_second(int(option))
        elif name == "constraint":
            self.show_constraint(is_hard=option == "hard")

    def prepare(self) -> None:
        names = self.trajectories[0].weight_names
        if names != self._names:
            self._names, self._chosen_before, self.second = names, self.chosen, self.chosen
        if self._is_early and self._chosen_before == self.chosen:
            self.second = self.chosen
        if self.second == self.chosen and self.is_possible:
            is_other = self._chosen_before != self.chosen
            self.second = self._chosen_before if is_other else largest_other(self.trajectories, self.chosen)
            self._is_early = not is_other and any(t.status == "running" for t in self.trajectories)
        self._chosen_before = self.chosen
        self._shown.clear()
        self._growing.limit(len(self.trajectories))
        for plot in self.plots:
            plot.show_axes(left=self.is_possible, bottom=self.is_possible)
        if self.is_possible:
            optima = [self.optimum(run) for run in range(len(self.trajectories))]
            planes = [self._final_plane(run, 0, optimum) for run, optimum in enumerate(optima)]
            self._box = seen(self.trajectories, optima, planes)
            self._find_paths()
            self._arrow_unit = usual_force(self.trajectories, self.pair)

    def set_margin(self, margin: int) -> None:
        """The plane has no labels beside it, and takes the room that other rows keep for theirs."""
        super().set_margin(min(margin, RIGHT_MARGIN))

    def set_step(self, step: int) -> None:
        super().set_step(step)
        self._follow()

    def set_motions(self, motions: tuple[Motion, ...]) -> None:
        super().set_motions(motions)
        self._follow()

    def _follow(self) -> None:
        """Contours anew where the other weights have moved."""
        for run in range(len(self.trajectories) if self.is_possible else 0):
            if self._has_moved(run):
                self._planes[run].invalidate()

    def set_optima(self, optima: tuple[Optimum | None, ...]) -> None:
        is_new = optima != self.optima
        super().set_optima(optima)
        if is_new and are_of(self.optima, self.trajectories):
            self.redraw()

    def limits(self) -> tuple[Range, Range]:
        if not self.is_possible:
            return (0.0, 1.0), (0.0, 1.0)
        inside, is_whole = self.plots[0].inside(), len(self._names) == 2
        above = captions(self._pictures, self.second_name, inside, is_whole=is_whole)
        words = max(c.place.bottom() for c in above) - inside.top() + CLEAR, 0.0 if is_whole else CAPTION + 1.0 + CLEAR
        return equal_aspect(self._box, inside.width(), inside.height(), words)

    def build(self, plot: Plot, run: int) -> None:
        plot.add_layer(lambda c: self._draw_plane(c, run), still=True)
        self._planes.append(plot.add_layer(lambda c: self._picture(run).draw_marks(c), still=True))
        plot.add_layer(lambda c: self._picture(run).draw_now(c))
        plot.add_layer(lambda c: self._picture(run).draw_captions(c))
        plot.handles.append(Handle(partial(self._is_on_start, run), partial(self._drag, run), self._drag_end))
        plot.resized.connect(self._fit)

    def describe(self, run: int) -> str:
        frame = self.frame(run)
        if not self.is_possible:
            return f"Weight space at step {frame.step}: {ONE_WEIGHT}"
        x, y = frame.weights[list(self.pair)]
        text = (
            f"Weight space at step {frame.step}: {self.chosen_name} = {number(x)}, {self.second_name} = {number(y)}, "
            f"D = {number(frame.data_loss)}, {self.strength}R = {number(frame.penalty)}"
        )
        optimum = self.optimum_now(run)
        if optimum is None or self.hides:
            return f"{text}."
        x, y = optimum.weights[list(self.pair)]
        return f"{text}; optimum at {number(x)}, {number(y)}, where R = t = {number(optimum.constraint)}."

    def on_click(self, run: int, position: QPointF) -> None:
        if not self.is_possible:
            return
        caption = next((c for c in self._scene(run).captions(self.plots[run].inside()) if c.hit(position)), None)
        if caption is None:
            self._click_path(run, position)
        elif caption.name != "second":
            self.choose("constraint", caption.name)
        else:
            back = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
            for choice in self.choices()[1:]:
                self.choose(choice.name, choice.next(-1 if back else 1).name)

    def on_hover(self, run: int, position: QPointF) -> None:
        if position.x() < 0 or not self.is_possible:
            self.pointed_at.emit("")
            return
        scene, plot = self._scene(run), self.plots[run]
        caption = next((c for c in scene.captions(plot.inside()) if c.hit(position)), None)
        self.pointed_at.emit(values_at(scene, plot.canvas(None), position) if caption is None else caption.tip)

    def _click_path(self, run: int, position: QPointF) -> None:
        canvas, path, steps = self.plots[run].canvas(None), self._paths[run], self.trajectories[run].steps
        x, y = self.trajectories[run].weights[path.rows][:, list(self.pair)].T
        hit = nearest(canvas.x(x), canvas.y(y), position)
        if hit is not None and not (self.hides and steps[path.rows[hit]] > self.step):
            self.step_requested.emit(int(steps[path.rows[hit]]))

    def _picture(self, run: int, *, is_plane: bool = False) -> Picture:
        return Picture(self._scene(run, is_plane=is_plane) if self.is_possible else None, ONE_WEIGHT)

    def _draw_plane(self, canvas: Canvas, run: int) -> None:
        self._picture(run, is_plane=True).draw_plane(canvas)
        if self.is_possible:
            self._shown[run] = self._held(run)

    def _scene(self, run: int, *, is_plane: bool = False) -> Scene:
        """Everything that the picture of a run shows at the current step; the plane itself, or what lies on it."""
        trajectory, frame = self.trajectories[run], self.frame(run)
        return Scene(
            plane=self._growing.known(run, self._plane(run), is_drawn=is_plane),
            phase=trajectory.phase(frame.step),
            frame=frame,
            path=self._paths[run],
            trajectory=trajectory,
            optimum=self.optimum_now(run),
            picture=self._pictures,
            hides=self.hides,
            is_through_step=self._follows(run),
            names=(self.chosen_name, self.second_name),
            colors=(self.color(run), self.text_color(run)),
            arrow_unit=self._arrow_unit,
            texts=self._texts.setdefault(run, []),
            motion=self.motion(run),
            motions=self.motions,
            notes=self._notes.setdefault(run, []),
            surfaces=self._surfaces,
        )

    def _follows(self, run: int) -> bool:
        """Whether the plane goes through the weights of the current step."""
        t = self.trajectories[run]
        return t.n_weights == 2 or (not self.is_hard and is_quick(t.loss))

    def _plane(self, run: int) -> Plane:
        if not self._follows(run):
            return self._final_plane(run, self.step, self.optimum_now(run))
        frame = self.frame(run)
        return Plane(self.trajectories[run].function(frame.step), frame.weights, self.pair)

    def _final_plane(self, run: int, step: int, optimum: Optimum | None) -> Plane:
        """The plane through the optimum, or through where the run ends if there is none."""
        trajectory = self.trajectories[run]
        weights = trajectory.weights[-1] if optimum is None else optimum.weights
        return Plane(trajectory.function(step), weights, self.pair)

    def _held(self, run: int) -> _Held:
        """What the contours depend on beside the ranges."""
        return self.trajectories[run].phase(self.step).start, np.delete(self._plane(run).point, self.pair)

    def _has_moved(self, run: int) -> bool:
        """Whether the contours are not those of the present step any more."""
        if run not in self._shown:
            return False  # they are not drawn yet
        (before, held), (now, point) = self._shown[run], self._held(run)
        (left, right), _ = self.limits()
        pixel = (right - left) / max(self.plots[run].inside().width(), 1.0)
        with np.errstate(all="ignore"):
            return before != now or not np.abs(point - held).sum() <= SEEN * pixel

    def _fit(self) -> None:
        """The size of the plots has changed: equal aspect needs other ranges, which have room for other dots."""
        if self.trajectories and self.is_possible:
            self.set_limits(is_other=True)
            self._find_paths()

    def _find_paths(self) -> None:
        self._paths = [path_within(t, self.pair, self.limits()) for t in self.trajectories]

    def steady(self, before: tuple[Range, Range], wanted: tuple[Range, Range]) -> tuple[Range, Range]:
        """While the start is dragged all stays, lest it runs from the pointer."""
        return before if self._is_start_dragged else steady_plane(before, wanted)

    # Where from

    def _is_on_start(self, run: int, position: QPointF) -> bool:
        if not self.is_possible or run >= len(self.trajectories):
            return False
        start = self.trajectories[run].weights[0]
        at = self.plots[run].canvas(None).point(float(start[self.chosen]), float(start[self.second]))
        return bool(np.hypot(at.x() - position.x(), at.y() - position.y()) <= CLICK_REACH)

    def _drag(self, run: int, position: QPointF) -> None:
        """Start from here. The axes are held from the first move on, which is not yet known to begin a gesture."""
        canvas = self.plots[run].canvas(None)
        self.are_axes_held = self._is_start_dragged = True
        w = self.trajectories[run].weights[0].copy()
        for j, value, (low, high) in (
            (self.chosen, canvas.x_at(position.x()), canvas.x_range),
            (self.second, canvas.y_at(position.y()), canvas.y_range),
        ):
            w[j] = rounded_to_pixel(value, (high - low) / max(canvas.rect.width(), 1.0))
        self.start_dragged.emit(tuple(w.tolist()))

    def _drag_end(self) -> None:
        self._is_start_dragged = False
        self.drag_ended.emit()
        self.hold_axes(are_held=False)
