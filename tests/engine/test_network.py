"""The neural network against differences, an independent network, the linear models, and its own conventions."""

from itertools import pairwise, product
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regsim.arrays import FloatArray
from regsim.engine.losses import DataLoss
from regsim.engine.models import LinearRegression, LogisticRegression, Model, Samples
from regsim.engine.network import NeuralNetwork
from regsim.engine.network_loss import NetworkLoss
from regsim.engine.penalties import L1, L2
from regsim.engine.softmax import SoftmaxRegression
from regsim.parameters import InputError, kinds
from tests.engine.independent_network import TARGETS, independent, samples_of

TINY = 1e-100  # of a complex step: far below rounding
ACTIVATIONS = ("tanh", "relu", "sigmoid", "identity")
HIDDEN = ((), (1,), (4,), (3, 2), (2, 3, 2))


def bound(samples: Samples, scale: float = 0.5, **fields: Any) -> NetworkLoss:
    loss = NeuralNetwork(**fields).bind(samples, scale=scale)
    assert isinstance(loss, NetworkLoss)
    return loss


def points(loss: DataLoss, n: int = 5, seed: int = 1) -> FloatArray:
    return np.random.default_rng(seed).standard_normal((n, loss.n_weights))


def gradient_at(loss: DataLoss, w: FloatArray) -> FloatArray:
    out = np.full_like(w, np.nan)
    with np.errstate(over="ignore"):
        loss.evaluate(w, out)
    return out


def complex_step(loss: NetworkLoss, w: FloatArray) -> FloatArray:
    """The gradient as the imaginary part of D a tiny imaginary step away: no difference, so no digit is lost."""
    values = loss.value(cast("FloatArray", w + 1j * TINY * np.eye(len(w))))
    return np.asarray(values.imag / TINY)


networks = st.builds(
    lambda target, m, p, seed, hidden, activation: bound(
        samples_of(target, m, p, seed), hidden=hidden, activation=activation
    ),
    st.sampled_from(TARGETS),
    st.integers(3, 20),
    st.integers(1, 4),
    st.integers(0, 2**32),
    st.lists(st.integers(1, 5), max_size=3).map(tuple),
    st.sampled_from(ACTIVATIONS),
)
every_network = pytest.mark.parametrize(
    "loss",
    [
        bound(samples_of(target), hidden=hidden, activation=activation)
        for target, hidden, activation in product(TARGETS, HIDDEN, ACTIVATIONS)
    ],
    ids=[", ".join(map(str, case)) for case in product(TARGETS, HIDDEN, ACTIVATIONS)],
)


@settings(max_examples=200, deadline=None)
@given(networks, st.sampled_from([0.01, 1.0, 5.0]), st.integers(0, 2**32))
def test_gradient_agrees_with_a_complex_step(loss: NetworkLoss, size: float, seed: int) -> None:
    w = size * points(loss, 1, seed)[0]
    exact = complex_step(loss, w)

    np.testing.assert_allclose(gradient_at(loss, w), exact, rtol=1e-10, atol=1e-12 * np.abs(exact).max())


@settings(max_examples=200, deadline=None)
@given(networks, st.integers(0, 2**32))
def test_gradient_agrees_with_central_differences(loss: NetworkLoss, seed: int) -> None:
    w, h = points(loss, 1, seed)[0], 1e-7  # so small that hardly a unit of relu is switched on or off in between
    shifts = h * np.eye(loss.n_weights, dtype=np.longdouble)
    high, low = (loss.value(cast("FloatArray", w.astype(np.longdouble) + s * shifts)) for s in (1, -1))
    differences = ((high - low) / (2.0 * h)).astype(np.float64)

    np.testing.assert_allclose(gradient_at(loss, w), differences, rtol=1e-5, atol=1e-5 * np.abs(differences).max())


@pytest.mark.parametrize(("target", "hidden", "activation"), list(product(TARGETS, HIDDEN, ACTIVATIONS)))
def test_value_and_gradient_are_those_of_a_network_written_independently(
    target: str, hidden: tuple[int, ...], activation: str
) -> None:
    samples = samples_of(target, 15, 3)
    loss = bound(samples, hidden=hidden, activation=activation)
    units = (3, *hidden, 3 if target == "three classes" else 1)
    shapes = [(n_out, n_in) for n_in, n_out in pairwise(units)]
    ends = np.cumsum([n_out * n_in for n_out, n_in in shapes] + [n_out for n_out, _ in shapes])
    for w in points(loss):
        parts = np.split(w, ends[:-1])
        matrices = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=False)]
        value, *slopes = independent(samples, matrices, parts[len(shapes) :], activation, 0.5)
        assert float(loss.value(w)) == pytest.approx(value, rel=1e-12)
        flat = np.concatenate([g.reshape(-1) for group in slopes for g in group])
        np.testing.assert_allclose(gradient_at(loss, w), flat, rtol=1e-10, atol=1e-12 * np.abs(flat).max())


