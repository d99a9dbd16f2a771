#!/usr/bin/env bash
# usage: root.sh FILE.tar [RELEASE]
# Makes an archive of the smallest Debian in which apt works: what the package needs must come with
# the package. Mirror, proxy and checks are those of this machine's apt; SCANSTATION_DEBIAN_MIRROR
# names another mirror, for a machine that is no Debian.
set -euo pipefail
file=$1 release=${2:-bookworm}

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
    --variant=apt
    --include=ca-certificates
    --skip=cleanup/apt
    --aptopt='Acquire::Retries "5"'
    --dpkgopt='force-unsafe-io'
)
while read -r setting; do
    options+=(--aptopt="${setting%;}")
done < <(apt-config dump Acquire | grep -E '^Acquire::(http|https|Check|Force|Proxy)')
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ ! -f "$keys" ] || options+=(--keyring="$keys")
mode=unshare
[ "$(id -u)" -ne 0 ] || mode=root
mmdebstrap "${options[@]}" --mode="$mode" --format=tar "$release" "$file" ${address:+"$address"}
