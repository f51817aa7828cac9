"""The dialog that opens a CSV file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from regsim.data import Csv
from regsim.engine.models import LinearRegression, LogisticRegression, Model
from regsim.gui.panels.csv_dialog import CsvDialog
from regsim.gui.panels.fields import make_field
from regsim.gui.panels.setups import scenario_for
from regsim.gui.widgets.combo import Combo
from regsim.parameters import parameters
from regsim.problem import simulate
from regsim.scenario_file import load

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

Opened = Callable[[str], CsvDialog]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Opened:
    def open_text(text: str) -> CsvDialog:
        path = tmp_path / "heart.csv"
        path.write_text(text, encoding="utf-8")
        dialog = CsvDialog(path)
        qtbot.addWidget(dialog)
        dialog.open()
        qtbot.waitUntil(lambda: dialog.table is not None or bool(dialog.message.text()))
        return dialog

    return open_text


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


def test_the_lines_of_the_columns_say_what_they_become(opened: Opened) -> None:
    dialog = opened(HEART)
    lines = [dialog.columns.list.item(i).text() for i in range(dialog.columns.list.count())]
    assert "famhist  ·  Absent → 0, Present → 1" in lines
    assert "sbp  ·  8 values" in lines
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


def test_a_file_that_is_not_there_is_refused(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = CsvDialog(tmp_path / "nowhere.csv")
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.message.text()))
    assert "nowhere.csv" in dialog.message.text()
    dialog.reject()


def test_closing_while_the_file_is_read_leaves_nothing_behind(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a,b,y\n" + "1.5,2.5,3.5\n2.5,1.5,4.5\n" * 20_000, encoding="utf-8")
    dialog = CsvDialog(path)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.reject()
    assert not any(thread.isRunning() for thread in dialog.findChildren(QThread))
