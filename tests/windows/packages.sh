#!/usr/bin/env bash
# usage: packages.sh [--full]
# Builds what the installed round installs, if that has changed since: payload and MSI into
# build/installer, and the same program with a lower version into build/installer/older; with --full
# also both as setup.exe. Several calls at a time wait for each other.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
built=$PWD/build/installer
payload=$built/payload
older=0.0.9
python=.venv/bin/python
version=$("$python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
kinds=(msi)
[ "${1:-}" != --full ] || kinds+=(setup)

# What the packages are made from: every source, and the time of the commit, which their files take.
sources() {
    git log -1 --format=%ct 2>/dev/null || true
    find installer scanstation resources requirements pyproject.toml -name __pycache__ -prune -o \
        -type f -print0 | sort -z | xargs -0 sha256sum
}

# usage: package FOLDER VERSION KIND: prints the path of a package.
package() {
    local ending=setup.exe
    [ "$3" != msi ] || ending=x64.msi
    echo "$1/scanstation-$2-$ending"
}

build() { "$python" -m installer.windows.packages "$payload" "$@"; }

# One kind in both versions, the lower one under the name of the other: a new version has the same
# place in a share.
build_kind() {
    local kind=$1 work=$built/older.$1
    build "$built" --version "$version" --only "$kind"
    build "$work" --version "$older" --only "$kind"
    mkdir -p "$built/older"
    mv "$(package "$work" "$older" "$kind")" "$(package "$built/older" "$version" "$kind")"
    rm -rf "$work"
}

# Says whether what a stamp speaks of is there.
made() {
    local folder
    if [ "$1" = payload ]; then [ -f "$payload/hashes.sha256" ]; return; fi
    for folder in "$built" "$built/older"; do
        [ -f "$(package "$folder" "$version" "$1")" ] || return
    done
}

mkdir -p "$built"
exec 8> "$built/lock"
flock 8
wanted=$(sources | sha256sum)
for kind in payload "${kinds[@]}"; do
    stamp=$built/.$kind.stamp
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || ! made "$kind" || continue
    rm -f "$stamp"
    if [ "$kind" = payload ]; then "$python" -m installer --payload-only; else build_kind "$kind"; fi
    printf '%s' "$wanted" > "$stamp"
done
