"""The scan button of a SANE device starts a feed: asked while idle, given back when pressed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanstation.devices.client import DeviceClient
from scanstation.errors import UnsupportedOption
from scanstation.workflow.scan_button import wait_for_button
from tests.sane.probe import Probe, probe_backend
from tests.sane.vendors import VENDORS


@pytest.fixture
def probe(tmp_path: Path) -> Iterator[Probe]:
    with probe_backend(tmp_path) as probe:
        for name in ("fujitsu", "canon_dr", "avision"):
            probe.add(name, VENDORS[name])
        yield probe


@pytest.mark.parametrize(("device", "button"), [("fujitsu", "scan"), ("canon_dr", "start")])
def test_pressing_the_button_ends_the_wait_and_the_device_is_free(
    probe: Probe, device: str, button: str
) -> None:
    over = threading.Event()
    finger = threading.Thread(target=_press, args=(probe, device, button, over))
    finger.start()
    try:
        assert wait_for_button(f"sane:probe:{device}")
    finally:
        over.set()
        finger.join()
    with DeviceClient(f"sane:probe:{device}") as client:
        assert client.capabilities().sources


def test_a_device_without_buttons_is_refused(probe: Probe) -> None:
    with pytest.raises(UnsupportedOption):
        wait_for_button("sane:probe:avision")


def test_who_does_not_want_to_wait_any_longer_ends_it(probe: Probe) -> None:
    ended = threading.Event()
    ended.set()
    assert not wait_for_button("sane:probe:fujitsu", ended)


def _press(probe: Probe, device: str, button: str, over: threading.Event) -> None:
    """Press and let go until somebody noticed."""
    while not over.wait(0.3):
        probe.write(device, f"sensor.{button}", "yes")
        over.wait(0.3)
        probe.write(device, f"sensor.{button}", "no")
