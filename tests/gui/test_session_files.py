"""The session and its files: opening, saving, and which file belongs to what is on screen."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import SignalInstance

from regsim import InputError, Scenario, load, save
from regsim.gui.session import Session

FROM_FIVE = load("from-five")


@pytest.fixture
def session(qapp: object) -> Iterator[Session]:
    del qapp
    session = Session(FROM_FIVE)
    yield session
    session.stop()


def count(signal: SignalInstance) -> list[tuple[object, ...]]:
    """One entry for every time that the signal will have been heard."""
    calls: list[tuple[object, ...]] = []
    signal.connect(lambda *values: calls.append(values))
    return calls


def steps(n_steps: int) -> Scenario:
    return msgspec.structs.replace(FROM_FIVE, n_steps=n_steps)


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


def test_a_new_scenario_has_no_file(session: Session, tmp_path: Path) -> None:
    session.save(tmp_path / "mine.toml")

    session.begin(Scenario(title="new"))

    assert (session.scenario.title, session.path, session.is_modified) == ("new", None, False)
    session.undo()
    assert session.path == tmp_path / "mine.toml"
