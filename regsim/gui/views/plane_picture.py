"""The picture of a plane through weight space at one step: what :mod:`regsim.gui.views.weight_space` shows of a run."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from regsim.arrays import FloatArray
from regsim.engine.balance import balance
from regsim.engine.descent import Phase
from regsim.engine.history import Frame
from regsim.engine.level_set import level_set
from regsim.engine.losses import IndexArray
from regsim.engine.plane import Plane
from regsim.engine.reference import Optimum
from regsim.engine.trajectory import Trajectory
from regsim.gui.motion import Motion
from regsim.gui.plotting.canvas import DASHES, Canvas, polygon, text_width
from regsim.gui.plotting.labels import shortened
from regsim.gui.views.bare import cover, draw_reason
from regsim.gui.views.choice import Choice
from regsim.gui.views.contours import SMALL_PX, Contours, Note, Notes, draw_cross, draw_shape, draw_star, write_again
from regsim.gui.views.plane_extent import Path
from regsim.gui.views.pulls import draw_in_plane, factor_for
from regsim.gui.words import number

ARROW = 0.18  # of the plot's smaller side: a force as large as those in the end
LONGEST_ARROW = 0.42  # of the same: if one were longer, all are shortened alike
SHORTEST_NAMED = 16.0  # pixels of an arrow from which on its name is written at its tip
IMPORTANT = 20  # points for which × and ★ count when a text looks for its place
MARK = 7.0  # pixels from the middle of × or ★ to its edge
CAPTION = 17.0  # pixels high
WIDE = 260.0  # pixels of a plot that has room for whole sentences
GAP = 5.0


@dataclass(frozen=True, eq=False)
class Scene:
    """What there is to draw of one run at one step.

    Attributes
    ----------
    plane : Plane
        What contours are drawn of.
    phase : Phase
    frame : Frame
    path : Path
    trajectory : Trajectory
    optimum : Optimum or None
    picture : Choice
        Of the soft penalty and the hard constraint.
    hides : bool
        Whether the path to come and where it leads may not be shown.
    is_through_step : bool
        Whether the plane goes through the weights of the step, not those of the optimum.
    names : (str, str)
        Of the weights along x and y.
    colors : (str, str)
        Of lines and of texts.
    arrow_unit : float
        The force whose arrow has the usual length.
    texts : list of QRectF
        Where there are texts and marks that stay while the dot moves; filled in when they are drawn.
    motion : Motion or None
        The update of the step, in slow motion.
    motions : tuple of Motion
        Those of all runs.
    notes : list of Note
        Those of the texts that arrows may lie over; filled in too.
    """

    plane: Plane
    phase: Phase
    frame: Frame
    path: Path
    trajectory: Trajectory
    optimum: Optimum | None
    picture: Choice
    hides: bool
    is_through_step: bool
    names: tuple[str, str]
    colors: tuple[str, str]
    arrow_unit: float
    texts: list[QRectF]
    motion: Motion | None
    motions: tuple[Motion, ...]
    notes: list[Note]

    @property
    def is_hard(self) -> bool:
        """Whether the constraint is drawn, not the penalty."""
        return self.picture.current == "hard"

    @property
    def star(self) -> FloatArray | None:
        """w* over the two weights, shape (2,)."""
        return None if self.optimum is None or self.hides else self.optimum.weights[list(self.plane.pair)]

    @property
    def is_whole(self) -> bool:
        """Whether the two weights are all there are."""
        return self.trajectory.n_weights == 2

    @property
    def outline(self) -> FloatArray | None:
        """The penalty's level set through the optimum."""
        objective, (i, j) = self.phase.objective, self.plane.pair
        n = objective.n_penalized
        return None if self.star is None else level_set(objective.penalty, self.star, (i < n, j < n))

    def xy(self, rows: IndexArray) -> tuple[FloatArray, FloatArray]:
        """The two weights at some rows of the run."""
        weights = self.trajectory.weights
        return weights[rows, self.plane.pair[0]], weights[rows, self.plane.pair[1]]


