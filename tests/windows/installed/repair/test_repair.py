"""What an administrator does to an installed program that changes nothing in the end.

Afterwards ``stages.sh`` compares every file with what was built.
"""

from __future__ import annotations

from pathlib import Path

from tests.windows.installed import administrator
from tests.windows.installed.administrator import FAILED, IS_MSI, OLDER, OTHER_VERSION
from tests.windows.installed.station import KEY, Station, built_files, digest, folder, registry

MISSING = ("scanstation.exe", "tessdata/osd.traineddata")
DAMAGED = ("app/scanstation.zip", *(() if IS_MSI else ("site/PySide6/Qt6Gui.dll",)))
"""Wine's installer keeps a library of the same version, whatever it is told; see the checklist of
``docs/deployment.md``."""
LOWERED = "site/PySide6/Qt6Svg.dll"
_FIXED_FILE_INFO = (0xFEEF04BD).to_bytes(4, "little")


def damage(path: Path) -> None:
    """Change one byte; size and version stay."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def lower(path: Path) -> None:
    """Give a library the version 0, as if it were one of another program."""
    content = bytearray(path.read_bytes())
    place = content.index(_FIXED_FILE_INFO) + 8
    content[place : place + 8] = bytes(8)
    path.write_bytes(content)


def test_a_repair_brings_back_what_is_missing_or_damaged() -> None:
    for name in MISSING:
        (folder() / name).unlink()
    for name in DAMAGED:
        damage(folder() / name)
    lower(folder() / LOWERED)
    assert administrator.repair().code == 0
    built = built_files()
    changed = (*MISSING, *DAMAGED, LOWERED)
    assert [name for name in changed if digest(name) != built[name]] == []
    assert Station().run("--version").code == 0


def test_an_older_version_is_refused_and_changes_nothing() -> None:
    before = administrator.entries(), registry(KEY, "Version")
    assert administrator.install(OLDER).code == (FAILED if IS_MSI else OTHER_VERSION)
    assert (administrator.entries(), registry(KEY, "Version")) == before
    assert Station().run("--version").out.split()[-1] == before[-1]
