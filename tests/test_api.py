"""The Python API, used as the README shows it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import regsim
from regsim.engine.penalties import L1


def test_two_runs_from_five_are_the_claimed_sequences() -> None:
    scenario = regsim.load("from-five")
    a, b = regsim.simulate(scenario)

    assert a.weights[:11, 0].tolist() == [5.0, 4.5, 4.0, 3.5, 3.0, 2.5, 2.0, 1.5, 1.0, 0.5, 0.0]
    assert not a.weights[10:].any()
    assert b.weights[:, 0].tolist() == [5.0 / 2**k for k in range(15)]
    assert a.objective.tolist() == a.weights[:, 0].tolist()
    assert b.objective.tolist() == [12.5 / 4**k for k in range(15)]
    assert (a.weight_names, a.status, a.last) == (("w1",), "done", 14)


def test_a_trajectory_cannot_be_written_to() -> None:
    trajectory, _ = regsim.simulate(regsim.Scenario())

    for array in (trajectory.weights, trajectory.data_loss, trajectory.penalty, trajectory.objective):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


def test_a_frame_is_one_step_and_a_run_that_ended_shows_its_last() -> None:
    trajectory, _ = regsim.simulate(regsim.load("from-five"))

    frame = trajectory.frame(9)

    assert (frame.step, frame.weights.tolist(), frame.objective, frame.n_nonzero) == (9, [0.5], 0.5, 1)
    assert trajectory.frame(99).step == 14


def test_the_same_scenario_gives_the_same_bits_twice() -> None:
    scenario = regsim.load("breast-cancer", ["n_steps=30"])

    for a, b in zip(regsim.simulate(scenario), regsim.simulate(scenario), strict=True):
        np.testing.assert_array_equal(a.weights, b.weights)
        np.testing.assert_array_equal(a.objective, b.objective)


def test_text_goes_in_and_out() -> None:
    scenario = regsim.loads(regsim.dumps(regsim.Scenario(title="mine")))

    assert scenario.title == "mine"


def test_a_saved_scenario_loads_from_a_path_or_its_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    regsim.save(regsim.Scenario(title="mine"), path)

    assert regsim.load(path) == regsim.load(str(path)) == regsim.Scenario(title="mine")


def test_a_wrong_value_is_an_input_error_that_knows_its_field() -> None:
    with pytest.raises(regsim.InputError, match=r"n_steps must be a whole number ≥ 1 and ≤ 10000000, got 0") as error:
        regsim.Scenario(n_steps=0)

    assert error.value.field == "n_steps"
    assert isinstance(error.value, ValueError)


WHOLE = "n_steps must be a whole number ≥ 1 and ≤ 10000000"


@pytest.mark.parametrize(
    ("config", "values", "sentence", "field"),
    [
        (regsim.Scenario, {"n_steps": 1.5}, f"{WHOLE}, got 1.5", "n_steps"),
        (regsim.Scenario, {"n_steps": True}, f"{WHOLE}, got true", "n_steps"),
        (regsim.Scenario, {"title": None}, "title must be printable text, got None", "title"),
        (regsim.Scenario, {"runs": [1]}, "runs.0 must be of class Run, got 1", "runs.0"),
        (regsim.Scenario, {"runs": 3}, "runs must be a list of runs, got 3", "runs"),
        (regsim.Scenario, {"model": "x"}, "model must be of class Model, got 'x'", "model"),
        (regsim.Scenario, {"convention": 1}, "convention must be of class Convention, got 1", "convention"),
        (regsim.Run, {"penalty": 3}, "penalty must be of class Penalty, got 3", "penalty"),
        (regsim.Run, {"optimizer": L1()}, "optimizer must be of class Optimizer, got L1(strength=1.0)", "optimizer"),
        (L1, {"strength": "1"}, "strength must be a finite number ≥ 0, got '1'", "strength"),
    ],
)
def test_a_value_of_the_wrong_type_is_an_input_error(
    config: Callable[..., object], values: dict[str, object], sentence: str, field: str
) -> None:
    with pytest.raises(regsim.InputError) as error:
        config(**values)

    assert (str(error.value), error.value.field) == (sentence, field)


def test_bytes_are_no_text() -> None:
    with pytest.raises(TypeError, match=r"^text must be a str, got bytes$"):
        regsim.loads(b"x")  # type: ignore[arg-type]


def test_lists_and_the_numbers_of_numpy_are_as_good_as_pythons_own() -> None:
    runs: Any = [regsim.Run(L1(np.float64(0.5)))]
    n_steps: Any = np.int64(7)
    scenario = regsim.Scenario(n_steps=n_steps, runs=runs)

    assert scenario == regsim.Scenario(n_steps=7, runs=(regsim.Run(L1(0.5)),))
    assert regsim.loads(regsim.dumps(scenario)) == scenario


def test_every_public_name_is_there() -> None:
    assert all(hasattr(regsim, name) for name in regsim.__all__)


def test_computing_imports_neither_the_toolkit_nor_scikit_learn() -> None:
    code = """
import sys, regsim
regsim.simulate(regsim.load("breast-cancer", ["n_steps=2"]))
print(*(name for name in ("PySide6", "sklearn", "contourpy") if name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "\n"


def test_export_draws_a_picture_that_carries_its_scenario(tmp_path: Path) -> None:
    scenario = regsim.load("from-five", ["title=mine"])

    regsim.export(scenario, tmp_path / "figure.png", views=["weights"], step=10, size=(640, 400))

    loaded = regsim.load(tmp_path / "figure.png")
    assert (loaded.title, loaded.runs, loaded.views) == ("mine", scenario.runs, ("weights",))
