"""The setup script, on machines made of stand-ins: what it installs, what it leaves alone, what it says when it cannot.

The search path of such a machine holds nothing but a few harmless tools and small scripts that stand in for Python,
apt and sudo and write down how they are called.
"""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
TOOLS = ("sh", "cat", "cksum", "cp", "dirname", "env", "grep", "mkdir", "rm", "sed")

PYTHON = """
case "$*" in
    *"version_info <"*) {recent} ;;
    *"import ensurepip"*) grep -qx python3.11-venv "$MACHINE/installed" ;;
    *"python%d.%d-venv"*) echo python3.11-venv ;;
    *python_version*) echo {version} ;;
    "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    "-m pip list"*) cat "$MACHINE/modules" ;;
    "-m pip install"*) echo "numpy==2.0" >"$MACHINE/modules"; {pip} ;;
    "-m pip --version") ;;
    *) exit 64 ;;
esac
"""
DPKG_QUERY = """
for package do :; done
grep -qx "$package" "$MACHINE/installed" && printf installed
"""
APT_GET = """
case " $* " in *" install "*) for word do echo "$word" >>"$MACHINE/installed"; done ;; esac
"""
APT_CACHE = """
for package do :; done
grep -qx "$package" "$MACHINE/known" && echo "Package: $package"
"""