@dataclass(frozen=True)
class Caption:
    """A text in a corner of the plot that a click acts on."""

    name: str
    text: str
    tip: str
    place: QRectF
    is_on: bool = True

    def hit(self, position: QPointF) -> bool:
        """Whether a pixel is on it."""
        return self.place.contains(position)


def captions(scene: Scene, inside: QRectF) -> list[Caption]:
    """The name of the weight along y, and the switch between the two pictures, as far as there is room."""
    right, found, options = inside.right() - 2.0, [], scene.picture.options
    named = [[o.text for o in options]] * (inside.width() > WIDE) + [[o.short for o in options]]
    room = inside.width() - 4.0 - 2 * GAP * len(options)
    fitting = [texts for texts in named if sum(text_width(text, SMALL_PX, bold=True) for text in texts) <= room]
    texts = fitting[0] if fitting else [o.name for o in options]
    for option, text in reversed(list(zip(options, texts, strict=True))):
        width = text_width(text, SMALL_PX, bold=True) + 2 * GAP
        place = QRectF(right - width, inside.top() + 1.0, width, CAPTION)
        found.append(Caption(option.name, text, option.tip, place, is_on=option.name == scene.picture.current))
        right -= width
    text, top, left = f"↑ {scene.names[1]}", inside.top() + 1.0, inside.left() + 2.0
    if text_width(text, SMALL_PX) + 2 * GAP > right - left:
        top, right = top + CAPTION, inside.right()
        text = shortened(text, right - left - 2 * GAP, SMALL_PX)
    tip = scene.names[1]
    if not scene.is_whole:
        tip += "\nClick: another weight along this axis (with Shift: back)"
    found.append(Caption("second", text, tip, QRectF(left, top, text_width(text, SMALL_PX) + 2 * GAP, CAPTION)))
    return found


