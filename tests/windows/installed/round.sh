#!/usr/bin/env bash
# usage: round.sh [--full]
# Installs the packages of build/installer silently in a fresh Windows (Wine), works with the program
# and removes it, see stages.sh; then has veraPDF look at the PDF/A files that were made there. With
# --full also the upgrade from an earlier version, all of the sample mail, and setup.exe. Pictures of
# the window and a list of figures are left in build/windows.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
full=
[ "${1:-}" != --full ] || full=1
built=build/installer
root=${SCANSTATION_CACHE:-$HOME/.cache/scanstation}/wine/root
verapdf=$(bash tests/java/verapdf/setup.sh)

exec 9> "$root/../installed.lock"
flock 9 # two rounds at a time would take each other's C: drive away
rm -rf "$root/opt/packages" "$root/opt/source"
mkdir -p "$root/opt/packages"
cp -r build/windows/source "$root/opt/source"

# Runs the stages with one package, then checks what they left.
stages() {
    local package=$1 code=0
    shift
    cp "$package" "$root/opt/packages/"
    CI=${CI:-} FULL=$full timeout --kill-after=10 "${SCANSTATION_WINDOWS_SECONDS:-2400}" \
        bash tests/windows/enter.sh "$root" bash /work/tests/windows/installed/stages.sh \
        "/opt/packages/$(basename "$package")" "$@" 9>&- || code=$?
    rm -rf build/windows/screens
    cp -r "$root/opt/results/screens" build/windows/ 2>/dev/null || true
    cat "$root/opt/results/figures.txt" 2>/dev/null || true
    validate || code=1
    return "$code"
}

# Every PDF passes as what it says it is, and there are some.
validate() {
    local files=("$root/opt/results/pdf/"*.pdf)
    [ -f "${files[0]}" ] || { echo "No PDF files came out."; return 1; }
    java -cp "$verapdf/lib/*" org.verapdf.apps.GreenfieldCliWrapper --format text "${files[@]}"
}

code=0
stages "$(ls "$built"/scanstation-*-x64.msi)" install use remove || code=1
exit "$code"
