"""By keyboard alone: what the mouse can do in the plots, every control with its name, and every control by Tab."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QWidget,
)
from pytestqt.qtbot import QtBot

from regsim.gui.main_window import MainWindow
from regsim.gui.plotting.plot import Range
from regsim.gui.views import View
from regsim.gui.views.coefficients import CoefficientsView
from regsim.gui.views.two_scales import TwoScales
from regsim.gui.views.weight_space import WeightSpaceView
from regsim.gui.widgets.disclosure import Disclosure
from regsim.scenario import VIEWS
from tests.gui.conftest import Opened
from tests.gui.dialogs import TABLE, csv_dialog, dialogs

PLAIN, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
Key = Qt.Key


def press(window: MainWindow, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    """Keys as the platform sends them: to the window, whoever has the focus in it."""
    for key in keys:
        QTest.keyClick(window.windowHandle(), key, modifiers)


def described(window: MainWindow) -> str:
    window.grid.describe()
    return window.grid.accessibleDescription()


# --- the plots --------------------------------------------------------------------------------------------------------


def test_l_shows_log_axes_in_all_rows_or_in_the_row_chosen_with_the_arrows(opened: Opened) -> None:
    window = opened("from-five", "views=['weights','objective']")
    rows = [view for view in window.grid.shown_views if isinstance(view, TwoScales)]
    press(window, Key.Key_L)
    assert [view.is_log for view in rows] == [True, True]
    assert "Weight, y axis: log |w|." in described(window)
    assert window.statusBar().currentMessage() == "Weight, y axis: log |w|; Loss above its minimum, y axis: J − J*"
    press(window, Key.Key_L, Key.Key_Down, Key.Key_Down, Key.Key_L)
    assert [view.is_log for view in rows] == [False, True]
    assert rows[1].plots[0].title.startswith("▸ ")
    assert not rows[0].plots[0].title.startswith("▸")
    press(window, Key.Key_Down, Key.Key_L)  # after the last row all of them again: as the first one goes, so go all
    assert [view.is_log for view in rows] == [True, True]
    assert not rows[1].plots[0].title.startswith("▸")


def test_h_and_y_change_the_picture_of_weight_space(opened: Opened) -> None:
    window = opened("breast-cancer", "n_steps=20", "views=['weight-space']")
    (view,) = window.grid.shown_views
    assert isinstance(view, WeightSpaceView)
    press(window, Key.Key_H)
    assert view.is_hard
    assert "Weight space: hard constraint." in described(window)
    second = view.second
    press(window, Key.Key_Y)
    assert view.second == second + 1
    assert f"y axis: {view.second_name}." in described(window)
    press(window, Key.Key_Y, Key.Key_Y, modifiers=SHIFT)
    assert view.second == second - 1


def test_o_puts_the_bars_into_the_other_order(opened: Opened) -> None:
    window = opened("two-weights", "views=['coefficients']")
    (view,) = window.grid.shown_views
    assert isinstance(view, CoefficientsView)
    press(window, Key.Key_O)
    assert view.by_size
    assert "Bars: largest at the end first." in described(window)


def test_what_no_plot_has_is_said(opened: Opened) -> None:
    window = opened("from-five", "views=['fit']")
    press(window, Key.Key_O)
    assert window.statusBar().currentMessage() == "No plot here has this to choose"


def test_page_down_and_up_choose_the_weight_that_all_views_look_along(opened: Opened) -> None:
    window = opened("two-weights")
    press(window, Key.Key_PageDown)
    assert window.session.chosen == 1
    assert window.statusBar().currentMessage() == "Chosen weight: w₂"
    press(window, Key.Key_PageDown, Key.Key_PageUp)
    assert window.session.chosen == 0


def ranges(views: Iterable[View]) -> list[tuple[Range, Range]]:
    return [view.plots[0].ranges for view in views]


def test_the_keys_zoom_and_pan_the_chosen_row_alone_and_back(opened: Opened) -> None:
    window = opened("from-five", "views=['slice','weights']")
    views = window.grid.shown_views
    home = ranges(views)
    press(window, Key.Key_Down)
    press(window, Key.Key_Equal, modifiers=CONTROL)
    (left, right), (low, high) = ranges(views)[0]
    assert right - left == pytest.approx((home[0][0][1] - home[0][0][0]) / 1.25)
    assert ranges(views)[1] == home[1]
    press(window, Key.Key_Right, Key.Key_Up, modifiers=CONTROL)
    x, y = ranges(views)[0]
    assert (x[0] - left, y[0] - low) == pytest.approx((0.1 * (right - left), 0.1 * (high - low)))
    press(window, Key.Key_Minus, modifiers=CONTROL)
    assert ranges(views)[0][0][1] - ranges(views)[0][0][0] == pytest.approx(home[0][0][1] - home[0][0][0])
    press(window, Key.Key_0, modifiers=CONTROL)
    for box, before in zip(ranges(views), home, strict=True):
        assert box[0] == pytest.approx(before[0])
        assert box[1] == pytest.approx(before[1])


def test_over_steps_the_cursor_stays_where_it_is_while_the_keys_zoom(opened: Opened) -> None:
    window = opened("from-five", "views=['weights']")
    window.playback.seek(3)
    plot = window.grid.shown_views[0].plots[0]
    before = plot.canvas(None).point(3.0, 0.0).x()
    press(window, Key.Key_Plus, modifiers=CONTROL)
    assert plot.canvas(None).point(3.0, 0.0).x() == pytest.approx(before)


def test_a_row_below_the_window_is_scrolled_into_sight_when_it_is_chosen(opened: Opened) -> None:
    window = opened("from-five", "views=['slice','derivative','weights','objective','forces','fit']")
    window.resize(1200, 560)
    window.grid.grab()
    press(window, Key.Key_Up)
    place = window.grid.shown_views[-1].plots[0].place
    top = window.area.verticalScrollBar().value()
    assert top <= place.top()
    assert place.bottom() <= top + window.area.viewport().height() + 1


def test_letters_go_to_the_box_that_has_the_focus(opened: Opened) -> None:
    window = opened("from-five")
    box = window.panel.descent.n_steps
    box.setFocus()
    press(window, Key.Key_L)
    view = window.grid.shown_views[2]
    assert isinstance(view, TwoScales)
    assert not view.is_log


# --- names ------------------------------------------------------------------------------------------------------------


def opened_up(window: MainWindow) -> None:
    """Show everything that a press on a button would."""
    for disclosure in window.findChildren(Disclosure):
        if not disclosure.is_open:
            disclosure.button.click()
    QApplication.processEvents()


def controls(parent: QWidget, policy: Qt.FocusPolicy = Qt.FocusPolicy.TabFocus) -> list[QWidget]:
    """All that takes the focus, by Tab if nothing else is said."""
    return [
        w for w in parent.findChildren(QWidget) if w.focusPolicy() & policy and w.isVisible() and w.focusProxy() is None
    ]


def name_of(widget: QWidget) -> str:
    """What a screen reader calls a control: its name, its text, or the label that belongs to it."""
    labels = [label.text() for label in widget.window().findChildren(QLabel) if label.buddy() is widget]
    text = widget.text() if isinstance(widget, (QAbstractButton, QLabel)) else ""
    return widget.accessibleName() or text or next(iter(labels), "")


def nameless(parent: QWidget) -> list[str]:
    asked = controls(parent, Qt.FocusPolicy.StrongFocus)
    return [f"{type(w).__name__} in {type(w.parent()).__name__}" for w in asked if not name_of(w).strip()]


LESSON_NAMES = ["from-five", "two-weights", "breast-cancer", "polynomial", "network"]


@pytest.mark.parametrize("lesson", LESSON_NAMES)
def test_every_control_of_the_window_has_a_name(opened: Opened, lesson: str) -> None:
    window = opened(lesson, "n_steps=20")
    window.resize(1600, 900)
    opened_up(window)
    assert len(controls(window)) > 30
    assert nameless(window) == []


@pytest.mark.parametrize("command", ["export", "keys", "about"])
def test_every_control_of_a_dialog_has_a_name(opened: Opened, command: str) -> None:
    window = opened()
    window.actions_by_name[command].trigger()
    (dialog,) = dialogs(window)
    assert controls(dialog)
    assert nameless(dialog) == []
    dialog.reject()


@pytest.fixture
def table(tmp_path: Path) -> str:
    """A CSV file."""
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    return str(path)


def test_every_control_of_the_csv_dialog_has_a_name(opened: Opened, table: str, qtbot: QtBot) -> None:
    window = opened()
    window.documents.open(table)
    dialog = csv_dialog(window, qtbot)
    assert controls(dialog)
    assert nameless(dialog) == []
    dialog.reject()


def test_every_menu_entry_has_words(opened: Opened) -> None:
    assert all(action.text().strip() for action in opened().actions_by_name.values())


# --- Tab --------------------------------------------------------------------------------------------------------------


def unreached(parent: QWidget, first: QWidget) -> list[QWidget]:
    """The controls that Tab does not come to from one of them on."""
    first.setFocus()
    reached: list[QWidget] = []
    while (widget := QApplication.focusWidget()) not in reached:
        assert widget is not None
        reached.append(widget)
        QTest.keyClick(widget, Key.Key_Tab)
    return [w for w in controls(parent) if w.isEnabled() and w not in reached]


@pytest.mark.parametrize("lesson", LESSON_NAMES)
def test_tab_reaches_every_control_of_every_section_whatever_is_open(opened: Opened, lesson: str) -> None:
    window = opened(lesson, "n_steps=20")
    window.resize(1600, 900)
    opened_up(window)
    window.panel.views.list.setCurrentRow(1)  # as it is once Tab has been there
    assert unreached(window, window.panel.lesson.combo) == []


@pytest.mark.parametrize("command", ["export", "csv"])
def test_tab_reaches_every_control_of_a_dialog(opened: Opened, command: str, table: str, qtbot: QtBot) -> None:
    window = opened()
    if command == "csv":
        window.documents.open(table)
        csv_dialog(window, qtbot)
    else:
        window.actions_by_name[command].trigger()
    (dialog,) = dialogs(window)
    dialog.activateWindow()
    qtbot.waitUntil(lambda: (QApplication.focusWidget() or window).window() is dialog)
    assert unreached(dialog, controls(dialog)[0]) == []
    dialog.reject()


# --- descriptions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", ["two-weights", "breast-cancer"])
def test_what_is_said_of_every_view_changes_with_the_step(opened: Opened, lesson: str) -> None:
    views = [view for view in VIEWS if lesson == "breast-cancer" or view not in ("fit", "network")]
    window = opened(lesson, "n_steps=20", f"views={views}")
    said: dict[tuple[str, int], set[str]] = {}
    for step in (0, 3, 20):
        window.playback.seek(step)
        for view in window.grid.shown_views:
            for run in range(2):
                numbers = view.describe(run).replace(f"step {step}", "")
                said.setdefault((view.kind, run), set()).add(numbers)
    assert {key: len(found) for key, found in said.items()} == dict.fromkeys(said, 3)


def test_the_arrow_keys_step_and_move_no_focus_whatever_button_was_reached_with_tab(opened: Opened) -> None:
    window = opened()
    window.resize(1600, 900)
    window.step_panel.predict.set_open(True)
    buttons = [button for button in window.findChildren(QAbstractButton) if button.isVisible() and button.isEnabled()]
    assert len(buttons) > 12
    for button in buttons:
        window.playback.seek(3)
        button.setFocus(Qt.FocusReason.TabFocusReason)
        press(window, Key.Key_Right, Key.Key_Right, Key.Key_Left)
        assert (window.playback.step, window.focusWidget()) == (4, button), button.text() or button.accessibleName()
