"""Licence texts are gathered in one folder."""

from __future__ import annotations

from pathlib import Path

from installer.windows.payload.licence_texts import gather
from installer.windows.payload.wheels import write


def test_texts_of_python_and_of_packages_are_gathered(tmp_path: Path) -> None:
    write(tmp_path, "python/LICENSE.txt", b"PSF")
    write(tmp_path, "site/a-1.dist-info/licenses/LICENSE.md", b"MIT")
    write(tmp_path, "site/a-1.dist-info/METADATA", b"Name: a")
    gather(tmp_path)
    assert (tmp_path / "licences/Python/LICENSE.txt").read_bytes() == b"PSF"
    assert (tmp_path / "licences/a-1/licenses/LICENSE.md").read_bytes() == b"MIT"
    assert not (tmp_path / "licences/a-1/METADATA").exists()
