"""Softmax regression and networks on very many samples: nothing is computed twice, and pauses change no bit."""

import numpy as np
import pytest

from regsim.arrays import FloatArray
from regsim.engine import descent as descent_module
from regsim.engine import network_loss, softmax
from regsim.engine.accelerated import Adam, Fista
from regsim.engine.descent import LONGEST_BLOCK
from regsim.engine.objective import Objective
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.pausing import finished
from regsim.engine.penalties import L1, L2
from regsim.engine.simulation import Simulation
from tests.engine.independent_network import TARGETS, samples_of
from tests.engine.problems import descend, gradient_descent
from tests.engine.test_network import bound as network
from tests.engine.test_network import points
from tests.engine.test_softmax import bound, classified

PART = 7


@pytest.fixture(autouse=True)
def _parts_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(softmax, "PART", PART)


@pytest.mark.parametrize("n_classes", [2, 3, 12])
@pytest.mark.parametrize("n_samples", [12, 13, 14, 15, 50, 1000])
def test_a_pass_with_pauses_gives_the_bits_of_one_without(n_samples: int, n_classes: int) -> None:
    loss = bound(classified(n_samples, 3, n_classes), 0.25)
    for w in points(loss):
        expected, found = np.empty_like(w), np.empty_like(w)
        assert finished(loss.evaluating(w, found)) == loss.evaluate(w, expected) == loss.value(w)
        assert found.tobytes() == expected.tobytes()


def test_what_was_prepared_for_one_point_is_not_taken_for_another() -> None:
    loss = bound(classified(50), 0.25)
    first, second, *_ = points(loss)
    expected, found = np.empty_like(second), np.empty_like(second)
    value = loss.evaluate(second, expected)
    finished(loss.preparing(first))
    assert loss.evaluate(second, found) == value
    assert found.tobytes() == expected.tobytes()


RULES = {
    "proximal": ProximalGradient(0.5),
    "fista": Fista(0.5),
    "adam": Adam(0.1),
    "minibatches": GradientDescent(0.1, batch_size=30, seed=2),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_step_that_is_left_half_made_again_and_again_has_the_same_bits(
    monkeypatch: pytest.MonkeyPatch, rule: Optimizer
) -> None:
    monkeypatch.setattr(descent_module, "BLOCK_WORK", 0)  # a step is a block
    loss = bound(classified(100), 0.01)
    start = np.zeros(loss.n_weights)
    functions = [Objective(loss, penalty, loss.n_coefficients) for penalty in (L1(0.02), L2(0.3))]
    with monkeypatch.context() as patch:
        patch.setattr(network_loss, "ONE_STEP", LONGEST_BLOCK)  # as if steps were short: there is no pause
        whole = [descend(function, rule, start, 12) for function in functions]
    runs = [Simulation(function, rule, start, 12) for function in functions]
    n_slices = 0
    while any(run.is_running for run in runs):
        for run in runs:  # one between the parts of another
            before = run.step
            assert run.advance(budget_s=0.0) <= before + 1
            n_slices += 1

    n_passes = 2 if isinstance(rule, Fista) else 1  # it looks at ∇D elsewhere before a step
    assert n_slices > n_passes * 2 * 12 * (100 // PART)
    for run, expected in zip(runs, whole, strict=True):
        found = run.trajectory()
        assert found.status == "done"
        assert found.weights.tobytes() == expected.weights.tobytes()
        assert found.data_loss.tobytes() == expected.data_loss.tobytes()
        assert found.data_gradient.tobytes() == expected.data_gradient.tobytes()


@pytest.mark.parametrize("target", TARGETS)
def test_a_long_step_has_the_bits_of_a_short_one_and_asks_for_its_loss_once(
    monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    monkeypatch.setattr(descent_module, "BLOCK_WORK", 0)  # a step is a block
    loss = network(samples_of(target), hidden=(3,))
    function, start = Objective(loss, L2(0.1), loss.n_coefficients), points(loss)[0]
    with monkeypatch.context() as patch:
        patch.setattr(network_loss, "ONE_STEP", 0)
        expected = descend(function, gradient_descent(0.1), start, 6)
    asked: list[int] = []
    total = loss.output.total

    def counted(z: FloatArray) -> FloatArray:
        asked.append(z.size // (loss.output.n_scores * loss.n_samples))
        return total(z)

    monkeypatch.setattr(loss.output, "total", counted)
    found = descend(function, gradient_descent(0.1), start, 6)
    assert sum(asked) == 7  # steps
    for name in ("weights", "data_loss", "data_gradient"):
        assert getattr(found, name).tobytes() == getattr(expected, name).tobytes()


def test_the_accuracy_of_a_point_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loss = network(samples_of("three classes"))
    several = points(loss)
    expected = loss.accuracy(several)
    assert expected is not None
    assert [loss.accuracy(w) for w in several] == expected.tolist()
    monkeypatch.setattr(loss.output, "hits", lambda _: pytest.fail("it is known"))
    assert [loss.accuracy(w) for w in several] == expected.tolist()
