"""A formula is typeset when there is time for it, sharp, in the colour of the text, and never cut off."""

import functools
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPalette
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from regsim.gui.widgets import formula as module
from regsim.gui.widgets.formula import Formula, Typesetter, typeset

INDENT, WIDTH = 26, 240


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def formula(window: QWidget) -> Formula:
    formula = Formula(Typesetter(window), INDENT)
    formula.setParent(window)
    return formula


def show(formula: Formula, text: str, width: int = WIDTH) -> None:
    formula.set_text(text)
    formula.setFixedSize(width, formula.sizeHint().height())
    formula.window().show()


def is_typeset(formula: Formula) -> bool:
    return not formula._typesetter._wanted and bool(formula._typesetter._drawings)


def ink(image: QImage) -> tuple[int, int, int, int]:
    """The first and the last column and row in which anything is drawn."""
    empty = image.pixel(0, 0)
    marks = [(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) != empty]
    columns, rows = zip(*marks, strict=True)
    return min(columns), max(columns), min(rows), max(rows)


def test_it_stands_in_plain_text_until_it_is_typeset_and_nothing_moves_then(formula: Formula, qtbot: QtBot) -> None:
    show(formula, "w ← w − ηm̂/(√v̂ + ε)")
    before, height = formula.grab().toImage(), formula.height()
    assert not formula._typesetter._drawings
    qtbot.waitUntil(lambda: is_typeset(formula))
    assert formula.grab().toImage() != before
    assert formula.sizeHint().height() == height


def test_one_formula_is_typeset_at_a_time_and_each_only_once(window: QWidget, qtbot: QtBot) -> None:
    typesetter = Typesetter(window)
    assert [typesetter.drawing(text) for text in ("w", "v", "w")] == [None, None, None]
    done: list[int] = []
    typesetter.typeset.connect(lambda: done.append(len(typesetter._drawings)))
    qtbot.waitUntil(lambda: not typesetter._wanted)
    assert done == [1, 2]
    assert typesetter.drawing("w") is typesetter.drawing("w") is not None
    assert not typesetter._timer.isActive()


@pytest.mark.parametrize("text", ["w ← w − η(∂D + λ∂R)", "m̂ ← m/(1 − β₁ᵗ)", "w′ = (1 − ηλ)w", "y ← w + β(w − w₋)"])
def test_its_sign_is_at_the_indent(formula: Formula, qtbot: QtBot, text: str) -> None:
    show(formula, text)
    qtbot.waitUntil(lambda: is_typeset(formula))
    image = formula.grab().toImage()
    gap = [x for x in range(INDENT - 4, INDENT) if ink_in_column(image, x)]
    assert gap == []
    assert ink_in_column(image, INDENT + 4)


def ink_in_column(image: QImage, x: int) -> bool:
    return any(image.pixel(x, y) != image.pixel(0, 0) for y in range(image.height()))


LONG = "w ← sign(v)·max(|v| − η(λ/m)ρ, 0)/(1 + η(λ/m)(1−ρ)) + sign(v)·max(|v| − ηλ, 0)"


@pytest.mark.parametrize("text", ["w ← w − ηm̂/(√v̂ + ε)", "w ← w − η(∂D\u0302 + λ∂R)", LONG, "ηₖ ← ηγ^⌊k/n⌋"])
@pytest.mark.parametrize("width", [WIDTH, 150])
def test_it_is_never_cut_off(formula: Formula, qtbot: QtBot, text: str, width: int) -> None:
    show(formula, text, width)
    qtbot.waitUntil(lambda: is_typeset(formula))
    image = formula.grab().toImage()
    left, right, top, bottom = ink(image)
    assert left >= 1
    assert right <= image.width() - 1
    assert top >= 1
    assert bottom <= image.height() - 2


@pytest.mark.parametrize("text", ["w ← w − ηm̂/(√v̂ + ε)", LONG])
@pytest.mark.parametrize("width", [WIDTH, 150])
def test_nor_is_it_while_it_stands_in_plain_text(formula: Formula, text: str, width: int) -> None:
    show(formula, text, width)
    image = formula.grab().toImage()
    assert not formula._typesetter._drawings
    left, right, top, bottom = ink(image)
    assert left >= 1
    assert right <= image.width() - 2
    assert top >= 1
    assert bottom <= image.height() - 2
    shorter = formula.grab().toImage()
    formula.set_text(text.removesuffix(")"))
    assert formula.grab().toImage() != shorter  # its end is seen


def test_it_takes_the_colour_of_the_text(formula: Formula, qtbot: QtBot) -> None:
    show(formula, "w ← w − ηv")
    qtbot.waitUntil(lambda: is_typeset(formula))
    for name in ("#e8ebee", "#1c2128"):
        palette = QPalette(formula.palette())
        palette.setColor(QPalette.ColorRole.WindowText, QColor(name))
        palette.setColor(QPalette.ColorRole.Window, QColor("#804020"))
        formula.setPalette(palette)
        image = formula.grab().toImage()
        assert name in {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_it_is_drawn_anew_for_every_screen(formula: Formula, qtbot: QtBot) -> None:
    show(formula, "w ← w − ηv")
    qtbot.waitUntil(lambda: is_typeset(formula))
    fine = QImage(formula.size() * 3, QImage.Format.Format_ARGB32)
    fine.setDevicePixelRatio(3.0)
    fine.fill(Qt.GlobalColor.white)
    formula.render(fine)
    scaled = formula.grab().toImage().scaled(fine.size()).convertToFormat(QImage.Format.Format_ARGB32)
    assert greys(fine) < greys(scaled) / 2


def greys(image: QImage) -> int:
    """How many pixels are neither ink nor paper."""
    values = [QColor(image.pixel(x, y)).value() for x in range(image.width()) for y in range(image.height())]
    ink, paper = min(values), max(values)
    return sum(ink + 40 < value < paper - 40 for value in values)


def test_it_says_what_it_is_and_can_be_copied(formula: Formula) -> None:
    formula.set_text("w ← v/(1 + ηλ)")
    assert formula.accessibleName() == formula.text() == "w ← v/(1 + ηλ)"
    copied = []
    for action in formula.actions():
        action.trigger()
        copied.append((action.text(), QGuiApplication.clipboard().text()))
    assert copied == [
        ("Copy formula", "w ← v/(1 + ηλ)"),
        ("Copy formula as LaTeX", r"w \leftarrow \frac{v}{1 + \eta \lambda}"),
    ]


def test_the_window_lives_on_while_what_it_takes_to_typeset_is_loaded(
    window: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    places: list[tuple[str, threading.Thread]] = []

    def load(name: str) -> None:
        assert gate.wait(10.0)
        places.append((name, threading.current_thread()))

    monkeypatch.setattr(module, "loading", functools.cache(module.loading.__wrapped__))
    monkeypatch.setattr("importlib.import_module", load)
    typesetter = Typesetter(window)
    assert typesetter.drawing("w") is None
    qtbot.wait(3 * module.LOOK_MS)
    assert list(typesetter._wanted) == ["w"]
    gate.set()
    qtbot.waitUntil(lambda: not typesetter._wanted)
    assert typesetter.drawing("w") is not None
    assert places == [("ziamath", module.loading())]


def test_what_it_takes_to_typeset_is_not_loaded_before() -> None:
    assert not hasattr(module, "ziamath")
    assert typeset("w") is typeset("w")
