"""What is written on the picture of a plane through weight space, and said of it; the longest text of each first."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF

from regsim.engine.reference import unit_value
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import text_width
from regsim.gui.views.bare import LINE_PX
from regsim.gui.views.contours import SMALL_PX
from regsim.gui.views.plane_captions import CAPTION, GAP
from regsim.gui.views.plane_scene import Scene
from regsim.gui.words import number

EDGE = 3.0  # pixels between lines in a corner and the edges


def star_texts(scene: Scene, *, is_wide: bool, is_best: bool) -> list[str]:
    """What the optimum is; `is_best` where D is smallest there too."""
    optimum = scene.optimum
    if is_best and scene.phase.objective.is_free:
        return ["smallest D = J", "D = J"][not is_wide :]
    if optimum is None or not is_wide:
        return ["J"] if scene.is_whole and not scene.is_hard else []
    if scene.outline is None or not (scene.is_hard or scene.is_whole):
        return ["optimum"]  # t is of all weights, and beside an outline over two of them would be taken for theirs
    return ["smallest D with R ≤ t", "optimum"] if scene.is_hard else ["smallest J", "J"]


def limit_texts(scene: Scene, *, is_wide: bool) -> list[str]:
    """What R is on the outline: t where the two weights are all there are, else the part of t that they may take."""
    optimum, star = scene.optimum, scene.star
    if optimum is None or star is None or not (scene.is_hard or scene.is_whole):
        return []
    t = number(optimum.constraint, 3)
    if scene.is_whole:
        return [f"R(w) {'≤' if scene.is_hard else '='} t = {t}", f"t = {t}"][not is_wide :]
    objective = scene.phase.objective
    part = number(unit_value(objective.penalty, star[[j < objective.n_penalized for j in scene.plane.pair]]), 3)
    return [f"R of these two ≤ {part}, of all t = {t}", f"R of these two ≤ {part}", f"two: R ≤ {part}"][not is_wide :]


def remark(scene: Scene, canvas: Canvas) -> str:
    """Why there is no constraint, or no optimum to be seen; empty where there is nothing to say."""
    objective, optimum, star = scene.phase.objective, scene.optimum, scene.star
    if scene.hides:
        return ""
    if star is not None and not canvas.rect.contains(canvas.point(float(star[0]), float(star[1]))):
        return f"The optimum, at {number(float(star[0]), 3)}, {number(float(star[1]), 3)}, is outside the plot."
    if not scene.is_hard or scene.outline is not None:
        return ""
    if objective.is_free:
        return "Without a penalty all weights are allowed."
    if min(scene.plane.pair) >= objective.n_penalized:
        return "The penalty leaves both of these weights free."
    if optimum is not None:
        return f"R of these two ≤ 0: the optimum, with t = {number(optimum.constraint, 3)}, leaves them at 0."
    if not objective.loss.is_convex:
        return "A neural network has no optimum that is known, and so no t = R(w*)."
    if objective.penalty != scene.trajectory.function(0).penalty:
        return "λ has been changed: t = R(w*) is not known for what it is now."
    return "No optimum is known, and so no t = R(w*)."


def others(scene: Scene, inside: QRectF, *, is_outside: bool = False) -> tuple[QRectF, str]:
    """What the other weights are, or that those of the step are outside the plot; and where that is written."""
    where, short = ("at the optimum", "w*") if scene.optimum is not None else ("at the end", "end")
    if scene.is_through_step:
        where, short = f"at step {scene.frame.step:,}", "now"
    texts = (f"other weights as {where}", f"others {where}", f"others: {short}")
    if is_outside:
        texts = ("w is outside the plot", "w is outside", "outside")
    elif scene.is_whole:
        return QRectF(), ""
    room = inside.width() - 2 * GAP - 2.0
    text = next((text for text in texts if text_width(text, SMALL_PX) <= room), texts[-1])
    width = text_width(text, SMALL_PX) + 2 * GAP
    return QRectF(inside.left() + 2.0, inside.bottom() - CAPTION - 1.0, width, CAPTION), text


def values_at(scene: Scene, canvas: Canvas, position: QPointF) -> str:
    """D, λR and J at a pixel."""
    x, y, objective = canvas.x_at(position.x()), canvas.y_at(position.y()), scene.plane.objective
    with np.errstate(all="ignore"):
        w = scene.plane.weights(x, y)
        data, penalty = float(objective.data_loss(w)), float(objective.penalty_value(w))
    return (
        f"{scene.names[0]} = {number(x, 3)}, {scene.names[1]} = {number(y, 3)}\n"
        f"D = {number(data)}, {objective.symbol}R = {number(penalty)}, J = {number(data + penalty)}"
    )


def corners(area: QRectF, lines: Sequence[str]) -> list[QRectF]:
    """The places for lines of text in the corners of an area, the best first."""
    width = max((text_width(text) for text in lines), default=0.0) + 8.0
    inside = area.adjusted(EDGE, EDGE, -EDGE - width, -EDGE - len(lines) * LINE_PX - 2.0)
    starts = [inside.bottomLeft(), inside.topLeft(), inside.bottomRight(), inside.topRight()]
    return [QRectF(start, QSizeF(width, len(lines) * LINE_PX + 2.0)) for start in starts]


def draw_lines(canvas: Canvas, place: QRectF, lines: Sequence[str]) -> None:
    """Lines of text in their place."""
    canvas.patch(place)
    for number_of, text in enumerate(lines):
        y = place.top() + 1.0 + (number_of + 0.5) * LINE_PX
        canvas.text(place.left() + 4.0, y, text, canvas.theme.muted)
