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
    bare = [BRACKETS.sub("", name) for name in names]
    for n in range(max(map(len, bare)), 0, -1):
        short = [" ".join(word if len(word) <= n + 1 else f"{word[:n]}." for word in name.split(" ")) for name in bare]
        if all(text_width(text, px, bold=name == bold) <= width for text, name in zip(short, names, strict=True)):
            return short
    return [elided(name, width, px, bold=name == bold) for name in names]
