"""Where the data come from, and what became of them: how many, which label is which number, what was left out."""

from pathlib import Path

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from regsim.data import Csv, Dataset, NoData, Source
from regsim.gui.panels.form import Form
from regsim.gui.panels.kind_editor import KindEditor
from regsim.gui.panels.section import Section
from regsim.gui.panels.setups import INLINE_EXAMPLE, kept_or_suggested, scenario_for, without_data
from regsim.gui.session import Session
from regsim.gui.widgets.keys import reach_by_tab
from regsim.gui.widgets.labels import Remark
from regsim.gui.words import counted
from regsim.parameters import InputError, kind_of, kinds

RARE = ("seed",)  # fields that few need
MOST_NOTES = 6  # the rest is in the tooltip


class DataSection(Section):
    """The kind of source, its form, a button that asks for a CSV file, and the notes on what was loaded."""

    csv_requested = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__("Data", session)
        self._dataset: Dataset | None = None
        self.editor = KindEditor("Data", lambda source: Form(type(source), rare=RARE))
        self.editor.set_choices([(kind, cls.label) for kind, cls in kinds(Source).items()])
        self.editor.kind_chosen.connect(self._choose)
        self.editor.changed.connect(self._change)
        self.editor.gesture_finished.connect(session.end_gesture)
        self.open_button = QPushButton("Open CSV…")
        self.open_button.setToolTip("Take the data from a CSV file of your own")
        reach_by_tab(self.open_button)
        self.open_button.clicked.connect(self.csv_requested)
        self._summary, self._notes = Remark("plain"), Remark()
        for widget in (self.editor, self._summary, self._notes, self.open_button):
            self.body.addWidget(widget)

    @property
    def summary(self) -> str:
        """Size and target of the data in one line, empty where there are none."""
        return self._summary.text()

    @property
    def notes(self) -> str:
        """What was done to the data, a line each."""
        return self._notes.text()

    def refresh(self) -> None:
        """Show the source of the scenario and what it gave."""
        self.clear_error()
        self.editor.set_config(self.session.scenario.data)
        dataset = self.session.problem.dataset
        if dataset is not self._dataset:
            self._dataset = dataset
            self._summary.set_text(_summary(self.session.scenario.data, dataset) if dataset else "")
            notes = dataset.notes if dataset else ()
            more = [f"… and {len(notes) - MOST_NOTES} more"] if len(notes) > MOST_NOTES else []
            self._notes.set_text("\n".join([*notes[:MOST_NOTES], *more]))
            self._notes.setToolTip("\n".join(notes[: 5 * MOST_NOTES]) if more else "")

    def show_error(self, error: InputError) -> None:
        """Beside the field of the source's form, else below it."""
        if not self.editor.show_error(error.field.removeprefix("data."), str(error)):
            super().show_error(error)
            self.editor.set_config(self.session.scenario.data)

    def _change(self, source: Source) -> None:
        scenario = self.session.scenario
        self.propose(msgspec.structs.replace(scenario, data=source), "data")

    def _choose(self, kind: str) -> None:
        scenario = self.session.scenario
        if kind == kind_of(Csv):
            self.editor.set_config(scenario.data)  # until a file is chosen
            self.csv_requested.emit()
            return
        if kind == kind_of(scenario.data):
            return
        if kind == kind_of(NoData):
            self.propose(without_data(scenario))
            return
        try:
            source = INLINE_EXAMPLE if kind == kind_of(INLINE_EXAMPLE) else kinds(Source)[kind]()
            dataset = source.load()
            model = scenario.model if dataset is None else kept_or_suggested(scenario.model, dataset)
            new = scenario_for(source, model, scenario, dataset)
        except InputError as error:
            self.refuse(error)
            return
        self.propose(new, dataset=dataset)


def _summary(source: Source, dataset: Dataset) -> str:
    """``SAheart.csv · 462 rows · 9 features → chd``."""
    name = f"{Path(source.path).name} · " if isinstance(source, Csv) else ""
    size = f"{counted(dataset.n_samples, 'row')} · {counted(dataset.n_features, 'feature')}"
    return f"{name}{size} → {dataset.target_name}"
