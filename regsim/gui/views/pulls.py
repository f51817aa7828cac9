"""The parts of an update as arrows, in slow motion: along one axis one below the other, in a plane from tip to tail.

Arrows have the length of the move they stand for. Where all of an update would hardly be seen they are drawn larger,
all by the same round factor, which is written once in a plot.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QRectF

from regsim.arrays import FloatArray
from regsim.gui.motion import Arrow, Motion
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.letters import text_width
from regsim.gui.plotting.places import moved_into
from regsim.gui.views.contours import SMALL_PX, Notes

SHORTEST = {1: 8.0, 2: 32.0}  # pixels of the longest arrow over so many weights; a shorter one is drawn larger
LARGEST_FACTOR = 10**6  # beyond which a step is none to speak of
LANE = 14.0  # pixels from one arrow to the next along an axis
GAPS = (10.0, 20.0, 30.0)  # pixels from an arrow's tail, past the dot, to its name
FARTHER, SHORTER = 1.0, 1.5  # points that a name must cover less for the next gap, or its symbol, to be worth it
THICK, THIN = 5.0, 3.0  # pixels; in a plane the sum is thin, so that what it is made of can be seen under it
NAMED = 8.0  # pixels of an arrow in a plane from which on it has its name
WIDE = 200.0  # pixels of a plot that has room for them
DOT_PX = 3.0  # from the middle of a dot that a name may not cover
NAME_WEIGHS = 6  # times as much as a curve where other words look for their place
ALONG = 12  # points along an arrow that its name and those of the others keep clear of

Points = Sequence[tuple[ArrayLike, ArrayLike]]
Colors = tuple[str, str]  # of a run's lines and texts


def factor_for(canvas: Canvas, motions: Sequence[Motion], weights: list[int]) -> int:
    """By how much the arrows of all runs are drawn larger: 1, 2, 5, 10, …, the same for all, to be comparable."""
    pixels = _pixels(canvas)[: len(weights)]
    found = [np.hypot.reduce((a.end - a.start) * pixels) for motion in motions for a in motion.arrows(weights)]
    longest = float(max(found, default=0.0))
    if not 0.0 < longest < math.inf:
        return 1
    factors = (digit * 10**zeros for zeros in range(7) for digit in (1, 2, 5))
    return next((f for f in factors if f * longest >= SHORTEST[len(weights)]), LARGEST_FACTOR)


def draw_along(
    canvas: Canvas, motion: Motion, weight: int, y: float, colors: Colors, factor: int, avoid: Points
) -> None:
    """The parts of an update of one weight, as arrows along the x axis beside the dot at height y, the sum nearest.

    What is 0 has no arrow. Fine lines lead from where a part ends to where the next one begins, and from the sum's end
    to the dot's height. Words keep clear of the points to `avoid`, as far as can be.
    """
    level = canvas.point(0.0, y).y()
    arrows = [a for a in motion.arrows([weight], factor) if a.end[0] != a.start[0] or a.name == "sum"]
    side = -1.0 if level - LANE * (len(arrows) + 0.5) > canvas.rect.top() else 1.0
    levels = [level + side * LANE * i for i in range(len(arrows), -1, -1)]
    told = [(arrow, at) for arrow, at in zip(arrows, levels, strict=False) if arrow.share]
    for (arrow, at), following in zip(told, levels[1:], strict=False):
        if arrow.share == 1.0:
            end = float(arrow.end[0])
            canvas.line((end, canvas.y_at(at)), (end, canvas.y_at(following)), canvas.theme.muted, 1.0, DASHES[2])
    points = np.column_stack([np.concatenate([np.ravel(v) for v in vs]) for vs in zip(*avoid, strict=True)])
    pixels = np.column_stack([canvas.x(points[:, 0]), canvas.y(points[:, 1])])
    places, symbols = [], {"data": "D", "penalty": f"{motion.trajectory.function(0).symbol}R"}
    for arrow, at in told:
        line, text = _colors(canvas, arrow.name, colors)
        names = [arrow.name, symbols.get(arrow.name, arrow.name)]
        places.append(_draw_name(canvas, arrow, names, at, text, pixels))
        ends = float(arrow.start[0]), float(_tip(arrow)[0])
        canvas.arrow((ends[0], canvas.y_at(at)), (ends[1], canvas.y_at(at)), line, THIN)
    if factor > 1 and told and canvas.rect.contains(canvas.point(float(told[0][0].start[0]), y)):
        beside = [np.repeat(canvas.points_in(place), NAME_WEIGHS, axis=1) for place in places]
        lanes = [
            (np.linspace(float(arrow.start[0]), float(arrow.end[0]), 2 * ALONG), np.full(2 * ALONG, canvas.y_at(at)))
            for arrow, at in zip(arrows, levels, strict=False)
        ]
        middle = 0.5 * (canvas.x_range[0] + canvas.x_range[1])
        *longer, shortest = enlarged(factor)
        texts = [text for text in longer if 2.0 * text_width(text) < canvas.rect.width()]  # a longer one hides more
        canvas.note(middle, y, [*texts, shortest], canvas.theme.muted, [*avoid, *((x, y) for x, y in beside), *lanes])


def enlarged(factor: int) -> list[str]:
    """That arrows are longer than what they stand for, and by how much."""
    return [f"arrows drawn {factor:,}× as long", f"arrows {factor:,}× as long", f"arrows {factor:,}×"]


def draw_in_plane(
    canvas: Canvas,
    motion: Motion,
    weights: list[int],
    colors: Colors,
    factor: int,
    taken: list[QRectF],
    lines: FloatArray,
) -> None:
    """The parts of an update over two weights, each arrow from the tip of the last one, and their sum from the dot.

    Words keep clear of the places that are taken, and of the pixels of lines as far as can be.
    """
    arrows, pixels = motion.arrows(weights, factor), _pixels(canvas)
    told = [(arrow, _tip(arrow)) for arrow in arrows if arrow.share and (arrow.end != arrow.start).any()]
    if not all(np.isfinite(tip).all() for _, tip in told):
        return
    for arrow, tip in told:
        line, width = _colors(canvas, arrow.name, colors)[0], THIN if arrow.name == "sum" else THICK
        canvas.arrow((float(arrow.start[0]), float(arrow.start[1])), (float(tip[0]), float(tip[1])), line, width)
    points = np.concatenate([np.linspace(arrow.start, tip, ALONG) for arrow, tip in told] or [np.empty((0, 2))])
    arrows_at = np.column_stack([canvas.x(points[:, 0]), canvas.y(points[:, 1])])
    notes = Notes(canvas, np.concatenate([arrows_at, lines]), taken)
    (left, right), low = canvas.x_range, canvas.y_range[0]
    for corner, most in ((right, 0.0), (left, 0.0), (right, math.inf)):
        if factor > 1 and told and not notes.written:
            notes.write(corner, low, enlarged(factor), canvas.theme.muted, most=most)
    for arrow, tip in told:
        if np.hypot.reduce((tip - arrow.start) * pixels) > NAMED and canvas.rect.width() > WIDE:
            x, y = (0.5 * (arrow.start + tip)).tolist()
            notes.write(x, y, [arrow.name], _colors(canvas, arrow.name, colors)[1])


def _pixels(canvas: Canvas) -> FloatArray:
    """How many pixels a unit of x takes, and one of y."""
    (left, right), (low, high) = canvas.x_range, canvas.y_range
    return np.array([canvas.rect.width() / (right - left), canvas.rect.height() / (high - low)])


def _tip(arrow: Arrow) -> FloatArray:
    """Where it ends while it grows."""
    return np.asarray(arrow.start + arrow.share * (arrow.end - arrow.start))


def _colors(canvas: Canvas, name: str, colors: Colors) -> Colors:
    """Of an arrow and its name: grey what the data do, the run's what the penalty does, dark the sum."""
    theme = canvas.theme
    by_name = {"data": (theme.data, theme.muted), "penalty": colors, "memory": (theme.muted, theme.muted)}
    return by_name.get(name, (theme.text, theme.text))


