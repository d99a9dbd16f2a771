#!/usr/bin/env bash
# usage: prepare.sh
# Makes everything that ./run test-windows would make before its tests begin, so that it finds it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=${SCANSTATION_CACHE:-$HOME/.cache/scanstation}/wine/root

bash tests/windows/packages.sh &
packages=$!
bash tests/windows/build.sh
bash tests/windows/environment.sh --host bash tests/windows/enter.sh "$root" \
    bash /work/tests/windows/installed/stages.sh --prepare
wait "$packages"
