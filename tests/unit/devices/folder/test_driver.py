"""The watched folder: nothing half-written is taken, nothing is deleted or written over."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanstation import errors
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Delivery, EndOfFeed, Frame, Notice, Session
from scanstation.devices.folder import files as folder_files
from scanstation.devices.folder.driver import FolderDriver
from scanstation.devices.folder.files import media_type, move_into, move_to_free_name
from scanstation.devices.folder.lock import NAME
from scanstation.model import ScanOptions

Opener = Callable[..., Session]
JPEG = b"\xff\xd8\xff\xe0 a picture"
PDF = b"%PDF-1.7 a document"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "Eingang Müller & Söhne"
    folder.mkdir()
    return folder


def put(path: Path, data: bytes = PDF, second: int = 0) -> Path:
    path.write_bytes(data)
    os.utime(path, (1_700_000_000 + second, 1_700_000_000 + second))
    return path


@pytest.fixture
def opened() -> Iterator[Opener]:
    """Opens a folder in process; one session at a time, as a station does."""
    sessions: list[Session] = []

    def open_folder(inbox: Path, query: str = "settle=0&poll=0.01") -> Session:
        for session in sessions:
            session.close()
        sessions.append(FolderDriver().open(f"{inbox}?{query}"))
        return sessions[-1]

    yield open_folder
    for session in sessions:
        session.close()


def frames(deliveries: list[Delivery]) -> list[Frame]:
    return [delivery for delivery in deliveries if isinstance(delivery, Frame)]


def names(folder: Path) -> list[str]:
    found = (path.name for path in folder.iterdir()) if folder.exists() else ()
    return sorted(name for name in found if name != NAME)


def test_files_are_handed_over_whole_and_oldest_first(inbox: Path, opened: Opener) -> None:
    put(inbox / "b.pdf", PDF, 1)
    put(inbox / "a.pdf", JPEG, 3)
    put(inbox / "ä ö.tif", b"II*\0...", 2)
    *found, end = opened(inbox).scan()
    assert [(frame.name, frame.media_type) for frame in frames(found)] == [
        ("b.pdf", "application/pdf"),
        ("ä ö.tif", "image/tiff"),
        ("a.pdf", "image/jpeg"),
    ]
    assert bytes(frames(found)[0].data) == PDF
    assert end == EndOfFeed(3, 3)


def test_acknowledged_files_go_to_done_rejected_ones_to_failed(inbox: Path, opened: Opener) -> None:
    for number in range(3):
        put(inbox / f"{number}.pdf", PDF + bytes([number]), number)
    session = opened(inbox)
    good, bad, _ = frames(list(session.scan()))
    assert session.acknowledge(good.id, "00")
    assert session.reject(bad.id, "Die Datei ist verschlüsselt.")
    assert names(inbox) == ["2.pdf", "done", "failed"]
    assert (inbox / "done" / "0.pdf").read_bytes() == PDF + b"\0"
    assert names(inbox / "failed") == ["1.pdf", "1.pdf.reason.txt"]
    reason = (inbox / "failed" / "1.pdf.reason.txt").read_text(encoding="utf-8")
    assert reason == "Die Datei ist verschlüsselt.\n"
    assert not session.acknowledge(good.id)


def test_what_was_not_acknowledged_comes_again_as_itself(inbox: Path, opened: Opener) -> None:
    put(inbox / "a.pdf")
    [first] = frames(list(opened(inbox).scan()))
    session = opened(inbox)
    [second] = frames(list(session.scan()))
    [third] = frames(list(session.scan()))
    assert first.id == second.id == third.id
    assert (second.resent, third.resent) == (False, True)
    put(inbox / "a.pdf", PDF, 1)
    [later] = frames(list(session.scan()))
    assert later.id != first.id


def test_a_taken_name_gets_a_number(inbox: Path, opened: Opener) -> None:
    for number in range(3):
        put(inbox / "scan.pdf", PDF + bytes([number]))
        session = opened(inbox)
        [frame] = frames(list(session.scan()))
        session.acknowledge(frame.id)
    assert names(inbox / "done") == ["scan (2).pdf", "scan (3).pdf", "scan.pdf"]
    kept = {path.read_bytes() for path in (inbox / "done").iterdir()}
    assert kept == {PDF + b"\0", PDF + b"\1", PDF + b"\2"}


def test_a_new_file_under_the_old_name_is_not_put_away(inbox: Path, opened: Opener) -> None:
    """Devices use their names again; the second file was never handed over."""
    put(inbox / "scan.pdf")
    session = opened(inbox)
    [frame] = frames(list(session.scan()))
    put(inbox / "scan.pdf", JPEG, 5)
    assert not session.acknowledge(frame.id)
    assert (inbox / "scan.pdf").read_bytes() == JPEG
    found = list(session.scan())
    assert [each.kind for each in found if isinstance(each, Notice)] == ["file_not_moved"]
    [second] = frames(found)
    assert session.acknowledge(second.id)
    assert names(inbox) == ["done"]


@pytest.mark.posix
def test_unfinished_and_hidden_names_are_left_alone(inbox: Path, opened: Opener) -> None:
    for name in (".hidden.pdf", "a.pdf.part", "b.TMP", "c.filepart", "~$d.docx", "e.pdf~"):
        put(inbox / name)
    (inbox / "sub.pdf").mkdir()
    (inbox / "link.pdf").symlink_to(inbox / "b.TMP")
    with pytest.raises(errors.OutOfPaper):
        list(opened(inbox).scan())
    assert len(names(inbox)) == 8


def test_a_growing_file_waits_until_it_is_whole(inbox: Path, opened: Opener) -> None:
    target = inbox / "slow.pdf"
    target.write_bytes(b"%PDF-")
    whole = threading.Event()

    def write() -> None:
        with target.open("ab") as file:
            for _ in range(10):
                whole.wait(0.03)
                file.write(b"x" * 100)
                file.flush()

    writer = threading.Thread(target=write)
    writer.start()
    [frame] = frames(list(opened(inbox, "settle=0.3&poll=0.01").scan()))
    writer.join()
    assert len(frame.data) == 1005


def test_an_empty_file_is_waited_for_and_then_set_aside(inbox: Path, opened: Opener) -> None:
    put(inbox / "empty.pdf", b"")
    found = list(opened(inbox, "settle=0.01&poll=0.01").scan())
    assert [each.kind for each in found if isinstance(each, Notice)] == ["file_rejected"]
    assert names(inbox / "failed") == ["empty.pdf", "empty.pdf.reason.txt"]
    assert found[-1] == EndOfFeed(0, 0)


def test_an_oversized_file_is_set_aside_and_the_others_go_on(inbox: Path, opened: Opener) -> None:
    put(inbox / "big.pdf", PDF * 100)
    put(inbox / "small.pdf", PDF, 1)
    found = list(opened(inbox, "settle=0&poll=0.01&max_bytes=100").scan())
    assert [frame.name for frame in frames(found)] == ["small.pdf"]
    assert names(inbox / "failed") == ["big.pdf", "big.pdf.reason.txt"]


def test_a_file_that_vanishes_is_somebody_elses(
    inbox: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox / "a.pdf")
    put(inbox / "b.pdf", PDF, 1)
    true_take = folder_files.take

    def vanishing(path: Path, max_bytes: int) -> object:
        if path.name == "a.pdf":
            path.unlink()
        return true_take(path, max_bytes)

    monkeypatch.setattr("scanstation.devices.folder.driver.take", vanishing)
    found = list(opened(inbox).scan())
    assert [frame.name for frame in frames(found)] == ["b.pdf"]


def test_a_vanished_file_cannot_be_put_away(inbox: Path, opened: Opener) -> None:
    target = put(inbox / "a.pdf")
    session = opened(inbox)
    [frame] = frames(list(session.scan()))
    target.unlink()
    assert not session.acknowledge(frame.id)


@pytest.mark.parametrize("stumbles", [3, 10_000])
def test_a_stumbling_share_is_asked_again_and_never_moves_the_file(
    inbox: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch, stumbles: int
) -> None:
    put(inbox / "a.pdf")
    true_read, calls = Path.read_bytes, iter(range(100_000))

    def stumbling(path: Path) -> bytes:
        if next(calls) < stumbles:
            raise OSError(errno.EIO, "share")
        return true_read(path)

    monkeypatch.setattr(Path, "read_bytes", stumbling)
    found = list(opened(inbox).scan())
    read = stumbles < 10
    assert [frame.name for frame in frames(found)] == (["a.pdf"] if read else [])
    assert ("file_rejected" in {each.kind for each in found if isinstance(each, Notice)}) != read
    assert names(inbox) == ["a.pdf"]


def test_a_share_without_hard_links_is_moved_on_safely(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(errno.EOPNOTSUPP, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    put(inbox / "done.pdf", JPEG)
    source = put(inbox / "scan.pdf")
    with pytest.raises(FileExistsError):
        move_to_free_name(source, inbox / "done.pdf")
    move_to_free_name(source, inbox / "free.pdf")
    assert (inbox / "free.pdf").read_bytes() == PDF
    assert (inbox / "done.pdf").read_bytes() == JPEG
    with pytest.raises(FileNotFoundError):
        move_to_free_name(source, inbox / "other.pdf")
    assert names(inbox) == ["done.pdf", "free.pdf"]


def test_watching_takes_what_comes_until_stopped(inbox: Path) -> None:
    put(inbox / "first.pdf")
    address = f"folder:{inbox}?settle=0&poll=0.02&watch=yes"
    seen: list[str] = []
    with DeviceClient(address) as device:
        for delivery in device.scan():
            if isinstance(delivery, Frame):
                seen.append(delivery.name)
                device.acknowledge(delivery.id)
                if len(seen) < 3:
                    put(inbox / f"next {len(seen)}.pdf", JPEG)
                else:
                    device.stop()
    assert seen == ["first.pdf", "next 1.pdf", "next 2.pdf"]
    assert delivery == EndOfFeed(3, 3, 0, stopped=True)
    assert names(inbox / "done") == sorted(seen)


def test_a_second_station_is_kept_out_until_the_first_is_done(inbox: Path) -> None:
    put(inbox / "a.pdf")
    address = f"folder:{inbox}?settle=0&poll=0.01"
    with DeviceClient(address) as one, DeviceClient(address) as other:
        first = frames(list(one.scan()))
        with pytest.raises(errors.DeviceBusy):
            list(other.scan())
        one.close()
        second = frames(list(other.scan()))
        assert [frame.id for frame in first] == [frame.id for frame in second]
        with DeviceClient(f"{address}&lock=no") as third:
            assert len(frames(list(third.scan()))) == 1


@pytest.mark.posix
def test_a_killed_station_leaves_no_lock(inbox: Path) -> None:
    put(inbox / "a.pdf")
    address = f"folder:{inbox}?settle=0&poll=0.01"
    with DeviceClient(address) as one, DeviceClient(address) as other:
        list(one.scan())
        os.kill(one.pid, signal.SIGKILL)
        assert len(_frames_when_free(other)) == 1


def _frames_when_free(device: DeviceClient) -> list[Frame]:
    for _ in range(100):
        try:
            return frames(list(device.scan()))
        except errors.DeviceBusy:
            time.sleep(0.02)
    raise AssertionError("locked")


def test_a_missing_folder_is_an_unknown_device(inbox: Path, opened: Opener) -> None:
    with pytest.raises(errors.UnknownDevice):
        FolderDriver().open(str(inbox / "nowhere"))
    session = opened(inbox)
    inbox.rename(inbox.with_name("gone"))
    with pytest.raises(errors.UnknownDevice):
        list(session.scan())


@pytest.mark.parametrize(("key", "value"), [("settle", "soon"), ("watch", "maybe"), ("x", "1")])
def test_unknown_options_are_named(inbox: Path, opened: Opener, key: str, value: str) -> None:
    with pytest.raises(errors.UnsupportedOption) as caught:
        opened(inbox).configure(ScanOptions(extra={key: value}))
    assert caught.value.details == {"option": key, "value": value}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


@settings(deadline=None)
@given(stems=st.lists(st.sampled_from(["scan", "Scan ü", "a.b", ".x"]), min_size=1, max_size=8))
def test_moving_never_loses_or_overwrites(shelf: Path, stems: list[str]) -> None:
    folder = shelf / f"run {len(names(shelf))}"
    folder.mkdir()
    for number, stem in enumerate(stems):
        path = folder / f"{stem}.pdf"
        path.write_bytes(bytes([number]))
        assert move_into(path, "done")
    kept = sorted(path.read_bytes() for path in (folder / "done").iterdir())
    assert kept == [bytes([number]) for number in range(len(stems))]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n..", "image/png"),
        (b"MM\0*....", "image/tiff"),
        (b"\n\n%PDF-1.4", "application/pdf"),
        (b"PK\x03\x04", "application/octet-stream"),
    ],
)
def test_the_first_bytes_say_what_a_file_is(data: bytes, expected: str) -> None:
    assert media_type(data) == expected
