"""Forms made from declarations."""

from collections.abc import Iterator
from typing import Annotated

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from regsim.data import Csv, Inline
from regsim.engine.models import Quadratic
from regsim.engine.objective import Convention
from regsim.engine.penalties import ElasticNet
from regsim.gui.panels.fields import FlagField
from regsim.gui.panels.form import Form
from regsim.gui.panels.parsing import parse_value, value_text
from regsim.gui.panels.setups import INLINE_EXAMPLE
from regsim.gui.widgets.combo import Combo
from regsim.gui.widgets.ticks import CheckBox
from regsim.parameters import Config, InputError, Parameter, declare, kinds, parameters
from regsim.scenario import TABLES
from tests.gui.panels.driving import drag, enter, text_of


class Everything(Config, frozen=True):
    """A parameter of every kind that there is."""

    number: Annotated[float, declare("number", symbol="x", gt=0.0, scale="log", slider=(1e-3, 1e3))] = 1.0
    whole: Annotated[int, declare("whole", ge=0)] = 3
    text: Annotated[str, declare("text")] = "a"
    numbers: Annotated[tuple[float, ...], declare("numbers", ge=0.0)] = (1.0, 2.5)
    texts: Annotated[tuple[str, ...] | None, declare("texts")] = None
    table: Annotated[tuple[tuple[float, ...], ...], declare("table")] = ((1.0, 0.8), (0.8, 1.0))
    size: Annotated[int | None, declare("size", ge=1)] = None


def examples() -> Iterator[Config]:
    """A value of every class that a scenario can hold."""
    for base in TABLES.values():
        for cls in kinds(base).values():
            if cls is Inline:
                yield INLINE_EXAMPLE
            elif cls is Csv:
                yield Csv(path="heart.csv", features=("a", "b, c"))
            else:
                yield cls()
    yield Convention()
    yield Everything()


EXAMPLES = list(examples())


def shown(qtbot: QtBot, config: Config) -> tuple[Form, list[Config]]:
    form = Form(type(config))
    qtbot.addWidget(form)
    form.show()
    form.set_config(config)
    changes: list[Config] = []

    def take(changed: Config) -> None:
        changes.append(changed)
        form.set_config(changed)

    form.changed.connect(take)
    return form, changes


@pytest.mark.parametrize("config", EXAMPLES, ids=lambda config: type(config).__name__)
def test_an_editor_is_named_to_those_who_do_not_see_its_label_or_its_dot(qtbot: QtBot, config: Config) -> None:
    form, _ = shown(qtbot, config)
    for field in form.fields.values():
        assert field._focused is not None
        assert field._focused.accessibleName() == field.title
        field.set_owner("run 2, L1")
        assert field._focused.accessibleName() == f"{field.title}, run 2, L1"


@pytest.mark.parametrize("config", EXAMPLES, ids=lambda c: type(c).__name__)
def test_every_configuration_has_a_form_with_a_field_for_each_parameter(qtbot: QtBot, config: Config) -> None:
    form, changes = shown(qtbot, config)
    assert list(form.fields) == [p.name for p in parameters(type(config))]
    assert all(field.error == "" for field in form.fields.values())
    assert changes == []


@pytest.mark.parametrize("config", EXAMPLES, ids=lambda c: type(c).__name__)
def test_what_an_editor_shows_reads_back_as_the_same_value(config: Config) -> None:
    for parameter in parameters(type(config)):
        if parameter.kind not in ("flag", "choice"):
            value = getattr(config, parameter.name)
            assert parse_value(parameter, value_text(parameter, value)) == value


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("number", "1,5", 1.5),
        ("whole", "12345678901234567891", 12345678901234567891),
        ("text", "hello", "hello"),
        ("numbers", "1 2;3, 4e-1", (1.0, 2.0, 3.0, 0.4)),
        ("numbers", "1,5; 2,25", (1.5, 2.25)),
        ("numbers", "1,5, 2", (1.0, 5.0, 2.0)),
        ("texts", 'a, "b, c"', ("a", "b, c")),
        ("table", "[[1, 2], [3, 4]]", ((1.0, 2.0), (3.0, 4.0))),
        ("size", "32", 32),
    ],
)
def test_a_typed_value_makes_a_new_configuration(qtbot: QtBot, name: str, text: str, value: object) -> None:
    form, changes = shown(qtbot, Everything())
    enter(form.fields[name], text)
    assert [getattr(c, name) for c in changes] == [value]


def test_a_table_is_also_read_line_by_line() -> None:
    table = next(p for p in parameters(Everything) if p.name == "table")
    assert parse_value(table, "1, 2\n\n3 4\n") == ((1.0, 2.0), (3.0, 4.0))


