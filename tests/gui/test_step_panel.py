"""The panel with the arithmetic of the next update."""

import pytest
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui.main_window import MainWindow
from regsim.gui.step_panel import StepPanel
from regsim.gui.theme import DARK, LIGHT
from tests.gui.conftest import Opened


@pytest.fixture
def panel(qtbot: QtBot) -> StepPanel:
    scenario = regsim.load("from-five")
    panel = StepPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.set_runs(scenario, regsim.simulate(scenario), 0)
    panel.show()
    return panel


@pytest.fixture
def window(opened: Opened) -> MainWindow:
    """A window with room for the panel."""
    window = opened()
    window.resize(1600, 900)
    return window


def test_each_run_has_its_update_in_its_colour(panel: StepPanel) -> None:
    panel.set_step(7)
    text = panel.text.text()
    assert "step 7 → 8" in text
    assert "∇D" not in text
    assert f"color:{LIGHT.run_texts[0]}'>1.5 − 0.5·(0 + 1) = <b>1</b>" in text
    assert f"color:{LIGHT.run_texts[1]}'>0.5·0.03906 − 0.5·0 = <b>0.01953</b>" in text
    panel.apply_theme(DARK)
    assert DARK.run_texts[0] in panel.text.text()


def test_proximal_steps_say_their_rule_above_their_two_lines(panel: StepPanel) -> None:
    scenario = regsim.load("breast-cancer", ["n_steps=5"])
    panel.set_runs(scenario, regsim.simulate(scenario), 0)
    panel.set_step(2)
    text = panel.text.text()
    assert text.count("w ← prox(w − η∇D)") == 2
    assert text.count("v ← w − η∂D") == 2


def test_after_the_last_step_it_says_that_there_is_none(panel: StepPanel) -> None:
    panel.set_step(14)
    assert panel.text.text().count("There is no step after this one.") == 2


def test_it_is_not_written_while_nobody_sees_it(panel: StepPanel) -> None:
    panel.hide()
    before = panel.text.text()
    panel.set_step(5)
    assert panel.text.text() == before
    panel.show()
    assert "step 5 → 6" in panel.text.text()


def test_it_follows_the_step_and_the_strength(window: MainWindow) -> None:
    window.playback.seek(3)
    assert "3.5 − 0.5·(0 + 1) = <b>3</b>" in window.step_panel.text.text()
    scenario = regsim.load("from-five", ["runs.0.penalty.strength=0.5"])
    window.session.update(scenario)
    assert "4.25 − 0.5·(0 + 0.5) = <b>4</b>" in window.step_panel.text.text()


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


def test_it_is_there_from_the_first_moment_in_a_window_that_is_wide_enough(opened: Opened) -> None:
    assert opened().step_panel.isVisible()
