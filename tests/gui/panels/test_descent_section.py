"""The descent: learning rates and their limit, the start, the number of steps."""

import msgspec
import pytest
from PySide6.QtWidgets import QLineEdit

from regsim.engine.objective import Objective
from regsim.engine.optimizers import GradientDescent, Optimizer
from regsim.engine.penalties import L1, L2
from regsim.engine.start import Normal, Start, Values, Zeros
from regsim.gui.panels.descent_section import RATE
from regsim.gui.panels.parameter_group import SHARED
from regsim.gui.panels.scenario_panel import ScenarioPanel
from regsim.gui.session import Session
from regsim.scenario import Run
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
    def no_room(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("regsim.problem.Simulation", no_room)
    enter(panel.descent.n_steps, "1e7")
    assert panel.descent.n_steps.error.startswith("steps must leave room")
    assert session.scenario.n_steps == 14


def test_the_stable_limit_is_marked_and_named_after_the_run_it_belongs_to(
    panel: ScenarioPanel, session: Session
) -> None:
    group = panel.descent.groups[RATE]
    remark = group.remarks[SHARED]
    assert remark.text() == "stable below 2/L = 2 (L2)"
    assert slider_of(group.fields[SHARED]).marks[0][1].startswith("2/L = 2")
    enter(group.fields[SHARED], "2.25")
    assert rates(session) == [2.25, 2.25]
    assert remark.text() == "η ≥ 2/L = 2 (L2): may diverge"
    assert remark.property("role") == "error"
    install(session, Run(L1(), GradientDescent(0.5)))
    assert remark.text() == ""
    assert slider_of(group.fields[SHARED]).marks == ()


def test_separate_learning_rates_have_a_limit_each(panel: ScenarioPanel, session: Session) -> None:
    install(session, Run(L2(2.0), GradientDescent(0.25)), Run(L2(8.0), GradientDescent(0.5)))
    group = panel.descent.groups[RATE]
    assert group.remarks[0].text() == "stable below 2/L = 1"
    assert group.remarks[1].text() == "η ≥ 2/L = 0.25: may diverge"


def test_the_limit_is_computed_only_where_the_objective_changed(
    panel: ScenarioPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[object] = []

    def counted(objective: Objective, _: Optimizer) -> float:
        computed.append(objective)
        return 1.0

    monkeypatch.setattr("regsim.gui.panels.descent_section.stable_limit", counted)
    drag(panel.descent.groups[RATE].fields[SHARED], 600, 610, 620)
    assert computed == []
    drag(panel.regularization.groups["strength"].fields[SHARED], 600)
    assert len(computed) == len(session.scenario.runs)


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
