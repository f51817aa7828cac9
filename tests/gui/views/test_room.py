"""Rooms of all sizes: no text is cut off, none lies over another, and the plots of a column stand below one another."""

import re
from functools import cache
from typing import NamedTuple

import msgspec
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

import regsim
from regsim.engine.reference import Optimum
from regsim.gui.grid import Grid
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import FONT_PX, metrics, text_width
from regsim.gui.plotting.plot import RIGHT_MARGIN
from regsim.gui.solutions import solved as all_solved
from regsim.gui.theme import LIGHT
from regsim.gui.views import VIEW_CLASSES
from regsim.problem import Problem
from regsim.scenario import Scenario
from tests.gui.views.drawn import CANCER, DIABETES, IRIS, MOONS, PENALTY_ONLY, POLYNOMIAL, solved

CHANGED = regsim.load("two-weights", ["n_steps=60", "changes=[{step=20,strength=0.1},{step=40,learning_rate=0.05}]"])
SCENARIOS = {
    "penalty only": PENALTY_ONLY,
    "changed in mid-run": CHANGED,
    "polynomial": POLYNOMIAL,
    "moons": MOONS,
    "diabetes": DIABETES,
    "cancer": CANCER,
    "iris": IRIS,
}
NARROW, WIDE = (500, 230), (1100, 330)  # of a row of two runs, the one as narrow as four on a small screen
SLACK = 1.0  # pixels
every_scenario = pytest.mark.parametrize("name", SCENARIOS)


class Text(NamedTuple):
    """Words that were painted, where, and where they can be seen."""

    words: str
    place: QRectF
    seen: QRectF


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[Text]:
    """Every text that a canvas has painted, in that order."""
    texts: list[Text] = []
    paint = Canvas.text

    def text(
        self: Canvas,
        x: float,
        y: float,
        text: str,
        color: str,
        *,
        align: tuple[float, float] = (0.0, 0.5),
        bold: bool = False,
        px: float = FONT_PX,
        halo: bool = False,
    ) -> None:
        width, height = text_width(text, px, bold=bold), metrics(px, bold=bold).xHeight()
        place, to_grid = QRectF(x - align[0] * width, y - align[1] * height, width, height), self.painter.transform()
        texts.append(Text(text, to_grid.mapRect(place), to_grid.mapRect(self.painter.clipBoundingRect())))
        paint(self, x, y, text, color, align=align, bold=bold, px=px, halo=halo)

    monkeypatch.setattr(Canvas, "text", text)
    return texts


@cache
def best(scenario: Scenario) -> tuple[tuple[Optimum | None, ...], tuple[object, ...]]:
    """The optima and the λ paths of a scenario."""
    return all_solved(solved(scenario)[0], wants_paths=True)


def row(qtbot: QtBot, scenario: Scenario, size: tuple[int, int], *kinds: str) -> Grid:
    """Rows of plots with all that is known, painted without pictures in between."""
    problem, trajectories = solved(scenario)
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(*size)
    optima, paths = best(scenario)
    grid.set_runs(Problem(msgspec.structs.replace(scenario, views=kinds), problem), trajectories, 0)
    grid.set_optima(optima)
    grid.set_paths(paths)
    grid.show()
    grid.grab()
    grid.set_exporting(True)
    return grid


@every_scenario
@pytest.mark.parametrize("size", [NARROW, WIDE])
@pytest.mark.parametrize("kind", VIEW_CLASSES)
def test_no_text_is_cut_off_or_lies_over_another(
    qtbot: QtBot, painted: list[Text], kind: str, name: str, size: tuple[int, int]
) -> None:
    scenario = SCENARIOS[name]
    grid = row(qtbot, scenario, size, kind)
    for step in (0, 3, scenario.n_steps):
        grid.set_step(step)
        painted.clear()
        grid.grab()
        cut = [t for t in painted if t.place.left() < t.seen.left() - SLACK or t.place.right() > t.seen.right() + SLACK]
        assert cut == []
        once = list({(t.words, t.place.x(), t.place.y()): t for t in painted}.values())  # notes come again, over arrows
        over = [(a.words, b.words) for i, a in enumerate(once) for b in once[i + 1 :] if a.place.intersects(b.place)]
        assert over == []
        assert once


@every_scenario
def test_the_plots_of_a_column_that_have_an_axis_stand_below_one_another(qtbot: QtBot, name: str) -> None:
    grid = row(qtbot, SCENARIOS[name], (700, 2000), *VIEW_CLASSES)
    for run in range(2):
        plots = {view.kind: view.plots[run] for view in grid.shown_views if view.plots[run].has_bottom}
        assert len({round(plot.inside().left()) for plot in plots.values()}) == 1
        plane = plots.pop("weight-space", None)  # its unit is as long along y: it takes the room of the labels too
        (right,) = {round(plot.inside().right()) for plot in plots.values()}
        assert plane is None or plane.inside().right() == plane.place.width() - RIGHT_MARGIN >= right


def test_columns_are_as_wide_as_one_another_whatever_is_in_them(qtbot: QtBot) -> None:
    without = regsim.loads(regsim.dumps(POLYNOMIAL).replace('"l2"\nstrength = 0.05', '"none"'))
    grid = row(qtbot, without, NARROW, "path")
    first, second = grid.shown_views[0].plots[:2]
    assert first.has_bottom
    assert not second.has_bottom
    assert first.place.width() == second.place.width()


def test_beside_labels_four_plots_with_their_axes_keep_about_seven_tenths_of_their_columns(qtbot: QtBot) -> None:
    scenario = msgspec.structs.replace(
        CANCER, runs=(*CANCER.runs, *CANCER.runs), views=("weights", "path", "objective")
    )
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(1014, 715)  # what a window of 1280 × 800 leaves for it
    grid.set_runs(Problem(scenario), solved(scenario)[1], 0)
    grid.show()
    for view in grid.shown_views:
        for plot in view.plots:
            assert plot.margin <= 0.32 * plot.place.width()  # of the column without the gap to the next
            assert plot.inside().right() >= 0.68 * plot.place.width()


def test_the_note_of_a_weight_at_zero_has_its_name_in_full_or_as_its_label_has_it(
    qtbot: QtBot, painted: list[Text]
) -> None:
    scenario = msgspec.structs.replace(regsim.load("breast-cancer", ["n_steps=500"]), views=("weights",))
    grid = Grid(LIGHT)
    qtbot.addWidget(grid)
    grid.set_runs(Problem(scenario), solved(scenario)[1], 0)
    grid.show()
    said = {"exactly 0 from step 496", "0 from step 496", "ends at 0"}
    labels = set()
    for width in (560, 620, 700, 900):
        painted.clear()
        grid.resize(width, 230)
        grid.grab()
        words = [text.words for text in painted]
        notes = [note for note in words if any(note.endswith(end) for end in said)]
        labels.add(label := next(text for text in words if text in ("mean radius", "m. radius", "m. radi.", "m. rad.")))
        assert notes
        assert not [text for text in words if text.endswith("= 0")]  # where the cursor is it is not 0
        assert {re.split(" exactly| ends| 0", note)[0] for note in notes} <= {label, "mean radius"}
    assert len(labels) > 1
