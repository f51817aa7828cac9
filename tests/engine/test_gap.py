"""The gap between a descent and the optimum."""

import numpy as np
import pytest

from regsim.engine.accelerated import Fista
from regsim.engine.descent import Phase
from regsim.engine.gap import gap
from regsim.engine.models import LinearRegression, LogisticRegression
from regsim.engine.network import NeuralNetwork
from regsim.engine.optimizers import ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, Penalty
from regsim.engine.reference import NoOptimum
from regsim.engine.simulation import Simulation
from tests.engine.problems import descend, objective, parabola, path, random_samples


def test_the_gap_of_a_parabola_is_its_formula() -> None:
    function = objective(L2(1.0), parabola())
    run = descend(function, ProximalGradient(0.25), (5.0,), 20)

    np.testing.assert_allclose(gap(run), [(w - 0.25) ** 2 for w in run.weights[:, 0]], rtol=1e-12, atol=1e-16)
    assert path(function, ProximalGradient(0.25), 5.0, 20) == run.weights[:, 0].tolist()


@pytest.mark.parametrize(
    "penalty", [L1(0.05), L2(0.05), ElasticNet(0.05), L2Norm(0.05)], ids=lambda p: type(p).__name__
)
@pytest.mark.parametrize("model", [LinearRegression(), LogisticRegression()], ids=lambda m: type(m).__name__)
def test_the_gap_falls_to_nothing_and_is_never_below_zero_but_for_rounding(
    penalty: Penalty, model: LinearRegression | LogisticRegression
) -> None:
    function = objective(penalty, model, random_samples(30, 4, seed=1))
    run = descend(function, Fista(1.0 / function.loss.curvature()), np.ones(5), 3000)
    gaps = gap(run)

    assert gaps.min() > -1e-14
    assert gaps[-1] < 1e-13
    assert gaps[0] > 0.01


def test_after_a_change_the_gap_is_to_the_new_optimum() -> None:
    function = objective(L2(0.1), LinearRegression(), random_samples(30, 4, seed=1))
    rule = ProximalGradient(1.0 / function.loss.curvature())
    changed = Phase(400, function.changed(L1(0.3)), rule)
    simulation = Simulation(function, rule, np.ones(5), 3000, changes=(changed,))
    simulation.advance()
    gaps = gap(simulation.trajectory())

    assert abs(gaps[399]) < 1e-10
    assert gaps[400] > 1e-3
    assert abs(gaps[-1]) < 1e-12


def test_a_network_has_no_gap() -> None:
    function = objective(L2(0.1), NeuralNetwork(hidden=(2,)), random_samples())
    run = descend(function, ProximalGradient(0.1), np.zeros(function.n_weights), 5)

    with pytest.raises(NoOptimum, match="not convex"):
        gap(run)
