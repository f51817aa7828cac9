"""The forces on the dot in a plane through weight space: the pull of the data, that of the penalty, and their sum."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.balance import balance, balance_along
from regsim.engine.history import Frame
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.places import APART, along
from regsim.gui.views.contours import Notes
from regsim.gui.views.plane_captions import WIDE
from regsim.gui.views.plane_scene import Scene

ARROW = 0.18  # of the plot's smaller side: a force as large as those in the end
LONGEST = 0.42  # of the same: if one were longer, all are shortened alike
SHORTEST_NAMED = 16.0  # pixels of an arrow from which on its name is written at its tip
NAME_REACH = 16.0  # pixels from its tip: from farther away a name would be of something else
WIDTH = 3.0  # pixels
MOMENTS = 12  # steps whose arrows stand for those of the whole run
PASSING = 12.0  # pixels between the points of an arrow that is there for a step, not in the end: they count less


@dataclass(frozen=True, eq=False)
class Force:
    """An arrow: from the dot at `start` to `tip`, in data coordinates, `length` pixels long."""

    name: str
    start: FloatArray
    tip: FloatArray
    length: float
    colors: tuple[str, str]


def forces_at(canvas: Canvas, scene: Scene, frame: Frame) -> list[Force]:
    """The arrows at a step; none where nothing pulls, or a force is beyond all numbers."""
    pair, phase = list(scene.plane.pair), scene.trajectory.phase(frame.step)
    found = balance(phase, frame.weights, frame.data_gradient)
    return _arrows(canvas, scene, frame.weights[pair], found.data[pair], found.penalty[pair])


def _arrows(canvas: Canvas, scene: Scene, here: FloatArray, data: FloatArray, penalty: FloatArray) -> list[Force]:
    """The arrows of two forces in the plane and of their sum, from `here`; each of shape (2,)."""
    theme = canvas.theme
    longest = max(float(np.hypot(*data)), float(np.hypot(*penalty)))
    if not 0.0 < longest < math.inf or not scene.arrow_unit:
        return []
    side = min(canvas.rect.width(), canvas.rect.height())
    scale = side * min(ARROW / scene.arrow_unit, LONGEST / longest)
    parts = [("data", data, (theme.data, theme.muted)), ("penalty", penalty, scene.colors)]
    if data.any() and penalty.any():
        parts.append(("sum", data + penalty, (theme.text, theme.text)))
    (left, right), (low, high) = canvas.x_range, canvas.y_range
    unit = np.array([(right - left) / canvas.rect.width(), (high - low) / canvas.rect.height()])
    return [
        Force(name, here, here + force * scale * unit, float(np.hypot(*force)) * scale, colors)
        for name, force, colors in parts
    ]


def draw_forces(canvas: Canvas, scene: Scene, forces: Sequence[Force], walked: FloatArray) -> None:
    """The arrows with their names, which keep clear of the path so far, of pixels (n, 2), and the penalty's outline.

    Where a name would have to lie over them it is left out: the colour of an arrow is that of its force everywhere.
    """
    for force in forces:
        canvas.arrow((force.start[0], force.start[1]), (force.tip[0], force.tip[1]), force.colors[0], WIDTH)
    if canvas.rect.width() <= WIDE:
        return
    lines = [walked, *([] if scene.outline is None else [_pixels(canvas, scene.outline)])]
    points = [along(line[:, 0], line[:, 1], PASSING) for line in lines]
    notes = Notes(canvas, np.concatenate([*points, _pixels(canvas, _along(forces))]), scene.texts)
    for force in forces:
        if force.length > SHORTEST_NAMED:
            tip = float(force.tip[0]), float(force.tip[1])
            notes.write(*tip, [force.name], force.colors[1], most=0, farthest=NAME_REACH)


def swept(canvas: Canvas, scene: Scene) -> FloatArray:
    """Pixels along the arrows of the whole run, shape (n, 2), for what stays in its place to keep clear of."""
    trajectory, dots, pair = scene.trajectory, scene.path.dots, list(scene.plane.pair)
    rows = np.concatenate([dots[:: -(-len(dots) // MOMENTS)], scene.path.rows[-1:]])
    found, apart = balance_along(trajectory, rows), [*[PASSING] * (len(rows) - 1), APART]
    forces = zip(trajectory.weights[rows][:, pair], found.data[:, pair], found.penalty[:, pair], apart, strict=True)
    points = [_along(_arrows(canvas, scene, here, data, penalty), apart) for here, data, penalty, apart in forces]
    return _pixels(canvas, np.concatenate([np.empty((0, 2)), *points]))


def _along(forces: Sequence[Force], apart: float = APART) -> FloatArray:
    """Data points on arrows, at most so many pixels apart, shape (n, 2)."""
    if not forces:
        return np.empty((0, 2))
    n_points = int(max(force.length for force in forces) / apart) + 2
    return np.linspace([f.start for f in forces], [f.tip for f in forces], n_points).reshape(-1, 2)


def _pixels(canvas: Canvas, points: FloatArray) -> FloatArray:
    return np.column_stack([canvas.x(points[:, 0]), canvas.y(points[:, 1])])
