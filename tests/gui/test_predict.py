"""Predict: a guess for the next weight, made before the outcome is shown."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionFrame

from regsim.gui.main_window import MainWindow
from regsim.gui.predict import Predict
from regsim.gui.prediction import Guess, verdict
from regsim.gui.theme import DARK, LIGHT
from tests.gui.conftest import Opened

TEXT_MARGIN = 2  # pixels that Qt keeps clear at either end of what is typed


@pytest.fixture
def window(opened: Opened) -> MainWindow:
    """A window with room for the panel, in which the next weight is to be guessed."""
    return predicting(opened())


def predicting(window: MainWindow) -> MainWindow:
    window.resize(1600, 900)
    window.step_panel.predict.button.click()
    return window


def press(window: MainWindow, *keys: Qt.Key) -> None:
    """Keys as the platform sends them: to the window, whoever has the focus in it."""
    for key in keys:
        QTest.keyClick(window.windowHandle(), key)


def write(window: MainWindow, text: str, run: int = 0) -> None:
    """Type a guess over the one that is there."""
    box = window.step_panel.predict.questions[run].editor.box
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)


def said(window: MainWindow) -> list[str]:
    """The verdicts."""
    return [question.verdict.text() for question in window.step_panel.predict.questions[:2]]


def guesses(window: MainWindow) -> list[float]:
    return [question.editor.value for question in window.step_panel.predict.questions[:2]]


def shown(window: MainWindow) -> str:
    """What the panel says, once it has caught up."""
    window.step_panel.catch_up()
    return window.step_panel.text.text()


@pytest.mark.parametrize("weight", [-0.00020984, -0.0001, 123.4567, -1.2345e-9])
def test_the_weight_that_a_guess_begins_at_can_be_read_whole(window: MainWindow, weight: float) -> None:
    question = window.step_panel.predict.questions[0]
    question.ask(weight, 1.0)
    box, option = question.editor.box, QStyleOptionFrame()
    box.initStyleOption(option)
    room = box.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, box).width() - 2 * TEXT_MARGIN
    assert box.fontMetrics().horizontalAdvance(box.text()) <= room


# --- the verdict ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("guess", "actual", "words"),
    [
        (0.3, 0.25, "you said 0.3, it is 0.25: 0.05 too high"),
        (-1.0, -0.5, "you said −1, it is −0.5: 0.5 too low"),
        (0.25, 0.25, "you said 0.25, it is 0.25: right"),
        (0.3333, 1 / 3, "you said 0.3333, it is 0.3333: right"),
        (-1.007, -0.89481, "you said −1.007, it is −0.8948: 0.1122 too low"),
        (0.0, -0.0, "you said 0, it is 0: right"),
        (0.0, 1e-9, "you said 0, it is 1e−9: 1e−9 too low"),
        (1e-9, 0.0, "you said 1e−9, it is 0: 1e−9 too high"),
        (1e300, -1e308, "you said 1e300, it is −1e308: 1e308 too high"),
    ],
)
def test_the_verdict_names_the_guess_the_weight_and_the_difference(guess: float, actual: float, words: str) -> None:
    assert verdict(guess, actual) == words


# --- asking -----------------------------------------------------------------------------------------------------------


def test_nothing_is_asked_or_hidden_until_the_button_is_pressed(opened: Opened) -> None:
    window = opened()
    window.resize(1600, 900)
    predict = window.step_panel.predict
    assert not predict.is_open
    assert not predict.questions[0].isVisible()
    before = shown(window)
    assert "= 4.5" in before
    predict.button.click()
    assert [question.isVisible() for question in predict.questions] == [True, True, False, False]
    predict.button.click()
    assert shown(window) == before


def test_the_outcome_is_hidden_in_every_line_and_in_the_words(window: MainWindow) -> None:
    text = shown(window)
    assert "5 − 0.5·(0 + 1) = ?" in text
    assert "4.5" not in text
    assert "2.5" not in text
    assert "The penalty" not in text


def test_a_proximal_step_gives_away_neither_what_comes_between_nor_its_zero(opened: Opened) -> None:
    kinds = [f"runs.{run}.optimizer.kind='proximal-gradient'" for run in (0, 1)]
    window = predicting(opened("from-five", *kinds, "start.weights=[0.25]"))
    text = re.sub(r"\s+", " ", shown(window))
    assert text.count("v ← w − η∂D = 0.25 − 0.5·0 = ?") == 2
    assert "w ← sign(v)·max(|v| − ηλ, 0) = ? L2" in text
    assert "w ← v/(1 + ηλ) = ?" in text


def test_check_shows_the_outcome_and_how_far_off_the_guesses_were(window: MainWindow) -> None:
    write(window, "4.3")
    window.step_panel.predict.check.click()
    assert said(window) == [
        "Step 0 → 1: you said 4.3, it is 4.5: 0.2 too low",
        "Step 0 → 1: you said 5, it is 2.5: 2.5 too high",
    ]
    assert "= 4.5" in shown(window)
    assert "The penalty takes" in shown(window)
    assert window.playback.step == 0


def test_what_is_answered_does_not_push_the_button_from_below_the_pointer(window: MainWindow) -> None:
    predict = window.step_panel.predict
    window.grab()
    before = predict.check.mapTo(window, predict.check.rect().center())
    predict.check.click()
    window.grab()
    assert predict.questions[0].verdict.isVisible()
    assert abs(predict.check.mapTo(window, predict.check.rect().center()).y() - before.y()) <= 2


def test_then_the_next_step_asks_anew_from_the_weights_of_now(window: MainWindow) -> None:
    predict = window.step_panel.predict
    predict.check.click()
    assert (predict.check.text(), predict.questions[0].editor.isEnabled()) == ("Next step", False)
    predict.check.click()
    assert (predict.check.text(), predict.questions[0].editor.isEnabled()) == ("Check", True)
    assert window.playback.step == 1
    assert guesses(window) == [4.5, 2.5]
    assert "= ?" in shown(window)
    assert said(window)[0].startswith("Step 0 → 1: ")


def test_stepping_forward_answers_too_where_a_guess_was_made(window: MainWindow) -> None:
    window.playback.move(1)
    assert said(window) == ["", ""]
    write(window, "1.25", run=1)
    window.transport.forward_button.click()
    assert window.playback.step == 2
    assert said(window)[1] == "Step 1 → 2: you said 1.25, it is 1.25: right"


@pytest.mark.parametrize("begin", ["forward", "toggle", "slow_motion"])
def test_in_passing_nobody_is_said_to_have_said_what_was_not_guessed(window: MainWindow, begin: str) -> None:
    predict = window.step_panel.predict
    predict.check.click()
    window.playback.move(1)
    write(window, "1.25", run=1)
    window.actions_by_name[begin].trigger()
    assert said(window) == ["", "Step 1 → 2: you said 1.25, it is 1.25: right"]
    assert predict.prediction.judged == Guess(2, (None, 1.25), (False, True))
    window.playback.pause()


def test_stepping_elsewhere_answers_nothing(window: MainWindow) -> None:
    write(window, "4")
    window.playback.move(5)
    assert said(window) == ["", ""]
    assert guesses(window) == [2.5, 0.1562]


def test_the_slider_makes_a_guess_and_its_ends_stay_while_stepping(window: MainWindow) -> None:
    editor = window.step_panel.predict.questions[0].editor
    assert editor.slider is not None
    assert editor.scale.ends == (-6.0, 6.0)
    editor.slider.setSliderDown(True)
    editor.slider.setSliderPosition(750)
    editor.slider.setSliderDown(False)
    assert guesses(window) == [3.0, 5.0]
    window.playback.move(1)
    assert said(window)[0] == "Step 0 → 1: you said 3, it is 4.5: 1.5 too low"
    assert editor.scale.ends == (-6.0, 6.0)
    assert [label for _, label in editor.slider.marks] == ["0", "now"]


def test_what_is_no_number_is_said_and_not_checked(window: MainWindow) -> None:
    write(window, "much")
    press(window, Qt.Key.Key_Return)
    question = window.step_panel.predict.questions[0]
    assert question.error.text() == "must be a finite number, got 'much'"
    window.step_panel.predict.check.click()
    assert said(window) == ["", ""]
    window.playback.move(1)
    assert (question.error.text(), question.editor.box.text()) == ("", "4.5")
    assert said(window)[0] == ""


def test_plots_show_no_guess_while_what_was_typed_is_no_number(window: MainWindow) -> None:
    view = window.grid.shown_views[0]
    for text, value in (("2", 2.0), ("much", None), ("3", 3.0)):
        write(window, text)
        press(window, Qt.Key.Key_Return)
        assert view.prediction.open is not None
        assert view.prediction.open.values == (value, 5.0)


def test_another_strength_asks_anew_and_forgets_the_verdicts(window: MainWindow) -> None:
    predict = window.step_panel.predict
    predict.check.click()
    window.session.drag_strength(0, 0.5)
    assert predict.hides
    assert said(window) == ["", ""]


def test_after_the_last_step_nothing_is_asked(window: MainWindow) -> None:
    window.playback.to_end()
    predict = window.step_panel.predict
    assert not predict.check.isEnabled()
    assert not any(question.editor.isEnabled() for question in predict.questions[:2])
    assert shown(window).count("There is no step after this one.") == 2


# --- playing and themes -----------------------------------------------------------------------------------------------


def test_while_playing_nothing_is_asked_or_hidden_and_nothing_jumps(window: MainWindow) -> None:
    predict: Predict = window.step_panel.predict
    predict.check.click()
    window.step_panel.grab()
    height, verdicts = predict.height(), said(window)
    window.playback.play()
    for _ in range(3):
        window.playback.advance(0.5)
        window.step_panel.grab()
        assert "?" not in shown(window)
        assert not predict.hides
        assert not predict.questions[0].editor.isEnabled()
        assert (predict.height(), said(window)) == (height, verdicts)
    window.playback.pause()
    assert predict.hides
    assert predict.questions[0].editor.isEnabled()
    assert guesses(window) == [3.5, 0.625]


def test_the_names_of_the_runs_follow_the_theme(window: MainWindow) -> None:
    for theme in (DARK, LIGHT):
        window.apply_theme(theme)
        for run, question in enumerate(window.step_panel.predict.questions[:2]):
            assert theme.run_texts[run] in question.name.text()


# --- the keyboard -----------------------------------------------------------------------------------------------------


def test_by_keyboard_enter_goes_from_box_to_box_to_the_outcome_and_to_the_next_step(window: MainWindow) -> None:
    predict = window.step_panel.predict
    write(window, "4.5")
    press(window, Qt.Key.Key_Return)
    assert predict.questions[1].editor.box.hasFocus()
    for key in (Qt.Key.Key_2, Qt.Key.Key_Return):
        press(window, key)
    assert said(window) == ["Step 0 → 1: you said 4.5, it is 4.5: right", said(window)[1]]
    assert said(window)[1] == "Step 0 → 1: you said 2, it is 2.5: 0.5 too low"
    assert predict.check.hasFocus()
    press(window, Qt.Key.Key_Return)
    assert window.playback.step == 1
    assert predict.questions[0].editor.box.hasFocus()


def test_the_arrow_keys_step_and_space_presses_on_the_button(window: MainWindow) -> None:
    predict = window.step_panel.predict
    predict.check.setFocus()
    press(window, Qt.Key.Key_Space)
    assert said(window)[0].startswith("Step 0 → 1")
    press(window, Qt.Key.Key_Right)
    assert window.playback.step == 1


@pytest.mark.parametrize("begin", ["slow_motion", "toggle"])
def test_playing_on_answers_a_question_that_has_a_guess_and_the_next_step_asks_anew(
    window: MainWindow, begin: str
) -> None:
    write(window, "4.4", run=0)
    window.actions_by_name[begin].trigger()
    verdicts = said(window)
    assert verdicts[0] == "Step 0 → 1: you said 4.4, it is 4.5: 0.1 too low"
    while window.playback.step == 0:
        window.playback.advance(0.1)
    window.playback.pause()
    assert window.step_panel.predict.hides
    assert (window.playback.step, said(window)) == (1, verdicts)


def test_a_question_without_a_guess_waits_until_slow_motion_is_left_again(window: MainWindow) -> None:
    window.actions_by_name["slow_motion"].trigger()
    window.playback.back()
    assert window.step_panel.predict.hides
    assert said(window) == ["", ""]


def test_what_slow_motion_has_shown_is_not_asked_again(window: MainWindow) -> None:
    write(window, "4.4", run=0)
    window.actions_by_name["slow_motion"].trigger()
    window.playback.back()
    assert window.playback.step == 0
    assert not window.step_panel.predict.hides
    assert guesses(window)[0] == 4.4


def test_when_it_plays_the_focus_leaves_the_boxes(window: MainWindow) -> None:
    write(window, "4")
    press(window, Qt.Key.Key_Space)
    assert window.playback.is_playing
    assert not window.step_panel.predict.questions[0].editor.box.hasFocus()
    window.playback.pause()


def test_every_editor_says_to_a_screen_reader_what_it_is_for(window: MainWindow) -> None:
    question = window.step_panel.predict.questions[1]
    assert question.editor.box.accessibleName() == "Run 2: your guess for the next w₁"
    assert question.editor.slider is not None
    assert question.editor.slider.accessibleName() == "Run 2: your guess for the next w₁, slider"
