"""The package file: the same content gives the same bytes, with the rights of an installation."""

from __future__ import annotations

import subprocess
from pathlib import Path

from installer.linux.control import Package, configuration_files
from installer.linux.deb import checksums, pack, settle, size_kb
from installer.linux.trim import left_out

EPOCH = 1_790_000_000


def content(folder: Path, names: list[str]) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n" * 100, encoding="utf-8")
    control = folder / "DEBIAN"
    control.mkdir()
    (control / "postinst").write_text("#!/bin/sh\n", encoding="utf-8")
    (control / "control").write_text(Package("1.2.3", ("libc6",), 1).control(), encoding="utf-8")


NAMES = ["usr/bin/scanstation", "usr/lib/scanstation/ü.py", "etc/scanstation/scanstation.toml"]


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for place, names in (("one", NAMES), ("zwei mit ü", NAMES[::-1])):
        content(tmp_path / place, names)
        (tmp_path / place / NAMES[1]).chmod(0o600 if place == "one" else 0o755)
        made.append(tmp_path / f"{place}.deb")
        pack(tmp_path / place, made[-1], EPOCH, 3)
    assert made[0].read_bytes() == made[1].read_bytes()


def test_rights_and_owners_are_those_of_a_system(tmp_path: Path) -> None:
    content(tmp_path / "package", NAMES)
    pack(tmp_path / "package", tmp_path / "made.deb", EPOCH, 3)
    listed = subprocess.run(
        ["dpkg-deb", "--contents", str(tmp_path / "made.deb")],
        capture_output=True,
        text=True,
        check=True,
        env={"TZ": "UTC", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    rows = {line.split()[-1]: line for line in listed.stdout.splitlines()}
    assert rows["./usr/bin/scanstation"].startswith("-rwxr-xr-x root/root")
    assert rows["./etc/scanstation/scanstation.toml"].startswith("-rw-r--r-- root/root")
    assert "2026-09-21" in rows["./usr/"]


def test_scripts_can_be_started(tmp_path: Path) -> None:
    content(tmp_path, [])
    settle(tmp_path, EPOCH)
    assert (tmp_path / "DEBIAN" / "postinst").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "DEBIAN" / "control").stat().st_mode & 0o777 == 0o644


def test_what_an_administrator_changes_is_no_damage(tmp_path: Path) -> None:
    content(tmp_path, NAMES)
    assert configuration_files(tmp_path) == "/etc/scanstation/scanstation.toml\n"
    said = checksums(tmp_path)
    assert [line.split("  ")[1] for line in said.splitlines()] == sorted(NAMES[:2])


def test_sizes_are_rounded_up_file_by_file(tmp_path: Path) -> None:
    for name, size in (("a", 1), ("b", 1024), ("c", 1025), ("d", 0)):
        (tmp_path / name).write_bytes(b"x" * size)
    assert size_kb(tmp_path) == 1 + 1 + 2 + 1


def test_qt_keeps_what_the_window_takes(tmp_path: Path) -> None:
    qt = tmp_path / "PySide6"
    kept = [
        "QtWidgets.abi3.so",
        "__init__.py",
        "libpyside6.abi3.so.6.11",
        "Qt/lib/libQt6Core.so.6",
        "Qt/plugins/platforms/libqxcb.so",
        "Qt/translations/qtbase_de.qm",
    ]
    gone = [
        "QtQml.abi3.so",
        "designer",
        "libpyside6qml.abi3.so.6.11",
        "Qt/lib/libQt6Quick.so.6",
        "Qt/plugins/sqldrivers/libqsqlite.so",
        "Qt/qml/QtQuick/qmldir",
        "Qt/translations/qt_fr.qm",
    ]
    for name in kept + gone:
        (qt / name).parent.mkdir(parents=True, exist_ok=True)
        (qt / name).touch()
    out = set(left_out(tmp_path))
    assert {name for name in kept if {qt / name, *(qt / name).parents} & out} == set()
    assert {name for name in gone if {qt / name, *(qt / name).parents} & out} == set(gone)
