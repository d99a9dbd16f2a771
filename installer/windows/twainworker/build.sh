#!/usr/bin/env bash
# usage: build.sh FOLDER
# Compiles the TWAIN worker into FOLDER/scanstation-twain32.exe and FOLDER/scanstation-twain64.exe
# (Debian's gcc-mingw-w64-i686 and gcc-mingw-w64-x86-64). The same compiler makes the same bytes
# wherever and whenever it runs: no time stamp, no path of this machine.
set -euo pipefail
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")"
compile=(-std=c11 -O2 -Wall -Wextra -Werror -DUNICODE -D_UNICODE -D_WIN32_WINNT=0x0601
    -D__USE_MINGW_ANSI_STDIO=1 -DWIN32_LEAN_AND_MEAN -fstack-protector-strong)
link=(-s -static -Wl,--no-insert-timestamp -Wl,--dynamicbase -Wl,--nxcompat -luser32)
# A driver of 32 bit may hold several pages: 4 GiB of addresses instead of 2.
i686-w64-mingw32-gcc "${compile[@]}" -msse2 ./*.c -o "$folder/scanstation-twain32.exe" \
    "${link[@]}" -Wl,--large-address-aware
x86_64-w64-mingw32-gcc "${compile[@]}" ./*.c -o "$folder/scanstation-twain64.exe" \
    "${link[@]}" -Wl,--high-entropy-va
