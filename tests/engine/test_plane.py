"""D over two weights: the same numbers as the loss itself gives, and the smallest of them."""

from dataclasses import replace

import numpy as np
import pytest

import regsim
from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss
from regsim.engine.objective import Objective
from regsim.engine.plane import Plane, Survey, is_quick, is_slow
from regsim.engine.reference import optimum
from regsim.problem import Problem

CANCER = Problem(regsim.load("breast-cancer")).objectives[0]
LINEAR = Problem(
    regsim.load("breast-cancer", ["data={kind='diabetes'}", "model={kind='linear-regression'}"])
).objectives[1]
BOWL = Problem(
    regsim.load(
        "from-five",
        ["model={kind='quadratic', hessian=[[1.0, 0.8], [0.8, 1.0]], center=[1.5, -0.75]}", "start={kind='zeros'}"],
    )
).objectives[0]
NETWORK = Problem(
    regsim.load("breast-cancer", ["model={kind='neural-network', hidden=[3]}", "start={kind='normal'}"])
).objectives[0]
X, Y = np.linspace(-1.5, 2.0, 33), np.linspace(-1.0, 1.0, 21)


def through(objective: Objective, pair: tuple[int, int]) -> Plane:
    point = np.random.default_rng(3).normal(scale=0.3, size=objective.n_weights)
    return Plane(objective, point, pair)


@pytest.mark.parametrize("objective", [CANCER, LINEAR, BOWL, NETWORK], ids=["logistic", "linear", "bowl", "network"])
def test_the_grid_of_d_is_what_the_loss_gives_point_by_point(objective: Objective) -> None:
    plane = through(objective, (1, 0))
    grid = plane.data_loss(X, Y)
    assert grid.shape == (21, 33)
    exact = np.array([[float(objective.data_loss(plane.weights(x, y))) for x in X[::8]] for y in Y[::5]])
    assert np.abs(grid[::5, ::8] - exact).max() < 2e-3 * np.ptp(grid)


def test_with_more_patience_the_grid_is_finer() -> None:
    plane = through(CANCER, (20, 27))
    exact = plane.data_loss(X, Y, patience=1e6)
    errors = [np.abs(plane.data_loss(X, Y, patience=p) - exact).max() for p in (1.0, 6.0)]
    assert errors[1] < 0.2 * errors[0] < 1e-3 * np.ptp(exact)


@pytest.mark.parametrize("objective", [LINEAR, BOWL], ids=["linear", "bowl"])
def test_a_quadratic_form_is_exact(objective: Objective) -> None:
    plane = through(objective, (0, 1))
    grid = plane.data_loss(X, Y)
    exact = [[float(objective.data_loss(plane.weights(x, y))) for x in X] for y in Y]
    assert grid == pytest.approx(np.array(exact), rel=1e-12)