@every_network
def test_along_one_weight_equals_value_and_gradient_the_long_way(loss: NetworkLoss) -> None:
    w, grid = points(loss)[0], np.linspace(-3.0, 3.0, 5)
    for index in range(loss.n_weights):
        moved = np.repeat(w[np.newaxis], len(grid), axis=0)
        moved[:, index] = grid
        values, slopes = loss.along(w, index, grid)
        long_way = np.array([gradient_at(loss, v)[index] for v in moved])
        np.testing.assert_allclose(values, loss.value(moved), rtol=1e-12)
        np.testing.assert_allclose(slopes, long_way, rtol=1e-10, atol=1e-12 * max(1.0, np.abs(long_way).max()))


@every_network
def test_evaluate_and_the_recorder_give_the_value_and_keep_their_hands_off_the_weights(loss: NetworkLoss) -> None:
    weights, gradients = points(loss), np.empty((5, loss.n_weights))
    weights.flags.writeable = False
    recorder = loss.recorder(5)
    for row, w in enumerate(weights):
        recorder.gradient(row, w, gradients[row])
    values = recorder.values(weights, gradients)

    assert np.array_equal(values, [loss.evaluate(w, np.empty_like(w)) for w in weights])
    assert np.array_equal(gradients, [gradient_at(loss, w) for w in weights])
    np.testing.assert_allclose(values, loss.value(weights), rtol=1e-13)


@every_network
def test_the_gradient_of_all_samples_is_that_of_the_batches_weighted_by_their_sizes(loss: NetworkLoss) -> None:
    w, order = points(loss)[0], np.random.default_rng(2).permutation(9)
    total, estimate = np.zeros(loss.n_weights), np.empty(loss.n_weights)
    for rows in (order[:1], order[1:3], order[3:5], order[5:]):
        loss.batch_gradient(w, rows, estimate)
        total += estimate * len(rows) / 9

    np.testing.assert_allclose(total, gradient_at(loss, w), rtol=1e-11, atol=1e-13)


def test_batches_of_many_sizes_are_each_right() -> None:
    loss = bound(samples_of("number"))
    w, estimate = points(loss)[0], np.empty(loss.n_weights)
    for n in (1, 2, 3, 4, 5, 6, 9, 1):
        rows = np.arange(n)
        part = Samples(loss.inputs.T[:n], samples_of("number").y[:n], ("x0", "x1"), "y", (), samples_of("number"))
        loss.batch_gradient(w, rows, estimate)
        np.testing.assert_allclose(estimate, gradient_at(bound(part, 0.5 * 9 / n), w), rtol=1e-11, atol=1e-13)


