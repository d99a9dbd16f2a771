#!/usr/bin/env bash
# usage: round.sh [--installed] [--full] [pytest options]
# Builds the TWAIN worker and the test data source for Windows, then runs the suite in Windows' own
# Python (--full: more of it). With --installed, which takes no options of pytest, the packages are
# built as well, and the round of the installed program runs beside the suite.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

what=suite
if [ "${1:-}" = --installed ]; then
    what=rounds
    shift
fi
bash tests/windows/build.sh
exec bash tests/windows/environment.sh --host bash "tests/windows/$what.sh" "$@"
