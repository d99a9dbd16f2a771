"""Thumbnails and page pictures of the open batch, decoded outside the Qt thread.

    view paints -> thumbnail()/picture(): in the cache? painted
                     | no
                     v
                   Requests (newest first) -> decoder threads -> _done -> _deliver (Qt thread,
                   a few milliseconds a turn) -> thumbnail_ready / picture_ready -> view repaints

Pictures are decoded for the size they are shown at (in steps, so that a resized window does not
decode anew all the time), and in full only for 100 % and the magnifier. Rotation of pictures
and skew are left to the painter; thumbnails are turned upright once.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPixmap, QTransform

from scanstation.errors import FileUnreadable, ScanstationError
from scanstation.model import Page, Quarter
from scanstation.ui.image_cache import ByteCache
from scanstation.ui.image_decoding import allow_large_pages, decode
from scanstation.ui.image_requests import Requests, Urgency, Wish
from scanstation.ui.state import DeskState

Read = Callable[[str], bytes]

DECODERS = 2
"""Enough to hide one long decode behind another; capture and recognition need the other cores."""
THUMBNAIL_BYTES = 48 << 20
PICTURE_BYTES = 128 << 20
"""Three A4 pages at 300 dpi in colour, or some twenty fitted to a window."""
SLICE_SECONDS = 0.006
"""How long deliveries may hold the Qt thread before its other events have a turn."""
PATIENCE_SECONDS = 1.5
"""How long a page that was just captured may wait for the thumbnail of its analysis."""
QUARTERS: tuple[Quarter, ...] = (0, 90, 180, 270)
STEPS_PER_DOUBLING = 4
SMALLEST_PICTURE = 256
WHOLE_ABOVE = 0.85
"""From this share of the stored size on the whole picture is decoded: scaling would cost more."""


@dataclass(frozen=True, slots=True)
class ImageStatistics:
    """Counters since the start; ``longest_slice`` in seconds of the Qt thread."""

    decoded: int
    broken: int
    dropped: int
    waiting: int
    thumbnail_bytes: int
    picture_bytes: int
    longest_slice: float


@dataclass(slots=True)
class _Done:
    wish: Wish
    source: Read | None
    image: QImage | None = None
    error: ScanstationError | None = None


class PageImages(QObject):
    """Decodes on demand; every method belongs to the Qt thread.

    Signals:
        thumbnail_ready(page_id), picture_ready(page_id): ask again now. Also sent when the image
            is broken; ``broken`` then says why.
    """

    thumbnail_ready = Signal(str)
    picture_ready = Signal(str)
    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        allow_large_pages()
        self._read: Read | None = None
        self._requests = Requests()
        self._threads: list[threading.Thread] = []
        self._done: deque[_Done] = deque()
        self._thumbnails: ByteCache[Wish, QPixmap] = ByteCache(THUMBNAIL_BYTES)
        self._pictures: ByteCache[Wish, QImage] = ByteCache(PICTURE_BYTES)
        self._broken: dict[str, ScanstationError] = {}
        self._asking: dict[Wish, set[str]] = {}
        self._patience: dict[str, float] = {}
        self._decoded = 0
        self._longest_slice = 0.0
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def use(self, read: Read | None) -> None:
        """Take images from another batch, or from none; nothing of the former one is kept."""
        self._requests.clear()
        self._read = read
        for kept in (self._thumbnails, self._pictures):
            kept.clear()
        self._broken.clear()
        self._asking.clear()
        self._patience.clear()

    def follow(self, state: DeskState) -> None:
        """Take images from the batch that lies on the desk."""
        if state.read is not self._read:
            self.use(state.read)

    def thumbnail(self, page: Page, longest: int = 160) -> QPixmap | None:
        """Return the upright thumbnail, or ask for it and return None.

        Until the right one is there, one made from the page itself may be returned.
        """
        wish = _thumbnail_wish(page, longest)
        found = self._thumbnails.get(wish) or self._turned(wish)
        if found is not None or self._soon_analysed(page):
            return found
        self._ask(wish, page)
        return self._thumbnails.get(replace(wish, blob=page.image.blob))

    def withdraw(self, pages: Iterable[Page], longest: int = 160) -> None:
        """Take back what was asked for and is no longer looked at."""
        wishes = [_thumbnail_wish(page, longest) for page in pages]
        self._requests.withdraw(wishes)
        for wish in wishes:
            self._asking.pop(wish, None)

    def placeholder(self, page: Page) -> QPixmap | None:
        """Return an upright thumbnail of any size if one is at hand, without asking for it."""
        for wish in self._thumbnails:
            if wish.blob in (page.thumbnail, page.image.blob) and wish.rotation == page.rotation:
                return self._thumbnails.get(wish)
        return None

    def picture(self, page: Page, longest: int = 0) -> QImage | None:
        """Return the best picture at hand, as stored; ask for a better one if it is too small.

        Args:
            longest: pixels that its longer side is shown at; 0 or more than stored: all of it.
        """
        wish = _picture_wish(page, longest)
        found = self._at_least(wish)
        if found is not None:
            return found
        self._ask(wish, page)
        return self._largest(wish.blob)

    def has_picture(self, page: Page, longest: int = 0) -> bool:
        """Whether ``picture`` would return one of the wanted size at once."""
        return self._at_least(_picture_wish(page, longest)) is not None

    def want_pictures(self, pages: Iterable[Page], longest: int = 0) -> None:
        """Only these pages are looked at now: what was asked for others is dropped."""
        wishes = {_picture_wish(page, longest) for page in pages}
        self._requests.only(wishes, Urgency.PICTURE)
        for wish in [one for one in self._asking if not one.thumbnail and one not in wishes]:
            del self._asking[wish]

    def prefetch(self, pages: Sequence[Page], longest: int = 0) -> None:
        """Decode these when nothing else waits, the first first; earlier guesses are dropped."""
        wishes = [_picture_wish(page, longest) for page in pages]
        self._requests.only(wishes, Urgency.AHEAD)
        for wish in reversed(wishes):
            known = wish.blob in self._broken or self._at_least(wish) is not None
            if self._read is not None and not known:
                self._request(wish, Urgency.AHEAD)

    def broken(self, page: Page) -> ScanstationError | None:
        """Return why a page's image cannot be shown, None while nothing is known against it."""
        return self._broken.get(page.image.blob) or self._broken.get(page.thumbnail)

    def statistics(self) -> ImageStatistics:
        """Return what was done so far."""
        return ImageStatistics(
            decoded=self._decoded,
            broken=len(self._broken),
            dropped=self._requests.dropped,
            waiting=len(self._requests),
            thumbnail_bytes=self._thumbnails.bytes,
            picture_bytes=self._pictures.bytes,
            longest_slice=self._longest_slice,
        )

    def close(self) -> None:
        """End the threads; nothing is decoded afterwards."""
        self._read = None
        self._requests.close()
        for thread in self._threads:
            thread.join()

    def _turned(self, wish: Wish) -> QPixmap | None:
        """A page turned by hand shows at once: its thumbnail is only turned."""
        for rotation in QUARTERS:
            found = self._thumbnails.get(replace(wish, rotation=rotation))
            if found is not None:
                turn = QTransform().rotate(wish.rotation - rotation)
                turned = found.transformed(turn)
                self._thumbnails.put(wish, turned, turned.width() * turned.height() * 4)
                return turned
        return None

    def _soon_analysed(self, page: Page) -> bool:
        """Whether to wait a moment: analysis brings a small picture, the page itself costs more."""
        if page.thumbnail or page.facts is not None or self._read is None:
            return False
        now = time.monotonic()
        if page.id not in self._patience:
            self._patience[page.id] = now + PATIENCE_SECONDS
            again = partial(self._waited_enough, page.id)
            QTimer.singleShot(round(PATIENCE_SECONDS * 1000), self, again)
        return now < self._patience[page.id]

    def _waited_enough(self, page: str) -> None:
        """The timer decides, not the clock: Qt's timers may ring early (Qt::CoarseTimer, 5 %)."""
        if page in self._patience:
            self._patience[page] = 0.0
            self.thumbnail_ready.emit(page)

    def _ask(self, wish: Wish, page: Page) -> None:
        if self._read is None or wish.blob in self._broken:
            return
        self._asking.setdefault(wish, set()).add(page.id)
        self._request(wish, Urgency.THUMBNAIL if wish.thumbnail else Urgency.PICTURE)

    def _request(self, wish: Wish, urgency: Urgency) -> None:
        self._requests.ask(wish, urgency)
        if not self._threads:
            self._threads = [
                threading.Thread(target=self._decode_all, name=f"images{number}", daemon=True)
                for number in range(DECODERS)
            ]
            for thread in self._threads:
                thread.start()

    def _at_least(self, wish: Wish) -> QImage | None:
        found = self._pictures.get(wish)
        if found is not None:
            return found
        for kept in self._pictures:
            if kept.blob == wish.blob and (kept.longest == 0 or 0 < wish.longest <= kept.longest):
                return self._pictures.get(kept)
        return None

    def _largest(self, blob: str) -> QImage | None:
        found = [kept for kept in self._pictures if kept.blob == blob]
        return self._pictures.get(max(found, key=lambda kept: kept.longest)) if found else None

    def _decode_all(self) -> None:
        """A decoder thread."""
        while (wish := self._requests.take()) is not None:
            self._done.append(_decoded(wish, self._read))
            try:
                self._arrived.emit()
            except RuntimeError:  # the window is gone
                return

    @Slot()
    def _deliver(self) -> None:
        begun = time.perf_counter()
        while self._done and time.perf_counter() - begun < SLICE_SECONDS:
            self._keep(self._done.popleft())
        if self._done:
            QTimer.singleShot(0, self, self._deliver)
        self._longest_slice = max(self._longest_slice, time.perf_counter() - begun)

    def _keep(self, done: _Done) -> None:
        self._requests.done(done.wish)
        if done.source is not self._read:
            if done.wish in self._asking:
                self._request(done.wish, Urgency.THUMBNAIL)
            return
        self._decoded += 1
        if done.error is not None:
            self._broken[done.wish.blob] = done.error
        elif done.image is not None:
            self._keep_image(done.wish, done.image)
        ready = self.thumbnail_ready if done.wish.thumbnail else self.picture_ready
        for page in self._asking.pop(done.wish, ()):
            ready.emit(page)

    def _keep_image(self, wish: Wish, image: QImage) -> None:
        if wish.thumbnail:
            size = image.width() * image.height() * 4
            self._thumbnails.put(wish, QPixmap.fromImage(image), size)
        else:
            self._pictures.put(wish, image, image.sizeInBytes())


