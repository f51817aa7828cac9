"""Writing files whole: a reader, or a kill in the middle, sees the old file or the new one, never half of one."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from regsim.parameters import InputError, shown


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A temporary file to write, which takes the place of `path` when the block ends, and is gone if the block fails.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    try:
        target = Path(os.path.realpath(path))  # what a link points to is written, the link stays
    except ValueError as error:
        raise InputError(f"{shown(str(path))}: cannot be written: {reason(error)}") from None
    temporary = None
    try:
        if target.exists() and not target.is_file():
            raise InputError(f"{path}: must be a file to write to, is a directory or a device")
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".regsim.")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(target.stat().st_mode if target.exists() else 0o666 & ~_umask())
        temporary.replace(target)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {reason(error)}") from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes, *, keep_backup: bool = False) -> None:
    """Write `content` to `path` as a whole; what was there stays beside it as ``.bak`` if asked.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    with replacing(path) as file:
        file.write(content)
        if keep_backup and path.exists():
            write_atomically(path.with_name(path.name + ".bak"), path.read_bytes())


def reason(error: OSError | ValueError) -> str:
    """Why a file cannot be opened, in the system's words where it has any."""
    if isinstance(error, ValueError):
        return "no file can have this name"
    return error.strerror or str(error)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
