"""A formula, typeset as in a book; and who typesets it, a little at a time.

Typesetting takes 2 to 60 ms, and what it takes is loaded in a thread. So a formula asks for its drawing when it is
first painted, and stands there in plain text until it has it. Its room depends on the text alone: nothing moves then.
"""

import importlib
import re
from collections.abc import Callable
from functools import cache, lru_cache
from threading import Thread

from PySide6.QtCore import QByteArray, QObject, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from regsim.gui.widgets.mathematics import latex

SIZE = 16  # pixels, of the letters
LINE = (24, 18)  # pixels: the height of a formula, and where in it the baseline is
WITH_SMALL_FRACTION = (30, 19)
WITH_FRACTION = (38, 25)
WITH_TALL_FRACTION = (46, 27)
SPACE = 5.0  # pixels around the sign that formulas are aligned at
SIGNS = (" ← ", " = ")  # that a formula may be aligned at
LOOK_MS = 20  # between looks whether what it takes to typeset is loaded
_REPLACED = {  # a hat that would be as wide as a roof; functions that would keep their distance from the bracket
    "<mo>&#x00302;": '<mo stretchy="false">&#710;',
    "<mo>max</mo>": '<mo lspace="0" rspace="0">max</mo>',
    "<mo>cos</mo>": '<mo lspace="0" rspace="0">cos</mo>',
}
_DRAWN_IN = "black"
_SMALL_WITH_HAT = re.compile("(?<=[a-z])\u0302")


def beside(text: str) -> str:
    """Plain text with hats beside small letters: DejaVu Sans, a usual default, sets them on the line above."""
    return _SMALL_WITH_HAT.sub("ˆ", text)


@lru_cache(maxsize=512)
def typeset(text: str) -> str:
    """A formula as SVG in black, from its plain text; the start of its baseline is at (0, 0)."""
    from ziamath.config import config  # takes too long for those who never see a formula
    from ziamath.tex import tex2mml
    from ziamath.zmath import Math

    config.svg2 = False  # Qt leaves blank what only SVG 2 has
    mathml = tex2mml(latex(text))
    for old, new in _REPLACED.items():
        mathml = mathml.replace(old, new)
    return Math(mathml, size=SIZE).svg()


@cache
def loading() -> Thread:
    """The thread that loads what it takes to typeset, once: between two events it would hold the window up."""
    thread = Thread(target=importlib.import_module, args=("ziamath",), name="regsim-formulas")
    thread.start()
    return thread


class Drawing:
    """A typeset formula, to be drawn in any colour and sharp on any screen.

    Attributes
    ----------
    box : QRectF
        Its edges relative to the start of its baseline, in pixels.
    """

    def __init__(self, svg: str) -> None:
        self._svg = svg
        self._renderers: dict[str, QSvgRenderer] = {}
        self.box = self._renderer(_DRAWN_IN).viewBoxF()

    def paint(self, painter: QPainter, left: float, baseline: float, scale: float = 1.0) -> None:
        """Draw it in the colour of the pen."""
        corner = QPointF(left, baseline) + self.box.topLeft() * scale
        size = QSizeF(self.box.width() * scale, self.box.height() * scale)
        self._renderer(painter.pen().color().name()).render(painter, QRectF(corner, size))

    def _renderer(self, colour: str) -> QSvgRenderer:
        if colour not in self._renderers:
            self._renderers[colour] = QSvgRenderer(QByteArray(self._svg.replace(_DRAWN_IN, colour).encode()))
        return self._renderers[colour]


class Typesetter(QObject):
    """Typesets what is wanted, one formula at a time, when the window has nothing else to do.

    Attributes
    ----------
    typeset : Signal
        Something has been typeset.
    """

    typeset = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drawings: dict[str, Drawing] = {}
        self._wanted: dict[str, None] = {}  # in the order in which they were asked for
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._next)

    def drawing(self, text: str) -> Drawing | None:
        """The drawing of a formula, or nothing yet."""
        drawing = self._drawings.get(text)
        if drawing is None:
            self._wanted[text] = None
            self._timer.start(0)
        return drawing

    def rest(self) -> None:
        """Typeset nothing until a drawing is asked for again; no thread outlives the window."""
        self._timer.stop()
        if loading.cache_info().currsize:
            loading().join()

    def _next(self) -> None:
        if loading().is_alive():
            self._timer.start(LOOK_MS)
            return
        text = next(iter(self._wanted))
        self._drawings[text] = Drawing(typeset(text))
        del self._wanted[text]
        self.typeset.emit()
        if self._wanted:
            self._timer.start(0)


