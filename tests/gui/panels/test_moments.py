"""Where λ or η change on the way, the panel tells of those that hold at the step on screen, and says so."""

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from regsim.engine.optimizers import GradientDescent
from regsim.engine.penalties import L1, L2, NoPenalty
from regsim.gui.panels.descent_section import RATE
from regsim.gui.panels.lamps import Lamps
from regsim.gui.panels.moments import held, in_force, span
from regsim.gui.panels.parameter_group import SHARED
from regsim.gui.panels.regularization_section import STRENGTH
from regsim.gui.panels.scenario_panel import MIN_WIDTH, ScenarioPanel
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.gui.style import style_sheet
from regsim.gui.theme import LIGHT
from regsim.problem import Problem
from regsim.scenario import Change, Run, Scenario
from regsim.scenario_file import load
from tests.gui.panels.driving import slider_of, text_of

HALF = Run(L2(), GradientDescent(0.5))
TURN = Change(5, strength=5.0)  # ηL = 2.5 from there on


def install(session: Session, runs: tuple[Run, ...], *changes: Change) -> None:
    session.update(msgspec.structs.replace(session.scenario, runs=runs, changes=changes))


def beside_strength(panel: ScenarioPanel) -> list[str]:
    section = panel.regularization
    return section.lamps[section.groups[STRENGTH].fields[SHARED]].words


