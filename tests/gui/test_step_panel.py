"""The panel with the arithmetic of the next update."""

import re

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import regsim
from regsim.engine.arithmetic import Line
from regsim.engine.optimizers import Optimizer
from regsim.gui.explanations import _Line
from regsim.gui.main_window import MainWindow
from regsim.gui.playback import Playback
from regsim.gui.step_panel import MARGIN, REWRITE_MS, SCROLL_BAR, WIDTH, StepPanel
from regsim.gui.theme import DARK, LIGHT
from regsim.gui.widgets.formula import Formula
from regsim.parameters import kinds
from regsim.problem import Problem
from tests.gui.conftest import Opened


@pytest.fixture
def panel(qtbot: QtBot) -> StepPanel:
    scenario = regsim.load("from-five")
    panel = StepPanel(LIGHT, Playback(scenario.n_steps))
    qtbot.addWidget(panel)
    panel.set_runs(Problem(scenario), regsim.simulate(scenario), 0)
    panel.show()
    return panel


@pytest.fixture
def window(opened: Opened) -> MainWindow:
    """A window with room for the panel."""
    window = opened()
    window.resize(1600, 900)
    return window


def shown(panel: StepPanel) -> str:
    """What the panel says, once it has caught up."""
    panel.catch_up()
    return panel.text.text()


def numbers(panel: StepPanel) -> str:
    """The rows of numbers that are seen, as rich text."""
    return "".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def formulas(panel: StepPanel) -> list[str]:
    return [formula.text() for formula in panel.findChildren(Formula) if formula.isVisible()]


def test_each_run_has_its_update_in_its_colour(panel: StepPanel) -> None:
    panel.playback.seek(7)
    text = shown(panel)
    assert "step 7 → 8" in text
    assert "= 1.5 − 0.5·(0 + 1) = 1" in text
    assert "= 0.5·0.03906 − 0.5·0 = 0.01953" in text
    assert f"color:{LIGHT.run_texts[0]}'><p style='margin:0 0 0 0px'>= 1.5 − 0.5·(0 + 1) = <b>1</b>" in numbers(panel)
    assert f"color:{LIGHT.run_texts[1]}'><p style='margin:0 0 0 0px'>= 0.5·0.03906" in numbers(panel)
    panel.apply_theme(DARK)
    assert DARK.run_texts[0] in numbers(panel)
    assert LIGHT.run_texts[0] not in numbers(panel)


def load(panel: StepPanel, rule: str, *overrides: str, chosen: int = 0) -> str:
    """What the panel says of a step of two runs of a rule."""
    rules = [f"runs.{run}.optimizer.kind='{rule}'" for run in (0, 1)]
    scenario = regsim.load("breast-cancer", [*rules, "n_steps=20", *overrides])
    panel.playback.set_n_steps(20)
    panel.set_runs(Problem(scenario), regsim.simulate(scenario), chosen)
    panel.playback.seek(12)
    return shown(panel)


@pytest.mark.parametrize("rule", kinds(Optimizer))
def test_every_rule_is_named_above_its_lines_which_fit_the_panel(panel: StepPanel, rule: str) -> None:
    for chosen in (0, 30):
        text = load(panel, rule, chosen=chosen)
        assert text.count(f"  {kinds(Optimizer)[rule].label}\n") == 2
        assert len([formula for formula in formulas(panel) if formula.startswith("w ← ")]) >= 2
        assert panel.text.minimumSizeHint().width() <= WIDTH - 2 * MARGIN - SCROLL_BAR


def test_the_lines_of_a_proximal_step_come_one_after_the_other(panel: StepPanel) -> None:
    load(panel, "proximal-gradient")
    l2 = ["v ← w − η∂D", "w ← v/(1 + ηλ)"]
    assert formulas(panel) == ["v ← w − η∂D", "w ← sign(v)·max(|v| − ηλ, 0)", *l2]


def test_the_formulas_are_the_same_at_every_step(panel: StepPanel) -> None:
    for rule in ("proximal-gradient", "adam"):
        load(panel, rule)
        first = formulas(panel)
        for step in (1, 2, 9):
            panel.playback.seek(step)
            panel.catch_up()
            assert formulas(panel) == first


def test_in_a_sentence_no_row_ends_at_a_sign_of_equality(panel: StepPanel) -> None:
    assert "ηλ = " in shown(panel)  # as it is copied
    assert "ηλ\u00a0=\u00a0" in numbers(panel)


