"""The lamps beside λ and η: what becomes of every run, in a colour, a shape and a word, before a step is made."""

import msgspec
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from regsim.engine.optimizers import GradientDescent, ProximalGradient
from regsim.engine.penalties import L1, L2
from regsim.engine.stability import Outlook
from regsim.gui.panels.descent_section import RATE
from regsim.gui.panels.lamps import AMBER, GREEN, RED, SHAPES, OutlookLamp
from regsim.gui.panels.parameter_group import SHARED
from regsim.gui.panels.regularization_section import STRENGTH
from regsim.gui.panels.scenario_panel import MIN_WIDTH, ScenarioPanel
from regsim.gui.session import Session
from regsim.gui.style import style_sheet
from regsim.gui.theme import DARK, LAMP_INK, LIGHT, THEMES, Theme
from regsim.scenario import Run
from tests.gui.panels.driving import enter


def install(session: Session, *runs: Run) -> None:
    session.update(msgspec.structs.replace(session.scenario, runs=runs))


def beside_strength(panel: ScenarioPanel, run: int = SHARED) -> list[str]:
    section = panel.regularization
    return section.lamps[section.groups[STRENGTH].fields[run]].words


@pytest.mark.parametrize(
    ("rate", "word", "color"),
    [
        ("0.1", "settles", LIGHT.good),
        ("1", "settles", LIGHT.good),
        ("1.5", "zig-zags and settles", LIGHT.caution),
        ("2", "cycles", LIGHT.bad),
        ("2.25", "diverges", LIGHT.bad),
    ],
)
def test_the_lamp_shows_what_l2_will_do_by_the_product_of_rate_and_strength(
    panel: ScenarioPanel, session: Session, rate: str, word: str, color: str
) -> None:
    panel.apply_theme(LIGHT)
    install(session, Run(L2(), GradientDescent(0.5)))
    enter(panel.descent.groups[RATE].fields[SHARED], rate)
    lamps = panel.descent.lamps
    assert lamps.words == [word]
    assert lamps.rows[0].lamp.color == color
    assert beside_strength(panel) == [f"run 1, L2: {word}"]


def test_a_larger_strength_alone_turns_the_lamp_and_no_strength_is_too_large_for_a_proximal_step(
    panel: ScenarioPanel, session: Session
) -> None:
    install(session, Run(L2(), GradientDescent(0.5)), Run(L2(), ProximalGradient(0.5)))
    assert beside_strength(panel) == ["run 1, L2: settles", "run 2, L2: never diverges"]
    enter(panel.regularization.groups[STRENGTH].fields[SHARED], "5")
    assert beside_strength(panel) == ["run 1, L2: diverges", "run 2, L2: never diverges"]
    assert panel.descent.lamps.words == ["diverges", "never diverges"]


def test_each_field_of_a_strength_has_the_lamp_of_its_run(panel: ScenarioPanel, session: Session) -> None:
    panel.regularization.groups[STRENGTH].link.click()
    assert beside_strength(panel, 0) == ["run 1, L1: lands on 0"]
    assert beside_strength(panel, 1) == ["run 2, L2: settles"]
    install(session, Run(L1(), GradientDescent(0.5)), Run(L1(), GradientDescent(0.5)))
    assert panel.descent.lamps.words == ["lands on 0"]


def test_every_outlook_has_a_color_and_a_shape_of_its_own_within_it() -> None:
    assert set(SHAPES) == set(Outlook)
    assert {*GREEN, *AMBER, *RED, Outlook.UNKNOWN} == set(Outlook)
    shapes = [[SHAPES[outlook] for outlook in some] for some in (AMBER, RED)]
    assert all(len(set(some)) == len(some) for some in shapes)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_a_lamp_is_painted_in_its_color_with_a_dark_line(qapp: object, theme: Theme) -> None:
    del qapp
    lamp = OutlookLamp()
    lamp.apply_theme(theme)
    lamp.show_outlook(Outlook.DIVERGES)
    picture = lamp.grab().toImage()
    colors = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert theme.bad in colors
    assert min(QColor(color).lightness() for color in colors) <= QColor(LAMP_INK).lightness() + 10
    lamp.show_outlook(None)
    assert lamp.isHidden()


def test_four_runs_that_fare_differently_have_room_in_the_narrowest_panel(
    panel: ScenarioPanel, session: Session
) -> None:
    rates = (0.1, 1.5, 2.0, 2.25)
    install(session, *(Run(L2(), GradientDescent(rate)) for rate in rates))
    panel.setStyleSheet(style_sheet(DARK))
    panel.apply_theme(DARK)
    panel.resize(MIN_WIDTH, 700)
    for _ in range(5):  # what a style changes goes out a level of layouts at a time
        QApplication.processEvents()
    assert len(beside_strength(panel)) == len(rates)
    assert panel.horizontalScrollBar().maximum() == 0
