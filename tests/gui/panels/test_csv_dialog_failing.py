"""Where something goes wrong that should not while a table is opened, the dialog says so and can be used again."""

from typing import NoReturn

import pytest
from pytestqt.qtbot import QtBot

from regsim.gui import reading as module
from regsim.gui.panels import csv_dialog
from tests.gui.panels.conftest import Opened
from tests.gui.panels.test_csv_dialog import HEART, can_open


def broken(*_: object) -> NoReturn:
    raise ZeroDivisionError


def test_where_reading_fails_as_it_should_not_the_dialog_says_so_and_the_next_one_reads(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
        patch.setattr(csv_dialog, "read_table", broken)
        dialog = opened(HEART)
    assert [kind for kind, *_ in raised] == [ZeroDivisionError]
    assert (dialog.status.text(), dialog.message.text()) == ("", csv_dialog.FAILED)
    dialog.reject()
    assert can_open(opened(HEART))


@pytest.mark.parametrize("least", [0, module.LARGE])
def test_where_trying_a_choice_fails_as_it_should_not_another_one_can_be_made(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, least: int
) -> None:
    monkeypatch.setattr(module, "LARGE", least)
    with monkeypatch.context() as patch, qtbot.captureExceptions() as raised:
        patch.setattr(csv_dialog, "bind", broken)
        dialog = opened(HEART)
        qtbot.waitUntil(lambda: bool(raised))
    assert [kind for kind, *_ in raised] == [ZeroDivisionError]
    assert (dialog.status.text(), dialog.message.text(), can_open(dialog)) == ("", csv_dialog.FAILED, False)
    dialog.standardize.click()
    qtbot.waitUntil(lambda: can_open(dialog))
    dialog.reject()
