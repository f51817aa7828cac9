"""The window as its user meets it: keys, mouse, sliders, theme, and closing. Time is told by hand, never waited for."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import regsim
from regsim.gui import session as session_module
from regsim.gui.main_window import MainWindow, comfortable_speed
from regsim.gui.panels.fields import Field
from regsim.gui.panels.parameter_group import SHARED
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.theme import DARK, LIGHT, THEMES, palette
from tests.gui.conftest import Opened, count
from tests.gui.panels.driving import drag, enter, slider_of

SHIFT, CONTROL, PLAIN = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.NoModifier,
)


def press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    """A key as the platform sends it: to the window, whoever has the focus in it."""
    QTest.keyClick(window.windowHandle(), key, modifiers)


def strength_of(window: MainWindow) -> Field:
    return window.panel.regularization.groups["strength"].fields[SHARED]


def said(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> str:
    """All texts that a repaint of the plots writes."""
    texts: list[str] = []
    write = Canvas.text

    def record(canvas: Canvas, x: float, y: float, text: str, *rest: object, **options: object) -> None:
        texts.append(text)
        write(canvas, x, y, text, *rest, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Canvas, "text", record)
        window.grid.grab()
    return "\n".join(texts)


def pixel(window: MainWindow, run: int, view: int, at: QPointF) -> QPoint:
    """Where a pixel of a plot is in the grid."""
    plot = window.grid.shown_views[view].plots[run]
    return (plot.place.topLeft() + at).toPoint()


def point(window: MainWindow, run: int, view: int, x: float, y: float) -> QPoint:
    """Where a point of a plot's data is in the grid."""
    return pixel(window, run, view, window.grid.shown_views[view].plots[run].canvas(None).point(x, y))


# --- playing ----------------------------------------------------------------------------------------------------------


def test_the_window_opens_at_step_0_with_a_column_per_run_and_a_row_per_view(window: MainWindow) -> None:
    assert [view.kind for view in window.grid.shown_views] == ["slice", "derivative", "weights"]
    assert all(plot.is_shown for view in window.grid.shown_views for plot in view.plots)
    assert window.playback.step == 0
    window.grid.describe()
    assert "Weights at step 0: w₁ = 5" in window.grid.accessibleDescription()


def test_playing_moves_every_view_in_time_and_stops_at_the_end(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(window, Qt.Key.Key_Space)
    assert window.playback.is_playing
    window.playback.advance(1.5)
    assert window.playback.step == 3
    assert {view.step for view in window.grid.shown_views} == {3}
    assert window.transport.scrubber.value() == 3
    assert "w₁ = 3.5  ·  J = 3.5" in said(window, monkeypatch)
    window.playback.advance(100.0)
    assert (window.playback.step, window.playback.is_playing) == (14, False)
    press(window, Qt.Key.Key_Space)
    assert (window.playback.step, window.playback.is_playing) == (0, True)
    press(window, Qt.Key.Key_Space)
    assert not window.playback.is_playing


def test_the_keys_step_and_what_is_stepped_back_over_is_what_was_there(window: MainWindow) -> None:
    seen = {0: window.grid.grab().toImage()}
    for key, modifiers, step in (
        (Qt.Key.Key_Right, PLAIN, 1),
        (Qt.Key.Key_Right, SHIFT, 11),
        (Qt.Key.Key_Left, PLAIN, 10),
        (Qt.Key.Key_Right, PLAIN, 11),
        (Qt.Key.Key_Left, SHIFT, 1),
        (Qt.Key.Key_End, PLAIN, 14),
        (Qt.Key.Key_Right, PLAIN, 14),
        (Qt.Key.Key_Home, PLAIN, 0),
        (Qt.Key.Key_Left, PLAIN, 0),
    ):
        press(window, key, modifiers)
        assert window.playback.step == step
        picture = window.grid.grab().toImage()
        assert seen.setdefault(step, picture) == picture
    assert len({image.cacheKey() for image in seen.values()}) == 5


def test_the_keys_belong_to_a_line_edit_while_it_is_typed_in(window: MainWindow) -> None:
    press(window, Qt.Key.Key_Right)
    field = strength_of(window)
    field.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End):
        press(window, key)
    press(window, Qt.Key.Key_Left, SHIFT)
    assert (window.playback.step, window.playback.is_playing) == (1, False)
    assert field.isAncestorOf(window.focusWidget())


def test_the_arrow_keys_belong_to_a_slider_that_was_reached_with_tab(window: MainWindow) -> None:
    slider = slider_of(strength_of(window))
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    before = slider.value()
    press(window, Qt.Key.Key_Right)
    assert slider.value() > before
    assert window.playback.step == 0
    press(window, Qt.Key.Key_Space)
    assert window.playback.is_playing


