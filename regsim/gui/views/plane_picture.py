"""The picture of a plane through weight space at one step: what :mod:`regsim.gui.views.weight_space` shows of a run."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF

from regsim.arrays import FloatArray
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.places import along
from regsim.gui.plotting.strokes import Line
from regsim.gui.views.bare import draw_reason, wrapped
from regsim.gui.views.contours import SMALL_PX, Contours, Notes, draw_cross, draw_shape, draw_star, write_again
from regsim.gui.views.plane_captions import CAPTION, GAP, WIDE
from regsim.gui.views.plane_forces import draw_forces, forces_at, swept
from regsim.gui.views.plane_scene import Scene
from regsim.gui.views.plane_words import corners, draw_lines, limit_texts, others, remark, star_texts
from regsim.gui.views.pulls import draw_in_plane, factor_for

IMPORTANT = 20  # points for which × and ★ count when a text looks for its place; none lies over as many
LINES = ((0.75, 160.0), (0.45, 130.0))  # parts of the plot that a sentence may take across, and at least so many pixels
ONE = 1.5  # pixels between × and ★ below which they are the same
MARK = 7.0  # pixels from the middle of × or ★ to its edge
MIDDLE = np.zeros((IMPORTANT, 2))  # from the middle of a mark to the points it counts for
RIM = np.array([(x, y) for x in (-5.0, 0.0, 5.0) for y in (-5.0, 0.0, 5.0) if x or y])  # and to those of its ends


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
            draw_reason(canvas, self._reason)
            return
        color = scene.colors[0]
        outline = scene.outline
        survey = scene.plane.survey
        contours = None
        if survey is None or survey.stage:
            is_coarse = scene.is_through_step and not scene.is_whole
            contours = scene.surfaces.contours(scene.plane, canvas, is_coarse=is_coarse)
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
            rect = canvas.rect
            canvas.text(rect.left() + 2.0 + GAP, rect.bottom() - 1.5 * CAPTION - 1.0, text, theme.muted, px=SMALL_PX)

    @staticmethod
    def _draw_contours(canvas: Canvas, scene: Scene, contours: Contours) -> None:
        """Lines of equal D; of equal J too, or the one that touches what the constraint allows."""
        canvas.stroke_fine(contours.data_loss, canvas.theme.data, alpha=0.8 if scene.is_hard else 0.55)
        if scene.is_hard and scene.star is not None and scene.optimum is not None:
            canvas.stroke(contours.data_loss_at(scene.optimum.data_loss), canvas.theme.text, 1.7)
        if not scene.is_hard:
            canvas.stroke_fine(contours.objective(scene.plane), scene.colors[0], alpha=0.75)

    def draw_marks(self, canvas: Canvas) -> None:
        """The path that is to come, the two optima, and what they are."""
        scene, theme = self._scene, canvas.theme
        if scene is None:
            return
        best, star = None if scene.hides else scene.plane.minimum(), scene.star
        points = _in_the_way(canvas, scene, [p for p in (best, star) if p is not None])
        taken = [*(caption.place for caption in scene.captions(canvas.rect)), *_write_remark(canvas, scene, points)]
        if best is not None and _is_cut(canvas, best, taken):
            best = None  # half of it would be seen
        x, y = scene.xy(scene.path.rows)
        if not scene.hides:
            canvas.stroke(Line([(canvas.x(x), canvas.y(y))]), scene.colors[0], 1.0, DASHES[2], 0.9)
        canvas.dots(x[:1], y[:1], scene.colors[0], 7.0, hollow=True)
        is_one = best is not None and star is not None and _is_one(canvas, best, star)
        if best is not None and not is_one:
            draw_cross(canvas, best, theme.data)
        if star is not None:
            draw_star(canvas, star, theme.text)
        notes = Notes(canvas, points, taken)
        is_wide = canvas.rect.width() > WIDE
        if star is not None:
            color = theme.text if scene.is_hard else scene.colors[1]
            texts = star_texts(scene, is_wide=is_wide, is_best=is_one)
            crosses = [] if is_one or best is None else [best]
            notes.write(float(star[0]), float(star[1]), texts, color, most=IMPORTANT - 1, others=crosses)
        if best is not None and not is_one:
            texts, stars = ["smallest D"] if is_wide else ["D"], [] if star is None else [star]
            notes.write(float(best[0]), float(best[1]), texts, theme.muted, most=IMPORTANT - 1, others=stars)
        _write_limit(canvas, scene, notes)
        marks = [canvas.point(float(p[0]), float(p[1])) for p in (best, star) if p is not None]
        scene.notes[:] = notes.written
        scene.texts[:] = [*notes.taken, *(QRectF(at.x() - MARK, at.y() - MARK, 2 * MARK, 2 * MARK) for at in marks)]

    def draw_now(self, canvas: Canvas) -> None:
        """The path up to the step, the forces, and the dot."""
        scene = self._scene
        if scene is None:
            return
        _write_foot(canvas, scene)
        color, steps, path = scene.colors[0], scene.trajectory.steps, scene.path
        now = scene.frame.step + (scene.motion is not None)  # a state on the way has its step behind it
        past = path.rows[: np.searchsorted(steps[path.rows], now)]
        here = scene.frame.weights[list(scene.plane.pair)]
        is_drawn = not path.is_cut or scene.frame.step <= steps[path.rows[-1]]
        x, y = scene.xy(past)
        if is_drawn:
            x, y = np.append(x, here[0]), np.append(y, here[1])
        x, y = canvas.x(x), canvas.y(y)
        canvas.stroke(Line([(x, y)]), color, 2.0)
        dots = scene.xy(path.dots[: np.searchsorted(steps[path.dots], now)])
        canvas.dots(*dots, color, 5.5)
        if not is_drawn:
            return
        if not scene.is_hard and scene.motion is None:
            draw_forces(canvas, scene, forces_at(canvas, scene, scene.frame), np.column_stack([x, y]))
            write_again(canvas, scene.notes)
        canvas.dots(here[0], here[1], color, 11.0)
        if scene.motion is not None:  # over the dot, until that moves: the arrows begin in it
            pair = list(scene.plane.pair)
            factor = factor_for(canvas, scene.motions, pair)
            lines = np.concatenate(_lines(canvas, scene))
            draw_in_plane(canvas, scene.motion, pair, scene.colors, factor, scene.texts, lines)
            if scene.motion.progress:
                canvas.dots(here[0], here[1], color, 11.0)

    def draw_captions(self, canvas: Canvas) -> None:
        """The words in the corners."""
        scene, theme = self._scene, canvas.theme
        if scene is None:
            return
        for caption in scene.captions(canvas.rect):
            canvas.patch(caption.place)
            color = theme.text if caption.is_on else theme.muted
            bold = caption.is_on and caption.name != "second"
            at = caption.place.left() + GAP
            canvas.text(at, caption.place.center().y(), caption.text, color, px=SMALL_PX, bold=bold)


def _in_the_way(canvas: Canvas, scene: Scene, marks: Sequence[FloatArray]) -> FloatArray:
    """Pixels of what texts keep clear of: the path, the penalty's outline, marks, and the arrows of every step."""
    parts = _lines(canvas, scene)
    parts += [np.array([canvas.x(x), canvas.y(y)]) + offsets for x, y in marks for offsets in (MIDDLE, RIM)]
    if not scene.is_hard:
        parts.append(swept(canvas, scene))
    points = np.concatenate(parts)
    rect = canvas.rect
    inside = (np.abs(points - [rect.center().x(), rect.center().y()]) <= [rect.width(), rect.height()]).all(axis=1)
    return points[inside]


