"""The numbers of the runs' penalties, or of their optimizers: a group of fields for each declared parameter."""

from typing import Any

from regsim.gui.changes import words
from regsim.gui.panels.change_list import ChangeList, Entry
from regsim.gui.panels.edits import run_at, with_change, with_values, without_change
from regsim.gui.panels.field_tools import FieldTools
from regsim.gui.panels.fields import Field, make_field
from regsim.gui.panels.moments import in_force, n_begun
from regsim.gui.panels.parameter_group import SHARED, ParameterGroup
from regsim.gui.panels.section import Section
from regsim.gui.playback import Playback
from regsim.gui.session import Session
from regsim.gui.theme import Theme
from regsim.gui.widgets import layouts
from regsim.gui.widgets.disclosure import Disclosure
from regsim.gui.widgets.ticks import CheckBox
from regsim.parameters import Config, InputError, Parameter, parameters
from regsim.scenario import Change


class RunParameters(Section):
    """Every parameter that the `part` of any run has, ``penalty`` or ``optimizer``.

    Parameters
    ----------
    title : str
    session : Session
    playback : Playback
        Says from which step on a change holds.
    part : str
    changing : str
        The parameter that may change in mid-run.
    rare : tuple of str
        The parameters that stand behind a line that opens them.

    Attributes
    ----------
    groups : dict of str to ParameterGroup
        By the parameter's name; made when first needed and kept.
    changes : ChangeList
    more : Disclosure
    link : CheckBox
        Links and unlinks the rare ones, all together.
    """

    def __init__(
        self, title: str, session: Session, playback: Playback, part: str, changing: str, rare: tuple[str, ...] = ()
    ) -> None:
        super().__init__(title, session)
        self.groups: dict[str, ParameterGroup] = {}
        self.playback = playback
        self._n_begun = 0
        self._part, self._changing, self._rare = part, changing, rare
        self._title: str | None = None
        self._edited = ""
        self._theme: Theme | None = None
        self._usual = layouts.column(spacing=6)
        self.body.addLayout(self._usual)
        self.changes = ChangeList()
        self.changes.removed.connect(
            lambda place: self.propose(without_change(session.scenario, place, self._changing))
        )
        self.body.addWidget(self.changes)
        self.more = Disclosure()
        self.link = CheckBox("same for all runs")
        self.link.setProperty("role", "muted")
        self.link.clicked.connect(self._link)
        self.more.body.addWidget(self.link)
        self.body.addWidget(self.more)
        playback.stepped.connect(self._follow)

    def refresh(self) -> None:
        """Show the values of the runs."""
        self.clear_error()
        scenario = self.session.scenario
        is_new = scenario.title != self._title
        self._title = scenario.title
        values = self._values()
        names = {i: run.penalty.label for i, run in enumerate(scenario.runs)}
        for name, group in self.groups.items():
            group.refresh(values.get(name, {}), names, is_new=is_new)
            group.setVisible(name in values)
        rare = self._rare_groups()
        self.more.setVisible(bool(rare))
        self.more.show_state(is_unusual=any(group.is_unusual for group in rare), is_new=is_new)
        self.link.setVisible(len(scenario.runs) > 1)
        self.link.setChecked(all(group.is_shared for group in rare))
        self.show_moment()
        self.setVisible(bool(values))

    def show_moment(self) -> None:
        """Show what holds at the step on screen; the fields are what the runs begin with."""
        scenario, step = self.session.scenario, self.playback.step
        self._n_begun = n_begun(scenario, step)
        now = in_force(scenario, self._changing, step)
        self.changes.show_entries(
            [
                Entry(place, change.run, f"from step {change.step:,}: {words(change, self._changing)}", place in now)
                for place, change in enumerate(scenario.changes)
                if getattr(change, self._changing) is not None
            ]
        )

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
        self.changes.apply_theme(theme)
        for group in self.groups.values():
            group.apply_theme(theme)

    def declared(self, config: Config) -> tuple[Parameter, ...]:
        """The parameters of a run's part to make fields for."""
        return parameters(type(config))

    def new_field(self, parameter: Parameter) -> Field:
        """The field for one of them."""
        return make_field(parameter)

    def _follow(self, step: int) -> None:
        """Another step is on screen."""
        if n_begun(self.session.scenario, step) != self._n_begun:
            self.show_moment()

    def _values(self) -> dict[str, dict[int, Any]]:
        """The values of every parameter, by run; there is a group for each of them then."""
        values: dict[str, dict[int, Any]] = {}
        for i, run in enumerate(self.session.scenario.runs):
            config = getattr(run, self._part)
            for parameter in self.declared(config):
                values.setdefault(parameter.name, {})[i] = getattr(config, parameter.name)
                if parameter.name not in self.groups:
                    self.groups[parameter.name] = self._make_group(parameter)
        return values

    def _rare_groups(self) -> list[ParameterGroup]:
        """Those of the rare parameters that a run has."""
        return [self.groups[name] for name in self._rare if name in self.groups and self.groups[name].runs]

    def _make_group(self, parameter: Parameter) -> ParameterGroup:
        is_rare = parameter.name in self._rare
        tools = self._new_tools if parameter.name == self._changing else None
        group = ParameterGroup(parameter, self.new_field, has_link=not is_rare, new_tools=tools)
        if self._theme is not None:
            group.apply_theme(self._theme)
        group.edited.connect(lambda values: self._edit(parameter.name, values))
        group.gesture_finished.connect(self.session.end_gesture)
        if is_rare:
            before = [name for name in self._rare[: self._rare.index(parameter.name)] if name in self.groups]
            self.more.body.insertWidget(len(before), group)
        else:
            self._usual.addWidget(group)
        return group

    def _new_tools(self, run: int) -> FieldTools:
        """What changes the value of a run, or of all, in mid-run."""

        def in_force() -> float:
            index = self.groups[self._changing].runs[0] if run == SHARED else run
            at = run_at(self.session.scenario, index, self.playback.step)
            return float(getattr(getattr(at, self._part), self._changing))

        parameter = next(p for p in parameters(Change) if p.name == self._changing)
        tools = FieldTools(parameter, self.playback, in_force)
        tools.change_wanted.connect(lambda value: self._change(run, value))
        return tools

    def _change(self, run: int, value: float) -> None:
        change = Change(self.playback.step, None if run == SHARED else run, **{self._changing: value})
        self.propose(with_change(self.session.scenario, change, self._changing))

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
            self.refuse(error)
        finally:
            self._edited = ""

    def _link(self, is_linked: bool) -> None:
        """Give all runs the rare values of the first that has them, or a field each."""
        scenario = self.session.scenario
        for group in self._rare_groups():
            group.take_apart(not is_linked)
            if is_linked:
                first = getattr(getattr(scenario.runs[group.runs[0]], self._part), group.parameter.name)
                scenario = with_values(scenario, self._part, group.parameter.name, dict.fromkeys(group.runs, first))
        if scenario == self.session.scenario:
            self.refresh()
        else:
            self.propose(scenario)
