"""The session and its files: opening, saving, and which file belongs to what is on screen."""

from pathlib import Path

import msgspec
import pytest

from regsim import InputError, Run, Scenario, load, save
from regsim.data import Inline
from regsim.engine.models import LinearRegression, PenaltyOnly
from regsim.engine.optimizers import GradientDescent, ProximalGradient
from regsim.engine.penalties import L1
from regsim.engine.start import Values, Zeros
from regsim.gui.session import Session
from tests.gui.conftest import FROM_FIVE, count, steps

TABLE = Inline(columns=("x", "y"), rows=((1.0, 1.0), (2.0, 3.0)), target="y")


def test_opening_a_file_makes_it_current_and_is_undone_as_one_change(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    save(steps(3), path)

    session.open(str(path))
    assert (session.scenario, session.path, session.is_modified) == (steps(3), path, False)

    session.undo()
    assert (session.scenario, session.path, session.is_modified) == (FROM_FIVE, None, False)
    session.redo()
    assert (session.scenario, session.path, session.is_modified) == (steps(3), path, False)


def test_undoing_an_opening_saves_to_the_file_that_was_open_before(session: Session, tmp_path: Path) -> None:
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    save(steps(1), first)
    save(steps(2), second)
    session.open(str(first))
    session.open(str(second))

    session.undo()

    assert session.path == first
    assert not session.is_modified


def test_a_lesson_and_a_picture_have_no_file_to_save_to(session: Session) -> None:
    session.open("breast-cancer")

    assert session.scenario == load("breast-cancer")
    assert session.path is None


def test_a_file_that_is_wrong_leaves_everything_as_it_was(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text("format = 'x'", encoding="utf-8")
    changed, history = count(session.changed), count(session.history_changed)

    for source, sentence in ((str(path), "format must be"), ("no-such-lesson", "must be a file or a lesson")):
        with pytest.raises(InputError, match=sentence):
            session.open(source)

    assert (session.scenario, session.path, session.can_undo) == (FROM_FIVE, None, False)
    assert (changed, history) == ([], [])


def test_saving_makes_it_unmodified_and_a_change_modified_again(session: Session, tmp_path: Path) -> None:
    session.update(steps(3))
    history = count(session.history_changed)

    session.save(tmp_path / "mine.toml")
    assert (session.path, session.is_modified, len(history)) == (tmp_path / "mine.toml", False, 1)
    assert load(tmp_path / "mine.toml") == steps(3)

    session.update(steps(4))
    seen = [session.is_modified]
    for _ in range(2):
        session.undo()
        seen.append(session.is_modified)
    assert seen == [True, False, True]


def test_saving_where_nothing_can_be_written_changes_nothing(session: Session, tmp_path: Path) -> None:
    session.update(steps(3))

    with pytest.raises(InputError, match="cannot be written"):
        session.save(tmp_path / "none" / "mine.toml")

    assert (session.path, session.is_modified) == (None, True)


def test_opening_what_is_on_screen_already_is_a_change_of_its_own(session: Session, tmp_path: Path) -> None:
    session.update(steps(3))
    save(steps(3), tmp_path / "mine.toml")

    session.open(str(tmp_path / "mine.toml"))
    assert (session.scenario, session.path) == (steps(3), tmp_path / "mine.toml")

    session.undo()
    assert (session.scenario, session.path) == (steps(3), None)
    session.undo()
    assert session.scenario == FROM_FIVE


def test_opening_the_same_again_is_no_change(session: Session) -> None:
    history, opened = count(session.history_changed), count(session.opened)

    session.open("from-five")

    assert (session.can_undo, history, opened) == (False, [], [()])


def test_moving_the_sliders_of_a_lesson_is_no_work_but_building_something_of_it_is(session: Session) -> None:
    def changed(**values: object) -> Scenario:
        return msgspec.structs.replace(FROM_FIVE, **values)

    first, second = FROM_FIVE.runs
    for scenario, is_work in (
        (FROM_FIVE, False),
        (steps(3), False),
        (changed(views=("weights",), title="Mine"), False),
        (changed(runs=(Run(L1(0.3), GradientDescent(0.1)), second)), False),
        (changed(start=Values((2.0,))), False),
        (changed(runs=(first,)), True),
        (changed(runs=(second, first)), True),
        (changed(runs=(Run(first.penalty, ProximalGradient()), second)), True),
        (changed(model=PenaltyOnly(2), start=Values((1.0, 2.0))), True),
        (Scenario(data=TABLE, model=LinearRegression(), start=Zeros()), True),
    ):
        session.update(scenario)
        assert session.has_work_to_lose is is_work


def test_any_change_to_a_file_or_to_what_no_file_has_is_work_until_it_is_saved(
    session: Session, tmp_path: Path
) -> None:
    save(FROM_FIVE, tmp_path / "mine.toml")
    for is_file in (True, False):
        if is_file:
            session.open(str(tmp_path / "mine.toml"))
        else:
            session.begin(msgspec.structs.replace(FROM_FIVE, title="New"))
        seen = [session.has_work_to_lose]
        session.update(msgspec.structs.replace(session.scenario, n_steps=3))
        seen.append(session.has_work_to_lose)
        session.save(tmp_path / "saved.toml")
        seen.append(session.has_work_to_lose)
        assert seen == [False, True, False]


def test_a_new_scenario_has_no_file(session: Session, tmp_path: Path) -> None:
    session.save(tmp_path / "mine.toml")

    session.begin(Scenario(title="new"))

    assert (session.scenario.title, session.path, session.is_modified) == ("new", None, False)
    session.undo()
    assert session.path == tmp_path / "mine.toml"
