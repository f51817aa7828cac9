"""Where an optimum is looked for first: straight ahead on the path of the last ones."""

import numpy as np
import pytest

from regsim.arrays import FloatArray
from regsim.engine.models import LinearRegression, LogisticRegression, Model
from regsim.engine.newton import Point, Search
from regsim.engine.objective import Objective
from regsim.engine.penalties import L1, L2, Penalty
from regsim.engine.reference import optimum
from regsim.gui.solutions import FARTHEST, Known, foreseen
from tests.engine.problems import objective, random_samples

WEIGHTS = np.array([1.0, -2.0, 0.0])


def known(*moments: tuple[float, list[float]]) -> list[Known]:
    return [(strength, np.array(w)) for strength, w in moments]


def test_nothing_is_foreseen_of_nothing_and_one_point_is_where_it_is() -> None:
    assert foreseen([], 1.0) is None
    assert foreseen([(2.0, WEIGHTS)], 1.0) is WEIGHTS


def test_the_path_of_least_squares_under_l1_is_foreseen_between_its_kinks() -> None:
    samples = random_samples(30, 3, binary=False)
    paths = [(s, optimum(objective(L1(s), LinearRegression(), samples)).weights) for s in (0.05, 0.06, 0.08)]

    ahead = foreseen(paths[:2], 0.08)
    assert ahead is not None
    np.testing.assert_allclose(ahead, paths[2][1], rtol=1e-9)


def test_a_weight_at_zero_stays_there_and_none_passes_it() -> None:
    ahead = foreseen(known((1.0, [3.0, -1.0, 0.5]), (2.0, [2.0, -0.25, 0.0])), 3.0)

    assert ahead is not None
    assert ahead.tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize("strength", [1.0, 2.0, 2.0 + 1.01 * FARTHEST, 2.0 - 1.01 * FARTHEST])
def test_far_from_the_last_strengths_the_last_weights_are_the_best_guess(strength: float) -> None:
    moments = known((1.0, [3.0]), (2.0 if strength != 1.0 else 1.0, [2.0]))

    assert foreseen(moments, strength) is moments[-1][1]


@pytest.mark.parametrize("penalty", [L1, L2])
@pytest.mark.parametrize("model", [LinearRegression(), LogisticRegression()])
def test_it_is_nearer_to_the_next_optimum_than_the_last_one_is(
    penalty: type[Penalty], model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = random_samples(60, 4, binary=isinstance(model, LogisticRegression))

    def function(strength: float) -> Objective:
        return objective(penalty(strength=strength), model, samples)

    last = [(s, optimum(function(s)).weights) for s in (0.01, 0.011)]
    there, ahead = optimum(function(0.012)), foreseen(last, 0.012)
    assert ahead is not None
    assert np.abs(ahead - there.weights).max() < 0.2 * np.abs(last[-1][1] - there.weights).max()

    points: list[FloatArray] = []
    point = Search.point

    def counted(search: Search, w: FloatArray) -> Point:
        points.append(w)
        return point(search, w)

    monkeypatch.setattr(Search, "point", counted)
    found = optimum(function(0.012), ahead)
    np.testing.assert_allclose(found.weights, there.weights, rtol=1e-9, atol=1e-12)
    n_ahead = len(points)
    points.clear()
    optimum(function(0.012), last[-1][1])
    assert n_ahead <= len(points)
