#!/usr/bin/env bash
# usage: inside.sh PROGRAM...
# Runs a Windows program in the Debian with Wine: on a screen of its own, and with nothing left
# behind. Makes the prefix (the C: drive) at its first call.
set -euo pipefail
export WINEPREFIX=${WINEPREFIX:-/opt/prefix} WINEDEBUG=${WINEDEBUG:--all}
export WINEDLLOVERRIDES='mscoree,mshtml=' # no .NET and no browser: Wine would offer to fetch them
export XDG_RUNTIME_DIR=/tmp/runtime
mkdir -p -m 700 "$XDG_RUNTIME_DIR"
mkdir -p /tmp/.X11-unix

number=$(mktemp)
Xvfb -displayfd 3 -screen 0 1280x1024x24 -nolisten tcp 3>"$number" >/dev/null 2>&1 &
screen=$!
leave() {
    wineserver -k || true # the one of this prefix
    kill "$screen" 2>/dev/null || true
    rm -f "$number"
}
trap leave EXIT
for _ in $(seq 100); do
    [ ! -s "$number" ] || break
    kill -0 "$screen"
    sleep 0.1
done
DISPLAY=:$(cat "$number")
export DISPLAY

if [ ! -f "$WINEPREFIX/.complete" ]; then
    wineboot --init
    wineserver -w
    touch "$WINEPREFIX/.complete"
fi
[ $# -eq 0 ] || wine "$@"
