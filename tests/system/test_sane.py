"""The SANE driver on the real libsane and its ``test`` backend, against ``scanimage``.

``scanimage`` is the reference for every mode it can write: it aborts on one-bit colour and
on three passes of 16 or 1 bits, which are compared with pictures known by construction.
"""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from scanstation import errors
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import EndOfFeed, Frame
from scanstation.devices.frames import check_frame, line_bytes
from scanstation.devices.listing import list_all
from scanstation.devices.sane.driver import driver
from scanstation.errors import DeviceError
from scanstation.model import Mode, ScanOptions
from tests.unit.devices.sane_backend import use_test_backend

Pixels = npt.NDArray[np.uint16]
DRIVERS = {"sane": "scanstation.devices.sane.driver"}
BASE = ScanOptions(source="flatbed", resolution=60, mode=Mode.GREY)
PICTURES = ("Solid black", "Solid white", "Color pattern", "Grid")


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeviceClient]:
    with pytest.MonkeyPatch.context() as patch:
        use_test_backend(tmp_path_factory.mktemp("sane"), patch)
        with DeviceClient("sane:test:0") as client:
            yield client


def scan(scanner: DeviceClient, options: ScanOptions) -> list[Frame]:
    frames = []
    for delivery in scanner.scan(options):
        if isinstance(delivery, Frame):
            check_frame(delivery)
            frames.append(delivery)
            scanner.acknowledge(delivery.id)
    assert isinstance(delivery, EndOfFeed)
    assert delivery.frames == len(frames)
    return frames


def one(scanner: DeviceClient, options: ScanOptions) -> Frame:
    [frame] = scan(scanner, options)
    return frame


def pixels(frame: Frame) -> Pixels:
    """Return a raw frame as an array (height, width, channels), lineart as 0 and 1."""
    assert frame.mode
    lines = np.frombuffer(frame.data, np.uint8).reshape(frame.height, frame.bytes_per_line)
    lines = lines[:, : line_bytes(frame.width, frame.mode, frame.depth)]
    if frame.depth == 1:
        return np.unpackbits(lines, axis=1)[:, : frame.width, None].astype(np.uint16)
    samples = np.ascontiguousarray(lines).view("<u2" if frame.depth == 16 else np.uint8)
    return samples.reshape(frame.height, frame.width, -1).astype(np.uint16)


def read_pnm(data: bytes) -> Pixels:
    """Return a binary PNM file as an array (height, width, channels); P4 as 0 and 1."""
    fields: list[bytes] = []
    at = 0
    while len(fields) < (3 if data[:2] == b"P4" else 4):
        end = data.index(b"\n", at)
        line = data[at:end].split(b"#")[0]
        fields += line.split()
        at = end + 1
    width, height = int(fields[1]), int(fields[2])
    body = data[at:]
    if fields[0] == b"P4":
        rows = np.frombuffer(body, np.uint8).reshape(height, -1)
        return np.unpackbits(rows, axis=1)[:, :width, None].astype(np.uint16)
    samples = np.frombuffer(body, ">u2" if int(fields[3]) > 255 else np.uint8)
    return samples.reshape(height, width, -1).astype(np.uint16)


def scanimage(*options: str) -> Pixels:
    command = ["scanimage", "--device-name=test:0", "--format=pnm", *options]
    return read_pnm(subprocess.run(command, check=True, capture_output=True).stdout)


def reference(options: ScanOptions) -> Pixels:
    """Return what scanimage makes of the same options.

    scanimage writes the padding of lines into the picture, so a padded picture is taken
    without padding and cut.
    """
    if loss := int(options.extra.get("ppl-loss", "0")):
        extra_without = {**options.extra, "ppl-loss": "0"}
        return reference(replace(options, extra=extra_without))[:, :-loss]
    mode = "Color" if options.mode is Mode.COLOUR else "Gray"
    extra = [f"--{name}={value}" for name, value in options.extra.items()]
    return scanimage(
        f"--mode={mode}",
        f"--depth={1 if options.mode is Mode.LINEART else options.depth}",
        f"--resolution={options.resolution}",
        *(["-x", f"{options.page_width:g}"] if options.page_width else []),
        *(["-y", f"{options.page_height:g}"] if options.page_height else []),
        *extra,
    )


