"""The simulated scanner: what it feeds, and every fault with what comes after it."""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from scanstation import errors
from scanstation.devices.client import DeviceClient
from scanstation.devices.deadline import Deadlines
from scanstation.devices.driver import JPEG, RAW, Delivery, EndOfFeed, Frame, Notice, Session
from scanstation.devices.simulated.driver import SimulatedDriver
from scanstation.devices.simulated.options import SimulatedOptions
from scanstation.devices.simulated.tray import sides_of
from scanstation.errors import DeviceError, UnsupportedOption
from scanstation.model import Mode, ScanOptions
from tests.unit.devices.stacks import HEIGHT, WIDTH, png_stack, raw_stack, side_bytes

SHORT = Deadlines(first_frame=5, next_frame=2, close=1)


class Station:
    """Scans until an error or the end, acknowledging what a filter lets through.

    A worker may die between a page's arrival and its acknowledgement; the page then comes
    again with its id, and a station knows it by that.
    """

    def __init__(self, device: Session) -> None:
        self.device = device
        self.sides: list[int] = []
        self.ids: list[str] = []

    def scan(self, acknowledge: Callable[[int], bool] = lambda side: True) -> list[Delivery]:
        deliveries: list[Delivery] = []
        for delivery in self.device.scan():
            deliveries.append(delivery)
            if isinstance(delivery, Frame):
                side = delivery.data[0]
                if acknowledge(side):
                    if delivery.id not in self.ids:
                        self.sides.append(side)
                        self.ids.append(delivery.id)
                    self.device.acknowledge(delivery.id, f"{side:064x}")
        return deliveries

    def fail(self, kind: type[DeviceError]) -> DeviceError:
        with pytest.raises(kind) as caught:
            self.scan()
        return caught.value


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    return raw_stack(tmp_path / "Stapel mit Umlaut ü", 10)


def client(stack: Path, query: str, window: int = 12) -> DeviceClient:
    deadlines = SHORT if query.startswith("hang") else Deadlines()
    return DeviceClient(f"simulated:{stack}?{query}", deadlines=deadlines, window=window)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("jam", errors.PaperJam),
        ("double_feed", errors.DoubleFeed),
        ("cover_open", errors.CoverOpen),
        ("out_of_paper", errors.OutOfPaper),
        ("busy", errors.DeviceBusy),
        ("access_denied", errors.DeviceAccessDenied),
        ("io_error", errors.DeviceIOError),
        ("no_memory", errors.DeviceNoMemory),
        ("crash", errors.DeviceLost),
        ("hang", errors.DeviceLost),
        ("truncated", errors.BadFrame),
        ("wrong_size", errors.BadFrame),
    ],
)
def test_after_a_fault_scanning_goes_on_with_the_next_sheet(
    stack: Path, tmp_path: Path, fault: str, kind: type[DeviceError]
) -> None:
    with client(stack, f"{fault}=4,8&tray={tmp_path / 'tray'}", window=1) as device:
        device.configure(ScanOptions(source="duplex"))
        station = Station(device)
        first = station.fail(kind)
        assert station.sides == [1, 2, 3]
        assert first.details["frames"] == 3
        assert first.details["sheet"] == 1  # the back of sheet 2 is missing
        assert first.details["unpaired"] == station.ids[2]
        station.fail(kind)
        assert station.sides == [1, 2, 3, 4, 5, 6, 7]
        *_, end = station.scan()
    assert station.sides == list(range(1, 11))
    assert len(set(station.ids)) == 10
    assert isinstance(end, EndOfFeed)
    assert fault == "crash" or (end.frames, end.sheets) == (3, 2)


def test_what_was_sent_but_not_acknowledged_comes_again_with_its_id(stack: Path) -> None:
    with client(stack, "jam=6&ipm=0") as device:
        station = Station(device)
        with pytest.raises(errors.PaperJam) as caught:
            station.scan(lambda side: side not in {2, 4})
        assert caught.value.details["sheet"] == 0
        frames = [each for each in station.scan() if isinstance(each, Frame)]
    assert [frame.data[0] for frame in frames] == [2, 4, 6, 7, 8, 9, 10]
    assert [frame.resent for frame in frames] == [True, True] + [False] * 5
    assert [frame.sheet for frame in frames] == [1, 2, 3, 4, 4, 5, 5]


def test_the_ack_log_counts_acknowledgements_over_restarts(stack: Path, tmp_path: Path) -> None:
    log = tmp_path / "acks"
    with client(stack, f"ack_log={log}&pages=4") as device:
        first = Station(device)
        first.scan(lambda side: side != 3)
    with client(stack, f"ack_log={log}&pages=4") as device:
        second = Station(device)
        second.scan()
        second.fail(errors.OutOfPaper)
    assert (first.sides, second.sides) == ([1, 2, 4], [3])
    lines = [line.split(" ") for line in log.read_text().splitlines()]
    assert [line[0] for line in lines] == first.ids + second.ids
    assert [int(line[1], 16) for line in lines] == [1, 2, 4, 3]


