#!/usr/bin/env bash
# usage: prepare.sh [--installed]
# Makes everything that ./run test-windows would make before its tests begin, so that it finds it;
# with --installed also the packages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=${SCANSTATION_CACHE:-$HOME/.cache/scanstation}/wine/root

packages=
if [ "${1:-}" = --installed ]; then
    bash tests/windows/packages.sh &
    packages=$!
fi
bash tests/windows/build.sh
bash tests/windows/environment.sh --host bash tests/windows/enter.sh "$root" \
    bash /work/tests/windows/installed/stages.sh --prepare
[ -z "$packages" ] || wait "$packages"
