#!/usr/bin/env bash
# usage: round.sh [PACKAGE.deb] [pytest options]
# Installs the Debian package (built now, if none is named) in the smallest Debian and tests it there:
# tests/linux_package/README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
package=${1:-}
if [ "${package%.deb}" != "$package" ]; then shift; else package=$(.venv/bin/python -m installer.linux); fi
cache=${SCANSTATION_CACHE:-$HOME/.cache/scanstation}/deb
mkdir -p "$cache"
exec 9> "$cache/lock"
flock 9
wanted=$(sha256sum tests/linux_package/root.sh)
if [ "$(cat "$cache/root.stamp" 2>/dev/null)" != "$wanted" ]; then
    rm -f "$cache"/*.tar
    bash tests/linux_package/root.sh "$cache/root.tar"
    printf '%s' "$wanted" > "$cache/root.stamp"
fi
SCANSTATION_PACKAGE=$package SCANSTATION_PACKAGE_CACHE=$cache \
    .venv/bin/python -m pytest -c tests/linux_package/pytest.ini --rootdir . tests/linux_package "$@"
