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
from dataclasses import dataclass, field
from typing import Protocol

import cv2

from scanstation import events
from scanstation.devices.driver import Delivery, EndOfFeed, Frame, Notice
from scanstation.errors import DeviceError, ScanCancelled, StoreFull, Text
from scanstation.imaging.views import Scratch
from scanstation.model import BatchState, Image, PageFacts, Profile, ScanOptions
from scanstation.progress import Progress, Report, silent
from scanstation.workflow import anomalies
from scanstation.workflow.allocator import keep_freed_memory
from scanstation.workflow.analyse import analyse_frame
from scanstation.workflow.device_facts import device_fact
from scanstation.workflow.fed_sheets import HALF, HALF_SHEET, FedSheets, Place, Placing
from scanstation.workflow.feeding import FeederState, Feeding
from scanstation.workflow.in_flight import Buffers, GivenUp, Order
from scanstation.workflow.page_images import encode, is_page, pixels, resolution
from scanstation.workflow.priority import give_way
from scanstation.workflow.recover import end_broken_feeds, running_feed
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
    placing: Placing | None = None
    """Decides sheet, side and place of each page instead of the device (manual duplex)."""
    duplex_pass: events.DuplexPass | None = None
    """One of the two passes of a manual duplex scan."""
    noted: tuple[events.Event, ...] = ()
    """What is known of it before the first sheet, for the transfer note."""
    firmware: str = ""


@dataclass(frozen=True, slots=True)
class Captured:
    """What a feed brought.

    Attributes:
        error: the device's, or a disk that is nearly full; the next feed goes on after it.
        stopped: whether sheets may still lie in the feeder, as somebody paused or stopped it.
        last_sheet: the batch's number of the last sheet that is wholly safe, 0 if none is.
        before: id of the page that the sheets were inserted before, empty at the end.
    """

    pages: tuple[str, ...]
    sheets: int
    error: DeviceError | StoreFull | None
    stopped: bool = False
    last_sheet: int = 0
    duplex_pass: events.DuplexPass | None = None
    before: str = ""


