"""Names in a narrow margin, shortened so that none becomes the same as another."""

from collections.abc import Sequence

from regsim.gui.plotting.canvas import elided, text_width
from regsim.gui.plotting.labels import BRACKETS, shortened


def told_apart(names: Sequence[str], width: float, px: float, bold: str = "") -> list[str]:
    """The names in at most `width` pixels, that in `bold` letters too: with … in the middle if they still differ then.

    If not, with every word cut to as many letters as there is room for: sepal length and sepal width differ in the
    middle, and become sep. len. and sep. wid.
    """
    short = [shortened(name, width, px, bold=name == bold) for name in names]
    if len(set(short)) == len(set(names)):
        return short
    return [_abbreviated(name, width, px, bold=name == bold) for name in names]


def _abbreviated(name: str, width: float, px: float, *, bold: bool) -> str:
    """The name with its words cut to the same number of letters, the most that fit."""
    if text_width(name, px, bold=bold) <= width:
        return name
    words = BRACKETS.sub("", name).split(" ")
    for n in range(max(len(word) for word in words), 0, -1):
        text = " ".join(word if len(word) <= n + 1 else f"{word[:n]}." for word in words)
        if text_width(text, px, bold=bold) <= width:
            return text
    return elided(name, width, px, bold=bold)
