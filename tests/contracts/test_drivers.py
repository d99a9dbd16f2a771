"""The driver contract on every device, in process and through the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scanstation.devices.driver import DRIVERS, Session
from scanstation.model import Mode, ScanOptions
from scanstation.testing.driver_contract import DriverContract, Rig, in_process, through_worker
from tests.escl.model import Model
from tests.escl.paper import numbered_sheets
from tests.escl.scanner import Scanner
from tests.escl.server import EsclServer
from tests.unit.devices.sane_backend import use_test_backend
from tests.unit.devices.stacks import png_stack, raw_stack

SHEETS = 10
"""So many that a worker that hears late of a stop, and reads ahead, leaves some in the feeder."""

Opener = Callable[[str, str, str], Session]


@pytest.fixture(params=[in_process, through_worker], ids=["in_process", "worker"])
def opener(request: pytest.FixtureRequest) -> Opener:
    way: Opener = request.param
    return way


class TestSimulatedRaw(DriverContract):
    @pytest.fixture
    def rig(self, opener: Opener, tmp_path: Path) -> Rig:
        stack = raw_stack(tmp_path / "Stapel ä", 8)
        return Rig(
            lambda: opener("simulated", DRIVERS["simulated"], str(stack)), ScanOptions(), 8, True
        )


class TestSimulatedJpeg(DriverContract):
    @pytest.fixture
    def rig(self, opener: Opener, tmp_path: Path) -> Rig:
        stack = png_stack(tmp_path / "stack", 6)
        options = ScanOptions(mode=Mode.GREY, source="feeder")
        name = f"{stack}?frames=jpeg"
        return Rig(lambda: opener("simulated", DRIVERS["simulated"], name), options, 6, True)


class TestSimulatedPattern(DriverContract):
    @pytest.fixture
    def rig(self, opener: Opener) -> Rig:
        options = ScanOptions(mode=Mode.LINEART, depth=1, resolution=100)
        return Rig(lambda: opener("simulated", DRIVERS["simulated"], "pattern"), options, 8, True)


class TestFolder(DriverContract):
    @pytest.fixture
    def rig(self, opener: Opener, tmp_path: Path) -> Rig:
        folder = png_stack(tmp_path / "Eingang ß", 5)
        name = f"{folder}?settle=0&poll=0.01"
        return Rig(
            lambda: opener("folder", DRIVERS["folder"], name),
            ScanOptions(source="feeder"),
            5,
            True,
        )


class TestSane(DriverContract):
    """The ``test`` backend's feeder holds ten sheets."""

    @pytest.fixture
    def rig(self, opener: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rig:
        use_test_backend(tmp_path, monkeypatch)
        options = ScanOptions(source="feeder", resolution=50)
        return Rig(lambda: opener("sane", DRIVERS["sane"], "test:0"), options, 10, False)


class TestEscl(DriverContract):
    """A network device with TLS and a feeder for both sides."""

    @pytest.fixture
    def rig(self, opener: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
        monkeypatch.setenv("SCANSTATION_HOME", str(tmp_path / "Köln"))
        options = ScanOptions(resolution=75, mode=Mode.GREY)
        with EsclServer(Scanner(Model())) as server:
            server.scanner.load(numbered_sheets(SHEETS, duplex=True, dpi=50))
            yield Rig(
                lambda: opener("escl", DRIVERS["escl"], server.secure_url),
                options,
                2 * SHEETS,
                False,
            )