def test_lies_and_oddities(stack: Path) -> None:
    with client(stack, "duplicate=3&double_feed_notice=5&count_lie=2") as device:
        deliveries = Station(device).scan()
    frames = [each for each in deliveries if isinstance(each, Frame)]
    assert [frame.data[0] for frame in frames] == [1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10]
    assert len({frame.id for frame in frames}) == 11
    assert [frame.number for frame in frames] == list(range(1, 12))
    assert Notice("double_feed", 3) in deliveries
    end = deliveries[-1]
    assert isinstance(end, EndOfFeed)
    assert end.frames == 13


def test_a_switched_quirk_flags_the_duplicate(stack: Path) -> None:
    address = f"simulated:{stack}?duplicate=3"
    with DeviceClient(address, quirks={"duplicate-frames": True}, window=20) as device:
        deliveries = Station(device).scan()
    assert [each.kind for each in deliveries if isinstance(each, Notice)] == ["duplicate_frame"]


def test_raw_files_are_sent_byte_for_byte(stack: Path) -> None:
    with client(stack, "pages=23") as device:
        frames = []
        for delivery in device.scan():
            if isinstance(delivery, Frame):
                frames.append((delivery, bytes(delivery.data)))
                device.acknowledge(delivery.id)
    assert len(frames) == 23
    for index, (frame, data) in enumerate(frames):
        assert (frame.media_type, frame.width, frame.height) == (RAW, WIDTH, HEIGHT)
        assert (frame.sheet, frame.side) == (index // 2 + 1, "back" if index % 2 else "front")
        assert data == side_bytes(index % 10 + 1)


def feed(name: str, options: ScanOptions) -> list[Frame]:
    session = SimulatedDriver().open(name)
    session.configure(options)
    return [frame for frame in session.scan() if isinstance(frame, Frame)]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("form", ["raw", "jpeg", "auto"])
def test_images_are_decoded_to_the_mode_asked_for(tmp_path: Path, mode: Mode, form: str) -> None:
    folder = png_stack(tmp_path, 3)
    frames = feed(f"{folder}?frames={form}", ScanOptions(mode=mode))
    expected = {Mode.COLOUR: "RGB", Mode.GREY: "L", Mode.LINEART: "1"}[mode]
    as_jpeg = form == "jpeg" and mode is not Mode.LINEART
    for index, frame in enumerate(frames):
        assert frame.media_type == (JPEG if as_jpeg else RAW)
        assert frame.dpi == pytest.approx((200, 200), abs=0.1)
        if as_jpeg:
            with Image.open(io.BytesIO(frame.data)) as image:
                assert (image.mode, image.size) == (expected, (WIDTH, HEIGHT))
        else:
            name = folder / f"Seite {index + 1} ä.png"
            with Image.open(name) as image:
                packing = ("raw", "1;I") if mode is Mode.LINEART else ("raw", expected)
                assert bytes(frame.data) == image.convert(expected).tobytes(*packing)


def test_fitting_jpeg_files_are_handed_on_untouched(tmp_path: Path) -> None:
    for mode, name in (("RGB", "1.jpg"), ("L", "2.jpeg")):
        Image.new(mode, (40, 30), 90).save(tmp_path / name, dpi=(240, 240))
    colour, grey = feed(str(tmp_path), ScanOptions(mode=Mode.COLOUR))
    assert bytes(colour.data) == (tmp_path / "1.jpg").read_bytes()
    assert (colour.media_type, colour.width, colour.dpi) == (JPEG, 40, (240.0, 240.0))
    assert grey.media_type == JPEG
    assert grey.mode is Mode.COLOUR
    with Image.open(io.BytesIO(grey.data)) as image:
        assert image.mode == "RGB"


def test_lists_and_multi_page_files(tmp_path: Path) -> None:
    pages = [Image.new("L", (20 + page, 10), page) for page in range(3)]
    pages[0].save(tmp_path / "b.tif", save_all=True, append_images=pages[1:])
    Image.new("L", (99, 10)).save(tmp_path / "a.png")
    (tmp_path / "Reihe.list").write_text("b.tif\na.png\n", encoding="utf-8")
    frames = feed(f"{tmp_path / 'Reihe.list'}", ScanOptions(mode=Mode.GREY, source="feeder"))
    assert [frame.width for frame in frames] == [20, 21, 22, 99]
    assert [frame.side for frame in frames] == ["front"] * 4
    in_folder = feed(str(tmp_path), ScanOptions(mode=Mode.GREY))
    assert [frame.width for frame in in_folder] == [99, 20, 21, 22]


def test_ten_comes_after_nine(tmp_path: Path) -> None:
    for number in range(1, 12):
        Image.new("L", (number, 2)).save(tmp_path / f"Blatt {number}.png")
    widths = [frame.width for frame in feed(str(tmp_path), ScanOptions(mode=Mode.GREY))]
    assert widths == list(range(1, 12))


def test_flatbed_gives_one_side_a_scan(stack: Path) -> None:
    session = SimulatedDriver().open(str(stack))
    session.configure(ScanOptions(source="flatbed"))
    for expected in (1, 2):
        frame, end = list(session.scan())
        assert isinstance(frame, Frame)
        assert isinstance(end, EndOfFeed)
        assert (frame.data[0], end.frames) == (expected, 1)
        session.acknowledge(frame.id)


def test_a_rated_speed_is_kept_to(stack: Path) -> None:
    """Ten images at 1,200 a minute cannot come in less than half a second."""
    started = time.monotonic()
    assert len(feed(f"{stack}?ipm=1200", ScanOptions())) == 10
    assert time.monotonic() - started >= 0.5


@pytest.mark.parametrize(
    "query", ["colour=1", "frames=gif", "sides=3", "jam=x", "pages=many", "ipm=fast"]
)
def test_unknown_options_are_named(stack: Path, query: str) -> None:
    key, value = query.split("=")
    with pytest.raises(UnsupportedOption) as by_address:
        SimulatedDriver().open(f"{stack}?{query}")
    session = SimulatedDriver().open(str(stack))
    with pytest.raises(UnsupportedOption) as by_extra:
        session.configure(ScanOptions(extra={key: value}))
    assert by_address.value.details == by_extra.value.details == {"option": key, "value": value}


@pytest.mark.parametrize("name", ["/nowhere/at all", "missing.list"])
def test_a_stack_without_images_is_an_unknown_device(name: str, tmp_path: Path) -> None:
    for path in (name, str(tmp_path)):
        with pytest.raises(errors.UnknownDevice):
            SimulatedDriver().open(path)


@settings(max_examples=60, deadline=None)
@given(
    pages=st.integers(1, 30),
    start=st.integers(1, 10),
    sides=st.sampled_from([0, 1, 2]),
    source=st.sampled_from(["feeder", "duplex"]),
)
def test_sheets_and_sides_fit_together(pages: int, start: int, sides: int, source: str) -> None:
    setting = SimulatedOptions("x", sides=sides, start_at=start)
    duplex = source == "duplex"
    found = sides_of(pages, setting, "duplex" if duplex else "feeder")
    assert len({(side.sheet, side.side) for side in found}) == len(found)
    assert all(start <= side.page <= pages for side in found)
    if not duplex:
        assert {side.side for side in found} <= {"front"}
    if sides != 2 and (duplex is False or sides == 0):
        assert [side.page for side in found] == list(range(start, pages + 1))


@pytest.mark.parametrize(("turn", "backs"), [("reversed", [6, 4, 2]), ("same", [2, 4, 6])])
def test_a_stack_that_is_turned_over_shows_its_backs(
    tmp_path: Path, turn: str, backs: list[int]
) -> None:
    stack = raw_stack(tmp_path / "stack", 6)
    address = f"{stack}?turn={turn}&tray={tmp_path / 'tray'}"
    fed = []
    for _ in range(2):
        device = Station(SimulatedDriver().open(address))
        device.device.configure(ScanOptions(source="feeder"))
        frames = [one for one in device.scan() if isinstance(one, Frame)]
        assert {one.side for one in frames} == {"front"}
        assert [one.sheet for one in frames] == [1, 2, 3]
        fed.append(device.sides)
    assert fed == [[1, 3, 5], backs]


def test_the_rated_speed_is_told() -> None:
    session = SimulatedDriver().open("pattern?ipm=80")
    assert session.capabilities().rated == 80
    session.configure(ScanOptions(extra={"ipm": "40"}))
    assert session.capabilities().rated == 40


def test_an_empty_feeder_is_filled_anew_when_that_is_asked(tmp_path: Path) -> None:
    stack = raw_stack(tmp_path / "stack", 4)
    address = f"{stack}?refill=1&tray={tmp_path / 'tray'}&jam=3"
    fed, ids = [], set()
    for _ in range(4):
        station = Station(SimulatedDriver().open(address))
        station.device.configure(ScanOptions(source="feeder"))
        with contextlib.suppress(errors.PaperJam):
            station.scan()
        fed.append(station.sides)
        ids.update(station.ids)
    assert fed == [[1, 2], [3, 4]] * 2
    assert len(ids) == 8  # another stack: its sheets were never seen before
