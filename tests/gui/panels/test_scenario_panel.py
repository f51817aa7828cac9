"""The scenario panel and the session: every edit arrives, every refusal is shown, nothing loops."""

import itertools

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from regsim.engine.models import PenaltyOnly, Quadratic
from regsim.engine.objective import Objective
from regsim.engine.optimizers import GradientDescent, Optimizer, ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet, NoPenalty
from regsim.engine.start import Normal, Start, Values, Zeros
from regsim.gui.panels.descent_section import RATE
from regsim.gui.panels.parameter_group import SHARED, ParameterGroup
from regsim.gui.panels.scenario_panel import MIN_WIDTH, ScenarioPanel
from regsim.gui.session import Session
from regsim.gui.style import style_sheet
from regsim.gui.theme import THEMES, Theme
from regsim.gui.widgets.number_scale import NumberScale
from regsim.scenario import Run, Scenario, load
from tests.gui.panels.driving import drag, enter, slider_of, text_of


def strengths(session: Session) -> list[float]:
    return [getattr(run.penalty, "strength", -1.0) for run in session.scenario.runs]


def start(session: Session) -> Start:
    return session.scenario.start


def is_linked(group: ParameterGroup) -> bool:
    return group.is_linked


def rates(session: Session) -> list[float]:
    return [run.optimizer.learning_rate for run in session.scenario.runs]


def install(session: Session, *runs: Run) -> None:
    session.update(msgspec.structs.replace(session.scenario, runs=runs))


def test_making_the_panel_changes_nothing(panel: ScenarioPanel, session: Session) -> None:
    assert session.scenario == load("from-five")
    assert not session.can_undo
    assert panel.lesson.combo.key == "from-five"


def test_dragging_the_strength_updates_all_runs_at_once_and_is_undone_in_one_step(
    panel: ScenarioPanel, session: Session
) -> None:
    changes: list[float] = []
    session.changed.connect(lambda: changes.append(strengths(session)[0]))
    drag(panel.regularization.groups["strength"].fields[SHARED], 550, 600, 625)
    assert len(changes) == 3
    assert strengths(session) == [10.0, 10.0]
    session.undo()
    assert strengths(session) == [1.0, 1.0]
    assert not session.can_undo
    assert text_of(panel.regularization.groups["strength"].fields[SHARED]) == "1"


def test_two_drags_are_undone_one_after_the_other(panel: ScenarioPanel, session: Session) -> None:
    field = panel.regularization.groups["strength"].fields[SHARED]
    drag(field, 600, 625)
    drag(field, 700, 750)
    session.undo()
    assert strengths(session) == [10.0, 10.0]


def test_strengths_taken_apart_are_edited_one_by_one(panel: ScenarioPanel, session: Session) -> None:
    group = panel.regularization.groups["strength"]
    group.link.click()
    assert not is_linked(group)
    enter(group.fields[1], "0.25")
    assert strengths(session) == [1.0, 0.25]
    group.link.click()
    assert strengths(session) == [1.0, 1.0]
    assert is_linked(group)


def test_strengths_stay_apart_although_they_happen_to_be_equal(panel: ScenarioPanel, session: Session) -> None:
    group = panel.regularization.groups["strength"]
    group.link.click()
    enter(group.fields[1], "2")
    enter(group.fields[0], "2")
    assert strengths(session) == [2.0, 2.0]
    assert not is_linked(group)


def test_different_strengths_are_shown_apart_and_a_lesson_with_equal_ones_together(
    panel: ScenarioPanel, session: Session
) -> None:
    group = panel.regularization.groups["strength"]
    install(session, Run(L1(0.1)), Run(L2(0.2)))
    assert not is_linked(group)
    assert not group.fields[1].isHidden()
    session.open("breast-cancer")
    assert is_linked(group)
    assert group.fields[1].isHidden()


