"""The arrows of the architecture: who may import whom, and how long things may grow."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from regsim.scenario import VIEWS

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "regsim"
MAX_FILE, MAX_MAIN_WINDOW, MAX_FUNCTION = 350, 250, 50  # lines

FILES = {".".join(path.relative_to(REPOSITORY).with_suffix("").parts): path for path in sorted(PACKAGE.rglob("*.py"))}
TOOLKIT = ("PySide6", "shiboken6")

# What of regsim itself a package may import, beside itself.
ONLY = {
    "regsim.parameters": (),
    "regsim.arrays": (),
    "regsim.resources": (),
    "regsim.engine": ("regsim.parameters", "regsim.arrays"),
    "regsim.data": ("regsim.parameters", "regsim.arrays"),
    "regsim.gui.widgets": (),
}
NEVER = {
    "regsim.engine": (*TOOLKIT, "sklearn", "regsim.data", "regsim.scenario", "regsim.gui"),
    "regsim.data": (*TOOLKIT, "regsim.engine", "regsim.scenario", "regsim.gui"),
    "regsim.scenario": (*TOOLKIT, "sklearn", "regsim.gui", "regsim.cli", "regsim.problem"),
    "regsim.problem": (*TOOLKIT, "sklearn", "regsim.gui", "regsim.cli"),
    "regsim.cli": TOOLKIT,
    "regsim.gui.panels": ("regsim.gui.views", "regsim.gui.grid"),
    "regsim.gui.views": ("regsim.gui.session", "regsim.gui.playback", "regsim.gui.panels"),
    "regsim.gui.plotting": ("regsim.gui.session", "regsim.gui.playback", "regsim.gui.panels", "regsim.gui.views"),
}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_text(encoding="utf-8"))


def below(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def imports(module: str) -> set[str]:
    """Everything a module imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for module in FILES:
        for node in ast.walk(tree(module)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield f"{module}.{node.name}", node


def test_the_contracts_of_import_linter_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run(
        [linter, "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("package", ONLY)
def test_a_lower_layer_knows_nothing_of_those_above_it(package: str) -> None:
    allowed = (package, *ONLY[package])
    strangers = {
        f"{module} imports {name}"
        for module in FILES
        if below(module, package)
        for name in imports(module)
        if below(name, "regsim") and not any(below(name, home) for home in allowed)
    }

    assert strangers == set()


@pytest.mark.parametrize("package", NEVER)
def test_no_forbidden_arrow_leaves_a_package(package: str) -> None:
    forbidden = {
        f"{module} imports {name}"
        for module in FILES
        if below(module, package)
        for name in imports(module)
        if any(below(name, other) for other in NEVER[package])
    }

    assert forbidden == set()


def test_no_view_imports_another_view() -> None:
    views = {f"regsim.gui.views.{name.replace('-', '_')}" for name in VIEWS}
    for view in views:
        assert {name for name in imports(view) if any(below(name, other) for other in views - {view})} == set()


def test_only_the_application_imports_the_main_window() -> None:
    importers = {module for module in FILES if any(below(name, "regsim.gui.main_window") for name in imports(module))}

    assert importers <= {"regsim.gui.app"}


def test_only_the_window_imports_the_toolkit() -> None:
    importers = {module for module in FILES if any(below(name, kit) for name in imports(module) for kit in TOOLKIT)}

    assert {module for module in importers if not below(module, "regsim.gui")} == set()


def test_importing_regsim_loads_neither_the_toolkit_nor_scikit_learn() -> None:
    code = f"import sys, regsim; print(sorted({{'sklearn', *{TOOLKIT}}} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)

    assert ended.stdout.strip() == "[]"


def test_no_file_is_longer_than_a_reader_holds_in_mind() -> None:
    paths = [*FILES.values(), *(REPOSITORY / "tests").rglob("*.py*")]
    lengths = {
        str(path.relative_to(REPOSITORY)): len(path.read_text(encoding="utf-8").splitlines())
        for path in paths
        if path.suffix in (".py", ".pyi")
    }

    assert {path: length for path, length in lengths.items() if length > MAX_FILE} == {}
    assert lengths["regsim/gui/main_window.py"] <= MAX_MAIN_WINDOW


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {name: (node.end_lineno or node.lineno) - node.lineno + 1 for name, node in functions()}

    assert {name: length for name, length in lengths.items() if length > MAX_FUNCTION} == {}
