#!/usr/bin/env bash
# usage: root.sh FOLDER
# Makes the folder a small Debian 13 with Wine 10 in both bitnesses (Debian 12 has Wine 8, which
# lacks what PySide6 and platform.platform() need). Mirror, proxy and checks are those of this
# machine's apt; SCANSTATION_DEBIAN_MIRROR names another mirror, for a machine that is no Debian.
set -euo pipefail
folder=$1

# Prints the address that this machine takes Debian from; nothing if it is no Debian.
mirror() {
    local ID='' VERSION_CODENAME=''
    # shellcheck source=/dev/null
    . /etc/os-release
    [ "$ID" = debian ] || return 0
    # shellcheck disable=SC2016  # $(...) is apt's own notation
    apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' |
        awk -v release="$VERSION_CODENAME" '$1 == release && $2 == "main" { print $3; exit }'
}

address=${SCANSTATION_DEBIAN_MIRROR:-$(mirror)}
options=(
    --quiet
    --variant=essential
    --architectures=amd64,i386
    --include=wine,wine64,wine32:i386,xvfb,xauth
    --aptopt='Apt::Install-Recommends "false"'
    --aptopt='Acquire::Retries "5"'
    --dpkgopt='path-exclude=/usr/share/doc/*'
    --dpkgopt='path-exclude=/usr/share/man/*'
    --dpkgopt='path-exclude=/usr/share/locale/*'
)
while read -r setting; do
    options+=(--aptopt="${setting%;}")
done < <(apt-config dump Acquire | grep -E '^Acquire::(http|https|Check|Force|Proxy)')
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ ! -f "$keys" ] || options+=(--keyring="$keys")

# Without root's rights all files become this account's own, and /dev is the machine's.
mkdir -p "$folder"
if [ "$(id -u)" -eq 0 ]; then
    mmdebstrap "${options[@]}" --format=directory trixie "$folder" ${address:+"$address"}
else
    mmdebstrap "${options[@]}" --mode=unshare --format=tar trixie - ${address:+"$address"} |
        tar --extract --no-same-owner --exclude='./dev/*' --directory "$folder"
fi
