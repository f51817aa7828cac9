"""The way of Tab through the whole window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from regsim.gui.main_window import MainWindow


def tour(window: MainWindow, key: Qt.Key) -> list[QWidget]:
    """The widgets that a key goes through from the first on, until it is back at one."""
    window.panel.lesson.combo.setFocus()
    visited: list[QWidget] = []
    while (widget := QApplication.focusWidget()) not in visited:
        assert widget is not None
        visited.append(widget)
        QTest.keyClick(widget, key)
    assert widget is visited[0]
    return visited


def stops(window: MainWindow) -> set[QWidget]:
    return {
        w
        for w in window.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible() and w.isEnabled() and w.focusProxy() is None
    }


@pytest.mark.parametrize("lesson", ["from-five", "breast-cancer"])
def test_tab_visits_every_stop_once_and_comes_back_round(window: MainWindow, lesson: str) -> None:
    window.session.open(lesson)
    window.panel.views.list.setCurrentRow(0)  # as it is once Tab has been there
    for _ in range(2):
        window.panel.regularization.groups["strength"].link.click()  # makes new editors, or brings old ones back
        QApplication.processEvents()
        forward = tour(window, Qt.Key.Key_Tab)
        assert set(forward) == stops(window)
        assert tour(window, Qt.Key.Key_Backtab) == [forward[0], *reversed(forward[1:])]


def test_space_plays_after_a_number_was_entered_and_after_clicks_on_views_and_check_boxes(window: MainWindow) -> None:
    number = window.panel.descent.n_steps
    number.setFocus()
    editor = QApplication.focusWidget()
    assert editor is not None
    QTest.keyClicks(editor, "5")
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    link, views = window.panel.regularization.groups["strength"].link, window.panel.views.list
    QTest.mouseClick(link, Qt.MouseButton.LeftButton, pos=link.rect().center() / 4)
    QTest.mouseClick(views.viewport(), Qt.MouseButton.LeftButton, pos=views.visualItemRect(views.item(0)).center())
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Space)
    assert window.playback.is_playing
    number.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Space)
    assert not window.playback.is_playing