@pytest.mark.parametrize("rule", ["adam", "adamw"])
def test_no_small_letter_in_a_sentence_has_a_hat_which_common_faces_set_beside_it(panel: StepPanel, rule: str) -> None:
    load(panel, rule, "runs.0.optimizer.batch_size=32")
    assert "∂D\u0302 is estimated" in numbers(panel)
    assert not re.search("[a-z]\u0302", numbers(panel))


def test_a_row_of_numbers_goes_on_in_the_next_with_a_sign_and_the_result_has_its_own(panel: StepPanel) -> None:
    text = load(panel, "adam")
    rows = re.findall(r"<p style='margin:0 0 0 (\d+)px'>(.*?)</p>", numbers(panel))
    assert len(rows) > 24 > text.count("= ") / 2
    assert {row[0] for hanging, row in rows if hanging == "0"} <= set("=≈")
    assert {row[0] for hanging, row in rows if hanging != "0"} <= set("+−/")
    assert not [row for _, row in rows if row.startswith("= <b>") and "(" in row]


def test_no_row_is_cut_off_when_there_are_more_of_them_than_before(panel: StepPanel) -> None:
    load(panel, "adam")
    panel.resize(WIDTH, 1400)
    panel.grab()
    for step in range(20):
        panel.playback.seek(step)
        panel.catch_up()
        labels = [label for label in panel.text.findChildren(QLabel) if label.isVisible() and not label.wordWrap()]
        assert len(labels) == 12
        assert not [label.text() for label in labels if label.height() < label.sizeHint().height()]


def test_a_step_that_is_not_computed_yet_has_its_rule_in_symbols(panel: StepPanel) -> None:
    rules = [f"runs.{run}.optimizer.kind='nesterov'" for run in (0, 1)]
    problem = Problem(regsim.load("breast-cancer", [*rules, "n_steps=20"]))
    simulations = [problem.simulation(run) for run in (0, 1)]
    for simulation in simulations:
        simulation.advance(8)
    panel.playback.set_n_steps(20)
    panel.set_runs(problem, tuple(simulation.trajectory() for simulation in simulations), 0)
    panel.playback.seek(12)
    assert "step 12 → 13" in shown(panel)
    assert formulas(panel) == ["v ← μv + g", "w ← w − η(g + μv)", "g = ∇D + λ∂R"] * 2


def test_at_the_last_step_it_says_that_there_is_none_after_it(panel: StepPanel) -> None:
    panel.playback.seek(13)
    assert "step 13 → 14" in shown(panel)
    assert formulas(panel)
    panel.playback.seek(14)
    text = shown(panel)
    assert text.startswith("w₁  step 14, the last\n")
    assert text.count("There is no step after this one.") == 2
    assert "→" not in text + panel.text.accessibleDescription()
    assert not formulas(panel)
    assert "w₁, step 14, the last" in {label.accessibleName() for label in panel.text.findChildren(QLabel)}


def test_where_every_run_has_diverged_no_update_is_announced(panel: StepPanel) -> None:
    rates = ["runs.0.optimizer.learning_rate=1e100", "runs.1.optimizer.learning_rate=1e30"]
    scenario = regsim.load("from-five", ['runs.0.penalty={kind="l2"}', *rates])
    trajectories = regsim.simulate(scenario)
    panel.set_runs(Problem(scenario), trajectories, 0)
    ends = sorted(trajectory.last for trajectory in trajectories)
    assert ends[0] < ends[1] < 14
    panel.playback.seek(ends[-1])
    assert f"step {ends[-1]}, where no run goes on" in shown(panel)
    panel.playback.seek(ends[0])
    assert f"step {ends[0]} → {ends[0] + 1}" in shown(panel)


def test_below_a_long_name_the_step_is_on_one_line(panel: StepPanel) -> None:
    panel.catch_up()
    (title,) = (label for label in panel.findChildren(QLabel) if label.accessibleName() == "w₁, step 0 → 1")
    assert "step\u00a00\u00a0→\u00a01" in title.text()


def test_it_is_not_written_while_nobody_sees_it(panel: StepPanel) -> None:
    panel.hide()
    before = panel.text.text()
    panel.playback.seek(5)
    assert panel.text.text() == before
    panel.show()
    assert "step 5 → 6" in panel.text.text()


def test_nothing_is_written_or_typeset_once_it_is_hidden(panel: StepPanel, qtbot: QtBot) -> None:
    panel.playback.seek(5)
    typesetter = panel.text._typesetter
    assert typesetter.drawing("wv") is None
    assert panel._timer.isActive()
    assert typesetter._timer.isActive()
    panel.hide()
    assert not panel._timer.isActive()
    assert not typesetter._timer.isActive()
    panel.show()
    qtbot.waitUntil(lambda: typesetter.drawing("wv") is not None)


