"""Changes of λ and η from the step on screen on, typed below their fields."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from regsim.engine.optimizers import GradientDescent
from regsim.engine.penalties import L1, L2, NoPenalty
from regsim.gui.panels.descent_section import RATE
from regsim.gui.panels.field_tools import NO_MORE, NOT_YET, FieldTools
from regsim.gui.panels.parameter_group import SHARED
from regsim.gui.panels.regularization_section import STRENGTH
from regsim.gui.panels.scenario_panel import ScenarioPanel
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.scenario import Change, Run


def strength_tools(panel: ScenarioPanel, run: int = SHARED) -> FieldTools:
    return panel.regularization.groups[STRENGTH].tools[run]


def rate_tools(panel: ScenarioPanel) -> FieldTools:
    return panel.descent.groups[RATE].tools[SHARED]


def changes(session: Session) -> tuple[Change, ...]:
    return session.scenario.changes


def change(tools: FieldTools, text: str) -> None:
    """Open the line, replace what stands in it and press Enter."""
    tools.open_button.click()
    tools.box.selectAll()
    QTest.keyClicks(tools.box, text)
    QTest.keyClick(tools.box, Qt.Key.Key_Return)


def test_a_change_holds_from_the_step_on_screen_and_what_comes_before_stays(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    before = session.trajectories[0].frame(5).weights.copy()
    playback.seek(5)
    change(strength_tools(panel), "0.25")
    assert changes(session) == (Change(5, strength=0.25),)
    assert session.trajectories[0].frame(5).weights == before
    assert panel.regularization.changes.texts == ["from step 5: λ = 0.25  ·  now"]
    assert not strength_tools(panel).editor.isVisible()
    playback.seek(3)
    change(rate_tools(panel), "0.125")
    assert changes(session) == (Change(3, learning_rate=0.125), Change(5, strength=0.25))
    session.undo()
    assert changes(session) == (Change(5, strength=0.25),)


def test_the_line_begins_with_what_is_in_force_at_the_step(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    session.update(
        msgspec.structs.replace(session.scenario, changes=(Change(4, strength=0.25), Change(9, run=0, strength=3)))
    )
    tools = strength_tools(panel)
    for step, value in ((2, "1"), (4, "0.25"), (8, "0.25"), (9, "3")):
        playback.seek(step)
        tools.open_button.click()
        assert tools.box.text() == value
        QTest.keyClick(tools.box, Qt.Key.Key_Escape)
        assert not tools.editor.isVisible()
    assert len(changes(session)) == 2


def test_a_second_change_at_the_same_step_takes_the_place_of_the_first(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    playback.seek(5)
    change(strength_tools(panel), "0.25")
    change(rate_tools(panel), "0.125")
    change(strength_tools(panel), "2")
    assert changes(session) == (Change(5, learning_rate=0.125), Change(5, strength=2.0))


def test_runs_taken_apart_change_one_by_one(panel: ScenarioPanel, session: Session, playback: Playback) -> None:
    panel.regularization.groups[STRENGTH].link.click()
    playback.seek(5)
    change(strength_tools(panel, 1), "0.25")
    assert changes(session) == (Change(5, run=1, strength=0.25),)
    assert strength_tools(panel, 1).open_button.accessibleName() == "Change λ from this step on, run 2, L2"


def test_a_penalty_among_runs_without_one_changes_by_itself(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    runs = Run(NoPenalty(), GradientDescent(0.5)), Run(L2(), GradientDescent(0.5))
    session.update(msgspec.structs.replace(session.scenario, runs=runs))
    playback.seek(5)
    change(strength_tools(panel, 1), "0.25")
    assert changes(session) == (Change(5, run=1, strength=0.25),)
    panel.runs.rows[1].penalty.chosen.emit("none")
    assert changes(session) == ()


def test_before_the_first_step_and_after_the_last_there_is_nothing_to_change(
    panel: ScenarioPanel, playback: Playback
) -> None:
    tools = strength_tools(panel)
    assert (tools.open_button.isEnabled(), tools.open_button.toolTip()) == (False, NOT_YET)
    playback.seek(7)
    tools.open_button.click()
    assert (tools.open_button.text(), tools.editor.isVisible()) == ("from step 7 on", True)
    playback.seek(8)
    assert tools.box.accessibleName() == "λ from step 8 on"
    playback.to_end()
    assert (tools.open_button.isEnabled(), tools.open_button.toolTip()) == (False, NO_MORE)
    assert not tools.editor.isVisible()


def test_time_stands_while_a_change_is_typed(panel: ScenarioPanel, playback: Playback) -> None:
    playback.seek(2)
    playback.play()
    strength_tools(panel).open_button.click()
    assert not playback.is_playing


def test_what_is_no_strength_is_refused_beside_it_and_changes_nothing(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    playback.seek(5)
    tools = strength_tools(panel)
    change(tools, "-1")
    assert tools.message.text() == "strength must be a finite number ≥ 0, got '-1'"
    assert changes(session) == ()
    tools.close_button.click()
    assert tools.message.text() == ""
    tools.open_button.click()
    assert (tools.box.text(), tools.box.property("wrong")) == ("1", False)


def test_keys_alone_make_a_change_and_the_focus_comes_back(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    panel.activateWindow()
    playback.seek(5)
    tools = strength_tools(panel)
    tools.open_button.setFocus()
    QTest.keyClick(tools.open_button, Qt.Key.Key_Space)
    assert tools.box.hasFocus()
    QTest.keyClicks(tools.box, "0.5")
    QTest.keyClick(tools.box, Qt.Key.Key_Tab)
    assert tools.set_button.hasFocus()
    QTest.keyClick(tools.set_button, Qt.Key.Key_Space)
    assert changes(session) == (Change(5, strength=0.5),)
    assert tools.open_button.hasFocus()


def test_another_scenario_closes_what_is_no_longer_there(
    panel: ScenarioPanel, session: Session, playback: Playback
) -> None:
    playback.seek(5)
    tools = strength_tools(panel)
    tools.open_button.click()
    runs = Run(L1(), GradientDescent(0.5)), Run(L2(2.0), GradientDescent(0.5))
    session.update(msgspec.structs.replace(session.scenario, runs=runs))
    assert not tools.editor.isVisibleTo(panel)
    session.undo()
    assert not tools.editor.isVisibleTo(panel)
