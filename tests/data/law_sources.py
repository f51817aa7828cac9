"""One source of every kind, for the laws that hold for all of them."""

from pathlib import Path
from typing import Any

import msgspec

from regsim.data import Csv, Dataset, DataSource, Inline, Source
from regsim.parameters import kind_of, kinds

# Abstract, which is what kinds() is for and mypy does not expect of a class that is handed over.
_SOURCE: Any = Source
CSV = """sbp,famhist,age,chd
160,Present,52,yes
144,Absent,63,yes
118,Present,46,no
170,Present,58,yes
134,Absent,49,no
127,Absent,45,no
142,Present,38,no
114,Absent,58,yes
"""


def every_source(folder: Path) -> list[DataSource]:
    """A source of every kind that has data, with its defaults; the CSV file is written into `folder`."""
    path = folder / "heart.csv"
    path.write_text(CSV)
    rows = tuple((float(i), float(i * i % 7), float(i % 3)) for i in range(10))
    given = {"csv": Csv(str(path)), "inline": Inline(("a", "b", "y"), rows, "y")}
    sources = [given.get(kind) or cls() for kind, cls in kinds(_SOURCE).items() if kind != "none"]
    return [source for source in sources if isinstance(source, DataSource)]


def source_kinds() -> list[str]:
    """The kind of every source that has data."""
    return [kind for kind in kinds(_SOURCE) if kind != "none"]


def source_of(kind: str, folder: Path, **changes: object) -> DataSource:
    """The source of this kind with its defaults but for `changes`."""
    source = next(source for source in every_source(folder) if kind_of(source) == kind)
    return msgspec.structs.replace(source, **changes)


def arrays(dataset: Dataset) -> dict[str, bytes]:
    """The bits of all numbers in a dataset, those to validate on included."""
    bits = {"X": dataset.X.tobytes(), "y": dataset.y.tobytes()}
    if dataset.validation is not None:
        bits |= {f"validation.{name}": value for name, value in arrays(dataset.validation).items()}
    return bits
