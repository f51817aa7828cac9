"""Opening a CSV file: what is in it, what is predicted from what, and with which model.

What the user chooses is tried on the table at once, so that the dialog closes only on data that the model can be
fitted to. The file is read in a thread, and what is chosen for a large one is tried there too.
"""

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QWidget

from regsim.data import Csv, Dataset, Table, default_features, read_table, suggest_target
from regsim.data.tabular import dataset_from
from regsim.engine.descent import quiet
from regsim.engine.models import Model
from regsim.engine.objective import Convention, bind
from regsim.gui.panels.column_list import ColumnList
from regsim.gui.panels.preview import Preview
from regsim.gui.panels.setups import fitting_models, samples_of, suggested_model
from regsim.gui.panels.wording import in_words, phrase
from regsim.gui.reading import Reading, is_large
from regsim.gui.widgets import layouts
from regsim.gui.widgets.combo import Combo
from regsim.gui.widgets.labels import Remark
from regsim.gui.widgets.ticks import CheckBox
from regsim.gui.words import counted
from regsim.parameters import kind_of, kinds, parameters

SIZE = (640, 560)  # pixels
MOST_NOTES, MOST_NAMES = 4, 5
FAILED = "this file cannot be opened in this way: something went wrong that should not have"
_MISSING = next(p for p in parameters(Csv) if p.name == "missing")


