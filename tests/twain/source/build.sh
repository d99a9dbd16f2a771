#!/usr/bin/env bash
# usage: build.sh FOLDER
# Compiles the TWAIN data source of the tests into FOLDER/testds32.ds and FOLDER/testds64.ds (Debian's
# gcc-mingw-w64-i686 and gcc-mingw-w64-x86-64). --kill-at and the stdcall fix-up let the 32-bit DLL
# export DS_Entry, which is _DS_Entry@20 for the compiler; the C library is linked in.
set -euo pipefail
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")"
options=(-std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -shared -s -static
    -Wl,--kill-at -Wl,--enable-stdcall-fixup)
for machine in i686:32 x86_64:64; do
    "${machine%:*}-w64-mingw32-gcc" "${options[@]}" ./*.c source.def -o "$folder/testds${machine#*:}.ds"
done
