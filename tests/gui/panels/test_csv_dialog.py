"""The dialog that opens a CSV file."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from regsim.data import Csv
from regsim.data.pieces import breathe
from regsim.engine.models import LinearRegression, LogisticRegression, Model
from regsim.gui import reading as module
from regsim.gui.panels import csv_dialog
from regsim.gui.panels.csv_dialog import CsvDialog
from regsim.gui.panels.fields import make_field
from regsim.gui.panels.setups import scenario_for
from regsim.gui.reading import Reading
from regsim.gui.widgets.combo import Combo
from regsim.parameters import parameters
from regsim.problem import simulate
from regsim.scenario_file import load
from tests.gui.panels.conftest import Opened

HEART = """row.names,sbp,famhist,note,chd
1,160,Present,a1,1
2,144,Absent,b2,0
3,118,Present,c3,1
4,170,Present,d4,1
5,134,Absent,e5,0
6,132,Absent,f6,0
7,142,Absent,g7,0
8,114,Present,h8,1
9,114,Present,i9,0
"""


def test_it_opens_at_the_first_thing_to_decide(opened: Opened) -> None:
    dialog = opened(HEART)
    assert dialog.focusWidget() is dialog.target


def can_open(dialog: CsvDialog) -> bool:
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Open).isEnabled()


def accepted(dialog: CsvDialog) -> list[tuple[Csv, Model]]:
    got: list[tuple[Csv, Model]] = []
    dialog.accepted_source.connect(lambda source, model: got.append((source, model)))
    dialog.buttons.button(QDialogButtonBox.StandardButton.Open).click()
    return got


def test_target_features_and_model_are_suggested(opened: Opened) -> None:
    dialog = opened(HEART)
    assert (dialog.target.key, dialog.model.key) == ("chd", "logistic-regression")
    assert dialog.columns.features == ("sbp", "famhist", "note")
    assert dialog.preview.rowCount() == 8
    assert "9 rows" in dialog.status.text()
    assert "famhist: Absent → 0 (4), Present → 1 (5)" in dialog.status.text()
    dialog.reject()


def test_the_name_of_a_column_is_cut_at_its_end_and_whole_in_its_tooltip(opened: Opened) -> None:
    name = "a name that is much longer than the numbers below it"
    dialog = opened(HEART.replace("row.names", name, 1))
    header = dialog.preview.horizontalHeader()
    assert header.textElideMode() is Qt.TextElideMode.ElideRight
    assert header.sectionSize(0) < header.fontMetrics().horizontalAdvance(name)
    item = dialog.preview.horizontalHeaderItem(0)
    assert item is not None
    assert item.toolTip() == name
    dialog.reject()


def test_the_lines_of_the_columns_say_what_they_become(opened: Opened) -> None:
    dialog = opened(HEART)
    lines = [dialog.columns.list.item(i).text() for i in range(dialog.columns.list.count())]
    assert "famhist  ·  Absent → 0, Present → 1" in lines
    assert "sbp  ·  8 different values" in lines
    dialog.reject()


def test_what_is_chosen_is_handed_over_and_can_be_simulated(opened: Opened) -> None:
    dialog = opened(HEART)
    dialog.columns.list.item(3).setCheckState(Qt.CheckState.Unchecked)
    dialog.standardize.click()
    ((source, model),) = accepted(dialog)
    assert source == Csv(path=dialog.path, target="chd", features=("sbp", "famhist"), standardize=False)
    assert model == LogisticRegression()
    assert not dialog.isVisible()
    scenario = scenario_for(source, model, load("from-five"), dialog.dataset)
    assert scenario.title == "heart.csv"
    assert scenario == scenario_for(source, model, load("from-five"))
    assert all(len(t.weights) == 501 for t in simulate(scenario))


def test_all_usual_features_are_left_to_the_file(opened: Opened) -> None:
    ((source, _),) = accepted(opened(HEART))
    assert source.features is None


def test_another_target_brings_another_model(opened: Opened) -> None:
    dialog = opened(HEART)
    dialog.target.show_key("sbp")
    dialog.target.chosen.emit("sbp")
    assert dialog.model.key == "linear-regression"
    assert "sbp" not in dialog.columns.features
    ((source, model),) = accepted(dialog)
    assert (source.target, model) == ("sbp", LinearRegression())


def test_the_user_may_fit_a_line_to_two_classes_but_not_two_classes_to_a_line(opened: Opened) -> None:
    dialog = opened(HEART)
    dialog.model.show_key("linear-regression")
    dialog.model.chosen.emit("linear-regression")
    assert can_open(dialog)
    dialog.target.show_key("sbp")
    dialog.target.chosen.emit("sbp")
    dialog.model.show_key("logistic-regression")
    dialog.model.chosen.emit("logistic-regression")
    assert not can_open(dialog)
    assert "exactly 2 classes" in dialog.message.text()
    assert accepted(dialog) == []
    dialog.reject()


def test_missing_values_are_refused_until_the_user_says_what_to_do(opened: Opened) -> None:
    dialog = opened(HEART.replace("144", ""))
    assert not can_open(dialog)
    assert dialog.message.text().startswith("heart.csv, line 3, column sbp: must have a value, is missing; ")
    assert "“leave the row out” is a choice under missing values" in dialog.message.text()
    dialog.missing.show_key("drop")
    dialog.missing.chosen.emit("drop")
    assert can_open(dialog)
    assert dialog.message.text() == ""
    assert "8 rows" in dialog.status.text()
    dialog.reject()


def test_a_column_of_one_value_is_passed_over_as_target_with_a_remark(opened: Opened) -> None:
    dialog = opened("x,y,class\n" + "".join(f"{i},{i % 3},A\n" for i in range(6)))
    assert dialog.target.key == "y"
    assert "not suggested as the target, having one value only: class" in dialog.status.text()
    dialog.target.show_key("x")
    dialog.target.chosen.emit("x")
    assert "not suggested" not in dialog.status.text()
    dialog.reject()


def test_dialog_and_panel_call_what_happens_to_missing_values_the_same(opened: Opened) -> None:
    dialog = opened(HEART)
    parameter = next(p for p in parameters(Csv) if p.name == "missing")
    field = make_field(parameter)
    for shown in (*field.findChildren(Combo), dialog.missing):
        texts = [shown.itemText(i) for i in range(shown.count())]
        assert texts == ["refuse the file", "leave the row out", "fill with the mean"]
        assert shown.keys == ("error", "drop", "mean")
    dialog.reject()


def test_no_feature_is_no_data(opened: Opened) -> None:
    dialog = opened(HEART)
    dialog.columns.none_button.click()
    assert not can_open(dialog)
    dialog.columns.all_button.click()
    assert "row.names" in dialog.columns.features
    assert can_open(dialog)
    dialog.reject()


@pytest.mark.parametrize("text", ["", "a,b\n", "a,b\n1,2\n3\n", "1.5,2\n3,4\n"])
def test_a_file_that_is_no_table_is_refused_in_one_sentence(opened: Opened, text: str) -> None:
    dialog = opened(text)
    assert dialog.message.text().startswith("heart.csv")
    assert "\n" not in dialog.message.text()
    assert not can_open(dialog)
    dialog.reject()


def test_a_file_that_is_not_there_is_refused(qtbot: QtBot, tmp_path: Path, reading: Reading) -> None:
    dialog = CsvDialog(tmp_path / "nowhere.csv", reading)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.message.text()))
    assert "nowhere.csv" in dialog.message.text()
    dialog.reject()


# --- large files ------------------------------------------------------------------------------------------------------


class Held:
    """Takes the place of a function that works long: it waits until it may go on."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self._work = work
        self.may_go_on, self.threads = threading.Event(), list[str]()

    def __call__(self, *given: Any) -> Any:
        self.threads.append(threading.current_thread().name)
        assert self.may_go_on.wait(20.0)
        breathe()
        return self._work(*given)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any file is large."""
    monkeypatch.setattr(module, "LARGE", 0)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Held]]:
    made: list[Held] = []

    def hold(name: str) -> Held:
        made.append(Held(getattr(csv_dialog, name)))
        monkeypatch.setattr(csv_dialog, name, made[-1])
        return made[-1]

    yield hold
    for each in made:
        each.may_go_on.set()


Hold = Callable[[str], Held]


def test_closing_while_the_file_is_read_does_not_wait_for_it(
    qtbot: QtBot, tmp_path: Path, reading: Reading, held: Hold
) -> None:
    slow = held("read_table")
    (tmp_path / "long.csv").write_text("a,b,y\n1.5,2.5,3.5\n")
    dialog = CsvDialog(tmp_path / "long.csv", reading)
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.status.text() == "Reading the file …"
    qtbot.waitUntil(lambda: bool(slow.threads))
    dialog.reject()
    assert not dialog.isVisible()
    slow.may_go_on.set()
    reading.stop()
    QApplication.processEvents()
    assert dialog.table is None


@pytest.mark.usefixtures("large")
def test_what_is_chosen_for_a_large_file_is_tried_in_the_thread_and_can_be_opened_then(
    opened: Opened, qtbot: QtBot, held: Hold
) -> None:
    slow = held("bind")
    dialog = opened(HEART)
    assert dialog.status.text() == "Preparing the data …"
    assert not can_open(dialog)
    assert accepted(dialog) == []
    dialog.accept()  # as a key would
    assert dialog.isVisible()
    slow.may_go_on.set()
    qtbot.waitUntil(lambda: can_open(dialog))
    assert "9 rows" in dialog.status.text()
    assert dialog.model.key == "logistic-regression"
    ((source, model),) = accepted(dialog)
    assert (source, model) == (Csv(path=dialog.path, target="chd"), LogisticRegression())
    assert len(slow.threads) == 1
    assert slow.threads[0].startswith("regsim-reading")


@pytest.mark.usefixtures("large")
def test_what_is_chosen_last_is_what_is_shown(opened: Opened, qtbot: QtBot, held: Hold) -> None:
    slow = held("bind")
    dialog = opened(HEART)
    dialog.standardize.click()
    dialog.columns.list.item(3).setCheckState(Qt.CheckState.Unchecked)
    slow.may_go_on.set()
    qtbot.waitUntil(lambda: can_open(dialog))
    ((source, _),) = accepted(dialog)
    assert source == Csv(path=dialog.path, target="chd", features=("sbp", "famhist"), standardize=False)
    assert dialog.dataset is not None
    assert dialog.dataset.feature_names == ("sbp", "famhist")


@pytest.mark.usefixtures("large")
def test_no_feature_is_said_at_once_and_what_was_tried_before_does_not_come_back(
    opened: Opened, qtbot: QtBot, reading: Reading, held: Hold
) -> None:
    slow = held("bind")
    dialog = opened(HEART)
    qtbot.waitUntil(lambda: bool(slow.threads))
    dialog.columns.none_button.click()
    refused = dialog.message.text()
    assert refused.startswith("features must name a column")
    slow.may_go_on.set()
    reading.stop()
    QApplication.processEvents()
    assert (dialog.message.text(), can_open(dialog)) == (refused, False)
    dialog.reject()


@pytest.mark.usefixtures("large")
def test_what_is_wrong_in_a_large_file_is_said_in_the_dialog(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened(HEART.replace("144", ""))
    qtbot.waitUntil(lambda: bool(dialog.message.text()))
    assert dialog.message.text().startswith("heart.csv, line 3, column sbp: must have a value, is missing; ")
    assert (dialog.status.text(), can_open(dialog)) == ("", False)
    dialog.missing.show_key("drop")
    dialog.missing.chosen.emit("drop")
    assert dialog.message.text() == ""
    qtbot.waitUntil(lambda: can_open(dialog))
    dialog.reject()
