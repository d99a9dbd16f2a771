#!/usr/bin/env bash
# usage: enter.sh ROOT COMMAND...
# Runs a command in the Debian at ROOT, in a process tree of its own: when the command ends or this
# script is killed, everything that was started ends with it. Takes root's rights or, without them
# (an account of its own, a container), a user namespace. Wine needs /proc, so a bare chroot is not
# enough.
set -euo pipefail
root=$1
shift
settings=(HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin)
for name in CI FULL WINEDEBUG WINEPREFIX; do
    [ -z "${!name:-}" ] || settings+=("$name=${!name}")
done
# shellcheck disable=SC2016  # the inner shell expands these
mounted=(sh -c 'mount --rbind /dev "$0/dev" && mount -t proc proc "$0/proc" && exec "$@"' "$root")
for rights in "" --map-root-user; do
    tree=(unshare --mount --pid --fork --kill-child ${rights:+"$rights"})
    if "${tree[@]}" "${mounted[@]}" true 2>/dev/null; then
        exec "${tree[@]}" "${mounted[@]}" chroot "$root" /usr/bin/env -i "${settings[@]}" "$@"
    fi
done
echo "The Windows tests need the right to mount (root) or user namespaces." >&2
exit 1
