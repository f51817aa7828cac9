"""The level set of a penalty: all pairs of weights with the same R, the outline of what a hard constraint allows.

The soft penalty min D + λR and the hard constraint min D subject to R ≤ t have the same answer w* where t = R(w*).
Seen over two weights the allowed region is a diamond under L1, a disc under L2 and under the L2 norm, and something
between under the elastic net. Its corners lie on the axes: that is where an ellipse of D touches a diamond first, and
why L1 makes weights zero.

R rises along every ray from 0, so that the outline is one radius for each direction u:

    λ₁r‖u‖₁ + (λ₂/2)r²‖u‖² = c     ⇒     r = 2c / (λ₁‖u‖₁ + √(λ₁²‖u‖₁² + 2cλ₂‖u‖²))

Reference
---------
R. Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996, figure 2.
"""

from functools import lru_cache

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.penalties import Penalty

ENDLESS = 1e300  # where a strip ends
REMEMBERED = 32  # outlines: what is drawn and written of one in a frame asks for it many times
N_DIRECTIONS = 180  # a multiple of 4: the axes, where corners are, are among them


def level_set(penalty: Penalty, point: FloatArray, acts_on: tuple[bool, bool] = (True, True)) -> FloatArray | None:
    """The outline of all pairs of weights whose penalty is that of `point`, the others held.

    None where there is no outline: where the penalised weights are 0, and where the penalty does nothing.

    Parameters
    ----------
    penalty : Penalty
        Of any strength but 0.
    point : array of shape (2,)
    acts_on : (bool, bool)
        Which of the two it acts on; along one that it leaves free the outline is a strip.

    Returns
    -------
    array of shape (n_points, 2)
        Counter-clockwise from the positive first axis, closed: the last point is the first. Not to be changed.
    """
    x, y = point.tolist()
    return _level_set(penalty, (x, y), acts_on)


@lru_cache(REMEMBERED)
def _level_set(penalty: Penalty, at: tuple[float, float], acts_on: tuple[bool, bool]) -> FloatArray | None:
    point = np.where(acts_on, at, 0.0)
    scale = float(np.abs(point).max())
    if not scale or not np.isfinite(scale) or not penalty.value(np.ones(1)):
        return None
    if not all(acts_on):
        sides = np.array([[1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [1.0, 1.0]])
        return sides * np.where(acts_on, scale, ENDLESS)
    quarter = np.linspace(0.0, 0.5 * np.pi, N_DIRECTIONS // 4, endpoint=False)
    first = np.column_stack([np.cos(quarter), np.sin(quarter)])
    second = np.column_stack([-first[:, 1], first[:, 0]])  # turned, not computed: the corners are exactly on the axes
    directions = np.concatenate([first, second, -first, -second, first[:1]])
    radii = _radii(penalty, point, directions, scale)
    return directions * radii[:, np.newaxis]


def _radii(penalty: Penalty, point: FloatArray, directions: FloatArray, scale: float) -> FloatArray:
    """How far from 0 the outline is in each direction; computed in units of `scale`, so that nothing overflows."""
    parts = penalty.parts()
    if parts is None:  # the L2 norm: with the others held, a circle
        return np.full(len(directions), scale * float(np.hypot(*(point / scale))))
    l1, l2 = parts[0], parts[1] * scale
    size = max(l1, l2)
    l1, l2, v = l1 / size, l2 / size, point / scale
    value = l1 * float(np.abs(v).sum()) + 0.5 * l2 * float(v @ v)
    pull = l1 * np.abs(directions).sum(axis=1)
    return np.asarray(scale * 2.0 * value / (pull + np.sqrt(pull * pull + 2.0 * value * l2)))
