#!/usr/bin/env bash
# usage: round.sh [--full]
# Installs the MSI of build/installer silently in a fresh Windows (Wine), works with the program and
# removes it, see stages.sh; then has veraPDF look at the PDF/A files that were made there. With
# --full also all of the sample mail, and the same with setup.exe. The same packages with a lower
# version lie in build/installer/older (packages.sh). Pictures of the window are left in
# build/windows/screens. To be called by environment.sh --host.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
full=
[ "${1:-}" != --full ] || full=1
built=build/installer
root=${SCANSTATION_CACHE:-$HOME/.cache/scanstation}/wine/root
verapdf=$(bash tests/java/verapdf/setup.sh)

rm -rf "$root/opt/packages" "$root/opt/source"
mkdir -p "$root/opt/packages/older" build/windows
cp -r build/windows/source "$root/opt/source"

# Every PDF passes as what it says it is, and there are some.
validate() {
    local files=("$root/opt/results/pdf/"*.pdf)
    [ -f "${files[0]}" ] || { echo "No PDF files came out."; return 1; }
    java -cp "$verapdf/lib/*" org.verapdf.apps.GreenfieldCliWrapper --format text "${files[@]}"
}

# Runs stages with one package in a new Windows and says what they left.
stages() {
    local package=$1 code=0
    FULL=$full timeout --kill-after=10 "${SCANSTATION_WINDOWS_SECONDS:-2400}" \
        bash tests/windows/enter.sh "$root" bash /work/tests/windows/installed/stages.sh \
        "/opt/packages/${package##*/}" "${@:2}" || code=$?
    [ ! -f "$root/opt/results/figures.txt" ] || cat "$root/opt/results/figures.txt"
    return "$code"
}

pictures() {
    rm -rf build/windows/screens
    [ ! -d "$root/opt/results/screens" ] || cp -r "$root/opt/results/screens" build/windows/
}

# All that is done with one package.
package_round() {
    local package=$1 code=0
    cp "$package" "$root/opt/packages/"
    cp "$built/older/${package##*/}" "$root/opt/packages/older/"
    stages "$package" install use remove || code=1
    pictures
    validate || code=1
    [ -z "$full" ] || stages "$package" upgrade remove || code=1
    return "$code"
}

code=0
for package in "$built"/scanstation-*-x64.msi ${full:+"$built"/scanstation-*-setup.exe}; do
    package_round "$package" || code=1
done
exit "$code"
