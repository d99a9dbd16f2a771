"""What goes wrong at a feeder behind libsane, at the first, a middle and the last page.

The device is ``tests/sane/libsane-probe.c``; its pages are known byte by byte.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scanstation import errors
from scanstation.devices.client import DeviceClient
from scanstation.devices.deadline import Deadlines
from scanstation.devices.driver import EndOfFeed, Frame
from scanstation.devices.frames import line_bytes
from scanstation.devices.listing import list_all
from scanstation.errors import DeviceError
from scanstation.model import Mode, ScanOptions
from tests.sane.probe import Option, Probe, page_bytes, probe_backend
from tests.sane.vendors import button, mode, resolution, source

DRIVERS = {"sane": "scanstation.devices.sane.driver"}
OPTIONS = [
    source("Flatbed|ADF Front|ADF Duplex"),
    mode("Lineart|Gray|Color"),
    resolution(),
    button("double-feed"),
    button("scan"),
]
FEED = ScanOptions(source="feeder", resolution=100, mode=Mode.GREY)
SHEETS = 5
QUICK = Deadlines(first_frame=1.5, next_frame=1.5)
"""For devices that hang: what a test waits for."""

WIDTH, LINES = 100, 80
"""Of a page whose device has no area."""


@pytest.fixture
def probe(tmp_path: Path) -> Iterator[Probe]:
    with probe_backend(tmp_path / "probe") as probe:
        yield probe


@pytest.fixture
def scanner(probe: Probe) -> Iterator[DeviceClient]:
    with DeviceClient(probe.add("feeder", OPTIONS, SHEETS)) as client:
        client.configure(FEED)
        yield client


@pytest.fixture
def hanging(probe: Probe) -> Iterator[DeviceClient]:
    with DeviceClient(probe.add("feeder", OPTIONS, SHEETS), deadlines=QUICK) as client:
        client.configure(FEED)
        yield client


def fed(scanner: DeviceClient, into: list[bytes]) -> EndOfFeed:
    """Feed to the end; every frame's bytes are in ``into``, also if it ends in an error."""
    for delivery in scanner.scan():
        if isinstance(delivery, Frame):
            into.append(bytes(delivery.data))
            scanner.acknowledge(delivery.id)
    assert isinstance(delivery, EndOfFeed)
    return delivery


def pages(first: int, last: int, width: int = WIDTH, lines: int = LINES) -> list[bytes]:
    return [page_bytes(number, width, lines) for number in range(first, last + 1)]


@pytest.mark.parametrize("page", [1, 3, SHEETS])
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("jam", errors.PaperJam),
        ("jam-read", errors.PaperJam),
        ("cover", errors.CoverOpen),
        ("busy", errors.DeviceBusy),
        ("io", errors.DeviceIOError),
        ("unplug", errors.DeviceIOError),
        ("crash", errors.DeviceLost),
    ],
)
def test_every_page_before_is_there_and_feeding_goes_on(
    probe: Probe, scanner: DeviceClient, fault: str, kind: type[DeviceError], page: int
) -> None:
    goes_wrong(probe, scanner, fault, kind, page)


@pytest.mark.parametrize("page", [1, 3, SHEETS])
@pytest.mark.parametrize("fault", ["hang-start", "hang-read"])
def test_a_wedged_backend_is_given_up_and_feeding_goes_on(
    probe: Probe, hanging: DeviceClient, fault: str, page: int
) -> None:
    goes_wrong(probe, hanging, fault, errors.DeviceLost, page)


def goes_wrong(
    probe: Probe, scanner: DeviceClient, fault: str, kind: type[DeviceError], page: int
) -> None:
    probe.write("feeder", "fault", f"{fault} {page}")
    came: list[bytes] = []
    with pytest.raises(kind) as caught:
        fed(scanner, came)
    # A crash takes the page along that was on its way; it was not acknowledged either.
    safe = len(came)
    assert safe in ({page - 1, max(0, page - 2)} if fault == "crash" else {page - 1})
    assert came == pages(1, safe)
    assert caught.value.details["sheet"] == safe
    assert caught.value.details["frames"] == safe
    probe.write("feeder", "sheets", str(SHEETS - safe))  # what comes after it is put back
    rest: list[bytes] = []
    assert fed(scanner, rest).frames == SHEETS - safe
    assert rest == pages(1, SHEETS - safe)


def test_a_sensor_tells_two_sheets_from_a_jam(probe: Probe, scanner: DeviceClient) -> None:
    probe.write("feeder", "fault", "jam 2")
    probe.write("feeder", "sensor.double-feed", "yes")
    with pytest.raises(errors.DoubleFeed):
        fed(scanner, [])
    probe.write("feeder", "sensor.double-feed", "no")
    probe.write("feeder", "fault", "jam 2")
    with pytest.raises(errors.PaperJam):
        fed(scanner, [])


def test_an_unplugged_device_is_opened_anew_when_it_is_back(
    probe: Probe, scanner: DeviceClient
) -> None:
    probe.write("feeder", "fault", "unplug 2")
    with pytest.raises(errors.DeviceIOError):
        fed(scanner, [])
    worker = scanner.pid
    probe.unplug("feeder")
    with pytest.raises(errors.DeviceLost):
        fed(scanner, [])
    probe.add("feeder", OPTIONS, SHEETS)
    probe.was_set("feeder")
    came: list[bytes] = []
    assert fed(scanner, came).frames == SHEETS
    assert came == pages(1, SHEETS)
    assert "source=ADF Front" in probe.was_set("feeder")
    assert worker


def test_devices_come_and_go(probe: Probe) -> None:
    assert list_all(DRIVERS) == []
    address = probe.add("new", OPTIONS)
    assert [device.address for device in list_all(DRIVERS)] == [address]
    probe.unplug("new")
    assert list_all(DRIVERS) == []
    with pytest.raises(errors.UnknownDevice), DeviceClient(address) as gone:
        gone.capabilities()


