#!/usr/bin/env bash
# Compiles what Windows needs, in both bitnesses, into build/windows: the TWAIN worker (twain) and the
# data source of the tests (source).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rm -rf build/windows
for part in installer/windows/twainworker:twain tests/twain/source:source; do
    [ ! -f "${part%:*}/build.sh" ] || bash "${part%:*}/build.sh" "$PWD/build/windows/${part#*:}"
done
