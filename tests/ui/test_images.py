"""Decoding outside the Qt thread: what is asked for arrives, in the right order, and bounded."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from scanstation.errors import BlobMissing, FileBroken
from scanstation.model import Image, Mode, Page, PageKind
from scanstation.ui.image_cache import ByteCache
from scanstation.ui.image_decoding import decode, scaled_size
from scanstation.ui.image_requests import Requests, Urgency, Wish
from scanstation.ui.images import PageImages, stepped

SIZE = (620, 877)
ENCODINGS: dict[str, tuple[str, str, dict[str, object]]] = {
    "image/jpeg": ("RGB", "JPEG", {"quality": 90}),
    "image/png": ("RGB", "PNG", {}),
    "grey png": ("L", "PNG", {}),
    "16 bit png": ("I;16", "PNG", {}),
    "cmyk jpeg": ("CMYK", "JPEG", {}),
    "image/tiff": ("1", "TIFF", {"compression": "group4"}),
}


def encoded(kind: str = "image/jpeg", size: tuple[int, int] = SIZE) -> bytes:
    """A white page with a black upper left quarter."""
    mode, file_format, options = ENCODINGS[kind]
    picture = Pillow.new("L", size, 255)
    picture.paste(0, (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    picture.convert(mode).save(out, file_format, **options)
    return out.getvalue()


def page(number: int, blob: str = "", thumbnail: str = "", size: tuple[int, int] = SIZE) -> Page:
    image = Image(blob or f"p{number}", "image/jpeg", *size, (75.0, 75.0), Mode.COLOUR)
    return Page(
        id=f"id{number}",
        number=number,
        sheet_id=f"s{number}",
        sheet=number,
        side="front",
        image=image,
        kind=PageKind.DOCUMENT,
        device="simulated:x",
        thumbnail=thumbnail,
    )


@pytest.fixture
def images(qtbot: QtBot) -> Iterator[PageImages]:
    made = PageImages()
    yield made
    made.close()


def shade(colour: QColor) -> str:
    return "black" if colour.lightness() < 60 else "white" if colour.lightness() > 195 else "grey"


@pytest.mark.parametrize("kind", ENCODINGS)
@pytest.mark.parametrize("longest", [0, 200])
def test_every_kept_encoding_is_decoded(kind: str, longest: int) -> None:
    if kind == "16 bit png":
        data = io.BytesIO()
        Pillow.open(io.BytesIO(encoded("grey png"))).point(lambda v: v * 257, "I").convert(
            "I;16"
        ).save(data, "PNG")
        image = decode(data.getvalue(), longest)
    else:
        image = decode(encoded(kind), longest)
    assert image.size() == (QSize(*SIZE) if not longest else QSize(141, 200))
    corners = [(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)]
    seen = [
        shade(image.pixelColor(int(x * image.width()), int(y * image.height()))) for x, y in corners
    ]
    assert seen == ["black", "white", "white", "white"]


@pytest.mark.parametrize(("rotation", "black"), [(90, (0.9, 0.1)), (180, (0.9, 0.9))])
def test_rotation_is_clockwise(rotation: int, black: tuple[float, float]) -> None:
    image = decode(encoded(), 200, rotation)  # type: ignore[arg-type]
    x, y = int(black[0] * image.width()), int(black[1] * image.height())
    assert shade(image.pixelColor(x, y)) == "black"


def test_what_is_no_image_is_named() -> None:
    with pytest.raises(FileBroken) as raised:
        decode(b"no image", name="abc")
    assert raised.value.details["file"] == "abc"


@pytest.mark.qt_log_ignore("directory")
def test_a_truncated_image_is_no_crash() -> None:
    data = encoded("image/tiff")
    with pytest.raises(FileBroken):
        decode(data[: len(data) // 2])


@given(st.integers(1, 20000), st.integers(1, 20000), st.integers(1, 4000))
def test_scaled_sizes_keep_the_longer_side(width: int, height: int, longest: int) -> None:
    size = scaled_size(QSize(width, height), longest)
    assert max(size.width(), size.height()) == longest
    assert min(size.width(), size.height()) >= 1


@given(st.integers(1, 12000), st.integers(1, 12000))
def test_steps_are_never_smaller_than_shown_and_few(longest: int, stored: int) -> None:
    step = stepped(longest, stored)
    assert step == 0 or longest <= step < stored
    assert step in {stepped(other, stored) for other in range(max(1, longest - 3), longest + 1)}
    assert len({stepped(other, 4000) for other in range(0, 4000, 7)}) <= 17


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 50)), max_size=60))
def test_the_cache_stays_within_its_bytes(puts: list[tuple[int, int]]) -> None:
    cache: ByteCache[int, int] = ByteCache(100)
    for key, size in puts:
        cache.put(key, size, size)
        assert cache.get(key) == size
        assert cache.bytes == sum(cache.get(one) or 0 for one in cache)
        assert cache.bytes <= 100 or len(cache) == 1


def test_the_newest_of_the_most_urgent_kind_comes_first() -> None:
    requests = Requests(limit=3)
    for number in range(5):
        requests.ask(Wish(f"t{number}", 1), Urgency.THUMBNAIL)
    requests.ask(Wish("ahead", 1), Urgency.AHEAD)
    requests.ask(Wish("picture", 1), Urgency.PICTURE)
    requests.ask(Wish("t2", 1), Urgency.THUMBNAIL)
    requests.withdraw([Wish("t3", 1), Wish("unknown", 1)])
    taken = [requests.take() for _ in range(len(requests))]
    assert [one.blob for one in taken if one] == ["picture", "t2", "t4", "ahead"]
    assert requests.dropped == 3


def test_a_guess_that_is_looked_at_becomes_urgent() -> None:
    requests = Requests()
    requests.ask(Wish("a", 1), Urgency.AHEAD)
    requests.ask(Wish("t", 1), Urgency.THUMBNAIL)
    requests.ask(Wish("a", 1), Urgency.PICTURE)
    requests.ask(Wish("a", 1), Urgency.AHEAD)
    assert len(requests) == 2
    first = requests.take()
    assert first is not None
    assert first.blob == "a"


def test_a_thumbnail_is_asked_for_once_and_then_at_hand(qtbot: QtBot, images: PageImages) -> None:
    reads: list[str] = []

    def read(blob: str) -> bytes:
        reads.append(blob)
        return encoded()

    images.use(read)
    one = replace(page(1, thumbnail="small"), rotation=90)
    assert images.thumbnail(one, 100) is None
    with qtbot.waitSignal(images.thumbnail_ready) as arrived:
        images.thumbnail(one, 100)
    assert arrived.args == ["id1"]
    found = images.thumbnail(one, 100)
    assert found is not None
    assert found.size() == QSize(100, 71)
    assert reads == ["small"]


def test_a_page_that_stays_without_analysis_shows_itself(
    qtbot: QtBot, images: PageImages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanstation.ui.images.PATIENCE_SECONDS", 0.05)
    images.use(lambda blob: {"p1": encoded(), "small": encoded(size=(62, 88))}[blob])
    with qtbot.waitSignal(images.thumbnail_ready):
        assert images.thumbnail(page(1), 100) is None
    assert images.statistics().decoded == 0, "at first the analysis is waited for"
    with qtbot.waitSignal(images.thumbnail_ready):
        assert images.thumbnail(page(1), 100) is None
    itself = images.thumbnail(page(1), 100)
    assert itself is not None
    analysed = page(1, thumbnail="small")
    with qtbot.waitSignal(images.thumbnail_ready):
        meanwhile = images.thumbnail(analysed, 100)
    assert meanwhile is not None
    assert meanwhile.cacheKey() == itself.cacheKey()
    small = images.thumbnail(analysed, 100)
    assert small is not None
    assert small.height() == 88


def test_a_page_just_captured_is_decoded_once_it_is_analysed(
    qtbot: QtBot, images: PageImages
) -> None:
    reads: list[str] = []

    def read(blob: str) -> bytes:
        reads.append(blob)
        return encoded(size=(62, 88))

    images.use(read)
    assert images.thumbnail(page(1), 100) is None
    with qtbot.waitSignal(images.thumbnail_ready):
        images.thumbnail(page(1, thumbnail="small"), 100)
    assert reads == ["small"]


def test_a_page_turned_by_hand_is_turned_at_once(qtbot: QtBot, images: PageImages) -> None:
    images.use(lambda _: encoded(size=(62, 88)))
    one = page(1, thumbnail="small")
    with qtbot.waitSignal(images.thumbnail_ready):
        images.thumbnail(one, 100)
    turned = images.thumbnail(replace(one, rotation=90), 100)
    assert turned is not None
    assert (turned.width(), turned.height()) == (88, 62)
    picture = turned.toImage()
    assert shade(picture.pixelColor(80, 5)) == "black"
    assert shade(picture.pixelColor(5, 5)) == "white"
    assert images.statistics().decoded == 1


def test_a_picture_too_small_is_returned_while_a_larger_one_comes(
    qtbot: QtBot, images: PageImages
) -> None:
    images.use(lambda _: encoded())
    one = page(1)
    with qtbot.waitSignal(images.picture_ready):
        assert images.picture(one, 300) is None
    small = images.picture(one, 300)
    assert small is not None
    assert max(small.width(), small.height()) == stepped(300, 877)
    with qtbot.waitSignal(images.picture_ready):
        again = images.picture(one)
    assert again is not None
    assert again.size() == small.size()
    whole = images.picture(one)
    assert whole is not None
    assert whole.size() == QSize(*SIZE)
    smaller = images.picture(one, 280)
    assert smaller is not None


def test_a_prefetched_page_is_there_without_asking(qtbot: QtBot, images: PageImages) -> None:
    images.use(lambda _: encoded())
    pages = [page(1), page(2)]
    images.prefetch(pages, 300)
    qtbot.waitUntil(lambda: all(images.has_picture(one, 300) for one in pages))
    assert images.statistics().decoded == 2
    images.prefetch(pages, 300)
    assert images.statistics().waiting == 0


def test_a_broken_image_is_reported_and_not_read_again(qtbot: QtBot, images: PageImages) -> None:
    reads: list[str] = []

    def read(blob: str) -> bytes:
        reads.append(blob)
        if blob == "missing":
            raise BlobMissing(object=blob)
        return b"no image"

    images.use(read)
    for one in (page(1, "missing"), page(2, "nonsense")):
        with qtbot.waitSignal(images.picture_ready):
            images.picture(one, 300)
        assert images.picture(one, 300) is None
    assert isinstance(images.broken(page(1, "missing")), BlobMissing)
    assert isinstance(images.broken(page(2, "nonsense")), FileBroken)
    assert images.broken(page(3)) is None
    assert reads == ["missing", "nonsense"]


class Gate:
    """A source that answers only while it is open, so that requests pile up."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.read_blobs: list[str] = []

    def __call__(self, blob: str) -> bytes:
        self.open.wait(10)
        self.read_blobs.append(blob)
        return encoded(size=(50, 70))


