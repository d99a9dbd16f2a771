#!/usr/bin/env bash
# usage: packages.sh [--full]
# Builds what the installed round installs, if that has changed since: payload and MSI into
# build/installer, and the release before (older.py) into build/installer/older; with --full also both
# as setup.exe, and the MSI once more into build/installer/signed, with a certificate of our own
# (certificate.py). Several calls at a time wait for each other.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
built=$PWD/build/installer
payload=$built/payload
older=0.0.9
python=.venv/bin/python
version=$("$python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
kinds=(msi)
[ "${1:-}" != --full ] || kinds+=(setup signed)

# What the packages are made from: every source, and the time of the commit, which their files take.
sources() {
    git log -1 --format=%ct 2>/dev/null || true
    find installer scanstation resources requirements pyproject.toml tests/windows/packages.sh \
        tests/windows/{older,certificate,installed/before}.py -name __pycache__ -prune -o \
        -type f -print0 | sort -z | xargs -0 sha256sum
}

# usage: package FOLDER VERSION KIND: prints the path of a package.
package() {
    local ending=setup.exe
    [ "$3" != msi ] || ending=x64.msi
    echo "$1/scanstation-$2-$ending"
}

build() { "$python" -m installer.windows.packages "$@"; }

# One kind in both versions, the lower one under the name of the other: a new version has the same
# place in a share. How well the lower one is packed is of no interest.
build_kind() {
    local kind=$1 work=$built/older.$1
    build "$payload" "$built" --version "$version" --only "$kind"
    "$python" -m tests.windows.older "$payload" "$work/payload" "$older"
    build "$work/payload" "$work" --version "$older" --only "$kind" --fast
    mkdir -p "$built/older"
    mv "$(package "$work" "$older" "$kind")" "$(package "$built/older" "$version" "$kind")"
    rm -rf "$work"
}

# The certificate stays for whoever verifies; its password is no secret.
build_signed() {
    local folder=$built/signed
    rm -rf "$folder"
    "$python" -m tests.windows.certificate "$folder"
    build "$payload" "$folder" --version "$version" --only msi --certificate "$folder/test.p12" \
        --password-file "$folder/password" --authorities "$folder/root.pem"
}

make() {
    case $1 in
        payload) "$python" -m installer --payload-only ;;
        signed) build_signed ;;
        *) build_kind "$1" ;;
    esac
}

# Says whether what a stamp speaks of is there.
made() {
    local folder
    case $1 in
        payload) [ -f "$payload/hashes.sha256" ]; return ;;
        signed) [ -f "$(package "$built/signed" "$version" msi)" ]; return ;;
    esac
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
    make "$kind"
    printf '%s' "$wanted" > "$stamp"
done
