"""Terms: sums, products, quotients and roots of named quantities.

One term is read three ways: in symbols, w − η(∂D + λ∂R), in numbers, 5 − 0.5·(0 + 1), and for its value, 4.5. So what
is written in symbols cannot differ from what is computed.
"""

import math
import operator
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

SUM, PRODUCT, WHOLE = 1, 2, 3  # how tightly a term holds together

_OPERATIONS: dict[str, tuple[int, int, Callable[[float, float], float]]] = {
    # its rank, the rank that its right side needs to go without brackets, and what it does
    "+": (SUM, SUM, operator.add),
    "−": (SUM, PRODUCT, operator.sub),
    "·": (PRODUCT, PRODUCT, operator.mul),
    "/": (PRODUCT, WHOLE, operator.truediv),
}
_OPPOSITE = {"+": "−", "−": "+"}
_NEGATIVE = re.compile(r"\(−([\d.e−]+)\)(?![²³¹⁰⁴-⁹])")
_NAME = re.compile("[a-z]{2}")  # what begins so is a function: what is before it needs a dot in symbols, too
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Term(ABC):
    """Something to be written and computed."""

    @property
    def rank(self) -> int:
        """How tightly it holds together."""
        return WHOLE

    @abstractmethod
    def text(self, word: "Callable[[Quantity], str]", dot: str, *, first: bool = True) -> str:
        """The term with a word for each quantity and `dot` between factors; `first` where nothing is before it."""

    @abstractmethod
    def value(self, read: "Callable[[Quantity], float] | None" = None) -> float:
        """The value, with what `read` says of each quantity in place of its own."""

    @abstractmethod
    def change(self, quantity: "Quantity") -> float:
        """The derivative with respect to a quantity; not finite where there is none."""

    @abstractmethod
    def quantities(self) -> "tuple[Quantity, ...]":
        """What goes into it, from left to right."""

    def symbols(self) -> str:
        """The term in symbols."""
        return self.text(lambda quantity: quantity.symbol, "")

    def bracketed(self, rank: int, word: "Callable[[Quantity], str]", dot: str, *, first: bool) -> str:
        """The text as part of another term, in brackets if it does not hold together tightly enough."""
        if self.rank < rank:
            return f"({self.text(word, dot)})"
        return self.text(word, dot, first=first)

    def __add__(self, other: "Term") -> "Term":
        return Operation("+", self, other)

    def __sub__(self, other: "Term") -> "Term":
        return Operation("−", self, other)

    def __mul__(self, other: "Term") -> "Term":
        return Operation("·", self, other)

    def __truediv__(self, other: "Term") -> "Term":
        return Operation("/", self, other)


@dataclass(frozen=True, eq=False)
class Quantity(Term):
    """A number with a symbol; the same object wherever it is the same number.

    Attributes
    ----------
    symbol : str
        In brackets of its own where it is a sum, such as (1 − ηλ).
    number : float
    is_chosen : bool
        Whether it is the user's choice, or follows from that alone, and not the step's.
    is_force : bool
        Whether it is a force or made of forces: where they cancel, what is left of them is rounding.
    fewest : int
        Decimals that it has at least, such as 1 − ηλ, which must not be taken for 1.
    """

    symbol: str
    number: float
    is_chosen: bool = False
    is_force: bool = False
    fewest: int = -400

    def text(self, word: "Callable[[Quantity], str]", dot: str, *, first: bool = True) -> str:
        del dot
        text = word(self)
        return text if first or not text.startswith("−") else f"({text})"

    def value(self, read: "Callable[[Quantity], float] | None" = None) -> float:
        return self.number if read is None else read(self)

    def change(self, quantity: "Quantity") -> float:
        return float(quantity is self)

    def quantities(self) -> "tuple[Quantity, ...]":
        return (self,)


