#!/usr/bin/env bash
# usage: build.sh FOLDER ICON VERSION
# Compiles the launchers into FOLDER/scanstation.exe (command line) and FOLDER/scanstationw.exe
# (window) with Debian's gcc-mingw-w64-x86-64. The same compiler makes the same bytes wherever and
# whenever it runs. VERSION is three or four numbers with dots.
set -euo pipefail
mkdir -p "$1"
folder=$(cd "$1" && pwd)
icon=$(realpath "$2")
version=$3
cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$icon" "$work/scanstation.ico"
cp launcher.c launcher.rc launcher.manifest events.mc "$work"
cd "$work" # no path of this machine gets into the programs
x86_64-w64-mingw32-windmc events.mc

IFS=. read -r -a part <<< "$version"
numbers=${part[0]:-0},${part[1]:-0},${part[2]:-0},${part[3]:-0}
compile=(-std=c11 -O2 -Wall -Wextra -Werror -DUNICODE -D_UNICODE -D_WIN32_WINNT=0x0A00
    -DWIN32_LEAN_AND_MEAN -municode -finput-charset=UTF-8 -fno-ident)
link=(-s -static -Wl,--no-insert-timestamp -Wl,--dynamicbase -Wl,--nxcompat -Wl,--high-entropy-va)

# usage: make_program NAME [compiler's options] -- [windres' options]
make_program() {
    local name=$1 options=()
    shift
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
    x86_64-w64-mingw32-windres -O coff -DVERSION_NUMBERS="$numbers" -DVERSION_TEXT="$version" \
        -DFILE_NAME="$name" "$@" launcher.rc "$name.res"
    x86_64-w64-mingw32-gcc "${compile[@]}" "${options[@]}" launcher.c "$name.res" \
        -o "$folder/$name.exe" "${link[@]}"
}

make_program scanstation -- -DEVENT_MESSAGES
make_program scanstationw -DWINDOW -mwindows --
