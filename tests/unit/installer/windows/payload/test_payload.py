"""Locks, trimming, unpacking and pinned roots of the payload."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from installer.problem import BuildRefused
from installer.windows.payload import authenticode
from installer.windows.payload.locks import read_lock
from installer.windows.payload.trim import left_out
from installer.windows.payload.wheels import unpack, write


@pytest.mark.parametrize("name", sorted(authenticode.ROOTS))
def test_every_root_is_the_pinned_one(name: str) -> None:
    assert authenticode.root(name).startswith("-----BEGIN CERTIFICATE-----")


def test_another_root_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "microsoft-root-2010"
    monkeypatch.setitem(authenticode.ROOTS, name, "0" * 64)
    with pytest.raises(BuildRefused, match=name):
        authenticode.root(name)


def test_a_lock_without_hash_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text("pillow==13.0.0\n", "utf-8")
    with pytest.raises(BuildRefused, match=r"some\.lock"):
        read_lock(lock)


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt6Quick.dll",
        "PySide6/opengl32sw.dll",
        "PySide6/translations/qtbase_fr.qm",
        "numpy/tests/test_lazyloading.py",
        "cv2/__init__.pyi",
    ],
)
def test_what_the_program_does_not_need_is_left_out(path: str) -> None:
    assert left_out(path)


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt6Core.dll",
        "PySide6/translations/qtbase_de.qm",
        "PySide6/plugins/platforms/qwindows.dll",
        "numpy/testing/__init__.py",
        "cv2/cv2.pyd",
    ],
)
def test_what_the_program_needs_is_taken(path: str) -> None:
    assert left_out(path) is None


def test_a_wheel_is_unpacked_with_its_own_record(tmp_path: Path) -> None:
    wheel = tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("a/__init__.py", "")
        archive.writestr("a/tests/test_a.py", "")
        archive.writestr("a-1.data/scripts/a", "")
        archive.writestr("a-1.dist-info/METADATA", "Name: a\n")
    unpack(wheel, tmp_path / "site", left_out)
    record = (tmp_path / "site" / "a-1.dist-info" / "RECORD").read_text("utf-8")
    assert record == "a-1.dist-info/METADATA,,\na-1.dist-info/RECORD,,\na/__init__.py,,\n"
    assert not (tmp_path / "site" / "a" / "tests").exists()


def test_a_path_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildRefused, match="leads out"):
        write(tmp_path / "site", "../evil.py", b"")
