"""The panel with the arithmetic of the next update."""

import re

import pytest
from pytestqt.qtbot import QtBot

import regsim
from regsim.engine.optimizers import Optimizer
from regsim.gui.main_window import MainWindow
from regsim.gui.playback import Playback
from regsim.gui.step_panel import StepPanel
from regsim.gui.theme import DARK, LIGHT
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


def test_each_run_has_its_update_in_its_colour(panel: StepPanel) -> None:
    panel.playback.seek(7)
    text = panel.text.text()
    assert "step 7 → 8" in text
    assert "∇D" not in text
    assert f"color:{LIGHT.run_texts[0]}'>1.5 −&nbsp;0.5·(0 +&nbsp;1) =&nbsp;<b>1</b>" in text
    assert f"color:{LIGHT.run_texts[1]}'>0.5·0.03906 −&nbsp;0.5·0 =&nbsp;<b>0.01953</b>" in text
    panel.apply_theme(DARK)
    assert DARK.run_texts[0] in panel.text.text()


def load(panel: StepPanel, rule: str, *overrides: str, chosen: int = 0) -> str:
    """What the panel says of a step of two runs of a rule."""
    rules = [f"runs.{run}.optimizer.kind='{rule}'" for run in (0, 1)]
    scenario = regsim.load("breast-cancer", [*rules, "n_steps=20", *overrides])
    panel.playback.set_n_steps(20)
    panel.set_runs(Problem(scenario), regsim.simulate(scenario), chosen)
    panel.playback.seek(12)
    return panel.text.text()


@pytest.mark.parametrize("rule", kinds(Optimizer))
def test_every_rule_is_named_above_its_lines_which_fit_the_panel(panel: StepPanel, rule: str) -> None:
    for chosen in (0, 30):
        text = load(panel, rule, chosen=chosen)
        assert text.count(f">{kinds(Optimizer)[rule].label}<") == 2
        assert text.count("w ← ") >= 2
        assert panel.text.minimumSizeHint().width() <= panel.viewport().width() - 28


def test_the_lines_of_a_proximal_step_come_one_after_the_other(panel: StepPanel) -> None:
    text = load(panel, "proximal-gradient")
    formulas = ["v ← w −&nbsp;η∂D", "w ← v +&nbsp;ηλ", "v ← w −&nbsp;η∂D", "w ← v&#8203;/(1 +&nbsp;ηλ)"]
    assert re.findall(r">(\w ← [^<]*)<br>", text) == formulas


def test_a_hat_over_a_small_letter_stands_beside_it(panel: StepPanel) -> None:
    text = load(panel, "adam", "runs.0.optimizer.batch_size=32")
    assert "mˆ" in text
    assert "m\u0302" not in text
    assert "∂D\u0302" in text


def test_a_line_is_broken_only_before_a_sign(panel: StepPanel) -> None:
    text = load(panel, "adam").replace("&nbsp;", "\N{NO-BREAK SPACE}")
    lines = re.findall(r"← (.*?)<br><span[^>]*>(.*?)</span>", text)
    assert len(lines) == 12
    assert not [line for line in lines if re.search(r"[+−=≈≤:] ", " ".join(line))]


def test_where_no_line_is_known_the_rule_stands_in_symbols(panel: StepPanel) -> None:
    load(panel, "fista")
    panel.playback.seek(20)
    assert panel.text.text().count("w ← prox(y − η∇D(y))") == 2


def test_after_the_last_step_it_says_that_there_is_none(panel: StepPanel) -> None:
    panel.playback.seek(14)
    assert panel.text.text().count("There is no step after this one.") == 2


def test_it_is_not_written_while_nobody_sees_it(panel: StepPanel) -> None:
    panel.hide()
    before = panel.text.text()
    panel.playback.seek(5)
    assert panel.text.text() == before
    panel.show()
    assert "step 5 → 6" in panel.text.text()


def test_it_follows_the_step_and_the_strength(window: MainWindow) -> None:
    window.playback.seek(3)
    assert "3.5 −&nbsp;0.5·(0 +&nbsp;1) =&nbsp;<b>3</b>" in window.step_panel.text.text()
    scenario = regsim.load("from-five", ["runs.0.penalty.strength=0.5"])
    window.session.update(scenario)
    assert "4.25 −&nbsp;0.5·(0 +&nbsp;0.5) =&nbsp;<b>4</b>" in window.step_panel.text.text()


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


def test_while_playing_it_is_written_ten_times_a_second_and_at_once_when_paused(panel: StepPanel) -> None:
    playback = panel.playback
    playback.set_speed(40.0)
    playback.play()
    seen = []
    for _ in range(9):
        playback.advance(1 / 40)
        seen.append(int(panel.text.text().partition("step ")[2].partition(" ")[0]))
    assert seen == [0, 0, 0, 4, 4, 4, 4, 8, 8]
    playback.pause()
    assert "step 9 → 10" in panel.text.text()
    playback.play()
    playback.advance(100.0)
    assert "step 14 → 15" in panel.text.text()


def test_at_a_slow_speed_every_step_is_written(panel: StepPanel) -> None:
    panel.playback.play()
    for step in (1, 2, 3):
        panel.playback.advance(0.5)
        assert f"step {step} → {step + 1}" in panel.text.text()
    panel.playback.pause()