def test_a_screen_reader_is_told_all_of_it_and_every_formula(panel: StepPanel) -> None:
    assert panel.text.accessibleDescription() == panel.text.text()
    assert panel.findChildren(Formula)[0].accessibleName() == "w ← w − η(∂D + λ∂R)"
    names = {label.accessibleName() for label in panel.text.findChildren(QLabel)}
    assert names >= {"w₁, step 0 → 1", "L1, Gradient descent", "= 5 − 0.5·(0 + 1) = 4.5"}
    assert "The penalty takes ηλ = 0.5, however small the weight is." in names


def test_the_step_is_copied_as_text(panel: StepPanel) -> None:
    panel.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == panel.text.text()


def test_it_follows_the_step_and_the_strength(window: MainWindow) -> None:
    window.playback.seek(3)
    assert "3.5 − 0.5·(0 + 1) = 3" in shown(window.step_panel)
    scenario = regsim.load("from-five", ["runs.0.penalty.strength=0.5"])
    window.session.update(scenario)
    assert "4.25 − 0.5·(0 + 0.5) = 4" in shown(window.step_panel)


def test_it_makes_room_for_the_plots_of_many_runs_and_in_a_narrow_window(window: MainWindow) -> None:
    assert window.step_panel.isVisible()
    for n, fits in ((4, False), (2, True)):
        runs = window.session.scenario.runs
        window.session.update(regsim.Scenario(runs=(runs * 2)[:n]))
        assert window.step_panel.isVisible() is fits
    window.resize(1000, 700)
    assert not window.step_panel.isVisible()
    window.resize(1600, 900)
    window.actions_by_name["step_panel"].trigger()
    assert not window.step_panel.isVisible()


def test_where_there_is_no_room_for_both_panels_they_are_changed_over(window: MainWindow) -> None:
    runs, action = window.session.scenario.runs, window.actions_by_name["step_panel"]
    window.session.update(regsim.Scenario(runs=runs * 2))
    assert window.statusBar().currentMessage().endswith("Ctrl+I changes the panels over")
    for has_numbers in (False, True, False):
        assert (window.step_panel.isVisible(), window.panel.isVisible()) == (has_numbers, not has_numbers)
        assert action.isChecked() is has_numbers
        action.trigger()

    window.session.update(regsim.Scenario(runs=runs))

    assert window.step_panel.isVisible()
    assert window.panel.isVisible()
    window.session.update(regsim.Scenario(runs=runs * 2))
    assert window.panel.isVisible()


def test_numbers_that_are_not_wanted_do_not_come_back(window: MainWindow) -> None:
    runs = window.session.scenario.runs
    window.actions_by_name["step_panel"].trigger()
    for n in (4, 2):
        window.session.update(regsim.Scenario(runs=(runs * 2)[:n]))
        assert not window.step_panel.isVisible()
        assert window.panel.isVisible()


def test_it_is_there_from_the_first_moment_in_a_window_that_is_wide_enough(opened: Opened) -> None:
    assert opened().step_panel.isVisible()


def test_it_is_written_after_the_plots_and_not_more_often_than_can_be_read(panel: StepPanel, qtbot: QtBot) -> None:
    before = panel.text.text()
    panel.playback.play()
    for step in range(1, 9):
        panel.playback.advance(0.5)
        assert panel.playback.step == step
        assert panel.text.text() == before
    assert 0 <= panel._timer.remainingTime() <= REWRITE_MS
    panel.playback.pause()
    qtbot.waitUntil(lambda: "step 8 → 9" in panel.text.text())
    assert not panel._timer.isActive()
    panel.playback.seek(9)
    panel.playback.seek(10)
    assert panel._timer.isActive()
    qtbot.waitUntil(lambda: "step 10 → 11" in panel.text.text())


def test_a_row_that_was_long_once_stays_so_until_the_formula_changes(panel: StepPanel) -> None:
    line = panel.text.findChildren(Formula)[0].parentWidget()
    assert isinstance(line, _Line)
    short, long = ("5 − 0.5·(0 + 1)", "4.5"), ("5.12 − 0.12345·(0.12345 + 1.12345)", "4.9695")
    rows = []
    for formula, (row, result) in (("a", short), ("a", long), ("a", short), ("b", short)):
        line.set_line(f"w ← {formula}", Line("w", formula, row, result, 0.0, 1), "#000000")
        rows.append(line.findChildren(QLabel)[0].text().count("<p"))
    assert rows == [1, 3, 2, 1]
