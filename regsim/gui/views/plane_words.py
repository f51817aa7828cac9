"""What is written on the picture of a plane through weight space, the longest text of each first."""

from PySide6.QtCore import QRectF

from regsim.engine.reference import unit_value
from regsim.gui.plotting.canvas import text_width
from regsim.gui.views.contours import SMALL_PX
from regsim.gui.views.plane_captions import CAPTION, GAP
from regsim.gui.views.plane_scene import Scene
from regsim.gui.words import number


def star_texts(scene: Scene, *, is_wide: bool) -> list[str]:
    """What the optimum is."""
    optimum = scene.optimum
    if optimum is None or not is_wide:
        return ["J"] if scene.is_whole and not scene.is_hard else []
    if scene.outline is None or not (scene.is_hard or scene.is_whole):
        t = f": R = t = {number(optimum.constraint, 3)}" if optimum.constraint else ""
        return [f"optimum{t}", "optimum"]
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


def others(scene: Scene, inside: QRectF) -> tuple[QRectF, str]:
    """What the other weights are, and where that is written."""
    where, short = ("at the optimum", "w*") if scene.optimum is not None else ("at the end", "end")
    if scene.is_through_step:
        where, short = f"at step {scene.frame.step:,}", "now"
    texts = (f"other weights as {where}", f"others {where}", f"others: {short}")
    room = inside.width() - 2 * GAP - 2.0
    text = next((text for text in texts if text_width(text, SMALL_PX) <= room), texts[-1])
    width = text_width(text, SMALL_PX) + 2 * GAP
    return QRectF(inside.left() + 2.0, inside.bottom() - CAPTION - 1.0, width, CAPTION), text
