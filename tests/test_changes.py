"""Changes of λ and η in mid-run: in the file, and in what is computed."""

import msgspec
import numpy as np
import pytest

from regsim import Change, InputError, Run, Scenario, dumps, load, loads, simulate
from regsim.engine.optimizers import GradientDescent
from regsim.engine.penalties import L1, L2, NoPenalty

BASE = load("from-five", ["n_steps=20"])


def changed(*changes: Change) -> Scenario:
    return msgspec.structs.replace(BASE, changes=changes)


def test_a_change_survives_the_file() -> None:
    scenario = changed(Change(step=4, run=1, strength=0.5), Change(step=8, learning_rate=0.25))

    assert loads(dumps(scenario)) == scenario
    assert "changes" in dumps(scenario)
    assert "changes" not in dumps(BASE)


def test_a_change_of_one_run_leaves_the_others_and_the_past_as_they_were() -> None:
    before, after = simulate(BASE), simulate(changed(Change(step=6, run=1, strength=0.5)))

    assert after[0].weights.tobytes() == before[0].weights.tobytes()
    assert after[1].weights[:7].tobytes() == before[1].weights[:7].tobytes()
    assert after[1].weights[7, 0] == 0.75 * after[1].weights[6, 0]
    assert after[1].penalty[5:8].tolist() == [
        0.5 * s * w**2 for s, w in zip((1.0, 0.5, 0.5), after[1].weights[5:8, 0], strict=True)
    ]


def test_a_change_of_all_runs_acts_on_those_that_have_a_strength() -> None:
    runs = (Run(L1(), GradientDescent(0.5)), Run(NoPenalty(), GradientDescent(0.5)))
    scenario = msgspec.structs.replace(changed(Change(step=2, strength=3.0)), runs=runs)
    l1, none = simulate(scenario)

    assert l1.weights[:4, 0].tolist() == [5.0, 4.5, 4.0, 2.5]
    assert set(none.weights[:, 0].tolist()) == {5.0}
    assert l1.function(2).penalty == L1(3.0)


def test_changes_add_up_in_the_order_of_their_steps_whatever_that_of_the_file() -> None:
    late, early = Change(step=8, learning_rate=0.1), Change(step=4, strength=0.2)
    one, other = simulate(changed(late, early)), simulate(changed(early, late))

    assert one[1].weights.tobytes() == other[1].weights.tobytes()
    assert [(p.start, p.objective.penalty, p.optimizer.learning_rate) for p in one[1].phases] == [
        (0, L2(1.0), 0.5),
        (4, L2(0.2), 0.5),
        (8, L2(0.2), 0.1),
    ]


def test_two_changes_at_one_step_are_one_phase() -> None:
    (run, _) = simulate(changed(Change(step=4, strength=0.2), Change(step=4, learning_rate=0.1)))

    assert [phase.start for phase in run.phases] == [0, 4]
    assert run.weights[5, 0] == run.weights[4, 0] - 0.1 * 0.2


def test_a_change_beyond_the_end_waits_for_more_steps() -> None:
    scenario = changed(Change(step=50, strength=0.2))

    assert simulate(scenario)[0].weights.tobytes() == simulate(BASE)[0].weights.tobytes()
    assert len(simulate(msgspec.structs.replace(scenario, n_steps=60))[0].phases) == 2


def test_a_divergence_after_a_change_names_the_rate_that_did_it() -> None:
    scenario = msgspec.structs.replace(changed(Change(step=10, run=1, learning_rate=50.0)), n_steps=900)

    assert simulate(scenario)[1].status.endswith("η = 50 is above the stable limit 2/L = 2")


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("step = 0\nstrength = 1.0", "changes.0.step must be a whole number ≥ 1 and ≤ 10000000, got 0"),
        ("strength = 1.0", "changes.0.step must be given, got nothing"),
        ("step = 4", "changes.0.strength must be given where learning_rate is not, got neither"),
        ("step = 4\nstrength = -1.0", "changes.0.strength must be a finite number ≥ 0, got -1"),
        ("step = 4\nlearning_rate = 0.0", "changes.0.learning_rate must be a finite number > 0, got 0"),
        ("step = 4\nrun = 2\nstrength = 1.0", "changes.0.run must be at most 1, the last run, got 2"),
        ("step = 4\nrun = 5\nstrength = 1.0", "changes.0.run must be a whole number ≥ 0 and ≤ 3, got 5"),
        (
            "step = 4\nrate = 1.0",
            "changes.0 must have no field but step, run, strength, learning_rate, got 'rate'",
        ),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_in_one_sentence(table: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        loads(f"{dumps(BASE)}\n[[changes]]\n{table}\n")

    assert str(caught.value) == f"scenario: {sentence}"


def test_a_strength_for_a_run_without_one_is_refused() -> None:
    runs = (Run(NoPenalty(), GradientDescent(0.5)),)
    with pytest.raises(InputError, match=r"^changes\.0\.strength must be left out for a run without penalty, got 1$"):
        msgspec.structs.replace(BASE, runs=runs, changes=(Change(step=4, run=0, strength=1.0),))


def test_in_python_a_change_of_another_class_is_refused() -> None:
    with pytest.raises(InputError, match=r"^changes\.0 must be of class Change, got "):
        msgspec.structs.replace(BASE, changes=(L1(),))


def test_the_numbers_of_a_changed_run_are_finite() -> None:
    assert all(np.isfinite(t.objective).all() for t in simulate(changed(Change(step=1, strength=1e3))))
