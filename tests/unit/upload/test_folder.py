from __future__ import annotations

import errno
import hashlib
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from scanstation.errors import (
    ConfigurationInvalid,
    StoredDiffers,
    StoredTwice,
    TargetBusy,
    TargetRefused,
    TargetUnreachable,
    UploadError,
)
from scanstation.model import UploadState
from scanstation.upload.folder import FolderOptions, FolderUploader, _meaning, folder_options
from scanstation.upload.outbox import Pace, UploadRecord, advance
from scanstation.upload.uploader import Outgoing, Sidecar
from tests.unit.upload.memory_target import letter

PACKAGE = "9b2f6f5e-3c1a-4f0e-9d55-0a6c6f1c2b3d"
PACE = Pace(sleep=lambda seconds: None)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    share = tmp_path / "Ablage Süd"
    share.mkdir()
    return share


@pytest.fixture
def package(tmp_path: Path) -> Outgoing:
    """A package with index, transfer note and manifest."""
    sidecars = []
    for name in ("index.json", "transfer-note.xml", "manifest.json"):
        path = tmp_path / name
        path.write_text(f"{name}: Größe", encoding="utf-8")
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        sidecars.append(Sidecar(name, path, digest, len(content), "text/plain"))
    made = letter(tmp_path, b"%PDF-1.7 Bescheid", PACKAGE)
    return replace(made, sidecars=tuple(sidecars), filing={"case_number": "50.1-7/2026"})


def target(share: Path, folder: str = "{case_number}", sentinel: str = "") -> FolderUploader:
    return FolderUploader("ablage", share, FolderOptions(folder, sentinel))


def send(uploader: FolderUploader, package: Outgoing, state: UploadState) -> UploadRecord:
    last = UploadRecord(package.package, package.document, state)
    return advance(last, package, uploader, lambda record: None, PACE)


def names(share: Path) -> set[str]:
    return {path.relative_to(share).as_posix() for path in share.rglob("*") if path.is_file()}


def test_all_files_of_a_package_lie_side_by_side(share: Path, package: Outgoing) -> None:
    assert send(target(share), package, UploadState.PREPARED).state is UploadState.VERIFIED
    folder = "50.1-7∕2026"
    assert names(share) == {
        f"{folder}/{PACKAGE}_Bescheid.pdf",
        f"{folder}/{PACKAGE}.index.json",
        f"{folder}/{PACKAGE}.transfer-note.xml",
        f"{folder}/{PACKAGE}.manifest.json",
    }


def test_without_a_template_all_packages_lie_in_one_folder(share: Path, package: Outgoing) -> None:
    send(target(share, folder=""), package, UploadState.PREPARED)
    assert f"{PACKAGE}_Bescheid.pdf" in names(share)


