"""From the slider's positions to numbers and back."""

import pytest

from regsim.gui.widgets.number_scale import POSITIONS, NumberScale

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
