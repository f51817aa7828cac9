"""The outline of what a constraint allows: every point of it has the same penalty, and corners are on the axes."""

import numpy as np
import pytest

from regsim.engine.level_set import level_set
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, NoPenalty, Penalty

PENALTIES = [L1(0.7), L2(0.7), ElasticNet(0.7, 0.4), L2Norm(0.7)]


@pytest.mark.parametrize("penalty", PENALTIES, ids=lambda p: p.label)
@pytest.mark.parametrize("point", [(2.0, -1.0), (0.0, 3.0), (1e-9, 1e-3), (1e5, 2e5)])
def test_every_point_of_the_outline_has_the_same_penalty(penalty: Penalty, point: tuple[float, float]) -> None:
    outline = level_set(penalty, np.array(point))
    assert outline is not None
    assert penalty.value(outline) == pytest.approx(float(penalty.value(np.array(point))), rel=1e-12)
    assert (outline[0] == outline[-1]).all()


def test_the_diamond_has_its_corners_exactly_on_the_axes() -> None:
    outline = level_set(L1(3.0), np.array([1.5, -0.5]))
    assert outline is not None
    for corner in ([2.0, 0.0], [0.0, 2.0], [-2.0, 0.0], [0.0, -2.0]):
        assert (np.abs(outline - corner).max(axis=1) < 1e-15).any()


@pytest.mark.parametrize("penalty", [L2(2.0), L2Norm(2.0)], ids=lambda p: p.label)
def test_l2_and_the_l2_norm_allow_a_disc(penalty: Penalty) -> None:
    outline = level_set(penalty, np.array([3.0, 4.0]))
    assert outline is not None
    assert np.hypot(*outline.T) == pytest.approx(5.0, rel=1e-14)


def test_a_weight_that_feels_no_penalty_may_be_anything() -> None:
    outline = level_set(L1(1.0), np.array([-2.0, 7.0]), (True, False))
    assert outline is not None
    assert np.unique(outline[:, 0]).tolist() == [-2.0, 2.0]
    assert np.abs(outline[:, 1]).min() > 1e200


@pytest.mark.parametrize("penalty", [NoPenalty(), L1(0.0), L2(0.0), L2Norm(0.0)])
def test_no_penalty_has_no_outline(penalty: Penalty) -> None:
    assert level_set(penalty, np.array([1.0, 2.0])) is None


@pytest.mark.parametrize("penalty", PENALTIES, ids=lambda p: p.label)
def test_there_is_no_outline_about_a_point_at_zero(penalty: Penalty) -> None:
    assert level_set(penalty, np.zeros(2)) is None
    assert level_set(penalty, np.array([0.0, 2.0]), (True, False)) is None
