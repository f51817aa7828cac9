"""A large table is read in pieces: the result is the same wherever they end, and nobody need wait for the rest."""

from pathlib import Path

import pytest

from regsim.data import csv_reader, csv_text, labels, pieces, read_table
from regsim.data.pieces import AbandonedError, pausing
from regsim.data.table import Table, TextColumn
from regsim.data.tabular import dataset_from

TEXT = "größe;b;c;d\r\n" + "".join(
    f'{i}{"," if i % 3 else ""}5;{"NA" if i % 5 == 2 else i};{"ja" if i % 2 else " nein "};"x\r\n{i % 4}"\r\n'
    for i in range(1, 40)
)


def facts(table: Table) -> list[object]:
    columns = [
        (c.name, c.kind, c.is_missing.tolist(), c.n_distinct, [c.text(row) for row in range(table.n_rows)])
        for c in table.columns
    ]
    return [columns, table.lines.tolist(), table.notes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("length", [1, 3, 7])
def test_where_pieces_end_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, length: int
) -> None:
    path = tmp_path / "d.csv"
    path.write_bytes(TEXT.encode(encoding))
    whole = read_table(path)
    assert [c.kind for c in whole.columns] == ["number", "number", "text", "text"]
    monkeypatch.setattr(csv_text, "BYTES_PIECE", length)
    monkeypatch.setattr(csv_reader, "_ROWS", length)
    monkeypatch.setattr(labels, "pieces", lambda texts: pieces.pieces(texts, length))
    parted = read_table(path)
    assert facts(parted) == facts(whole)
    one, other = (dataset_from(table, "c", ("größe", "d")) for table in (whole, parted))
    assert (one.X.tobytes(), one.y.tobytes(), one.notes) == (other.X.tobytes(), other.y.tobytes(), other.notes)


def test_a_label_is_kept_once_however_often_it_stands_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("x,label\n" + "1,yes\n2,no\n" * 20)
    column = read_table(path).columns[1]
    assert isinstance(column, TextColumn)
    assert len({id(text) for text in column.values}) == 2
    assert column.distinct == {"yes", "no"}


def test_reading_ends_where_nobody_waits_any_more(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("x,label\n" + "1,yes\n2,no\n" * 3000)
    pauses: list[bool] = []

    def pause() -> None:
        pauses.append(True)
        if len(pauses) > 5:
            raise AbandonedError

    with pytest.raises(AbandonedError), pausing(pause):
        read_table(path)
    assert len(pauses) == 6
    assert read_table(path).n_rows == 6000
