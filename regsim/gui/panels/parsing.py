"""Values of parameters as text in an editor, and back.

What is read is checked against the declaration, so that a wrong text is refused with the same sentence everywhere.
"""

import csv
import io
import re
from typing import Any

from regsim.gui.widgets.number_text import number_text, parse_number
from regsim.parameters import InputError, Parameter

MOST_DIGITS = 7  # of a number in a list, before it is rounded


def value_text(parameter: Parameter, value: Any) -> str:
    """`value` as it stands in an editor; empty for None."""
    if value is None:
        return ""
    if parameter.kind in ("number", "integer"):
        return number_text(value)
    if parameter.kind in ("numbers", "integers"):
        return ", ".join(map(number_text, value))
    if parameter.kind == "table":
        return "\n".join(", ".join(map(number_text, row)) for row in value)
    if parameter.kind == "texts":
        return ", ".join(map(_quoted, value))
    return str(value)


def short_text(parameter: Parameter, value: Any) -> str:
    """`value` as it stands where there is little room: numbers of many digits rounded, with ≈ before the first."""
    if parameter.kind != "numbers" or value is None:
        return value_text(parameter, value)
    texts = [number_text(v) if len(number_text(v)) <= MOST_DIGITS else f"{v:.4g}" for v in value]
    is_rounded = any(len(number_text(v)) > MOST_DIGITS for v in value)
    return "≈ " * is_rounded + ", ".join(texts)


def parse_value(parameter: Parameter, text: str) -> Any:
    """The value that `text` stands for.

    Raises
    ------
    InputError
        When it stands for none, or for one outside the declared bounds.
    """
    if parameter.optional and not text.strip():
        return None
    try:
        value = _READERS[parameter.kind](text)
    except ValueError:
        raise InputError.at(parameter.name, parameter.constraint, text.strip()) from None
    parameter.check(value)
    return value


def _quoted(word: str) -> str:
    """`word` as a cell of a CSV line: in quotes where it has a comma or a quote in it."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([word])
    return line.getvalue()


def _text(text: str) -> str:
    return text.strip()


def _number(text: str) -> float:
    value = parse_number(text)
    if value is None:
        raise ValueError(text)
    return float(value)


def _integer(text: str) -> int:
    value = parse_number(text, is_whole=True)
    if value is None or int(value) != value:
        raise ValueError(text)
    return int(value)


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(map(_number, _words(text)))


def _integers(text: str) -> tuple[int, ...]:
    return tuple(map(_integer, _words(text)))


def _words(text: str) -> list[str]:
    """What stands between spaces, commas and semicolons; who separates with these may write decimal commas."""
    if ";" in text:
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    return [word for word in re.split(r"[\s,;]+", text.strip(" \t\n,;[]()")) if word]


def _table(text: str) -> tuple[tuple[float, ...], ...]:
    """Rows are lines, or lists in brackets: ``[[1, 0.8], [0.8, 1]]``."""
    rows = re.findall(r"\[([^\[\]]*)\]", text) or text.splitlines()
    return tuple(row for row in map(_numbers, rows) if row)


def _texts(text: str) -> tuple[str, ...]:
    """Separated by commas; a text with a comma in it stands in quotes."""
    words = next(csv.reader([text.strip()], skipinitialspace=True), [])
    return tuple(word.strip() for word in words if word.strip())


_READERS = {
    "text": _text,
    "number": _number,
    "integer": _integer,
    "numbers": _numbers,
    "integers": _integers,
    "table": _table,
    "texts": _texts,
}