def test_value_and_accuracy_broadcast_row_by_row() -> None:
    loss = bound(samples_of("three classes", 300), hidden=(5,))
    stack = points(loss, 600).reshape(2, 300, -1)
    values, accuracies = loss.value(stack), loss.accuracy(stack)

    assert accuracies is not None
    assert values.shape == accuracies.shape == (2, 300)
    for at in ((0, 0), (0, 299), (1, 150)):
        assert values[at] == float(loss.value(stack[at]))
        assert accuracies[at] == float(np.asarray(loss.accuracy(stack[at])))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(
    ("target", "model"),
    [
        ("number", LinearRegression()),
        ("two classes", LogisticRegression()),
        ("three classes", SoftmaxRegression()),
    ],
)
def test_without_hidden_layers_it_is_the_linear_model_for_the_target(
    target: str, model: Model, activation: str
) -> None:
    samples = samples_of(target, 20, 3)
    ours, theirs = bound(samples, hidden=(), activation=activation), model.bind(samples, scale=0.5)
    grid, rows = np.linspace(-2.0, 2.0, 5), np.array([3, 0, 11])
    assert ours.n_weights == theirs.n_weights
    for w in points(ours):
        np.testing.assert_allclose(ours.value(w), theirs.value(w), rtol=1e-12)
        np.testing.assert_allclose(gradient_at(ours, w), gradient_at(theirs, w), rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(ours.hessian(w), theirs.hessian(w), rtol=0.0, atol=1e-7)
        np.testing.assert_allclose(ours.predict(w, samples.X), theirs.predict(w, samples.X), rtol=1e-12)
        np.testing.assert_allclose(ours.along(w, 1, grid), theirs.along(w, 1, grid), rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(ours.accuracy(w), theirs.accuracy(w))
        estimates = np.empty((2, ours.n_weights))
        ours.batch_gradient(w, rows, estimates[0])
        theirs.batch_gradient(w, rows, estimates[1])
        np.testing.assert_allclose(estimates[0], estimates[1], rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(ours.trivial(ours.n_coefficients), theirs.trivial(ours.n_coefficients), atol=1e-12)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_where_all_matrices_are_zero_every_input_gets_the_same_prediction(target: str, activation: str) -> None:
    samples = samples_of(target)
    loss = bound(samples, activation=activation)
    w = points(loss)[0]
    w[: loss.n_coefficients] = 0.0
    predictions = loss.predict(w, 10.0 * samples.X)

    assert np.array_equal(predictions, np.repeat(predictions[:1], len(samples.y), axis=0))


@pytest.mark.parametrize("penalty", [L1(0.5), L2(0.5)])
def test_zero_matrices_are_the_only_minimum_of_the_penalty_whatever_the_biases(penalty: L1 | L2) -> None:
    model = NeuralNetwork()
    loss = model.bind(samples_of("number"), scale=1.0)
    n = model.n_penalized(loss)
    assert n == loss.n_coefficients == 16 + 64 + 8
    assert NeuralNetwork(penalize_biases=True).n_penalized(loss) == loss.n_weights == n + 8 + 8 + 1
    assert penalty.value(np.zeros(n)) == 0.0
    for w in points(loss, 50):
        matrices = [layer.matrix(w) for layer in cast("NetworkLoss", loss).layers]
        squares, sizes = (sum(float(np.sum(g(W))) for W in matrices) for g in (np.square, np.abs))
        expected = 0.5 * (0.5 * squares if isinstance(penalty, L2) else sizes)
        assert float(penalty.value(w[:n])) == pytest.approx(expected, rel=1e-13)
        assert float(penalty.gradient(w[:n]) @ w[:n]) > 0.0  # whichever way one goes from 0, it rises


@pytest.mark.parametrize("target", TARGETS)
def test_the_trivial_network_predicts_the_mean_or_the_share_of_every_class(target: str) -> None:
    samples = samples_of(target)
    loss = bound(samples)
    w = loss.trivial(loss.n_coefficients)
    codes = samples.codes() if target != "number" else samples.y
    shares = np.bincount(samples.codes()) / 9 if target == "three classes" else codes.mean()

    assert np.count_nonzero(w[: loss.layers[-1].biases.start]) == 0
    np.testing.assert_allclose(loss.predict(w, samples.X[:1])[0], shares, rtol=1e-13)
    np.testing.assert_allclose(gradient_at(loss, w), 0.0, atol=1e-14)
    assert not loss.trivial(loss.n_weights).any()


@pytest.mark.parametrize("target", TARGETS)
def test_the_output_follows_from_the_target(target: str) -> None:
    samples = samples_of(target)
    loss = bound(samples)
    for w in points(loss):
        predictions, accuracy = loss.predict(w, samples.X), loss.accuracy(w)
        if target == "number":
            assert accuracy is None
            assert float(loss.value(w)) == pytest.approx(0.25 * np.square(predictions - samples.y).sum(), rel=1e-12)
            continue
        p = predictions if target == "three classes" else np.column_stack([1.0 - predictions, predictions])
        assert p.shape == (9, len(samples.levels))
        np.testing.assert_allclose(p.sum(axis=1), 1.0, rtol=1e-14)
        assert accuracy == np.mean(np.argmax(p, axis=1) == samples.codes())
        own = p[np.arange(9), samples.codes()]
        assert float(loss.value(w)) == pytest.approx(-0.5 * np.log(own).sum(), rel=1e-12)


def test_two_labelled_classes_are_two_classes_and_one_or_too_many_are_refused() -> None:
    two = Samples(np.eye(2), np.array([0.0, 1.0]), ("a", "b"), "y", ("no", "yes"))
    one = Samples(np.eye(2), np.array([1.0, 1.0]), ("a", "b"), "y", ("no", "yes"))
    constant = Samples(np.eye(2), np.array([1.0, 1.0]), ("a", "b"), "y")

    assert bound(two).layers[-1].n_out == 1
    assert bound(two).accuracy(np.zeros(bound(two).n_weights)) == 0.5
    assert bound(constant).accuracy(np.zeros(bound(constant).n_weights)) is None
    with pytest.raises(InputError, match=r"^target y must have 2 to 100 classes for neural network, got 1$"):
        bound(one)
    with pytest.raises(InputError, match=r"for neural network, got 'none'$"):
        NeuralNetwork().bind(None, scale=1.0)


def test_at_zero_a_rectified_unit_has_no_slope() -> None:
    loss = bound(Samples(np.array([[1.0]]), np.array([1.0]), ("x",), "y"), hidden=(1,), activation="relu")

    assert gradient_at(loss, np.array([0.0, 1.0, 0.0, 0.0])).tolist() == [0.0, 0.0, 0.0, -0.5]
    assert gradient_at(loss, np.array([5e-324, 1.0, 0.0, 0.0])).tolist() == [-0.5, 0.0, -0.5, -0.5]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_beyond_float64_values_are_not_finite_and_nothing_warns(target: str, activation: str) -> None:
    loss = bound(samples_of(target), activation=activation)
    far = np.full(loss.n_weights, 1e308)

    assert loss.value(far).shape == ()
    assert loss.predict(far, samples_of(target).X).shape[0] == 9
    with np.errstate(all="ignore"):
        loss.evaluate(far, np.empty_like(far))


def test_weights_are_named_by_layer_unit_and_input_with_the_names_of_features_and_classes() -> None:
    three = bound(samples_of("three classes"), hidden=(2,))
    one = bound(samples_of("number"), hidden=())

    assert three.weight_names == (
        *("W1[1, x0]", "W1[1, x1]", "W1[2, x0]", "W1[2, x1]"),
        *("W2[no, 1]", "W2[no, 2]", "W2[maybe, 1]", "W2[maybe, 2]", "W2[yes, 1]", "W2[yes, 2]"),
        *("b1[1]", "b1[2]", "b2[no]", "b2[maybe]", "b2[yes]"),
    )
    assert one.weight_names == ("W1[1, x0]", "W1[1, x1]", "b1[1]")
    assert len(set(bound(samples_of("number")).weight_names)) == 105


def test_every_weight_knows_how_many_inputs_its_unit_has() -> None:
    loss = bound(samples_of("number"), hidden=(3, 4))

    assert loss.fan_in.tolist() == [2.0] * 6 + [3.0] * 12 + [4.0] * 4 + [0.0] * 8
    assert [(layer.n_out, layer.n_in) for layer in loss.layers] == [(3, 2), (4, 3), (1, 4)]
    assert [loss.weight_names[layer.weights][0] for layer in loss.layers] == ["W1[1, x0]", "W2[1, 1]", "W3[1, 1]"]
    assert [loss.weight_names[layer.biases][-1] for layer in loss.layers] == ["b1[3]", "b2[4]", "b3[1]"]


def test_a_network_is_not_convex_and_has_no_largest_curvature() -> None:
    loss = bound(samples_of("number"))

    assert not loss.is_convex
    assert np.isnan([loss.curvature(), loss.curvature(1.0, 3), loss.curvature(1.0, loss.n_weights)]).all()
    assert np.isnan(loss.hessian_bound()).all()
    assert any(np.linalg.eigvalsh(loss.hessian(w))[0] < -1e-3 for w in points(loss))


@settings(max_examples=20, deadline=None)
@given(networks.filter(lambda loss: loss.activation.slope.__name__ in ("_tanh_slope", "_sigmoid_slope")))
def test_the_hessian_is_that_of_complex_steps(loss: NetworkLoss) -> None:
    w, h = points(loss, 1)[0], 1e-4
    columns = [(complex_step(loss, w + s) - complex_step(loss, w - s)) / (2.0 * h) for s in h * np.eye(len(w))]
    expected = np.array(columns)

    np.testing.assert_allclose(loss.hessian(w), expected, rtol=0.0, atol=1e-6 * max(1.0, np.abs(expected).max()))


@pytest.mark.parametrize(
    ("hidden", "message"),
    [
        ((0,), "hidden must be a list of whole numbers ≥ 1 and ≤ 1000, got [0]"),
        ((8, 1001), "hidden must be a list of whole numbers ≥ 1 and ≤ 1000, got [8, 1001]"),
        ((2.5,), "hidden must be a list of whole numbers ≥ 1 and ≤ 1000, got [2.5]"),
        ((1,) * 11, f"hidden must have at most 10 layers, got [{', '.join(['1'] * 11)}]"),
    ],
)
def test_layers_that_cannot_be_are_refused(hidden: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        NeuralNetwork(hidden=hidden)
    assert (str(caught.value), caught.value.field) == (message, "hidden")


def test_it_is_a_kind_of_model() -> None:
    assert kinds(Model)["neural-network"] is NeuralNetwork
    assert NeuralNetwork() == NeuralNetwork(hidden=[8, 8])  # type: ignore[arg-type]
