"""While the next weight is to be guessed no view gives it away; the guess is drawn, dragged, and compared."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import regsim
from regsim.arrays import FloatArray
from regsim.engine.trajectory import Trajectory
from regsim.gui.grid import Grid
from regsim.gui.main_window import MainWindow
from regsim.gui.plotting.plot import Plot
from regsim.gui.prediction import Guess, Prediction
from regsim.gui.solutions import solved
from regsim.gui.theme import LIGHT
from regsim.gui.views import VIEW_CLASSES, View
from regsim.gui.views.two_scales import TwoScales
from regsim.problem import Problem
from regsim.scenario import Scenario
from tests.gui.conftest import Opened
from tests.gui.views.drawn import CANCER, POLYNOMIAL

STEP = 4
SCENARIOS = {
    "one weight": regsim.load("from-five"),
    "two weights": regsim.load("two-weights", ["n_steps=20"]),
    "thirty weights": CANCER,
    "polynomial": POLYNOMIAL,
}
OPEN = Prediction(Guess(STEP + 1, (0.5, 0.5), (False, False)))
AXES = [
    (kind, log) for kind, cls in VIEW_CLASSES.items() for log in (False, True) if not log or issubclass(cls, TwoScales)
]
PRESENT = ("fit", "network")  # show the weights of now and nothing else


def with_another_future(trajectory: Trajectory) -> Trajectory:
    """The same up to the step, with its next two steps exchanged; what the axes depend on stays the same."""
    order = np.arange(len(trajectory.steps))
    order[[STEP + 1, STEP + 2]] = STEP + 2, STEP + 1
    rows = trajectory.rows

    def exchanged(values: FloatArray) -> FloatArray:
        return values[order]

    return replace(
        trajectory,
        rows=replace(
            rows,
            weights=exchanged(rows.weights),
            data_gradient=exchanged(rows.data_gradient),
            data_loss=exchanged(rows.data_loss),
            penalty=exchanged(rows.penalty),
        ),
    )


class Shown:
    """A view alone in a grid, at a step."""

    def __init__(self, qtbot: QtBot, scenario: Scenario, kind: str, *, is_log: bool = False) -> None:
        self.scenario = msgspec.structs.replace(scenario, views=(kind,))
        self.problem = Problem(self.scenario)
        self.trajectories = self.problem.simulate()
        self.grid = Grid(LIGHT)
        qtbot.addWidget(self.grid)
        self.grid.resize(900, 400)
        self.draw(self.trajectories)
        optima, paths = solved(self.problem, wants_paths=kind.startswith("path"))
        self.grid.set_optima(optima)
        self.grid.set_paths(paths)
        self.grid.set_step(STEP)
        if is_log and isinstance(self.view, TwoScales):
            self.view.show_log(is_log=True)
        self.grid.show()
        self.grid.grab()

    @property
    def view(self) -> View:
        return self.grid.shown_views[0]

    def draw(self, trajectories: tuple[Trajectory, ...]) -> None:
        self.grid.set_runs(self.problem, trajectories, 0)

    def picture(self) -> QImage:
        """What is on screen once it stands still: the second time layers may be copied instead of painted."""
        self.grid.grab()
        return self.grid.grab().toImage()

    def words(self) -> list[str]:
        return [self.view.describe(run) for run in range(2)]


@pytest.fixture(params=VIEW_CLASSES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(("kind", "is_log"), AXES)
@pytest.mark.parametrize("name", SCENARIOS)
def test_neither_picture_nor_words_depend_on_the_next_weight_while_it_is_to_be_guessed(
    qtbot: QtBot, name: str, kind: str, *, is_log: bool
) -> None:
    shown = Shown(qtbot, SCENARIOS[name], kind, is_log=is_log)
    shown.grid.set_prediction(OPEN)
    shown.draw(shown.trajectories)  # contours may lag behind the step by half a pixel
    before = shown.picture(), shown.words()
    shown.draw(tuple(map(with_another_future, shown.trajectories)))
    assert (shown.picture(), shown.words()) == before


def test_the_optimum_is_hidden_too_for_a_step_may_end_there(qtbot: QtBot, kind: str) -> None:
    shown = Shown(qtbot, SCENARIOS["two weights"], kind)
    shown.grid.set_prediction(OPEN)
    before = shown.picture(), shown.words()
    assert not any("optimum at 0" in words or "optimum:" in words for words in before[1])
    optima, _ = solved(shown.problem, wants_paths=False)
    moved = tuple(o and replace(o, weights=0.9 * o.weights) for o in optima)
    if kind not in ("weight-space", "coefficients"):  # whose ranges have room for the optimum
        shown.grid.set_optima(moved)
        assert (shown.picture(), shown.words()) == before


def test_what_was_hidden_comes_back_and_no_axis_moves(qtbot: QtBot, kind: str) -> None:
    shown = Shown(qtbot, SCENARIOS["two weights"], kind)
    plots = shown.view.plots
    before = shown.picture(), shown.words(), [(p.ranges, p.margin) for p in plots]
    shown.grid.set_prediction(OPEN)
    assert [(p.ranges, p.margin) for p in plots] == before[2]
    assert (shown.picture() == before[0]) == (kind in PRESENT)
    shown.grid.set_prediction(Prediction())
    assert (shown.picture(), shown.words(), [(p.ranges, p.margin) for p in plots]) == before


@pytest.mark.parametrize("view", [kind for kind, cls in VIEW_CLASSES.items() if cls.over_steps])
def test_the_mouse_over_the_future_is_told_nothing(qtbot: QtBot, view: str) -> None:
    shown = Shown(qtbot, SCENARIOS["two weights"], view)
    shown.grid.set_prediction(OPEN)
    said: list[str] = []
    shown.view.pointed_at.connect(said.append)
    plot = shown.view.plots[0]
    for step in range(STEP + 1, 20):
        for part in np.linspace(0.2, 0.98, 40).tolist():
            inside = plot.inside()
            shown.view.on_hover(0, QPointF(plot.canvas(None).point(step, 0.0).x(), inside.bottom() * part))
    assert not any("=" in text for text in said)


# --- in the window ----------------------------------------------------------------------------------------------------


@pytest.fixture
def window(opened: Opened) -> MainWindow:
    """A window at step 3, in which the next weight is to be guessed."""
    window = opened()
    window.resize(1600, 900)
    window.playback.seek(3)
    window.step_panel.predict.button.click()
    window.grid.grab()
    return window


def pixel(plot: Plot, x: float, y: float) -> QPoint:
    return (plot.place.topLeft() + plot.canvas(None).point(x, y)).toPoint()


def drag(window: MainWindow, kind: str, start: tuple[float, float], end: tuple[float, float], run: int = 0) -> None:
    """Drag from one data point of a plot to another."""
    (view,) = [view for view in window.grid.shown_views if view.kind == kind]
    plot, grid = view.plots[run], window.grid
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    at = [pixel(plot, s + part * (e - s), t + part * (f - t)) for part in (0.0, 0.5, 1.0)
          for (s, t), (e, f) in [(start, end)]]  # fmt: skip
    QTest.mouseMove(grid, at[0])
    QTest.mousePress(grid, left, plain, at[0])
    for position in at[1:]:
        QTest.mouseMove(grid, position)
    QTest.mouseRelease(grid, left, plain, at[-1])


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [("weights", (4, 3.5), (4, 2.0)), ("slice", (3.5, 3.5), (2.0, 5.0)), ("derivative", (3.5, 1.0), (2.0, 1.0))],
)
def test_the_guess_is_dragged_in_a_plot_and_all_show_it(
    window: MainWindow, kind: str, start: tuple[float, float], end: tuple[float, float]
) -> None:
    drag(window, kind, start, end)
    question = window.step_panel.predict.questions[0]
    assert question.has_guess
    assert question.editor.value == pytest.approx(2.0, abs=0.05)
    assert window.playback.step == 3
    asked = window.grid.shown_views[0].prediction.open
    assert asked is not None
    assert (asked.values[0], asked.is_made) == (question.editor.value, (True, False))


def test_on_a_log_axis_the_guess_is_dragged_by_its_magnitude_and_into_the_strip_to_zero(window: MainWindow) -> None:
    view = window.grid.shown_views[2]
    assert isinstance(view, TwoScales)
    view.show_log(is_log=True)
    window.grid.grab()
    assert view.scale is not None
    drag(window, "weights", (4, np.log10(3.5)), (4, -1.0))
    assert window.step_panel.predict.questions[0].editor.value == pytest.approx(0.1, rel=0.1)
    drag(window, "weights", (4, -1.0), (4, view.scale.zero))
    assert window.step_panel.predict.questions[0].editor.value == 0.0


def test_once_checked_the_guess_cannot_be_dragged_any_more(window: MainWindow) -> None:
    window.step_panel.predict.guess(0, 2.0)
    window.step_panel.predict.check.click()
    drag(window, "slice", (2.0, 2.0), (1.0, 1.0))
    assert window.step_panel.predict.questions[0].editor.value == 2.0


def test_the_guess_stays_beside_its_outcome_at_the_next_step_until_another_is_judged(window: MainWindow) -> None:
    predict, grid = window.step_panel.predict, window.grid
    predict.guess(0, 2.0)
    predict.check.click()
    judged = Guess(4, (2.0, 0.625), (True, False))
    assert grid.shown_views[0].prediction == Prediction(None, judged)
    window.playback.move(1)
    prediction = grid.shown_views[0].prediction
    assert (prediction.hides, prediction.shown_judged(4), prediction.shown_judged(3)) == (True, judged, None)


def is_hidden(window: MainWindow) -> bool:
    return all(view.hides for view in window.grid.shown_views)


def test_nothing_is_hidden_while_the_panel_with_the_questions_is_not_on_screen(window: MainWindow) -> None:
    assert is_hidden(window)
    window.actions_by_name["step_panel"].trigger()
    assert not is_hidden(window)
    window.actions_by_name["step_panel"].trigger()
    assert is_hidden(window)


def test_nothing_is_hidden_after_the_last_step_nor_while_playing(window: MainWindow) -> None:
    window.playback.play()
    assert not is_hidden(window)
    window.playback.pause()
    assert is_hidden(window)
    window.playback.to_end()
    assert not is_hidden(window)


def test_a_row_that_is_added_hides_too(window: MainWindow) -> None:
    scenario = msgspec.structs.replace(window.session.scenario, views=("objective", "weights"))
    window.session.update(scenario)
    assert is_hidden(window)
