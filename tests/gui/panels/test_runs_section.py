"""Adding, moving, removing and changing runs."""

import pytest

from regsim.engine.optimizers import GradientDescent, ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet, NoPenalty, Penalty
from regsim.gui.panels.scenario_panel import ScenarioPanel
from regsim.gui.session import Session
from regsim.gui.theme import DARK
from regsim.parameters import kind_of


def penalties(session: Session) -> list[str]:
    return [kind_of(run.penalty) for run in session.scenario.runs]


def penalty(session: Session, run: int) -> Penalty:
    return session.scenario.runs[run].penalty


def do(panel: ScenarioPanel, run: int, name: str) -> None:
    panel.runs.rows[run].actions_by_name[name].trigger()


def test_runs_are_added_up_to_four_each_with_a_penalty_not_seen_yet(panel: ScenarioPanel, session: Session) -> None:
    for _ in range(5):
        panel.runs.add_button.click()
    assert penalties(session) == ["l1", "l2", "none", "elastic-net"]
    assert not panel.runs.add_button.isEnabled()
    assert [row.isHidden() for row in panel.runs.rows] == [False] * 4


def test_the_last_run_cannot_be_removed(panel: ScenarioPanel, session: Session) -> None:
    do(panel, 0, "remove")
    assert penalties(session) == ["l2"]
    assert not panel.runs.rows[0].actions_by_name["remove"].isEnabled()
    assert panel.runs.rows[1].isHidden()


def test_runs_change_places(panel: ScenarioPanel, session: Session) -> None:
    do(panel, 0, "down")
    assert penalties(session) == ["l2", "l1"]
    assert panel.runs.rows[0].penalty.key == "l2"
    do(panel, 1, "up")
    assert penalties(session) == ["l1", "l2"]
    assert not panel.runs.rows[0].actions_by_name["up"].isEnabled()


def test_a_duplicate_stands_beside_its_model(panel: ScenarioPanel, session: Session) -> None:
    do(panel, 0, "duplicate")
    assert penalties(session) == ["l1", "l1", "l2"]


def test_another_kind_keeps_what_it_shares_and_remembers_the_rest(panel: ScenarioPanel, session: Session) -> None:
    row = panel.runs.rows[0]
    row.penalty.chosen.emit("elastic-net")
    assert penalty(session, 0) == ElasticNet(1.0)
    panel.regularization.groups["l1_ratio"].edited.emit({0: 0.25})
    panel.regularization.groups["strength"].edited.emit({0: 0.3})
    row.penalty.chosen.emit("none")
    assert penalty(session, 0) == NoPenalty()
    row.penalty.chosen.emit("elastic-net")
    assert penalty(session, 0) == ElasticNet(0.3, 0.25)
    row.penalty.chosen.emit("l2")
    assert penalty(session, 0) == L2(0.3)


def test_another_optimizer_keeps_the_learning_rate(panel: ScenarioPanel, session: Session) -> None:
    panel.runs.rows[1].optimizer.chosen.emit("proximal-gradient")
    runs = session.scenario.runs
    assert (runs[0].optimizer, runs[1].optimizer) == (GradientDescent(0.5), ProximalGradient(0.5))


def test_what_was_remembered_moves_with_the_run(panel: ScenarioPanel, session: Session) -> None:
    panel.regularization.groups["strength"].edited.emit({0: 0.3})
    panel.runs.rows[0].penalty.chosen.emit("none")
    do(panel, 0, "down")
    panel.runs.rows[1].penalty.chosen.emit("l1")
    assert penalty(session, 1) == L1(0.3)


def test_every_edit_of_the_runs_is_one_step_back(panel: ScenarioPanel, session: Session) -> None:
    before = session.scenario
    panel.runs.add_button.click()
    session.undo()
    assert session.scenario == before
    assert panel.runs.rows[2].isHidden()


@pytest.mark.parametrize("run", range(4))
def test_the_dots_have_the_colours_of_the_runs(panel: ScenarioPanel, run: int) -> None:
    panel.apply_theme(DARK)
    image = panel.runs.rows[run].dot.grab().toImage()
    assert image.pixelColor(image.rect().center()).name() == DARK.runs[run]
