#!/usr/bin/env bash
# usage: round.sh [PACKAGE.deb] [pytest options]
# Installs the Debian package (built now, if none is named) in the smallest Debian and tests it there,
# as a new installation and over the version before: tests/linux_package/README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cache=${SCANSTATION_CACHE:-$HOME/.cache/scanstation}/deb
package=${1:-}
if [ "${package%.deb}" != "$package" ]; then shift; else package=; fi

# A part that hangs ends the round, by name. The tests have deadlines of their own.
part() {
    local seconds=$1 what=$2 code=0
    shift 2
    timeout --foreground --kill-after=10 "$seconds" "$@" 9>&- || code=$?
    [ "$code" -ne 124 ] || echo "./run test-deb: $what took more than $seconds s." >&2
    return "$code"
}

build() { part 600 "the build of the package" .venv/bin/python -m installer.linux "$@"; }

# The release of this machine: the package that is built here belongs to it.
make_root() {
    local wanted ID='' VERSION_CODENAME=''
    # shellcheck source=/dev/null
    . /etc/os-release
    [ "$ID" = debian ] || { echo "./run test-deb: this machine is no Debian." >&2; return 1; }
    wanted=$(cat tests/linux_package/root.sh installer/debian.sh - <<< "$VERSION_CODENAME" | sha256sum)
    [ "$(cat "$cache/root.stamp" 2>/dev/null)" != "$wanted" ] || return 0
    rm -f "$cache"/*.tar
    part 600 "the smallest Debian" \
        bash tests/linux_package/root.sh "$cache/new.tar" "$VERSION_CODENAME"
    mv "$cache/new.tar" "$cache/root.tar"
    printf '%s' "$wanted" > "$cache/root.stamp"
}

mkdir -p "$cache"
exec 9> "$cache/lock"
flock 9
make_root &
root=$!
[ -n "$package" ] || package=$(build)
older=$(build --output build/installer/older --version 0.0.9 --level 1)
wait "$root"
SCANSTATION_PACKAGE=$package SCANSTATION_PACKAGE_OLDER=$older SCANSTATION_PACKAGE_CACHE=$cache \
    exec .venv/bin/python -m pytest -c tests/linux_package/pytest.ini --rootdir . tests/linux_package "$@"
