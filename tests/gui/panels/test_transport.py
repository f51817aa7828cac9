"""The transport."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from regsim.gui.panels.transport import Transport
from regsim.gui.playback import Playback
from regsim.gui.theme import DARK


def test_the_buttons_move_the_playback(transport: Transport, playback: Playback) -> None:
    transport.forward_button.click()
    transport.forward_button.click()
    assert playback.step == 2
    transport.back_button.click()
    assert playback.step == 1
    transport.end_button.click()
    assert playback.step == 14
    transport.start_button.click()
    assert playback.step == 0


def test_step_and_scrubber_follow_the_playback(transport: Transport, playback: Playback) -> None:
    playback.seek(7)
    assert transport.scrubber.value() == 7
    assert transport.step_label.text() == "step <b>7</b> / 14"


def test_the_play_button_says_what_it_does_next(transport: Transport) -> None:
    assert transport.play_button.accessibleName() == "Play"
    transport.play_button.click()
    assert transport.play_button.toolTip() == "Pause (Space)"
    transport.play_button.click()
    assert transport.play_button.accessibleName() == "Play"


def test_a_click_on_the_timeline_jumps_there_and_a_drag_pauses(transport: Transport, playback: Playback) -> None:
    transport.play_button.click()
    scrubber = transport.scrubber
    at = QPoint(scrubber.width() // 2, scrubber.height() // 2)
    QTest.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=at)
    assert playback.step == 7
    assert not playback.is_playing
    QTest.mouseMove(scrubber, QPoint(scrubber.width() - 1, at.y()))
    QTest.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=QPoint(scrubber.width() - 1, at.y()))
    assert playback.step == 14


def test_ten_million_steps_can_be_scrubbed(transport: Transport, playback: Playback) -> None:
    playback.set_n_steps(10_000_000)
    transport.scrubber.setValue(9_999_999)
    assert playback.step == 9_999_999
    assert transport.step_label.text() == "step <b>9,999,999</b> / 10,000,000"
    assert transport.step_label.sizeHint().width() <= transport.step_label.width()


def test_nothing_moves_while_the_steps_count_up(transport: Transport, playback: Playback) -> None:
    playback.set_n_steps(1000)
    width = transport.step_label.width()
    for step in (0, 9, 10, 999, 1000):
        playback.seek(step)
        assert transport.step_label.width() == width
        assert transport.step_label.sizeHint().width() <= width


def test_the_speed_goes_from_a_half_to_a_thousand_steps_a_second(transport: Transport, playback: Playback) -> None:
    assert transport.speed_label.text() == "2 steps/s"
    transport.speed_slider.setValue(0)
    assert (playback.speed, transport.speed_label.text()) == (0.5, "0.5 steps/s")
    transport.speed_slider.setValue(1000)
    assert (playback.speed, transport.speed_label.text()) == (1000.0, "1,000 steps/s")
    playback.set_speed(1.0)
    assert transport.speed_label.text() == "1 step/s"


def test_export_is_asked_for(qtbot: QtBot, transport: Transport) -> None:
    with qtbot.waitSignal(transport.export_requested):
        transport.export_button.click()


def test_a_held_button_repeats(transport: Transport) -> None:
    assert transport.back_button.autoRepeat()
    assert transport.forward_button.autoRepeat()
    assert not transport.play_button.autoRepeat()


def test_every_button_names_its_key(transport: Transport) -> None:
    keys = [
        (transport.start_button, "Home"),
        (transport.back_button, "←"),
        (transport.play_button, "Space"),
        (transport.forward_button, "→"),
        (transport.end_button, "End"),
        (transport.slow_button, "S"),
    ]
    assert all(key in button.toolTip() and button.accessibleName() for button, key in keys)


def test_icons_follow_the_theme(transport: Transport) -> None:
    before = transport.play_button.icon().cacheKey()
    transport.apply_theme(DARK)
    assert transport.play_button.icon().cacheKey() != before


def test_the_button_for_slow_motion_is_down_while_it_lasts_and_of_no_use_at_the_end(
    transport: Transport, playback: Playback
) -> None:
    transport.slow_button.click()
    assert transport.slow_button.isChecked()
    assert transport.play_button.accessibleName() == "Pause"
    transport.slow_button.click()
    assert (playback.step, transport.slow_button.isChecked()) == (1, False)
    transport.end_button.click()
    assert not transport.slow_button.isEnabled()
    transport.back_button.click()
    assert transport.slow_button.isEnabled()


def test_in_slow_motion_the_buttons_go_beat_by_beat(transport: Transport, playback: Playback) -> None:
    transport.slow_button.click()
    transport.forward_button.click()
    assert (playback.step, playback.beat) == (0, (2, 1.0))
    transport.back_button.click()
    assert (playback.step, playback.beat) == (0, (1, 1.0))
