"""Large tables of numbers are read at once, and give what the strict reader gives; whatever is odd is left to that."""

from pathlib import Path

import numpy as np
import pytest

from regsim.data import csv_numbers, csv_reader
from regsim.data.csv_numbers import read_numbers
from regsim.data.csv_reader import read_table
from regsim.data.table import NumberColumn

TEXTS = {
    "commas": "a,b,y\n1,2.5,-3e-5\n+.5,5.,1E3\n-0,007,0.1\n",
    "no line end": "a,b\n1,2\n3,4",
    "semicolons": "a;b\n1.5;2\n3;4\n",
    "tabs": "a\tb\n1.5\t2\n3\t4\n",
    "names alike": "a,a\n1,2\n3,4\n",
    "a name in another script, with a byte-order mark": "\ufeffλ,b\n1,2\n3,4\n",
    "lines as on Windows": "a,b\r\n1,2\r\n3,4\r\n",
    "many digits": "a,b\n0.1234567890123456789,1e-300\n3,4.9e-324\n",
}
ODD = {
    "quoted name": '"a,b",c\n1,2\n',
    "quoted value": 'a,b\n1,"2"\n',
    "missing": "a,b\n1,\n3,4\n",
    "missing word": "a,b\n1,NA\n3,4\n",
    "empty line": "a,b\n1,2\n\n3,4\n",
    "shorter line": "a,b\n1,2\n3\n",
    "all lines longer": "a,b\n1,2,3\n3,4,5\n",
    "too large": "a,b\n1,1e999\n3,4\n",
    "no number": "a,b\n1,2-3\n3,4\n",
    "underscore": "a,b\n1,1_000\n3,4\n",
    "spaces": "a,b\n1, 2\n3,4\n",
    "decimal commas": "a;b\n1,5;2\n3;4\n",
    "delimiter line": "sep=,\n1,2\n",
    "empty line first": "a,b\n\n1,2\n",
    "old line ends": "a,b\r1,2\r3,4\r",
    "nothing": "",
    "no rows": "a,b\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_is_read_at_once_is_what_the_strict_reader_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    path = tmp_path / "d.csv"
    path.write_bytes(text.encode())
    strict = read_table(path)
    monkeypatch.setattr(csv_numbers, "LARGE", 0)
    monkeypatch.setattr(csv_reader, "split_rows", None)  # it is not needed
    quick = read_table(path)
    assert (quick.names, quick.notes, quick.lines.tolist()) == (strict.names, strict.notes, strict.lines.tolist())
    for one, other in zip(quick.columns, strict.columns, strict=True):
        assert isinstance(one, NumberColumn)
        assert isinstance(other, NumberColumn)
        assert one.values.tobytes() == other.values.tobytes()
        assert not one.values.flags.writeable
        assert one.n_missing == 0


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
@pytest.mark.filterwarnings("error")
def test_whatever_is_odd_is_left_to_the_strict_reader(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(csv_numbers, "LARGE", 0)
    assert read_numbers(text.encode(), ";" if ";" in text else ",") is None


def test_a_small_file_is_read_the_strict_way() -> None:
    assert read_numbers(TEXTS["commas"].encode(), ",") is None


def test_too_many_values_are_left_to_the_strict_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_numbers, "LARGE", 0)
    raw = b"a,b\n1,2\n3,4\n"
    found = read_numbers(raw, ",")
    assert found is not None
    np.testing.assert_array_equal(found[1], [[1.0, 2.0], [3.0, 4.0]])
    monkeypatch.setattr(csv_numbers, "MAX_CELLS", 5)
    assert read_numbers(raw, ",") is None


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_is_read_in_parts_is_put_together_in_order(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    monkeypatch.setattr(csv_numbers, "LARGE", 0)
    rows = [(i, i / 7.0) for i in range(50)]
    raw = end.join(["a,b", *(f"{x!r},{y!r}" for x, y in rows), ""]).encode()
    for length in (1, 10, 64, 100_000):
        monkeypatch.setattr(csv_numbers, "BYTES_PIECE", length)
        found = read_numbers(raw, ",")
        assert found is not None
        assert found[1].tolist() == [list(row) for row in rows]
        assert read_numbers(raw + end.encode(), ",") is None  # an empty line
        assert read_numbers(raw + f"1{end}".encode(), ",") is None
