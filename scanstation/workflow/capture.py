"""From the device to durable pages and their facts.

    reader (caller's thread)   device -> frame in a buffer of its own
    page threads               encode -> blob -> [in feed order] journal -> acknowledge
                               -> facts, thumbnail -> journal -> buffer free again

A page is acknowledged only after its blob and its event are durable. The number of buffers
bounds what is in flight; when the disk is slow, the feeder waits.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Protocol

import cv2

from scanstation import events
from scanstation.devices.driver import Delivery, EndOfFeed, Frame, Notice
from scanstation.devices.frame_buffer import frame_buffer
from scanstation.errors import DeviceError, StoreFull, Text
from scanstation.imaging.views import Scratch
from scanstation.model import Image, Profile, ScanOptions
from scanstation.progress import Progress, Report, silent
from scanstation.workflow import anomalies
from scanstation.workflow.allocator import keep_freed_memory
from scanstation.workflow.analyse import analyse_frame
from scanstation.workflow.page_images import encode, is_page, pixels, resolution
from scanstation.workflow.session import BatchSession, new_id

THREADS = 3
"""Measured best on 2 cores: the codecs release the GIL, a third thread fills the fsyncs."""

SCANNING = Text("Seiten gesichert", "pages safe")

FileTaker = Callable[[Frame, str], tuple[str, ...] | None]
"""Takes a whole file that a watched folder delivered into the feed.

Returns the ids of its pages, none if the file is durable already, None if it cannot be used.
"""


class Feeder(Protocol):
    """What capture needs of a device; ``devices.client.DeviceClient`` is one."""

    def scan(self, *, buffer_for: Callable[[int], memoryview]) -> Iterator[Delivery]:
        """Feed; each frame's bytes lie in a buffer that ``buffer_for`` gave."""

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        """Tell the device that a frame is durable."""

    def reject(self, frame_id: str, reason: str) -> bool:
        """Tell the device that a frame cannot be used."""

    def stop(self, now: bool = False) -> None:
        """End the feed after the sheet in transport, or at once."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One run of the feeder: where its pages go and what the device is asked for."""

    device: str
    options: ScanOptions
    before: str = ""
    """Page to insert before; empty appends."""
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Captured:
    """What a feed brought.

    ``error`` is the device's, or a disk that is nearly full; the next feed goes on after it.
    """

    pages: tuple[str, ...]
    sheets: int
    error: DeviceError | StoreFull | None


class Buffers:
    """A fixed number of reusable frame buffers; taking one waits until one is free."""

    def __init__(self, count: int) -> None:
        self._free: SimpleQueue[memoryview] = SimpleQueue()
        for _ in range(count):
            self._free.put(memoryview(b""))

    def take(self, size: int) -> memoryview:
        """Return a buffer of at least ``size`` bytes."""
        buffer = self._free.get()
        return buffer if len(buffer) >= size else frame_buffer(size)

    def give(self, buffer: memoryview) -> None:
        """Make a buffer free again."""
        self._free.put(buffer)


class _Order:
    """Lets the page threads write in the order of the feed; after a failure nobody writes."""

    def __init__(self) -> None:
        self._turn = 0
        self._failed = False
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, place: int) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: self._failed or self._turn == place)
            if self._failed:
                raise _Given
        try:
            yield
        except BaseException:
            self.fail()
            raise
        with self._changed:
            self._turn += 1
            self._changed.notify_all()

    def fail(self) -> None:
        with self._changed:
            self._failed = True
            self._changed.notify_all()


class _Given(Exception):
    """An earlier page of this feed failed; this one stays unacknowledged."""


