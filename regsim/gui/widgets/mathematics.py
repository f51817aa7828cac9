r"""From mathematics as it is written in a line of text to LaTeX.

``w ← w − ηm̂/(√v̂ + ε)`` becomes ``w \leftarrow w - \frac{\eta \hat{m}}{\sqrt{\hat{v}} + \varepsilon}``. A slash divides
all factors on its left by the one on its right, as a product is read from left to right; brackets that only hold a
fraction together, or what is above or below its bar, are left out. Within a function and within ⌊ ⌋ the slash stays.
Two small letters or more are a function. What is not known is handed through as it is.
"""

import re
import unicodedata
from dataclasses import dataclass

_COMMANDS = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "ε": r"\varepsilon", "η": r"\eta", "λ": r"\lambda", "μ": r"\mu",
    "π": r"\pi", "ρ": r"\rho", "φ": r"\varphi", "Σ": r"\sum", "∂": r"{\partial}", "∇": r"{\nabla}", "∞": r"\infty",
    "←": r"\leftarrow", "≤": r"\le", "≈": r"\approx", "−": "-", "·": r"\cdot",
}  # fmt: skip
_FUNCTIONS = {"max": r"\max", "cos": r"\cos"}  # those that LaTeX has a command for
_RELATIONS = "←=≤≈,"
_HAT = "\N{COMBINING CIRCUMFLEX ACCENT}"
_BRACKETS = {"(": (")", "(", ")"), "|": ("|", "|", "|"), "‖": ("‖", r"\|", r"\|"), "⌊": ("⌋", r"\lfloor ", r" \rfloor")}
_PIECE = re.compile(r"\s*([a-z]{2,}|\d+(?:\.\d+)?|\S)")


def latex(text: str) -> str:
    """The LaTeX of a formula."""
    return _Reader(text).relation()


@dataclass(frozen=True)
class _Part:
    """A part of a formula: as a factor, and as what a bar or a root holds together anyhow."""

    factor: str
    bare: str
    is_function: bool = False


class _Reader:
    def __init__(self, text: str) -> None:
        self._pieces = _PIECE.findall(unicodedata.normalize("NFD", text))
        self._pieces.reverse()
        self._fraction = r"\frac"  # in brackets a small one; none where the slash stays

    def relation(self, ends: frozenset[str] = frozenset()) -> str:
        """Sums with signs such as ← between them, up to one of `ends`."""
        parts = [self._sum(ends)]
        while sign := self._take(_RELATIONS):
            parts += [_command(sign), self._sum(ends)]
        return " ".join(part for part in parts if part)

    def _sum(self, ends: frozenset[str]) -> str:
        parts = []
        while self._next and self._next not in ends and self._next not in _RELATIONS:
            sign = self._take("+−")
            parts += [_command(sign)] if sign else [self._product(ends)]
        return " ".join(parts)

    def _product(self, ends: frozenset[str]) -> str:
        text, last = "", _Part("", "")
        while self._next and self._next not in ends and self._next not in _RELATIONS + "+−":
            if self._take("/"):
                below = self._factor(keeps_brackets=False)
                if self._fraction:
                    above = last.bare if text == last.factor else text
                    text = f"{self._fraction}{{{above}}}{{{below.bare}}}"
                else:
                    text += f"/{below.factor}"
                last = _Part(text, text)
            elif self._take("·"):
                text += r" \cdot "
            else:
                last = self._factor(keeps_brackets=last.is_function)
                text += last.factor if not text or text.endswith(" ") else f" {last.factor}"
        return text

    def _factor(self, *, keeps_brackets: bool) -> _Part:
        part = self._whole(keeps_brackets=keeps_brackets)
        while self._next and (mark := _mark(self._next)):
            self._take(self._next)
            while self._next and _mark(self._next)[:1] == mark[:1] != "'":
                mark += _mark(self._next)[1:]
                self._take(self._next)
            text = part.factor + (mark if mark == "'" else f"{mark[0]}{{{mark[1:]}}}")
            part = _Part(text, text)
        if self._take("^"):
            text = f"{part.factor}^{{{self._factor(keeps_brackets=False).bare}}}"
            part = _Part(text, text)
        return part

    def _whole(self, *, keeps_brackets: bool) -> _Part:
        piece = self._pieces.pop() if self._pieces else ""
        if piece in _BRACKETS:
            return self._bracket(piece, keeps_brackets=keeps_brackets)
        if piece == "√":
            text = rf"\sqrt{{{self._factor(keeps_brackets=False).bare}}}"
            return _Part(text, text)
        if re.fullmatch("[a-z]{2,}", piece):
            text = _FUNCTIONS.get(piece, rf"\operatorname{{{piece}}}")
            return _Part(text, text, is_function=True)
        text = _command(piece)
        if self._take(_HAT):
            text = rf"\hat{{{text}}}"
        return _Part(text, text)

    def _bracket(self, piece: str, *, keeps_brackets: bool) -> _Part:
        end, opening, closing = _BRACKETS[piece]
        outside, self._fraction = self._fraction, "" if keeps_brackets or piece == "⌊" else r"\tfrac"
        inner = self.relation(frozenset({end}))
        self._fraction = outside
        self._take(end)
        if piece == "(" and not keeps_brackets and re.fullmatch(r"\\tfrac\{[^{}]*\}\{[^{}]*\}", inner):
            return _Part(inner, inner)
        whole = f"{opening}{inner}{closing}"
        return _Part(whole, inner if piece == "(" and not keeps_brackets else whole)

    @property
    def _next(self) -> str:
        return self._pieces[-1] if self._pieces else ""

    def _take(self, choice: str) -> str:
        """The next piece if it is among these."""
        return self._pieces.pop() if self._next and self._next in choice else ""


def _command(piece: str) -> str:
    return _COMMANDS.get(piece, piece)


def _mark(piece: str) -> str:
    """What a raised or lowered sign is in LaTeX, such as ^2; "" for any other."""
    if piece == "′":
        return "'"
    kind, _, plain = unicodedata.decomposition(piece).partition("> ") if len(piece) == 1 else ("", "", "")
    sign = {"<super": "^", "<sub": "_"}.get(kind, "")
    return sign + _command(chr(int(plain, 16))) if sign else ""
