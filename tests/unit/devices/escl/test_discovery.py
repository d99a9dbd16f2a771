"""Finding devices: announced on loopback by the test device, and found by name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from pathlib import Path

import pytest
from zeroconf import Zeroconf

from scanstation.devices.driver import DeviceInfo
from scanstation.devices.escl import discovery
from scanstation.devices.escl.discovery import (
    LONGEST_SECONDS,
    QUIET_SECONDS,
    QUIET_VARIABLE,
    TYPES,
    _Listener,
    discover,
    quiet_seconds,
)
from scanstation.devices.escl.driver import EsclDriver
from scanstation.devices.escl.login import no_login
from scanstation.errors import DeviceCertificateChanged, UnknownDevice
from tests.escl.announce import announced
from tests.escl.model import Model
from tests.escl.scanner import Scanner
from tests.escl.server import LOOPBACK, EsclServer
from tests.unit.devices.escl_device import OPTIONS, Desk, desk, feed, opened

UUID = Model().uuid


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests wait for devices as a station does."""
    monkeypatch.delenv(QUIET_VARIABLE, raising=False)


def loopback() -> AbstractContextManager[Zeroconf]:
    return closing(Zeroconf(interfaces=[LOOPBACK]))


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path / "pins") as one:
        yield one


def driver(device: Desk) -> EsclDriver:
    return EsclDriver(loopback, lambda: device.pins, no_login)


def test_a_device_with_both_services_is_one_device_and_tls_wins(device: Desk) -> None:
    with announced(device.server) as name:
        [found] = discover(loopback)
    assert (found.name, found.uuid) == (name, UUID)
    assert str(found.base) == device.server.secure_url
    assert found.called(name.upper())


def test_the_list_for_the_operator(device: Desk) -> None:
    other = replace(Model(), uuid="", maker="Kyocera", name="ECOSYS M2040dn")
    with (
        EsclServer(Scanner(other)) as second,
        announced(device.server),
        announced(second, secure=False),
    ):
        listed = driver(device).list_devices()
    assert listed == [
        DeviceInfo(f"escl:{UUID}", "Amtsgerät", "Prüfscanner 5", "eSCL network"),
        DeviceInfo(f"escl:{second.url}", "Kyocera", "ECOSYS M2040dn", "eSCL network"),
    ]


@pytest.mark.parametrize("by", ["uuid", "name"])
def test_a_device_is_opened_by_its_name_wherever_it_is(device: Desk, by: str) -> None:
    device.load(1)
    with announced(device.server) as name:
        session = driver(device).open(UUID.upper() if by == "uuid" else name)
    with opened(session):
        session.configure(OPTIONS)
        assert feed(session).digests == device.served()


def test_the_certificate_belongs_to_the_name_not_to_the_address(device: Desk) -> None:
    """The same device under another address is the same; another one under its UUID is not."""
    with announced(device.server), opened(driver(device).open(UUID)):
        assert len(list(device.pins._folder.iterdir())) == 1
    with (
        EsclServer(Scanner(Model())) as impostor,
        announced(impostor),
        pytest.raises(DeviceCertificateChanged) as caught,
    ):
        driver(device).open(UUID)
    assert caught.value.details["device"] == f"escl:{UUID}"


def test_tls_wins_though_the_other_service_is_heard_first(
    device: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a login went over the network in clear text whenever packets came so."""
    heard: list[str] = []
    add = _Listener.add_service

    def late(self: _Listener, zeroconf: Zeroconf, kind: str, name: str) -> None:
        if TYPES[kind] == "https":
            time.sleep(0.1)
        add(self, zeroconf, kind, name)
        heard.append(TYPES[kind])

    monkeypatch.setattr(_Listener, "add_service", late)
    monkeypatch.setattr(discovery, "TYPES", dict(sorted(TYPES.items())))
    with announced(device.server):
        [found] = discover(loopback, UUID)
    assert heard == ["http", "https"]
    assert found.base.scheme == "https"


def test_a_device_that_was_met_with_tls_is_not_met_without(
    device: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever announces its UUID without a certificate would get the pages, and the login."""
    with announced(device.server), opened(driver(device).open(UUID)):
        pass
    monkeypatch.setattr("scanstation.devices.escl.discovery.LONGEST_SECONDS", 2.0)
    with EsclServer(Scanner(Model())) as impostor, announced(impostor, secure=False):
        with pytest.raises(DeviceCertificateChanged) as caught:
            driver(device).open(UUID)
        assert impostor.log.requests == []
        assert f"--trust escl:{UUID}" in str(caught.value)
        device.pins.forget(UUID)
        with opened(driver(device).open(UUID)):
            assert impostor.log.requests


def test_a_device_that_is_not_there(monkeypatch: pytest.MonkeyPatch, device: Desk) -> None:
    assert LONGEST_SECONDS < 10
    monkeypatch.setattr("scanstation.devices.escl.discovery.LONGEST_SECONDS", 0.2)
    with pytest.raises(UnknownDevice):
        driver(device).open("Drucker im Keller")


@pytest.mark.parametrize(("said", "taken"), [("0.3", 0.3), ("600", LONGEST_SECONDS), ("soon", 2.0)])
def test_the_search_can_be_shortened_but_not_without_end(
    monkeypatch: pytest.MonkeyPatch, said: str, taken: float
) -> None:
    assert quiet_seconds() == QUIET_SECONDS
    monkeypatch.setenv(QUIET_VARIABLE, said)
    assert quiet_seconds() == taken


def test_where_there_are_no_scanners_none_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, device: Desk
) -> None:
    monkeypatch.setenv(QUIET_VARIABLE, "0")
    with announced(device.server) as name:
        assert discover(loopback) == []
        [found] = discover(loopback, name)
    assert found.name == name
