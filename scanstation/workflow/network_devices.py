"""What the station remembers of network devices: their certificates and logins."""

from __future__ import annotations

from pathlib import Path

from scanstation.devices.driver import Address
from scanstation.devices.escl.trust import Pins, known_as
from scanstation.errors import UnknownDevice
from scanstation.upload.credentials import CredentialStore, Secret

LOGINS = "devices"
"""Stands where a tenant's name stands for targets: a device belongs to the machine."""


def trust_again(home: Path, address: str) -> bool:
    """Forget a device's certificate, so that the next one it shows is kept; say if there was one.

    Raises:
        UnknownDevice: this is no address of a network device.
    """
    return Pins.of_station(home).forget(_name(address))


def keep_login(store: CredentialStore, address: str, user: str, secret: str) -> None:
    """Keep the login or PIN of a device in the keyring.

    Raises:
        UnknownDevice: this is no address of a network device.
        CredentialStoreFailed: the store refuses.
    """
    store.put(LOGINS, _name(address), Secret(user, secret))


def _name(address: str) -> str:
    parsed = Address.parse(address)
    if parsed.driver != "escl":
        raise UnknownDevice(device=address)
    return known_as(parsed.name)