def test_lamps_are_of_the_strength_at_the_step_on_screen_and_the_field_of_the_first(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    install(session, (HALF,), TURN)
    lamps, field = panel.descent.lamps, panel.regularization.groups[STRENGTH].fields[SHARED]
    for step, word, moment, when in (
        (0, "settles", "up to step 5: λ = 1, η = 0.5", "up to step 5"),
        (4, "settles", "up to step 5: λ = 1, η = 0.5", "up to step 5"),
        (5, "diverges", "from step 5 on: λ = 5, η = 0.5", "from step 5 on"),
        (14, "diverges", "from step 5 on: λ = 5, η = 0.5", "from step 5 on"),
        (2, "settles", "up to step 5: λ = 1, η = 0.5", "up to step 5"),
    ):
        playback.seek(step)
        assert (lamps.words, lamps.moment.text()) == ([word], moment)
        assert beside_strength(panel) == [f"run 1, L2, {when}: {word}"]
        assert text_of(field) == "1"


def test_the_half_life_is_of_the_rate_at_the_step_on_screen(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    install(session, (HALF,), Change(3, learning_rate=0.1), Change(8, strength=2.0))
    playback.seek(3)
    assert panel.descent.lamps.moment.text() == "from step 3 to 8: λ = 1, η = 0.1"
    assert "L2 alone keeps 0.9 of a weight each step: halves in 6.58 steps" in panel.descent.lamps.texts[0]
    playback.seek(8)
    assert "L2 alone keeps 0.8 of a weight each step" in panel.descent.lamps.texts[0]


def test_a_change_of_one_run_is_said_of_that_run_alone(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    install(session, (Run(L1(), GradientDescent(0.5)), HALF), msgspec.structs.replace(TURN, run=1))
    playback.seek(6)
    lamps = panel.descent.lamps
    assert lamps.moment.text() == ""
    assert lamps.texts[0] == "in steps of ηλ = 0.5 it lands exactly on 0 at step 10"
    assert lamps.texts[1].startswith("from step 5 on: λ = 5, η = 0.5\nL = 5, 2/L = 0.4\nηL = 2.5 > 2")
    assert beside_strength(panel) == ["run 1, L1: lands on 0", "run 2, L2, from step 5 on: diverges"]


def test_where_nothing_changes_no_step_is_named(panel: ScenarioPanel, session: Session, playback: Playback) -> None:
    install(session, (HALF,), TURN)
    playback.seek(6)
    install(session, (HALF,))
    assert panel.descent.lamps.moment.text() == ""
    assert beside_strength(panel) == ["run 1, L2: settles"]


def test_the_change_that_holds_now_is_marked_in_its_list(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    install(session, (HALF,), TURN, Change(9, strength=0.25), Change(9, learning_rate=0.25))
    strengths, rates = panel.regularization.changes, panel.descent.changes
    told = ["from step 5: λ = 5", "from step 9: λ = 0.25"]
    assert (strengths.texts, rates.texts) == (told, ["from step 9: η = 0.25"])
    playback.seek(7)
    assert strengths.texts == [f"{told[0]}  ·  now", told[1]]
    assert [row.label.property("role") for row in strengths.rows] == ["plain", "muted"]
    playback.seek(9)
    assert (strengths.texts, rates.texts) == ([told[0], f"{told[1]}  ·  now"], ["from step 9: η = 0.25  ·  now"])
    strengths.rows[1].button.click()
    assert strengths.texts == [f"{told[0]}  ·  now"]


def test_marks_and_offer_stay_with_the_field_and_say_up_to_where(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    install(session, (HALF,), TURN)
    group = panel.descent.groups[RATE]
    before = slider_of(group.fields[SHARED]).marks
    assert [words for _, words in before] == ["2/L = 2: the largest stable learning rate (up to step 5)"]
    for step in (0, 6):
        playback.seek(step)
        assert slider_of(group.fields[SHARED]).marks == before
        assert group.tools[SHARED].offer_button.toolTip() == "Set η to 1/L = 1"


def test_nothing_is_written_anew_while_the_same_holds(
    panel: ScenarioPanel, session: Session, playback: Playback, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(session, (HALF,), TURN)
    written: list[int] = []
    show = Lamps.show_verdicts

    def counted(lamps: Lamps, *told: object) -> None:
        if lamps is panel.descent.lamps:
            written.append(playback.step)
        show(lamps, *told)  # type: ignore[arg-type]

    monkeypatch.setattr(Lamps, "show_verdicts", counted)
    for step in (*range(15), *range(14, -1, -1)):
        playback.seek(step)
    assert written == [5, 4]


def test_of_changes_at_one_step_the_later_holds_and_what_comes_too_late_or_changes_nothing_of_a_run_does_not() -> None:
    runs = (Run(NoPenalty(), GradientDescent(0.5)), HALF, HALF)
    changes = (
        Change(9, strength=3.0),
        Change(4, strength=2.0),
        Change(4, run=2, strength=4.0),
        Change(6, run=1, strength=2.0, learning_rate=0.1),
        Change(20, learning_rate=9.0),
    )
    scenario = Scenario(n_steps=20, runs=runs, changes=changes)
    assert in_force(scenario, "strength", 3) == set()
    assert in_force(scenario, "strength", 4) == {1, 2}
    assert in_force(scenario, "strength", 6) == {3, 2}
    assert in_force(scenario, "strength", 9) == {0}
    assert in_force(scenario, "learning_rate", 6) == {3}
    assert in_force(scenario, "learning_rate", 20) == {3}
    assert in_force(Scenario(runs=runs[:1], changes=changes[:1]), "strength", 10) == set()
    problem = Problem(scenario)
    assert [span(phases, 7) for phases in problem.phases] == ["", "from step 6 to 9", "from step 4 to 9"]
    assert held(problem, 1, 19) == "from step 9 on: λ = 3, η = 0.1"


def test_the_strength_told_is_the_one_of_the_scenario_in_every_convention() -> None:
    scenario = load("breast-cancer", ["convention.penalty_term='per-sample'", "changes=[{step=5, strength=0.25}]"])
    assert held(Problem(scenario), 0, 5).startswith("from step 5 on: λ = 0.25, η = ")


def test_long_numbers_have_room_in_the_narrowest_panel(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    changes = Change(12_345, run=1, strength=0.00012345), Change(54_321, run=1, learning_rate=0.0012345)
    runs = (Run(L1(0.0012345), GradientDescent(0.5)), Run(L2(0.0012345), GradientDescent(0.5)))
    session.update(msgspec.structs.replace(session.scenario, n_steps=100_000, runs=runs, changes=changes))
    playback.set_n_steps(100_000)
    playback.seek(20_000)
    panel.setStyleSheet(style_sheet(LIGHT))
    panel.resize(MIN_WIDTH, 700)
    for _ in range(5):  # what a style changes goes out a level of layouts at a time
        QApplication.processEvents()
    assert panel.horizontalScrollBar().maximum() == 0
    (row,) = panel.regularization.changes.rows
    told = "from step 12,345: λ = 0.0001235"
    row.label.grab()  # cut to the width, and so the tooltip has all of it
    assert row.label.toolTip() == row.label.text() == f"{told}  ·  now"
    playback.seek(0)
    row.label.grab()
    assert row.label.toolTip() == row.label.text() == told
