"""From bytes to rows: encodings, delimiters, quotes, and what is refused."""

import csv
import io
import os
from pathlib import Path

import pytest

from regsim.data import csv_text
from regsim.data.csv_text import detect_delimiter, encoding_of, read_bytes, split_rows, text_of
from regsim.parameters import InputError

TEXT = "größe,y\n1,2\n"


def decode(raw: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    """The text and the notes on its encoding."""
    encoding, notes = encoding_of(raw, file)
    return text_of(raw, encoding).read(), notes


def split(text: str, delimiter: str, file: str) -> tuple[list[list[str]], list[int]]:
    """The rows and their lines."""
    found = list(split_rows(io.StringIO(text, newline=""), delimiter, file))
    return [row for _, row in found], [line for line, _ in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_recognized_with_and_without_byte_order_mark(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "d.csv") == (TEXT, ())


def test_big_endian_utf_16_is_recognized_by_its_mark() -> None:
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be"), "d.csv") == (TEXT, ())


def test_windows_1252_is_read_with_a_note() -> None:
    text, notes = decode("größe,€\n1,2\n".encode("cp1252"), "d.csv")
    assert text == "größe,€\n1,2\n"
    assert notes == ("d.csv is not UTF-8 and was read as Windows-1252: check the accented letters",)


def test_bytes_that_windows_1252_lacks_are_read_as_latin_1_with_a_note() -> None:
    text, (note,) = decode(b"x\x81,\xe9\n1,2\n", "d.csv")
    assert text == "x\x81,é\n1,2\n"
    assert "Latin-1" in note


@pytest.mark.parametrize(
    "raw",
    [b"PK\x03\x04abc", b"\x89PNG\r\n\x1a\n", b"a,b\n1,\x00\n", b"\xff\xfe\x00\x00a\x00\x00\x00"],
)
def test_binary_data_is_refused(raw: bytes) -> None:
    with pytest.raises(InputError, match=r"^d\.csv: must be text; it holds binary data"):
        decode(raw, "d.csv")


@pytest.mark.parametrize("rest", [b"a\x00b", b"\x00\xd8a\x00"])
def test_broken_utf_16_is_refused(rest: bytes) -> None:
    with pytest.raises(InputError, match=r"^d\.csv: must be text, starts as UTF-16"):
        decode(b"\xff\xfe" + rest, "d.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_each_delimiter_is_found(delimiter: str, newline: str) -> None:
    text = newline.join(delimiter.join(row) for row in (["a", "b", "c"], ["1", "x", "3"], ["4", "y", "6"]))
    assert detect_delimiter(io.StringIO(text)) == delimiter


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
        ("length, cm;width, cm\n1,5;2,5\n3,5;4,5\n", ";"),
        ('name,note\n"a;b;c",1\n"d;e;f",2\n', ","),
        ("a,b\n1,2,3\n4,5,6\n", ","),  # row names without a header: ragged under the comma, and that is what to say
        ("a,b\n", ","),
        ("sep=;\na,b;c\n1,2;3\n", ";"),
        ("\n\na|b\n1|2\n", "|"),
        ("a,b\n" + "1,2\n" * 60_000, ","),
        ('a,b\n1,2\n"' + "x" * 200_000, ","),
    ],
)
def test_delimiter_is_the_one_under_which_rows_agree(text: str, delimiter: str) -> None:
    assert detect_delimiter(io.StringIO(text)) == delimiter


def test_comma_is_no_delimiter_where_only_the_header_or_only_the_numbers_have_one() -> None:
    assert detect_delimiter(io.StringIO("weight (kg, dry)\n5\n6\n")) != ","
    assert detect_delimiter(io.StringIO("x\n1,5\n2,5\n")) != ","


def test_rows_come_with_the_line_on_which_they_start() -> None:
    rows, lines = split('\na,b\n"x\ny",2\n\n3,4\n', ",", "d.csv")
    assert rows == [["a", "b"], ["x\ny", "2"], ["3", "4"]]
    assert lines == [2, 3, 6]


def test_quoted_cells_keep_delimiters_and_quotes() -> None:
    rows, _ = split('"a, b", "say ""hi"""\n1,"2"\n', ",", "d.csv")
    assert rows == [["a, b", 'say "hi"'], ["1", "2"]]


def test_rows_of_empty_cells_at_the_end_are_left_out_and_within_are_kept() -> None:
    rows, _ = split("a,b\n1,2\n,\n3,4\n,\n , \n\n", ",", "d.csv")
    assert rows == [["a", "b"], ["1", "2"], ["", ""], ["3", "4"]]


def test_empty_line_within_a_single_column_is_a_missing_value() -> None:
    assert split("a\n1\n\n2\n\n", ";", "d.csv") == ([["a"], ["1"], [""], ["2"]], [1, 2, 3, 4])


def test_line_that_declares_the_delimiter_is_no_row() -> None:
    assert split("sep=;\na;b\n1;2\n", ";", "d.csv") == ([["a", "b"], ["1", "2"]], [2, 3])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n', r"^d\.csv, line 3: must close the quotation mark"),
        ('a,b\n"1,' + "x" * 200_000 + "\n", r"^d\.csv, line 2: must close the quotation mark"),
        ('a,b\n"1"x,2\n', r"^d\.csv, line 2: must have a delimiter after a closing quotation mark"),
    ],
)
def test_broken_quotes_are_refused_with_the_line_where_the_row_starts(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        split(text, ",", "d.csv")


def test_other_complaints_of_the_parser_are_passed_on() -> None:
    assert csv_text._explanation(csv.Error("odd")) == "must be readable as CSV, got: odd"


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "MAX_CELLS", 5)
    with pytest.raises(InputError, match=r"^d\.csv: must hold at most 5 values$"):
        split("a,b\n1,2\n3,4\n", ",", "d.csv")


def test_too_large_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "MAX_BYTES", 2_000_000)
    path = tmp_path / "d.csv"
    path.write_bytes(b"x" * 2_000_001)
    with pytest.raises(InputError, match=r"must be at most 2 MB large$"):
        read_bytes(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"d\.csv: must be a file that can be read, got no such file or directory$"):
        read_bytes(tmp_path / "d.csv")


def test_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"must be a file, is a directory$"):
        read_bytes(tmp_path)


def test_device_is_refused_before_it_is_opened() -> None:
    with pytest.raises(InputError, match=r"must be a file, is something else$"):
        read_bytes(Path(os.devnull))


def test_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "d.csv"
    path.write_text("a,b\n")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)  # chmod does not stop root
    with pytest.raises(InputError, match=r"must be a file that can be read, got permission denied$"):
        read_bytes(path)


@pytest.mark.parametrize("name", ["a\0b.csv", "\ud800.csv"])
def test_impossible_file_name_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"^path must be the name of a file, got '"):
        read_bytes(Path(name))


def test_a_million_samples_of_ten_features_and_a_target_are_not_too_many() -> None:
    longest = len(b"-0.12345678901234567,")  # of a number between −1 and 1, as repr writes it
    assert csv_text.MAX_CELLS > 1_000_000 * 11
    assert 1_000_000 * 11 * longest < csv_text.MAX_BYTES