def test_contours_do_not_lose_their_digits_to_weights_that_are_far_away() -> None:
    far = replace(through(BOWL, (0, 1)), point=np.array([1e12, -3e12]))

    assert np.allclose(far.data_loss(X, Y), through(BOWL, (0, 1)).data_loss(X, Y), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("run", [0, 1])
def test_differences_of_the_penalty_are_those_of_all_weights(run: int) -> None:
    objective = Problem(regsim.load("breast-cancer")).objectives[run]
    plane = through(objective, (4, 30))  # the intercept feels none
    grid = plane.penalty(X, Y)
    exact = np.array([[float(objective.penalty_value(plane.weights(x, y))) for x in X] for y in Y])
    assert grid - grid[0, 0] == pytest.approx(exact - exact[0, 0], abs=1e-12)


def test_the_l2_norm_counts_the_other_weights_too() -> None:
    objective = Problem(regsim.load("breast-cancer", ["runs.0.penalty={kind='l2-norm', strength=0.3}"])).objectives[0]
    plane = through(objective, (4, 7))
    exact = np.array([[float(objective.penalty_value(plane.weights(x, y))) for x in X] for y in Y])
    assert plane.penalty(X, Y) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("objective", [CANCER, LINEAR, BOWL], ids=["logistic", "linear", "bowl"])
def test_the_minimum_in_the_plane_has_no_slope_along_it(objective: Objective) -> None:
    plane = through(objective, (1, 0))
    best = plane.minimum()
    assert best is not None
    slope = objective.data_gradient(plane.weights(float(best[0]), float(best[1])))
    assert np.abs(slope[[1, 0]]).max() < 1e-7 * (1.0 + np.abs(slope).max())


def test_of_two_weights_the_minimum_in_the_plane_is_the_best_fit_of_all() -> None:
    best = Plane(BOWL, np.array([5.0, 5.0]), (0, 1)).minimum()
    assert best == pytest.approx([1.5, -0.75], rel=1e-12)


def test_there_is_no_minimum_where_d_is_flat_or_not_convex_or_falls_for_ever() -> None:
    flat = Problem(regsim.load("from-five", ["model.n_weights=2", "start={kind='zeros'}"])).objectives[0]
    assert Plane(flat, np.ones(2), (0, 1)).minimum() is None
    assert through(NETWORK, (0, 1)).minimum() is None
    separable = Problem(
        regsim.load(
            "breast-cancer", ["data={kind='gaussians', n_samples=20, noise=0.01}", "runs.0.penalty={kind='none'}"]
        )
    ).objectives[0]
    assert Plane(separable, np.zeros(3), (0, 1)).minimum() is None


def test_what_takes_long_does_not_follow_the_steps() -> None:
    large = ["data={kind='gaussians', n_samples=20000}"]
    assert is_quick(CANCER.loss)
    assert is_quick(LINEAR.loss)
    assert not is_quick(Problem(regsim.load("breast-cancer", large)).loss)


def test_the_optimum_is_the_lowest_point_of_j_in_its_own_plane() -> None:
    best = optimum(CANCER).weights
    plane = Plane(CANCER, best, (20, 27))
    x, y = best[20] + np.linspace(-0.5, 0.5, 41), best[27] + np.linspace(-0.5, 0.5, 41)
    height = plane.data_loss(x, y) + plane.penalty(x, y)
    row, column = np.unravel_index(height.argmin(), height.shape)
    assert abs(row - 20) <= 1
    assert abs(column - 20) <= 1


# --- a survey: what takes long is known pass by pass ------------------------------------------------------------------

RANGES = (-1.5, 2.0), (-1.0, 1.0)


def count_passes(loss: DataLoss, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whenever D is computed from now on, the list grows."""
    found: list[str] = []
    for name in ("evaluate", "value"):

        def counted(*arguments: FloatArray, name: str = name, compute: object = getattr(loss, name)) -> object:
            found.append(name)
            assert callable(compute)
            return compute(*arguments)

        monkeypatch.setattr(loss, name, counted)
    return found


def test_a_survey_comes_pass_by_pass_to_the_same_contours_and_the_same_minimum(monkeypatch: pytest.MonkeyPatch) -> None:
    plane = through(CANCER, (20, 27))
    exact, best = plane.data_loss(X, Y, patience=1e6), plane.minimum()
    survey, passes = Survey(plane, *RANGES), count_passes(CANCER.loss, monkeypatch)

    errors = {}
    while not survey.is_done:
        before = len(passes)
        survey.advance(1)
        assert len(passes) - before <= 1  # no event is held by two
        if survey.stage:
            errors[survey.stage] = np.abs(replace(plane, survey=survey).data_loss(X, Y) - exact).max() / np.ptp(exact)

    assert errors[3] < 1e-4 < errors[1] < 1e-2
    assert survey.minimum is not None
    assert best is not None
    np.testing.assert_array_equal(survey.minimum, best)


def test_until_a_survey_has_come_to_the_minimum_the_plane_knows_none() -> None:
    survey = Survey(through(CANCER, (20, 27)), *RANGES)
    plane = replace(through(CANCER, (20, 27)), survey=survey)
    survey.advance(16)
    assert (survey.stage, plane.minimum()) == (0, None)  # 4 × 4 points, and none of them to draw
    survey.advance(1)
    assert (survey.stage, plane.minimum()) == (1, None)
    survey.advance(1000)
    assert plane.minimum() is not None
    assert survey.n_known < 200


def test_a_survey_of_a_network_finds_its_contours_and_no_minimum() -> None:
    survey = Survey(through(NETWORK, (0, 4)), *RANGES)
    survey.advance(1000)
    assert survey.is_done
    assert survey.minimum is None
    assert np.isfinite(survey.data_loss(X, Y)).all()


def test_very_many_samples_are_slow_and_no_quadratic_form_is() -> None:
    assert not is_slow(CANCER.loss)
    assert not is_slow(LINEAR.loss)
    many = Problem(regsim.load("breast-cancer", ["data={kind='gaussians', n_samples=100000}"])).objectives[0]
    assert is_slow(many.loss)
    assert not is_quick(many.loss)
