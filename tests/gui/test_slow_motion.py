"""Slow motion: the next update of every run in four beats, from the clock to the arrows."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import regsim
from regsim.engine.optimizers import Optimizer
from regsim.gui.main_window import MainWindow
from regsim.gui.motion import DATA, MOVE, N_BEATS, PENALTY, SUM, Beat, Motion, motions_at
from regsim.gui.playback import BEAT_S, Playback
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.views.two_scales import TwoScales
from regsim.gui.views.weights import WeightsView
from regsim.parameters import kinds
from tests.gui.conftest import Opened, count
from tests.gui.pixels import are_alike

HALF = 0.5 * BEAT_S


@pytest.fixture
def playback() -> Iterator[Playback]:
    """A clock with 14 steps."""
    playback = Playback(14)
    yield playback
    playback.pause()


# --- the clock --------------------------------------------------------------------------------------------------------


def test_one_update_takes_four_beats_and_then_it_stands_at_the_next_step(playback: Playback) -> None:
    beats, steps = count(playback.beat_changed), count(playback.stepped)
    playback.slow_motion()
    for _ in range(2 * N_BEATS):
        playback.advance(HALF)
    assert [beat for (beat,) in beats] == [
        *[Beat(number, progress) for number in range(1, 5) for progress in (0.0, 0.5)],
        None,
    ]
    assert steps == [(1,)]
    assert (playback.step, playback.beat, playback.is_playing) == (1, None, False)


def test_while_playing_every_update_has_its_beats_until_it_is_pressed_again(playback: Playback) -> None:
    playback.play()
    playback.slow_motion()
    for _ in range(2 * 4):
        playback.advance(BEAT_S)
    assert (playback.step, playback.beat, playback.is_playing) == (2, Beat(DATA, 0.0), True)
    playback.slow_motion()
    assert (playback.beat, playback.is_playing) == (None, True)
    playback.advance(0.5)
    assert playback.step == 3  # at two steps a second


def test_slow_playing_pauses_at_the_end(playback: Playback) -> None:
    playback.seek(12)
    playback.play()
    playback.slow_motion()
    for _ in range(8):
        playback.advance(BEAT_S)
    assert (playback.step, playback.beat, playback.is_playing) == (14, None, False)


def test_no_beat_is_longer_than_a_late_tick_and_no_update_is_missed(playback: Playback) -> None:
    playback.play()
    playback.slow_motion()
    playback.advance(100.0)
    assert playback.step == 1
    assert playback.beat is not None
    assert playback.beat.number == DATA


def test_pressed_again_it_is_done_with_the_update(playback: Playback) -> None:
    playback.slow_motion()
    playback.advance(1.5 * BEAT_S)
    playback.slow_motion()
    assert (playback.step, playback.beat, playback.is_playing) == (1, None, False)


def test_it_can_be_held_and_goes_on_from_there(playback: Playback) -> None:
    playback.slow_motion()
    playback.advance(HALF)
    playback.toggle()
    playback.advance(100.0)
    assert (playback.beat, playback.is_playing) == (Beat(DATA, 0.5), False)
    playback.toggle()
    playback.advance(HALF)
    assert playback.beat == Beat(PENALTY, 0.0)


def test_the_arrows_go_beat_by_beat_and_back_out_of_it(playback: Playback) -> None:
    playback.seek(3)
    playback.slow_motion()
    playback.advance(HALF)
    found = []
    for move in (playback.forward, playback.forward, playback.forward, playback.back, playback.forward):
        move()
        found.append(playback.beat)
    assert found == [Beat(n, 1.0) for n in (PENALTY, SUM, MOVE, SUM, MOVE)]
    assert (playback.step, playback.is_playing) == (3, False)
    playback.forward()
    assert (playback.step, playback.beat) == (4, None)
    playback.slow_motion()
    playback.back()
    assert (playback.step, playback.beat, playback.is_playing) == (4, None, False)
    playback.back()
    assert playback.step == 3


@pytest.mark.parametrize("step", [0, 7, 14])
def test_scrubbing_ends_it_even_to_where_it_is(playback: Playback, step: int) -> None:
    playback.slow_motion()
    playback.advance(BEAT_S)
    playback.seek(step)
    assert (playback.step, playback.beat, playback.is_playing) == (step, None, False)
    playback.advance(100.0)
    assert playback.step == step


def test_at_the_last_step_there_is_no_update_to_show(playback: Playback) -> None:
    playback.seek(14)
    playback.slow_motion()
    assert (playback.step, playback.beat, playback.is_playing) == (14, None, False)


def test_what_a_beat_brings_grows_from_nothing_to_all_of_it() -> None:
    shares = [Beat(PENALTY, p).share(PENALTY) for p in np.linspace(0.0, 1.0, 21).tolist()]
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert shares == sorted(shares)
    assert Beat(PENALTY, 0.3).share(DATA) == 1.0
    assert Beat(PENALTY, 0.3).share(SUM) == 0.0


# --- what is told -----------------------------------------------------------------------------------------------------


def motions(lesson: str, beat: Beat, step: int, *overrides: str) -> tuple[Motion, ...]:
    return motions_at(beat, regsim.simulate(regsim.load(lesson, overrides)), step, ())


def told(number: int, motion: Motion) -> str:
    (again,) = motions_at(Beat(number, 1.0), (), 0, (motion,))
    return again.texts(0)[0]


def test_from_five_the_beats_tell_half_a_step_of_l1_and_half_of_all_of_l2() -> None:
    l1, l2 = motions("from-five", Beat(DATA, 0.0), 1)
    assert [told(number, l1) for number in range(1, 5)] == [
        "1 of 4: the pull of the data on w₁, −η∂D = 0",
        "2 of 4: the pull of the penalty, −ηλ∂R = −0.5",
        "3 of 4: their sum moves w₁ by −0.5",
        "4 of 4: w₁ moves from 4.5 to 4",
    ]
    assert told(PENALTY, l2) == "2 of 4: the pull of the penalty, −ηλ∂R = −1.25"


def test_a_proximal_rule_tells_of_the_data_step_and_then_of_the_map() -> None:
    l1, _ = motions("two-weights", Beat(DATA, 0.0), 3)
    assert told(DATA, l1).endswith("−η∂D = 0.1437")
    assert told(PENALTY, l1) == "2 of 4: from there, what the penalty takes, prox(v) − v = 0.09"


def test_a_rule_with_a_memory_tells_what_it_adds() -> None:
    (l1, _) = motions("two-weights", Beat(DATA, 0.0), 5, 'runs.0.optimizer={kind="momentum",learning_rate=0.1}')
    assert "with −ημv = " in told(SUM, l1)
    assert "with −ημv" not in told(SUM, motions("two-weights", Beat(DATA, 0.0), 5)[0])


def test_a_weight_that_stays_stays_and_an_intercept_has_no_penalty() -> None:
    l1, _ = motions("from-five", Beat(DATA, 0.0), 11)
    assert told(MOVE, l1) == "4 of 4: w₁ stays at 0"
    cancer, _ = motions("breast-cancer", Beat(PENALTY, 1.0), 3)
    assert cancer.texts(30)[0] == "2 of 4: no penalty acts on intercept"


def test_a_run_without_a_next_step_says_so_and_stays_where_it_is() -> None:
    _, l2 = motions("from-five", Beat(MOVE, 0.5), 5, "runs.1.optimizer.learning_rate=1e60")
    assert l2.texts(0)[0].startswith("There is no step after this one: the run diverged at step 3")
    assert l2.frame is l2.start
    assert l2.arrows([0]) == []


@pytest.mark.parametrize("rule", kinds(Optimizer))
def test_the_arrows_lead_from_step_to_step_and_so_does_the_dot(rule: str) -> None:
    overrides = [f'runs.{run}.optimizer={{kind="{rule}",learning_rate=0.05}}' for run in (0, 1)]
    trajectories = regsim.simulate(regsim.load("two-weights", overrides))
    for trajectory, motion in zip(trajectories, motions_at(Beat(MOVE, 1.0), trajectories, 6, ()), strict=True):
        *parts, whole = motion.arrows([0, 1])
        assert [arrow.name for arrow in parts[:2]] == ["data", "penalty"]
        assert parts[0].start == pytest.approx(trajectory.weights[6])
        for arrow, following in pairwise(parts):
            assert (following.start == arrow.end).all()
        assert parts[-1].end == pytest.approx(trajectory.weights[7], rel=1e-12)
        assert whole.end == pytest.approx(trajectory.weights[7], rel=1e-12)
        assert (motion.frame.weights == trajectory.weights[7]).all()
        assert motion.frame.data_loss == pytest.approx(trajectory.data_loss[7], rel=1e-12)


def test_on_the_way_the_loss_is_that_of_the_weights_there() -> None:
    l2 = motions("from-five", Beat(MOVE, 0.5), 0)[1]
    assert l2.frame.weights.tolist() == [3.75]
    assert l2.frame.penalty == 0.5 * 3.75**2


@pytest.mark.parametrize(
    ("number", "text"), [(DATA, "data 0"), (PENALTY, "penalty −0.5"), (SUM, "sum −0.5"), (MOVE, "→ 4")]
)
def test_the_shortest_text_of_a_beat_is_its_number_alone(number: int, text: str) -> None:
    (l1,) = motions_at(Beat(number, 1.0), (), 0, motions("from-five", Beat(DATA, 0.0), 1)[:1])
    assert l1.texts(0)[-1] == text


# --- in the window ----------------------------------------------------------------------------------------------------


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window.windowHandle(), key)


def hold(window: MainWindow, number: int, progress: float = 1.0) -> None:
    """Begin slow motion, and hold it at a beat."""
    window.actions_by_name["slow_motion"].trigger()
    window.playback.advance((number - 1 + progress) * BEAT_S - 1e-9)
    window.playback.pause()


def test_a_key_shows_the_next_update_and_space_holds_it(window: MainWindow) -> None:
    beats, playing = count(window.playback.beat_changed), count(window.playback.playing_changed)
    press(window, Qt.Key.Key_S)
    press(window, Qt.Key.Key_Space)
    assert playing == [(True,), (False,)]
    press(window, Qt.Key.Key_Right)
    assert beats[-1] == (Beat(PENALTY, 1.0),)
    press(window, Qt.Key.Key_S)
    assert beats.pop() == (None,)
    assert window.playback.step == 1


def test_another_lambda_or_lesson_ends_it(window: MainWindow) -> None:
    hold(window, PENALTY)
    window.session.drag_strength(0, 2.0)
    assert (window.playback.beat, window.playback.step) == (None, 0)
    assert not any(view.motions for view in window.grid.shown_views)
    hold(window, PENALTY)
    window.documents.open("two-weights")
    assert window.playback.beat is None
    assert not window.playback.is_playing


def test_another_weight_is_told_of_in_the_midst_of_it(opened: Opened) -> None:
    window = opened("two-weights")
    hold(window, DATA)
    window.session.choose(1)
    window.playback.forward()
    assert window.playback.beat == Beat(PENALTY, 1.0)
    window.grid.grab()


@pytest.mark.parametrize("lesson", ["from-five", "two-weights", "breast-cancer"])
def test_every_view_draws_every_beat_and_afterwards_it_looks_as_ever(opened: Opened, lesson: str) -> None:
    window = opened(lesson, "views=['slice','derivative','weight-space','forces','weights','objective','coefficients']")
    window.grid.resize(900, 1400)
    window.playback.seek(3)
    at_rest = window.grid.grab().toImage()
    pictures = [at_rest]
    for number in range(1, N_BEATS + 1):
        hold(window, number, 0.7)
        pictures.append(window.grid.grab().toImage())
        window.playback.end_slow_motion()
    assert all(a != b for i, a in enumerate(pictures) for b in pictures[:i])
    assert are_alike(window.grid.grab().toImage(), at_rest)


def test_a_diverged_run_stays_while_the_other_one_moves(opened: Opened) -> None:
    window = opened("from-five", "runs.1.optimizer.learning_rate=1e60")
    window.playback.seek(5)
    hold(window, MOVE, 0.5)
    slices = window.grid.shown_views[0]
    assert slices.frame(0).weights == pytest.approx([2.25])
    assert (slices.frame(1).weights == slices.trajectories[1].weights[-1]).all()
    window.grid.grab()


def test_what_a_beat_tells_is_told_to_a_screen_reader(window: MainWindow) -> None:
    hold(window, PENALTY)
    window.grid.describe()
    assert "2 of 4: the pull of the penalty, −ηλ∂R = −0.5." in window.grid.accessibleDescription()
    window.playback.end_slow_motion()
    window.grid.describe()
    assert "of 4" not in window.grid.accessibleDescription()


def test_where_lambda_changes_the_gap_to_the_optimum_ends_and_does_not_glide(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened("two-weights", "changes=[{step=5,strength=0.1}]", "views=['objective']")
    (view,) = window.grid.shown_views
    assert isinstance(view, TwoScales)
    view.show_log(is_log=True)
    window.grid.grab()
    dots: list[float] = []
    for step, places in ((3, [3.5, 3.5]), (4, [4.5, 4.5]), (5, [])):
        window.playback.seek(step)
        hold(window, MOVE, 0.5)
        with monkeypatch.context() as patch:
            patch.setattr(Canvas, "dots", lambda _, x, *rest, **__: dots.extend([x] * (10.0 in rest[2:])))
            window.grid.grab()
        assert dots == pytest.approx(places, abs=0.1)
        dots.clear()


def test_between_two_steps_the_cursor_and_the_dots_are_on_the_lines(opened: Opened) -> None:
    window = opened("from-five", "views=['weights']")
    (view,) = window.grid.shown_views
    assert isinstance(view, WeightsView)
    hold(window, MOVE, 0.5)
    step, levels = view.between(0, lambda frame: frame.weights)
    assert view.now == step == pytest.approx(0.5)
    assert levels == pytest.approx([4.75])


@pytest.mark.parametrize(("step", "is_larger"), [(2, False), (11, True)])
def test_arrows_are_as_long_as_the_step_or_it_is_said_once_in_a_plot_that_they_are_not(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, step: int, is_larger: bool
) -> None:
    window = opened("from-five", "views=['slice']")
    window.playback.seek(step)
    hold(window, SUM)
    texts: list[str] = []
    monkeypatch.setattr(Canvas, "text", lambda *args, **_: texts.append(args[3]))
    window.grid.grab()
    assert len([text for text in texts if "× as long" in text]) == 2 * is_larger
    assert not [text for text in texts if text.startswith(("data", "penalty", "sum")) and "×" in text]
    assert {"penalty", "sum"} <= set(texts)
