"""The eSCL driver on a device without faults: sources, options, stopping, formats, TLS."""

from __future__ import annotations

import io
import socket
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scanstation import errors
from scanstation.devices.driver import JPEG, EndOfFeed, Frame
from scanstation.devices.escl.driver import EsclDriver
from scanstation.devices.escl.login import Login
from scanstation.devices.escl.trust import Pins
from scanstation.devices.escl.wire import Patience, Watch
from scanstation.model import Mode, ScanOptions
from scanstation.workflow.page_images import pixels
from tests.escl.faults import Fault, Kind
from tests.escl.model import Model
from tests.escl.paper import numbered_side
from tests.escl.settings import JPEG as SERVED_JPEG
from tests.escl.settings import PDF
from tests.escl.settings import RAW as SERVED_RAW
from tests.unit.devices.escl_device import OPTIONS, SHORT, Desk, desk, device, feed, opened

__all__ = ["device"]

BUSY_DEVICE = Model(page_seconds=0.01, buffered=1)


def kept_pages(device: Desk, options: ScanOptions) -> list[tuple[Frame, bytes]]:
    """Scan; return frames with bytes of their own."""
    pages = []
    with opened(device.open(options=options)) as session:
        for delivery in session.scan():
            if isinstance(delivery, Frame):
                data = bytes(delivery.data)
                pages.append((replace(delivery, data=memoryview(data)), data))
    return pages


@pytest.mark.parametrize("secure", [False, True])
def test_pages_are_the_devices_bytes(device: Desk, secure: bool) -> None:
    device.load(3)
    url = device.server.secure_url if secure else device.server.url
    with opened(device.open(url)) as session:
        fed = feed(session)
    assert fed.digests == device.served()
    assert [(frame.sheet, frame.side) for frame in fed.frames] == [
        (sheet, side) for sheet in (1, 2, 3) for side in ("front", "back")
    ]
    assert fed.end == EndOfFeed(6, 3)


def test_one_side_of_each_sheet(device: Desk) -> None:
    device.load(3)
    with opened(device.open(options=replace(OPTIONS, source="feeder"))) as session:
        fed = feed(session)
    assert [frame.side for frame in fed.frames] == ["front"] * 3
    assert fed.end == EndOfFeed(3, 3)


def test_the_glass_gives_a_page_a_scan_and_leaves_no_job(device: Desk) -> None:
    device.scanner.glass = numbered_side(3, 50)
    with opened(device.open(options=replace(OPTIONS, source="flatbed"))) as session:
        for _ in range(2):
            assert feed(session).end == EndOfFeed(1, 1)
    assert device.scanner.states()[0] == "Idle"


@pytest.mark.parametrize("mode", [Mode.GREY, Mode.COLOUR])
def test_jpeg_with_the_resolution_asked_for(device: Desk, mode: Mode) -> None:
    device.load(1)
    frame, data = kept_pages(device, replace(OPTIONS, mode=mode, resolution=150))[0]
    with Image.open(io.BytesIO(data)) as image:
        assert (frame.width, frame.height) == image.size
        assert image.mode == {Mode.GREY: "L", Mode.COLOUR: "RGB"}[mode]
    assert (frame.media_type, frame.mode, frame.dpi) == (JPEG, mode, (150.0, 150.0))


@pytest.mark.parametrize("mode", [Mode.LINEART, Mode.GREY, Mode.COLOUR])
@pytest.mark.parametrize("served", [PDF, SERVED_RAW])
def test_other_formats_show_the_same_picture(tmp_path: Path, mode: Mode, served: str) -> None:
    """What the detectors see is what the scanner saw; JPEG in a PDF comes out as it is."""
    with desk(tmp_path, Model(formats=(served,))) as device:
        device.load(1)
        with opened(device.open(options=None)) as session:
            if mode not in session.capabilities().modes:
                assert (mode, served) == (Mode.LINEART, SERVED_RAW)
                return
        pages = kept_pages(device, replace(OPTIONS, mode=mode))
        seen = [page.document.pixels for page in device.server.log.pages]
    assert len(pages) == len(seen) == 2
    for (frame, data), picture in zip(pages, seen, strict=True):
        assert frame.mode is mode
        if frame.media_type == JPEG:
            with Image.open(io.BytesIO(data)) as image:
                assert np.array_equal(pixels(frame), np.asarray(image))
        else:
            target = "RGB" if mode is Mode.COLOUR else "L"
            assert np.array_equal(pixels(frame), np.asarray(picture.convert(target)))
        assert frame.dpi == pytest.approx((75.0, 75.0), abs=0.5)


def test_a_jpeg_in_a_pdf_is_the_devices_jpeg(tmp_path: Path) -> None:
    with desk(tmp_path, Model(formats=(PDF,))) as device:
        device.load(1)
        pages = kept_pages(device, replace(OPTIONS, mode=Mode.COLOUR))
        documents = [page.document.data for page in device.server.log.pages]
    assert [frame.media_type for frame, _ in pages] == [JPEG, JPEG]
    assert all(data in document for (_, data), document in zip(pages, documents, strict=True))


