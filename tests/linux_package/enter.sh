#!/usr/bin/env bash
# usage: enter.sh ROOT [--network] COMMAND...
# Runs a command as root of the Debian at ROOT, in a process tree of its own and, unless --network is
# given, with a network of its own that reaches this machine's loopback only by name: what is
# installed there can fetch nothing. The screen of the machine outside is lent by its socket.
set -euo pipefail
root=$1
shift
net=(--net)
if [ "$1" = --network ]; then
    net=()
    shift
fi
rights=()
[ "$(id -u)" -eq 0 ] || rights=(--map-auto --map-root-user)
settings=(HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin)
# shellcheck disable=SC2016  # the inner shell expands these
exec unshare --mount --pid --fork --kill-child "${net[@]}" "${rights[@]}" sh -ec '
    root=$1; shift
    [ "$1" = shared ] || ip link set lo up
    shift
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    mkdir -p "$root/tmp/.X11-unix"
    mount --bind "$root/../screen" "$root/tmp/.X11-unix"
    exec chroot "$root" /usr/bin/env -i "$@"
' enter "$root" "${net[0]-shared}" "${settings[@]}" "$@"
