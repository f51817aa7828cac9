"""Which samples are held out, and which never are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.data.splitting import held_out
from regsim.parameters import InputError


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=6),
    st.floats(0.001, 0.9),
    st.integers(0, 2**70),
)
def test_every_class_keeps_a_sample_and_gives_its_share(sizes: list[int], fraction: float, seed: int) -> None:
    y = np.repeat(np.arange(len(sizes), dtype=np.float64), sizes)
    if max(sizes) == 1:
        with pytest.raises(InputError, match=r"^validation_fraction must be 0 "):
            held_out(y, fraction, seed, is_class=True)
        return
    mask = held_out(y, fraction, seed, is_class=True)
    assert 1 <= mask.sum() <= np.ceil(fraction * len(y))
    for code, size in enumerate(sizes):
        n_held = np.count_nonzero(mask[y == code])
        assert n_held < size
        assert abs(n_held - fraction * size) < len(sizes)


def test_nothing_is_held_out_by_default() -> None:
    assert not held_out(np.arange(5.0), 0.0, 0, is_class=False).any()
    assert not held_out(np.zeros(1), 0.0, 0, is_class=True).any()


@pytest.mark.parametrize(
    ("n_samples", "fraction", "n_held"), [(569, 0.25, 143), (100, 0.07, 7), (10, 0.01, 1), (10, 1e-300, 1)]
)
def test_share_is_rounded_up_but_for_rounding_errors(n_samples: int, fraction: float, n_held: int) -> None:
    assert held_out(np.arange(float(n_samples)), fraction, 0, is_class=False).sum() == n_held


def test_larger_share_holds_out_the_same_samples_and_more() -> None:
    y = np.arange(50.0)
    small, large = (held_out(y, fraction, 3, is_class=False) for fraction in (0.2, 0.5))
    assert (small <= large).all()


def test_every_sample_is_held_out_as_often_as_any_other() -> None:
    times = sum(held_out(np.arange(10.0), 0.3, seed, is_class=False).astype(int) for seed in range(2000))
    assert np.abs(np.asarray(times) / 2000 - 0.3).max() < 0.05


@pytest.mark.parametrize("values", [[0.0, 1.0], [1.0, 2.0, 3.0]])
def test_few_repeated_values_are_treated_as_classes(values: list[float]) -> None:
    y = np.repeat(values, [2, *[20] * (len(values) - 1)])
    for seed in range(30):
        assert np.count_nonzero(held_out(y, 0.5, seed, is_class=False)[:2]) == 1


def test_second_value_seen_once_is_never_held_out() -> None:
    y = np.array([0.0] * 9 + [1.0])
    assert not any(held_out(y, 0.9, seed, is_class=False)[-1] for seed in range(30))


def test_single_sample_cannot_be_spared() -> None:
    with pytest.raises(InputError, match=r"^validation_fraction must be 0 for a single sample, got 0\.5$") as caught:
        held_out(np.zeros(1), 0.5, 0, is_class=False)
    assert caught.value.field == "validation_fraction"


def test_classes_of_one_sample_each_cannot_be_split() -> None:
    message = r"^validation_fraction must be 0 where no class has a second sample, got 0\.5$"
    with pytest.raises(InputError, match=message):
        held_out(np.arange(3.0), 0.5, 0, is_class=True)
