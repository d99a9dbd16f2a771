#!/usr/bin/env bash
# usage: build.sh FILE.dll [SOURCE.c...]
# Compiles what MSI and setup.exe call into a 64-bit DLL (Debian's gcc-mingw-w64-x86-64). The same
# compiler makes the same bytes wherever and whenever it runs: no time stamp, no path of this machine,
# and a base address of its own (the linker's default is made of the file's path). Further sources,
# with full paths, are those of tests.
set -euo pipefail
export LC_ALL=C # the same order of files everywhere
mkdir -p "$(dirname "$1")"
file=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
shift
cd "$(dirname "${BASH_SOURCE[0]}")"
x86_64-w64-mingw32-gcc -std=c11 -O2 -Wall -Wextra -Werror -DUNICODE -D_UNICODE -D_WIN32_WINNT=0x0A00 \
    -DWIN32_LEAN_AND_MEAN \
    -fstack-protector-strong -shared ./*.c "$@" -o "$file" -s -static -Wl,--no-insert-timestamp \
    -Wl,--dynamicbase -Wl,--nxcompat -Wl,--high-entropy-va \
    -Wl,--image-base,0x180000000 -lmsi -ladvapi32 -lshell32 -lwtsapi32 -lshlwapi -lole32 -luuid -lnetapi32
