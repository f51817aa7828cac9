"""What drawing needs of the machine, said in one sentence where it is not there.

A window needs a display; a picture does not. Both need the toolkit, and the toolkit needs system libraries that a bare
Debian lacks: ``resources/setup.sh`` installs them.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from regsim.parameters import InputError

DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}


class MissingToolkitError(click.ClickException):
    """The toolkit cannot be imported; the program ends with exit code 1."""


def require_display() -> None:
    """Raise :class:`InputError` where a window could not be shown."""
    if sys.platform == "linux" and not any(map(os.environ.get, DISPLAY_VARIABLES)):
        raise InputError(
            "the window needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set; "
            "'regsim export' draws pictures without one"
        )


@contextmanager
def toolkit() -> Iterator[None]:
    """Around an import of the toolkit: a failure becomes a :class:`MissingToolkitError` that names what is missing."""
    try:
        yield
    except ImportError as error:
        library = re.match(r"(lib\S+\.so[.\d]*): cannot open shared object", str(error))
        if library is None:
            raise MissingToolkitError(f"drawing needs PySide6, which cannot be imported: {error}") from error
        package = DEBIAN_PACKAGES.get(library[1])
        named = f" (Debian's package {package})" if package else ""
        raise MissingToolkitError(
            f"drawing needs the system library {library[1]}{named}, which is missing; "
            "'sh resources/setup.sh' installs it"
        ) from error
