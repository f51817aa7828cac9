"""Fields: an editor for one declared parameter, with its label, and the sentence about a wrong value below it.

A field tells what the user wants and shows what is in force; it decides nothing. A text that is refused stays where it
was typed, with the reason, until it is mended or another value comes into force.
"""

from abc import abstractmethod
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from regsim.gui.panels.parsing import parse_value, short_text, value_text
from regsim.gui.panels.wording import empty_means, in_words, phrase
from regsim.gui.widgets import layouts
from regsim.gui.widgets.combo import Combo
from regsim.gui.widgets.labels import Dot, ElidedLabel, Remark
from regsim.gui.widgets.line import ShortenedLine
from regsim.gui.widgets.log_slider import NumberEditor
from regsim.gui.widgets.marking import set_mark
from regsim.gui.widgets.number_scale import NumberScale
from regsim.gui.widgets.ticks import CheckBox
from regsim.parameters import InputError, Parameter

TABLE_LINES = 4  # of text, before it scrolls
LONGEST_TEXT = 20_000  # characters; an editor with more would make every keystroke slow


class Field(QWidget):
    """Label, editor and sentence for one parameter.

    Parameters
    ----------
    parameter : Parameter
    """

    edited = Signal(object)  # the value the user wants
    finished = Signal()  # what follows is another change

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.parameter = parameter
        self.title = parameter_title(parameter)
        self.dot = Dot()
        self.dot.hide()
        self._label = ElidedLabel(self.title)
        self._message = Remark("error")
        self._in_force: object = _NOTHING
        self._focused: QWidget | None = None
        self._column = layouts.column(self, spacing=2)
        self._build()
        self._set_name(self.title)
        self._column.addWidget(self._message)
        self.setToolTip(parameter_help(parameter))

    @property
    def error(self) -> str:
        """The sentence shown, empty where all is well."""
        return self._message.text()

    def set_value(self, value: object) -> None:
        """Show what is in force; emits nothing. While it is the same, what is being typed or was refused stays."""
        if value == self._in_force:
            return
        self._in_force = value
        self.show_error("")
        self._show(value)

    def show_error(self, sentence: str) -> None:
        """Say why what stands in the editor is not in force, or, if empty, that it is."""
        self._message.set_text(in_words(sentence, self.parameter))
        self._set_wrong(bool(sentence))

    def set_owner(self, owner: str) -> None:
        """Say whose value it is, to the pointer and to screen readers; to the eye the dot says it."""
        self._set_name(f"{self.title}, {owner}")
        self.setToolTip(f"{owner}: {parameter_help(self.parameter)}")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on to the editor; a focus proxy would be a stop of its own on the way of Tab."""
        if self._focused is not None:
            self._focused.setFocus(event.reason())

    @abstractmethod
    def _build(self) -> None:
        """Make the editor and add it to the column."""

    @abstractmethod
    def _show(self, value: Any) -> None:
        """Show `value` in the editor."""

    def _set_name(self, name: str) -> None:
        """Name the editor for screen readers."""
        if self._focused is not None:
            self._focused.setAccessibleName(name)

    def _set_wrong(self, is_wrong: bool) -> None:
        """Mark the editor."""

    def add_to_heading(self, widget: QWidget) -> None:
        """Put something behind the label."""
        self._heading_line.addWidget(widget)

    def _heading(self) -> QWidget:
        """Dot and label."""
        heading = QWidget()
        self._heading_line = layouts.line(heading, spacing=6)
        self._heading_line.addWidget(self.dot)
        self._heading_line.addWidget(self._label, 1)
        return heading

    def _add_line(self, editor: QWidget) -> None:
        """Label to the left, editor to the right."""
        line = layouts.line(spacing=6)
        line.addWidget(self._heading(), 4)
        line.addWidget(editor, 5)
        self._column.addLayout(line)
        self._focused = editor

    def _read(self, text: str) -> None:
        """What was typed, as a value; or why it is none."""
        try:
            value = parse_value(self.parameter, text)
        except InputError as error:
            self.show_error(str(error))
            return
        self.show_error("")
        self.edited.emit(value)
        self.finished.emit()


class NumberField(Field):
    """A number or whole number: exact box, and a slider where the declaration has one."""

    def _build(self) -> None:
        constraint = f"{self.parameter.declaration.label} {self.parameter.constraint}"
        self.editor = NumberEditor(number_scale(self.parameter), constraint, self._heading())
        self._focused = self.editor.box
        self._column.addWidget(self.editor)
        self.editor.edited.connect(self._pass_on)
        self.editor.finished.connect(self.finished)
        self.editor.rejected.connect(self._message.set_text)

    def set_run(self, run: int) -> None:
        """Fill the slider with the colour of this run."""
        if self.editor.slider is not None:
            set_mark(self.editor.slider, "run", run)

    def _pass_on(self, value: object) -> None:
        self.show_error("")
        self.edited.emit(value)

    def _show(self, value: Any) -> None:
        self.editor.set_value(value)

    def _set_name(self, name: str) -> None:
        self.editor.set_name(name)

    def _set_wrong(self, is_wrong: bool) -> None:
        self.editor.box.set_wrong(is_wrong)


class FlagField(Field):
    """Yes or no."""

    def _build(self) -> None:
        self._box = CheckBox(self.title)
        self._box.clicked.connect(self._pass_on)
        self._column.addWidget(self._box)
        self._focused = self._box

    def _pass_on(self, is_checked: bool) -> None:
        self.edited.emit(is_checked)
        self.finished.emit()

    def _show(self, value: Any) -> None:
        self._box.setChecked(bool(value))


class ChoiceField(Field):
    """One of a few words."""

    def _build(self) -> None:
        self._combo = Combo(self.title)
        self._combo.set_choices([(word, phrase(self.parameter, word)) for word in self.parameter.choices])
        self._combo.chosen.connect(self._pass_on)
        self._add_line(self._combo)

    def _pass_on(self, word: str) -> None:
        self.edited.emit(word)
        self.finished.emit()

    def _show(self, value: Any) -> None:
        self._combo.show_key(str(value))


class LineField(Field):
    """A text, numbers or texts in one line."""

    def _build(self) -> None:
        self._line = ShortenedLine()
        self._line.editingFinished.connect(self._commit)
        if self.parameter.optional:
            self._line.setPlaceholderText(empty_means(self.parameter))
        self._add_line(self._line)

    def _commit(self) -> None:
        if self._line.isModified():
            self._line.setModified(False)
            self._read(self._line.text())

    def _show(self, value: Any) -> None:
        full = value_text(self.parameter, value)
        self._line.show_text(full, short_text(self.parameter, value))
        if self.parameter.kind == "text":
            self._line.setCursorPosition(len(full))  # of a path the end says most, of a list the beginning
        self._line.setToolTip(full or self.toolTip())

    def _set_wrong(self, is_wrong: bool) -> None:
        set_mark(self._line, "wrong", is_wrong)


class _Block(QPlainTextEdit):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class TableField(Field):
    """Rows of numbers, one row a line; taken when the editor is left."""

    def _build(self) -> None:
        self._block = _Block()
        self._block.setTabChangesFocus(True)
        self._block.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._set_lines(TABLE_LINES)
        self._block.left.connect(self._commit)
        self._column.addWidget(self._heading())
        self._column.addWidget(self._block)
        self._focused = self._block

    def _commit(self) -> None:
        document = self._block.document()
        if document.isModified():
            document.setModified(False)
            self._read(self._block.toPlainText())

    def _show(self, value: Any) -> None:
        text = value_text(self.parameter, value)
        is_long = len(text) > LONGEST_TEXT
        self._block.setReadOnly(is_long)
        self._block.setPlainText(f"{len(value)} rows: edit them in the file" if is_long else text)
        self._block.document().setModified(False)
        self._set_lines(min(len(value) + 1, TABLE_LINES))  # with room for a row more

    def _set_lines(self, n_lines: int) -> None:
        self._block.setFixedHeight(self._block.fontMetrics().lineSpacing() * n_lines + 12)

    def _set_wrong(self, is_wrong: bool) -> None:
        set_mark(self._block, "wrong", is_wrong)


_NOTHING = object()  # in force before the first value is shown
_FIELDS: dict[str, type[Field]] = {
    "number": NumberField,
    "integer": NumberField,
    "flag": FlagField,
    "choice": ChoiceField,
    "text": LineField,
    "numbers": LineField,
    "integers": LineField,
    "texts": LineField,
    "table": TableField,
}


def make_field(parameter: Parameter) -> Field:
    """The field for a parameter, by its kind; one that may be left out is a line that may be left empty."""
    can_be_empty = parameter.optional and parameter.kind != "table"
    return LineField(parameter) if can_be_empty else _FIELDS[parameter.kind](parameter)


def number_scale(parameter: Parameter) -> NumberScale:
    """Bounds and slider of a parameter, as its declaration says."""
    d = parameter.declaration
    return NumberScale(d.ge, d.gt, d.le, d.slider, d.scale == "log", parameter.kind == "integer")


def parameter_title(parameter: Parameter) -> str:
    """Symbol and label, as in ``λ  strength``."""
    d = parameter.declaration
    is_mark = d.symbol and parameter.kind != "flag"
    return f"{d.symbol}  {d.label}" if is_mark else d.label


def parameter_help(parameter: Parameter) -> str:
    """What it is and what it must be, for a tooltip."""
    constraint = parameter.constraint
    return f"{parameter.declaration.help}\n{constraint[0].upper()}{constraint[1:]}.".strip()
