"""D along one weight, a few points at a time: every point exact, and in the end all that there are."""

import numpy as np
import pytest

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss
from regsim.engine.pausing import Pausing
from regsim.engine.refined import RefinedLine, coarse_first
from tests.engine.problems import bound_losses

LOSSES = bound_losses()
each_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
GRID = np.linspace(-3.0, 3.0, 21)


def point(loss: DataLoss) -> FloatArray:
    return np.random.default_rng(4).standard_normal(loss.n_weights)


@pytest.mark.parametrize("n", [1, 2, 3, 17, 60])
def test_points_come_once_each_from_coarse_to_fine(n: int) -> None:
    grid = np.linspace(-1.0, 2.0, n)
    order = coarse_first(grid)
    assert sorted(order.tolist()) == list(range(n))
    for k in range(3, n + 1):
        known = np.sort(grid[order[:k]])
        assert known[[0, -1]].tolist() == grid[[0, -1]].tolist()
        assert np.diff(known).max() <= 4.0 * 3.0 / (k - 1)


@each_loss
def test_what_grows_a_point_at_a_time_ends_as_what_is_computed_at_once(loss: DataLoss) -> None:
    w = point(loss)
    line = RefinedLine(loss, w, 0, GRID)
    values, slopes = loss.along(w, 0, GRID)
    while not line.is_done:
        line.grow_to(line.n_known + 1)
        at = line.ready
        np.testing.assert_allclose(line.data_loss[at], values[at], rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(line.data_slope[at], slopes[at], rtol=1e-10, atol=1e-12)
    assert line.n_known == len(GRID)


def test_what_is_known_of_a_line_is_known_to_all_who_ask_for_it() -> None:
    loss = LOSSES[next(iter(LOSSES))]
    w = point(loss)
    loss.lines.along(w, 0, GRID).grow_to(5)
    assert loss.lines.along(w.copy(), 0, GRID.copy()).n_known == 5
    assert loss.lines.along(w + 1.0, 0, GRID).n_known == 0


def test_a_way_that_has_failed_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    loss = LOSSES["logistic-regression, mean"]
    line = RefinedLine(loss, np.zeros(loss.n_weights), 0, np.linspace(-1.0, 1.0, 9))
    going_along = loss.going_along

    def failing(w: FloatArray, index: int, grid: FloatArray) -> Pausing[tuple[FloatArray, FloatArray]]:
        del w, index, grid
        yield
        raise MemoryError

    monkeypatch.setattr(loss, "going_along", failing)
    with pytest.raises(MemoryError):
        line.grow_to(9)
    monkeypatch.setattr(loss, "going_along", going_along)
    line.grow_to(9)
    assert line.is_done
