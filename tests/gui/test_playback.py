"""The clock: which step is on screen, moved by hand or by time that the test gives out."""

import pytest
from PySide6.QtCore import SignalInstance
from pytestqt.qtbot import QtBot

from regsim.gui.playback import MAX_SPEED, MIN_SPEED, Playback


def heard(signal: SignalInstance) -> list[object]:
    """Everything that the signal will have said."""
    values: list[object] = []
    signal.connect(values.append)
    return values


def test_it_begins_paused_at_the_start() -> None:
    playback = Playback(14)

    assert (playback.step, playback.n_steps, playback.is_playing) == (0, 14, False)


@pytest.mark.parametrize(("asked", "shown"), [(3, 3), (0, 0), (14, 14), (-1, 0), (15, 14), (10**9, 14)])
def test_seeking_shows_the_step_or_the_nearest_there_is(asked: int, shown: int) -> None:
    playback = Playback(14)

    playback.seek(asked)

    assert playback.step == shown


def test_seeking_tells_once_and_only_if_something_changed() -> None:
    playback = Playback(14)
    steps = heard(playback.stepped)

    for step in (0, 3, 3, 99, 14, -1):
        playback.seek(step)

    assert steps == [3, 14, 0]


def test_time_moves_it_on_by_whole_steps_and_keeps_the_rest() -> None:
    playback = Playback(100, speed=2.0)
    playback.play()
    steps = []

    for _ in range(8):
        playback.advance(0.125)
        steps.append(playback.step)
    playback.pause()

    assert steps == [0, 0, 0, 1, 1, 1, 1, 2]


def test_a_thousand_small_ticks_are_as_far_as_one_large_one() -> None:
    small, large = Playback(10_000, speed=512.0), Playback(10_000, speed=512.0)
    for playback in (small, large):
        playback.play()

    for _ in range(1024):
        small.advance(1 / 256)
    large.advance(4.0)
    small.pause()
    large.pause()

    assert small.step == large.step == 2048


def test_time_stands_while_it_is_paused() -> None:
    playback = Playback(14)

    playback.advance(100.0)

    assert playback.step == 0


def test_it_pauses_at_the_end() -> None:
    playback = Playback(14, speed=10.0)
    playing = heard(playback.playing_changed)
    playback.play()

    playback.advance(60.0)

    assert playback.step == 14
    assert playing == [True, False]


def test_playing_at_the_end_begins_again_at_the_start() -> None:
    playback = Playback(14)
    playback.seek(14)

    playback.play()

    assert (playback.step, playback.is_playing) == (0, True)
    playback.pause()


def test_playing_in_the_middle_goes_on_from_there() -> None:
    playback = Playback(14, speed=1.0)
    playback.seek(5)
    playback.play()

    playback.advance(1.0)
    playback.pause()

    assert playback.step == 6


def test_playing_twice_or_pausing_twice_tells_once() -> None:
    playback = Playback(14)
    playing = heard(playback.playing_changed)

    playback.play()
    playback.play()
    playback.pause()
    playback.pause()
    playback.toggle()
    playback.toggle()

    assert playing == [True, False, True, False]


def test_a_step_by_hand_pauses() -> None:
    playback = Playback(14)
    playback.play()

    playback.move(1)

    assert (playback.step, playback.is_playing) == (1, False)


@pytest.mark.parametrize(("steps", "shown"), [(1, 8), (-1, 6), (10, 14), (-10, 0)])
def test_moving_stays_within_the_steps_there_are(steps: int, shown: int) -> None:
    playback = Playback(14)
    playback.seek(7)

    playback.move(steps)

    assert playback.step == shown


def test_to_start_and_to_end_go_there_and_pause() -> None:
    playback = Playback(14)
    playback.play()

    playback.to_end()
    assert (playback.step, playback.is_playing) == (14, False)
    playback.to_start()
    assert playback.step == 0


@pytest.mark.parametrize(("asked", "kept"), [(10.0, 10.0), (0.0, MIN_SPEED), (1e9, MAX_SPEED), (-1.0, MIN_SPEED)])
def test_a_speed_is_kept_within_its_bounds(asked: float, kept: float) -> None:
    playback = Playback(14)
    speeds = heard(playback.speed_changed)

    playback.set_speed(asked)
    playback.set_speed(asked)

    assert playback.speed == kept
    assert speeds == [kept]


def test_another_speed_while_playing_counts_from_now_on() -> None:
    playback = Playback(100, speed=1.0)
    playback.play()

    playback.advance(2.0)
    playback.set_speed(10.0)
    playback.advance(2.0)
    playback.pause()

    assert playback.step == 22


def test_fewer_steps_pull_it_back_and_more_leave_it_where_it_is() -> None:
    playback = Playback(14)
    ranges, steps = heard(playback.range_changed), heard(playback.stepped)
    playback.seek(10)

    playback.set_n_steps(20)
    playback.set_n_steps(20)
    playback.set_n_steps(4)

    assert playback.step == 4
    assert ranges == [20, 4]
    assert steps == [10, 4]


def test_the_clock_of_the_window_plays_to_the_end(qtbot: QtBot) -> None:
    playback = Playback(3, speed=MAX_SPEED)

    with qtbot.waitSignal(playback.playing_changed, check_params_cb=lambda is_playing: not is_playing):
        playback.play()

    assert playback.step == 3
