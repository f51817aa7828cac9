"""From labels to codes: which text becomes which number, said in words.

The order decides the sign of every weight: with no → 0 and yes → 1 a positive weight speaks for yes. Hence the labels
are sorted, so that the order of the rows does not matter, but pairs in which one label means absence begin with it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from regsim.arrays import FloatArray
from regsim.data.pieces import joined, pieces

# A text with more different values names or describes the rows rather than sorting them.
MAX_LABELS = 20

# Labels of which the first means absence, in lower case. Sorting alone puts Yes before no and normal after abnormal.
_PAIRS = frozenset(
    {
        ("no", "yes"),
        ("n", "y"),
        ("false", "true"),
        ("f", "t"),
        ("absent", "present"),
        ("negative", "positive"),
        ("benign", "malignant"),
        ("control", "case"),
        ("normal", "abnormal"),
        ("healthy", "diseased"),
        ("low", "high"),
    }
)


def coded(texts: Sequence[str]) -> tuple[FloatArray, tuple[str, ...], tuple[int, ...]]:
    """The code 0 … k − 1 of every text, the labels in the order of their codes, and how often each occurs."""
    counts = Counter[str]()
    for piece in pieces(texts):
        counts.update(piece)
    labels = label_order(counts)
    code_of = {label: float(code) for code, label in enumerate(labels)}
    codes = [np.array([code_of[text] for text in piece]) for piece in pieces(texts)]
    return joined(codes, np.float64), labels, tuple(counts[label] for label in labels)


def label_order(labels: Iterable[str]) -> tuple[str, ...]:
    """The labels in the order of their codes: sorted, but no before yes and the like, in capitals or not."""
    ordered = tuple(sorted(labels))
    reverse = ordered[::-1]
    return reverse if tuple(label.lower() for label in reverse) in _PAIRS else ordered


def label_note(name: str, counts: Sequence[tuple[str, int]]) -> str:
    """Which label has which code and how often, such as ``chd: no → 0 (302), yes → 1 (160)``."""
    return f"{name}: " + ", ".join(f"{label} → {code} ({n})" for code, (label, n) in enumerate(counts))
