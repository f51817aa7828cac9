"""What drawing needs of the machine, said in one sentence where it is not there.

A window needs a display; a picture does not. Both need the toolkit, and the toolkit needs system libraries that a bare
Debian lacks: ``resources/setup.sh`` installs them. Asked beforehand, because the toolkit itself aborts the process.
"""

import ctypes
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from regsim.parameters import InputError

# What the toolkit is linked with, and then what it loads for a window on X; each with Debian's package.
LINKED = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
FOR_X = {
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WITHOUT_ONE = "'regsim export' draws pictures without one"


class MissingToolkitError(click.ClickException):
    """The toolkit, or a library that it needs, is not there; the program ends with exit code 1."""

    @classmethod
    def library(cls, name: str) -> "MissingToolkitError":
        """The sentence for a system library."""
        package = (LINKED | FOR_X).get(name)
        named = f" (Debian's package {package})" if package else ""
        return cls(
            f"drawing needs the system library {name}{named}, which is missing; 'sh resources/setup.sh' installs it"
        )


def require_display() -> None:
    """Make sure that a window can be shown.

    Raises
    ------
    InputError
        When there is no display.
    MissingToolkitError
        When a library for windows on X is missing.
    """
    platform, wayland, x = map(os.environ.get, ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"))
    if sys.platform != "linux" or (platform or "xcb") != "xcb" or (wayland and not platform):
        return
    if not x:
        raise InputError(f"the window needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set; {WITHOUT_ONE}")
    for library in FOR_X:
        try:
            ctypes.CDLL(library)
        except OSError:
            raise MissingToolkitError.library(library) from None
    if not _x_server_answers():
        raise InputError(f"the window needs a display, and DISPLAY names {x}, which does not answer; {WITHOUT_ONE}")


@contextmanager
def toolkit() -> Iterator[None]:
    """Around an import of the toolkit: a failure becomes a :class:`MissingToolkitError` that names what is missing."""
    try:
        yield
    except ImportError as error:
        if str(error.name).startswith("regsim"):
            raise  # our own mistake
        library = re.match(r"(lib\S+\.so[.\d]*): cannot open shared object", str(error))
        if library is not None:
            raise MissingToolkitError.library(library[1]) from error
        raise MissingToolkitError(f"drawing needs PySide6, which cannot be imported: {error}") from error


def _x_server_answers() -> bool:
    """Whether the X server that DISPLAY names lets us in."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    is_refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not is_refused