@dataclass(frozen=True, eq=False)
class Operation(Term):
    """Two terms added, subtracted, multiplied or divided; without its value where it divides by 0."""

    sign: str
    left: Term
    right: Term

    @property
    def rank(self) -> int:
        return _OPERATIONS[self.sign][0]

    def text(self, word: Callable[[Quantity], str], dot: str, *, first: bool = True) -> str:
        rank, right_rank, _ = _OPERATIONS[self.sign]
        left = self.left.bracketed(rank, word, dot, first=first)
        right = self.right.bracketed(right_rank, word, dot, first=False)
        if rank == PRODUCT:
            between = "·" if _NAME.match(right) else dot
            return f"{left}{between if self.sign == '·' else self.sign}{right}"
        if negative := _NEGATIVE.match(right):  # 2 + (−3) is written 2 − 3
            return f"{left} {_OPPOSITE[self.sign]} {negative[1]}{right[negative.end() :]}"
        return f"{left} {self.sign} {right}"

    def value(self, read: Callable[[Quantity], float] | None = None) -> float:
        _, _, compute = _OPERATIONS[self.sign]
        try:
            return compute(self.left.value(read), self.right.value(read))
        except ZeroDivisionError:
            return math.nan

    def change(self, quantity: Quantity) -> float:
        left, right = self.left.change(quantity), self.right.change(quantity)
        if self.sign == "·":
            return left * self.right.value() + right * self.left.value()
        if self.sign == "/":
            divisor = self.right.value()
            return (left - right * self.value()) / divisor if divisor else math.nan
        return left + right if self.sign == "+" else left - right

    def quantities(self) -> tuple[Quantity, ...]:
        return self.left.quantities() + self.right.quantities()


@dataclass(frozen=True, eq=False)
class _Around(Term):
    """One term with something before or behind it."""

    inner: Term
    before: ClassVar[str] = ""
    behind: ClassVar[str] = ""

    def text(self, word: Callable[[Quantity], str], dot: str, *, first: bool = True) -> str:
        del first
        return f"{self.before}{self.inner.bracketed(WHOLE, word, dot, first=False)}{self.behind}"

    def quantities(self) -> tuple[Quantity, ...]:
        return self.inner.quantities()


class Root(_Around):
    """√x."""

    before: ClassVar[str] = "√"

    def value(self, read: Callable[[Quantity], float] | None = None) -> float:
        return math.sqrt(self.inner.value(read))

    def change(self, quantity: Quantity) -> float:
        change, root = self.inner.change(quantity), self.value()
        if not change:
            return 0.0
        return change / (2.0 * root) if root else math.inf


@dataclass(frozen=True, eq=False)
class Power(_Around):
    """x to a whole number, which is shown with all its digits."""

    exponent: Quantity

    def text(self, word: Callable[[Quantity], str], dot: str, *, first: bool = True) -> str:
        text = super().text(word, dot, first=first)
        is_open = ("e" in text or "∂" in text) and not text.startswith("(")  # 2e−5² would be read as 2e−25
        return (f"({text})" if is_open else text) + word(self.exponent).translate(_SUPERSCRIPTS)

    def value(self, read: Callable[[Quantity], float] | None = None) -> float:
        return float(self.inner.value(read) ** int(self.exponent.number))

    def change(self, quantity: Quantity) -> float:
        n = int(self.exponent.number)
        return n * self.inner.value() ** (n - 1) * self.inner.change(quantity) if n else 0.0


def squared(term: Term) -> Power:
    """x²."""
    return Power(term, Quantity("²", 2.0, is_chosen=True))


class Size(_Around):
    """|x|."""

    def text(self, word: Callable[[Quantity], str], dot: str, *, first: bool = True) -> str:
        del first
        return f"|{self.inner.text(word, dot)}|"

    def value(self, read: Callable[[Quantity], float] | None = None) -> float:
        return abs(self.inner.value(read))

    def change(self, quantity: Quantity) -> float:
        return math.copysign(1.0, self.inner.value()) * self.inner.change(quantity)


class Positive(_Around):
    """max(x, 0)."""

    def text(self, word: Callable[[Quantity], str], dot: str, *, first: bool = True) -> str:
        del first
        return f"max({self.inner.text(word, dot)}, 0)"

    def value(self, read: Callable[[Quantity], float] | None = None) -> float:
        """0 exactly, or nothing where x as it is read is above 0 although it is not."""
        inner = self.inner.value(read)
        return max(inner, 0.0) if inner <= 0.0 or self.inner.value() > 0.0 else math.nan

    def change(self, quantity: Quantity) -> float:
        """That of x, also where x is below 0: that has to be seen, too."""
        return self.inner.change(quantity)
