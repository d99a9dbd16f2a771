#!/usr/bin/env bash
# usage: root.sh FOLDER
# Makes the folder a small Debian 13 with Wine 10 in both bitnesses (Debian 12 has Wine 8, which
# lacks what PySide6 and platform.platform() need). Mirror, proxy and checks are those of this
# machine's apt; SCANSTATION_DEBIAN_MIRROR names another mirror, for a machine that is no Debian.
set -euo pipefail
folder=$1

# shellcheck source=installer/debian.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../installer/debian.sh"

address=$(debian_mirror)
mapfile -t options < <(debian_options)
options+=(
    --variant=essential
    --architectures=amd64,i386
    --include=wine,wine64,wine32:i386,xvfb,xauth
    --aptopt='Apt::Install-Recommends "false"'
    --dpkgopt='path-exclude=/usr/share/doc/*'
    --dpkgopt='path-exclude=/usr/share/man/*'
    --dpkgopt='path-exclude=/usr/share/locale/*'
)

# Without root's rights all files become this account's own, and /dev is the machine's.
mkdir -p "$folder"
if [ "$(id -u)" -eq 0 ]; then
    mmdebstrap "${options[@]}" --format=directory trixie "$folder" ${address:+"$address"}
else
    mmdebstrap "${options[@]}" --mode=unshare --format=tar trixie - ${address:+"$address"} |
        tar --extract --no-same-owner --exclude='./dev/*' --directory "$folder"
fi