VARIANTS = {
    "plain": {},
    "unknown height": {"hand-scanner": "yes"},
    "padded lines": {"ppl-loss": "7"},
    "small reads": {"read-limit": "yes", "read-limit-size": "1000"},
    "fuzzy parameters": {"fuzzy-parameters": "yes"},
    "non-blocking": {"non-blocking": "yes", "select-fd": "yes"},
    "slow": {"read-delay": "yes", "read-delay-duration": "1000"},
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(
    ("mode", "depth"),
    [(Mode.LINEART, 1), (Mode.GREY, 8), (Mode.GREY, 16), (Mode.COLOUR, 8), (Mode.COLOUR, 16)],
)
def test_every_mode_gives_scanimages_pixels(
    scanner: DeviceClient, mode: Mode, depth: int, variant: str
) -> None:
    extra = {"test-picture": "Color pattern", **VARIANTS[variant]}
    options = replace(BASE, mode=mode, depth=depth, extra=extra)
    frame = one(scanner, options)
    assert (frame.mode, frame.depth) == (mode, depth)
    assert frame.dpi == (60.0, 60.0)
    assert np.array_equal(pixels(frame), reference(options))


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("mode", list(Mode))
def test_every_test_picture(scanner: DeviceClient, mode: Mode, picture: str) -> None:
    options = replace(BASE, mode=mode, depth=8, extra={"test-picture": picture})
    assert np.array_equal(pixels(one(scanner, options)), reference(options))


def test_one_is_black_in_lineart(scanner: DeviceClient) -> None:
    black = replace(BASE, mode=Mode.LINEART, extra={"test-picture": "Solid black"})
    assert pixels(one(scanner, black)).min() == 1
    white = replace(BASE, mode=Mode.LINEART, extra={"test-picture": "Solid white"})
    assert pixels(one(scanner, white)).max() == 0


@pytest.mark.parametrize("order", ["RGB", "RBG", "GBR", "GRB", "BRG", "BGR"])
@pytest.mark.parametrize("hand", ["yes", "no"])
def test_three_passes_in_any_order_give_one_colour_page(
    scanner: DeviceClient, order: str, hand: str
) -> None:
    extra = {
        "three-pass-order": order,  # active only by the next: any order is taken
        "three-pass": "yes",
        "hand-scanner": hand,
        "test-picture": "Color pattern",
    }
    options = replace(BASE, mode=Mode.COLOUR, extra=extra)
    frame = one(scanner, options)
    one_pass = {"hand-scanner": hand, "test-picture": "Color pattern"}
    assert np.array_equal(pixels(frame), reference(replace(options, extra=one_pass)))


@pytest.mark.parametrize("order", ["RGB", "BGR"])
@pytest.mark.parametrize("loss", ["0", "3"])
def test_three_passes_of_sixteen_bits(scanner: DeviceClient, order: str, loss: str) -> None:
    extra = {"test-picture": "Color pattern", "ppl-loss": loss}
    passes = {"three-pass": "yes", "three-pass-order": order}
    options = replace(BASE, mode=Mode.COLOUR, depth=16, extra=extra | passes)
    assert np.array_equal(pixels(one(scanner, options)), reference(replace(options, extra=extra)))


@pytest.mark.parametrize("three_pass", ["yes", "no"])
@pytest.mark.parametrize("loss", ["0", "3"])
@pytest.mark.parametrize("picture", ["Grid", "Solid black", "Solid white"])
def test_one_bit_colour_becomes_eight_bits(
    scanner: DeviceClient, three_pass: str, loss: str, picture: str
) -> None:
    """Black and white pictures are the same in 1 and 8 bits, so the latter is the reference.

    In three passes the backend draws its one-bit grid inverted against its own solid pictures,
    which follow the SANE standard (1 is full intensity in colour frames).
    """
    extra = {"test-picture": picture, "ppl-loss": loss}
    bits = {"depth": "1", "three-pass": three_pass}
    frame = one(scanner, replace(BASE, mode=Mode.COLOUR, extra=extra | bits))
    found = pixels(frame)
    assert frame.depth == 8
    if (picture, three_pass) == ("Grid", "yes"):
        found = 255 - found
    assert np.array_equal(found, reference(replace(BASE, mode=Mode.COLOUR, extra=extra)))


def test_the_feeder_gives_ten_pages_and_then_says_so(scanner: DeviceClient) -> None:
    options = replace(BASE, source="feeder", mode=Mode.COLOUR, extra={"test-picture": "Grid"})
    expected = reference(replace(options, extra={"test-picture": "Grid"}))
    with DeviceClient("sane:test:1") as fresh:  # the backend counts flatbed scans as well
        frames = scan(fresh, options)
    assert [frame.sheet for frame in frames] == list(range(1, 11))
    assert all(np.array_equal(pixels(frame), expected) for frame in frames)


@pytest.mark.parametrize(
    ("value", "kind", "code"),
    [
        ("SANE_STATUS_UNSUPPORTED", errors.UnsupportedOption, 21),
        ("SANE_STATUS_CANCELLED", errors.ScanCancelled, 19),
        ("SANE_STATUS_DEVICE_BUSY", errors.DeviceBusy, 14),
        ("SANE_STATUS_INVAL", errors.UnsupportedOption, 21),
        ("SANE_STATUS_EOF", errors.BadFrame, 22),
        ("SANE_STATUS_JAMMED", errors.PaperJam, 10),
        ("SANE_STATUS_NO_DOCS", errors.OutOfPaper, 13),
        ("SANE_STATUS_COVER_OPEN", errors.CoverOpen, 12),
        ("SANE_STATUS_IO_ERROR", errors.DeviceIOError, 17),
        ("SANE_STATUS_NO_MEM", errors.DeviceNoMemory, 18),
        ("SANE_STATUS_ACCESS_DENIED", errors.DeviceAccessDenied, 15),
    ],
)
@pytest.mark.parametrize("mode", [Mode.GREY, Mode.COLOUR])
def test_every_status_is_its_own_error_and_the_next_scan_works(
    scanner: DeviceClient, value: str, kind: type[DeviceError], code: int, mode: Mode
) -> None:
    options = replace(BASE, mode=mode)
    with pytest.raises(kind) as caught:
        scan(scanner, replace(options, extra={"read-return-value": value}))
    assert caught.value.exit_code == code
    assert caught.value.details["frames"] == 0
    assert len(scan(scanner, options)) == 1


def test_nothing_of_one_profile_stays_for_the_next(scanner: DeviceClient) -> None:
    plain = one(scanner, BASE)
    extra = {"hand-scanner": "yes", "test-picture": "Grid", "ppl-loss": "20"}
    changed = one(scanner, replace(BASE, page_height=30.0, extra=extra))
    again = one(scanner, BASE)
    assert changed.width != plain.width
    assert (again.width, again.height, again.data) == (plain.width, plain.height, plain.data)


def test_page_size_is_asked_for_in_millimetres(scanner: DeviceClient) -> None:
    options = replace(BASE, resolution=254, page_width=150.0, page_height=50.0)
    frame = one(scanner, options)
    assert (frame.width, frame.height) == (1500, 500)


@pytest.mark.parametrize(
    ("options", "option"),
    [
        (replace(BASE, source="duplex"), "source"),
        (replace(BASE, resolution=5000), "resolution"),
        (replace(BASE, depth=12), "depth"),
        (replace(BASE, page_width=500.0), "br-x"),
        (replace(BASE, extra={"brightness": "5"}), "brightness"),
        (replace(BASE, extra={"test-picture": "Mona Lisa"}), "test-picture"),
        (replace(BASE, extra={"hand-scanner": "perhaps"}), "hand-scanner"),
        (replace(BASE, extra={"print-options": "yes"}), "print-options"),
        (replace(BASE, extra={"gamma-table": "1"}), "gamma-table"),
    ],
)
def test_what_the_device_does_not_offer_is_named(
    scanner: DeviceClient, options: ScanOptions, option: str
) -> None:
    with pytest.raises(errors.UnsupportedOption) as caught:
        scanner.configure(options)
    assert caught.value.details["option"] == option
    assert len(scan(scanner, BASE)) == 1


def test_capabilities_come_from_the_device(scanner: DeviceClient) -> None:
    scanner.configure(BASE)
    offered = scanner.capabilities()
    assert offered.sources == ("flatbed", "feeder")
    assert set(offered.modes) == set(Mode)
    assert offered.depths == (1, 8, 16)
    assert {1, 300, 600, 1200} <= set(offered.resolutions)
    assert offered.page_size == (200.0, 200.0)
    pictures = next(option for option in offered.options if option.name == "test-picture")
    assert pictures.choices == PICTURES


def test_listing_and_opening(scanner: DeviceClient) -> None:
    assert [device.address for device in list_all(DRIVERS)] == ["sane:test:0", "sane:test:1"]
    with pytest.raises(errors.UnknownDevice), DeviceClient("sane:test:9") as missing:
        missing.capabilities()
    with pytest.raises(errors.UnknownDevice), DeviceClient("sane:no such thing") as missing:
        missing.capabilities()


def test_a_slow_page_can_be_cancelled_in_the_middle(scanner: DeviceClient) -> None:
    extra = {"read-delay": "yes", "read-delay-duration": "200000"}
    options = replace(BASE, mode=Mode.COLOUR, resolution=300, extra=extra)
    scanner.configure(options)
    feed = scanner.scan()
    timer = threading.Timer(0.5, scanner.stop, [True])
    timer.start()
    with pytest.raises(errors.ScanCancelled):
        next(feed)
    timer.join()
    assert len(scan(scanner, BASE)) == 1


def test_a_scan_in_process_leaves_broken_pipes_to_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """sanei_thread resets SIGPIPE; a later write to a closed connection would end the process."""
    use_test_backend(tmp_path, monkeypatch)
    session = driver().open("test:0")
    session.configure(BASE)
    assert [type(one) for one in session.scan()] == [Frame, EndOfFeed]
    session.close()
    ignored = next(
        int(line.split()[1], 16)
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("SigIgn")
    )
    assert ignored >> (signal.SIGPIPE - 1) & 1