def test_chunks_without_a_length(tmp_path: Path) -> None:
    with desk(tmp_path, Model(chunked=True)) as device:
        device.load(2)
        with opened(device.open()) as session:
            assert feed(session).digests == device.served()
            device.load(2)
            assert len(feed(session).frames) == 4


def test_a_region(device: Desk) -> None:
    device.load(1)
    options = replace(OPTIONS, page_width=105.0, page_height=148.5, resolution=150)
    frame, _ = kept_pages(device, options)[0]
    assert (frame.width, frame.height) == (620, 877)


@pytest.mark.parametrize(
    ("change", "option"),
    [
        ({"resolution": 301}, "resolution"),
        ({"depth": 16}, "depth"),
        ({"page_width": 300.0}, "page_width"),
        ({"page_height": 1.0}, "page_height"),
        ({"extra": {"intent": "Dance"}}, "intent"),
        ({"extra": {"format": "image/bmp"}}, "format"),
        ({"extra": {"brightness": "much"}}, "brightness"),
    ],
)
def test_what_the_device_does_not_offer_is_refused(
    device: Desk, change: dict[str, object], option: str
) -> None:
    with opened(device.open()) as session, pytest.raises(errors.UnsupportedOption) as caught:
        session.configure(replace(OPTIONS, **change))  # type: ignore[arg-type]
    assert caught.value.details["option"] == option


def test_a_source_and_a_mode_that_are_not_there(tmp_path: Path) -> None:
    model = Model(sources=("Platen",), modes=("RGB24",))
    with desk(tmp_path, model) as device, opened(device.open(options=None)) as session:
        assert session.capabilities().sources == ("flatbed",)
        assert session.capabilities().modes == (Mode.COLOUR,)
        for options in (
            ScanOptions(source="feeder"),
            ScanOptions(source="flatbed", mode=Mode.GREY),
        ):
            with pytest.raises(errors.UnsupportedOption):
                session.configure(options)


def test_a_scan_without_options_takes_what_there_is(device: Desk) -> None:
    device.load(1)
    with opened(device.open(options=None)) as session:
        fed = feed(session)
    assert [(frame.mode, frame.dpi) for frame in fed.frames] == [(Mode.COLOUR, (300.0, 300.0))] * 2


def test_not_ready_pages_are_asked_for_without_a_fixed_wait(tmp_path: Path) -> None:
    """The device says to come back in a second; it is asked before, and all pages come."""
    model = Model(page_seconds=0.05, buffered=1, not_ready="503", retry_after=1.0)
    with desk(tmp_path, model) as device:
        device.load(2)
        with opened(device.open()) as session:
            fed = feed(session)
        waits = [one for one in device.server.log.requests if one.status == 503]
    assert fed.digests == device.served()
    assert waits


def test_signs_of_life_while_a_page_takes_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanstation.devices.escl.wire.SIGN_SECONDS", 0.02)
    signs: list[int] = []
    with desk(tmp_path, Model(page_seconds=0.2)) as device:
        device.load(1)
        driver = EsclDriver(pins=lambda: device.pins, logins=lambda name: None)
        with opened(driver.open(device.server.url, lambda: signs.append(1))) as session:
            session.configure(OPTIONS)
            before = len(signs)
            assert len(feed(session).frames) == 2
    assert len(signs) - before >= 10


def test_a_stop_ends_after_the_sheet_and_ends_the_job(tmp_path: Path) -> None:
    with desk(tmp_path, BUSY_DEVICE) as device:
        device.load(4)
        with opened(device.open()) as session:
            fed = feed(session, lambda frame: session.stop())
        assert fed.end == EndOfFeed(2, 1, stopped=True)
        assert device.scanner.states()[0] == "Idle"


