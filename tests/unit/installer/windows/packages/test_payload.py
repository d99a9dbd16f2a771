from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from installer.problem import BuildRefused
from installer.windows.packages.payload import read_payload


def test_every_file_is_read_with_hash_and_version(payload_folder: Path) -> None:
    payload = read_payload(payload_folder)
    names = [file.name for file in payload.files]
    assert names == sorted(names)
    assert len(names) == 8
    assert payload.folders == (
        "app",
        "app/scanstation",
        "licences",
        "python",
        "twain",
    )
    by_name = {file.name: file for file in payload.files}
    worker = by_name["twain/scanstation-twain64.exe"]
    assert worker.version is not None
    assert worker.version.version == "1.2.3.4"
    assert worker.sha256 == hashlib.sha256(worker.source.read_bytes()).hexdigest()
    assert by_name["python/random.bin"].version is None
    assert by_name["scanstation.exe"].folder == ""


def test_the_digest_covers_names_and_contents(payload_folder: Path) -> None:
    before = read_payload(payload_folder).digest
    file = payload_folder / "python" / "random.bin"
    file.rename(file.with_name("other.bin"))
    renamed = read_payload(payload_folder).digest
    file.with_name("other.bin").rename(file)
    assert read_payload(payload_folder).digest == before
    file.write_bytes(b"changed")
    assert len({before, renamed, read_payload(payload_folder).digest}) == 3


@pytest.mark.parametrize("name", ["a?.txt", "a:b", "dot.", "blank ", "日本.txt", "tab\t"])
def test_a_name_that_windows_or_the_code_page_lacks_is_refused(
    payload_folder: Path, name: str
) -> None:
    (payload_folder / "app" / name).touch()
    with pytest.raises(BuildRefused, match="name"):
        read_payload(payload_folder)


def test_names_that_differ_in_case_only_are_refused(payload_folder: Path) -> None:
    (payload_folder / "Scanstation.exe").touch()
    with pytest.raises(BuildRefused, match="one file on Windows"):
        read_payload(payload_folder)


def test_a_link_is_refused(payload_folder: Path) -> None:
    (payload_folder / "link").symlink_to("scanstation.exe")
    with pytest.raises(BuildRefused, match="link"):
        read_payload(payload_folder)


def test_a_payload_without_launcher_is_refused(payload_folder: Path) -> None:
    (payload_folder / "scanstationw.exe").unlink()
    with pytest.raises(BuildRefused, match=r"scanstationw\.exe is missing"):
        read_payload(payload_folder)
