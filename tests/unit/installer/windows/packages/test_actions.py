from __future__ import annotations

import re
import subprocess
from pathlib import Path

from installer.windows.packages.build import ACTIONS, LIBRARY


def test_the_same_source_gives_the_same_bytes(tmp_path: Path, library: Path) -> None:
    other = tmp_path / "a longer folder ü" / LIBRARY
    subprocess.run(["bash", str(ACTIONS), str(other)], check=True, timeout=120)
    assert other.read_bytes() == library.read_bytes()


def test_it_exports_what_the_packages_call(library: Path) -> None:
    listed = subprocess.run(
        ["x86_64-w64-mingw32-objdump", "-p", str(library)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    names = listed[listed.index("[Ordinal/Name Pointer]") :]
    scripts = ACTIONS.parent.parent.glob("*.ns[ih]")
    script = "".join(path.read_text(encoding="utf-8") for path in scripts)
    called = set(re.findall(r"Call(?:Actions '|OnPath )(\w+)", script)) - {"CALL", "FUNCTION"}
    assert {"OpenBatches", "IsRunning", "ReadOption", "FullPath", "PrepareFolder"} <= called
    for name in ("SayOpenBatches", "DescribeOpenBatches", "FindRunning", *called):
        assert f"] {name}\n" in names
