"""Numbers and counts as they are written."""

from regsim.gui.words import counted


def test_one_thing_is_not_many() -> None:
    assert [counted(n, "feature") for n in (0, 1, 1200)] == [
        "0 features",
        "1 feature",
        "1,200 features",
    ]