@pytest.mark.parametrize("behaviour", ["", "unknown-height", "late-height", "padded"])
@pytest.mark.parametrize(
    ("wanted", "channels", "depth"),
    [(Mode.LINEART, 1, 1), (Mode.GREY, 1, 8), (Mode.COLOUR, 3, 8)],
)
def test_heights_and_padding_of_every_kind(
    probe: Probe,
    scanner: DeviceClient,
    behaviour: str,
    wanted: Mode,
    channels: int,
    depth: int,
) -> None:
    probe.write("feeder", "behaviour", behaviour)
    scanner.configure(replace(FEED, mode=wanted))
    frames = []
    for delivery in scanner.scan():
        if isinstance(delivery, Frame):
            frames.append(delivery)
            scanner.acknowledge(delivery.id)
    stride = line_bytes(WIDTH, wanted, depth) + (5 if behaviour == "padded" else 0)
    lines = LINES // 2 if behaviour == "late-height" else LINES
    assert [(one.width, one.height, one.bytes_per_line) for one in frames] == (
        [(WIDTH, lines, stride)] * SHEETS
    )
    assert [bytes(one.data) for one in frames] == pages(1, SHEETS, stride, lines)
    assert channels * depth * WIDTH <= 8 * stride


def test_both_sides_are_one_sheet(probe: Probe, scanner: DeviceClient) -> None:
    scanner.configure(replace(FEED, source="duplex"))
    found = []
    for delivery in scanner.scan():
        if isinstance(delivery, Frame):
            found.append((delivery.number, delivery.sheet, delivery.side))
            scanner.acknowledge(delivery.id)
    assert found == [
        (2 * sheet - 1 + at, sheet, side)
        for sheet in range(1, SHEETS + 1)
        for at, side in enumerate(("front", "back"))
    ]
    assert isinstance(delivery, EndOfFeed)
    assert (delivery.frames, delivery.sheets) == (2 * SHEETS, SHEETS)


@pytest.mark.parametrize("window", [1, 4])
def test_no_more_than_the_window_and_one_sheet_is_pulled(probe: Probe, window: int) -> None:
    address = probe.add("deep", OPTIONS, 50)
    with DeviceClient(address, window=window) as client:
        client.configure(FEED)
        feed = client.scan()
        taken = [next(feed) for _ in range(window)]
        assert all(isinstance(one, Frame) for one in taken)
        client.stop()
        for one in taken:
            assert isinstance(one, Frame)
            client.acknowledge(one.id)
        rest = []
        for delivery in feed:
            if isinstance(delivery, Frame):
                rest.append(delivery)
                client.acknowledge(delivery.id)
        assert isinstance(delivery, EndOfFeed)
        assert delivery.stopped
        left = int((probe.folder / "deep.sheets").read_text())
        assert left == 50 - delivery.sheets  # what was pulled was delivered
        assert len(rest) <= 3


def test_two_devices_feed_at_once(probe: Probe) -> None:
    names = ("left", "right")
    came: dict[str, list[bytes]] = {name: [] for name in names}
    clients = {name: DeviceClient(probe.add(name, OPTIONS, 20)) for name in names}
    begun = threading.Barrier(2)

    def feed(name: str) -> None:
        clients[name].configure(FEED)
        begun.wait()
        fed(clients[name], came[name])

    threads = [threading.Thread(target=feed, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for client in clients.values():
        client.close()
    assert came["left"] == came["right"] == pages(1, 20)


def test_an_option_that_lies_about_being_readable(probe: Probe) -> None:
    liar = [Option("calibrated", "string", "unreadable"), Option("lamp", "bool", "no", caps="hd")]
    with DeviceClient(probe.add("liar", [*OPTIONS, *liar])) as client:
        shown = {option.name: option.value for option in client.capabilities().options}
        assert shown["calibrated"] == ""
        assert shown["mode"] == "Lineart"
        assert set(client.sensors()) == {"lamp", "scan", "double-feed"}


def wedged(probe: Probe, name: str) -> None:
    """Wait until the device hangs: it forgets a fault when that happens."""
    file = probe.folder / f"{name}.fault"
    while file.read_text().strip():
        time.sleep(0.01)


def test_stop_at_once_ends_a_wedged_backend(probe: Probe) -> None:
    deadlines = Deadlines(first_frame=60.0, next_frame=60.0, stop=0.3)
    with DeviceClient(probe.add("wedged", OPTIONS, SHEETS), deadlines=deadlines) as client:
        client.configure(FEED)
        probe.write("wedged", "fault", "hang-read 3")
        came: list[Frame] = []

        def feed_two() -> None:
            for delivery in client.scan():
                assert isinstance(delivery, Frame)
                came.append(delivery)
                client.acknowledge(delivery.id)
                if len(came) == 2:
                    wedged(probe, "wedged")
                    client.stop(now=True)

        with pytest.raises((errors.ScanCancelled, errors.DeviceLost)):
            feed_two()
        assert [bytes(one.data) for one in came] == pages(1, 2)
        rest: list[bytes] = []
        assert fed(client, rest).frames >= SHEETS - 3


def test_an_option_that_is_an_array(probe: Probe) -> None:
    """Not to be mixed up with its first word, which is all that python-sane sees."""
    with DeviceClient(probe.add("plain", [*OPTIONS, Option("gain", "fixed", "1.5")])) as client:
        assert client.configure(replace(FEED, extra={"gain": "2.25"})).extra == {"gain": "2.25"}
        with pytest.raises(errors.UnsupportedOption):
            client.configure(replace(FEED, extra={"gain": "1,2"}))
