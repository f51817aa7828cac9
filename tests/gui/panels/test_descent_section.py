"""The descent: learning rates and their limit, the start, the number of steps."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from regsim.engine.accelerated import AdamW, Fista, Momentum, Nesterov
from regsim.engine.objective import Objective
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L1, L2
from regsim.engine.schedules import Constant, Cosine, StepDecay
from regsim.engine.start import FanIn, Normal, Start, Values, Zeros
from regsim.gui.panels.descent_section import RATE
from regsim.gui.panels.kind_field import KindField
from regsim.gui.panels.parameter_group import SHARED
from regsim.gui.panels.scenario_panel import ScenarioPanel
from regsim.gui.session import Session
from regsim.gui.theme import LIGHT
from regsim.parameters import LARGEST_SEED
from regsim.scenario import Change, Run
from tests.gui.panels.driving import drag, enter, slider_of


def start(session: Session) -> Start:
    return session.scenario.start


def rates(session: Session) -> list[float]:
    return [run.optimizer.learning_rate for run in session.scenario.runs]


def install(session: Session, *runs: Run) -> None:
    session.update(msgspec.structs.replace(session.scenario, runs=runs))


def test_a_start_out_of_range_is_refused_beside_the_start(panel: ScenarioPanel, session: Session) -> None:
    assert panel.descent.start.form is not None
    field = panel.descent.start.form.fields["weights"]
    enter(field, "1e300")
    assert field.error.startswith("start must give a loss within the range of float64")
    assert field.findChildren(QLineEdit)[0].property("wrong") is True
    assert panel.descent.message == ""
    assert start(session) == Values((5.0,))


def test_a_run_too_long_for_memory_is_refused_beside_the_number_of_steps(
    panel: ScenarioPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("regsim.problem.Simulation", no_room)
    enter(panel.descent.n_steps, "1e7")
    assert panel.descent.n_steps.error.startswith("steps must leave room in memory")
    assert session.scenario.n_steps == 14


def test_the_stable_limit_is_marked_and_what_eta_will_do_is_said_for_each_run(
    panel: ScenarioPanel, session: Session
) -> None:
    group, lamps = panel.descent.groups[RATE], panel.descent.lamps
    panel.apply_theme(LIGHT)
    decay = "L2 alone keeps 0.5 of a weight each step: halves in 1 step"
    assert lamps.texts == [
        "in steps of ηλ = 0.5 it lands exactly on 0 at step 10",
        f"L = 1, 2/L = 2\nηL = 0.5 < 1: comes down without overshooting\n{decay}",
    ]
    assert slider_of(group.fields[SHARED]).marks[0][1] == "2/L = 2: the largest stable learning rate (L2)"
    enter(group.fields[SHARED], "2.25")
    assert rates(session) == [2.25, 2.25]
    assert lamps.texts[1].startswith("L = 1, 2/L = 2\nηL = 2.25 > 2: overshoots by more and more\n")
    assert lamps.words == ["may swing about 0", "diverges"]
    assert [row.lamp.color for row in lamps.rows[:2]] == [LIGHT.caution, LIGHT.bad]
    install(session, Run(L1(), GradientDescent(0.3)))
    assert lamps.texts == ["at 0 it swings in steps of ηλ = 0.3, unless it lands on it"]
    assert slider_of(group.fields[SHARED]).marks == ()


def test_a_landing_on_zero_is_told_for_the_start_there_is_and_only_where_nothing_changes_on_the_way(
    panel: ScenarioPanel, session: Session
) -> None:
    install(session, Run(L1(), GradientDescent(0.5)))
    assert panel.descent.lamps.words == ["lands on 0"]
    session.update(msgspec.structs.replace(session.scenario, start=Values((4.75,))))
    assert panel.descent.lamps.words == ["may swing about 0"]
    session.update(msgspec.structs.replace(session.scenario, start=Values((4.0,))))
    assert panel.descent.lamps.texts == ["in steps of ηλ = 0.5 it lands exactly on 0 at step 8"]
    session.update(msgspec.structs.replace(session.scenario, changes=(Change(3, strength=0.7),)))
    assert panel.descent.lamps.words == ["may swing about 0"]


def test_one_over_L_is_set_on_all_linked_runs_by_the_smallest_and_on_each_run_by_its_own(
    panel: ScenarioPanel, session: Session
) -> None:
    install(session, Run(L1(), GradientDescent(0.1)), *(Run(L2(s), GradientDescent(0.1)) for s in (2.0, 8.0)))
    group = panel.descent.groups[RATE]
    assert group.tools[SHARED].offer_button.toolTip() == "Set η to 1/L = 0.125, the smallest of all runs"
    group.tools[SHARED].offer_button.click()
    assert rates(session) == [0.125, 0.125, 0.125]
    group.link.click()
    assert group.tools[0].offer_button.isHidden()  # L1 alone has no curvature
    assert group.tools[1].offer_button.accessibleName() == "Set η to 1/L, run 2, L2"
    group.tools[1].offer_button.click()
    assert rates(session) == [0.125, 0.5, 0.125]
    session.undo()
    assert rates(session) == [0.125, 0.125, 0.125]


def test_one_over_L_stays_below_the_limit_of_a_rule_that_is_stable_no_further(
    panel: ScenarioPanel, session: Session
) -> None:
    install(session, Run(L2(3.0), Nesterov(0.1)), Run(L2(3.0), AdamW(0.1)))
    panel.descent.groups[RATE].tools[SHARED].offer_button.click()
    assert rates(session) == [1.0 / 3.0] * 2
    session.open("breast-cancer")
    install(session, Run(L2(0.02), Fista(0.1)))
    panel.descent.groups[RATE].tools[SHARED].offer_button.click()
    assert "is within the stable limit 1/L" in panel.descent.lamps.texts[0]
    assert panel.descent.lamps.words == ["settles"]


def test_what_holds_for_all_runs_is_said_once(panel: ScenarioPanel, session: Session) -> None:
    install(session, Run(L2(2.0), GradientDescent(0.25)), Run(L2(8.0), GradientDescent(0.5)))
    assert [text.splitlines()[0] for text in panel.descent.lamps.texts] == ["L = 2, 2/L = 1", "L = 8, 2/L = 0.25"]
    install(session, Run(L2(2.0), GradientDescent(0.25)), Run(L2(2.0), GradientDescent(0.25)))
    assert len(panel.descent.lamps.texts) == 1


def test_every_rule_names_its_own_limit(panel: ScenarioPanel, session: Session) -> None:
    install(session, *(Run(L2(2.0), rule) for rule in (Momentum(0.1), Nesterov(0.1), Fista(0.1), AdamW(0.1))))
    assert panel.descent.lamps.texts == [
        "L = 2\nη = 0.1 is within the stable limit 2(1 + μ)/L = 1.9",
        "L = 2\nη = 0.1 is within the stable limit 2(1 + μ)/((1 + 2μ)L) = 0.678571",
        "no learning rate is too large for this rule here",
        "η = 0.1 is within the stable limit 2/λ = 1",
    ]


def test_a_network_has_no_limit_that_is_known(panel: ScenarioPanel, session: Session) -> None:
    panel.data.editor.combo.chosen.emit("moons")
    panel.model.editor.combo.chosen.emit("neural-network")
    texts = panel.descent.lamps.texts
    assert [text.splitlines()[0] for text in texts] == [
        "the loss is not convex: how steep it gets depends on where the weights go"
    ] * 2
    assert panel.descent.groups[RATE].tools[SHARED].offer_button.isHidden()
    assert slider_of(panel.descent.groups[RATE].fields[SHARED]).marks == ()
    assert isinstance(session.scenario.start, FanIn)


def test_the_limit_is_computed_only_where_objective_or_rule_changed(
    panel: ScenarioPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[object] = []

    def counted(objective: Objective, _: Optimizer) -> float:
        computed.append(objective)
        return 1.0

    monkeypatch.setattr("regsim.gui.panels.limits.stable_limit", counted)
    enter(panel.descent.n_steps, "20")
    assert computed == []
    drag(panel.regularization.groups["strength"].fields[SHARED], 600)
    assert len(computed) == len(session.scenario.runs)


def test_what_is_rarely_needed_stands_behind_a_line_that_opens_it(panel: ScenarioPanel, session: Session) -> None:
    descent = panel.descent
    assert not descent.groups["batch_size"].isVisible()
    QTest.mouseClick(descent.more.button, Qt.MouseButton.LeftButton)
    assert descent.groups["batch_size"].isVisible()
    assert "seed" not in descent.groups or not descent.groups["seed"].isVisibleTo(panel)  # deals nothing yet
    session.open("breast-cancer")
    assert not descent.groups["batch_size"].isVisible()
    runs = tuple(msgspec.structs.replace(r, optimizer=ProximalGradient(batch_size=32)) for r in session.scenario.runs)
    install(session, *runs)
    assert descent.groups["seed"].isVisible()
    descent.more.button.click()
    session.end_gesture()
    enter(descent.n_steps, "9")
    assert not descent.groups["seed"].isVisible()  # the user has closed it


def test_an_empty_batch_size_means_all_samples(panel: ScenarioPanel, session: Session) -> None:
    session.open("breast-cancer")
    panel.descent.more.set_open(True)
    field = panel.descent.groups["batch_size"].fields[SHARED]
    assert field.findChildren(QLineEdit)[0].placeholderText() == "all samples"
    enter(field, "64")
    assert [run.optimizer.batch_size for run in session.scenario.runs] == [64, 64]
    enter(field, "0")
    assert field.error.startswith("batch size must be a whole number ≥ 1")
    enter(field, "")
    assert [run.optimizer.batch_size for run in session.scenario.runs] == [None, None]


def test_a_schedule_is_chosen_and_its_numbers_are_edited(panel: ScenarioPanel, session: Session) -> None:
    panel.descent.more.set_open(True)
    field = panel.descent.groups["schedule"].fields[SHARED]
    assert isinstance(field, KindField)
    assert field.editor.combo.keys == ("constant", "step", "cosine", "inverse-sqrt")
    field.editor.combo.chosen.emit("step")
    assert {run.optimizer.schedule for run in session.scenario.runs} == {StepDecay()}
    assert field.editor.form is not None
    enter(field.editor.form.fields["every"], "7")
    assert {run.optimizer.schedule for run in session.scenario.runs} == {StepDecay(every=7)}
    session.undo()
    session.undo()
    assert field.editor.combo.key == "constant"


def test_another_optimizer_keeps_rate_schedule_batch_and_seed(panel: ScenarioPanel, session: Session) -> None:
    install(session, Run(L1(), ProximalGradient(0.25, Cosine(9), 4, 7)))
    panel.runs.rows[0].optimizer.chosen.emit("nesterov")
    assert session.scenario.runs[0].optimizer == Nesterov(0.25, Cosine(9), 4, 7)


def test_rare_parameters_are_taken_apart_and_put_together_at_once(panel: ScenarioPanel, session: Session) -> None:
    descent = panel.descent
    descent.more.set_open(True)
    descent.link.click()
    assert set(descent.groups["schedule"].fields) > {0, 1}
    schedule = descent.groups["schedule"].fields[1]
    assert isinstance(schedule, KindField)
    schedule.editor.combo.chosen.emit("cosine")
    enter(descent.groups["batch_size"].fields[0], "3")
    optimizers = [run.optimizer for run in session.scenario.runs]
    assert [(o.schedule, o.batch_size) for o in optimizers] == [(Constant(), 3), (Cosine(), None)]
    descent.link.click()
    optimizers = [run.optimizer for run in session.scenario.runs]
    assert [(o.schedule, o.batch_size) for o in optimizers] == [(Constant(), 3), (Constant(), 3)]
    assert descent.link.isChecked()


def test_one_weight_starts_where_its_slider_says(panel: ScenarioPanel, session: Session) -> None:
    assert panel.descent.start.form is not None
    drag(panel.descent.start.form.fields["weights"], 400)
    assert start(session) == Values((-2.0,))


def test_another_kind_of_start_keeps_the_weights_there_are(panel: ScenarioPanel, session: Session) -> None:
    panel.descent.start.combo.chosen.emit("zeros")
    assert start(session) == Zeros()
    panel.descent.start.combo.chosen.emit("values")
    assert start(session) == Values((0.0,))
    panel.descent.start.combo.chosen.emit("normal")
    assert start(session) == Normal()


def test_a_long_number_is_rounded_rather_than_cut_off(panel: ScenarioPanel, session: Session) -> None:
    install(session, Run(L2(), GradientDescent(1.0 / 3.0)))
    field = panel.descent.groups[RATE].fields[SHARED]
    assert field.findChildren(QLineEdit)[0].text() == "≈ 0.3333"


def test_a_random_start_is_dealt_anew_with_the_next_seed_and_undone_one_by_one(
    panel: ScenarioPanel, session: Session
) -> None:
    button = panel.descent.another
    assert button.isHidden()
    panel.descent.start.combo.chosen.emit("normal")
    assert button.isVisibleTo(panel)
    before = session.problem.start.copy()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert session.problem.start[0] != before[0]
    button.click()
    assert start(session) == Normal(seed=2)
    session.undo()
    assert start(session) == Normal(seed=1)
    session.update(msgspec.structs.replace(session.scenario, start=Normal(seed=LARGEST_SEED)))
    button.click()
    assert start(session) == Normal(seed=0)
