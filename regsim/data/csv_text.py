"""From the bytes of a file to rows of cells: encoding, delimiter, quotes and line numbers.

CSV has no standard that programs follow. A European spreadsheet writes semicolons and decimal commas, an old one
Windows-1252, Excel UTF-16 with tabs or a byte-order mark in front. Python's csv module splits lines well but decides
none of this, so it is decided here. What cannot be decided is refused with the line, never guessed.
"""

import codecs
import csv
import io
import itertools
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from regsim.data.pieces import BYTES_PIECE, pieces
from regsim.parameters import InputError

MAX_BYTES = 250_000_000  # 1,000,000 rows of 11 numbers in full; such a file takes about 2 GB while it is read
MAX_CELLS = 12_000_000  # 96 MB as numbers: 1,000,000 samples of 10 features and a target
MAX_COLUMNS = 10_000

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_CHARACTERS = 100_000  # fewer than the longest cell that csv takes, so that sampling never fails
_SAMPLE_ROWS = 50
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\v\f\r"))
_NUMBER_LIKE = re.compile(r"\s*[+-]?[0-9]*[.,]?[0-9]+([eE][+-]?[0-9]+)?\s*")
# Excel writes and obeys a first line that says which delimiter follows.
_DELIMITER_LINE = re.compile(r'"?sep=([,;|\t])"?[\r\n]', re.IGNORECASE)


def read_bytes(path: Path) -> bytes:
    """The content of a regular file of at most 250 MB."""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):  # a pipe or device could block or never end
            what = "a directory" if stat.S_ISDIR(mode) else "something else"
            raise InputError(f"{path}: must be a file, is {what}", "path")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise InputError(f"{path}: must be a file that can be read, got {reason}", "path") from error
    except InputError:
        raise
    except ValueError as error:  # a path with a null character
        raise InputError(f"path must be the name of a file, got {str(path)!r}", "path") from error
    if len(raw) > MAX_BYTES:
        raise InputError(f"{path}: must be at most {MAX_BYTES // 1_000_000} MB large", "path")
    return raw


def encoding_of(raw: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """The encoding of the text in `raw`, and notes on it.

    UTF-16 is recognized by its byte-order mark; otherwise the text is UTF-8 if it can be and Windows-1252 or Latin-1
    if it cannot, which the note says because any bytes at all are valid Latin-1.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        if not _is(raw, "utf-16"):
            raise InputError(f"{file}: must be text, starts as UTF-16 and does not go on as it", "path")
        _refuse_binary((piece.encode() for piece in _decoded(raw, "utf-16")), file)
        return "utf-16", ()
    _refuse_binary(pieces(raw, BYTES_PIECE), file)
    if _is(raw, "utf-8-sig"):
        return "utf-8-sig", ()
    encoding, name = ("cp1252", "Windows-1252") if _is(raw, "cp1252") else ("latin-1", "Latin-1")
    return encoding, (f"{file} is not UTF-8 and was read as {name}: check the accented letters",)


def text_of(raw: bytes, encoding: str) -> TextIO:
    """The text in `raw`, to be read line by line: at once it would take as much memory again, and a while."""
    return io.TextIOWrapper(io.BytesIO(raw), encoding, newline="")


def _is(raw: bytes, encoding: str) -> bool:
    try:
        for _ in _decoded(raw, encoding):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _decoded(raw: bytes, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    yield from map(decoder.decode, pieces(raw, BYTES_PIECE))
    yield decoder.decode(b"", final=True)


def _refuse_binary(raw: Iterable[bytes], file: str) -> None:
    if any(len(piece.translate(None, _CONTROLS)) != len(piece) for piece in raw):
        raise InputError(f"{file}: must be text; it holds binary data (save a spreadsheet as CSV first)", "path")


def detect_delimiter(text: TextIO) -> str:
    """The delimiter (comma, semicolon, tab or bar) under which the first rows agree best on the number of columns."""
    sample = text.read(_SAMPLE_CHARACTERS)
    declared = _DELIMITER_LINE.match(sample)
    if declared:
        return declared[1]
    return max(_DELIMITERS, key=lambda delimiter: _consistency(sample, delimiter))


def _consistency(sample: str, delimiter: str) -> tuple[bool, float, float, int]:
    """How well `delimiter` explains the sample, for comparison.

    First whether header and most rows have several cells; then how many rows are as long as the header; then how
    many cells are numbers (`1,5;2,5` under a comma has the cell `5;2`); then the number of columns.
    """
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True)
    filled = list(itertools.islice(filter(any, reader), _SAMPLE_ROWS))
    if not filled:  # this delimiter is all there is
        return True, 1.0, 1.0, 0
    header, *rows = filled
    if len(sample) == _SAMPLE_CHARACTERS and len(rows) > 1:
        rows.pop()  # the sample may end in the middle of it
    n_rows = max(len(rows), 1)
    n_several = sum(len(row) > 1 for row in rows)
    has_columns = len(header) > 1 and 2 * n_several >= len(rows)
    n_consistent = sum(len(row) == len(header) for row in rows)
    cells = list(itertools.chain.from_iterable(rows))
    n_numbers = sum(_NUMBER_LIKE.fullmatch(cell) is not None for cell in cells)
    return has_columns, n_consistent / n_rows, n_numbers / max(len(cells), 1), len(header)


def split_rows(text: TextIO, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """The line on which each row starts, counted from 1, and its cells; the header is the first.

    Empty lines are left out around the table, and within it where it has several columns; in a table of one column an
    empty line is a missing value.
    """
    rows = _all_rows(text, delimiter, file)
    has_several = False
    empty: list[tuple[int, list[str]]] | None = None  # since the last row with something in it; None before the first
    for line, row in rows:
        if any(map(str.strip, row)):
            has_several = len(row) > 1 if empty is None else has_several
            yield from empty or ()
            empty = []
            yield line, row
        elif empty is not None and (len(row) > 1 or not has_several):
            empty.append((line, row or [""]))


def _all_rows(text: TextIO, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Every row below a line that declares the delimiter, up to as many cells as there may be."""
    first = text.readline()
    is_declared = _DELIMITER_LINE.match(first) is not None
    lines = itertools.chain([first] * (not is_declared), text)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    n_cells, before = 0, int(is_declared)
    line = before + 1
    try:
        for row in reader:
            n_cells += len(row)
            if n_cells > MAX_CELLS:
                raise InputError(f"{file}: must hold at most {MAX_CELLS} values", "path")
            yield line, row
            line = before + reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{file}, line {line}: {_explanation(error)}", "path") from error


def _explanation(error: csv.Error) -> str:
    message = str(error)
    if "end of data" in message or "field limit" in message:
        return 'must close the quotation mark " that it opens'
    if "expected after" in message:
        return 'must have a delimiter after a closing quotation mark " (a mark within a text is doubled)'
    return f"must be readable as CSV, got: {message}"
