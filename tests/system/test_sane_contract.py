"""The driver contract on a feeder of both sides behind a real libsane."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scanstation.devices.driver import DRIVERS
from scanstation.model import Mode, ScanOptions
from scanstation.testing.driver_contract import DriverContract, Rig, in_process, through_worker
from tests.sane.probe import Probe, probe_backend
from tests.sane.vendors import VENDORS

SHEETS = 10
"""So many that a worker that hears late of a stop, and reads ahead, leaves some in the feeder."""


@pytest.fixture
def probe(tmp_path: Path) -> Iterator[Probe]:
    with probe_backend(tmp_path) as probe:
        yield probe


@pytest.mark.parametrize("vendor", ["fujitsu", "epson2", "kvs20xx"])
class TestSaneDuplex(DriverContract):
    """Three ways in which backends switch to both sides."""

    @pytest.fixture(params=[in_process, through_worker], ids=["in_process", "worker"])
    def rig(self, request: pytest.FixtureRequest, probe: Probe, vendor: str) -> Rig:
        probe.add(vendor, VENDORS[vendor], SHEETS)
        opened = request.param
        options = ScanOptions(source="duplex", resolution=100, mode=Mode.COLOUR)
        return Rig(
            lambda: opened("sane", DRIVERS["sane"], f"probe:{vendor}"), options, 2 * SHEETS, False
        )
