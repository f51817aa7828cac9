"""One parameter of all runs: a single field while they share its value, else a field for each, in the run's colour.

To compare two penalties fairly, λ must be the same in both: so it is one slider, until the user takes them apart.
"""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from regsim.gui.panels.field_tools import FieldTools
from regsim.gui.panels.fields import Field, NumberField, make_field
from regsim.gui.theme import Theme
from regsim.gui.widgets import layouts
from regsim.gui.widgets.labels import Remark
from regsim.gui.widgets.ticks import CheckBox
from regsim.parameters import Parameter

SHARED = -1  # stands for the run of the field that all runs share


class ParameterGroup(QWidget):
    """The fields of one parameter, shared or by run.

    Parameters
    ----------
    parameter : Parameter
    new_field : callable
        Makes a field for it.
    has_link : bool
        Whether the user links and unlinks the runs here; else it is done from elsewhere, by `take_apart`.
    new_tools : callable, optional
        Makes what stands below the field of a run, or of all (SHARED).

    Attributes
    ----------
    is_linked : bool
        Whether one field stands for all runs.
    fields, remarks : dict of int to Field, Remark
        By run; SHARED for what stands for all runs.
    tools : dict of int to FieldTools
        As `fields`; empty where there are none.
    link : CheckBox
        What the user links and unlinks with.
    """

    edited = Signal(object)  # the values the user wants, by run
    gesture_finished = Signal()

    def __init__(
        self,
        parameter: Parameter,
        new_field: Callable[[Parameter], Field] = make_field,
        *,
        has_link: bool = True,
        new_tools: Callable[[int], FieldTools] | None = None,
    ) -> None:
        super().__init__()
        self.parameter = parameter
        self._new_field, self._has_link, self._new_tools = new_field, has_link, new_tools
        self.is_linked = True
        self._keeps_apart = False  # the user took the runs apart, although their values may be equal
        self._values: dict[int, Any] = {}
        self._shown: object = None  # what the fields were last given
        self._theme: Theme | None = None
        self.fields: dict[int, Field] = {}
        self.remarks: dict[int, Remark] = {}
        self.tools: dict[int, FieldTools] = {}
        self._fields_column = layouts.column(spacing=6)
        self.link = CheckBox(f"same {parameter.declaration.symbol or parameter.declaration.label} for all runs")
        self.link.setProperty("role", "muted")
        self.link.clicked.connect(self._link)
        column = layouts.column(self, spacing=5)
        column.addLayout(self._fields_column)
        column.addWidget(self.link)

    def refresh(self, values: Mapping[int, Any], names: Mapping[int, str], *, is_new: bool) -> None:
        """Show the values of the runs that have the parameter; a new scenario is linked where all are equal."""
        if is_new:
            self._keeps_apart = False
        self._values = dict(values)
        are_equal = len(set(values.values())) <= 1
        is_alone = len(values) == 1 < len(names)  # the parameter of one run among others: in its colour
        self.is_linked = are_equal and not is_alone and not (self._keeps_apart and len(values) > 1)
        self.link.setChecked(self.is_linked)
        self.link.setVisible(self._has_link and len(values) > 1)
        if (self._values, names, self.is_linked) != self._shown:
            self._shown = self._values, dict(names), self.is_linked
            self._show(names)

    def _show(self, names: Mapping[int, str]) -> None:
        """Give every field that is wanted its value, and hide the others."""
        values = self._values
        shown = {SHARED: next(iter(values.values()))} if self.is_linked and values else values
        for run, value in shown.items():
            field = self._field(run)
            if run != SHARED:
                field.set_owner(f"run {run + 1}, {names[run]}")
                if run in self.tools:
                    self.tools[run].set_owner(f"run {run + 1}, {names[run]}")
            field.set_value(value)
        for run, field in self.fields.items():
            field.setVisible(run in shown)
            if run in self.tools:
                self.tools[run].setVisible(run in shown)
            if run not in shown:
                self.remarks[run].hide()

    @property
    def runs(self) -> tuple[int, ...]:
        """The runs that have the parameter."""
        return tuple(self._values)

    @property
    def is_shared(self) -> bool:
        """Whether no run has a field of its own that could share it."""
        return self.is_linked or len(self._values) <= 1

    @property
    def is_unusual(self) -> bool:
        """Whether a run has another value than the default."""
        return any(value != self.parameter.default for value in self._values.values())

    def take_apart(self, is_apart: bool) -> None:
        """Keep a field for each run from the next refresh on, although their values may be equal; or no longer."""
        self._keeps_apart = is_apart

    def field_of(self, run: int) -> Field:
        """The field that stands for a run."""
        return self._field(SHARED if self.is_linked else run)

    def set_remark(self, run: int, text: str) -> None:
        """Say something below the field of a run, or of all where they are linked."""
        self._field(run)
        self.remarks[run].set_text(text)

    def set_marks(self, run: int, marks: list[tuple[float, str]]) -> None:
        """Draw ticks on the slider of a run, or of all where they are linked."""
        field = self._field(run)
        if isinstance(field, NumberField):
            field.editor.set_marks(marks)

    def set_offer(self, run: int, value: float | None, tip: str = "") -> None:
        """Offer a value to take over below the field of a run, or of all where they are linked."""
        self._field(run)
        self.tools[run].set_offer(value, tip)

    def apply_theme(self, theme: Theme) -> None:
        """Give the dots the theme's colours of the runs."""
        self._theme = theme
        for run, field in self.fields.items():
            if run != SHARED:
                field.dot.set_color(theme.runs[run])

    def _link(self, is_linked: bool) -> None:
        self._keeps_apart = not is_linked
        if is_linked and self._values:
            first = next(iter(self._values.values()))
            self.edited.emit(dict.fromkeys(self._values, first))
        self.edited.emit(self._values)

    def _field(self, run: int) -> Field:
        if run not in self.fields:
            field = self._new_field(self.parameter)
            if run != SHARED:
                field.dot.show()
                if isinstance(field, NumberField):
                    field.set_run(run)
                if self._theme is not None:
                    field.dot.set_color(self._theme.runs[run])
            field.edited.connect(lambda value, run=run: self._edit(run, value))
            field.finished.connect(self.gesture_finished)
            self.fields[run], self.remarks[run] = field, Remark()
            below: list[QWidget] = [self.remarks[run]]
            if self._new_tools is not None:
                self.tools[run] = self._new_tools(run)
                self.tools[run].offered.connect(lambda value, run=run: self._take(run, value))
                below.append(self.tools[run])
            at = (1 + len(below)) * sorted(self.fields).index(run)
            for i, widget in enumerate([field, *below]):
                self._fields_column.insertWidget(at + i, widget)
        return self.fields[run]

    def _take(self, run: int, value: float) -> None:
        self._edit(run, value)
        self.gesture_finished.emit()

    def _edit(self, run: int, value: Any) -> None:
        self.edited.emit(dict.fromkeys(self._values, value) if run == SHARED else {run: value})
