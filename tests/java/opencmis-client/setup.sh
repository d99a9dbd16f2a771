#!/usr/bin/env bash
# Builds the OpenCMIS Java client of the tests into $SCANSTATION_TEST_CACHE (default: .cache/java in
# the checkout) and prints its folder. A second call finds the stamp of the same sources and ends at once.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cache="${SCANSTATION_TEST_CACHE:-$here/../../../.cache/java}"
target="$cache/opencmis-client"
stamp="$(cd "$here" && find pom.xml src -type f | LC_ALL=C sort | xargs cat | sha256sum | cut -d' ' -f1)"

if [ "$(cat "$target/stamp" 2>/dev/null || true)" != "$stamp" ]; then
    mkdir -p "$cache"
    work="$(mktemp -d "$cache/opencmis-client-build.XXXXXX")"
    trap 'rm -rf "$work"' EXIT
    cp -R "$here/pom.xml" "$here/src" "$work/"
    mvn --quiet --batch-mode --file "$work/pom.xml" package >&2
    rm -rf "$target"
    mkdir -p "$target"
    mv "$work/target/lib" "$target/lib"
    mv "$work"/target/opencmis-client-*.jar "$target/lib/"
    # The stamp comes last: a build that was cut off is never taken for finished.
    echo "$stamp" >"$target/stamp"
fi
echo "$target"
