"""What drawing needs of the machine, said in one sentence where it is not there.

A window needs a display; a picture does not. Both need the toolkit, and the toolkit needs system libraries that a bare
Debian lacks: ``resources/setup.sh`` installs them. Asked beforehand, because the toolkit itself aborts the process.
"""

import ctypes
import importlib.util
import os
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    if sys.platform != "linux":
        return
    obstacles = []
    for platform in _platforms():  # the toolkit takes the first of them that works
        obstacle = _obstacle(platform)
        if not obstacle:
            return
        obstacles.append(obstacle)
    raise InputError(f"the window needs a display, and {', and '.join(obstacles)}; {WITHOUT_ONE}")


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


def _platforms() -> list[str]:
    """The window systems that the toolkit tries, in its order; variants such as wayland-egl by their first word."""
    asked = os.environ.get("QT_QPA_PLATFORM", "").lower().split(";")
    named = [re.split("[:-]", word)[0] for word in asked if word]
    is_wayland = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("XDG_SESSION_TYPE") == "wayland"
    return named or (["wayland", "xcb"] if is_wayland else ["xcb"])


def _obstacle(platform: str) -> str:
    """Why there is no window on this window system; empty where nothing is known against it."""
    plugins = _plugins()
    if plugins and platform not in plugins:
        return f"QT_QPA_PLATFORM names {platform}, which is not among {', '.join(plugins)}"
    if platform == "wayland":
        name = os.environ.get("WAYLAND_DISPLAY", "")
        said = f"WAYLAND_DISPLAY names {name}, which" if name else "the Wayland display wayland-0"
        return "" if _wayland_answers(name or "wayland-0") else f"{said} does not answer"
    return _obstacle_on_x() if platform == "xcb" else ""


def _obstacle_on_x() -> str:
    x = os.environ.get("DISPLAY")
    if not x:
        is_only_one = os.environ.get("WAYLAND_DISPLAY")
        return "DISPLAY is not set" if is_only_one else "neither DISPLAY nor WAYLAND_DISPLAY is set"
    for library in FOR_X:
        try:
            ctypes.CDLL(library)
        except OSError:
            raise MissingToolkitError.library(library) from None
    return "" if _x_server_answers() else f"DISPLAY names {x}, which does not answer"


def _plugins() -> list[str]:
    """The window systems that the toolkit has a plugin for; none where that cannot be seen from its files."""
    spec = importlib.util.find_spec("PySide6")
    folders = (spec and spec.submodule_search_locations) or ()
    files = [file for folder in folders for file in Path(folder).glob("Qt/plugins/platforms/libq*.so")]
    return sorted({file.stem.removeprefix("libq").partition("-")[0] for file in files})


def _wayland_answers(name: str) -> bool:
    """Whether a compositor listens at this name, which is one below the user's own folder or a whole path."""
    path = Path(os.environ.get("XDG_RUNTIME_DIR", ""), name)
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(path))
        except OSError:
            return False
    return path.is_absolute()


def _x_server_answers() -> bool:
    """Whether the X server that DISPLAY names lets us in."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    is_refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not is_refused
