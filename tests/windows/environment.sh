#!/usr/bin/env bash
# usage: environment.sh [PROGRAM... | --host COMMAND...]
# Makes what the Windows tests run in, or reuses it, then runs a Windows program there (paths as in
# the Debian: drive Z: is its root), or a command of this machine while nobody else changes it:
#   <cache>/wine/root               Debian 13 with Wine 10 (root.sh)
#   <cache>/wine/root/opt/python    Windows' Python with the locked packages (python.sh)
#   <cache>/wine/root/opt/prefix    Wine's C: drive (inside.sh)
#   <cache>/wine/root/work          a copy of the project
# <cache> is SCANSTATION_CACHE, else ~/.cache/scanstation. Each part has a stamp with the checksum of
# what it was made from, and is made anew when that changes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=tests/windows
cache=${SCANSTATION_CACHE:-$HOME/.cache/scanstation}/wine
root=$cache/root

say() { printf '%s\n' "$*" >&2; }

sum() { cat "$@" | sha256sum; }

# Says whether a part has to be made; `made` notes that it was.
stale() { [ "$(cat "$root.$1.stamp" 2>/dev/null)" != "$2" ]; }
made() { printf '%s' "$2" > "$root.$1.stamp"; }

# Files of the Debian belong to root or, made without its rights, to this account.
make_root() {
    local wanted
    wanted=$(sum $here/root.sh)
    stale debian "$wanted" || return 0
    say "Making a Debian with Wine (once, about a minute) ..."
    rm -rf --one-file-system "$root" "$root".*
    bash $here/root.sh "$root.new"
    mv "$root.new" "$root"
    made debian "$wanted"
}

make_python() {
    local wanted
    wanted=$(sum $here/python.sh requirements/windows-python.lock requirements/windows-test.lock)
    stale python "$wanted" || return 0
    say "Making a Windows Python (once) ..."
    rm -rf "$root/opt/python" "$root/opt/python.new"
    bash $here/python.sh "$root/opt/python.new"
    mv "$root/opt/python.new" "$root/opt/python"
    made python "$wanted"
}

make_prefix() {
    local wanted
    wanted=$(sum $here/inside.sh)
    stale prefix "$wanted" || return 0
    say "Making Wine's C: drive (once) ..."
    rm -rf "$root/opt/prefix"
    copy_project
    bash $here/enter.sh "$root" bash /work/$here/inside.sh >/dev/null 2>&1 9>&-
    [ -f "$root/opt/prefix/.complete" ] || { say "Wine's C: drive was not made."; return 1; }
    made prefix "$wanted"
}

# A copy, so that Windows programs write nothing into the checkout, whose path may have any name.
copy_project() {
    rm -rf "$root/work"
    mkdir -p "$root/work"
    tar --create --exclude=__pycache__ --exclude=tests/java pyproject.toml scanstation tests resources |
        tar --extract --no-same-owner --directory "$root/work"
}

# What the compiler made: worker, installers' library and launchers beside Python, the data source in both
# TWAIN folders, under the only name that Wine's source manager loads.
install_programs() {
    local built=build/windows windows=$root/opt/prefix/drive_c/windows bits name
    for name in twain actions launchers; do
        rm -rf "$root/opt/python/$name"
        cp -r "$built/$name" "$root/opt/python/$name"
    done
    for bits in 32 64; do
        mkdir -p "$windows/twain_$bits"
        rm -f "$windows/twain_$bits/gphoto2.ds"
        cp "$built/source/testds$bits.ds" "$windows/twain_$bits/sane.ds"
    done
}

# Runs what was asked for, for so long and no longer.
run() {
    local limit=(timeout --kill-after=10 "${SCANSTATION_WINDOWS_SECONDS:-2400}")
    case ${1:-} in
        "") ;;
        --host) shift; "${limit[@]}" env SCANSTATION_WINDOWS_READY=1 "$@" 9>&- ;;
        *) "${limit[@]}" bash $here/enter.sh "$root" bash /work/$here/inside.sh "$@" 9>&- ;;
    esac
}

if [ -n "${SCANSTATION_WINDOWS_READY:-}" ]; then # a caller made it and holds the lock
    run "$@"
    exit
fi
mkdir -p "$cache"
exec 9> "$cache/lock"
flock 9 # two rounds at a time would take each other's C: drive away
make_root
make_python
make_prefix
copy_project
[ ! -d build/windows ] || install_programs
run "$@"
