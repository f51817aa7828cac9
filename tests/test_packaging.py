"""What is in the distributions of regsim, and where it finds its files once it is installed."""

import json
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hatchling import build as backend
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[1]
LESSONS = sorted(path.stem for path in (REPOSITORY / "resources" / "lessons").glob("*.toml"))
WHERE_ARE_THE_RESOURCES = """
import json
import regsim.resources as r
print(json.dumps([r.__file__, str(r.resource_path()), r.lesson_names()]))
"""


def project() -> dict[str, Any]:
    with (REPOSITORY / "pyproject.toml").open("rb") as file:
        return dict(tomllib.load(file)["project"])


def constraint_lines() -> list[str]:
    return (REPOSITORY / "resources" / "constraints.txt").read_text(encoding="utf-8").splitlines()


def pinned_names() -> list[str]:
    return [canonicalize_name(line.partition("==")[0]) for line in constraint_lines()]


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dist")


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(REPOSITORY)
        return dist / backend.build_wheel(str(dist))


@pytest.fixture(scope="module")
def editable_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("editable")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(REPOSITORY)
        return directory / backend.build_editable(str(directory))


@pytest.fixture(scope="module")
def sdist(dist: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(REPOSITORY)
        return dist / backend.build_sdist(str(dist))


def installed_resources(distribution: Path, directory: Path) -> tuple[Path, Path, list[str]]:
    """The module, its resources and the lessons, as an interpreter sees them that has only the distribution."""
    venv.create(directory, with_pip=False, symlinks=True)
    python = str(directory / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "-q", "--no-deps", "--no-index", str(distribution)], check=True, cwd=directory)
    # The dependencies are those of the interpreter that runs this. They come last on the path, after regsim itself;
    # and a line in a .pth file adds only the directory, not what is installed editable in it.
    purelib = next((directory / "lib").glob("python*/site-packages"))
    (purelib / "zz-dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    result = subprocess.run(
        [python, "-I", "-c", WHERE_ARE_THE_RESOURCES], check=True, cwd=directory, capture_output=True, text=True
    )
    module, path, lessons = json.loads(result.stdout)
    return Path(module), Path(path), lessons


def test_an_installed_wheel_finds_its_resources_inside_the_package(wheel: Path, tmp_path: Path) -> None:
    module, path, lessons = installed_resources(wheel, tmp_path)

    assert module.is_relative_to(tmp_path)
    assert path == module.parent / "_resources"
    assert lessons == LESSONS


def test_an_editable_install_finds_the_resources_of_the_checkout(editable_wheel: Path, tmp_path: Path) -> None:
    module, path, lessons = installed_resources(editable_wheel, tmp_path)

    assert module == REPOSITORY / "regsim" / "resources.py"
    assert path == REPOSITORY / "resources"
    assert lessons == LESSONS


def test_the_wheel_contains_lessons_icons_license_and_type_marker(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert LESSONS
    assert {f"regsim/_resources/lessons/{name}.toml" for name in LESSONS} <= set(names)
    assert "regsim/_resources/icons/regsim.svg" in names
    assert "regsim/py.typed" in names
    assert any(re.fullmatch(r"regsim-[^/]+\.dist-info/licenses/LICENSE", name) for name in names)


def test_the_wheel_puts_the_desktop_entry_and_the_icon_where_desktops_look(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert any(name.endswith(".data/data/share/applications/regsim.desktop") for name in names)
    assert any(name.endswith(".data/data/share/icons/hicolor/scalable/apps/regsim.svg") for name in names)


def test_the_wheel_contains_nothing_but_the_package(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith((".dist-info", ".data"))} == {"regsim"}


def test_the_source_distribution_contains_what_the_wheel_is_built_from(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {"pyproject.toml", "README.md", "LICENSE", "regsim/resources.py", "regsim/py.typed"} <= names
    assert {f"resources/lessons/{name}.toml" for name in LESSONS} <= names


def test_constraints_are_names_and_exact_versions_only() -> None:
    for line in constraint_lines():
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*==[0-9][0-9a-z.]*", line), line


def test_constraints_name_each_package_once() -> None:
    assert len(pinned_names()) == len(set(pinned_names()))


def test_every_direct_dependency_is_constrained_to_a_version_it_allows() -> None:
    extras = project()["optional-dependencies"]
    # The peers of the benchmark and a cluster's own software come in whatever version their user has.
    lists = [project()["dependencies"], *(extras[name] for name in extras if name not in ("bench", "ray"))]
    versions = dict(zip(pinned_names(), (line.partition("==")[2] for line in constraint_lines()), strict=True))

    for requirement in (Requirement(text) for texts in lists for text in texts):
        name = canonicalize_name(requirement.name)
        assert name in versions
        assert requirement.specifier.contains(versions[name]), requirement


def toolkit_allows(version: str, python: str) -> bool:
    requirements = [Requirement(text) for text in project()["dependencies"]]
    toolkit = [r for r in requirements if r.name == "PySide6-Essentials"]
    applicable = [r for r in toolkit if r.marker is None or r.marker.evaluate({"python_version": python})]
    assert len(applicable) == 1, f"one line must apply to Python {python}"
    return applicable[0].specifier.contains(version)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("version", ["6.9.1", "6.11.0", "6.11.1"])
def test_versions_of_the_toolkit_with_known_faults_are_excluded(version: str, python: str) -> None:
    assert not toolkit_allows(version, python)


def test_the_toolkit_that_aborts_on_old_pythons_is_excluded_only_there() -> None:
    assert not toolkit_allows("6.12.0", "3.11")
    assert toolkit_allows("6.12.0", "3.12")
    assert toolkit_allows("6.12.0", "3.13")