@dataclass
class Machine:
    """A search path of stand-ins, a checkout, and the list of calls."""

    home: Path
    checkout: Path = field(init=False)

    def __post_init__(self) -> None:
        (self.home / "bin").mkdir(parents=True)
        for tool in TOOLS:
            (self.home / "bin" / tool).symlink_to(shutil.which(tool) or pytest.fail(f"{tool} is missing"))
        for name in ("installed", "known", "modules", "calls"):
            (self.home / name).touch()
        self.checkout = self.home / "a checkout"
        (self.checkout / "resources").mkdir(parents=True)
        for name in ("pyproject.toml", "resources/setup.sh", "resources/constraints.txt"):
            shutil.copy(REPOSITORY / name, self.checkout / name)

    def has(self, command: str, body: str) -> None:
        script = self.home / "bin" / command
        note = f'[ "{command}" = dpkg-query ] || echo "{command} $*" >>"$MACHINE/calls"'
        script.write_text(f"#!{shutil.which('sh')}\n{note}\n{body}", encoding="utf-8")
        script.chmod(0o755)

    def has_python(self, command: str = "python3", version: str = "3.11.2", pip: str = "exit 0") -> None:
        recent = "exit 0" if tuple(map(int, version.split("."))) >= (3, 11) else "exit 1"
        self.has(command, PYTHON.format(recent=recent, version=version, pip=pip))

    def has_apt(self, user: int = 0) -> None:
        self.has("dpkg-query", DPKG_QUERY)
        self.has("apt-get", APT_GET)
        self.has("apt-cache", APT_CACHE)
        self.has("id", f"echo {user}")

    def has_packages(self, *names: str) -> None:
        with (self.home / "installed").open("a", encoding="utf-8") as file:
            file.writelines(f"{name}\n" for name in names)

    def setup(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Runs the script with a clean list of calls."""
        (self.home / "calls").write_text("", encoding="utf-8")
        return subprocess.run(
            ["sh", self.checkout / "resources" / "setup.sh", *arguments],
            cwd=cwd or self.checkout,
            env={"PATH": str(self.home / "bin"), "MACHINE": str(self.home)},
            check=False,
            capture_output=True,
            text=True,
        )

    def calls(self, start: str) -> list[str]:
        lines = (self.home / "calls").read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line.startswith(start)]


LIBRARIES = (
    *("libgl1", "libegl1", "libglib2.0-0", "libdbus-1-3", "libfontconfig1", "libxkbcommon0", "fonts-dejavu-core"),
    *("libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxkbcommon-x11-0"),
)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


@pytest.fixture
def bare_debian(machine: Machine) -> Machine:
    machine.has_python()
    machine.has_apt()
    return machine


@pytest.fixture
def ready_debian(bare_debian: Machine) -> Machine:
    bare_debian.has_packages(*LIBRARIES, "python3.11-venv")
    return bare_debian


def test_a_bare_debian_gets_libraries_and_an_editable_install_with_the_constraints(bare_debian: Machine) -> None:
    result = bare_debian.setup()

    assert result.returncode == 0, result.stderr
    assert set((bare_debian.home / "installed").read_text().split()) >= {*LIBRARIES, "python3.11-venv"}
    assert (bare_debian.checkout / ".venv" / "bin" / "python").exists()
    (install,) = bare_debian.calls("python3 -m pip install")
    assert install.endswith("-c resources/constraints.txt -e .")


def test_the_test_argument_installs_the_test_extra(ready_debian: Machine) -> None:
    ready_debian.setup("test")

    (install,) = ready_debian.calls("python3 -m pip install")
    assert install.endswith("-e .[test]")


@pytest.mark.parametrize("second", [(), ("test",)])
def test_a_second_run_calls_neither_apt_nor_pip_install(bare_debian: Machine, second: tuple[str, ...]) -> None:
    bare_debian.setup("test")

    result = bare_debian.setup(*second)

    assert result.returncode == 0
    assert bare_debian.calls("apt") == []
    assert bare_debian.calls("python3 -m pip install") == []
    assert bare_debian.calls("python3 -m venv") == []


def test_the_test_extra_is_added_to_an_install_without_it(ready_debian: Machine) -> None:
    ready_debian.setup()

    ready_debian.setup("test")

    assert len(ready_debian.calls("python3 -m pip install")) == 1


def test_changed_constraints_are_installed_into_the_venv_there_is(ready_debian: Machine) -> None:
    ready_debian.setup()
    (ready_debian.checkout / "resources" / "constraints.txt").write_text("numpy==2.1\n", encoding="utf-8")

    ready_debian.setup()

    assert ready_debian.calls("python3 -m venv") == []
    assert len(ready_debian.calls("python3 -m pip install")) == 1


def test_a_package_removed_by_hand_is_installed_again(ready_debian: Machine) -> None:
    ready_debian.setup()
    (ready_debian.home / "modules").write_text("", encoding="utf-8")

    ready_debian.setup()

    assert len(ready_debian.calls("python3 -m pip install")) == 1


def test_a_renamed_library_is_installed_under_the_name_apt_knows(bare_debian: Machine) -> None:
    (bare_debian.home / "known").write_text("libglib2.0-0t64\nlibgl1\n", encoding="utf-8")

    bare_debian.setup()

    (install,) = (call for call in bare_debian.calls("apt-get") if " install " in call)
    assert "libglib2.0-0t64" in install.split()
    assert "libglib2.0-0" not in install.split()
    assert "libgl1" in install.split()


def test_a_renamed_library_counts_as_installed(ready_debian: Machine) -> None:
    installed = ready_debian.home / "installed"
    installed.write_text(installed.read_text().replace("libglib2.0-0\n", "libglib2.0-0t64\n"), encoding="utf-8")

    ready_debian.setup()

    assert ready_debian.calls("apt") == []


def test_an_ordinary_user_installs_packages_with_sudo(bare_debian: Machine) -> None:
    bare_debian.has_apt(user=1000)
    bare_debian.has("sudo", 'exec "$@"')

    result = bare_debian.setup()

    assert result.returncode == 0, result.stderr
    assert any("apt-get" in call and "install" in call for call in bare_debian.calls("sudo"))
    assert not any("pip" in call for call in bare_debian.calls("sudo"))


def test_without_root_and_sudo_the_missing_packages_are_named_in_one_line(bare_debian: Machine) -> None:
    bare_debian.has_apt(user=1000)

    result = bare_debian.setup()

    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "neither root nor sudo" in result.stderr
    assert "libgl1" in result.stderr
    assert "python3.11-venv" in result.stderr


def test_without_root_and_sudo_a_machine_that_lacks_nothing_is_set_up(ready_debian: Machine) -> None:
    ready_debian.has_apt(user=1000)

    assert ready_debian.setup().returncode == 0


def test_without_apt_only_the_venv_is_made_and_it_is_said(machine: Machine) -> None:
    machine.has_python()
    machine.has_packages("python3.11-venv")

    result = machine.setup()

    assert result.returncode == 0, result.stderr
    assert "no apt-get here" in result.stdout
    assert len(machine.calls("python3 -m pip install")) == 1


@pytest.mark.parametrize("version", ["2.7.18", "3.10.4"])
def test_an_old_python_is_refused_with_its_version_in_one_line(machine: Machine, version: str) -> None:
    machine.has_python(version=version)

    result = machine.setup()

    assert result.returncode == 1
    assert result.stderr == (
        f"setup: regsim needs Python 3.11 or newer, found {version}; install python3.11 or newer and run this again.\n"
    )


def test_a_newer_python_beside_an_old_python3_is_used(machine: Machine) -> None:
    machine.has_python(version="3.10.4")
    machine.has_python("python3.12", version="3.12.1")
    machine.has_packages("python3.11-venv")

    result = machine.setup()

    assert result.returncode == 0, result.stderr
    assert len(machine.calls("python3.12 -m venv")) == 1


def test_an_unknown_argument_is_refused(ready_debian: Machine) -> None:
    result = ready_debian.setup("tests")

    assert result.returncode == 1
    assert result.stderr == "setup: the only argument there is, is 'test', got 'tests'.\n"


def test_it_sets_up_its_own_checkout_from_any_directory(ready_debian: Machine, tmp_path: Path) -> None:
    result = ready_debian.setup(cwd=tmp_path)

    assert result.returncode == 0, result.stderr
    assert (ready_debian.checkout / ".venv").is_dir()
    assert not (tmp_path / ".venv").exists()


def test_a_broken_venv_is_made_anew(ready_debian: Machine) -> None:
    ready_debian.setup()
    (ready_debian.checkout / ".venv" / "bin" / "python").unlink()

    result = ready_debian.setup()

    assert result.returncode == 0, result.stderr
    assert "made anew" in result.stdout
    assert len(ready_debian.calls("python3 -m pip install")) == 1


def test_the_venv_of_a_moved_checkout_is_made_anew(ready_debian: Machine) -> None:
    ready_debian.setup()
    ready_debian.checkout = ready_debian.checkout.rename(ready_debian.home / "elsewhere")

    result = ready_debian.setup()

    assert "made anew" in result.stdout
    assert len(ready_debian.calls("python3 -m pip install")) == 1


def test_a_failed_install_is_reported_and_tried_again(ready_debian: Machine) -> None:
    ready_debian.has_python(pip="exit 1")
    failed = ready_debian.setup()
    shutil.rmtree(ready_debian.checkout / ".venv")
    ready_debian.has_python()

    assert failed.returncode == 1
    assert "pip could not install regsim" in failed.stderr
    assert ready_debian.setup().returncode == 0
    assert len(ready_debian.calls("python3 -m pip install")) == 1
