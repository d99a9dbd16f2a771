#!/usr/bin/env bash
# usage: compiler.sh FOLDER
# Makes the folder a Debian 13 with just its Python 3.13, unpacked and not set up: it is started by
# the loader of its own C library, so that no rights are needed (compiled.py). Mirror, proxy and
# checks are those of this machine's apt; SCANSTATION_DEBIAN_MIRROR names another mirror, for a
# machine that is no Debian.
set -euo pipefail
folder=$1

# shellcheck source=installer/debian.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../debian.sh"

address=$(debian_mirror)
mapfile -t options < <(debian_options)
options+=(
    --variant=extract
    --include=python3.13
    --aptopt='Apt::Install-Recommends "false"'
    --dpkgopt='path-exclude=/usr/share/*'
)

# Only /usr is wanted; device files would need rights.
mode=()
[ "$(id -u)" -eq 0 ] || mode=(--mode=unshare)
mkdir -p "$folder"
mmdebstrap "${options[@]}" "${mode[@]}" --format=tar trixie - ${address:+"$address"} |
    tar --extract --no-same-owner --directory "$folder" ./usr
