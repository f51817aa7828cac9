"""What an update does, run by run: every line as a formula and with its numbers below it, and a sentence."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QHideEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from regsim.engine.arithmetic import Line
from regsim.gui.theme import Theme
from regsim.gui.widgets import layouts
from regsim.gui.widgets.formula import Formula, Typesetter
from regsim.gui.widgets.labels import unbroken

INDENT = 26  # pixels to the sign that formulas and numbers are aligned at
HANGING = 15  # pixels from there to where a row of numbers goes on in the next
SIZE = 13  # pixels, of the numbers
BETWEEN_TERMS, BEFORE_A_DIVISOR, WITHIN_BRACKETS = range(3)  # where a row is broken, the first first
BETWEEN_RUNS, BETWEEN_LINES = 16, 8  # pixels


@dataclass(frozen=True)
class Block:
    """What is to be said of one run.

    Attributes
    ----------
    name, rule : str
        Of the run and of its optimizer.
    formulas : tuple of str
        The rule in symbols where there are no lines.
    lines : tuple of Line
    sentence : str
    """

    name: str
    rule: str
    formulas: tuple[str, ...]
    lines: tuple[Line, ...]
    sentence: str

    def text(self) -> str:
        """All of it in plain text."""
        lines = [f"{line.name} ← {line.formula}\n{_numbers(line)}" for line in self.lines]
        return "\n".join((f"{self.name}  {self.rule}", *self.formulas, *lines, self.sentence))


class Explanations(QWidget):
    """The blocks of all runs, one below the other.

    Parameters
    ----------
    theme : Theme
    width : int
        Pixels there are for a row of numbers.
    """

    def __init__(self, theme: Theme, width: int) -> None:
        super().__init__()
        self.theme = theme
        self._width = width
        self._typesetter = Typesetter(self)
        self._text = ""
        self._title = _label()
        self._runs: list[_Run] = []
        self._column = layouts.column(self, spacing=BETWEEN_RUNS)
        self._column.addWidget(self._title)
        self._column.addStretch(1)
        self.setAccessibleName("This step in numbers")

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._typesetter.rest()

    def text(self) -> str:
        """All that is shown, in plain text."""
        return self._text

    def set_blocks(self, name: str, steps: str, blocks: Sequence[Block]) -> None:
        """Say this of the weight `name` in the update `steps`, or at a step after which there is none."""
        self._text = "\n\n".join((f"{name}  {steps}", *(block.text() for block in blocks)))
        self.setAccessibleDescription(self._text)
        whole = steps.replace("step ", "step\u00a0").replace(" → ", "\u00a0→\u00a0")  # on one line, below a long name
        title = f"<b>{html.escape(name)}</b>&nbsp; {muted(whole, self.theme)}"
        _set(self._title, f"<span style='font-size:14px'>{title}</span>", f"{name}, {steps}")
        while len(self._runs) < len(blocks):
            self._runs.append(_Run(self._typesetter, self._width))
            self._column.insertWidget(len(self._runs), self._runs[-1])
        for number, run in enumerate(self._runs):
            run.setVisible(number < len(blocks))
            if number < len(blocks):
                run.set_block(blocks[number], self.theme, number)
        self._column.activate()


class _Run(QWidget):
    """The block of one run."""

    def __init__(self, typesetter: Typesetter, width: int) -> None:
        super().__init__()
        self._typesetter = typesetter
        self._width = width
        self._heading, self._sentence = _label(), _label()
        self._lines: list[_Line] = []
        self._column = layouts.column(self, spacing=BETWEEN_LINES)
        self._column.addWidget(self._heading)
        self._column.addWidget(self._sentence)

    def set_block(self, block: Block, theme: Theme, run: int) -> None:
        rule = muted(block.rule, theme)
        _set(self._heading, f"{run_name(block.name, theme, run)}&nbsp; {rule}", f"{block.name}, {block.rule}")
        rows = [(f"{line.name} ← {line.formula}", line) for line in block.lines]
        shown: list[tuple[str, Line | None]] = [*rows] or [(formula, None) for formula in block.formulas]
        while len(self._lines) < len(shown):
            self._lines.append(_Line(self._typesetter, self._width))
            self._column.insertWidget(len(self._lines), self._lines[-1])
        for number, widget in enumerate(self._lines):
            widget.setVisible(number < len(shown))
            if number < len(shown):
                widget.set_line(*shown[number], theme.run_texts[run])
        _set(self._sentence, muted(unbroken(block.sentence), theme), block.sentence)
        self._sentence.setVisible(bool(block.sentence))
        self._column.activate()


class _Line(QWidget):
    """A formula, and the same with its numbers in it: all in one row if there is room, or the result in its own."""

    def __init__(self, typesetter: Typesetter, width: int) -> None:
        super().__init__()
        self._room = width - INDENT
        self._is_long = False
        self._formula, self._numbers = Formula(typesetter, INDENT), _label()
        self._numbers.setWordWrap(False)  # the rows are made here: a layout of labels that wrap takes most of a frame
        self._numbers.setContentsMargins(INDENT, 0, 0, 0)
        font = self._numbers.font()
        font.setPixelSize(SIZE)
        self._numbers.setFont(font)
        self._metrics = QFontMetricsF(font)
        font.setBold(True)
        self._bold_metrics = QFontMetricsF(font)
        self._column = layouts.column(self, spacing=1)
        self._column.addWidget(self._formula)
        self._column.addWidget(self._numbers)

    def set_line(self, formula: str, line: Line | None, colour: str) -> None:
        if formula != self._formula.text():
            self._is_long = False  # what was long once stays so, and nothing jumps while playing
        self._formula.set_text(formula)
        self._numbers.setVisible(line is not None)
        if line is not None:
            rows = "".join(map(_paragraph, self._rows(line)))
            _set(self._numbers, f"<div style='color:{colour}'>{rows}</div>", _numbers(line))
        self._column.activate()  # and what it is in, before it is painted: else a new row is cut off for a moment

    def _rows(self, line: Line) -> list[tuple[str, int]]:
        """The rows as rich text, each with the pixels that it hangs behind the first."""
        before = f"= {line.numbers}{line.link}" if line.numbers else "= "
        result, width = f"<b>{line.result}</b>", self._bold_metrics.horizontalAdvance(line.result)
        self._is_long = self._is_long or self._metrics.horizontalAdvance(before) + width > self._room
        if not (self._is_long and line.numbers):
            return [(before + result, 0)]
        rows, hanging = [""], 0
        for piece in self._pieces(f"= {line.numbers}"):
            if rows[-1] and self._metrics.horizontalAdvance(rows[-1] + piece) + hanging > self._room:
                rows.append("")
                hanging = HANGING
            rows[-1] += piece
        hung = [(row, HANGING if number else 0) for number, row in enumerate(rows)]
        return [*hung, (f"{line.link.strip()} {result}", 0)]

    def _pieces(self, text: str, level: int = 0) -> list[str]:
        """What stays together in a row: as much as fits."""
        if level > WITHIN_BRACKETS or self._metrics.horizontalAdvance(text) <= self._room - HANGING:
            return [text]
        places = [0, *(place for place, at in _joints(text) if at <= level), len(text)]
        return [piece for a, b in pairwise(places) for piece in self._pieces(text[a:b], level + 1)]


def _joints(text: str) -> Iterator[tuple[int, int]]:
    """Where a row may end, before what joins the next one to it, and how much that takes apart."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign in "+−" and text[place - 1 : place] == text[place + 1 : place + 2] == " ":
            yield place, BETWEEN_TERMS if not depth else WITHIN_BRACKETS
        elif text.startswith("/(", place):
            yield place, BEFORE_A_DIVISOR if not depth else WITHIN_BRACKETS


def run_name(name: str, theme: Theme, run: int) -> str:
    """A run's name in its colour, as rich text."""
    return f"<b style='color:{theme.run_texts[run]}; font-size:14px'>{html.escape(name)}</b>"


def muted(text: str, theme: Theme) -> str:
    """Text that is second in rank, as rich text."""
    return f"<span style='color:{theme.muted}'>{html.escape(text)}</span>"


def _numbers(line: Line) -> str:
    """The numbers of a line and what they give."""
    return f"{f'= {line.numbers}' if line.numbers else ''}{line.link}{line.result}".strip()


def _paragraph(row: tuple[str, int]) -> str:
    text, hanging = row
    return f"<p style='margin:0 0 0 {hanging}px'>{text}</p>"


def _label() -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)  # long names would widen the panel
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _set(label: QLabel, text: str, plain: str) -> None:
    """Say it to the eye and to a screen reader."""
    if text != label.text():
        label.setText(text)
        label.setAccessibleName(plain)
