#!/usr/bin/env bash
# Compiles what Windows needs, in both bitnesses, into build/windows: the TWAIN worker (twain) and the
# data source of the tests (source); and what the installers call (actions).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rm -rf build/windows
bash installer/windows/twainworker/build.sh "$PWD/build/windows/twain"
bash tests/twain/source/build.sh "$PWD/build/windows/source"
bash installer/windows/packages/actions/build.sh build/windows/actions/setup_actions.dll
