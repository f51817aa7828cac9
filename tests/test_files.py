"""Files are written as a whole or not at all."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from regsim.files import replacing, write_atomically
from regsim.parameters import InputError


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write_half(path: Path, error: type[BaseException]) -> None:
    with replacing(path) as file:
        file.write(b"half")
        raise error


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"\x00one\n")

    assert (tmp_path / "a").read_bytes() == b"\x00one\n"
    assert names(tmp_path) == ["a"]


def test_without_a_backup_the_old_content_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    write_atomically(path, b"new")

    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a"]


def test_with_a_backup_the_old_content_is_kept_and_only_the_last(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    for content in (b"1", b"2", b"3"):
        write_atomically(path, content, keep_backup=True)

    assert path.read_bytes() == b"3"
    assert (tmp_path / "a.toml.bak").read_bytes() == b"2"
    assert names(tmp_path) == ["a.toml", "a.toml.bak"]


def test_the_old_file_stands_until_the_new_one_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    with replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"

    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_block_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    with pytest.raises(error):
        write_half(path, error)

    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_full_disk_is_an_input_error_that_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a"

    with pytest.raises(InputError, match=r"a: cannot be written: No space left on device$"), replacing(path):
        raise OSError(28, "No space left on device")

    assert names(tmp_path) == []


def test_a_directory_that_does_not_exist_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none/a: cannot be written: No such file or directory$"):
        write_atomically(tmp_path / "none" / "a", b"")


def test_a_name_that_no_file_can_have_is_an_input_error() -> None:
    with pytest.raises(InputError, match=r"^'a\\x00b': cannot be written: no file can have this name$"):
        write_atomically(Path("a\0b"), b"")


@pytest.mark.parametrize("keep_backup", [False, True])
def test_a_directory_is_refused_and_stays_where_it_is(tmp_path: Path, keep_backup: bool) -> None:
    directory = tmp_path / "d"
    directory.mkdir()

    with pytest.raises(InputError, match=r"d: must be a file to write to, is a directory or a device$"):
        write_atomically(directory, b"", keep_backup=keep_backup)

    assert names(tmp_path) == ["d"]


def test_a_link_stays_a_link_and_what_it_points_to_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)

    write_atomically(link, b"new")

    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.usefixtures("umask")
def test_a_new_file_may_be_read_by_others_as_far_as_the_umask_allows(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"")

    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o644


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o600)

    write_atomically(path, b"new")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
