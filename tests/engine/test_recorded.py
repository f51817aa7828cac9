"""Step by step regsim goes where PyTorch went: every weight and D at every one of 1,000 steps of its recordings.

The distance is relative to the largest weight of the same step: maxⱼ|ours − theirs| ≤ tolerance · maxⱼ|theirs|; that of
D is relative to D. Linear and logistic regression are held to 1e-12, the network to 1e-9.
"""

from functools import cache
from typing import Any

import numpy as np
import pytest
import tomli_w

import regsim
from regsim.arrays import FloatArray
from tests.recorded.recording import Recording, names, read

TOLERANCE = {"linear": 1e-12, "logistic": 1e-12, "network": 1e-9}
N_STEPS = 1000
MODELS: dict[str, dict[str, Any]] = {
    "linear": {"kind": "linear-regression"},
    "logistic": {"kind": "logistic-regression"},
    "network": {"kind": "neural-network", "hidden": [8, 8], "activation": "tanh"},
}
PROBLEMS = ("linear", "logistic", "network")
OPTIMIZERS = ("gradient-descent", "momentum", "nesterov", "adam", "adamw")
VARIANTS = ("l1", "step", "cosine", "inverse-sqrt")


@cache
def recording(name: str) -> Recording:
    return read(name)


@cache
def descent(name: str) -> regsim.Trajectory:
    """The same by regsim, through the text of a scenario."""
    (trajectory,) = regsim.simulate(regsim.loads(tomli_w.dumps(scenario(recording(name)))))
    return trajectory


def scenario(theirs: Recording) -> dict[str, Any]:
    """What PyTorch was told, in regsim's words."""
    settings = theirs.settings
    columns = [f"x{j}" for j in range(theirs.X.shape[1])]
    rows = np.column_stack([theirs.X, theirs.y]).tolist()
    return {
        "format": "regsim-scenario",
        "version": 1,
        "n_steps": N_STEPS,
        "data": {"kind": "inline", "columns": [*columns, "y"], "rows": rows, "target": "y", "standardize": False},
        "model": MODELS[settings["problem"]],
        "start": {"kind": "values", "weights": theirs.weights[0].tolist()},
        "runs": [{"penalty": penalty(settings), "optimizer": optimizer(settings)}],
    }


def penalty(settings: dict[str, Any]) -> dict[str, Any]:
    """PyTorch's weight_decay is the strength of L2, wherever it acts."""
    if "l1" in settings:
        return {"kind": "l1", "strength": settings["l1"]}
    return {"kind": "l2", "strength": settings["arguments"]["weight_decay"]}


def optimizer(settings: dict[str, Any]) -> dict[str, Any]:
    arguments = settings["arguments"]
    words: dict[str, Any] = {"kind": settings["optimizer"].lower(), "learning_rate": arguments["lr"]}
    if settings["optimizer"] == "SGD":
        words["kind"] = "gradient-descent"
    if "momentum" in arguments:
        words |= {"kind": "nesterov" if arguments.get("nesterov") else "momentum", "momentum": arguments["momentum"]}
    if "betas" in arguments:
        words |= {"beta1": arguments["betas"][0], "beta2": arguments["betas"][1], "epsilon": arguments["eps"]}
    if "scheduler" in settings:
        words["schedule"] = schedule(settings["scheduler"])
    return words


def schedule(scheduler: dict[str, Any]) -> dict[str, Any]:
    if scheduler["kind"] == "StepLR":
        return {"kind": "step", "every": scheduler["step_size"], "factor": scheduler["gamma"]}
    if scheduler["kind"] == "CosineAnnealingLR":
        return {"kind": "cosine", "steps": scheduler["T_max"]}
    assert scheduler == {"kind": "LambdaLR", "lr_lambda": "1/sqrt(1 + k)"}
    return {"kind": "inverse-sqrt"}


def largest(rows: FloatArray) -> FloatArray:
    """The largest size in every row."""
    sizes: FloatArray = np.abs(rows).max(axis=1)
    return sizes


@pytest.mark.parametrize("name", names())
def test_every_weight_at_every_step_is_where_pytorch_had_it(name: str) -> None:
    theirs, ours = recording(name), descent(name)

    assert ours.weights.shape == theirs.weights.shape
    distance = largest(ours.weights - theirs.weights) / largest(theirs.weights)
    assert distance.max() <= TOLERANCE[theirs.settings["problem"]], f"first at step {distance.argmax()}"


@pytest.mark.parametrize("name", names())
def test_the_data_loss_at_every_step_is_what_pytorch_had_and_free_of_the_penalty(name: str) -> None:
    theirs, ours = recording(name), descent(name)

    distance = np.abs(ours.data_loss - theirs.data_loss) / theirs.data_loss
    assert distance.max() <= TOLERANCE[theirs.settings["problem"]], f"first at step {distance.argmax()}"


def test_every_optimizer_is_recorded_on_every_problem_and_every_schedule_and_l1_where_it_is_smooth() -> None:
    expected = {f"{problem}-{kind}" for problem in PROBLEMS for kind in OPTIMIZERS}
    expected |= {f"{problem}-{variant}" for problem in PROBLEMS[:2] for variant in VARIANTS}

    assert set(names()) == expected


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_recordings_of_a_problem_start_alike_and_then_part(problem: str) -> None:
    group = [recording(name) for name in names() if name.startswith(problem)]

    for one in group:
        assert len(one.weights) == N_STEPS + 1
        assert one.data_loss[-1] < 0.7 * one.data_loss[0]
        assert np.array_equal(one.weights[0], group[0].weights[0])
        apart = [largest(one.weights - other.weights).max() for other in group if other is not one]
        assert min(apart) > 1e-4