def test_a_run_without_a_penalty_has_no_strength_and_the_elastic_net_has_a_ratio(
    panel: ScenarioPanel, session: Session
) -> None:
    install(session, Run(NoPenalty()), Run(ElasticNet(0.5)))
    groups = panel.regularization.groups
    assert groups["strength"].fields[SHARED].isHidden()
    assert groups["strength"].fields[1].title == "λ  Elastic net"
    drag(groups["l1_ratio"].fields[1], 250)
    assert session.scenario.runs[1].penalty == ElasticNet(0.5, 0.25)
    install(session, Run(NoPenalty()))
    assert panel.regularization.isHidden()


def test_nonsense_is_shown_beside_its_field_and_the_rest_goes_on(panel: ScenarioPanel, session: Session) -> None:
    field = panel.regularization.groups["strength"].fields[SHARED]
    enter(field, "abc")
    assert field.error == "strength must be a finite number ≥ 0, got 'abc'"
    enter(panel.descent.n_steps, "20")
    assert session.scenario.n_steps == 20
    assert text_of(field) == "abc"
    assert strengths(session) == [1.0, 1.0]


def test_what_the_session_refuses_is_shown_beside_the_field_and_kept(panel: ScenarioPanel, session: Session) -> None:
    session.update(msgspec.structs.replace(session.scenario, model=PenaltyOnly(2), start=Values((1.0, 2.0))))
    assert panel.descent.start.form is not None
    field = panel.descent.start.form.fields["weights"]
    enter(field, "1, 2, 3")
    assert field.error.startswith("start.weights must have ")
    assert text_of(field) == "1, 2, 3"
    assert start(session) == Values((1.0, 2.0))


def test_a_run_too_long_for_memory_is_refused_beside_the_number_of_steps(
    panel: ScenarioPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("regsim.problem.Simulation", no_room)
    enter(panel.descent.n_steps, "1e7")
    assert panel.descent.n_steps.error.startswith("n_steps must leave room")
    assert session.scenario.n_steps == 14


def test_the_stable_limit_is_marked_and_named_after_the_run_it_belongs_to(
    panel: ScenarioPanel, session: Session
) -> None:
    group = panel.descent.groups[RATE]
    remark = group.remark_of(0)
    assert remark.text() == "stable below 2/L = 2 (L2)"
    assert slider_of(group.fields[SHARED]).marks[0][1].startswith("2/L = 2")
    enter(group.fields[SHARED], "2.25")
    assert rates(session) == [2.25, 2.25]
    assert remark.text() == "η ≥ 2/L = 2 (L2): unstable"
    assert remark.property("role") == "error"
    install(session, Run(L1(), GradientDescent(0.5)))
    assert group.remark_of(0).text() == ""
    assert slider_of(group.fields[SHARED]).marks == ()


def test_the_strength_that_removes_every_weight_is_marked_for_l1(panel: ScenarioPanel, session: Session) -> None:
    group = panel.regularization.groups["strength"]
    assert slider_of(group.fields[SHARED]).marks == ()
    session.open("breast-cancer")
    ((position, label),) = slider_of(group.fields[SHARED]).marks
    assert label.startswith("λ_max = ")
    largest = NumberScale(ge=0.0, ends=(1e-4, 1e4), is_log=True).value(position)
    install(session, Run(L1(1.05 * largest), ProximalGradient(0.5)), Run(L1(0.9 * largest), ProximalGradient(0.5)))
    weights = [t.weights[-1][:-1] for t in session.trajectories]
    assert not weights[0].any()
    assert weights[1].any()
    install(session, Run(L1(0.1)), Run(L2(0.2)))
    assert slider_of(group.fields[0]).marks
    assert slider_of(group.fields[1]).marks == ()


def test_separate_learning_rates_have_a_limit_each(panel: ScenarioPanel, session: Session) -> None:
    install(session, Run(L2(2.0), GradientDescent(0.25)), Run(L2(8.0), GradientDescent(0.5)))
    group = panel.descent.groups[RATE]
    assert group.remark_of(0).text() == "stable below 2/L = 1"
    assert group.remark_of(1).text() == "η ≥ 2/L = 0.25: unstable"


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


def test_more_weights_get_a_start_each(panel: ScenarioPanel, session: Session) -> None:
    assert panel.model.editor.form is not None
    enter(panel.model.editor.form.fields["n_weights"], "3")
    assert session.scenario.model == PenaltyOnly(3)
    assert start(session) == Values((5.0, 5.0, 5.0))


def test_another_model_without_data_is_a_click(panel: ScenarioPanel, session: Session) -> None:
    assert panel.model.editor.combo.keys == ("penalty-only", "quadratic")
    panel.model.editor.combo.chosen.emit("quadratic")
    assert session.scenario.model == Quadratic()
    assert start(session) == Values((5.0,))


def test_a_lesson_is_opened_by_its_title_and_its_like_is_shown_after_undo(
    panel: ScenarioPanel, session: Session
) -> None:
    panel.lesson.combo.chosen.emit("breast-cancer")
    assert session.scenario == load("breast-cancer")
    assert panel.lesson.combo.key == "breast-cancer"
    session.undo()
    assert panel.lesson.combo.key == "from-five"


def test_a_scenario_of_one_s_own_stands_under_its_own_title(panel: ScenarioPanel, session: Session) -> None:
    session.update(msgspec.structs.replace(session.scenario, title="Mine"))
    assert panel.lesson.combo.currentText() == "Mine"
    panel.lesson.combo.chosen.emit("")
    assert session.scenario.title == "Mine"
    session.update(Scenario())
    assert panel.lesson.combo.currentText() == "Untitled"


def test_a_convention_matters_only_with_data(panel: ScenarioPanel, session: Session) -> None:
    assert panel.convention.isHidden()
    session.open("breast-cancer")
    assert not panel.convention.isHidden()
    panel.convention.form.fields["data_term"].edited.emit("sum")
    assert session.scenario.convention.data_term == "sum"


def test_what_is_being_typed_survives_other_changes(panel: ScenarioPanel, session: Session) -> None:
    field = panel.regularization.groups["strength"].fields[SHARED]
    box = field.focusProxy()
    assert box is not None
    box = box.focusProxy() or box
    box.setFocus()
    QTest.keyClicks(box, "7")
    session.update(msgspec.structs.replace(session.scenario, n_steps=33))
    assert text_of(field) == "17"
    assert text_of(panel.descent.n_steps) == "33"


def test_undo_is_the_window_s_again_once_a_number_is_committed(
    qtbot: QtBot, panel: ScenarioPanel, session: Session
) -> None:
    QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), panel).activated.connect(session.undo)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    field = panel.regularization.groups["strength"].fields[SHARED]
    box = field.findChildren(QLineEdit)[0]
    enter(field, "0.25")
    QTest.keyClicks(box, "9")
    QTest.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (box.text(), strengths(session)) == ("0.25", [0.25, 0.25])
    QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (box.text(), strengths(session)) == ("1", [1.0, 1.0])


