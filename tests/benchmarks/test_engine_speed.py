"""What is timed against each other is the same: checked here on small problems, and without the libraries."""

import numpy as np
import pytest

from tests.benchmarks.engine_speed import PROBLEMS, note, ratio
from tests.benchmarks.peers import ours, plain_numpy
from tests.benchmarks.problem import problem


@pytest.mark.parametrize("kind", sorted({kind for kind, *_ in PROBLEMS}))
def test_regsim_makes_the_descent_of_the_plain_loop(kind: str) -> None:
    task = problem(kind, 20, 3, 30)

    expected = plain_numpy.prepare(task)()

    assert expected.shape == (31, len(task.start) + 2)
    assert expected[-1, -2] < expected[0, -2]
    np.testing.assert_allclose(ours.prepare(task)(), expected, rtol=1e-9, atol=1e-12)


def test_ratios_are_shown_to_two_digits() -> None:
    assert [ratio(x) for x in (0.0612, 0.5, 2.249, 9.81, 11.3, 85.0)] == ["0.06", "0.50", "2.2", "9.8", "11", "85"]


def test_the_note_says_what_compiling_takes_where_something_is_compiled() -> None:
    assert "compiling" not in note({"ours": [0.1]})
    assert "JAX scan 0.2 to 0.5 s for each problem" in note({"jax_scan": [0.2, 0.5, 0.3]})