class Formula(QWidget):
    """One formula. It can be copied, in plain text and as LaTeX.

    Parameters
    ----------
    typesetter : Typesetter
    indent : int
        Pixels to where its first ← or = begins.
    """

    def __init__(self, typesetter: Typesetter, indent: int) -> None:
        super().__init__()
        self._typesetter = typesetter
        self._indent = indent
        self._text = self._sign = ""
        self._sides = ("", "")
        self._height, self._baseline = LINE
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._offer("Copy formula", lambda: self._text)
        self._offer("Copy formula as LaTeX", lambda: latex(self._text))
        typesetter.typeset.connect(self.update)

    def text(self) -> str:
        """The formula as a line of text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another formula."""
        if text == self._text:
            return
        self._text = text
        first = min((sign for sign in SIGNS if sign in text), key=text.index, default="")
        left, sign, right = text.partition(first) if first else ("", "", text)
        self._sides, self._sign = (left, right), sign.strip()
        self._height, self._baseline = _room(latex(text))
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The height that its parts need; any width will do."""
        return QSize(0, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The formula; in plain text as long as it is not typeset."""
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        texts = [text for text in (*self._sides, self._sign) if text]
        drawings = {text: drawing for text in texts if (drawing := self._typesetter.drawing(text))}
        if len(drawings) == len(set(texts)):
            self._paint(painter, drawings)
        else:
            self._write(painter)
        painter.end()

    def _write(self, painter: QPainter) -> None:
        """All of it in plain text, aligned as the drawing will be, and as that made smaller where it is too wide."""
        (name, text), middle = map(beside, self._sides), Qt.AlignmentFlag.AlignVCenter
        start = self._indent if self._sign else 0
        end = QRectF(0.0, 0.0, self._indent - SPACE, self.height())
        painter.drawText(end, middle | Qt.AlignmentFlag.AlignRight, name)
        text = f"{self._sign} {text}".strip()
        width = max(painter.fontMetrics().horizontalAdvance(text), 1.0)
        scale = min(1.0, (self.width() - start - 2.0) / width)
        painter.translate(start, 0.5 * self.height())
        painter.scale(scale, scale)
        painter.drawText(QRectF(0.0, -0.5 * self.height(), width + 1.0, self.height()), middle, text)

    def _paint(self, painter: QPainter, drawings: dict[str, Drawing]) -> None:
        """The right side made smaller where it is too wide, and what is left of it on its baseline."""
        (name, text), start = self._sides, float(self._indent)
        if not text:
            return
        if self._sign:
            start += drawings[self._sign].box.right() + SPACE
        right, box = drawings[text], drawings[text].box
        scale = min(1.0, (self.width() - start) / box.right(), self.height() / box.height())
        baseline = min(max(self._baseline, -box.top() * scale), self.height() - box.bottom() * scale)
        right.paint(painter, start, baseline, scale)
        if self._sign:
            drawings[self._sign].paint(painter, self._indent, baseline)
            drawings[name].paint(painter, self._indent - SPACE - drawings[name].box.right(), baseline)

    def _offer(self, name: str, form: Callable[[], str]) -> None:
        action = QAction(name, self)
        action.triggered.connect(lambda: QGuiApplication.clipboard().setText(form()))
        self.addAction(action)


def _room(drawn: str) -> tuple[int, int]:
    """The height for a formula, and where in it the baseline is, from what it is made of."""
    if r"\frac" in drawn:
        is_tall = any(part in drawn for part in ("_", r"\sqrt", r"\tfrac"))
        return WITH_TALL_FRACTION if is_tall else WITH_FRACTION
    return WITH_SMALL_FRACTION if r"\tfrac" in drawn else LINE
