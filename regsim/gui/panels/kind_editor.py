"""An editor for a part of the scenario that comes in several kinds: a combo of the kinds, and the form of one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from regsim.gui.panels.form import Form
from regsim.gui.widgets import layouts
from regsim.gui.widgets.combo import Combo
from regsim.parameters import Config, kind_of

INDENT = 16  # pixels, of a form below a heading


def plain_form(config: Config) -> Form:
    """A form of all that the class declares."""
    return Form(type(config))


class KindEditor(QWidget):
    """Kind and form of one configuration.

    Parameters
    ----------
    name : str
        For screen readers.
    make_form : callable
        The form for a configuration; made once for each `form_key`.
    form_key : callable
        What a form can be kept for; the kind, if not given.
    heading : QWidget, optional
        What stands left of the combo.
    """

    kind_chosen = Signal(str)
    changed = Signal(object)  # another valid configuration of the same kind
    gesture_finished = Signal()

    def __init__(
        self,
        name: str,
        make_form: Callable[[Config], Form] = plain_form,
        form_key: Callable[[Config], str] = kind_of,
        heading: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._make_form, self._form_key = make_form, form_key
        self.forms: dict[str, Form] = {}
        self.form: Form | None = None
        self._choices: tuple[tuple[str, str], ...] = ()
        self.combo = Combo(name)
        self.combo.chosen.connect(self.kind_chosen)
        self._column = layouts.column(self, spacing=6)
        self._is_nested = heading is not None
        line = layouts.line(spacing=6)
        if heading is not None:
            line.addWidget(heading, 4)
        line.addWidget(self.combo, 5)
        self._column.addLayout(line)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these kinds, as (kind, label)."""
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self.combo.set_choices(self._choices)

    def set_config(self, config: Config) -> None:
        """Show what is in force; emits nothing."""
        if self.combo.key != kind_of(config):
            self.combo.show_key(kind_of(config))
        key = self._form_key(config)
        if key not in self.forms:
            self.forms[key] = self._add(self._make_form(config))
        if self.form is not self.forms[key]:
            if self.form is not None:
                self.form.hide()
            self.form = self.forms[key]
            self.form.setVisible(bool(self.form.fields))
        self.form.set_config(config)

    def show_error(self, name: str, sentence: str) -> bool:
        """Show why the value of a field was refused; False where there is no such field."""
        return self.form is not None and self.form.show_error(name, sentence)

    def _add(self, form: Form) -> Form:
        form.changed.connect(self.changed)
        form.gesture_finished.connect(self.gesture_finished)
        place = layouts.line(spacing=0, margins=(INDENT if self._is_nested else 0, 0, 0, 0))
        place.addWidget(form)
        self._column.addLayout(place)
        return form
