"""Logistic regression part by part: the same D as in one piece, and nothing computed twice that is asked for twice."""

from collections.abc import Iterator

import numpy as np
import pytest

from regsim.arrays import FloatArray
from regsim.engine import descent as descent_module
from regsim.engine import logistic_parts
from regsim.engine.accelerated import Fista
from regsim.engine.logistic import LogisticLoss
from regsim.engine.logistic_parts import MANY, LogisticLossInParts
from regsim.engine.models import LogisticRegression
from regsim.engine.objective import Objective
from regsim.engine.pausing import Pausing
from regsim.engine.penalties import L1
from regsim.engine.simulation import Simulation
from tests.engine.problems import descend, objective, proximal, random_samples

NAMES = ("a", "b", "c", "intercept")


def both(monkeypatch: pytest.MonkeyPatch, n_samples: int) -> tuple[LogisticLoss, LogisticLossInParts]:
    """The same loss in one piece and in parts of seven samples."""
    monkeypatch.setattr(logistic_parts, "PART", 7)
    samples = random_samples(n_samples)
    X = np.hstack([samples.X, np.ones((n_samples, 1))])
    whole, parts = (
        kind(X, samples.y, NAMES, scale=0.25, n_coefficients=3) for kind in (LogisticLoss, LogisticLossInParts)
    )
    assert isinstance(parts, LogisticLossInParts)
    return whole, parts


def points() -> FloatArray:
    found = 3.0 * np.random.default_rng(5).standard_normal((6, 4))
    found[0] = 0.0  # every margin is exactly 0: each sample counts for the first class
    return found


@pytest.mark.parametrize("n_samples", [3, 6, 7, 8, 50])  # of four weights
def test_parts_add_up_to_the_whole(monkeypatch: pytest.MonkeyPatch, n_samples: int) -> None:
    whole, parts = both(monkeypatch, n_samples)
    for w in points():
        expected, found = np.empty(4), np.empty(4)
        assert parts.evaluate(w, found) == pytest.approx(whole.evaluate(w, expected), rel=1e-13)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(parts.hessian(w), whole.hessian(w), rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(parts.hessian_bound(), whole.hessian_bound(), rtol=1e-12, atol=1e-14)
        rows = np.random.default_rng(1).permutation(n_samples)[: n_samples // 2 + 1]
        for loss, out in ((whole, expected), (parts, found)):
            loss.batch_gradient(w, rows, out)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-13)
        assert parts.magnitude(w) == pytest.approx(whole.magnitude(w), rel=1e-13)
        assert parts.predict(w, np.ones((2, 3))).tolist() == whole.predict(w, np.ones((2, 3))).tolist()
        grid = np.linspace(-4.0, 4.0, 5)
        np.testing.assert_allclose(parts.along(w, 2, grid), whole.along(w, 2, grid), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(parts.value(points()), whole.value(points()), rtol=1e-13)
    for added, n_added in ((0.0, 0), (0.3, 3), (0.3, 4)):
        assert parts.curvature(added, n_added) == pytest.approx(whole.curvature(added, n_added), rel=1e-12)


@pytest.mark.parametrize("n_penalized", [3, 4])
def test_the_trivial_model_is_the_same(monkeypatch: pytest.MonkeyPatch, n_penalized: int) -> None:
    whole, parts = both(monkeypatch, 50)
    expected, found = whole.at_trivial(n_penalized), parts.at_trivial(n_penalized)
    assert found.weights.tolist() == expected.weights.tolist()
    assert found.data_loss == pytest.approx(expected.data_loss, rel=1e-13)
    np.testing.assert_allclose(found.gradient, expected.gradient, rtol=1e-12, atol=1e-13)
    hessian, expected_hessian = parts.hessian_at_trivial(n_penalized), whole.hessian_at_trivial(n_penalized)
    np.testing.assert_allclose(hessian, expected_hessian, rtol=1e-12, atol=1e-14)


def test_accuracy_is_the_same_whether_a_step_has_come_by_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, parts = both(monkeypatch, 50)
    expected = whole.accuracy(points())
    assert parts.accuracy(points()).tolist() == expected.tolist()
    parts._accuracies.clear()
    for w in points():
        parts.evaluate(w, np.empty(4))
    assert parts.accuracy(points()).tolist() == expected.tolist()


def test_a_start_is_evaluated_once_for_all_runs_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _, parts = both(monkeypatch, 50)
    asked: list[bytes] = []
    evaluating = parts.evaluating

    def counted(w: FloatArray, out: FloatArray) -> Pausing[float]:
        asked.append(w.tobytes())
        return evaluating(w, out)

    monkeypatch.setattr(parts, "evaluating", counted)
    w, first, second = points()[1], np.empty(4), np.empty(4)
    for out in (first, second):
        parts.recorder(2).gradient(0, w, out)
    assert len(asked) == 1
    assert first.tolist() == second.tolist()
    parts.recorder(2).gradient(0, w + 1.0, second)
    assert len(asked) == 2


def test_many_samples_are_fitted_in_parts_with_the_same_bits_however_sliced() -> None:
    function = objective(L1(0.02), LogisticRegression(), random_samples(MANY + 1))
    assert isinstance(function.loss, LogisticLossInParts)
    whole = descend(function, proximal(0.5), np.zeros(4), 40)
    simulation = Simulation(function, proximal(0.5), np.zeros(4), 40)
    while simulation.is_running:
        simulation.advance(simulation.step + 3)
    sliced = simulation.trajectory()
    for before, after in ((whole.weights, sliced.weights), (whole.data_loss, sliced.data_loss)):
        assert before.tobytes() == after.tobytes()
    again = whole.rows.checkpoints.frame(21)
    assert again.weights.tobytes() == whole.weights[21].tobytes()
    assert again.data_loss == whole.data_loss[21]


def test_few_samples_are_fitted_in_one_piece() -> None:
    assert type(objective(L1(0.02), LogisticRegression(), random_samples(100)).loss) is LogisticLoss


def test_what_fista_looks_at_elsewhere_is_passed_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(descent_module, "BLOCK_WORK", 0)
    _, loss = both(monkeypatch, 100)
    passed: list[int] = []
    margins = loss._margins

    def counted(w: FloatArray) -> Iterator[tuple[slice, FloatArray, FloatArray, FloatArray]]:
        passed.append(1)
        return margins(w)

    simulation = Simulation(Objective(loss, L1(0.02), 3), Fista(0.5), np.zeros(4), 5)
    simulation.advance(2)
    monkeypatch.setattr(loss, "_margins", counted)
    simulation.advance(5)
    assert len(passed) == 2 * 3


def test_two_who_draw_one_curve_grow_it_together_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    _, loss = both(monkeypatch, 100)
    w, grid = points()[1], np.linspace(-4.0, 4.0, 5)
    values, slopes = loss.along(w, 2, grid)
    one, other = (loss.lines.along(w.copy(), 2, grid) for _ in range(2))
    n_pieces = 0
    while not one.is_done:
        (one if n_pieces % 2 else other).advance(one.n_known + 1)
        loss.evaluate(points()[2], np.empty(4))  # others work between the parts
        n_pieces += 1
    assert n_pieces > 5 * (100 // 7)
    assert (one.data_loss.tobytes(), one.data_slope.tobytes()) == (values.tobytes(), slopes.tobytes())
