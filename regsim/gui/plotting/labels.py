"""Labels in the margin right of a plot, moved apart so that none lies over another, and names cut to their room."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product
from types import MappingProxyType

from PySide6.QtCore import QPointF

from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import FONT_PX, REMEMBERED, elided, text_width
from regsim.gui.plotting.pens import pen

SPACING = FONT_PX + 2
HALF = SPACING / 2 + 1  # of a label's height, which must stay within the plot
LABEL_REACH = 9.0  # pixels up and down in which the pointer is on a label
LEADER = 12  # pixels between the plot's edge and the text
MAX_WIDTH = 150
NO_BRIEF: Mapping[str, str] = MappingProxyType({})
BRACKETS = re.compile(r" \([^()]*\)$")  # such as a unit
NUMBER = re.compile(r"\d*:?$")  # at the end of a word: often it is all that tells words apart


@dataclass(frozen=True)
class Label:
    """A name for the curve that leaves the plot at height `y` (data); `brief` where there is no room for the text."""

    text: str
    y: float
    color: str
    bold: bool = False
    brief: str = ""


def margin_for(texts: Sequence[str]) -> int:
    """How wide a margin these labels need, in pixels."""
    if not texts:
        return 0
    return min(LEADER + 6 + int(max(text_width(text, bold=True) for text in texts)), MAX_WIDTH)


def draw_labels(canvas: Canvas, labels: Sequence[Label], margin: int) -> None:
    """Write each label beside its curve's end, with a fine line where it had to move."""
    if not labels:
        return
    rect, texts = canvas.rect, names_in(labels, margin)
    rows = zip(labels, texts, _ends(canvas, labels), label_rows(canvas, labels), strict=True)
    for label, text, from_y, to_y in rows:
        canvas.painter.setPen(pen(label.color, 1.0, alpha=0.6))
        canvas.painter.drawLine(QPointF(rect.right() + 1, from_y), QPointF(rect.right() + LEADER - 3, to_y))
        canvas.text(rect.right() + LEADER, to_y, text, label.color, bold=label.bold)


def names_in(labels: Sequence[Label], margin: int) -> list[str]:
    """What is written of each label in a margin."""
    return shown_names(labels, margin - LEADER - 2.0)


def bold_name_in(labels: Sequence[Label], margin: int) -> str:
    """What is written there of the one that is bold: notes call it so too, lest a plot shortens a name in two ways."""
    return next(name for label, name in zip(labels, names_in(labels, margin), strict=True) if label.bold)


def shown_names(labels: Sequence[Label], width: float) -> list[str]:
    """What is written of each label in `width` pixels."""
    bold = next((label.text for label in labels if label.bold), "")
    brief = {label.text: label.brief for label in labels if label.brief}
    return told_apart([label.text for label in labels], width, bold=bold, brief=brief)


def told_apart(
    names: Sequence[str], width: float, px: float = FONT_PX, bold: str = "", brief: Mapping[str, str] = NO_BRIEF
) -> list[str]:
    """The names, at most `width` pixels wide; those that are shortened to the same are cut elsewhere.

    The one that is `bold` is measured so. What is too wide and has something `brief` for it is that, before it is cut.
    """

    def cut_short(name: str) -> str:
        is_bold = name == bold
        fits = text_width(name, px, bold=is_bold) <= width
        return name if fits else shortened(brief.get(name, name), width, px, bold=is_bold)

    texts = [cut_short(name) for name in names]
    for cut in (partial(elided, middle=True), elided):
        meant: dict[str, set[str]] = {text: set() for text in texts}
        for name, text in zip(names, texts, strict=True):
            meant[text].add(name)
        texts = [
            cut(name, width, px, bold=name == bold) if len(meant[text]) > 1 else text
            for name, text in zip(names, texts, strict=True)
        ]
    return texts


