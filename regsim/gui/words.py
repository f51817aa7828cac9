"""Numbers and names as they are written on screen."""

import math
import re
from functools import lru_cache

from regsim.engine.arithmetic.digits import MOST, away

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@lru_cache(4096)
def number(value: float, digits: int = 4) -> str:
    """`value` to `digits` significant digits, with a real minus sign; only an exact 0 is written 0.

    What lies in the middle goes away from 0, as one learns it: 0.15625 to four digits is 0.1563.
    """
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "undefined"
    text = f"{(away(value) if digits < MOST else value) + 0.0:.{digits}g}"  # −0.0 is 0
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", "−")


def counted(n: int, thing: str) -> str:
    """How many things there are: 1 feature, 1,200 features."""
    return f"{n:,} {thing}{'s' * (n != 1)}"


def weight_name(name: str) -> str:
    """A weight's name; the numbered ones get their number as a subscript: w₁."""
    return name.translate(_SUBSCRIPTS) if re.fullmatch(r"w\d+", name) else name
