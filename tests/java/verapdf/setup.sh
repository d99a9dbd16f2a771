#!/usr/bin/env bash
# Fetches veraPDF (pinned in pom.xml) into $SCANSTATION_TEST_CACHE (default: .cache/java in the
# checkout) and prints its folder. A second call finds the stamp of the same pom and ends at once.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cache="${SCANSTATION_TEST_CACHE:-$here/../../../.cache/java}"
target="$cache/verapdf"
stamp="$(sha256sum <"$here/pom.xml" | cut -d' ' -f1)"

if [ "$(cat "$target/stamp" 2>/dev/null || true)" != "$stamp" ]; then
    mkdir -p "$cache"
    work="$(mktemp -d "$cache/verapdf-build.XXXXXX")"
    trap 'rm -rf "$work"' EXIT
    cp "$here/pom.xml" "$work/"
    mvn --quiet --batch-mode --file "$work/pom.xml" package >&2
    rm -rf "$target"
    mkdir -p "$target"
    mv "$work/target/lib" "$target/lib"
    # The stamp comes last: a build that was cut off is never taken for finished.
    echo "$stamp" >"$target/stamp"
fi
echo "$target"