def test_what_may_be_left_out_may_be_emptied(qtbot: QtBot) -> None:
    form, changes = shown(qtbot, Everything(size=5, texts=("a",)))
    enter(form.fields["size"], "")
    enter(form.fields["texts"], "")
    assert changes[-1] == Everything(size=None, texts=None)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("number", "abc", "number must be a finite number > 0, got 'abc'"),
        ("number", "-1", "number must be a finite number > 0, got '-1'"),
        ("whole", "1.5", "whole must be a whole number ≥ 0, got '1.5'"),
        ("numbers", "1, x", "numbers must be a list of finite numbers ≥ 0, got '1, x'"),
        ("numbers", "-1", "numbers must be a list of finite numbers ≥ 0, got"),
        ("table", "1, nan", "table must be a list of lists of finite numbers, got '1, nan'"),
        ("size", "0", "size must be a whole number ≥ 1, got 0"),
    ],
)
def test_nonsense_is_kept_with_a_sentence_beside_it_and_sends_nothing(
    qtbot: QtBot, name: str, text: str, sentence: str
) -> None:
    form, changes = shown(qtbot, Everything())
    enter(form.fields[name], text)
    assert changes == []
    assert form.fields[name].error.startswith(sentence)
    form.set_config(Everything())
    assert form.fields[name].error.startswith(sentence)


def test_another_value_in_force_replaces_nonsense(qtbot: QtBot) -> None:
    form, _ = shown(qtbot, Everything())
    enter(form.fields["number"], "abc")
    form.set_config(Everything(number=7.0))
    assert form.fields["number"].error == ""
    assert text_of(form.fields["number"]) == "7"


def test_an_edit_elsewhere_leaves_nonsense_alone(qtbot: QtBot) -> None:
    form, changes = shown(qtbot, Everything())
    enter(form.fields["number"], "abc")
    enter(form.fields["whole"], "4")
    assert changes == [Everything(whole=4)]
    assert text_of(form.fields["number"]) == "abc"


def test_two_edits_that_fit_only_together_are_taken_together(qtbot: QtBot) -> None:
    form, changes = shown(qtbot, Quadratic())
    enter(form.fields["hessian"], "[[1, 0.8], [0.8, 1]]")
    assert changes == []
    assert "as many rows as center" in form.fields["hessian"].error
    enter(form.fields["center"], "3, 0.5")
    assert changes == [Quadratic(hessian=((1.0, 0.8), (0.8, 1.0)), center=(3.0, 0.5))]
    assert form.fields["hessian"].error == ""


def test_flags_and_choices_are_sent_at_once(qtbot: QtBot) -> None:
    form, changes = shown(qtbot, Convention())
    combo = form.fields["data_term"].findChildren(Combo)[0]
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert changes == [Convention(data_term="sum")]
    flag = FlagField(Parameter("flag", "flag", parameters(Everything)[0].declaration, False))
    qtbot.addWidget(flag)
    flag.set_value(False)
    wanted: list[bool] = []
    flag.edited.connect(wanted.append)
    flag.findChildren(CheckBox)[0].click()
    assert wanted == [True]


def test_a_drag_sends_every_position_and_says_when_it_is_over(qtbot: QtBot) -> None:
    form, changes = shown(qtbot, ElasticNet())
    ends: list[int] = []
    form.gesture_finished.connect(lambda: ends.append(len(changes)))
    drag(form.fields["l1_ratio"], 600, 700, 800)
    assert [c.l1_ratio for c in changes if isinstance(c, ElasticNet)] == [0.6, 0.7, 0.8]
    assert ends == [0, 3]


def test_fields_tell_symbol_label_help_and_constraint(qtbot: QtBot) -> None:
    form, _ = shown(qtbot, ElasticNet())
    field = form.fields["strength"]
    assert field.title == "λ  strength"
    assert "J = D + λR" in field.toolTip()
    assert "Must be a finite number ≥ 0." in field.toolTip()


def test_a_table_too_long_to_edit_is_only_counted(qtbot: QtBot) -> None:
    rows = tuple((float(i), 0.125) for i in range(5000))
    form, _ = shown(qtbot, Everything(table=rows))
    enter(form.fields["table"], "1")
    assert form.fields["table"].error == ""


@pytest.mark.parametrize("text", ["1.5", "x", ""])
def test_parsing_refuses_with_the_name_of_the_field(text: str) -> None:
    whole = next(p for p in parameters(Everything) if p.name == "whole")
    with pytest.raises(InputError, match="whole must be a whole number") as caught:
        parse_value(whole, text)
    assert caught.value.field == "whole"


def test_a_list_of_long_numbers_is_shown_in_short_until_it_is_edited(qtbot: QtBot) -> None:
    config = Everything(numbers=(5.0 / 3.0, 0.25))
    form, changes = shown(qtbot, config)
    field = form.fields["numbers"]
    line = field.findChildren(QLineEdit)[0]
    assert line.text() == "≈ 1.667, 0.25"
    assert line.toolTip() == "1.6666666666666667, 0.25"
    QApplication.sendEvent(line, QFocusEvent(QEvent.Type.FocusIn))
    assert line.text() == "1.6666666666666667, 0.25"
    QApplication.sendEvent(line, QFocusEvent(QEvent.Type.FocusOut))
    assert line.text() == "≈ 1.667, 0.25"
    assert changes == []
    form.set_config(Everything(numbers=(0.25, 2.0)))
    assert line.text() == "0.25, 2"


def test_the_editor_of_a_table_has_room_for_its_rows_and_one_more(qtbot: QtBot) -> None:
    form, _ = shown(qtbot, Everything())
    block = form.fields["table"].findChildren(QPlainTextEdit)[0]
    two_rows = block.height()
    form.set_config(Everything(table=((1.0,),)))
    assert block.height() < two_rows
    form.set_config(Everything(table=((1.0,),) * 9))
    tall = block.height()
    form.set_config(Everything(table=((1.0,),) * 99))
    assert block.height() == tall
