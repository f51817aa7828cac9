"""How much of a plane through weight space is shown, on axes of equal scale, and how much of a path is drawn on it."""

from collections.abc import Sequence

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.balance import balance
from regsim.engine.level_set import level_set
from regsim.engine.plane import Plane, is_slow
from regsim.engine.reference import Optimum
from regsim.engine.trajectory import Trajectory
from regsim.gui.views.along import seen_apart
from regsim.gui.views.plane_scene import Path
from regsim.gui.views.ranges import Range, shared_range

PAD, PAD_PART = 24.0, 0.14  # pixels between what must be seen and the edges, and at most this part of the plot
WORDS_PART = 0.4  # of the plot, at most, that are kept clear for words at one end
USUAL = (420.0, 240.0)  # pixels of a plot that is not laid out yet
FARTHEST = 4.0  # plots away from the middle, from where on the path is not drawn
FARTHEST_CROSS = 2.0  # times the size of all else that must be seen, from where on the smallest D need not be seen
A_DOT = 1 / 8  # as many dots as points of the line

Pair = tuple[int, int]


def seen(
    trajectories: Sequence[Trajectory], optima: Sequence[Optimum | None], planes: Sequence[Plane]
) -> tuple[Range, Range]:
    """What must be seen: 0, the paths, the optima and the level sets through them, as ranges of x and y.

    And the smallest D of every run in its plane, unless that is far away or takes long to find.
    """
    pair = list(planes[0].pair)
    points = [np.zeros((1, 2))]
    for plane, optimum in zip(planes, optima, strict=True):
        if optimum is None:
            continue
        star, n = optimum.weights[pair], plane.objective.n_penalized
        points.append(star[np.newaxis])
        acts_on = (pair[0] < n, pair[1] < n)
        outline = level_set(plane.objective.penalty, star, acts_on)
        if outline is not None and all(acts_on):
            points.append(outline)
    marks = np.concatenate(points).T
    x, y = (shared_range([*(t.weights[:, j] for t in trajectories), m]) for j, m in zip(pair, marks, strict=True))
    far = FARTHEST_CROSS * max(x[1] - x[0], y[1] - y[0])
    for plane in planes:
        best = None if is_slow(plane.objective.loss) else plane.minimum()
        if best is None or max(x[0] - best[0], best[0] - x[1], y[0] - best[1], best[1] - y[1]) > far > 0.0:
            continue
        x, y = ((min(low, float(v)), max(high, float(v))) for v, (low, high) in zip(best, (x, y), strict=True))
    return x, y


def equal_aspect(
    box: tuple[Range, Range], width: float, height: float, words: tuple[float, float] = (0.0, 0.0)
) -> tuple[Range, Range]:
    """Ranges of x and y with the box in their middle, on which a unit has as many pixels along x as along y.

    Parameters
    ----------
    box : (Range, Range)
        What must be seen.
    width, height : float
        Of the plot, in pixels.
    words : (float, float)
        Pixels at the top and at the bottom that are kept clear of the box, as far as the plot is high enough.
    """
    if height <= 0.0 or width <= 0.0:
        width, height = USUAL
    (left, right), (low, high) = box
    side, end = min(PAD, PAD_PART * width), min(PAD, PAD_PART * height)
    head, foot = (max(end, min(pixels, WORDS_PART * height)) for pixels in words)
    unit = max((right - left) / (width - 2.0 * side), (high - low) / (height - head - foot))
    unit = unit or 2.0 * max(abs(left), abs(low), 1.0) / width
    x, y = 0.5 * left + 0.5 * right, 0.5 * low + 0.5 * high + 0.5 * unit * (head - foot)
    return (x - 0.5 * unit * width, x + 0.5 * unit * width), (y - 0.5 * unit * height, y + 0.5 * unit * height)


def path_within(trajectory: Trajectory, pair: Pair, ranges: tuple[Range, Range]) -> Path:
    """The rows of a run that are drawn: as many as can be told apart, up to where it first is far outside."""
    (left, right), (low, high) = ranges
    size, weights = right - left, trajectory.weights
    x = (weights[:, pair[0]] - 0.5 * (left + right)) / size
    y = (weights[:, pair[1]] - 0.5 * (low + high)) / size
    far = np.flatnonzero(~(np.maximum(np.abs(x), np.abs(y)) < FARTHEST))
    end = int(far[0]) + 1 if len(far) else len(x)
    rows = seen_apart(x[:end], y[:end])
    return Path(rows, rows[seen_apart(A_DOT * x[rows], A_DOT * y[rows])], is_cut=end < len(x))


def largest_other(trajectories: Sequence[Trajectory], chosen: int) -> int:
    """The weight that is the largest at the end of the runs, beside the chosen one."""
    n = trajectories[0].function(0).n_penalized
    size = np.max([np.abs(t.weights[-1]) for t in trajectories], axis=0)
    size[n:] = -1.0  # an intercept only where there is nothing else
    size[chosen] = -2.0
    return int(size.argmax())


def usual_force(trajectories: Sequence[Trajectory], pair: Pair) -> float:
    """How long the forces in the plane are once the runs have settled, or at the start if there are none then."""
    across = list(pair)
    lengths = []
    for t in trajectories:
        forces = balance(t.phases[-1], t.weights[-1], t.data_gradient[-1])
        lengths += [_length(forces.penalty[across]), _length(forces.data[across])]
    return max(lengths) or max(_length(t.data_gradient[0, across]) for t in trajectories)


def _length(force: FloatArray) -> float:
    return float(np.hypot(force[0], force[1]))
