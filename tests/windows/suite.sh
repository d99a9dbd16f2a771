#!/usr/bin/env bash
# usage: suite.sh [pytest options]
# Runs the tests that import the program, in Windows' own Python. Ends with pytest's exit code. Wine
# passes 8 bits of an exit code only, so run.py writes it down; no file means that they broke off.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
code_file=${SCANSTATION_CACHE:-$HOME/.cache/scanstation}/wine/root/tmp/exit_code

rm -f "$code_file"
bash tests/windows/environment.sh /opt/python/python.exe 'Z:\work\tests\windows\run.py' "$@" || true
if [ ! -f "$code_file" ]; then
    echo "The Windows tests broke off." >&2
    exit 1
fi
exit "$(cat "$code_file")"
