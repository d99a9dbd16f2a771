#!/usr/bin/env bash
# usage: root.sh FILE.tar [RELEASE]
# Makes an archive of the smallest Debian in which apt works: what the package needs must come with
# the package. Mirror, proxy and checks are those of this machine's apt; SCANSTATION_DEBIAN_MIRROR
# names another mirror, for a machine that is no Debian.
set -euo pipefail
file=$1 release=${2:-bookworm}

# shellcheck source=installer/debian.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../installer/debian.sh"

address=$(debian_mirror)
mapfile -t options < <(debian_options)
options+=(
    --variant=apt
    --include=ca-certificates
    --skip=cleanup/apt
    --dpkgopt='force-unsafe-io'
)
mode=unshare
[ "$(id -u)" -ne 0 ] || mode=root
mmdebstrap "${options[@]}" --mode="$mode" --format=tar "$release" "$file" ${address:+"$address"}
