"""Changes of λ or η in mid-run: how they are marked, said and taken out."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

import regsim
from regsim.engine.penalties import L1, L2, NoPenalty
from regsim.gui.changes import marks_of, marks_of_all
from regsim.gui.panels import edits
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.views.over_steps import OverSteps
from regsim.scenario import Change, Scenario
from tests.gui.conftest import Opened

CHANGES = (
    Change(4, strength=0.25),
    Change(6, run=1, strength=2.0, learning_rate=0.125),
    Change(6, run=0, learning_rate=0.25),
)
SCENARIO = msgspec.structs.replace(regsim.load("from-five"), changes=CHANGES)


def steps_of(scenario: Scenario) -> list[tuple[int, int | None]]:
    return [(change.step, change.run) for change in scenario.changes]


def drawn(monkeypatch: pytest.MonkeyPatch, what: str, place: int) -> list[Any]:
    """The arguments at a place of all calls that draw this from now on."""
    found: list[Any] = []

    def note(_: Canvas, *values: object, **__: object) -> None:
        found.append(values[place])

    monkeypatch.setattr(Canvas, what, note)
    return found


def test_a_run_is_marked_with_what_changes_in_it() -> None:
    assert marks_of(CHANGES, 0, 14, has_strength=True) == {4: "λ = 0.25", 6: "η = 0.25"}
    assert marks_of(CHANGES, 1, 14, has_strength=True) == {4: "λ = 0.25", 6: "λ = 2, η = 0.125"}
    assert marks_of(CHANGES, 1, 14, has_strength=False) == {6: "η = 0.125"}
    assert marks_of(CHANGES, 0, 5, has_strength=True) == {4: "λ = 0.25"}


def test_of_two_changes_at_one_step_the_later_in_the_list_holds() -> None:
    changes = (Change(3, strength=1.0), Change(3, run=0, strength=2.0))
    assert marks_of(changes, 0, 9, has_strength=True) == {3: "λ = 2"}
    assert marks_of(changes, 1, 9, has_strength=True) == {3: "λ = 1"}


def test_the_timeline_is_marked_with_all_of_them(opened: Opened) -> None:
    window = opened()
    window.session.update(SCENARIO)
    texts = {4: "step 4: λ = 0.25", 6: "step 6: λ = 2, η = 0.125 (run 2), η = 0.25 (run 1)"}
    assert marks_of_all(CHANGES, 14) == texts
    assert dict(window.transport.scrubber.marks) == texts
    window.session.undo()
    assert window.transport.scrubber.marks == ()


@pytest.mark.parametrize("kind", ["weights", "objective"])
def test_the_views_over_steps_are_marked_where_the_run_changes(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    window = opened()
    window.resize(1400, 900)
    window.session.update(msgspec.structs.replace(SCENARIO, views=(kind,)))
    said, lines = drawn(monkeypatch, "text", 2), drawn(monkeypatch, "vertical", 0)
    window.grid.shown_views[0].plots[0].invalidate()
    window.grid.shown_views[0].plots[1].invalidate()
    window.grid.grab()
    assert {"λ = 0.25", "η = 0.25", "λ = 2, η = 0.125"} <= set(said)
    assert {4.0, 6.0} <= set(lines)


def test_the_texts_of_near_changes_do_not_lie_over_one_another(opened: Opened) -> None:
    changes = tuple(Change(step, strength=0.1 * step) for step in (4, 5, 6, 7))
    window = opened("from-five", "views=['weights']")
    view = window.grid.shown_views[0]
    assert isinstance(view, OverSteps)
    view.changes = changes
    canvas = view.plots[0].canvas(None)
    places = [mark.place for mark in view.marks(canvas, 0) if not mark.place.isEmpty()]
    assert len(places) >= 3
    assert all(canvas.rect.contains(place) for place in places)
    assert not [(a, b) for i, a in enumerate(places) for b in places[:i] if a.intersects(b)]


def test_changes_are_listed_in_words_and_taken_out_one_by_one(opened: Opened) -> None:
    window = opened()
    window.session.update(SCENARIO)
    strengths, rates = window.panel.regularization.changes, window.panel.descent.changes
    assert strengths.texts == ["from step 4: λ = 0.25", "from step 6: λ = 2"]
    assert rates.texts == ["from step 6: η = 0.125", "from step 6: η = 0.25"]
    assert [row.dot.isVisibleTo(strengths) for row in strengths.rows] == [False, True]
    assert "run 2" in strengths.rows[1].button.toolTip()
    strengths.rows[1].button.click()
    assert strengths.texts == ["from step 4: λ = 0.25"]
    assert rates.texts == ["from step 6: η = 0.125", "from step 6: η = 0.25"]
    rates.rows[0].button.click()
    assert steps_of(window.session.scenario) == [(4, None), (6, 0)]
    strengths.rows[0].button.click()
    assert not strengths.isVisible()
    for _ in range(3):
        window.session.undo()
    assert window.session.scenario == SCENARIO


@pytest.mark.parametrize(
    ("edited", "runs", "steps"),
    [
        (edits.without_run(SCENARIO, 0), (L2,), [(4, None), (6, 0)]),
        (edits.moved_run(SCENARIO, 0, 1), (L2, L1), [(4, None), (6, 0), (6, 1)]),
        (edits.duplicated_run(SCENARIO, 0), (L1, L1, L2), [(4, None), (6, 2), (6, 0), (6, 1)]),
    ],
)
def test_changes_move_with_their_run(
    edited: Scenario, runs: Sequence[type], steps: list[tuple[int, int | None]]
) -> None:
    assert tuple(type(run.penalty) for run in edited.runs) == runs
    assert steps_of(edited) == steps


def test_a_run_that_loses_its_penalty_loses_the_changes_of_its_strength(opened: Opened) -> None:
    window = opened()
    window.session.update(SCENARIO)
    window.panel.runs.rows[1].penalty.chosen.emit("none")
    scenario = window.session.scenario
    assert isinstance(scenario.runs[1].penalty, NoPenalty)
    assert [change.strength for change in scenario.changes] == [0.25, None, None]


def test_the_head_of_a_column_tells_the_learning_rate_in_force(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened()
    window.session.update(SCENARIO)
    said = drawn(monkeypatch, "text", 2)
    for step, rates in ((5, {"η = 0.5"}), (6, {"η = 0.25", "η = 0.125"})):
        said.clear()
        window.playback.seek(step)
        window.grid.grab()
        assert {text.rpartition("·")[2].strip() for text in said if "gradient descent" in text} == rates
