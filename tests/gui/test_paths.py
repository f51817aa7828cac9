"""A λ path on its way: how much of it is found, and how much is left."""

import pytest

import regsim
from regsim.engine.reference import NoOptimum
from regsim.gui.paths import PathSearch, strengths_of
from regsim.problem import Problem


def test_a_path_that_ends_before_the_smallest_strength_is_not_on_its_way_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = Problem(regsim.load("polynomial"))
    search = PathSearch(problem, problem.scenario.runs[0].penalty, strengths_of(problem))
    search.advance()
    before = search.path()
    assert before is not None
    assert before.n_left == len(search.grid) - 1

    def fail(*_: object) -> None:
        raise NoOptimum("none")

    monkeypatch.setattr("regsim.gui.paths.solve", fail)
    search.advance()
    after = search.path()
    assert after is not None
    assert after.n_left == 0
