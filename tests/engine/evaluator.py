"""Reads arithmetic as a person would who has it on screen.

Numbers, + − · / √ | | max( , 0), whole powers and brackets, and nothing else.
"""

import math
import re
import unicodedata

NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e−?\d+)?", re.ASCII)
POWER = re.compile("[⁰¹²³⁴-⁹]+")


def evaluate(text: str) -> float:
    """The value of an expression.

    Raises
    ------
    ValueError
        When it is not one.
    """
    reader = _Reader(text)
    value = reader.sum()
    if reader.rest:
        raise ValueError(f"cannot read {reader.rest!r} in {text!r}")
    return value


def numbers(text: str) -> list[str]:
    """The numbers in it, without signs, as they are written."""
    return NUMBER.findall(text)


class _Reader:
    def __init__(self, text: str) -> None:
        self.rest = re.sub(r" ([+−]) ", r"\1", text)

    def sum(self) -> float:
        negative = self._take("−")
        value = -self._product() if negative else self._product()
        while sign := self._take("+") or self._take("−"):
            value += self._product() if sign == "+" else -self._product()
        return value

    def _product(self) -> float:
        value = self._power()
        while sign := self._take("·") or self._take("/"):
            factor = self._power()
            value = value * factor if sign == "·" else value / factor
        return value

    def _power(self) -> float:
        value = self._whole()
        exponent = POWER.match(self.rest)
        if exponent is None:
            return value
        self.rest = self.rest[exponent.end() :]
        return float(value ** int(unicodedata.normalize("NFKC", exponent[0])))

    def _whole(self) -> float:
        if self._take("√"):
            return math.sqrt(self._whole())
        if self._take("max("):
            value = self.sum()
            if not self._take(", 0)"):
                raise ValueError(f"', 0)' is missing before {self.rest!r}")
            return max(value, 0.0)
        for opening, closing in (("(", ")"), ("|", "|")):
            if self._take(opening):
                value = self.sum()
                if not self._take(closing):
                    raise ValueError(f"{closing} is missing before {self.rest!r}")
                return abs(value) if opening == "|" else value
        found = NUMBER.match(self.rest)
        if found is None:
            raise ValueError(f"a number is missing before {self.rest!r}")
        self.rest = self.rest[found.end() :]
        return float(found[0].replace("−", "-"))

    def _take(self, sign: str) -> str:
        """The sign, or the signs, if they come next."""
        if not self.rest.startswith(sign):
            return ""
        self.rest = self.rest[len(sign) :]
        return sign
