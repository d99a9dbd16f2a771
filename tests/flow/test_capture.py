"""From the feeder to durable pages, whatever the device does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from scanstation import errors, events
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Delivery, EndOfFeed, Frame
from scanstation.errors import DeviceError, StoreFull
from scanstation.model import Batch, Mode, ScanOptions
from scanstation.workflow import check
from scanstation.workflow.capture import Captured, Feed, FeedRun
from scanstation.workflow.recover import recover
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

Device = Callable[[str], str]


def feed(session: BatchSession, address: str) -> Captured:
    with DeviceClient(address) as client:
        options = client.configure(session.batch().profile.scan)
        return FeedRun(session, client, Feed(address, options)).run()


def sides(batch: Batch) -> list[tuple[int, str]]:
    return [(page.sheet, page.side) for page in batch.pages]


ALL = [(1, "front"), (1, "back"), (2, "front"), (2, "back"), (3, "front"), (3, "back")]


def test_a_whole_feed(session: BatchSession, device: Device) -> None:
    captured = feed(session, device(""))
    batch = session.batch()
    assert captured.error is None
    assert sides(batch) == ALL
    assert batch.ledger.balanced
    assert all(page.facts is not None and page.thumbnail for page in batch.pages)
    assert all(session.blobs.exists(page.image.blob) for page in batch.pages)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("jam=3", errors.PaperJam),
        ("double_feed=3", errors.DoubleFeed),
        ("cover_open=4", errors.CoverOpen),
        ("crash=3", errors.DeviceLost),
        ("truncated=4", errors.BadFrame),
        ("wrong_size=3", errors.BadFrame),
        ("io_error=2", errors.DeviceIOError),
    ],
)
def test_after_a_fault_the_rest_is_fed_into_the_same_batch(
    session: BatchSession, device: Device, fault: str, error: type[DeviceError]
) -> None:
    captured = feed(session, device(fault))
    assert type(captured.error) is error
    kept = len(session.batch().pages)
    whole = len([side for _, side in sides(session.batch()) if side == "back"])
    assert captured.error.details["sheet"] == captured.last_sheet == whole
    half = [one for one in session.batch().anomalies if one.needs_answer]
    assert [(one.kind, one.sheet) for one in half] == (
        [("missing_side", whole + 1)] if kept % 2 else []
    )
    assert error.__name__ in [one.kind for one in session.batch().anomalies]
    again = feed(session, device(""))
    assert again.error is None
    assert kept + len(again.pages) == len(ALL)
    # The back of a sheet that was fed again joins its front, and the doubt about it is settled.
    assert sides(session.batch()) == ALL
    assert not [one for one in session.batch().anomalies if one.needs_answer and not one.answer]
    assert session.batch().ledger.balanced


def test_a_hanging_driver_ends_as_a_lost_device(session: BatchSession, device: Device) -> None:
    from scanstation.devices.deadline import Deadlines

    address = device("hang=3")
    with DeviceClient(address, deadlines=Deadlines(next_frame=1.0)) as client:
        options = client.configure(ScanOptions())
        captured = FeedRun(session, client, Feed(address, options)).run()
    assert type(captured.error) is errors.DeviceLost
    assert len(session.batch().pages) == 2


def test_a_device_that_lies_about_its_count_unbalances_the_ledger(
    session: BatchSession, device: Device
) -> None:
    feed(session, device("count_lie=1"))
    assert not session.batch().ledger.balanced


def test_notices_become_doubts(session: BatchSession, device: Device) -> None:
    feed(session, device("double_feed_notice=3"))
    (noted,) = session.batch().anomalies
    assert (noted.kind, noted.needs_answer) == ("double_feed", True)


class Scripted:
    """A device whose deliveries are given; what it hears is remembered."""

    def __init__(self, deliveries: list[Delivery], error: DeviceError | None = None) -> None:
        self.deliveries, self.error = deliveries, error
        self.acknowledged: list[str] = []
        self.rejected: list[str] = []
        self.stopped = threading.Event()

    def scan(self, *, buffer_for: Callable[[int], memoryview]) -> Iterator[Delivery]:
        for delivery in self.deliveries:
            if isinstance(delivery, Frame):
                buffer = buffer_for(len(delivery.data))
                buffer[: len(delivery.data)] = delivery.data
            yield delivery
        if self.error is not None:
            raise self.error

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        self.acknowledged.append(frame_id)
        return True

    def reject(self, frame_id: str, reason: str) -> bool:
        self.rejected.append(frame_id)
        return True

    def stop(self, now: bool = False) -> None:
        self.stopped.set()


def frame(name: str, number: int, *, mode: Mode = Mode.GREY, data: bytes = b"") -> Frame:
    pixels = data or bytes([number * 20 % 256]) * (64 * 48)
    return Frame(
        name, number, number, "front", "raw", 64, 48, mode, 8, 64, (150, 150), memoryview(pixels)
    )


def run(session: BatchSession, device: Scripted) -> Captured:
    return FeedRun(session, device, Feed("scripted:1", ScanOptions())).run()


def test_every_acknowledged_frame_is_durable_first(session: BatchSession) -> None:
    frames: list[Delivery] = [frame(f"f{n}", n) for n in range(1, 9)]
    device = Scripted([*frames, EndOfFeed(8, 8)])
    heard: list[str] = []

    def acknowledge(frame_id: str, sha256: str = "") -> bool:
        rows = [row.payload for row in session.journal.read() if row.type == "page_captured"]
        assert frame_id in [row["frame"] for row in rows if row]
        assert session.blobs.exists(sha256)
        heard.append(frame_id)
        return True

    device.acknowledge = acknowledge  # type: ignore[method-assign]
    run(session, device)
    assert sorted(heard) == [f"f{n}" for n in range(1, 9)]
    assert [page.number for page in session.batch().pages] == list(range(1, 9))


def test_a_frame_that_is_durable_already_is_acknowledged_and_not_kept_twice(
    session: BatchSession,
) -> None:
    run(session, Scripted([frame("f1", 1), frame("f2", 2)], errors.DeviceLost(reason="x")))
    device = Scripted([frame("f2", 1), frame("f3", 2), EndOfFeed(2, 2, resent=1)])
    run(session, device)
    assert len(session.batch().pages) == 3
    assert sorted(device.acknowledged) == ["f2", "f3"]
    assert session.batch().ledger.balanced


class FullBlobs:
    """Blobs on a disk that fills up after some pages."""

    def __init__(self, inner: object, room: int) -> None:
        self.inner, self.room = inner, room

    def put(self, data: bytes) -> str:
        self.room -= 1
        if self.room < 0:
            raise StoreFull(sheet=0)
        return self.inner.put(data)  # type: ignore[attr-defined,no-any-return]


def test_a_full_disk_stops_the_feed_and_nothing_unsaved_is_acknowledged(
    session: BatchSession,
) -> None:
    session.blobs = FullBlobs(session.blobs, 5)  # type: ignore[assignment]
    frames: list[Delivery] = [frame(f"f{n}", n) for n in range(1, 20)]
    device = Scripted([*frames, EndOfFeed(19, 19)])
    with pytest.raises(StoreFull):
        run(session, device)
    assert device.stopped.is_set()
    kept = [row.payload for row in session.journal.read() if row.type == "page_captured"]
    assert sorted(device.acknowledged) == sorted(row["frame"] for row in kept if row)
    batch = session.batch()
    assert batch.in_flight == ""  # else it could neither be released nor filled
    assert [one.kind for one in check.open_doubts(batch)] == ["feed_interrupted"]


def test_a_nearly_full_disk_ends_the_feed_after_the_sheet_in_transport(
    session: BatchSession, device: Device
) -> None:
    with DeviceClient(device("ipm=300")) as client:
        client.configure(session.batch().profile.scan)
        given = Feed(device(""), session.batch().profile.scan)
        captured = FeedRun(session, client, given, room=lambda: False).run()
    assert type(captured.error) is StoreFull
    assert len(captured.pages) in (2, 4)
    assert session.batch().ledger.balanced
    assert feed(session, device("")).error is None
    assert sides(session.batch()) == ALL


def test_a_picture_that_cannot_be_decoded_is_kept_and_asked_about(session: BatchSession) -> None:
    broken = Frame(
        "f1",
        1,
        1,
        "front",
        "image/jpeg",
        10,
        10,
        Mode.COLOUR,
        8,
        0,
        (1, 1),
        memoryview(b"\xff\xd8"),
    )
    device = Scripted([broken, EndOfFeed(1, 1)])
    run(session, device)
    (page,) = session.batch().pages
    assert device.acknowledged == ["f1"]
    assert page.anomalies == ("unreadable_image",)


def test_bilevel_and_sixteen_bit_frames_are_kept_without_loss(session: BatchSession) -> None:
    lineart = Frame(
        "l", 1, 1, "front", "raw", 16, 4, Mode.LINEART, 1, 2, (150, 150), memoryview(bytes(8))
    )
    deep = Frame(
        "d", 2, 2, "front", "raw", 8, 4, Mode.GREY, 16, 16, (150, 150), memoryview(bytes(64))
    )
    run(session, Scripted([lineart, deep, EndOfFeed(2, 2)]))
    kept = {page.image.media_type for page in session.batch().pages}
    assert kept == {"image/tiff", "image/png"}


def test_an_interrupted_feed_is_told_when_the_batch_is_opened_again(
    workspace: Workspace, session: BatchSession
) -> None:
    killed = Feed("d", session.batch().profile.scan)
    session.append(events.FeedStarted(killed.id, killed.device, killed.options))
    name = session.batch().id
    session.close()
    with BatchSession.open(workspace.locate(name), workspace.actor) as again:
        assert again.batch().in_flight == "feed"
        assert recover(again) == "feed"
        batch = again.batch()
        assert batch.in_flight == ""
        assert "feed_interrupted" in [one.kind for one in batch.anomalies if one.needs_answer]
