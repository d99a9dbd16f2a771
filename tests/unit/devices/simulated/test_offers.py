"""A simulated device that offers less than everything: it refuses, rounds, tells its firmware."""

from __future__ import annotations

import pytest

from scanstation.devices import heads
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Capabilities
from scanstation.devices.simulated.driver import SimulatedDriver
from scanstation.errors import UnsupportedOption
from scanstation.model import Mode, ScanOptions

LESS = "pattern?sources=feeder&modes=grey,lineart&resolutions=200,300&firmware=3.1"
FITS = ScanOptions(source="feeder", mode=Mode.GREY, resolution=200)


def test_what_is_offered_arrives_at_the_station() -> None:
    with DeviceClient(f"simulated:{LESS}") as client:
        offered = client.capabilities()
        assert (offered.sources, offered.resolutions) == (("feeder",), (200, 300))
        assert (offered.modes, offered.firmware) == ((Mode.GREY, Mode.LINEART), "3.1")
        assert client.configure(FITS) == FITS


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (ScanOptions(source="duplex", mode=Mode.GREY), "source"),
        (ScanOptions(source="feeder", mode=Mode.COLOUR), "mode"),
        (ScanOptions(source="feeder", mode=Mode.GREY, resolution=250), "resolution"),
    ],
)
def test_what_is_not_offered_is_refused(options: ScanOptions, name: str) -> None:
    session = SimulatedDriver().open(LESS)
    with pytest.raises(UnsupportedOption) as caught:
        session.configure(options)
    assert caught.value.details["option"] == name


def test_a_device_that_rounds_says_what_it_took() -> None:
    session = SimulatedDriver().open("pattern?resolutions=200,299&rounds=1")
    assert session.configure(ScanOptions(resolution=300)).resolution == 299
    assert session.configure(ScanOptions(resolution=100)).resolution == 200


@pytest.mark.parametrize("value", ["sources=tray", "modes=rot", "resolutions=viel", "rounds=ja"])
def test_a_value_out_of_place_is_refused(value: str) -> None:
    with pytest.raises(UnsupportedOption):
        SimulatedDriver().open(f"pattern?{value}")


def test_an_older_program_that_tells_no_firmware_is_understood() -> None:
    head = heads.encode_capabilities(Capabilities(("feeder",), (Mode.GREY,), (8,), (300,)))
    del head["firmware"]
    assert heads.decode_capabilities(head).firmware == ""
