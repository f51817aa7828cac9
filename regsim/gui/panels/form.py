"""Forms: the fields of a configuration class, made from its declarations.

A configuration is frozen and checked as a whole when it is made, so one edit may be refused because of another field: a
2 × 2 Hessian does not fit a centre of one number. What was typed waits, and is taken together with the edit that makes
it fit.
"""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from regsim.gui.panels.fields import Field, make_field
from regsim.gui.widgets import layouts
from regsim.gui.widgets.disclosure import Disclosure
from regsim.parameters import Config, InputError, Parameter, parameters


class Form(QWidget):
    """Editors for one configuration.

    Parameters
    ----------
    config_class : type of Config
    chosen : tuple of Parameter, optional
        The parameters to show, if not all that the class declares.
    rare : collection of str
        The names of those that stand behind a line that opens them.
    """

    changed = Signal(object)  # another valid configuration
    gesture_finished = Signal()  # what follows is another change

    def __init__(
        self,
        config_class: type[Config],
        chosen: tuple[Parameter, ...] | None = None,
        rare: Collection[str] = (),
    ) -> None:
        super().__init__()
        self._config: Config | None = None
        self._waiting: dict[str, Any] = {}  # edits that fit only together with another one
        self.fields: dict[str, Field] = {}
        self.more = Disclosure()
        column = layouts.column(self, spacing=6)
        for parameter in parameters(config_class) if chosen is None else chosen:
            field = make_field(parameter)
            field.edited.connect(lambda value, name=parameter.name: self._edit(name, value))
            field.finished.connect(self.gesture_finished)
            self.fields[parameter.name] = field
            (self.more.body if parameter.name in rare else column).addWidget(field)
        self._rare = [field.parameter for name, field in self.fields.items() if name in rare]
        column.addWidget(self.more)
        self.more.setVisible(bool(self._rare))

    def set_config(self, config: Config) -> None:
        """Show what is in force; emits nothing, and leaves alone what is being typed or was refused."""
        if config is self._config and not self._waiting:
            return
        is_unusual = any(self._value(config, parameter.name) != parameter.default for parameter in self._rare)
        self.more.show_state(is_unusual=is_unusual, is_new=self._config is None)
        self._config = config
        for name, field in self.fields.items():
            field.set_value(self._value(config, name))
            if not field.error:
                self._waiting.pop(name, None)

    def show_error(self, name: str, sentence: str) -> bool:
        """Show why the value of a field was refused; False where the form has no such field.

        Without a name the whole configuration is to blame: the sentence stands below its first field.
        """
        field = self.fields.get(name) if name else next(iter(self.fields.values()), None)
        if field is None:
            return False
        field.show_error(sentence)
        return True

    def _value(self, config: Config, name: str) -> Any:
        return getattr(config, name)

    def _replaced(self, config: Config, values: Mapping[str, Any]) -> Config:
        return msgspec.structs.replace(config, **values)

    def _edit(self, name: str, value: Any) -> None:
        if self._config is None:
            return
        together = {**self._waiting, name: value}
        sentence = ""
        for values in [together, {name: value}] if len(together) > 1 else [together]:
            try:
                config = self._replaced(self._config, values)
            except InputError as error:
                sentence = sentence or str(error)
                continue
            for taken in values:
                self._waiting.pop(taken, None)
                self.fields[taken].show_error("")
            if config != self._config:
                self.changed.emit(config)
            return
        self._waiting = together
        self.show_error(name, sentence)