class CsvDialog(QDialog):
    """Choices for one CSV file; open it with :meth:`open`.

    Parameters
    ----------
    path : path-like
    reading : Reading
        What reads the file. It belongs to somebody who stays: when the dialog is closed, its thread may take a moment
        to notice.
    parent : QWidget, optional

    Attributes
    ----------
    accepted_source : Signal(Csv, Model)
        What the user settled on; it loads and fits the model.
    dataset : Dataset or None
        What the source gives, so that it need not be read again.
    """

    accepted_source = Signal(object, object)

    def __init__(self, path: str | os.PathLike[str], reading: Reading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = os.fspath(path)
        self.table: Table | None = None
        self.dataset: Dataset | None = None
        self._accepted: tuple[Csv, Model] | None = None  # what is chosen, once it has been tried
        self._reading = reading
        self._is_large = is_large(Csv(self.path))
        self._model_is_chosen = False
        self.setWindowTitle(f"Open {Path(self.path).name}")
        self.resize(*SIZE)
        self.target, self.missing, self.model = Combo("Target"), Combo("Missing values"), Combo("Model")
        self.columns, self.preview = ColumnList(), Preview()
        self.standardize = CheckBox("standardize: mean 0, variance 1")
        self.standardize.setChecked(True)
        self.status, self.message = Remark(), Remark("error")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        self._fill_combos()
        self._arrange()
        self._connect()
        self._set_usable(False)
        self.status.set_text("Reading the file …")
        reading.start(partial(_table, self.path), self._show_table, self._refuse, fail=partial(self._refuse, FAILED))

    @property
    def source(self) -> Csv:
        """The source as chosen."""
        features: tuple[str, ...] | None = self.columns.features
        if self.table is not None and features == default_features(self.table, self.target.key):
            features = None
        return Csv(
            path=self.path,
            target=self.target.key,
            features=features,
            missing=self.missing.key,  # type: ignore[arg-type]  # one of the declared choices
            standardize=self.standardize.isChecked(),
        )

    def done(self, result: int) -> None:
        """Close; nobody waits any more for what is being read."""
        self._reading.abandon()
        super().done(result)

    def accept(self) -> None:
        """Hand over the choice, if the model can be fitted to it."""
        if self._accepted is not None:
            super().accept()
            self.accepted_source.emit(*self._accepted)

    def _fill_combos(self) -> None:
        self.missing.set_choices([(word, phrase(_MISSING, word)) for word in _MISSING.choices])
        self.missing.show_key(str(_MISSING.default))
        models = {kind: cls for kind, cls in kinds(Model).items() if cls.needs_data}
        self.model.set_choices([(kind, cls.label) for kind, cls in models.items()])

    def _arrange(self) -> None:
        choices = QFormLayout(horizontalSpacing=10, verticalSpacing=8)
        choices.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        choices.addRow("Target", self.target)
        choices.addRow("Model", self.model)
        choices.addRow("Missing values", self.missing)
        choices.addRow(self.standardize)
        self._choices = QWidget()
        middle = layouts.line(self._choices, spacing=18)
        middle.addLayout(choices, 1)
        middle.addWidget(self.columns, 1)
        column = layouts.column(self, spacing=10, margins=(16, 16, 16, 14))
        column.addWidget(self.preview)
        column.addWidget(self._choices, 1)
        for widget in (self.status, self.message, self.buttons):
            column.addWidget(widget)

    def _connect(self) -> None:
        self.target.chosen.connect(self._choose_target)
        self.model.chosen.connect(self._choose_model)
        self.missing.chosen.connect(lambda _: self._try())
        self.standardize.clicked.connect(lambda _: self._try())
        self.columns.changed.connect(self._try)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _show_table(self, table: Table) -> None:
        self.table = table
        self.preview.show_table(table)
        self.target.set_choices([(name, name) for name in table.names])
        self.target.show_key(suggest_target(table))
        self._set_usable(True)
        if self.focusWidget() in (None, self.preview):  # unless the user has gone elsewhere meanwhile
            self.target.setFocus()
        self._choose_target(self.target.key)

    def _choose_target(self, name: str) -> None:
        self._model_is_chosen = False
        if self.table is not None:
            self.preview.mark(name)
            self.columns.show_table(self.table, name)

    def _choose_model(self, kind: str) -> None:
        del kind
        self._model_is_chosen = True
        self._try()

    def _try(self) -> None:
        """Make the dataset and bind the model, and say what came of it; what is chosen next takes its place."""
        self.dataset = self._accepted = None
        if self.table is None:
            return
        features, kind = self.columns.features, self.model.key if self._model_is_chosen else ""
        if not features:
            self._reading.abandon()
            self._refuse("features must name a column at least, got none")
            return
        if self._is_large:
            self._open_button().setEnabled(False)
            self.message.set_text("")
            self.status.set_text("Preparing the data …")
        source = self.source

        def show(tried: tuple[Dataset, Model]) -> None:
            self._show_tried(source, *tried)

        work = partial(_tried, self.table, source, kind)
        self._reading.start(work, show, self._refuse, fail=partial(self._refuse, FAILED), is_long=self._is_large)

    def _refuse(self, sentence: str) -> None:
        """Say why the file cannot be read, or why what is chosen does not work."""
        self.status.set_text("")
        self.message.set_text(in_words(sentence, _MISSING))
        self._open_button().setEnabled(False)

    def _show_tried(self, source: Csv, data: Dataset, model: Model) -> None:
        """It works: say what it gives."""
        self.dataset, self._accepted = data, (source, model)
        self.model.show_key(kind_of(model))
        size = f"{counted(data.n_samples, 'row')} · {counted(data.n_features, 'feature')}"
        head = f"{size} → {data.target_name}"
        more = [f"… and {len(data.notes) - MOST_NOTES} more remarks"] if len(data.notes) > MOST_NOTES else []
        self.status.set_text("\n".join([head, *self._passed_over(), *data.notes[:MOST_NOTES], *more]))
        self.message.set_text("")
        self._open_button().setEnabled(True)

    def _passed_over(self) -> list[str]:
        """Why another column than one might expect is the target: what has a single value leaves nothing to predict."""
        if self.table is None or self.target.key != suggest_target(self.table):
            return []
        names = [column.name for column in self.table.columns if column.n_distinct == 1]
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        return [f"not suggested as the target, having one value only: {', '.join(names[:MOST_NAMES])}{more}"] * bool(
            names
        )

    def _set_usable(self, is_usable: bool) -> None:
        self._choices.setEnabled(is_usable)
        self._open_button().setEnabled(is_usable)

    def _open_button(self) -> QWidget:
        return self.buttons.button(QDialogButtonBox.StandardButton.Open)


def _table(path: str) -> Table:
    """What is in the file, and what the lines of the columns say of it, which takes a while too."""
    table = read_table(path)
    for column in table.columns:
        _ = column.n_distinct
    return table


def _tried(table: Table, source: Csv, kind: str) -> tuple[Dataset, Model]:
    """The data that are chosen, and the model of this kind, or the suggested one, which can be fitted to them."""
    data = source.prepared(dataset_from(table, source.target, source.features, source.missing))
    model = fitting_models(source)[kind]() if kind else suggested_model(data)
    with quiet():
        bind(model, samples_of(data), Convention())
    return data, model
