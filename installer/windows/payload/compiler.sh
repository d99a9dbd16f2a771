#!/usr/bin/env bash
# usage: compiler.sh FOLDER
# Makes the folder a Debian 13 with just its Python 3.13, unpacked and not set up: it is started by
# the loader of its own C library, so that no rights are needed (compiled.py). Mirror, proxy and
# checks are those of this machine's apt; SCANSTATION_DEBIAN_MIRROR names another mirror, for a
# machine that is no Debian.
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
    --variant=extract
    --include=python3.13
    --aptopt='Apt::Install-Recommends "false"'
    --aptopt='Acquire::Retries "5"'
    --dpkgopt='path-exclude=/usr/share/*'
)
while read -r setting; do
    options+=(--aptopt="${setting%;}")
done < <(apt-config dump Acquire | grep -E '^Acquire::(http|https|Check|Force|Proxy)')
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ ! -f "$keys" ] || options+=(--keyring="$keys")

# Only /usr is wanted; device files would need rights.
mode=()
[ "$(id -u)" -eq 0 ] || mode=(--mode=unshare)
mkdir -p "$folder"
mmdebstrap "${options[@]}" "${mode[@]}" --format=tar trixie - ${address:+"$address"} |
    tar --extract --no-same-owner --directory "$folder" ./usr