def piled_up(images: PageImages, gate: Gate, pages: list[Page]) -> Callable[[], bool]:
    images.use(gate)
    for one in pages:
        images.thumbnail(one, 60)
    return lambda: images.statistics().waiting == len(pages) - 2


def test_scrolled_away_pages_are_not_decoded(qtbot: QtBot, images: PageImages) -> None:
    gate = Gate()
    pages = [page(number, thumbnail=f"p{number}") for number in range(100)]
    qtbot.waitUntil(piled_up(images, gate, pages))
    images.withdraw(pages[2:97], 60)
    gate.open.set()
    qtbot.waitUntil(lambda: images.thumbnail(pages[99], 60) is not None)
    qtbot.waitUntil(lambda: images.statistics().waiting == 0)
    qtbot.waitUntil(lambda: images.thumbnail(pages[97], 60) is not None)
    assert len(gate.read_blobs) <= 5 + 2, "two more were in work before"
    assert images.statistics().dropped >= 94


def test_another_batch_gets_nothing_of_the_former(qtbot: QtBot, images: PageImages) -> None:
    gate = Gate()
    pages = [page(number, thumbnail=f"p{number}") for number in range(5)]
    qtbot.waitUntil(piled_up(images, gate, pages))
    images.use(lambda _: encoded(size=(70, 50)))
    QTimer.singleShot(0, gate.open.set)
    with qtbot.waitSignal(images.thumbnail_ready):
        images.thumbnail(pages[0], 60)
    found = images.thumbnail(pages[0], 60)
    assert found is not None
    assert found.width() > found.height()
    assert images.statistics().decoded == 1
    assert all(images.thumbnail(one, 60) is None for one in pages[1:])


def test_without_a_batch_nothing_is_asked(images: PageImages) -> None:
    assert images.thumbnail(page(1)) is None
    assert images.picture(page(1)) is None
    images.prefetch([page(1)])
    assert images.statistics().waiting == 0


def test_memory_stays_bounded(qtbot: QtBot, images: PageImages) -> None:
    """Pages of 8 MB each, more than fit."""
    images.use(lambda _: encoded(size=(1240, 1754)))
    for number in range(24):
        one = page(number, size=(1240, 1754))
        with qtbot.waitSignal(images.picture_ready):
            images.picture(one)
        assert images.picture(one) is not None
    assert images.statistics().picture_bytes <= 128 << 20
