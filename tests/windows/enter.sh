#!/usr/bin/env bash
# usage: enter.sh ROOT COMMAND...
# Runs a command in the Debian at ROOT, in a process tree of its own: when the command ends or this
# script is killed, everything that was started ends with it. Root's rights, user namespaces, or (in
# a container that grants neither) root's plain chroot will do.
set -euo pipefail
root=$1
shift
settings=(HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin)
for name in CI WINEDEBUG WINEPREFIX; do
    [ -z "${!name:-}" ] || settings+=("$name=${!name}")
done
command=(chroot "$root" /usr/bin/env -i "${settings[@]}" "$@")

tree=(unshare --mount --pid --fork --kill-child)
[ "$(id -u)" -eq 0 ] || tree+=(--map-root-user)
# shellcheck disable=SC2016  # the inner shell expands these
mounted=(sh -c 'mount --rbind /dev "$0/dev" && mount -t proc proc "$0/proc" && exec "$@"' "$root")
if "${tree[@]}" "${mounted[@]}" true 2>/dev/null; then
    exec "${tree[@]}" "${mounted[@]}" "${command[@]}"
fi
exec "${command[@]}"
