"""From a scenario to trajectories: the same bits whatever the order, the history or the process."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from threadpoolctl import ThreadpoolController

from regsim import problem as module
from regsim.data import Csv, Inline, SparseLinear
from regsim.engine.models import LinearRegression, LogisticRegression, PenaltyOnly
from regsim.engine.objective import Convention
from regsim.engine.optimizers import GradientDescent, ProximalGradient
from regsim.engine.penalties import L1, L2, NoPenalty
from regsim.engine.quadratic import QuadraticLoss
from regsim.engine.start import Normal, Values, Zeros
from regsim.engine.trajectory import Trajectory
from regsim.parameters import InputError
from regsim.problem import Problem, optimum, simulate
from regsim.resources import lesson_names
from regsim.scenario import Run, Scenario
from regsim.scenario_file import load

RUNS = (
    Run(L1(0.1), ProximalGradient(0.2)),
    Run(L2(0.1), GradientDescent(0.2)),
    Run(NoPenalty(), GradientDescent(0.2)),
)


def table(n_samples: int = 30) -> Inline:
    rng = np.random.default_rng(4)
    X = rng.standard_normal((n_samples, 3))
    y = (X.sum(axis=1) + rng.standard_normal(n_samples) > 0.0).astype(np.float64)
    rows = tuple(tuple(row) for row in np.column_stack([X, y]).tolist())
    return Inline(columns=("a", "b", "c", "y"), rows=rows, target="y")


SCENARIO = Scenario(n_steps=120, data=table(), model=LogisticRegression(), start=Normal(1.0, 3), runs=RUNS)


def digest(trajectories: tuple[Trajectory, ...]) -> str:
    bits = hashlib.sha256()
    for run in trajectories:
        for part in (run.weights, run.data_loss, run.penalty, run.data_gradient):
            bits.update(part.tobytes())
        bits.update(run.status.encode())
    return bits.hexdigest()


def test_there_is_a_trajectory_per_run_with_a_row_per_step() -> None:
    trajectories = simulate(SCENARIO)

    assert len(trajectories) == 3
    for run, trajectory in zip(RUNS, trajectories, strict=True):
        assert trajectory.weights.shape == (121, 4)
        assert trajectory.weight_names == ("a", "b", "c", "intercept")
        assert trajectory.function(0).penalty == run.penalty
        assert trajectory.optimizer(0) == run.optimizer


def test_every_run_starts_at_the_same_weights() -> None:
    starts = {trajectory.weights[0].tobytes() for trajectory in simulate(SCENARIO)}

    assert len(starts) == 1


def test_the_same_scenario_gives_the_same_bits() -> None:
    assert digest(simulate(SCENARIO)) == digest(simulate(msgspec.structs.replace(SCENARIO)))


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 0, 2), (0, 0, 1, 1)])
def test_a_run_has_the_same_bits_in_any_company(order: tuple[int, ...]) -> None:
    alone = simulate(SCENARIO)
    together = simulate(msgspec.structs.replace(SCENARIO, runs=tuple(RUNS[i] for i in order)))

    for i, trajectory in zip(order, together, strict=True):
        assert digest((trajectory,)) == digest((alone[i],))


@pytest.mark.parametrize("name", lesson_names())
def test_a_lesson_gives_the_same_bits_in_every_process(name: str) -> None:
    code = (
        "from tests.test_problem import digest; from regsim import load, simulate;"
        f"print(digest(simulate(load({name!r}))))"
    )
    digests = {digest(simulate(load(name)))}
    for seed in ("0", "4711"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        ended = subprocess.run(
            [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True, timeout=60
        )
        digests.add(ended.stdout.strip())

    assert len(digests) == 1


def test_from_five_falls_by_equal_steps_under_l1_and_halves_under_l2() -> None:
    l1, l2 = simulate(load("from-five"))

    assert l1.weights[:, 0].tolist() == [5 - k / 2 for k in range(10)] + [0.0] * 5
    assert l2.weights[:, 0].tolist() == [5 / 2**k for k in range(15)]


@pytest.mark.parametrize(
    ("changes", "same_data", "same_loss"),
    [
        ({"runs": (Run(L1(5.0), ProximalGradient(0.1)),)}, True, True),
        ({"n_steps": 7, "start": Zeros(), "title": "other"}, True, True),
        ({"convention": Convention(data_term="sum")}, True, False),
        ({"model": LinearRegression()}, True, False),
        ({"data": table(20)}, False, False),
    ],
)
def test_only_what_has_changed_is_read_and_bound_again(
    changes: dict[str, object], same_data: bool, same_loss: bool
) -> None:
    before = Problem(SCENARIO)
    scenario = msgspec.structs.replace(SCENARIO, **changes)
    after, fresh = Problem(scenario, before), Problem(scenario)

    assert (after.dataset is before.dataset) is same_data
    assert (after.loss is before.loss) is same_loss
    for run in range(len(scenario.runs)):
        reused, anew = after.simulation(run), fresh.simulation(run)
        reused.advance()
        anew.advance()
        assert digest((reused.trajectory(),)) == digest((anew.trajectory(),))


def test_a_diverging_run_leaves_the_others_alone() -> None:
    runs = (Run(L2(1.0), GradientDescent(1e6)), RUNS[1])
    wild, tame = simulate(msgspec.structs.replace(SCENARIO, model=LinearRegression(), runs=runs))

    assert wild.diverged
    assert wild.last < 120
    assert np.isfinite(wild.weights).all()
    assert tame.status == "done"
    assert tame.last == 120


def test_a_start_that_does_not_fit_the_model_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"^start\.weights must .* 4, got 1$"):
        Problem(msgspec.structs.replace(SCENARIO, start=Values((5.0,))))


def test_a_start_without_a_finite_loss_is_refused_by_name() -> None:
    scenario = Scenario(model=PenaltyOnly(), start=Values((1e200,)), runs=(Run(L2(), GradientDescent(0.5)),))

    with pytest.raises(InputError, match=r"^start must give a loss within the range of float64") as caught:
        simulate(scenario)
    assert caught.value.field == "start"


def test_more_steps_than_the_memory_holds_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(module, "Simulation", full)
    sentence = r"^n_steps must leave room in memory for 4 weights at every step, got 120$"
    with pytest.raises(InputError, match=sentence) as caught:
        simulate(SCENARIO)
    assert caught.value.field == "n_steps"


@pytest.mark.parametrize(
    ("name", "content", "sentence", "field"),
    [
        ("d.csv", "x,y\n1,2\n,3\n4,5\n", r"d\.csv, line 3, column x: must have a value, is missing", "data.missing"),
        ("path.csv", "x,y\n", r"path\.csv: must have rows below the names of the columns, has none", "data.path"),
        (None, "", "data.path must be the name of a CSV file, got ''", "data.path"),
    ],
)
def test_what_is_wrong_with_a_csv_keeps_its_sentence_and_names_its_field(
    tmp_path: Path, name: str | None, content: str, sentence: str, field: str
) -> None:
    path = "" if name is None else str(tmp_path / name)
    if name is not None:
        Path(path).write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match=f"^{sentence}") as caught:
        Problem(Scenario(data=Csv(path=path), model=LogisticRegression(), start=Zeros()))

    assert "data." not in str(caught.value).removeprefix(field)
    assert caught.value.field == field


def test_a_target_that_is_no_class_is_refused_by_name() -> None:
    data = Inline(columns=("x", "y"), rows=((1.0, 1.0), (2.0, 2.0), (3.0, 3.0)), target="y")

    with pytest.raises(InputError, match="target y must have exactly 2 classes") as caught:
        Problem(msgspec.structs.replace(SCENARIO, data=data))
    assert caught.value.field == "data.target"


def test_the_optimum_of_a_run_is_where_its_descent_ends() -> None:
    long = msgspec.structs.replace(SCENARIO, n_steps=20_000)
    for run, trajectory in enumerate(simulate(long)[:2]):
        best = optimum(long, run)

        np.testing.assert_allclose(trajectory.weights[-1], best.weights, atol=1e-8)
        assert trajectory.objective[-1] == pytest.approx(best.objective, rel=1e-12)
        assert best.violation < 1e-12


def test_a_product_has_the_same_bits_however_many_threads_there_are() -> None:
    data = SparseLinear(n_samples=3000, n_features=400, n_nonzero=10)
    scenario = Scenario(data=data, model=LinearRegression(), start=Zeros(), runs=RUNS)
    found = []
    for n_threads in (1, 2):
        with ThreadpoolController().limit(limits=n_threads, user_api="blas"):
            loss = Problem(scenario).loss
        assert isinstance(loss, QuadraticLoss)
        found.append(loss.matrix.tobytes())
    assert found[0] == found[1]
