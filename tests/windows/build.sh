#!/usr/bin/env bash
# Compiles what Windows needs, in both bitnesses, into build/windows: the TWAIN worker (twain) and the
# data source of the tests (source); in 64 bit what the installers call (actions) and the launchers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rm -rf build/windows
bash installer/windows/twainworker/build.sh "$PWD/build/windows/twain"
bash tests/twain/source/build.sh "$PWD/build/windows/source"
bash installer/windows/packages/actions/build.sh build/windows/actions/setup_actions.dll
.venv/bin/python -c 'from pathlib import Path; from installer.windows.payload.programs import install_launchers
install_launchers(Path("build/windows/launchers").absolute(), "0.0.0")'
# Little setup.exe beside the library that they call.
.venv/bin/python -m tests.windows.little_setups build/windows/actions
