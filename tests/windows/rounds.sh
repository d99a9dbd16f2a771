#!/usr/bin/env bash
# usage: rounds.sh [--full]
# Runs suite.sh and installed/round.sh side by side in the same Debian; to be called by environment.sh
# --host. The suite waits for deadlines of its own, so it comes first where both want the processor.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
said=$(mktemp)
trap 'rm -f "$said"; kill $(jobs -p) 2>/dev/null || true' EXIT

bash tests/windows/suite.sh "$@" > "$said" 2>&1 &
suite=$!
code=0
nice -n 5 bash tests/windows/installed/round.sh "$@" || code=1
wait "$suite" || code=1
cat "$said"
exit "$code"
