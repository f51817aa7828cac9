"""Whole files: what is read, and the sentence where one is refused."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsim.data import NumberColumn, Table, TextColumn, csv_reader, read_table
from regsim.parameters import InputError

Read = Callable[[str], Table]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(text: str) -> Table:
        path = tmp_path / "data.csv"
        path.write_bytes(text.encode())
        return read_table(path)

    return read


def test_table_has_names_kinds_distinct_values_and_texts(read: Read) -> None:
    table = read("age,sex\n40, m\n41.5,f\n,m\n")
    assert (table.file, table.names, table.n_rows, table.notes) == ("data.csv", ("age", "sex"), 3, ())
    assert [(c.kind, c.n_distinct, c.n_missing) for c in table.columns] == [("number", 2, 1), ("text", 2, 0)]
    assert [[c.text(row) for row in range(3)] for c in table.columns] == [["40", "41.5", ""], ["m", "f", "m"]]
    assert table.lines.tolist() == [2, 3, 4]
    assert isinstance(table.column("age"), NumberColumn)
    assert isinstance(table.column("sex"), TextColumn)


finite = st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(finite, min_size=n, max_size=n), min_size=1, max_size=20)),
    st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", ","), ("|", ".")]),
)
def test_numbers_read_back_bit_equal(rows: list[list[float]], style: tuple[str, str]) -> None:
    delimiter, mark = style
    lines = [delimiter.join(repr(x).replace(".", mark) for x in row) for row in rows]
    header = delimiter.join(f"x{i}" for i in range(len(rows[0])))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        path.write_text("\n".join([header, *lines]), encoding="utf-8")
        table = read_table(path)
    values = np.column_stack([np.asarray(c.values, dtype=np.float64) for c in table.columns])
    assert values.tobytes() == np.array(rows).tobytes()


def is_table_or_sentence(raw: bytes) -> bool:
    """Whether `raw` makes a whole table or is refused in one line; anything else raised goes through."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        path.write_bytes(raw)
        try:
            table = read_table(path)
        except InputError as error:
            return "\n" not in str(error)
        return {table.n_rows} == {len(c.values) for c in table.columns}


@given(st.binary(max_size=300))
def test_any_bytes_make_a_table_or_a_sentence(raw: bytes) -> None:
    assert is_table_or_sentence(raw)


@given(st.text(alphabet='a1.,;\t|"\n\r -eN?\u00e9', max_size=80), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_any_text_makes_a_table_or_a_sentence(text: str, encoding: str) -> None:
    assert is_table_or_sentence(text.encode(encoding))


def test_duplicate_names_are_numbered_and_told(read: Read) -> None:
    table = read("x,x,y,x (2),x\n1,2,3,4,5\n")
    assert table.names == ("x", "x (3)", "y", "x (2)", "x (4)")
    assert table.notes == ("x (3): another column is called x too", "x (4): another column is called x too")


def test_empty_names_are_filled_with_their_place(read: Read) -> None:
    assert read("a,,b,\n1,2,3,4\n").names == ("a", "column 2", "b", "column 4")


def test_column_with_neither_name_nor_values_is_left_out(read: Read) -> None:
    assert read("a,b,\n1,2,\n3,4,\n").names == ("a", "b")


def test_names_lose_line_breaks_and_double_spaces(read: Read) -> None:
    assert read('"body\nmass  (kg)", y\n1,2\n').names == ("body mass (kg)", "y")


@pytest.mark.parametrize("text", ["", "\n\n", "  \n", ",,\n,,\n", "\ufeff"])
def test_empty_file_is_refused(read: Read, text: str) -> None:
    with pytest.raises(InputError, match=r"^data\.csv: must hold a table, is empty$"):
        read(text)


def test_header_alone_is_refused(read: Read) -> None:
    with pytest.raises(InputError, match=r"^data\.csv: must have rows below the names of the columns, has none$"):
        read("a,b\n\n")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("1,2,3\n4,5\n", r"^data\.csv, line 3: has 2 values, must have 3 as the header names$"),
        ("1,2,3\n4,5,6,\n", r"^data\.csv, line 3: has 4 values, must have 3 as the header names$"),
        ('1,"2\n2",3\n\nx\n', r"^data\.csv, line 5: has 1 value, must have 3 as the header names$"),
    ],
)
def test_row_of_another_length_is_refused_with_its_line(read: Read, rows: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read("a,b,c\n" + rows)


@pytest.mark.parametrize("header", ["5.1,3.5,0", "5.1,,0", "1,1,2", "7"])
def test_file_without_names_is_refused_rather_than_losing_its_first_row(read: Read, header: str) -> None:
    row = header.replace("5.1", "4.9")
    with pytest.raises(InputError, match=r"^data\.csv, line 1: must hold the names of the columns, holds only numbers"):
        read(f"{header}\n{row}\n")


def test_names_that_count_up_are_names(read: Read) -> None:
    assert read(",0,1\n0,5,6\n1,7,8\n").names == ("column 1", "0", "1")
    assert read("2019,2020\n5,6\n").names == ("2019", "2020")


def test_decimal_points_beside_decimal_commas_are_refused(read: Read) -> None:
    message = r"^data\.csv: must have one decimal mark, has points in column a and commas in column b$"
    with pytest.raises(InputError, match=message):
        read("n;a;b\n1;1.234;1,5\n2;2.345;2,5\n")


def test_spreadsheet_of_european_excel_is_read(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes('Größe;Gewicht\r\n1,80;75,5\r\n"1,65";60\r\n'.encode("cp1252"))
    table = read_table(str(path))
    assert table.names == ("Größe", "Gewicht")
    assert [c.text(0) for c in table.columns] == ["1.8", "75.5"]
    assert len(table.notes) == 1


def test_utf_16_with_tabs_is_read(tmp_path: Path) -> None:
    path = tmp_path / "data.txt"
    path.write_text("α\tβ\r\n1\t2\r\n", encoding="utf-16", newline="")
    assert read_table(path).names == ("α", "β")


def test_too_many_columns_are_refused(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_reader, "MAX_COLUMNS", 2)
    with pytest.raises(InputError, match=r"^data\.csv: must have at most 2 columns, has 3$"):
        read("a,b,c\n1,2,3\n")


@pytest.mark.parametrize("path", ["", "  "])
def test_no_file_name_is_refused(path: str) -> None:
    with pytest.raises(InputError, match=r"^path must be the name of a CSV file, got '"):
        read_table(path)


def test_home_of_an_unknown_user_is_refused() -> None:
    with pytest.raises(InputError, match=r"must be a file that can be read, got an unknown home directory$"):
        read_table("~nobody-of-this-name/data.csv")


def test_lack_of_memory_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(_: Path) -> bytes:
        raise MemoryError

    monkeypatch.setattr(csv_reader, "read_bytes", exhausted)
    with pytest.raises(InputError, match=r"data\.csv: must fit into memory, it does not$"):
        read_table(tmp_path / "data.csv")
