"""The forces on every weight: they cancel at the optimum, and a penalty with a kink holds weights at exactly 0."""

import msgspec
import numpy as np
import pytest

import regsim
from regsim.engine.balance import balance, balance_along
from regsim.engine.descent import Phase
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, Penalty
from regsim.problem import Problem, optimum
from regsim.scenario import Change, Run

CANCER = regsim.load("breast-cancer")
PENALTIES = [L1(0.02), L2(0.02), ElasticNet(0.02, 0.5), L2Norm(0.02)]


def phase_of(penalty: Penalty, optimizer: Optimizer) -> Phase:
    scenario = msgspec.structs.replace(CANCER, runs=(Run(penalty, optimizer),))
    return Phase(0, Problem(scenario).objectives[0], optimizer)


@pytest.mark.parametrize("penalty", PENALTIES, ids=lambda p: p.label)
def test_at_the_optimum_the_pulls_cancel_on_every_weight(penalty: Penalty) -> None:
    phase = phase_of(penalty, ProximalGradient())
    w = optimum(msgspec.structs.replace(CANCER, runs=(Run(penalty, ProximalGradient()),))).weights
    forces = balance(phase, w, phase.objective.data_gradient(w))
    assert np.abs(forces.total).max() < 1e-9
    assert np.abs(forces.data).max() > 1e-3


def test_a_weight_that_l1_holds_feels_exactly_the_opposite_of_the_datas_pull() -> None:
    phase = phase_of(L1(0.02), ProximalGradient())
    w = optimum(CANCER).weights
    forces = balance(phase, w, phase.objective.data_gradient(w))
    held = w == 0.0
    assert held.sum() > 5
    assert forces.is_held.tolist() == held.tolist()
    assert (forces.penalty[held] == -forces.data[held]).all()
    assert (forces.reach[held] == 0.02).all()
    assert (forces.reach[~held] == 0.0).all()
    assert (np.abs(forces.data[held]) <= 0.02).all()


def test_a_weight_that_the_data_pull_harder_than_lambda_is_not_held() -> None:
    phase, w = phase_of(L1(0.02), ProximalGradient()), np.zeros(31)
    forces = balance(phase, w, phase.objective.data_gradient(w))
    pulled = np.abs(forces.data[:30]) > 0.02
    assert pulled.any()
    assert not forces.is_held[:30][pulled].any()
    assert np.abs(forces.penalty[:30][pulled]) == pytest.approx(0.02)


def test_the_subgradient_rule_lets_go_of_a_weight_at_zero() -> None:
    phase, w = phase_of(L1(0.02), GradientDescent()), optimum(CANCER).weights
    forces = balance(phase, w, phase.objective.data_gradient(w))
    held = w == 0.0
    assert (forces.penalty[held] == 0.0).all()
    assert not forces.is_held.any()
    assert (forces.reach[held] == 0.02).all()


def test_l2_holds_no_weight_at_zero() -> None:
    phase, w = phase_of(L2(5.0), ProximalGradient()), np.zeros(31)
    forces = balance(phase, w, phase.objective.data_gradient(w))
    assert not forces.reach.any()
    assert not forces.is_held.any()
    assert not forces.penalty.any()


def test_the_l2_norm_holds_all_weights_or_none() -> None:
    w = np.zeros(31)
    for strength, n_held in ((0.01, 0), (10.0, 30)):
        phase = phase_of(L2Norm(strength), ProximalGradient())
        assert balance(phase, w, phase.objective.data_gradient(w)).is_held.sum() == n_held


def test_the_intercept_feels_no_penalty() -> None:
    phase, w = phase_of(L1(0.02), ProximalGradient()), np.full(31, 0.5)
    forces = balance(phase, w, phase.objective.data_gradient(w))
    assert forces.penalty[30] == 0.0
    assert (forces.penalty[:30] == -0.02).all()


@pytest.mark.parametrize("optimizer", [GradientDescent(), ProximalGradient()], ids=lambda o: o.label)
@pytest.mark.parametrize("penalty", PENALTIES, ids=lambda p: p.label)
def test_of_many_points_each_is_balanced_as_if_it_were_alone(penalty: Penalty, optimizer: Optimizer) -> None:
    phase, rng = phase_of(penalty, optimizer), np.random.default_rng(0)
    w = rng.normal(size=(5, 31)) * (rng.random((5, 31)) < 0.5)
    w[2] = 0.0
    gradients = np.array([phase.objective.data_gradient(row) for row in w])
    together = balance(phase, w, gradients)
    for k, row in enumerate(w):
        alone = balance(phase, row, gradients[k])
        assert together.penalty[k].tobytes() == alone.penalty.tobytes()
        assert together.data[k].tobytes() == alone.data.tobytes()
        assert together.reach[k].tobytes() == alone.reach.tobytes()


def test_along_a_run_the_forces_are_those_of_the_lambda_that_holds_at_each_step() -> None:
    changes = (Change(20, strength=0.5), Change(900, strength=0.1))
    trajectory = regsim.simulate(msgspec.structs.replace(CANCER, n_steps=40, changes=changes))[0]
    rows = np.array([0, 19, 20, 21, 40])
    forces = balance_along(trajectory, rows)
    for k, row in enumerate(rows.tolist()):
        alone = balance(trajectory.phase(row), trajectory.weights[row], trajectory.data_gradient[row])
        assert forces.data[k].tolist() == alone.data.tolist()
        assert forces.penalty[k].tolist() == alone.penalty.tolist()
        assert forces.reach[k].tolist() == alone.reach.tolist()