def initialled(names: Sequence[str]) -> dict[str, str]:
    """Names of several words with an initial for the word that most others have too: m. radius, w. radius.

    What tells them apart then has the room. Not where two such words have the same initial, or brackets alone did.
    """
    bare = {name: BRACKETS.sub("", name).split() for name in names}
    number_of = Counter(word for words in bare.values() for word in set(words))
    common = {name: max(words, key=number_of.__getitem__) for name, words in bare.items() if len(words) > 1}
    common = {name: word for name, word in common.items() if number_of[word] > 1}
    alike = Counter(_begun(word, 1) for word in set(common.values()))
    brief = {
        name: " ".join(_begun(word, 1) if word == common[name] else word for word in bare[name])
        for name in common
        if alike[_begun(common[name], 1)] == 1
    }
    times = Counter(brief.values())
    return {name: text for name, text in brief.items() if times[text] == 1}


@lru_cache(REMEMBERED)
def shortened(name: str, width: float, px: float = FONT_PX, *, bold: bool = False) -> str:
    """A name that is wider than `width` pixels, so that it is still known: mean rad., or of one word temp…ture.

    First what stands in brackets at its end goes, then the ends of the longest words; and if that is not enough, or
    there is but one word, the middle.
    """
    if text_width(name, px, bold=bold) > width:
        name = BRACKETS.sub("", name)
    words = name.split()
    longest = max(map(len, words), default=0)

    def written(letters: Sequence[int]) -> str:
        return " ".join(map(_begun, words, letters))

    def fits(letters: Sequence[int]) -> bool:
        return text_width(written(letters), px, bold=bold) <= width

    n = next((n for n in range(longest, 0, -1) if fits([n] * len(words))), 0)
    if not n or len(words) < 2:
        return elided(name, width, px, bold=bold, middle=len(words) < 2)
    letters = [n] * len(words)
    for i, more in product(range(len(words)), range(n + 1, longest + 1)):  # what is left over, to the first words
        longer = [*letters[:i], more, *letters[i + 1 :]]
        letters = longer if fits(longer) else letters
    return written(letters)


def _begun(word: str, n: int) -> str:
    """So many letters of a word, and a full stop for the others; all of it where that saves none.

    A number at its end stays.
    """
    end = NUMBER.search(word)
    at = end.start() if end else len(word)
    return word if at <= n + 1 else f"{word[:n]}.{word[at:]}"


def label_rows(canvas: Canvas, labels: Sequence[Label]) -> list[float]:
    """The pixel from the top at which each label stands: in the order of the curves, those beyond the plot too."""
    ends, order = _ends(canvas, labels), sorted(range(len(labels)), key=lambda i: -labels[i].y)
    rows = spread([ends[i] for i in order], SPACING, canvas.rect.top() + HALF, canvas.rect.bottom() - HALF)
    return [row for _, row in sorted(zip(order, rows, strict=True))]


def label_at(canvas: Canvas, labels: Sequence[Label], y: float) -> int | None:
    """The index of the label that stands nearest to a pixel from the top; None if none is within reach."""
    away = [abs(row - y) for row in label_rows(canvas, labels)]
    nearest = min(away, default=LABEL_REACH + 1.0)
    return away.index(nearest) if nearest <= LABEL_REACH else None


def _ends(canvas: Canvas, labels: Sequence[Label]) -> list[float]:
    """Where each label's curve leaves the plot, kept within it."""
    return [min(max(float(canvas.y(label.y)), canvas.rect.top()), canvas.rect.bottom()) for label in labels]


def spread(wanted: Sequence[float], spacing: float, low: float, high: float) -> list[float]:
    """The positions nearest to `wanted` that are `spacing` apart, in the same order, between `low` and `high`.

    Least squares under order constraints: positions that would overlap are pooled into blocks about their mean
    (R. E. Barlow et al., "Statistical Inference under Order Restrictions", 1972).
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[tuple[float, int]] = []  # mean of wanted − offset, and size
    for rank, i in enumerate(order):
        mean, size = wanted[i] - rank * spacing, 1
        while blocks and blocks[-1][0] >= mean:
            other, count = blocks.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        blocks.append((mean, size))
    bases = [mean for mean, size in blocks for _ in range(size)]
    result = [0.0] * len(wanted)
    top = max(high - (len(wanted) - 1) * spacing, low)
    for rank, i in enumerate(order):
        result[i] = min(max(bases[rank], low), top) + rank * spacing
    return result
