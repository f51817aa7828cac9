"""The numbers of the runs' penalties, or of their optimizers: a group of fields for each declared parameter."""

from typing import Any

from regsim.gui.panels.edits import with_values
from regsim.gui.panels.parameter_group import ParameterGroup
from regsim.gui.panels.section import Section
from regsim.gui.session import Session
from regsim.gui.theme import Theme
from regsim.parameters import InputError, Parameter, parameters


class RunParameters(Section):
    """Every parameter that the `part` of any run has, ``penalty`` or ``optimizer``.

    Attributes
    ----------
    groups : dict of str to ParameterGroup
        By the parameter's name; made when first needed and kept.
    """

    def __init__(self, title: str, session: Session, part: str) -> None:
        super().__init__(title, session)
        self.groups: dict[str, ParameterGroup] = {}
        self._part = part
        self._title: str | None = None
        self._edited = ""
        self._theme: Theme | None = None

    def refresh(self) -> None:
        """Show the values of the runs."""
        self.clear_error()
        scenario = self.session.scenario
        configs = [getattr(run, self._part) for run in scenario.runs]
        names = {i: run.penalty.label for i, run in enumerate(scenario.runs)}
        values: dict[str, dict[int, Any]] = {}
        for i, config in enumerate(configs):
            for parameter in parameters(type(config)):
                values.setdefault(parameter.name, {})[i] = getattr(config, parameter.name)
                if parameter.name not in self.groups:
                    self.groups[parameter.name] = self._make_group(parameter)
        for name, group in self.groups.items():
            group.refresh(values.get(name, {}), names, is_new=scenario.title != self._title)
            group.setVisible(name in values)
        self._title = scenario.title
        has_other_editors = self.body.count() > len(self.groups)
        self.setVisible(bool(values) or has_other_editors)

    def show_error(self, error: InputError) -> None:
        """Beside the field that was edited."""
        run = next((int(word) for word in error.field.split(".") if word.isdecimal()), 0)
        if self._edited in self.groups:
            self.groups[self._edited].field_of(run).show_error(str(error))
        else:
            super().show_error(error)

    def apply_theme(self, theme: Theme) -> None:
        """Give the dots the theme's colours of the runs."""
        self._theme = theme
        for group in self.groups.values():
            group.apply_theme(theme)

    def _make_group(self, parameter: Parameter) -> ParameterGroup:
        group = ParameterGroup(parameter)
        if self._theme is not None:
            group.apply_theme(self._theme)
        group.edited.connect(lambda values: self._edit(parameter.name, values))
        group.gesture_finished.connect(self.session.end_gesture)
        self.body.insertWidget(len(self.groups), group)
        return group

    def _edit(self, name: str, values: dict[int, Any]) -> None:
        scenario = self.session.scenario
        self._edited = name
        try:
            new = with_values(scenario, self._part, name, values)
            if new == scenario:
                self.refresh()
            else:
                runs = "".join(map(str, values))
                self.propose(new, f"{self._part}.{name}.{runs}")
        except InputError as error:
            self.show_error(error)
        finally:
            self._edited = ""