class FeedRun:
    """Runs one feed; see the module's picture."""

    def __init__(
        self,
        session: BatchSession,
        device: Feeder,
        feed: Feed,
        report: Report = silent,
        room: Callable[[], bool] = lambda: True,
    ) -> None:
        """Prepare a feed; ``room`` says whether more than the disk's reserve is free."""
        self._session, self._device, self._feed, self._report = session, device, feed, report
        self._room, self._full = room, False
        batch = session.batch()
        self._profile: Profile = batch.profile
        self._known = {one.frame: one for one in _captured_frames(session)}
        self._sheets: dict[int, str] = {}
        self._pages: list[str] = []
        self._skipped = 0
        self._order = _Order()
        self._local = threading.local()
        self._place = 0
        self._futures: list[Future[None]] = []

    def run(self, take_file: FileTaker | None = None) -> Captured:
        """Feed until the feeder is empty or something ends it.

        Raises:
            StoreError: the disk is full or cannot be written; acknowledged pages are safe.
        """
        cv2.setNumThreads(1)  # parallel pages are quicker than parallel stripes
        keep_freed_memory()
        self._session.append(
            events.FeedStarted(self._feed.id, self._feed.device, self._feed.options)
        )
        buffers = Buffers(THREADS + 1)
        with ThreadPoolExecutor(THREADS, "page") as threads:
            try:
                end = self._read(buffers, threads, take_file)
                self._finish_pages()
            except DeviceError as error:
                self._finish_pages()
                return self._ended_by(error)
            except BaseException:
                self._order.fail()
                self._device.stop(now=True)
                raise
        return self._ended(end)

    def _read(
        self, buffers: Buffers, threads: ThreadPoolExecutor, take_file: FileTaker | None
    ) -> EndOfFeed:
        taken: list[memoryview] = []

        def buffer_for(size: int) -> memoryview:
            taken.append(buffers.take(size))
            return taken[-1]

        for delivery in self._device.scan(buffer_for=buffer_for):
            self._raise_failures()
            if isinstance(delivery, EndOfFeed):
                return delivery
            if isinstance(delivery, Notice):
                self._session.append(anomalies.of_notice(delivery, self._sheet_number(delivery)))
                continue
            self._stop_if_full()
            buffer = taken.pop() if taken else None
            if self._page(delivery, buffer, buffers, threads, take_file):
                continue
            if buffer is not None:
                buffers.give(buffer)
        raise AssertionError("a scan ends with its end of feed")  # pragma: no cover

    def _page(
        self,
        frame: Frame,
        buffer: memoryview | None,
        buffers: Buffers,
        threads: ThreadPoolExecutor,
        take_file: FileTaker | None,
    ) -> bool:
        """Hand a frame to the page threads; False if the buffer is free again at once."""
        known = self._known.get(frame.id)
        if known is not None:
            # Durable, but the acknowledgement was lost with the process that gave it.
            self._sheets[frame.sheet] = known.sheet
            self._skipped += 1
            self._device.acknowledge(frame.id, known.image.blob)
            return False
        if not is_page(frame):
            self._file(frame, take_file)
            return False
        sheet = self._sheets.setdefault(frame.sheet, new_id())
        place, self._place = self._place, self._place + 1

        def work() -> None:
            try:
                self._keep(frame, sheet, place)
            finally:
                if buffer is not None:
                    buffers.give(buffer)

        self._futures.append(threads.submit(work))
        return True

    def _file(self, frame: Frame, take_file: FileTaker | None) -> None:
        """A file is one frame to the device, and as many pages as it holds to the ledger."""
        self._finish_pages()
        pages = take_file(frame, self._feed.id) if take_file is not None else None
        self._pages.extend(pages or ())
        self._skipped += 1 - len(pages or ())
        if pages is None:
            self._device.reject(frame.id, "import")
        else:
            self._device.acknowledge(frame.id)

    def _keep(self, frame: Frame, sheet: str, place: int) -> None:
        """Blob, event, acknowledgement, then facts. The order of these lines is the promise."""
        try:
            dpi = resolution(frame, self._feed.options.resolution)
            encoded = encode(frame, dpi, self._profile.imaging)
            blob = self._session.blobs.put(encoded.data)
            image = Image(blob, encoded.media_type, frame.width, frame.height, dpi, encoded.mode)
            page = new_id()
            with self._order.turn(place):
                self._session.append(
                    events.PageCaptured(
                        page=page,
                        sheet=sheet,
                        side=frame.side,
                        image=image,
                        device=self._feed.device,
                        feed=self._feed.id,
                        frame=frame.id,
                        before=self._feed.before,
                        anomalies=("resent",) if frame.resent else (),
                    )
                )
                self._pages.append(page)
            self._device.acknowledge(frame.id, blob)
        except _Given:
            return
        except BaseException:
            self._order.fail()
            raise
        self._report(Progress(SCANNING, len(self._pages)))
        analyse_frame(
            self._session, self._profile, page, lambda: pixels(frame), dpi, self._scratch()
        )

    def _scratch(self) -> Scratch:
        if not hasattr(self._local, "scratch"):
            self._local.scratch = Scratch()
        scratch: Scratch = self._local.scratch
        return scratch

    def _stop_if_full(self) -> None:
        """End after the sheet in transport while there is still room for it."""
        if not self._full and not self._room():
            self._full = True
            self._device.stop()

    def _raise_failures(self) -> None:
        waiting = []
        for future in self._futures:
            if future.done():
                future.result()
            else:
                waiting.append(future)
        self._futures = waiting

    def _finish_pages(self) -> None:
        for future in self._futures:
            future.result()
        self._futures = []

    def _sheet_number(self, notice: Notice) -> int:
        """Return the batch's number of a sheet that the device counted in this feed."""
        sheet = self._sheets.get(notice.sheet, "")
        batch = self._session.batch()
        return next((page.sheet for page in batch.pages if page.sheet_id == sheet), 0)

    def _ended(self, end: EndOfFeed) -> Captured:
        reason = "stopped" if end.stopped else "end"
        frames = end.frames - self._skipped
        self._session.append(events.FeedEnded(self._feed.id, frames, end.sheets, reason))
        full = StoreFull(sheet=self._last_sheet()) if self._full else None
        return Captured(tuple(self._pages), len(self._sheets), full)

    def _last_sheet(self) -> int:
        return max((page.sheet for page in self._session.batch().pages), default=0)

    def _ended_by(self, error: DeviceError) -> Captured:
        last = self._last_sheet()
        error.details["sheet"] = last
        reason = type(error).__name__
        self._session.append(
            anomalies.of_device_error(error, last),
            events.FeedEnded(self._feed.id, None, None, reason),
        )
        return Captured(tuple(self._pages), len(self._sheets), error)


def _captured_frames(session: BatchSession) -> Iterator[events.PageCaptured]:
    for row in session.journal.read():
        if row.type == events.PageCaptured.type and row.payload is not None:
            captured = events.decode(row.type, row.version, row.payload)
            if isinstance(captured, events.PageCaptured) and captured.frame:
                yield captured