def _draw_name(
    canvas: Canvas, arrow: Arrow, names: Sequence[str], level: float, color: str, pixels: FloatArray
) -> QRectF:
    """One of the names left of the arrow or right of it, where it covers fewest pixels; where it is.

    Rather at its tail than at its tip, rather near than far, and rather the first of the names.
    """
    ends, rect, (x, y) = sorted(canvas.x([arrow.start[0], arrow.end[0]]).tolist()), canvas.rect, pixels.T
    is_beside = (level - LANE / 2 - DOT_PX <= y) & (y <= level + LANE / 2 + DOT_PX)
    x = x[is_beside]
    found: list[tuple[tuple[bool, float], str, QRectF]] = []
    for shorter, name in enumerate(names):
        width = text_width(name, SMALL_PX) + 4.0
        for farther, gap in enumerate(GAPS):
            lefts = [ends[0] - gap - width, ends[1] + gap]
            for left in lefts if arrow.end[0] > arrow.start[0] else reversed(lefts):
                place = QRectF(left, level - LANE / 2, width, LANE)
                covered = np.count_nonzero((left - 2.0 <= x) & (x <= left + width + 2.0))
                cost = covered + SHORTER * shorter + FARTHER * farther
                found.append(((not rect.contains(place), cost), name, place))
    _, name, place = min(found, key=lambda one: one[0])
    place = moved_into(place, rect)
    canvas.patch(place)
    canvas.text(place.left() + 2.0, place.center().y(), name, color, px=SMALL_PX)
    return place