def _decoded(wish: Wish, read: Read | None) -> _Done:
    if read is None:
        return _Done(wish, read)
    try:
        image = decode(read(wish.blob), wish.longest, wish.rotation, wish.blob)
        return _Done(wish, read, image)
    except ScanstationError as error:
        return _Done(wish, read, None, error)
    except (OSError, ValueError) as error:  # the batch was closed in the meantime
        failed = FileUnreadable(file=wish.blob, reason=type(error).__name__)
        return _Done(wish, read, None, failed)


def _thumbnail_wish(page: Page, longest: int) -> Wish:
    """Before a page is analysed its thumbnail comes from the page itself."""
    return Wish(page.thumbnail or page.image.blob, longest, page.rotation, thumbnail=True)


def _picture_wish(page: Page, longest: int) -> Wish:
    return Wish(page.image.blob, stepped(longest, max(page.image.width, page.image.height)))


def stepped(longest: int, stored: int) -> int:
    """Return the next larger step of sizes; 0 where the whole picture is the better choice."""
    if longest <= 0 or longest >= WHOLE_ABOVE * stored:
        return 0
    step = float(SMALLEST_PICTURE)
    while step < longest:
        step *= 2 ** (1 / STEPS_PER_DOUBLING)
    return 0 if step >= WHOLE_ABOVE * stored else round(step)
