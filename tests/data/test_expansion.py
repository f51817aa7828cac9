"""Products of inputs: their order, names, values and number."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.data import Expansion


def test_names_say_which_inputs_are_multiplied() -> None:
    names = Expansion(2, 3).names(("x1", "x2"))
    assert names == ("x1", "x2", "x1²", "x1·x2", "x2²", "x1³", "x1²·x2", "x1·x2²", "x2³")
    assert Expansion(1, 12).names(("x",))[-1] == "x¹²"


def test_name_that_is_there_already_is_numbered() -> None:
    assert Expansion(2, 2).names(("x", "x²")) == ("x", "x²", "x² (2)", "x·x²", "x²²")


@given(st.integers(1, 4), st.integers(1, 6), st.integers(0, 2**32))
def test_products_equal_those_multiplied_out_one_by_one(n_inputs: int, degree: int, seed: int) -> None:
    X = np.random.default_rng(seed).normal(size=(5, n_inputs))
    products = Expansion(n_inputs, degree).apply(X)
    powers = [p for p in itertools.product(range(degree + 1), repeat=n_inputs) if 1 <= sum(p) <= degree]
    expected = [[math.prod(x**p for x, p in zip(row, power, strict=True)) for power in powers] for row in X.tolist()]
    assert products.shape == (5, Expansion.count(n_inputs, degree))
    np.testing.assert_allclose(np.sort(products, axis=1), np.sort(expected, axis=1), rtol=1e-13)


def test_degree_one_is_the_inputs_themselves() -> None:
    X = np.ones((3, 2))
    assert Expansion(2).apply(X) is X
    assert Expansion(2).names(("a", " b")) == ("a", " b")


@pytest.mark.parametrize(("n_inputs", "degree", "count"), [(1, 9, 9), (2, 2, 5), (30, 2, 495), (64, 2, 2144)])
def test_number_of_products_is_known_before_they_are_made(n_inputs: int, degree: int, count: int) -> None:
    assert Expansion.count(n_inputs, degree) == len(Expansion(n_inputs, degree).terms) == count


def test_products_out_of_range_are_not_finite_and_warn_of_nothing() -> None:
    X = np.array([[1e150, 0.0, -1e150]])
    products = Expansion(3, 4).apply(X)
    assert np.isinf(products).any()
