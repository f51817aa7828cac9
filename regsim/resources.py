"""Where regsim's own files are: the lessons and the icons.

In a checkout, and so in an editable install, they lie in ``resources/`` beside the package; in a wheel they lie in
``_resources`` inside it. What asks for a file need not know which of the two it is.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["lesson_names", "resource_path"]

_PACKAGE = Path(__file__).resolve().parent

# The one inside comes first: beside an installed package another one may well be called "resources".
_PLACES = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")


def _root() -> Path:
    """The directory that holds regsim's files, known by its lessons."""
    for place in _PLACES:
        if (place / "lessons").is_dir():
            return place
    looked_in = " and ".join(str(place) for place in _PLACES)
    raise FileNotFoundError(f"regsim's resources must be beside or inside the package, looked in {looked_in}")


def resource_path(*parts: str) -> Path:
    """The path of a file or directory that comes with regsim.

    Parameters
    ----------
    parts
        The path below ``resources/``, such as ``"icons", "play.svg"``; nothing means ``resources/`` itself.

    Raises
    ------
    FileNotFoundError
        The file does not come with this installation, or no resources do.
    """
    path = _root().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"resource {'/'.join(parts)} must come with regsim, not found: {path}")
    return path


def lesson_names() -> tuple[str, ...]:
    """The names of the lessons that come with regsim, in alphabetical order.

    Raises
    ------
    FileNotFoundError
        No resources come with this installation.
    """
    return tuple(sorted(path.stem for path in resource_path("lessons").glob("*.toml")))
