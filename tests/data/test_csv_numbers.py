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


def written(path: Path, text: str) -> tuple[Path, bytes]:
    raw = text.encode()
    path.write_bytes(raw)
    return path, raw


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_is_read_at_once_is_what_the_strict_reader_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    path, _ = written(tmp_path / "d.csv", text)
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
def test_whatever_is_odd_is_left_to_the_strict_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(csv_numbers, "LARGE", 0)
    assert read_numbers(*written(tmp_path / "d.csv", text), ";" if ";" in text else ",") is None


def test_a_small_file_is_read_the_strict_way(tmp_path: Path) -> None:
    path, raw = written(tmp_path / "d.csv", TEXTS["commas"])
    assert read_numbers(path, raw, ",") is None


def test_too_many_values_are_left_to_the_strict_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_numbers, "LARGE", 0)
    path, raw = written(tmp_path / "d.csv", "a,b\n1,2\n3,4\n")
    found = read_numbers(path, raw, ",")
    assert found is not None
    np.testing.assert_array_equal(found[1], [[1.0, 2.0], [3.0, 4.0]])
    monkeypatch.setattr(csv_numbers, "MAX_CELLS", 5)
    assert read_numbers(path, raw, ",") is None
