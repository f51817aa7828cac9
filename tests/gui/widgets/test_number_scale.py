"""From the slider's positions to numbers and back."""

import math
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from regsim.gui.widgets.number_scale import POSITIONS, NumberScale, rounded_down, rounded_up

STRENGTH = NumberScale(ge=0.0, ends=(1e-4, 1e4), is_log=True)
RATE = NumberScale(gt=0.0, ends=(1e-4, 1e2), is_log=True)
RATIO = NumberScale(ge=0.0, le=1.0, ends=(0.0, 1.0))
STEPS = NumberScale(ge=1, le=10_000_000, ends=(1, 1e5), is_log=True, is_whole=True)


def test_the_middle_of_eight_decades_is_exactly_one() -> None:
    assert STRENGTH.value(500) == 1.0
    assert STRENGTH.position(1.0) == 500


def test_the_leftmost_position_is_zero_only_where_zero_is_allowed() -> None:
    assert STRENGTH.value(0) == 0.0
    assert RATE.value(0) == 1e-4


@pytest.mark.parametrize("scale", [STRENGTH, RATE, RATIO])
def test_every_position_is_the_position_of_its_value(scale: NumberScale) -> None:
    assert [scale.position(scale.value(p)) for p in range(POSITIONS + 1)] == list(range(POSITIONS + 1))


def test_a_value_beyond_the_ends_rests_at_the_end() -> None:
    assert STRENGTH.position(1e9) == POSITIONS
    assert RATE.position(1e-9) == 0


@pytest.mark.parametrize("scale", [STRENGTH, RATE, RATIO, STEPS])
def test_every_position_gives_an_allowed_value(scale: NumberScale) -> None:
    assert all(scale.accepts(scale.value(p)) for p in range(POSITIONS + 1))


def test_a_step_on_a_logarithmic_scale_is_ten_percent() -> None:
    assert STRENGTH.stepped(1.0, 1) == 1.1
    assert STRENGTH.stepped(0.02, -1) == 0.018


def test_stepping_down_reaches_zero_where_it_is_allowed_and_comes_back() -> None:
    assert STRENGTH.stepped(1e-4, -1) == 0.0
    assert STRENGTH.stepped(0.0, 1) == 1e-4
    assert STRENGTH.stepped(0.0, -1) == 0.0


def test_steps_stop_at_the_bounds() -> None:
    assert RATIO.stepped(0.99, 5) == 1.0
    assert STEPS.stepped(1, -3) == 1


def test_whole_numbers_step_by_one_at_least() -> None:
    assert STEPS.stepped(1, 1) == 2
    assert STEPS.stepped(100, 1) == 110
    assert NumberScale(ge=0, is_whole=True).stepped(41, 1) == 42


def test_a_number_without_a_slider_steps_by_its_second_digit() -> None:
    assert NumberScale().stepped(5.0, 1) == 5.5


SCALES = [
    STRENGTH,
    RATE,
    RATIO,
    STEPS,
    NumberScale(),
    NumberScale(ge=0, is_whole=True),
    NumberScale(ends=(-10.0, 10.0)),
]
finite = st.floats(allow_nan=False, allow_infinity=False)


@given(scale=st.sampled_from(SCALES), value=finite | st.integers(-(10**400), 10**400), steps=st.integers(-3, 3))
@example(scale=STRENGTH, value=sys.float_info.max, steps=1)
@example(scale=NumberScale(), value=5e-324, steps=-1)
@example(scale=STEPS, value=10**400, steps=1)
def test_any_number_has_a_place_on_the_slider_and_neighbours(scale: NumberScale, value: float, steps: int) -> None:
    if scale.ends:
        assert 0 <= scale.position(value) <= POSITIONS
    if scale.accepts(value):
        assert scale.accepts(scale.stepped(value, steps))


def test_whole_numbers_of_any_size_are_accepted_and_others_must_be_in_the_range_of_float64() -> None:
    assert NumberScale(is_whole=True).accepts(10**400)
    for value in (10**400, math.inf, math.nan):
        assert not STRENGTH.accepts(value)


@given(finite.map(abs).filter(lambda x: 1e-300 < x < 1e300))
def test_rounding_keeps_to_its_side_of_the_value(value: float) -> None:
    assert 0.99 * value < rounded_down(value, 3) <= value * (1.0 + 1e-11)
    assert 1.01 * value > rounded_up(value, 3) >= value * (1.0 - 1e-11)


@pytest.mark.parametrize("value", [0.3, 2.0, 1.9999999999999998, 0.0])
def test_what_is_short_already_is_not_rounded(value: float) -> None:
    assert rounded_down(value, 2) == rounded_up(value, 2) == pytest.approx(value, rel=1e-12)