class Picture:
    """Draws a scene in layers, or why there is none.

    Parameters
    ----------
    scene : Scene or None
    reason : str
    """

    def __init__(self, scene: Scene | None, reason: str) -> None:
        self._scene, self._reason = scene, reason

    def draw_plane(self, canvas: Canvas) -> None:
        """Contours, and what the penalty allows."""
        scene, theme = self._scene, canvas.theme
        if scene is None:
            cover(canvas)
            draw_reason(canvas, self._reason)
            return
        color = scene.colors[0]
        outline = scene.outline
        survey = scene.plane.survey
        contours = None
        if survey is None or survey.stage:
            contours = Contours(scene.plane, canvas, is_coarse=scene.is_through_step and not scene.is_whole)
        if outline is not None and scene.is_hard:
            draw_shape(canvas, outline, color, filled=True)
        canvas.vertical(0.0, theme.line)
        canvas.horizontal(0.0, theme.line)
        if contours is not None:
            self._draw_contours(canvas, scene, contours)
        if outline is not None and not scene.is_hard:
            draw_shape(canvas, outline, color, filled=False, dash=DASHES[1])
        if survey is not None and not survey.is_done:
            text = "refining contours" if survey.stage else "computing contours"
            at = canvas.rect.bottomLeft() + QPointF(2.0 + GAP, -1.5 * CAPTION - 1.0)
            canvas.text(at.x(), at.y(), text, theme.muted, px=SMALL_PX)

    @staticmethod
    def _draw_contours(canvas: Canvas, scene: Scene, contours: Contours) -> None:
        """Lines of equal D; of equal J too, or the one that touches what the constraint allows."""
        for line in contours.data_loss():
            canvas.stroke(line, canvas.theme.data, 1.0, alpha=0.8 if scene.is_hard else 0.55)
        if scene.is_hard and scene.star is not None and scene.optimum is not None:
            canvas.stroke(contours.data_loss_at(scene.optimum.data_loss), canvas.theme.text, 1.7)
        for line in [] if scene.is_hard else contours.objective():
            canvas.stroke(line, scene.colors[0], 1.0, alpha=0.75)

    def draw_marks(self, canvas: Canvas) -> None:
        """The path that is to come, the two optima, and what they are."""
        scene, theme = self._scene, canvas.theme
        if scene is None:
            return
        x, y = scene.xy(scene.path.rows)
        if not scene.hides:
            canvas.stroke([polygon(canvas.x(x), canvas.y(y))], scene.colors[0], 1.0, DASHES[2], 0.9)
        canvas.dots(x[:1], y[:1], scene.colors[0], 7.0, hollow=True)
        best, star = None if scene.hides else scene.plane.minimum(), scene.star
        if best is not None:
            draw_cross(canvas, best, theme.data)
        if star is not None:
            draw_star(canvas, star, theme.text)
        taken = [caption.place for caption in captions(scene, canvas.rect)]
        if not scene.is_whole:
            taken.append(self._others(scene, canvas.rect)[0])
        points = [np.column_stack([x, y]), *(np.tile(p, (IMPORTANT, 1)) for p in (best, star) if p is not None)]
        if scene.outline is not None:
            points.append(scene.outline)
        x, y = np.concatenate(points).T
        notes = Notes(canvas, np.column_stack([canvas.x(x), canvas.y(y)]), taken)
        is_wide = canvas.rect.width() > WIDE
        if star is not None:
            color = theme.text if scene.is_hard else scene.colors[1]
            notes.write(float(star[0]), float(star[1]), self._star_texts(scene, is_wide=is_wide), color)
        if best is not None and (star is None or np.abs(best - star).max() > 0.0):
            notes.write(float(best[0]), float(best[1]), ["smallest D"] if is_wide else ["D"], theme.muted)
        self._write_limit(canvas, scene, notes)
        marks = [canvas.point(float(p[0]), float(p[1])) for p in (best, star) if p is not None]
        scene.notes[:] = notes.written
        scene.texts[:] = [*notes.taken, *(QRectF(at.x() - MARK, at.y() - MARK, 2 * MARK, 2 * MARK) for at in marks)]

    @staticmethod
    def _star_texts(scene: Scene, *, is_wide: bool) -> list[str]:
        """What the optimum is: the longest text first."""
        optimum = scene.optimum
        if optimum is None or not is_wide:
            return ["J"] if scene.is_whole and not scene.is_hard else []
        if scene.outline is None or not (scene.is_hard or scene.is_whole):
            t = f": R = t = {number(optimum.constraint, 3)}" if optimum.constraint else ""
            return [f"optimum{t}", "optimum"]
        return ["smallest D with R ≤ t", "optimum"] if scene.is_hard else ["smallest J", "J"]

    @staticmethod
    def _write_limit(canvas: Canvas, scene: Scene, notes: Notes) -> None:
        """t, beside the outline."""
        outline, optimum = scene.outline, scene.optimum
        if outline is None or optimum is None or not (scene.is_hard or scene.is_whole):
            return
        px, py = canvas.x(outline[:, 0]), canvas.y(outline[:, 1])
        inner = canvas.rect.adjusted(8, CAPTION + 4, -8, -8)
        seen = (inner.left() <= px) & (px <= inner.right()) & (inner.top() <= py) & (py <= inner.bottom())
        if seen.any():
            away = np.hypot(*(outline - (scene.star if scene.star is not None else 0.0)).T)
            x, y = outline[np.where(seen, away, -1.0).argmax()]
            sign = "≤" if scene.is_hard else "="
            t = number(optimum.constraint, 3)
            notes.write(
                float(x), float(y), [f"R(w) {sign} t = {t}", f"t = {t}"][canvas.rect.width() <= WIDE :], scene.colors[1]
            )

    def draw_now(self, canvas: Canvas) -> None:
        """The path up to the step, the forces, and the dot."""
        scene = self._scene
        if scene is None:
            return
        if not scene.is_whole:
            self._write_others(canvas, scene)
        color, steps, path = scene.colors[0], scene.trajectory.steps, scene.path
        now = scene.frame.step + (scene.motion is not None)  # a state on the way has its step behind it
        past = path.rows[: np.searchsorted(steps[path.rows], now)]
        here = scene.frame.weights[list(scene.plane.pair)]
        is_drawn = not path.is_cut or scene.frame.step <= steps[path.rows[-1]]
        x, y = scene.xy(past)
        if is_drawn:
            x, y = np.append(x, here[0]), np.append(y, here[1])
        canvas.stroke([polygon(canvas.x(x), canvas.y(y))], color, 2.0)
        canvas.dots(*scene.xy(path.dots[: np.searchsorted(steps[path.dots], now)]), color, 5.5)
        if not is_drawn:
            return
        if not scene.is_hard and scene.motion is None:
            self._draw_forces(canvas, scene, here)
            write_again(canvas, scene.notes)
        canvas.dots(here[0], here[1], color, 11.0)
        if scene.motion is not None:  # over the dot, until that moves: the arrows begin in it
            pair = list(scene.plane.pair)
            factor = factor_for(canvas, scene.motions, pair)
            draw_in_plane(canvas, scene.motion, pair, scene.colors, factor, scene.texts)
            if scene.motion.progress:
                canvas.dots(here[0], here[1], color, 11.0)

    def _draw_forces(self, canvas: Canvas, scene: Scene, here: FloatArray) -> None:
        """The pull of the data, of the penalty, and their sum, as arrows from the dot."""
        theme, pair = canvas.theme, list(scene.plane.pair)
        forces = balance(scene.phase, scene.frame.weights, scene.frame.data_gradient)
        data, penalty = forces.data[pair], forces.penalty[pair]
        longest = max(float(np.hypot(*data)), float(np.hypot(*penalty)))
        if not 0.0 < longest < math.inf or not scene.arrow_unit:
            return
        side = min(canvas.rect.width(), canvas.rect.height())
        scale = side * min(ARROW / scene.arrow_unit, LONGEST_ARROW / longest)
        arrows = [(data, theme.data, theme.muted, "data"), (penalty, *scene.colors, "penalty")]
        if data.any() and penalty.any():
            arrows.append((data + penalty, theme.text, theme.text, "sum"))
        notes = Notes(canvas, np.array([[float(canvas.x(here[0])), float(canvas.y(here[1]))]]), scene.texts)
        (left, right), (low, high) = canvas.x_range, canvas.y_range
        unit = np.array([(right - left) / canvas.rect.width(), (high - low) / canvas.rect.height()])
        for force, color, text_color, name in arrows:
            tip = here + force * scale * unit
            canvas.arrow((here[0], here[1]), (tip[0], tip[1]), color, 3.0)
            if math.hypot(*(force * scale)) > SHORTEST_NAMED and canvas.rect.width() > WIDE:
                notes.write(float(tip[0]), float(tip[1]), [name], text_color)

    def draw_captions(self, canvas: Canvas) -> None:
        """The words in the corners."""
        scene, theme = self._scene, canvas.theme
        if scene is None:
            return
        for caption in captions(scene, canvas.rect):
            canvas.patch(caption.place)
            color = theme.text if caption.is_on else theme.muted
            bold = caption.is_on and caption.name != "second"
            at = caption.place.left() + GAP
            canvas.text(at, caption.place.center().y(), caption.text, color, px=SMALL_PX, bold=bold)

    def _write_others(self, canvas: Canvas, scene: Scene) -> None:
        """At which point the plane stands."""
        place, text = self._others(scene, canvas.rect)
        canvas.patch(place)
        canvas.text(place.left() + GAP, place.center().y(), text, canvas.theme.muted, px=SMALL_PX)

    @staticmethod
    def _others(scene: Scene, inside: QRectF) -> tuple[QRectF, str]:
        """What the other weights are, and where that is written."""
        where = f"at step {scene.frame.step:,}" if scene.is_through_step else "at the optimum"
        if scene.optimum is None and not scene.is_through_step:
            where = "at the end"
        texts = (f"other weights as {where}", f"others {where}", where)
        room = inside.width() - 2 * GAP - 2.0
        text = next((text for text in texts if text_width(text, SMALL_PX) <= room), where)
        width = text_width(text, SMALL_PX) + 2 * GAP
        return QRectF(inside.left() + 2.0, inside.bottom() - CAPTION - 1.0, width, CAPTION), text
