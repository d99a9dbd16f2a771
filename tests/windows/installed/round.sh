#!/usr/bin/env bash
# usage: round.sh [--full]
# Builds the packages (packages.sh), installs the MSI silently in a fresh Windows (Wine), works with the
# program and removes it, see stages.sh; then has veraPDF look at the PDF/A files that were made there.
# With --full also all of the sample mail, every option of the installation, the upgrade from the release
# before (build/installer/older) to the signed MSI, and the same with setup.exe, which is built
# meanwhile. Pictures of the window are left in build/windows/screens. To be called by environment.sh
# --host.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
full=
[ "${1:-}" != --full ] || full=1
built=build/installer
root=${SCANSTATION_CACHE:-$HOME/.cache/scanstation}/wine/root
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
kinds=(x64.msi ${full:+setup.exe})
verapdf=$(bash tests/java/verapdf/setup.sh)

trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
bash tests/windows/packages.sh
[ -z "$full" ] || nice -n 5 bash tests/windows/packages.sh --full >&2 &
rm -rf "$root/opt/packages" "$root/opt/source"
mkdir -p "$root/opt/packages/older" build/windows
cp -r build/windows/source "$root/opt/source"

# Puts a package, and that of the release before, where Windows has them.
hand_over() {
    cp "$built/$1" "$root/opt/packages/" &&
        cp "$built/older/$1" "$root/opt/packages/older/"
}

# Waits for the packages that are built meanwhile.
await_packages() { bash tests/windows/packages.sh --full; }

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
        "/opt/packages/$package" "${@:2}" || code=$?
    [ ! -f "$root/opt/results/figures.txt" ] || cat "$root/opt/results/figures.txt"
    return "$code"
}

pictures() {
    rm -rf build/windows/screens
    [ ! -d "$root/opt/results/screens" ] || cp -r "$root/opt/results/screens" build/windows/
}

# The programs that an upgrade to the signed MSI left are signed: ours, and libraries without a
# signature of their own.
signatures() {
    local file
    for file in "$root/opt/results/programs/"*; do
        osslsigncode verify -CAfile "$built/signed/root.pem" -in "$file" >/dev/null 2>&1 ||
            { echo "Not signed well: $file"; return 1; }
    done
}

# More that is done with one package in a full round.
full_round() {
    local package=$1 kind code=0
    await_packages || return
    for kind in "${kinds[@]}"; do # each kind refuses what the other one installed
        hand_over "scanstation-$version-$kind" || return
    done
    stages "$package" options || code=1
    case $package in *.msi) cp "$built/signed/$package" "$root/opt/packages/" ;; esac
    stages "$package" upgrade repair remove || code=1
    case $package in *.msi) signatures || code=1 ;; esac
    return "$code"
}

# All that is done with one package.
package_round() {
    local package=$1 code=0
    case $package in *setup.exe) await_packages || return ;; esac
    hand_over "$package" || return
    stages "$package" install use repair remove || code=1
    pictures
    validate || code=1
    [ -z "$full" ] || full_round "$package" || code=1
    return "$code"
}

code=0
for kind in "${kinds[@]}"; do
    package_round "scanstation-$version-$kind" || code=1
done
wait # a build that was begun is ended
exit "$code"
