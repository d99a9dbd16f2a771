"""Windows programs for the tests, made by the compiler that makes the launchers."""

from __future__ import annotations

import subprocess
from pathlib import Path

RESOURCE = """
1 VERSIONINFO
FILEVERSION {numbers}
PRODUCTVERSION {numbers}
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904b0"
    BEGIN
      VALUE "ProductName", "test"
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x409, 1200, 0x407, 1200
  END
END
"""


def compile_program(folder: Path, numbers: str | None) -> Path:
    """Compile a program; ``numbers`` are the four of its version with commas, None for none."""
    (folder / "program.c").write_text("int main(void) { return 7; }\n")
    parts = ["program.c"]
    if numbers:
        (folder / "program.rc").write_text(RESOURCE.format(numbers=numbers))
        _run(folder, "windres", "-O", "coff", "program.rc", "program.res")
        parts.append("program.res")
    _run(folder, "gcc", *parts, "-o", "program.exe", "-s", "-Wl,--no-insert-timestamp")
    return folder / "program.exe"


def _run(folder: Path, tool: str, *arguments: str) -> None:
    command = [f"x86_64-w64-mingw32-{tool}", *arguments]
    subprocess.run(command, cwd=folder, check=True, timeout=120)
