"""Where the files that come with regsim are found, and what is said when they are not there."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from regsim import resources

REPOSITORY = Path(__file__).resolve().parents[1]
APP_ICON = "regsim.svg"
MONOCHROME_ICONS = {
    *("start", "back", "play", "pause", "forward", "end", "slow", "export"),
    *("add", "remove", "up", "down", "duplicate"),
    *("sun", "moon", "open", "save", "close"),
}
SVG = "{http://www.w3.org/2000/svg}"


def test_in_a_checkout_resources_are_found_beside_the_package() -> None:
    assert resources.resource_path() == REPOSITORY / "resources"
    assert resources.resource_path("icons", APP_ICON) == REPOSITORY / "resources" / "icons" / APP_ICON


def test_lesson_names_are_the_stems_of_the_lesson_files_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    for name in ("two-weights.toml", "from-five.toml", "notes.txt"):
        (lessons / name).touch()
    monkeypatch.setattr(resources, "_PLACES", (tmp_path,))

    assert resources.lesson_names() == ("from-five", "two-weights")


def test_every_lesson_name_names_a_file() -> None:
    assert resources.lesson_names()
    for name in resources.lesson_names():
        assert resources.resource_path("lessons", f"{name}.toml").is_file()


def test_a_missing_file_is_named_in_the_error() -> None:
    with pytest.raises(FileNotFoundError, match=r"resource icons/no-such\.svg must come with regsim"):
        resources.resource_path("icons", "no-such.svg")


def test_missing_resources_are_an_error_that_names_where_they_were_sought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PLACES", (tmp_path / "inside", tmp_path / "beside"))

    with pytest.raises(FileNotFoundError, match=r"resources must be .*inside and .*beside"):
        resources.lesson_names()


def test_a_foreign_directory_beside_an_installed_package_is_not_taken_for_its_resources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, beside = tmp_path / "regsim" / "_resources", tmp_path / "resources"
    (inside / "lessons").mkdir(parents=True)
    (beside / "lessons").mkdir(parents=True)
    monkeypatch.setattr(resources, "_PLACES", (inside, beside))

    assert resources.resource_path() == inside


def test_every_icon_the_window_needs_is_there() -> None:
    names = {path.stem for path in resources.resource_path("icons").glob("*.svg")}

    assert names >= MONOCHROME_ICONS | {Path(APP_ICON).stem}


@pytest.mark.parametrize("name", sorted(MONOCHROME_ICONS))
def test_a_monochrome_icon_is_one_black_path_on_a_24_by_24_grid(name: str) -> None:
    root = ET.parse(resources.resource_path("icons", f"{name}.svg")).getroot()  # noqa: S314  # our own file
    children = list(root)

    assert root.get("viewBox") == "0 0 24 24"
    assert [child.tag for child in children] == [f"{SVG}path"]
    assert {child.get("fill") for child in children} == {"#000"}
