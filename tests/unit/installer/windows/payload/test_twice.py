"""What differs between two payloads, or two folders of packages, is named."""

from __future__ import annotations

from pathlib import Path

from installer.windows.payload.finish import HASHES, write_hashes
from installer.windows.payload.twice import differences, different_packages
from installer.windows.payload.wheels import write


def made(folder: Path, **contents: bytes) -> Path:
    for name, content in contents.items():
        write(folder, f"Programm ü/{name}", content)
    write_hashes(folder)
    return folder / HASHES


def test_equal_payloads_differ_in_nothing(tmp_path: Path) -> None:
    one, other = (made(tmp_path / name, a=b"1", b=b"2") for name in ("one", "other"))
    assert differences(one, other) == []


def test_changed_and_missing_files_are_named(tmp_path: Path) -> None:
    one = made(tmp_path / "one", same=b"1", changed=b"2", only_here=b"3")
    other = made(tmp_path / "other", same=b"1", changed=b"x", only_there=b"4")
    names = [path.removeprefix("Programm ü/") for path in differences(one, other)]
    assert names == ["changed", "only_here", "only_there"]


def test_packages_are_compared_byte_by_byte(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, last in ((one, b"1"), (other, b"2")):
        write(folder, "same.msi", b"MSI")
        write(folder, "setup.exe", b"same size " + last)
    write(one, "only_here.msi", b"")
    write(other, "package of Linux.deb", b"made by others")
    assert different_packages(one, other) == ["setup.exe", "only_here.msi"]
