"""Where the ticks of an axis stand."""

import numpy as np
import pytest

from regsim.gui.plotting.axis import GAP_PX, TICK_PX, Axis
from regsim.gui.plotting.letters import text_width


@pytest.mark.parametrize("length", [110.0, 130.0, 170.0, 240.0])
@pytest.mark.parametrize("reach", [0.12, 0.37, 0.46, 0.49, 0.98, 1.7, 4.6, 6.0, 47.0])
def test_a_bottom_axis_with_0_in_its_middle_has_more_than_one_number_and_these_have_room(
    reach: float, length: float
) -> None:
    axis = Axis(is_left=False)
    axis.range = -reach, reach
    texts = axis.texts(length)
    assert len(texts) >= 3
    pixels = [(tick + reach) / (2.0 * reach) * length for tick, _ in texts]
    widths = [text_width(text, TICK_PX) for _, text in texts]
    assert (np.diff(pixels) >= max(widths) + GAP_PX).all()


@pytest.mark.parametrize("is_left", [True, False])
@pytest.mark.parametrize("high", [0.9, 1.9, 14.0, 60.0, 500.0, 3000.0])
def test_a_long_axis_has_neither_very_many_numbers_nor_few(high: float, *, is_left: bool) -> None:
    axis = Axis(is_left=is_left)
    axis.range = 0.0, high
    for length in (650.0, 1500.0):
        assert 6 <= len(axis.ticks(length)) <= 17


def test_where_1_2_or_5_times_a_power_of_ten_will_do_ticks_stand_there() -> None:
    axis = Axis(is_left=False)
    axis.range = -1.8, 1.8
    assert axis.ticks(130.0) == [-1.0, 0.0, 1.0]
    axis.range = 0.0, 3000.0
    assert axis.ticks(400.0) == [0.0, 500.0, 1000.0, 1500.0, 2000.0, 2500.0, 3000.0]
