"""TWAIN's ways of transfer, its settings, and drivers that do it their own way."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scanstation import errors
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import EndOfFeed, Frame
from scanstation.errors import DeviceError
from scanstation.model import Mode, ScanOptions
from tests.windows.twain_feed import (
    BITS,
    DPI,
    DUPLEX,
    digests,
    fed,
    frames,
    kept,
    lines,
    notices,
    places,
    scanned,
)
from tests.windows.twain_source import (
    DEADLINES,
    Deck,
    Scanner,
    address,
    content,
    digest,
    sides,
    write_deck,
)

CHOCOLATE, VANILLA = 0, 1
"""Values of ICAP_PIXELFLAVORCODES: what a 0 is, black or white."""
PHOTOMETRIC, WHITE_IS_ZERO = 262, 0
SIDES = 4
SIZE = (826, 1169)  # a line of 8-bit samples, and one of bits, needs padding


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    every = (".ppm", ".pgm", ".pbm", ".jpg", ".tif")
    return write_deck(tmp_path_factory.mktemp("deck"), sides(SIDES, SIZE), DPI, *every)


@pytest.fixture(scope="module")
def group_4(tmp_path_factory: pytest.TempPathFactory, deck: Deck) -> dict[int, Deck]:
    """Return the deck in CCITT Group 4 by the meaning of a 0."""
    folder = tmp_path_factory.mktemp("white")
    for page in range(1, SIDES + 1):
        with Image.open(deck.path(page, ".pbm")) as paper:
            paper.save(
                folder / f"{page:04}.tif",
                compression="group4",
                strip_size=1 << 24,
                tiffinfo={PHOTOMETRIC: WHITE_IS_ZERO},
            )
    return {CHOCOLATE: deck, VANILLA: Deck(folder, SIDES, DPI)}


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deck: Deck) -> Iterator[Scanner]:
    scanner = Scanner(tmp_path / "scanner", monkeypatch, deck)
    yield scanner
    assert not scanner.out_of_order()


PAIRS = [(1, "front"), (1, "back"), (2, "front"), (2, "back")]


@BITS
@pytest.mark.parametrize("way", ["0", "2"], ids=["native", "memory"])
@pytest.mark.parametrize(
    ("mode", "depth", "ending"),
    [(Mode.COLOUR, 8, ".ppm"), (Mode.GREY, 8, ".pgm"), (Mode.LINEART, 1, ".pbm")],
)
def test_pixels_are_the_papers(
    scanner: Scanner, deck: Deck, bits: int, way: str, mode: Mode, depth: int, ending: str
) -> None:
    scanner.set(CHOICES=f"ICAP_XFERMECH={way}")
    deliveries = scanned(replace(DUPLEX, mode=mode, depth=depth), bits)
    assert digests(deliveries) == deck.digests(ending)
    assert places(deliveries) == PAIRS
    assert [frame.dpi for frame in frames(deliveries)] == [(DPI, DPI)] * SIDES
    assert [line["sha256"] for line in scanner.frames()] == deck.digests(ending)
    assert isinstance(deliveries[-1], EndOfFeed)
    assert (deliveries[-1].frames, deliveries[-1].sheets) == (4, 2)


@pytest.mark.parametrize(
    "way",
    [
        {"CHOICES": "ICAP_XFERMECH=0", "DIB": "topdown"},
        {"ALIGN": "1"},
        {"ALIGN": "64"},
        {"STRIP": "5000"},
        {"STRIP": "16000000"},
        {"READY": "thread"},
        {"READY": "manager"},
        {"PENDING": "unknown"},
        {"PENDING": "more"},
        {"FAULT": "twice"},
        {"FAULT": "unknownsize@2"},
        {"FAULT": "emptystrip@2"},
        {"FAULT": "event=13"},
        {"VALUES": "ICAP_UNITS=1"},
        {"CHOICES": "ICAP_XRESOLUTION=100,ICAP_YRESOLUTION=100"},
        {"LACK": "ICAP_EXTIMAGEINFO,CAP_AUTOFEED,CAP_AUTOSCAN,CAP_DEVICEEVENT,CAP_INDICATORS"},
        {"LACK": "CAP_PAPERDETECTABLE,CAP_FEEDERLOADED,CAP_DEVICEONLINE"},
        {"REFUSE": "CAP_XFERCOUNT,CAP_INDICATORS,ICAP_COMPRESSION,ICAP_BITDEPTH"},
    ],
    ids=lambda way: " ".join(f"{name}={value}" for name, value in way.items()),
)
def test_drivers_that_do_it_their_own_way(
    scanner: Scanner, deck: Deck, way: dict[str, str]
) -> None:
    scanner.set(**way)
    deliveries = scanned()
    assert digests(deliveries) == deck.digests()
    assert places(deliveries) == PAIRS


@pytest.mark.parametrize("ready", ["event", "manager", "thread"])
def test_the_source_is_heard_in_32_bit(scanner: Scanner, deck: Deck, ready: str) -> None:
    scanner.set(READY=ready)
    assert digests(scanned(bits=32)) == deck.digests()
    told = [line["rc"] for line in scanner.log() if line.get("call") == "CONTROL/NULL/XFERREADY"]
    assert told == ([] if ready == "event" else [0])  # the manager took it


@BITS
def test_jpeg_comes_byte_for_byte(scanner: Scanner, deck: Deck, bits: int) -> None:
    deliveries = scanned(replace(DUPLEX, extra={"ICAP_COMPRESSION": "jpeg"}), bits)
    assert {frame.media_type for frame in frames(deliveries)} == {"image/jpeg"}
    assert [digest(frame.data) for frame in frames(deliveries)] == deck.digests(".jpg")
    assert places(deliveries) == PAIRS


@BITS
@pytest.mark.parametrize("order", ["0", "1"], ids=["low bit first", "high bit first"])
@pytest.mark.parametrize("flavour", [CHOCOLATE, VANILLA], ids=["0 is black", "0 is white"])
def test_group_4_shows_the_paper(
    scanner: Scanner, deck: Deck, group_4: dict[int, Deck], bits: int, order: str, flavour: int
) -> None:
    scanner.set(
        PAGES=str(group_4[flavour].folder),
        CHOICES=f"ICAP_BITORDERCODES={order},ICAP_PIXELFLAVORCODES={flavour}",
    )
    options = ScanOptions(
        resolution=DPI, mode=Mode.LINEART, depth=1, extra={"ICAP_COMPRESSION": "group4"}
    )
    for page, frame in enumerate(frames(scanned(options, bits)), 1):
        assert frame.media_type == "image/tiff"
        with (
            Image.open(io.BytesIO(frame.data)) as image,
            Image.open(deck.path(page, ".pbm")) as paper,
        ):
            assert image.size == paper.size == SIZE
            assert image.convert("1").tobytes() == paper.tobytes()


def test_the_front_sides_alone(scanner: Scanner, deck: Deck) -> None:
    deliveries = scanned(replace(DUPLEX, source="feeder"))
    assert digests(deliveries) == deck.digests()[::2]
    assert places(deliveries) == [(1, "front"), (2, "front")]


def test_the_glass_is_one_image(scanner: Scanner, deck: Deck) -> None:
    deliveries = scanned(replace(DUPLEX, source="flatbed"))
    assert digests(deliveries) == deck.digests()[:1]


def test_a_frame_is_cut_from_the_page(scanner: Scanner, deck: Deck) -> None:
    (frame, *_) = frames(scanned(replace(DUPLEX, page_width=101.6, page_height=127.0)))
    with Image.open(deck.path(1, ".ppm")) as paper:
        assert lines(frame) == paper.crop((0, 0, 400, 500)).tobytes()


def test_a_resolution_is_rounded_and_said(scanner: Scanner) -> None:
    with DeviceClient(address(64), deadlines=DEADLINES) as client:
        taken = client.configure(replace(DUPLEX, resolution=310))
    assert taken.resolution == 300


def test_brightness_reaches_the_paper(scanner: Scanner, deck: Deck) -> None:
    options = replace(DUPLEX, mode=Mode.GREY, extra={"ICAP_BRIGHTNESS": "200"})
    (frame, *_) = frames(scanned(options))
    grey = np.frombuffer(content(deck.path(1, ".pgm")), np.uint8).astype(float)
    brighter = np.clip(np.floor(grey + 25.5 + 0.5), 0, 255).astype(np.uint8)
    assert lines(frame) == brighter.tobytes()


EMPTY = pytest.mark.parametrize("way", ["enable", "transfer", "closereq"])


@EMPTY
@pytest.mark.parametrize("seen", [True, False], ids=["sensor", "no sensor"])
def test_an_empty_feeder_is_said(scanner: Scanner, way: str, seen: bool) -> None:
    scanner.set(SHEETS="0", EMPTY=way)
    if not seen:
        scanner.set(LACK="CAP_PAPERDETECTABLE,CAP_FEEDERLOADED")
    with pytest.raises(errors.OutOfPaper):
        scanned()


@pytest.mark.parametrize(
    ("way", "error"),
    [
        # Wine's manager says OPERATIONERROR whatever a source said when it was opened.
        ({"OFFLINE": "open"}, errors.DeviceIOError),
        ({"OFFLINE": "capability"}, errors.DeviceLost),
        ({"FAULT": "busy:open"}, errors.DeviceIOError),
        ({"FAULT": "crash:open"}, errors.DeviceLost),
        ({"FAULT": "crash:set"}, errors.DeviceLost),
        ({"FAULT": "crash:enable"}, errors.DeviceLost),
        ({"FAULT": "crash:info"}, errors.DeviceLost),
        ({"FAULT": "hang:enable"}, errors.DeviceLost),
        ({"FAULT": "silent"}, errors.DeviceLost),
        ({"FAULT": "cover:enable"}, errors.CoverOpen),
        ({"FAULT": "jam:info"}, errors.PaperJam),
        ({"REFUSE": "CAP_DUPLEXENABLED"}, errors.UnsupportedOption),
        ({"IGNORE": "CAP_DUPLEXENABLED"}, errors.UnsupportedOption),
        ({"IGNORE": "ICAP_PIXELTYPE"}, errors.UnsupportedOption),
    ],
    ids=str,
)
def test_what_cannot_begin_says_why(
    scanner: Scanner, deck: Deck, way: dict[str, str], error: type[DeviceError]
) -> None:
    scanner.set(**way)
    with pytest.raises(error):
        scanned()
    for name in way:
        scanner.set(**{name: ""})
    scanner.put_back(1)
    assert digests(scanned()) == deck.digests()


def test_a_page_that_comes_twice_is_noticed(scanner: Scanner, deck: Deck) -> None:
    scanner.set(FAULT="duplicate@2")
    deliveries = scanned()
    assert digests(deliveries)[:3] == [*deck.digests()[:2], deck.digests()[1]]
    assert "duplicate_frame" in dict(notices(deliveries))


def test_a_back_that_never_comes_is_noticed(scanner: Scanner, deck: Deck) -> None:
    scanner.set(FAULT="missing@2")
    deliveries = scanned()
    assert digests(deliveries) == [deck.digests()[number] for number in (0, 2, 3)]
    assert places(deliveries) == [(1, "front"), (2, "front"), (2, "back")]
    assert notices(deliveries) == [("missing_side", 1)]


def test_a_scanner_that_lies_about_duplex_is_noticed(scanner: Scanner, deck: Deck) -> None:
    scanner.set(LIE="CAP_DUPLEXENABLED=0")
    deliveries = scanned()
    assert digests(deliveries) == deck.digests()[::2]
    assert notices(deliveries) == [("missing_side", 1), ("missing_side", 2)]


def test_a_resolution_that_it_lies_about_stands_in_the_frame(scanner: Scanner) -> None:
    scanner.set(LIE="ICAP_XRESOLUTION=200,ICAP_YRESOLUTION=200")
    assert {frame.dpi for frame in frames(scanned())} == {(200.0, 200.0)}


@BITS
def test_a_stop_ends_after_the_sheet(scanner: Scanner, deck: Deck, bits: int) -> None:
    scanner.set(SHEETS="40")
    with DeviceClient(address(bits), deadlines=DEADLINES) as client:
        client.configure(DUPLEX)
        first = []
        for delivery in client.scan():
            first.append(kept(delivery))
            if isinstance(delivery, Frame):
                client.acknowledge(delivery.id)
                client.stop()
        end = first[-1]
        assert isinstance(end, EndOfFeed)
        assert end.stopped
        assert end.frames == len(frames(first)) == 2 * end.sheets < 80
        rest = fed(client)
    every = list(itertools.islice(itertools.cycle(deck.digests()), 80))
    assert digests(first) + digests(rest) == every


def test_a_name_beyond_ascii_opens(scanner: Scanner, deck: Deck) -> None:
    scanner.set(NAME="Büro-Scanner")
    with DeviceClient("twain:64:Büro-Scanner", deadlines=DEADLINES) as client:
        client.configure(DUPLEX)
        assert digests(fed(client)) == deck.digests()


def test_what_the_driver_chose_in_its_dialog_is_remembered(scanner: Scanner, deck: Deck) -> None:
    """The dialog's settings come back through the driver's own data, without the dialog."""
    scanner.set(DIALOG="ICAP_BRIGHTNESS=200")
    asked = replace(DUPLEX, mode=Mode.GREY, extra={"dialog": "yes"})
    with DeviceClient(address(64), deadlines=DEADLINES) as client:
        taken = client.configure(asked)
    assert "custom_data" in taken.extra
    scanner.set(DIALOG="")
    scanner.put_back(1)
    remembered = replace(asked, extra={"custom_data": taken.extra["custom_data"]})
    (frame, *_) = frames(scanned(remembered))
    grey = np.frombuffer(content(deck.path(1, ".pgm")), np.uint8).astype(float)
    brighter = np.clip(np.floor(grey + 25.5 + 0.5), 0, 255).astype(np.uint8)
    assert lines(frame) == brighter.tobytes()