def test_tab_visits_the_editors_from_top_to_bottom(qtbot: QtBot, panel: ScenarioPanel) -> None:
    panel.regularization.groups["strength"].link.click()  # makes new editors
    QApplication.processEvents()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.lesson.combo.setFocus()
    visited: list[QWidget] = []
    while (widget := QApplication.focusWidget()) not in visited and widget is not None:
        visited.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    tops = [w.mapTo(panel, w.rect().topLeft()).y() + w.height() // 2 for w in visited]
    assert len(visited) > 15
    assert all(below > above - 12 for above, below in itertools.pairwise(tops))


@pytest.mark.parametrize("lesson", ["from-five", "breast-cancer"])
@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_nothing_is_wider_than_the_narrowest_panel(
    panel: ScenarioPanel, session: Session, theme: Theme, lesson: str
) -> None:
    session.open(lesson)
    for _ in range(2):
        panel.runs.add_button.click()
    panel.setStyleSheet(style_sheet(theme))
    panel.apply_theme(theme)
    panel.resize(MIN_WIDTH, 700)
    QApplication.processEvents()
    assert panel.viewport().width() > MIN_WIDTH - 12
    assert panel.horizontalScrollBar().maximum() == 0


def test_every_editor_has_a_name_for_screen_readers(panel: ScenarioPanel) -> None:
    focusable = [w for w in panel.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    nameless = [w for w in focusable if not (w.accessibleName() or getattr(w, "text", str)())]
    assert nameless == []