def test_a_stop_at_once_does_not_wait_for_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The device would let the second page wait for ever, and no sign of life is due."""
    monkeypatch.setattr("scanstation.devices.escl.wire.SIGN_SECONDS", 1000.0)
    with desk(tmp_path, Model(page_seconds=0.05)) as device:
        device.load(4)
        device.scanner.faults.add(Fault(Kind.HANG, page=2))
        with opened(device.open(patience=Patience(page=20.0))) as session:

            def stop() -> None:
                while device.scanner.faults.waiting:  # until the device hangs
                    time.sleep(0.002)
                session.stop(now=True)

            stopper = threading.Thread(target=stop)
            stopper.start()
            fed = feed(session)
            stopper.join()
            assert isinstance(fed.error, errors.ScanCancelled)
            assert len(fed.frames) == 1
            device.put_back(0)
            assert len(feed(session).frames) == 8


def test_a_stop_wakes_whoever_waits() -> None:
    """Not the end of the patience, which would be another error."""
    looks: list[int] = []

    def check() -> None:
        looks.append(1)
        if len(looks) > 1:
            raise errors.ScanCancelled

    watch = Watch(check, lambda: None)
    near, far = socket.socketpair()
    with near, far:
        watch.wake()
        with pytest.raises(errors.ScanCancelled):
            watch.ready(near, False, 0.5)
        with pytest.raises(errors.ScanCancelled):
            watch.pause(1000.0)
        with watch.deaf(), pytest.raises(TimeoutError):
            watch.ready(near, False, 0.01)
    watch.close()


def test_a_stop_that_is_repeated_wakes_once(device: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker repeats it at every sign of life, which a wake-up is followed by."""
    woken: list[Watch] = []

    def wake(watch: Watch) -> None:
        woken.append(watch)

    monkeypatch.setattr(Watch, "wake", wake)
    device.load(2)
    with opened(device.open()) as session:

        def stop(frame: Frame) -> None:
            session.stop()
            assert not woken
            session.stop(now=True)
            session.stop(now=True)

        assert isinstance(feed(session, stop).error, errors.ScanCancelled)
        assert len(woken) == 1


def test_a_certificate_is_kept_at_first_and_compared_afterwards(device: Desk) -> None:
    device.load(2)
    url = device.server.secure_url
    with opened(device.open(url)) as session:
        assert len(feed(session).frames) == 4
    device.server.renew_certificate()
    asked = len(device.server.log.requests)
    with pytest.raises(errors.DeviceCertificateChanged) as caught:
        device.open(url)
    assert len(device.server.log.requests) == asked
    name = f"127.0.0.1:{device.server.ports[1]}"
    assert caught.value.details["device"] == f"escl:{name}"
    assert device.pins.forget(name)
    with opened(device.open(url)) as session:
        assert session.capabilities().sources


def test_a_certificate_that_changes_between_two_scans(device: Desk) -> None:
    """Also in an open session: the next connection is compared."""
    device.load(1)
    with opened(device.open(device.server.secure_url, patience=SHORT)) as session:
        assert len(feed(session).frames) == 2
        device.server.renew_certificate()
        device.load(1)
        device.scanner.faults.add(Fault(Kind.RESET, page=1))
        assert isinstance(feed(session).error, errors.BadFrame | errors.DeviceLost)
        device.load(1)
        assert isinstance(feed(session).error, errors.DeviceCertificateChanged)


@pytest.mark.parametrize("protected", ["all", "jobs"])
def test_a_login_is_shown_when_the_device_asks(tmp_path: Path, protected: str) -> None:
    model = Model(credentials=("admin", "4711 ä"), protected=protected)  # type: ignore[arg-type]
    asked: list[str] = []

    def logins(name: str) -> Login:
        asked.append(name)
        return Login("admin", "4711 ä")

    with desk(tmp_path, model) as device:
        device.load(2)
        with opened(device.open(logins=logins)) as session:
            device.scanner.faults.add(Fault(Kind.UNAUTHORIZED, page=3))  # an expired session
            assert len(feed(session).frames) == 4
    assert asked == [f"127.0.0.1:{device.server.ports[0]}"]


@pytest.mark.parametrize("login", [None, Login("admin", "wrong")])
def test_without_the_right_login(tmp_path: Path, login: Login | None) -> None:
    with (
        desk(tmp_path, Model(credentials=("admin", "4711"))) as device,
        pytest.raises(errors.DeviceAccessDenied) as caught,
    ):
        device.open(logins=lambda name: login)
    assert "wrong" not in repr(caught.value.details)


def test_a_device_that_is_off(tmp_path: Path) -> None:
    with desk(tmp_path) as device:
        url = device.server.url
    with pytest.raises(errors.UnknownDevice):
        EsclDriver(pins=lambda: Pins(tmp_path)).open(url)


def test_a_device_that_speaks_no_tls_is_not_called_unknown(device: Desk) -> None:
    with pytest.raises(errors.DeviceLost) as caught:
        device.open(device.server.url.replace("http:", "https:"))
    assert "SSL" in str(caught.value.details["reason"])


def test_a_device_without_escl(device: Desk) -> None:
    with pytest.raises(errors.UnknownDevice):
        device.open(device.server.url + "/nothing")


@pytest.mark.parametrize("dialect", [False, True])
@pytest.mark.parametrize("formats", [(SERVED_JPEG,), (SERVED_JPEG, PDF)])
def test_other_words_for_the_same(tmp_path: Path, dialect: bool, formats: tuple[str, ...]) -> None:
    model = Model(own_dialect=dialect, old_formats=True, formats=formats)
    with desk(tmp_path, model) as device:
        device.load(1)
        with opened(device.open()) as session:
            assert len(feed(session).frames) == 2