def test_a_click_into_the_plots_gives_the_keys_back_to_the_descent(window: MainWindow) -> None:
    strength_of(window).setFocus()
    QTest.mouseClick(window.grid, Qt.MouseButton.LeftButton, PLAIN, point(window, 0, 2, 7.0, 1.0))
    step = window.playback.step
    press(window, Qt.Key.Key_Right)
    assert window.playback.step == step + 1


# --- scrubbing, choosing, editing -------------------------------------------------------------------------------------


def test_the_scrubber_scrubs(window: MainWindow) -> None:
    scrubber = window.transport.scrubber
    middle = QPoint(scrubber.width() // 2, scrubber.height() // 2)
    QTest.mouseClick(scrubber, Qt.MouseButton.LeftButton, PLAIN, middle)
    assert window.playback.step == 7
    assert {view.step for view in window.grid.shown_views} == {7}


def test_a_drag_over_the_steps_of_a_plot_scrubs_every_plot(window: MainWindow) -> None:
    QTest.mousePress(window.grid, Qt.MouseButton.LeftButton, PLAIN, point(window, 1, 2, 2.0, 0.5))
    for step in (4, 9, 6):
        QTest.mouseMove(window.grid, point(window, 1, 2, step, 0.5))
        assert window.playback.step == step
        assert {view.step for view in window.grid.shown_views} == {step}
    QTest.mouseRelease(window.grid, Qt.MouseButton.LeftButton, PLAIN, point(window, 1, 2, 6.0, 0.5))
    assert window.playback.step == 6


def test_a_new_strength_moves_every_trajectory_and_header_and_the_step_stays(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.playback.seek(2)
    assert "w₁ = 4  ·  J = 4" in said(window, monkeypatch)
    enter(strength_of(window), "0.5")
    assert window.playback.step == 2
    assert [float(t.weights[2, 0]) for t in window.session.trajectories] == [4.5, 2.8125]
    text = said(window, monkeypatch)
    assert "w₁ = 4.5  ·  J = 2.25" in text
    assert "w₁ = 2.813  ·  J = 1.978" in text
    assert [t.function(0).penalty.strength for v in window.grid.shown_views for t in v.trajectories] == [0.5] * 6  # type: ignore[attr-defined]


def test_a_dragged_slider_redraws_at_every_position_and_is_one_undo(window: MainWindow) -> None:
    seen = []
    window.session.changed.connect(lambda: seen.append(window.grid.shown_views[0].trajectories))
    drag(strength_of(window), 300, 400, 500)
    assert len(seen) == 3
    press(window, Qt.Key.Key_Z, CONTROL)
    assert window.session.scenario == regsim.load("from-five")


def test_undo_and_redo_go_back_and_forth_and_are_greyed_out_at_the_ends(window: MainWindow) -> None:
    undo, redo = window.actions_by_name["undo"], window.actions_by_name["redo"]
    assert not undo.isEnabled()
    enter(strength_of(window), "3")
    changed = window.session.scenario
    window.playback.seek(5)
    press(window, Qt.Key.Key_Z, CONTROL)
    assert window.session.scenario == regsim.load("from-five")
    assert (undo.isEnabled(), redo.isEnabled(), window.playback.step) == (False, True, 5)
    press(window, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert window.session.scenario == changed
    assert not redo.isEnabled()


def test_a_weight_that_is_clicked_is_the_chosen_one_in_every_view(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened("breast-cancer", "n_steps=60")
    run, weights = 1, window.session.trajectories[1].weights
    intercept = weights.shape[1] - 1
    window.session.choose(intercept)
    window.grid.grab()
    canvas = window.grid.shown_views[0].plots[run].canvas(None)
    largest = int(np.abs(weights[-1, :intercept]).argmax())
    label = QPointF(canvas.rect.right() + 20.0, float(canvas.y(weights[-1, largest])))
    QTest.mouseClick(window.grid, Qt.MouseButton.LeftButton, PLAIN, pixel(window, run, 0, label))
    chosen = window.session.chosen
    assert abs(weights[-1, chosen]) > 0.5 * abs(weights[-1, largest])
    assert {view.chosen for view in window.grid.shown_views} == {chosen}
    assert f"Loss along {window.session.trajectories[0].weight_names[chosen]}" in said(window, monkeypatch)


def test_a_run_that_diverges_says_so_in_its_header_from_there_on(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened("from-five", "runs.1.optimizer.learning_rate=3", "n_steps=2000")
    qtbot.waitUntil(lambda: window.grid.shown_views[0].trajectories[1].diverged)  # computed, and told of it
    wild = window.session.trajectories[1]
    sentence = wild.status[:40]
    assert sentence not in said(window, monkeypatch)
    window.playback.to_end()
    assert sentence in said(window, monkeypatch)
    assert f"diverged at step {wild.last + 1}" in said(window, monkeypatch)


def test_one_to_four_runs_and_back(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    section = window.panel.runs
    for n in (3, 4):
        section.add_button.click()
        assert [plot.is_shown for plot in window.grid.shown_views[0].plots] == [True] * n
    assert not section.add_button.isEnabled()
    for n in (3, 2, 1):
        section.rows[0].actions_by_name["remove"].trigger()
        assert [plot.is_shown for plot in window.grid.shown_views[0].plots] == [True] * n + [False] * (4 - n)
    assert window.session.scenario.runs[0].penalty.label in said(window, monkeypatch)


def test_views_are_shown_in_the_order_of_the_list(window: MainWindow) -> None:
    views = window.panel.views
    views.list.setCurrentRow(2)
    views.move_current(-2)
    assert [view.kind for view in window.grid.shown_views] == ["weights", "slice", "derivative"]
    tops = [view.plots[0].place.top() for view in window.grid.shown_views]
    assert tops == sorted(tops)
    views.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert [view.kind for view in window.grid.shown_views] == ["weights", "derivative"]


# --- the looks --------------------------------------------------------------------------------------------------------


def test_the_theme_is_switched_live_in_every_part(window: MainWindow, qapp: QApplication) -> None:
    for theme in (DARK, LIGHT):
        press(window, Qt.Key.Key_T, CONTROL)
        image = window.grab().toImage()
        panel = window.panel.mapTo(window, QPoint(3, 3))
        plot = window.grid.mapTo(window, QPoint(2, 2))
        assert image.pixelColor(panel).name() == theme.panel
        assert image.pixelColor(plot).name() == theme.window
        assert qapp.palette().color(QPalette.ColorRole.Text) == palette(theme).color(QPalette.ColorRole.Text)
        assert window.actions_by_name["theme"].isChecked() is (theme is DARK)
        assert {plot.theme for view in window.grid.shown_views for plot in view.plots} == {THEMES[theme.name]}


def test_the_status_line_tells_the_size_and_what_is_computed(opened: Opened) -> None:
    assert opened()._counts.text() == "1 weight  ·  14 steps computed"
    window = opened("breast-cancer", "n_steps=20")
    assert window._counts.text() == "569 samples  ·  30 features  ·  31 weights  ·  20 steps computed"


def test_the_counts_of_a_long_run_are_read_to_the_end_while_they_grow(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened()
    monkeypatch.setattr(session_module, "FIRST_SLICE_S", 0.0)
    window.session.update(regsim.load("breast-cancer", ["n_steps=200000"]))
    text, counts, bar = window._counts.text(), window._counts, window.statusBar()
    assert re.search(r"computing: step \d+ of 200,000$", text)
    assert counts.width() >= counts.fontMetrics().horizontalAdvance(text)
    assert counts.geometry().right() <= bar.rect().right()
    assert not bar.isSizeGripEnabled()


# --- long runs and the end --------------------------------------------------------------------------------------------


def test_a_long_run_is_shown_as_it_comes_and_the_window_lives_meanwhile(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "FIRST_SLICE_S", 0.0)
    window = opened("from-five", "n_steps=8000")
    enter(strength_of(window), "2")
    assert re.search(r"computing: step \d+ of 8,000$", window._counts.text())
    window.grid.setFocus()
    press(window, Qt.Key.Key_Right)
    assert window.playback.step == 1
    qtbot.waitUntil(lambda: window._counts.text() == "1 weight  ·  8,000 steps computed")
    assert [t.last for view in window.grid.shown_views for t in view.trajectories] == [8_000] * 6
    assert window.playback.step == 1


def test_closing_while_a_run_is_computed_stops_it(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "FIRST_SLICE_S", 0.0)
    window = opened("from-five", "n_steps=10000000")
    assert window.session.trajectories[0].status == "running"
    window.close()
    assert not window.session._timer.isActive()


def test_closing_while_playing_stops_the_clock(window: MainWindow) -> None:
    press(window, Qt.Key.Key_Space)
    press(window, Qt.Key.Key_Q, CONTROL)
    assert not window.isVisible()
    assert not window.playback.is_playing


def test_a_run_takes_about_ten_seconds_to_play() -> None:
    assert [comfortable_speed(n) for n in (1, 14, 500)] == [2.0, 2.0, 50.0]


def test_optima_of_another_scenario_come_to_views_of_other_weights_without_harm(opened: Opened) -> None:
    window = opened("two-weights")
    heard = count(window.background.optima_changed)
    for name in ("from-five", "two-weights", "network", "two-weights"):
        window.session.open(name)
        assert window.grid.shown_views[0].trajectories == window.session.trajectories
    assert len(heard) >= 3


def test_the_pointer_may_leave_the_plot_of_a_run_that_has_been_removed(window: MainWindow) -> None:
    plots = [view.plots[1] for view in window.grid.shown_views]
    window.panel.runs.rows[1].actions_by_name["remove"].trigger()
    for plot in plots:
        plot.hovered.emit(QPointF(-1.0, -1.0))
    assert len(window.session.trajectories) == 1
