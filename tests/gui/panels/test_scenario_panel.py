"""The scenario panel and the session: every edit arrives, every refusal is shown, nothing loops."""

import itertools
import math
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from regsim.data import Csv
from regsim.engine.models import LinearRegression, PenaltyOnly, Quadratic
from regsim.engine.objective import Convention
from regsim.engine.optimizers import ProximalGradient
from regsim.engine.penalties import L1, L2, ElasticNet, NoPenalty
from regsim.engine.start import Start, Values
from regsim.gui.panels.descent_section import RATE
from regsim.gui.panels.parameter_group import SHARED, ParameterGroup
from regsim.gui.panels.scenario_panel import MIN_WIDTH, ScenarioPanel
from regsim.gui.panels.setups import scenario_for
from regsim.gui.session import Session
from regsim.gui.style import style_sheet
from regsim.gui.theme import THEMES, Theme
from regsim.gui.widgets.number_scale import NumberScale
from regsim.scenario import Run, Scenario
from regsim.scenario_file import load
from tests.gui.panels.driving import drag, enter, slider_of, text_of


def strengths(session: Session) -> list[float]:
    return [getattr(run.penalty, "strength", -1.0) for run in session.scenario.runs]


def start(session: Session) -> Start:
    return session.scenario.start


def is_linked(group: ParameterGroup) -> bool:
    return group.is_linked


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
    assert (groups["strength"].fields[1].title, groups["l1_ratio"].fields[1].title) == ("λ  strength", "ρ  L1 ratio")
    assert not groups["l1_ratio"].fields[1].dot.isHidden()
    assert groups["l1_ratio"].fields[1].toolTip().startswith("run 2, Elastic net: ")
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
    assert field.error.startswith("start must have one value per weight")
    assert text_of(field) == "1, 2, 3"
    assert start(session) == Values((1.0, 2.0))


@pytest.mark.parametrize("text", ["1e308", "1" + "0" * 307])
def test_numbers_near_the_end_of_float64_are_taken_or_refused_beside_their_field(
    panel: ScenarioPanel, session: Session, text: str
) -> None:
    before = session.scenario.runs
    for field in (panel.regularization.groups["strength"].fields[SHARED], panel.descent.groups[RATE].fields[SHARED]):
        enter(field, text)
        assert field.error or session.scenario.runs != before
        at_end = slider_of(field).value() == slider_of(field).maximum()
        assert at_end is not bool(field.error)
        session.undo()


def test_fields_are_named_in_sentences_as_on_screen(panel: ScenarioPanel) -> None:
    assert panel.model.editor.form is not None
    weights = panel.model.editor.form.fields["n_weights"]
    for field, label in ((panel.descent.n_steps, "steps"), (weights, "weights")):
        enter(field, "0")
        assert field.error.startswith(f"{label} must be a whole number ≥ 1")


def test_thousands_may_be_grouped_in_whole_numbers_and_are_not_guessed_at_elsewhere(
    panel: ScenarioPanel, session: Session
) -> None:
    enter(panel.descent.n_steps, "1,000")
    assert session.scenario.n_steps == 1000
    assert text_of(panel.descent.n_steps) == "1000"
    field = panel.regularization.groups["strength"].fields[SHARED]
    enter(field, "1,000")
    assert field.error.endswith("got '1,000'")
    assert strengths(session) == [1.0, 1.0]
    enter(field, "1,5")
    assert strengths(session) == [1.5, 1.5]


def test_the_strength_that_removes_every_weight_is_marked_for_l1(panel: ScenarioPanel, session: Session) -> None:
    group = panel.regularization.groups["strength"]
    assert slider_of(group.fields[SHARED]).marks == ()
    session.open("breast-cancer")
    ((position, label),) = slider_of(group.fields[SHARED]).marks
    assert label.startswith("λₘₐₓ = ")
    largest = NumberScale(ge=0.0, ends=(1e-4, 1e4), is_log=True).value(position)
    install(session, Run(L1(1.05 * largest), ProximalGradient(0.5)), Run(L1(0.9 * largest), ProximalGradient(0.5)))
    weights = [t.weights[-1][:-1] for t in session.trajectories]
    assert not weights[0].any()
    assert weights[1].any()
    assert group.remarks[0].text() == f"all zero from {label.partition(':')[0]} (L1)"
    install(session, Run(L1(0.1), ProximalGradient(0.5)), Run(ElasticNet(0.1, 0.25), ProximalGradient(0.5)))
    (first, _), (second, _) = slider_of(group.fields[SHARED]).marks
    assert second - first == pytest.approx(1000 / 8 * math.log10(4), abs=1)
    assert group.remarks[SHARED].text().endswith("(Elastic net)")
    install(session, Run(L1(0.1)), Run(L2(0.2)))
    assert group.remarks[1].text() == ""
    assert slider_of(group.fields[0]).marks
    assert slider_of(group.fields[1]).marks == ()


def test_the_strength_that_removes_every_weight_is_not_computed_again_while_lambda_is_dragged(
    panel: ScenarioPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.open("breast-cancer")
    group = panel.regularization.groups["strength"]
    marks, module = slider_of(group.fields[SHARED]).marks, "regsim.gui.panels.regularization_section"
    monkeypatch.setattr(f"{module}.largest_strength", lambda *_: math.nan)
    drag(group.fields[SHARED], 600)
    assert slider_of(group.fields[SHARED]).marks == marks
    convention = Convention(penalty_term="per-sample")
    session.update(msgspec.structs.replace(session.scenario, convention=convention))
    assert slider_of(group.fields[SHARED]).marks == ()


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
    panel.lesson_requested.connect(session.open)
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
    box = field.findChildren(QLineEdit)[0]
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
    for _ in range(5):  # what a style changes goes out a level of layouts at a time
        QApplication.processEvents()
    assert panel.viewport().width() > MIN_WIDTH - 12
    assert panel.horizontalScrollBar().maximum() == 0


def test_every_editor_has_a_name_for_screen_readers(panel: ScenarioPanel) -> None:
    focusable = [w for w in panel.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    nameless = [w for w in focusable if not (w.accessibleName() or getattr(w, "text", str)())]
    assert nameless == []


def test_a_reset_to_data_that_are_gone_is_refused_at_the_top(
    panel: ScenarioPanel, session: Session, tmp_path: Path
) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("x,y\n1,2\n2,3\n", encoding="utf-8")
    session.begin(scenario_for(Csv(str(table), target="y"), LinearRegression(), session.scenario))
    panel.data.editor.combo.chosen.emit("none")
    table.unlink()
    before = session.scenario
    panel.reset()
    assert session.scenario == before
    assert "mine.csv" in panel.lesson.message
    session.undo()
    assert panel.lesson.message == ""
