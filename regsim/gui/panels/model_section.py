"""What is fitted."""

import msgspec

from regsim.data import Source
from regsim.engine.models import Model
from regsim.gui.panels.edits import fields_of, remade, with_model
from regsim.gui.panels.kind_editor import KindEditor
from regsim.gui.panels.section import Section
from regsim.gui.panels.setups import fitting_models, scenario_for
from regsim.gui.session import Session
from regsim.parameters import InputError, kinds


class ModelSection(Section):
    """The models that go with the data, and the form of the one in use."""

    def __init__(self, session: Session) -> None:
        super().__init__("Model", session)
        self._data: Source | None = None
        self.editor = KindEditor("Model")
        self.editor.kind_chosen.connect(self._choose)
        self.editor.changed.connect(self._change)
        self.editor.gesture_finished.connect(session.end_gesture)
        self.body.addWidget(self.editor)

    def refresh(self) -> None:
        """Show the model of the scenario."""
        self.clear_error()
        scenario = self.session.scenario
        if scenario.data is not self._data:
            self._data = scenario.data
            self.editor.set_choices([(kind, cls.label) for kind, cls in fitting_models(scenario.data).items()])
        self.editor.set_config(scenario.model)

    def show_error(self, error: InputError) -> None:
        """Beside the field of the model's form, else below it."""
        if not self.editor.show_error(error.field.removeprefix("model."), str(error)):
            super().show_error(error)
            self.editor.set_config(self.session.scenario.model)

    def _change(self, model: Model) -> None:
        self.propose(with_model(self.session.scenario, model), "model")

    def _choose(self, kind: str) -> None:
        scenario = self.session.scenario
        model = remade(kinds(Model)[kind], fields_of(scenario.model))
        if type(model) is type(scenario.model):
            return
        try:
            dataset = self.session.problem.dataset
            new = with_model(scenario, model)
            if dataset is not None:  # another loss: other strengths and learning rates are of use
                fitted = scenario_for(scenario.data, model, scenario, dataset)
                new = msgspec.structs.replace(
                    fitted, title=scenario.title, views=scenario.views, n_steps=scenario.n_steps
                )
        except InputError as error:
            self.refuse(error)
            return
        self.propose(new)
