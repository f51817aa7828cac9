"""Models on very many samples: nothing is computed twice, and pauses change no bit."""

import numpy as np
import pytest

from regsim.arrays import FloatArray
from regsim.engine import descent as descent_module
from regsim.engine import logistic_parts, models, network_loss
from regsim.engine.accelerated import Adam, Fista, Nesterov
from regsim.engine.losses import DataLoss, PausingRecorder
from regsim.engine.models import LogisticRegression
from regsim.engine.objective import Objective
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.pausing import finished
from regsim.engine.penalties import L1, L2
from regsim.engine.schedules import InverseSqrt
from regsim.engine.simulation import Simulation
from tests.engine.independent_network import TARGETS, samples_of
from tests.engine.problems import descend, gradient_descent
from tests.engine.test_network import bound as network
from tests.engine.test_network import points
from tests.engine.test_softmax import bound, classified

PART = 7


@pytest.fixture
def _parts_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_loss, "PART", PART)
    monkeypatch.setattr(network_loss, "FEWEST", 1)
    monkeypatch.setattr(logistic_parts, "PART", PART)
    monkeypatch.setattr(models, "MANY", PART)


@pytest.mark.usefixtures("_parts_are_small")
@pytest.mark.parametrize("n_classes", [2, 3, 12])
@pytest.mark.parametrize("n_samples", [12, 13, 14, 15, 50, 1000])
def test_a_pass_with_pauses_gives_the_bits_of_one_without(n_samples: int, n_classes: int) -> None:
    loss = bound(classified(n_samples, 3, n_classes), 0.25)
    for w in points(loss):
        expected, found = np.empty_like(w), np.empty_like(w)
        assert finished(loss.evaluating(w, found)) == loss.evaluate(w, expected) == loss.value(w)
        assert found.tobytes() == expected.tobytes()


@pytest.mark.usefixtures("_parts_are_small")
def test_what_was_prepared_for_one_point_is_not_taken_for_another() -> None:
    loss = bound(classified(50), 0.25)
    first, second, *_ = points(loss)
    expected, found = np.empty_like(second), np.empty_like(second)
    value = loss.evaluate(second, expected)
    finished(loss.preparing(first))
    assert loss.evaluate(second, found) == value
    assert found.tobytes() == expected.tobytes()


RULES = {
    "proximal": ProximalGradient(0.1),
    "fista": Fista(0.1),
    "nesterov": Nesterov(0.05),
    "adam": Adam(0.1),
    "minibatches": GradientDescent(0.1, batch_size=30, seed=2, schedule=InverseSqrt()),
}


def long(model: str, m: int = 100) -> DataLoss:
    """The loss of a kind of model on samples that fill several parts."""
    if model == "logistic-regression":
        return LogisticRegression().bind(samples_of("two classes", m), scale=1.0 / m)
    if model == "neural-network":
        return network(samples_of("three classes", m), 1.0 / m, hidden=(4, 3))
    return bound(classified(m), 1.0 / m)


@pytest.mark.usefixtures("_parts_are_small")
@pytest.mark.parametrize("model", ["logistic-regression", "softmax-regression", "neural-network"])
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_step_that_is_left_half_made_again_and_again_has_the_same_bits(
    monkeypatch: pytest.MonkeyPatch, rule: Optimizer, model: str
) -> None:
    monkeypatch.setattr(descent_module, "BLOCK_WORK", 0)  # a step is a block
    loss = long(model)
    start = points(loss)[0]
    functions = [Objective(loss, penalty, loss.n_coefficients) for penalty in (L1(0.02), L2(0.3))]
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


@pytest.mark.usefixtures("_parts_are_small")
@pytest.mark.parametrize("model", ["logistic-regression", "softmax-regression", "neural-network"])
def test_a_start_found_with_pauses_is_not_computed_again(monkeypatch: pytest.MonkeyPatch, model: str) -> None:
    loss, other = long(model), long(model)
    w = points(loss)[0]
    expected, found = np.empty_like(w), np.empty_like(w)
    value = other.start(w, expected)
    assert len(list(loss.starting(w))) >= 100 // PART
    monkeypatch.setattr(loss, "evaluating", lambda *_: pytest.fail("it is known"))
    assert loss.start(w, found) == value
    assert found.tobytes() == expected.tobytes()


@pytest.mark.parametrize("target", TARGETS)
def test_parts_add_up_to_what_all_samples_have_in_one(monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    whole = network(samples_of(target, 100), hidden=(4, 3))
    assert whole.recorder(9).__class__ is not PausingRecorder
    for size in (7, 50, 99):
        monkeypatch.setattr(network_loss, "PART", size)
        monkeypatch.setattr(network_loss, "FEWEST", 1)
        loss = network(samples_of(target, 100), hidden=(4, 3))
        assert isinstance(loss.recorder(9), PausingRecorder)
        several, grid = points(whole), np.linspace(-2.0, 2.0, 5)
        np.testing.assert_allclose(loss.value(several), whole.value(several), rtol=1e-13)
        for w in several:
            found, expected = np.empty((2, len(w)))
            assert loss.evaluate(w, found) == pytest.approx(whole.evaluate(w, expected), rel=1e-13)
            np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-13)
            for index in (0, 9, len(w) - 1):
                for ours, theirs in zip(loss.along(w, index, grid), whole.along(w, index, grid), strict=True):
                    np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-13)
        accuracies = loss.accuracy(several), whole.accuracy(several)
        if target == "number":
            assert accuracies == (None, None)
        else:
            np.testing.assert_array_equal(*accuracies)
            np.testing.assert_array_equal([loss.accuracy(w) for w in several], accuracies[0])


@pytest.mark.usefixtures("_parts_are_small")
def test_what_a_pass_tells_right_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    loss = long("neural-network")
    w = points(loss)[0]
    expected = long("neural-network").accuracy(w)
    loss.evaluate(w, np.empty_like(w))
    monkeypatch.setattr(loss, "scores", lambda *_: pytest.fail("it is known"))
    assert loss.accuracy(w) == expected


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
    monkeypatch.setattr(loss.output, "n_right", lambda _: pytest.fail("it is known"))
    assert [loss.accuracy(w) for w in several] == expected.tolist()


@pytest.mark.parametrize("model", ["logistic-regression", "softmax-regression"])
def test_another_strength_costs_no_pass_over_the_samples(model: str) -> None:
    loss = long(model)
    loss.curvature(0.1, loss.n_coefficients)
    for value in vars(loss).values():
        if isinstance(value, np.ndarray) and value.dtype == np.float64 and loss.n_samples in value.shape:
            value[:] = np.nan
    assert loss.curvature(0.2, loss.n_coefficients) == long(model).curvature(0.2, loss.n_coefficients)