def test_the_manifest_appears_last(
    share: Path, package: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    published: list[str] = []
    rename = Path.replace

    def watched(self: Path, there: Path) -> Path:
        assert self.name == f".{there.name}.part"
        published.append(there.name)
        return rename(self, there)

    monkeypatch.setattr(Path, "replace", watched)
    target(share).send(package, None, lambda remote: None)
    assert published[0].endswith(".pdf")
    assert published[-1] == f"{PACKAGE}.manifest.json"
    assert len(published) == 4


def test_every_file_is_flushed_before_it_gets_its_name(
    share: Path, package: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    sync, rename = os.fsync, Path.replace

    def watched_sync(descriptor: int) -> None:
        order.append("fsync")
        sync(descriptor)

    def watched_rename(self: Path, there: Path) -> Path:
        order.append("rename")
        return rename(self, there)

    monkeypatch.setattr(os, "fsync", watched_sync)
    monkeypatch.setattr(Path, "replace", watched_rename)
    target(share).send(package, None, lambda remote: None)
    assert order[:8] == ["fsync", "rename"] * 4
    assert set(order[8:]) == {"fsync"}  # of the folders


@pytest.mark.parametrize("lost", ["*.manifest.json", "*.xml", "*_Bescheid.pdf", "*.*n"])
def test_half_a_package_is_completed(share: Path, package: Outgoing, lost: str) -> None:
    target(share).send(package, None, lambda remote: None)
    for path in list(share.rglob(f"{PACKAGE}{lost}")):
        path.unlink()
    end = send(target(share), package, UploadState.SENDING)
    if lost == "*.xml":
        # The manifest was there, so the package was complete once; somebody took the note away.
        assert isinstance(end.failure, StoredDiffers)
        return
    assert end.state is UploadState.VERIFIED
    assert len(names(share)) == 4


def test_a_temporary_file_left_behind_is_used_up(share: Path, package: Outgoing) -> None:
    folder = share / "50.1-7∕2026"
    folder.mkdir()
    (folder / f".{PACKAGE}_Bescheid.pdf.part").write_bytes(b"half")
    assert target(share).find(package) == ()
    assert send(target(share), package, UploadState.SENDING).state is UploadState.VERIFIED
    assert not [name for name in names(share) if name.endswith(".part")]


def test_a_changed_sidecar_is_noticed(share: Path, package: Outgoing) -> None:
    remote = target(share).send(package, None, lambda remote: None)
    (note,) = share.rglob("*transfer-note.xml")
    note.write_bytes(b"other")
    stored = target(share).read_back(package, remote)
    assert stored.proves(package)
    assert stored.differing == ("transfer-note.xml",)


def test_a_package_is_found_where_somebody_moved_it(share: Path, package: Outgoing) -> None:
    target(share).send(package, None, lambda remote: None)
    (share / "50.1-7∕2026").rename(share / "abgelegt")
    (found,) = target(share).find(package)
    assert found.id == f"abgelegt/{PACKAGE}_Bescheid.pdf"
    assert send(target(share), package, UploadState.SENDING).state is UploadState.VERIFIED
    assert len(names(share)) == 4


def test_a_second_document_of_the_package_is_reported(share: Path, package: Outgoing) -> None:
    target(share, folder="").send(package, None, lambda remote: None)
    other = replace(package, title="Anderer Titel")
    target(share, folder="").send(other, None, lambda remote: None)
    last = UploadRecord(PACKAGE, "d", UploadState.SENDING, remote_id=f"{PACKAGE}_Anderer Titel.pdf")
    end = advance(last, package, target(share, folder=""), lambda record: None, PACE)
    assert isinstance(end.failure, StoredTwice)


def test_an_absent_share_is_never_replaced_by_a_folder(tmp_path: Path, package: Outgoing) -> None:
    away = tmp_path / "Laufwerk"
    end = send(target(away), package, UploadState.PREPARED)
    assert isinstance(end.failure, TargetUnreachable)
    assert not away.exists()


def test_an_empty_mount_point_is_told_by_its_missing_sentinel(
    share: Path, package: Outgoing
) -> None:
    uploader = target(share, sentinel=".ablage")
    end = send(uploader, package, UploadState.PREPARED)
    assert isinstance(end.failure, TargetUnreachable)
    assert names(share) == set()
    (share / ".ablage").touch()
    again = advance(end, package, uploader, lambda record: None, PACE)
    assert again.state is UploadState.VERIFIED


def test_a_trial_leaves_nothing_behind(share: Path) -> None:
    assert target(share).test().location == str(share)
    assert names(share) == set()


def test_options_are_named_when_they_are_wrong() -> None:
    assert folder_options("x", {"folder": "{a}", "sentinel": "b"}) == FolderOptions("{a}", "b")
    with pytest.raises(ConfigurationInvalid, match=r"options\.depth"):
        folder_options("x", {"depth": "3"})


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EACCES, TargetRefused),
        (errno.EROFS, TargetRefused),
        (errno.ENAMETOOLONG, TargetRefused),
        (errno.ENOSPC, TargetBusy),
        (errno.EIO, TargetUnreachable),
        (errno.ETIMEDOUT, TargetUnreachable),
        (errno.ENOENT, TargetUnreachable),
        (errno.EHOSTDOWN if sys.platform == "linux" else errno.EIO, TargetUnreachable),
    ],
)
def test_errors_of_the_file_system_say_whether_waiting_helps(
    number: int, kind: type[UploadError]
) -> None:
    meant = _meaning(OSError(number, os.strerror(number)), "ablage")
    assert type(meant) is kind
    assert os.strerror(number) in str(meant)


def test_a_file_in_the_way_is_an_error_of_the_target(share: Path, package: Outgoing) -> None:
    (share / "50.1-7∕2026").write_bytes(b"no folder")
    end = send(target(share), package, UploadState.PREPARED)
    assert isinstance(end.failure, UploadError)
    assert names(share) == {"50.1-7∕2026"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's full disk")
def test_a_full_disk_is_temporary(share: Path, package: Outgoing) -> None:
    folder = share / "50.1-7∕2026"
    folder.mkdir()
    (folder / f".{PACKAGE}_Bescheid.pdf.part").symlink_to("/dev/full")
    end = send(target(share), package, UploadState.PREPARED)
    assert isinstance(end.failure, TargetBusy)
    assert not end.failure.permanent
