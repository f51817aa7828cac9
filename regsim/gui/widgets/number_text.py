"""Numbers as people type and read them.

A number is shown with the fewest digits that read back equal, so that what stands in a box is the whole truth. What is
typed is read strictly: one spelling of a number, with a decimal point or comma. Python's own ``float`` would also take
``nan``, ``1_000`` and the digits of every script. A comma before three digits may be either mark: where a whole number
is wanted, ``1,000`` is a thousand; elsewhere it is refused rather than guessed.
"""

import math
import re

_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([, \u00a0\u2009\u202f])\d{3}(\1\d{3})*", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_LONGEST_PLAIN = 1e15  # whole numbers below it are exact and shown without an exponent


def number_text(value: float) -> str:
    """`value` with the fewest digits that read back equal: ``0.5``, ``1``, ``1e-07``."""
    if isinstance(value, int):
        return str(value)
    value += 0.0  # no minus before a zero
    if value.is_integer() and abs(value) < _LONGEST_PLAIN:
        return str(int(value))
    return repr(value)


def parse_number(text: str, *, is_whole: bool = False) -> float | None:
    """The finite number in `text`, whole ones exact; None where it is not one.

    Where a whole number is wanted, commas or spaces may stand between groups of three digits.
    """
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    if _GROUPED.fullmatch(plain):
        if not is_whole:
            return None
        plain = re.sub(r"[^\d+-]", "", plain)
    if not _NUMBER.fullmatch(plain):
        return None
    if _WHOLE.fullmatch(plain) and len(plain) < 400:
        return int(plain)
    value = float(plain.replace(",", "."))
    return value if math.isfinite(value) else None
