"""The driver contract on Windows, in process and through the worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scanstation.devices.driver import DRIVERS, Session
from scanstation.model import ScanOptions
from scanstation.testing.driver_contract import DriverContract, Rig, in_process, through_worker
from tests.unit.devices.stacks import png_stack, raw_stack

Opener = Callable[[str, str, str], Session]


@pytest.fixture(params=[in_process, through_worker], ids=["in_process", "worker"])
def opener(request: pytest.FixtureRequest) -> Opener:
    way: Opener = request.param
    return way


class TestSimulated(DriverContract):
    @pytest.fixture
    def rig(self, opener: Opener, tmp_path: Path) -> Rig:
        stack = raw_stack(tmp_path / "Stapel ä", 8)
        return Rig(
            lambda: opener("simulated", DRIVERS["simulated"], str(stack)), ScanOptions(), 8, True
        )


class TestFolder(DriverContract):
    @pytest.fixture
    def rig(self, opener: Opener, tmp_path: Path) -> Rig:
        folder = png_stack(tmp_path / "Eingang ß", 5)
        name = f"{folder}?settle=0&poll=0.01"
        options = ScanOptions(source="feeder")
        return Rig(lambda: opener("folder", DRIVERS["folder"], name), options, 5, True)
