"""The SANE driver on other people's backends: ``net`` with a real saned, ``pnm``, ``airscan``."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scanstation import errors
from scanstation.devices.client import DeviceClient
from scanstation.devices.deadline import Deadlines
from scanstation.devices.driver import EndOfFeed, Frame
from scanstation.devices.listing import list_all
from scanstation.model import Mode, ScanOptions
from tests.escl.faults import Fault, Kind
from tests.escl.model import Model
from tests.escl.paper import SCANS, numbered_sheets
from tests.escl.scanner import Scanner
from tests.escl.server import EsclServer
from tests.escl.settings import JPEG, PNG
from tests.sane.network import Network, saned
from tests.system.test_sane import pixels, read_pnm
from tests.unit.devices.sane_backend import use_test_backend

DRIVERS = {"sane": "scanstation.devices.sane.driver"}
COLOUR = ScanOptions(source="feeder", resolution=75, mode=Mode.COLOUR)


def fed(client: DeviceClient, options: ScanOptions) -> list[Frame]:
    frames = []
    for delivery in client.scan(options):
        if isinstance(delivery, Frame):
            frames.append(delivery)
            client.acknowledge(delivery.id)
    assert isinstance(delivery, EndOfFeed)
    return frames


class TestLocked:
    """A saned that wants a password; libsane's question is answered by nobody here."""

    @pytest.fixture
    def passwords(self) -> str:
        return "scan:geheim:test\n"

    def test_it_is_denied_and_says_so(self, network: Network) -> None:
        with (
            DeviceClient(f"sane:net:{network.host}:test:0") as client,
            pytest.raises(errors.DeviceAccessDenied),
        ):
            client.capabilities()


@pytest.fixture
def passwords() -> str:
    return ""


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passwords: str) -> Iterator[Network]:
    configurations = {"test": "number_of_devices 2\n"}
    with saned(tmp_path / "saned", configurations, passwords) as network:
        monkeypatch.setenv("SANE_CONFIG_DIR", str(network.folder))
        yield network


def local(folder: Path, monkeypatch: pytest.MonkeyPatch, options: ScanOptions) -> list[Frame]:
    """Scan the same from the backend on this computer."""
    folder.mkdir()
    with monkeypatch.context() as patch:
        use_test_backend(folder, patch)
        with DeviceClient("sane:test:0") as client:
            return fed(client, options)


@pytest.mark.parametrize(
    ("mode", "depth"), [(Mode.LINEART, 1), (Mode.GREY, 8), (Mode.COLOUR, 8), (Mode.COLOUR, 16)]
)
def test_over_the_network_comes_what_is_scanned_there(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: Mode, depth: int
) -> None:
    options = replace(COLOUR, mode=mode, depth=depth, extra={"test-picture": "Color pattern"})
    with DeviceClient(f"sane:net:{network.host}:test:0") as client:
        found = fed(client, options)
    expected = local(tmp_path / "local", monkeypatch, options)
    assert len(found) == len(expected) == 10
    assert [one.data for one in found] == [one.data for one in expected]


def test_network_devices_are_listed_with_their_host(network: Network) -> None:
    assert [device.address for device in list_all(DRIVERS)] == [
        f"sane:net:{network.host}:test:0",
        f"sane:net:{network.host}:test:1",
    ]


def test_two_network_devices_feed_at_once(network: Network) -> None:
    found: dict[int, list[Frame]] = {}

    def feed(number: int) -> None:
        with DeviceClient(f"sane:net:{network.host}:test:{number}") as client:
            found[number] = fed(client, COLOUR)

    threads = [threading.Thread(target=feed, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(found[number]) for number in (0, 1)] == [10, 10]


def test_a_server_that_dies_amid_a_page_is_no_page(network: Network) -> None:
    """saned serves each client in a process of its own; all of them end with its group."""
    extra = {"read-delay": "yes", "read-delay-duration": "100000"}
    options = replace(COLOUR, resolution=300, extra=extra)
    deadlines = Deadlines(first_frame=2.0, next_frame=2.0)
    with DeviceClient(f"sane:net:{network.host}:test:0", deadlines=deadlines) as client:
        client.configure(options)
        killer = threading.Timer(0.5, os.killpg, [network.process.pid, 9])
        killer.start()
        with pytest.raises(errors.DeviceError) as caught:
            fed(client, options)
        killer.join()
        assert caught.value.details["frames"] == 0
        assert isinstance(caught.value, errors.DeviceIOError | errors.DeviceLost | errors.BadFrame)
        with pytest.raises(errors.DeviceError):  # nobody there: said, not waited for
            fed(client, options)


def test_a_picture_file_comes_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dll.conf").write_text("pnm\n")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))
    file = tmp_path / "page.ppm"
    with Image.open(SCANS / "phototest.tif") as image:
        image.convert("RGB").save(file)
    options = ScanOptions(
        source="flatbed", resolution=150, mode=Mode.COLOUR, extra={"filename": str(file)}
    )
    with DeviceClient("sane:pnm:0") as client:
        for extra in ({}, {"hand-scanner": "yes"}, {"three-pass": "yes"}):
            [frame] = fed(client, replace(options, extra={**options.extra, **extra}))
            assert np.array_equal(pixels(frame), read_pnm(file.read_bytes())), extra
        [grey] = fed(client, replace(options, extra={**options.extra, "grayify": "yes"}))
        assert grey.mode is Mode.GREY
        assert client.sensors() == {"read-only": "0"}
        with pytest.raises(errors.PaperJam):
            fed(client, replace(options, extra={**options.extra, "status-jammed": "yes"}))


@pytest.fixture
def escl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EsclServer]:
    with EsclServer(Scanner(Model(formats=(PNG, JPEG)))) as server:
        (tmp_path / "dll.conf").write_text("airscan\n")
        (tmp_path / "airscan.conf").write_text(
            f"[devices]\nNetz = {server.url}\n[options]\ndiscovery = disable\n"
        )
        monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))
        yield server


def test_airscan_gives_the_pages_that_were_served(escl: EsclServer) -> None:
    escl.scanner.load(numbered_sheets(3, duplex=True))
    with DeviceClient("sane:airscan:e0:Netz") as client:
        offered = client.capabilities()
        assert offered.sources == ("flatbed", "feeder", "duplex")
        assert offered.resolutions == (75, 100, 150, 200, 300, 600)
        options = replace(COLOUR, source="duplex", resolution=100)
        frames = fed(client, options)
    assert [(one.sheet, one.side) for one in frames] == [
        (sheet, side) for sheet in (1, 2, 3) for side in ("front", "back")
    ]
    for frame, page in zip(frames, escl.log.pages, strict=True):
        with Image.open(io.BytesIO(page.document.data)) as image:
            assert np.array_equal(pixels(frame), np.asarray(image.convert("RGB")))


def test_a_jam_behind_airscan_is_a_jam(escl: EsclServer) -> None:
    escl.scanner.load(numbered_sheets(3))
    escl.scanner.faults.add(Fault(Kind.JAM, page=2))
    with DeviceClient("sane:airscan:e0:Netz") as client:
        options = replace(COLOUR, resolution=100)
        with pytest.raises(errors.PaperJam) as caught:
            fed(client, options)
        assert caught.value.details["frames"] == 1
        escl.scanner.clear()
        assert len(fed(client, options)) == 2