def _lines(canvas: Canvas, scene: Scene) -> list[FloatArray]:
    """Pixels of the path and of the penalty's outline."""
    lines = [np.column_stack(scene.xy(scene.path.rows)), *([] if scene.outline is None else [scene.outline])]
    return [along(canvas.x(line[:, 0]), canvas.y(line[:, 1])) for line in lines]


def _is_one(canvas: Canvas, *points: FloatArray) -> bool:
    """Whether two data points cannot be told apart."""
    one, other = (canvas.point(float(x), float(y)) for x, y in points)
    return (one - other).manhattanLength() < ONE


def _is_cut(canvas: Canvas, mark: FloatArray, words: Sequence[QRectF]) -> bool:
    """Whether words lie over a part of a mark, or half of it is beyond the edge, where it has no name."""
    at = canvas.point(float(mark[0]), float(mark[1]))
    near = [place.adjusted(-MARK, -MARK, MARK, MARK) for place in words if not place.isEmpty()]
    return not canvas.rect.contains(at) or any(place.contains(at) for place in near)


def _write_remark(canvas: Canvas, scene: Scene, points: FloatArray) -> list[QRectF]:
    """What there is to say, in the corner where it covers least of the points; its place and the foot's."""
    rect, text = canvas.rect, remark(scene, canvas)
    foot = others(scene, rect, is_outside=scene.is_whole and scene.path.is_cut)[0]
    if not text:
        return [foot]
    area = rect.adjusted(0, 0, 0, -CAPTION)
    area.setTop(max(caption.place.bottom() for caption in scene.captions(rect)))
    room = [min(rect.width() - 16.0, max(part * rect.width(), least)) for part, least in LINES]
    ways = [(place, lines) for lines in (wrapped(text, width) for width in room) for place in corners(area, lines)]
    place, lines = min(ways, key=lambda way: _n_near(way[0], points))
    draw_lines(canvas, place, lines)
    return [foot, place]


def _n_near(place: QRectF, points: FloatArray) -> int:
    """How many pixels are within a place, or nearer to it than the edge of a mark about them."""
    low, high = np.array([[place.left(), place.top()], [place.right(), place.bottom()]])
    return int(((low - MARK <= points) & (points <= high + MARK)).all(axis=1).sum())


def _write_foot(canvas: Canvas, scene: Scene) -> None:
    """At which point the plane stands, and whether the dot has left the plot."""
    here = scene.frame.weights[list(scene.plane.pair)]
    is_outside = not canvas.rect.contains(canvas.point(float(here[0]), float(here[1])))
    place, text = others(scene, canvas.rect, is_outside=is_outside)
    if text:
        canvas.patch(place)
        canvas.text(place.left() + GAP, place.center().y(), text, canvas.theme.muted, px=SMALL_PX)


def _write_limit(canvas: Canvas, scene: Scene, notes: Notes) -> None:
    """What R is on the outline, beside it."""
    outline, texts = scene.outline, limit_texts(scene, is_wide=canvas.rect.width() > WIDE)
    if outline is None or not texts:
        return
    px, py = canvas.x(outline[:, 0]), canvas.y(outline[:, 1])
    inner = canvas.rect.adjusted(8, CAPTION + 4, -8, -8)
    seen = (inner.left() <= px) & (px <= inner.right()) & (inner.top() <= py) & (py <= inner.bottom())
    if seen.any():
        away = np.hypot(*(outline - (scene.star if scene.star is not None else 0.0)).T)
        x, y = outline[np.where(seen, away, -1.0).argmax()]
        notes.write(float(x), float(y), texts, scene.colors[1], most=IMPORTANT - 1)
