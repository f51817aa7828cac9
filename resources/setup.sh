#!/bin/sh
# Sets regsim up in .venv, in the root of this checkout.
#
#   sh resources/setup.sh         what the program needs
#   sh resources/setup.sh test    what its tests need, too
#
# On Debian and Ubuntu the system libraries that are missing are installed with apt-get, as root or with sudo.
# A second run does only what is still to do.

set -eu
unset PYTHONHOME PYTHONPATH

# What Qt loads at run time and a bare Debian lacks: the first line to draw at all, the second for a window on X.
LIBRARIES="libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 fonts-dejavu-core
           libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"

say() { echo "setup: $*"; }
fail() { echo "setup: $*" >&2; exit 1; }

case "$#:${1-}" in
    0:) extra="" ;;
    1:test) extra="test" ;;
    *) fail "the only argument there is, is 'test', got '$*'." ;;
esac

# A single "cd" would print the directory, or look elsewhere, where CDPATH is set.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"
[ -f pyproject.toml ] && [ -f resources/constraints.txt ] ||
    fail "$root is not a checkout of regsim: pyproject.toml or resources/constraints.txt is missing."
venv_python=.venv/bin/python
stamp=.venv/regsim-setup

# --- Python ----------------------------------------------------------------------------------------------------------

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
version_of() { "$1" -c 'import platform; print(platform.python_version())' 2>/dev/null; }

find_python() {
    for candidate in python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && is_recent "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    found=$(version_of python3) || found="none"
    fail "regsim needs Python 3.11 or newer, found $found; install python3.11 or newer and run this again."
}

# Debian's python3 comes without ensurepip, every other one with it: ask the interpreter, not the package list.
can_make_venv() { "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# Scripts in a virtual environment carry its path: one that was moved or copied here is as good as broken.
venv_is_at_home() { [ ! -f "$stamp" ] || [ "$(sed -n 1p "$stamp")" = "$root" ]; }
venv_is_usable() {
    is_recent "$venv_python" && "$venv_python" -m pip --version >/dev/null 2>&1 && venv_is_at_home
}

# --- System packages -------------------------------------------------------------------------------------------------

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Newer releases of Debian and Ubuntu renamed some libraries when time_t grew to 64 bits: libglib2.0-0t64.
has_library() { is_installed "$1" || is_installed "${1}t64"; }
apt_knows() { apt-cache --no-all-versions show "$1" 2>/dev/null | grep -q '^Package:'; }
apt_name() { if apt_knows "${1}t64"; then echo "${1}t64"; else echo "$1"; fi; }

missing_packages() {
    for library in $LIBRARIES; do
        has_library "$library" || printf '%s ' "$library"
    done
    if ! venv_is_usable && ! can_make_venv; then
        "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    fi
}

apt_get() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"; }

install_packages() {
    missing=$(missing_packages)
    if [ -z "$missing" ]; then
        say "system packages: nothing is missing"
        return
    fi
    if [ "$(id -u)" -eq 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1; then
        as_root="sudo"
    else
        fail "system packages are missing and there is neither root nor sudo to install them: $missing"
    fi
    say "system packages: installing $missing"
    # A broken third-party source must not stop this: whether the packages can be had is seen in the next line.
    apt_get update || say "apt-get update reported an error, going on"
    names=""
    for package in $missing; do
        names="$names $(apt_name "$package")"
    done
    # shellcheck disable=SC2086  # a list of words
    apt_get install -y --no-install-recommends $names ||
        fail "apt-get could not install the system packages:$names"
}

# --- The virtual environment -----------------------------------------------------------------------------------------

make_venv() {
    if venv_is_usable; then
        say ".venv: kept, Python $(version_of "$venv_python")"
        return
    fi
    can_make_venv || fail "$python has no ensurepip, so it cannot make a virtual environment; install its venv package."
    if [ -e .venv ] || [ -L .venv ]; then
        say ".venv: broken or moved, made anew with Python $(version_of "$python")"
        rm -rf .venv
    else
        say ".venv: made with Python $(version_of "$python")"
    fi
    "$python" -m venv .venv || fail "$python could not make the virtual environment $root/.venv."
}

# Everything the installation depends on, and everything that is installed: when none of it changed there is
# nothing to do. The first line is where it is, the second which extra it has.
state() {
    echo "$root"
    echo "$1"
    cksum pyproject.toml resources/constraints.txt
    "$venv_python" -m pip list --format=freeze --disable-pip-version-check
}

is_up_to_date() {
    [ -f "$stamp" ] || return 1
    had=$(sed -n 2p "$stamp")
    [ "$had" = "test" ] || [ "$had" = "$extra" ] || return 1
    [ "$(state "$had")" = "$(cat "$stamp")" ]
}

install_regsim() {
    if is_up_to_date; then
        say "regsim: up to date"
        return
    fi
    target=".${extra:+[$extra]}"
    say "regsim: installing $target with the tested versions"
    PIP_USER=0 "$venv_python" -m pip install --disable-pip-version-check -c resources/constraints.txt -e "$target" ||
        fail "pip could not install regsim; its message is above."
    state "$extra" >"$stamp"
}

python=$(find_python)
if command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1; then
    install_packages
else
    say "system packages: no apt-get here, so only .venv is made; Qt needs the OpenGL, EGL, fontconfig, D-Bus," \
        "xkbcommon and (on X) xcb-cursor libraries of this system"
fi
make_venv
install_regsim
say "ready: .venv/bin/regsim${extra:+, .venv/bin/pytest}"
