#!/usr/bin/env bash
# usage: round.sh [--full] | round.sh --suite [--full] | round.sh [pytest options]
# Builds the TWAIN worker and the test data source for Windows, then runs the suite in Windows' own
# Python and beside it the round of the installed program, whose packages are built before. --full is
# more of both; --suite, or any option of pytest, means the suite alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

what=rounds
for word in "$@"; do [ "$word" = --full ] || what=suite; done
[ "${1:-}" != --suite ] || shift
bash tests/windows/build.sh
exec bash tests/windows/environment.sh --host bash "tests/windows/$what.sh" "$@"