class FeedRun:
    """Runs one feed; see the module's picture."""

    def __init__(
        self,
        session: BatchSession,
        device: Feeder,
        feed: Feed,
        report: Report = silent,
        room: Callable[[], bool] = lambda: True,
        control: Feeding | None = None,
    ) -> None:
        """Prepare a feed.

        Args:
            room: says whether more than the disk's reserve is free.
            control: steers the feed from other threads and tells how it goes.
        """
        self._session, self._device, self._feed, self._report = session, device, feed, report
        self._room, self._full = room, False
        self._control = control or Feeding()
        batch = session.batch()
        self._profile: Profile = batch.profile
        captured = session.every(events.PageCaptured)
        self._known = {one.frame: one for one in captured if one.frame}
        duplex = feed.options.source == "duplex"
        self._sheets = FedSheets(batch, feed.before, duplex=duplex, placing=feed.placing)
        self._before = len(batch.pages)
        self._blank_backs: dict[int, bool] = {}
        self._pages: list[str] = []
        self._skipped = 0
        self._order = Order()
        self._local = threading.local()
        self._place = 0
        self._futures: list[Future[None]] = []

    def run(self, take_file: FileTaker | None = None) -> Captured:
        """Feed until the feeder is empty or something ends it.

        Raises:
            StateRefused: the batch takes no more pages.
            ScanCancelled: somebody stopped it before it began.
            StoreError: the disk is full or cannot be written; acknowledged pages are safe.
        """
        cv2.setNumThreads(1)  # parallel pages are quicker than parallel stripes
        keep_freed_memory()
        self._show()
        with self._control.running(self._device), running_feed(self._session, self._feed.id):
            self._begin()
            captured = self._fed(take_file)
            self._show()
            self._control.over(_feeder(captured))
        return captured

    def _begin(self) -> None:
        """A release decided meanwhile keeps the feed out; from here on it sees a feed running."""
        with self._session.alone():
            self._session.require(BatchState.OPEN)
            end_broken_feeds(self._session)
            feed = self._feed
            started = events.FeedStarted(feed.id, feed.device, feed.options, feed.duplex_pass)
            self._session.append(started, *feed.noted)

    def _fed(self, take_file: FileTaker | None) -> Captured:
        buffers = Buffers(THREADS + 1)
        with ThreadPoolExecutor(THREADS, "page", give_way) as threads:
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
        meter = self._control.meter
        waited = 0.0

        def buffer_for(size: int) -> memoryview:
            nonlocal waited
            begun = meter.now()
            taken.append(buffers.take(size))
            waited += meter.now() - begun
            return taken[-1]

        begun = meter.now()
        for delivery in self._device.scan(buffer_for=buffer_for):
            meter.spent(device=meter.now() - begun - waited, buffer=waited)
            self._raise_failures()
            if isinstance(delivery, EndOfFeed):
                return delivery
            if isinstance(delivery, Notice):
                self._note(delivery)
            else:
                self._stop_if_full()
                buffer = taken.pop() if taken else None
                kept = self._page(delivery, buffer, buffers, threads, take_file)
                if not kept and buffer is not None:
                    buffers.give(buffer)
            begun, waited = meter.now(), 0.0
        raise AssertionError("a scan ends with its end of feed")  # pragma: no cover

    def _note(self, notice: Notice) -> None:
        if not self._sheets.settles(notice):
            number = self._sheets.number(notice.sheet)
            self._session.append(anomalies.of_notice(notice, number))

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
            self._sheets.known(frame, known.sheet)
            self._skipped += 1
            self._device.acknowledge(frame.id, known.image.blob)
            return False
        if not is_page(frame):
            self._file(frame, take_file)
            return False
        where, answered = self._sheets.place_of(frame)
        if answered is not None:
            self._session.append(answered)
        place, self._place = self._place, self._place + 1

        def work() -> None:
            try:
                self._keep(frame, where, place)
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
        self._sheets.imported(len(pages or ()))
        self._skipped += 1 - len(pages or ())
        if pages is None:
            self._device.reject(frame.id, "import")
        else:
            self._device.acknowledge(frame.id)
        self._show()

    def _keep(self, frame: Frame, where: Place, place: int) -> None:
        """Blob, event, acknowledgement, then facts. The order of these lines is the promise."""
        meter = self._control.meter
        begun = meter.now()
        try:
            dpi = resolution(frame, self._feed.options.resolution)
            encoded = encode(frame, dpi, self._profile.imaging)
            coded = meter.now()
            blob = self._session.blobs.put(encoded.data)
            stored = meter.now()
            image = Image(blob, encoded.media_type, frame.width, frame.height, dpi, encoded.mode)
            page = new_id()
            with self._order.turn(place):
                turned = meter.now()
                self._session.append(self._captured(frame, where, page, image))
                self._pages.append(page)
                self._sheets.safe(where, frame.id, page)
            safe = meter.now()
            self._device.acknowledge(frame.id, blob)
        except GivenUp:
            return
        except BaseException:
            self._order.fail()
            raise
        meter.page_safe()
        self._show()
        self._report(Progress(SCANNING, len(self._pages)))
        seen = meter.now()
        self._analyse(frame, where, page, dpi)
        meter.spent(
            disk=stored - coded + safe - turned, processor=coded - begun + meter.now() - seen
        )

    def _captured(self, frame: Frame, where: Place, page: str, image: Image) -> events.PageCaptured:
        return events.PageCaptured(
            page=page,
            sheet=where.sheet,
            side=where.side,
            image=image,
            device=self._feed.device,
            feed=self._feed.id,
            frame=frame.id,
            before=where.before,
            anomalies=("resent",) if frame.resent else (),
            device_fact=device_fact(frame, self._feed.firmware),
        )

    def _analyse(
        self, frame: Frame, where: Place, page: str, dpi: tuple[float, float]
    ) -> PageFacts | None:
        facts = analyse_frame(
            self._session, self._profile, page, lambda: pixels(frame), dpi, self._scratch()
        )
        if facts is not None and where.side == "back":
            blank = facts.blank.blank_score >= self._profile.imaging.blank_threshold
            self._blank_backs[self._sheets.number(frame.sheet)] = blank
            self._show()
        return facts

    def _show(self) -> None:
        """Tell what is safe by now."""
        sheets = self._sheets
        self._control.knows(
            sheets=len(sheets),
            pages=len(self._pages),
            batch_sheets=sheets.in_batch,
            batch_pages=self._before + len(self._pages),
            last_sheet=sheets.complete,
            blank_back=self._blank_backs.get(sheets.complete),
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

    def _ended(self, end: EndOfFeed) -> Captured:
        reason = "stopped" if end.stopped else "end"
        frames = end.frames - self._skipped
        self._sheets.end()
        self._session.append(events.FeedEnded(self._feed.id, frames, end.sheets, reason))
        last = self._sheets.complete
        full = StoreFull(sheet=last) if self._full else None
        return self._captured_all(full, stopped=end.stopped)

    def _captured_all(self, error: DeviceError | StoreFull | None, *, stopped: bool) -> Captured:
        return Captured(
            pages=tuple(self._pages),
            sheets=len(self._sheets),
            error=error,
            stopped=stopped,
            last_sheet=self._sheets.complete,
            duplex_pass=self._feed.duplex_pass,
            before=self._feed.before,
        )

    def _ended_by(self, error: DeviceError) -> Captured:
        half = self._sheets.end(str(error.details.get("unpaired", "")))
        last = error.details["sheet"] = self._sheets.complete
        happened: list[events.Event] = [anomalies.of_device_error(error, last)]
        if half is not None:
            page, number = half
            said = Text(HALF_SHEET.say("de", sheet=number), HALF_SHEET.say("en", sheet=number))
            happened.append(events.AnomalyNoted(HALF, said, page, number, needs_answer=True))
        ended = events.FeedEnded(self._feed.id, None, None, type(error).__name__)
        self._session.append(*happened, ended)
        return self._captured_all(error, stopped=isinstance(error, ScanCancelled))


def _feeder(captured: Captured) -> FeederState:
    """A stop by hand is no trouble; a disk that is nearly full is, though it ends the same way."""
    if captured.stopped and not isinstance(captured.error, StoreFull):
        return FeederState.PAUSED
    return FeederState.ERROR if captured.error is not None else FeederState.EMPTY
