"""Large tables of nothing but numbers, read at once: a million rows in a second, not in ten.

What is read here is exactly what the strict reader would read. Anything out of the ordinary (a quotation mark, a
missing value, an empty or a shorter line, a number that is too large) is left to it, for it knows what to say.
"""

import csv
from pathlib import Path

import numpy as np

from regsim.arrays import FloatArray
from regsim.data.csv_text import MAX_CELLS

LARGE = 1_000_000  # bytes, from where on it is worth the while
_CHARACTERS = b"0123456789+-.eE\n"


def read_numbers(path: Path, raw: bytes, delimiter: str) -> tuple[list[str], FloatArray] | None:
    """The names in the first line, and the numbers below it of shape (n_rows, n_columns); None if it is no such file.

    Parameters
    ----------
    path : Path
    raw : bytes
        What is in it.
    delimiter : str
    """
    if len(raw) < LARGE:
        return None
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n")
    is_odd = not body or b'"' in head or head.lower().startswith(b"sep=") or body.startswith(b"\n") or b"\n\n" in body
    if is_odd or body.translate(None, _CHARACTERS + delimiter.encode()):
        return None
    try:
        names = next(csv.reader([head.decode("utf-8-sig")], delimiter=delimiter, skipinitialspace=True), [])
    except (UnicodeDecodeError, csv.Error):
        return None
    n_rows = body.count(b"\n") + (not body.endswith(b"\n"))
    if not names or len(names) * (n_rows + 1) > MAX_CELLS:
        return None
    try:
        values = np.loadtxt(path, delimiter=delimiter, skiprows=1, comments=None, encoding="latin-1", ndmin=2)
    except (ValueError, OSError):
        return None
    is_whole = values.shape == (n_rows, len(names)) and bool(np.isfinite(values).all())
    return (names, values) if is_whole else None
