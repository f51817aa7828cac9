"""A field for a part within a part that comes in several kinds, such as the schedule of a learning rate."""

from typing import Any

from regsim.gui.panels.edits import fields_of, remade
from regsim.gui.panels.fields import Field
from regsim.gui.panels.kind_editor import KindEditor
from regsim.parameters import Config, Declaration, Parameter, kinds


class KindField(Field):
    """Label and combo of the kinds in one line, and the form of the one in use below it."""

    def __init__(self, parameter: Parameter, base: type[Config]) -> None:
        self._base = base
        super().__init__(parameter)

    def _build(self) -> None:
        self.editor = KindEditor(self.title, heading=self._heading())
        self.editor.set_choices([(kind, getattr(cls, "label", kind)) for kind, cls in kinds(self._base).items()])
        self.editor.kind_chosen.connect(self._choose)
        self.editor.changed.connect(self.edited)
        self.editor.gesture_finished.connect(self.finished)
        self._column.addWidget(self.editor)
        self._focused = self.editor.combo

    def _choose(self, kind: str) -> None:
        remembered = fields_of(self._in_force) if isinstance(self._in_force, Config) else {}
        self.edited.emit(remade(kinds(self._base)[kind], remembered))
        self.finished.emit()

    def _show(self, value: Any) -> None:
        self.editor.set_config(value)


def kind_parameter(name: str, declaration: Declaration, base: type[Config], default: Config) -> Parameter:
    """The parameter that stands for such a part: a choice of its kind, whose fields have their own bounds."""
    return Parameter(name, "choice", declaration, default, tuple(kinds(base)))
