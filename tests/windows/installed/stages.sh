#!/usr/bin/env bash
# usage: stages.sh PACKAGE STAGE... [-- pytest options]   (as root in the Debian with Wine)
#        stages.sh --prepare     only the Windows that all rounds begin with
# Tests an installed program in a Windows of its own: installs PACKAGE (.msi or setup.exe) in the
# stage `install`, uses it in `use`, repairs it in `repair`, removes it in `remove`; `upgrade` stands for
# `install` and begins with the release before; `options` is a round by itself. Each is a folder of
# tests. After `install`, `upgrade` and `repair` every file is as it was built.
#
# All of it runs as an account without rights whose name has an umlaut and a blank. While the program
# is used, its folder belongs to root, nobody may write into it, and it is compared afterwards.
set -euo pipefail
package=$1
shift
stages=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do stages+=("$1"); shift; done
[ $# -eq 0 ] || shift

here=/work/tests/windows/installed
pristine=/opt/person.prefix # made once
prefix=/opt/station         # of this round
out=/opt/results            # pictures, PDFs, what the tests tell each other
program="$prefix/drive_c/Program Files/scanstation"
account=4711
wanted="not posix and not full"
[ -z "${FULL:-}" ] || wanted="not posix"

# Runs a command as the person. Where the Debian was entered without root's rights, accounts cannot
# be changed: the command then loses the right to pass by access rights.
as_person() {
    local to=(--reuid="$account" --regid="$account" --clear-groups --inh-caps=-all)
    setpriv "${to[@]}" true 2>/dev/null || to=(--bounding-set=-all --inh-caps=-all)
    setpriv "${to[@]}" env -i PATH=/usr/bin:/bin LANG=C.UTF-8 HOME=/opt/person USER='Jörg Müller' \
        WINEPREFIX="$prefix" WINEDEBUG="${WINEDEBUG:--all}" WINEDLLOVERRIDES='mscoree,mshtml=' \
        XDG_RUNTIME_DIR=/opt/person CI="${CI:-}" SCANSTATION_PACKAGE="Z:${package//\//\\}" \
        SCANSTATION_RESULTS='Z:\opt\results' TESTDS_DPI=300 "$@"
}

given_to_person() { chown -R "$account:$account" "$@" 2>/dev/null || true; }

# The person's Windows as it comes. Its files become root's, so that all rounds can share them.
make_pristine() {
    local wanted
    wanted=$(sha256sum < /work/tests/windows/inside.sh)
    [ "$(cat "$pristine.stamp" 2>/dev/null)" != "$wanted" ] || return 0
    rm -rf "$pristine"
    mkdir -p "$pristine" /opt/person
    given_to_person "$pristine" /opt/person
    prefix=$pristine as_person bash /work/tests/windows/inside.sh
    [ -f "$pristine/.complete" ]
    find "$pristine/drive_c/windows" -type f -exec chown root:root {} + -exec chmod a-w {} +
    printf '%s' "$wanted" > "$pristine.stamp"
}

fresh_prefix() {
    rm -rf "$prefix" "$out"
    mkdir -p "$prefix/drive_c" "$out"
    find "$pristine" -mindepth 1 -maxdepth 1 ! -name drive_c -exec cp -a {} "$prefix" \;
    find "$pristine/drive_c" -mindepth 1 -maxdepth 1 ! -name windows -exec cp -a {} "$prefix/drive_c" \;
    cp -al "$pristine/drive_c/windows" "$prefix/drive_c/windows"
    chown "$account:$account" "$prefix" "$prefix/drive_c" "$out" 2>/dev/null || true
    add_scanner
    add_share
}

# The TWAIN source of the tests, under the only name that Wine's source manager loads.
add_scanner() {
    local bits windows=$prefix/drive_c/windows
    for bits in 32 64; do
        mkdir -p "$windows/twain_$bits"
        rm -f "$windows/twain_$bits"/{gphoto2,sane}.ds
        cp "/opt/source/testds$bits.ds" "$windows/twain_$bits/sane.ds"
    done
}

# \\server\Freigabe, as Wine has it.
add_share() {
    mkdir -p "$prefix/dosdevices/unc/server" "$out/Freigabe"
    ln -sfn "$out/Freigabe" "$prefix/dosdevices/unc/server/Freigabe"
    given_to_person "$prefix/dosdevices/unc" "$out/Freigabe"
}

# Every file is there as it was built, and no other one.
as_built() {
    (cd "$program" && sha256sum --check --quiet hashes.sha256 &&
        diff <(cut -c 67- hashes.sha256 | sort) \
            <(find . -type f ! -name hashes.sha256 ! -iname uninstall.exe -printf '%P\n' | sort))
}

lock_down() {
    chown root:root "$prefix/drive_c/Program Files"
    chown -R root:root "$program"
    chmod -R a-w "$program"
    listed > "$out/before"
}

unlock() {
    listed > "$out/after"
    chmod -R u+w "$program"
    given_to_person "$prefix/drive_c/Program Files"
}

# Every file and folder of the program: what it holds, since when, who may do what.
listed() {
    (cd "$program" && find . -type f -print0 | sort -z | xargs -0 sha256sum &&
        find . -printf '%p %u %m %T@ %C@\n' | sort)
}

stage() {
    local code=0
    as_person bash /work/tests/windows/inside.sh /opt/python/python.exe -m pytest \
        -c 'Z:\work\tests\windows\pytest.ini' --rootdir 'Z:\work' --durations 8 \
        -m "$wanted" \
        "Z:\\work\\tests\\windows\\installed\\$1" "${@:2}" || code=$?
    return "$code"
}

failed=0
mkdir -p /tmp/.X11-unix && chmod 1777 /tmp/.X11-unix
make_pristine
[ "$package" != --prepare ] || exit 0
fresh_prefix
for name in "${stages[@]}"; do
    printf '== %s: %s\n' "$(basename "$package")" "$name"
    [ "$name" != use ] || lock_down
    stage "$name" "$@" || failed=1
    if [ "$name" = use ]; then
        unlock
        if ! cmp -s "$out/before" "$out/after"; then
            echo "The program's folder was written to:"
            diff "$out/before" "$out/after" | head -50
            failed=1
        fi
    fi
    case $name in install | upgrade | repair) as_built || failed=1 ;; esac
    case $name in install | upgrade)
        [ "$failed" -eq 0 ] || break
        mkdir -p "$out/programs" # for who looks at their signatures
        cp "$program"/*.exe "$program"/site/tesserocr/*.pyd "$out/programs" ;;
    esac
done
exit "$failed"
