"""Large tables of nothing but numbers, read at once: a million rows in a second, not in ten.

What is read here is exactly what the strict reader would read. Anything out of the ordinary (a quotation mark, a
missing value, an empty or a shorter line, a number that is too large) is left to it, for it knows what to say.
"""

import csv
import io
from collections.abc import Iterator

import numpy as np

from regsim.arrays import FloatArray
from regsim.data.csv_text import MAX_CELLS
from regsim.data.pieces import BYTES_PIECE, breathe

LARGE = 1_000_000  # bytes, from where on it is worth the while
_CHARACTERS = b"0123456789+-.eE\n"


def read_numbers(raw: bytes, delimiter: str) -> tuple[list[str], FloatArray] | None:
    """The names in the first line, and the numbers below it of shape (n_rows, n_columns); None if it is no such file.

    Parameters
    ----------
    raw : bytes
        What is in it.
    delimiter : str
    """
    if len(raw) < LARGE:
        return None
    body = raw.find(b"\n") + 1
    head = raw[: max(body - 1, 0)].removesuffix(b"\r")
    if not body or b'"' in head or head.lower().startswith(b"sep="):
        return None
    try:
        names = next(csv.reader([head.decode("utf-8-sig")], delimiter=delimiter, skipinitialspace=True), [])
    except (UnicodeDecodeError, csv.Error):
        return None
    n_rows = _n_rows(raw, body, delimiter)
    if not names or not n_rows or len(names) * (n_rows + 1) > MAX_CELLS:
        return None
    try:
        values = np.concatenate([_numbers(lines, delimiter) for lines in _parts(raw, body)])
    except ValueError:
        return None
    is_whole = values.shape == (n_rows, len(names)) and bool(np.isfinite(values).all())
    return (names, values) if is_whole else None


def _n_rows(raw: bytes, start: int, delimiter: str) -> int:
    """How many lines there are from `start` on; 0 where one is empty or holds what is no part of a number."""
    n_rows, usual = 0, _CHARACTERS + delimiter.encode()
    for lines in _parts(raw, start):
        if lines.translate(None, usual) or lines.startswith(b"\n") or b"\n\n" in lines:
            return 0
        n_rows += lines.count(b"\n") + (not lines.endswith(b"\n"))
    return n_rows


def _parts(raw: bytes, start: int) -> Iterator[bytes]:
    """Some lines at a time, each but perhaps the last with a feed at its end."""
    while start < len(raw):
        breathe()
        end = raw.find(b"\n", start + BYTES_PIECE) + 1 or len(raw)
        yield raw[start:end].replace(b"\r\n", b"\n")
        start = end


def _numbers(lines: bytes, delimiter: str) -> FloatArray:
    """The numbers in some lines, of shape (n_lines, n_columns)."""
    return np.loadtxt(io.StringIO(lines.decode("ascii")), delimiter=delimiter, comments=None, ndmin=2)
