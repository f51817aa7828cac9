"""The laws that every penalty obeys, and what sets each apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.arrays import FloatArray
from regsim.engine.penalties import L1, L2, ElasticNet, L2Norm, NoPenalty, Penalty
from regsim.parameters import kinds
from tests.engine.problems import configs, numerical_gradient, precise, steps, vectors

penalties = configs(Penalty)
DEFAULTS = [cls() for cls in kinds(Penalty).values()]


def of_length(w: FloatArray, seed: int = 0, rows: int = 40) -> FloatArray:
    """Points near and far from w, some of their weights exactly 0."""
    rng = np.random.default_rng(seed)
    far = w + rng.standard_normal((rows, len(w))) * np.logspace(-6, 2, rows)[:, np.newaxis]
    return np.vstack([np.where(rng.random(far.shape) < 0.2, 0.0, far), np.zeros_like(w), -w])


def slack(*values: FloatArray) -> FloatArray:
    """What rounding may take from an inequality between these numbers."""
    return np.asarray(1e-13 * (1.0 + np.sum([np.abs(v) for v in np.broadcast_arrays(*values)], axis=0)))


def test_every_penalty_of_the_design_is_registered() -> None:
    assert set(kinds(Penalty)) >= {"none", "l1", "l2", "elastic-net", "l2-norm"}


@given(penalties, st.integers(1, 6))
def test_value_and_gradient_at_zero_are_zero(penalty: Penalty, n: int) -> None:
    zero = np.zeros(n)

    assert penalty.value(zero) == 0.0
    assert np.array_equal(penalty.gradient(zero), zero)
    assert np.array_equal(penalty.prox(zero, 0.5), zero)


@given(penalties, vectors, vectors)
def test_value_gradient_and_prox_broadcast_row_by_row(penalty: Penalty, a: FloatArray, b: FloatArray) -> None:
    stack = np.stack([np.resize(row, 5) for row in (a, b, -a, 0.0 * b, a + 1.0, b / 3.0)]).reshape(2, 3, 5)
    value, gradient, prox = penalty.value(stack), penalty.gradient(stack), penalty.prox(stack, 0.3)

    assert value.shape == (2, 3)
    assert gradient.shape == prox.shape == stack.shape
    for at in np.ndindex(2, 3):
        assert value[at] == penalty.value(stack[at])
        assert np.array_equal(gradient[at], penalty.gradient(stack[at]))
        assert np.array_equal(prox[at], penalty.prox(stack[at], 0.3))


@given(penalties, vectors)
def test_gradient_agrees_with_central_differences_away_from_zero(penalty: Penalty, w: FloatArray) -> None:
    w = np.where(np.abs(w) < 0.01, 0.01, w)

    np.testing.assert_allclose(penalty.gradient(w), numerical_gradient(penalty.value, w, h=1e-6), rtol=1e-6, atol=1e-9)


@given(penalties, vectors)
def test_gradient_is_a_subgradient_everywhere(penalty: Penalty, w: FloatArray) -> None:
    others = of_length(w)
    plane = penalty.value(w) + (others - w) @ penalty.gradient(w)

    assert np.all(penalty.value(others) >= plane - slack(plane, penalty.value(w)))


@given(penalties, vectors)
def test_gradient_is_the_subgradient_of_smallest_norm(penalty: Penalty, w: FloatArray) -> None:
    # Against it the penalty falls by ‖g‖² per unit of time; against any longer subgradient it falls more slowly.
    g = precise(penalty.gradient(w))
    if not g.any():
        return
    t = 1e-9 / np.sqrt(g @ g)
    slope = (penalty.value(precise(w) - t * g) - penalty.value(precise(w))) / t

    assert float(slope / -(g @ g)) == pytest.approx(1.0, rel=1e-5)


@given(penalties, vectors, steps)
def test_prox_satisfies_its_optimality_condition(penalty: Penalty, w: FloatArray, step: float) -> None:
    u = penalty.prox(w, step)
    pull = (w - u) / step  # must be a subgradient at u
    others = of_length(u)
    plane = penalty.value(u) + (others - u) @ pull

    assert np.all(
        penalty.value(others) >= plane - slack(plane, penalty.value(u), np.abs(others - u) @ np.abs(w / step))
    )


@given(penalties, vectors, steps)
def test_nothing_is_better_than_prox(penalty: Penalty, w: FloatArray, step: float) -> None:
    def cost(v: FloatArray) -> FloatArray:
        return np.asarray(0.5 * np.square(v - w).sum(axis=-1) + step * penalty.value(v))

    u = penalty.prox(w, step)
    others = of_length(u, seed=1)

    assert np.all(cost(u) <= cost(others) + slack(cost(u), cost(others)))


@given(penalties, vectors, vectors, steps)
def test_prox_never_moves_two_points_apart(penalty: Penalty, a: FloatArray, b: FloatArray, step: float) -> None:
    b = np.resize(b, a.shape)
    before, after = np.linalg.norm(a - b), np.linalg.norm(penalty.prox(a, step) - penalty.prox(b, step))

    assert after <= before * (1.0 + 1e-12) + 1e-14


@given(penalties, vectors, steps)
def test_an_output_array_gets_the_same_bits_even_where_it_is_the_input(
    penalty: Penalty, w: FloatArray, step: float
) -> None:
    gradient, prox = penalty.gradient(w), penalty.prox(w, step)

    out = np.full_like(w, np.nan)
    assert penalty.gradient(w, out=out) is out
    assert out.tobytes() == gradient.tobytes()
    assert penalty.prox(w, step, out=out) is out
    assert out.tobytes() == prox.tobytes()

    same = w.copy()
    assert penalty.gradient(same, out=same).tobytes() == gradient.tobytes()
    same = w.copy()
    assert penalty.prox(same, step, out=same).tobytes() == prox.tobytes()


@given(penalties, vectors, st.data())
def test_kink_is_half_the_jump_of_the_derivative_at_zero(penalty: Penalty, w: FloatArray, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(w) - 1))
    above, below = w.copy(), w.copy()
    above[index], below[index] = 1e-200, -1e-200
    jump = penalty.gradient(above)[index] - penalty.gradient(below)[index]

    assert penalty.kink(w, index) == pytest.approx(jump / 2.0, rel=1e-12, abs=1e-150)


@given(penalties, vectors, st.floats(1e-3, 1e3))
def test_divided_divides_value_and_gradient(penalty: Penalty, w: FloatArray, factor: float) -> None:
    scaled = penalty.divided(1.0 / factor)

    assert type(scaled) is type(penalty)
    np.testing.assert_allclose(scaled.value(w), factor * penalty.value(w), rtol=1e-13)
    np.testing.assert_allclose(scaled.gradient(w), factor * penalty.gradient(w), rtol=1e-13)


@given(penalties, vectors)
def test_curvature_bounds_the_second_derivative_away_from_the_kinks(penalty: Penalty, w: FloatArray) -> None:
    # Along the ray through w: across it a penalty such as the L2 norm turns its pull, which makes no descent diverge.
    w = np.where(np.abs(w) < 0.01, 0.01, w)
    for scale in (2.0**-10, 1.0, 2.0**10):
        low, high = (precise(scale * (1.0 + change) * w) for change in (-1e-4, 1e-4))
        rise, run = penalty.gradient(high) - penalty.gradient(low), high - low
        rounding = 1e-6 * float(np.linalg.norm(penalty.gradient(high)) / np.linalg.norm(high))

        assert float(rise @ run / (run @ run)) <= penalty.curvature() * (1.0 + 1e-9) + rounding


@given(penalties, vectors)
def test_gradient_grows_with_the_weights_no_faster_than_the_curvature(penalty: Penalty, w: FloatArray) -> None:
    # What the kink at 0 adds to the curvature's part is bounded: it may make a descent swing, not diverge.
    jump, far = (float(np.linalg.norm(penalty.gradient(scale * w))) for scale in (2.0**-100, 2.0**20))

    assert far <= (jump + penalty.curvature() * 2.0**20 * float(np.linalg.norm(w))) * (1.0 + 1e-12)


@pytest.mark.parametrize("penalty", DEFAULTS, ids=lambda penalty: str(penalty.label))
def test_no_penalised_weights_cost_nothing(penalty: Penalty) -> None:
    empty = np.empty(0)

    assert penalty.value(empty) == 0.0
    assert penalty.gradient(empty).shape == penalty.prox(empty, 1.0).shape == (0,)


@pytest.mark.parametrize("penalty", DEFAULTS, ids=lambda penalty: str(penalty.label))
def test_a_penalty_has_words_for_the_window(penalty: Penalty) -> None:
    assert penalty.label
    assert bool(penalty.formula) is not isinstance(penalty, NoPenalty)


def test_l1_pulls_with_the_same_force_at_every_size_and_l2_in_proportion() -> None:
    w = np.array([-8.0, -0.5, 0.0, 0.5, 8.0])

    assert L1(2.0).gradient(w).tolist() == [-2.0, -2.0, 0.0, 2.0, 2.0]
    assert L2(2.0).gradient(w).tolist() == [-16.0, -1.0, 0.0, 1.0, 16.0]


def test_l1_and_l2_have_equal_value_at_two_and_equal_slope_at_one() -> None:
    assert L1().value(np.array([2.0])) == L2().value(np.array([2.0])) == 2.0
    assert L1().gradient(np.array([1.0])) == L2().gradient(np.array([1.0])) == 1.0


def test_l1_prox_is_exactly_zero_within_the_threshold_and_shorter_by_it_outside() -> None:
    w = np.array([-2.0, -0.5, -0.25, 0.0, 0.5, 1.5])

    assert L1(1.0).prox(w, 0.5).tolist() == [-1.5, 0.0, 0.0, 0.0, 0.0, 1.0]


def test_l2_prox_divides() -> None:
    assert L2(3.0).prox(np.array([4.0, -8.0]), 1.0).tolist() == [1.0, -2.0]


@given(vectors, steps, st.floats(0.0, 10.0))
def test_elastic_net_is_l1_at_one_end_and_l2_at_the_other(w: FloatArray, step: float, strength: float) -> None:
    for penalty, end in ((L1(strength), 1.0), (L2(strength), 0.0)):
        net = ElasticNet(strength, end)
        assert net.value(w) == penalty.value(w)
        assert np.array_equal(net.gradient(w), penalty.gradient(w))
        assert np.array_equal(net.prox(w, step), penalty.prox(w, step))


def test_l2_norm_is_l1_for_one_weight_and_has_a_gradient_of_constant_length_for_more() -> None:
    for w in (-3.0, 0.0, 0.25):
        one = np.array([w])
        assert L2Norm(0.5).value(one) == L1(0.5).value(one)
        assert L2Norm(0.5).gradient(one) == L1(0.5).gradient(one)
    lengths = np.linalg.norm(L2Norm(0.5).gradient(np.array([[3.0, 4.0], [1e-9, 0.0], [-7.0, 1e3]])), axis=-1)
    np.testing.assert_allclose(lengths, 0.5, rtol=1e-15)


def test_l2_norm_shrinks_all_weights_to_zero_together() -> None:
    w = np.array([3.0, 4.0])

    np.testing.assert_allclose(L2Norm(1.0).prox(w, 2.5), w / 2.0, rtol=1e-15)
    assert L2Norm(1.0).prox(w, 5.0).tolist() == [0.0, 0.0]


def test_l2_norm_neither_overflows_nor_underflows_before_its_result_does() -> None:
    assert L2Norm(1.0).value(np.array([3e200, 4e200])) == pytest.approx(5e200, rel=1e-15)
    assert L2Norm(1.0).value(np.array([3e-200, 4e-200])) == pytest.approx(5e-200, rel=1e-15)
    np.testing.assert_allclose(L2Norm(1.0).gradient(np.array([3e200, 4e200])), [0.6, 0.8], rtol=1e-15)


def test_no_penalty_leaves_everything_as_it_is() -> None:
    w = np.array([1.0, -2.0])

    assert NoPenalty().value(w) == 0.0
    assert NoPenalty().gradient(w).tolist() == [0.0, 0.0]
    assert NoPenalty().prox(w, 1.0).tolist() == [1.0, -2.0]
    assert NoPenalty().divided(3.0) == NoPenalty()
