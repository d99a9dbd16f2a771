"""What devices can do, read once and kept for each model and firmware.

    address --listed once--> driver, vendor, model --read once--> firmware, capabilities

``HOME/devices/capabilities.json`` belongs to the station, not to a tenant. It is a cache: one
that is damaged or cannot be written is as good as none, and everything in it can be read anew. It
names no person: of an address, which may hold a path, only the hash is kept, and of an option
what it takes, never what it was set to.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from scanstation.devices import heads
from scanstation.devices.client import DeviceClient
from scanstation.devices.deadline import Deadlines
from scanstation.devices.driver import DRIVERS, Address, Capabilities, DeviceInfo
from scanstation.devices.listing import list_devices
from scanstation.devices.protocol import ProtocolError
from scanstation.errors import DeviceError
from scanstation.model import ScanOptions
from scanstation.plugins import plugin_modules
from scanstation.rights import OWNER_FOLDER
from scanstation.workflow.device_values import (
    Accepts,
    Configurable,
    Difference,
    differences,
    foreseen,
    require_accepted,
)

FOLDER, FILE = "devices", "capabilities.json"
FORMAT = 1
MOST = 64
"""Addresses that are kept: a replugged scanner has a new one every time."""
ALONE = frozenset({"simulated", "folder"})
"""Drivers whose devices have nothing in common but the driver's name."""


@dataclass(frozen=True, slots=True)
class Model:
    """Whose capabilities they are; ``model`` is the address's hash where nobody listed it."""

    driver: str
    vendor: str
    model: str
    firmware: str = ""

    @property
    def title(self) -> str:
        """Vendor and model, empty where the device was never listed."""
        return "" if self.model.startswith(HASHED) else f"{self.vendor} {self.model}".strip()

    def is_like(self, other: Model) -> bool:
        """Whether only the firmware differs, if anything does."""
        return replace(self, firmware="") == replace(other, firmware="")


@dataclass(frozen=True, slots=True)
class DeviceProfile:
    """What a model can do, as read at ``time`` (UTC, ISO 8601)."""

    model: Model
    time: str
    capabilities: Capabilities


HASHED = "#"


class DeviceProfiles:
    """The kept profiles of a station; any thread and any process may read and write.

    Whoever writes last wins: a profile that is lost that way is read again.
    """

    def __init__(self, home: Path) -> None:
        self._file = home / FOLDER / FILE

    def known(self, address: str) -> DeviceProfile | None:
        """Return what the device at an address can do, None if nobody read it."""
        kept = self._read()
        model = kept.addresses.get(_hash(address))
        return kept.profiles.get(model) if model is not None else None

    def every(self) -> tuple[DeviceProfile, ...]:
        """Return all profiles, the newest last."""
        return tuple(sorted(self._read().profiles.values(), key=lambda one: one.time))

    def learn(self, address: str, capabilities: Capabilities) -> DeviceProfile:
        """Keep what a device said; one of the same address and another firmware goes."""
        kept = self._read()
        before = kept.addresses.get(_hash(address)) or _unlisted(address)
        model = replace(before, firmware=capabilities.firmware)
        said = replace(
            capabilities,
            options=tuple(replace(one, value="") for one in capabilities.options),
            rated=0.0,
        )
        profile = DeviceProfile(model, datetime.now(UTC).isoformat(timespec="seconds"), said)
        kept.put(address, model)
        kept.profiles[model] = profile
        self._write(kept)
        return profile

    def forget(self, address: str) -> None:
        """Read the device anew at the next occasion; its model stays known."""
        kept = self._read()
        model = kept.addresses.get(_hash(address))
        if model is not None and kept.profiles.pop(model, None) is not None:
            self._write(kept)

    def listed(self, found: Iterable[DeviceInfo]) -> None:
        """Note which models lie behind the addresses of a list of devices."""
        kept = self._read()
        before = dict(kept.addresses)
        for one in found:
            model = _listed(one)
            now = kept.addresses.get(_hash(one.address))
            if now is None or not now.is_like(model):
                kept.put(one.address, kept.like(model))
        if kept.addresses != before:
            self._write(kept)

    def _read(self) -> _Kept:
        try:
            return _Kept.parsed(json.loads(self._file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, LookupError, AttributeError, ProtocolError):
            return _Kept({}, {})

    def _write(self, kept: _Kept) -> None:
        text = json.dumps(kept.shape(), ensure_ascii=False, indent=1)
        with suppress(OSError):
            self._file.parent.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
            # Made readable for this account alone, and unlike that of any other writer.
            number, fresh = tempfile.mkstemp(dir=self._file.parent, prefix=".capabilities-")
            try:
                with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
                    file.write(text)
                Path(fresh).replace(self._file)
            except OSError:
                Path(fresh).unlink(missing_ok=True)
                raise


@dataclass(slots=True)
class _Kept:
    """The file's content; addresses are hashes, the one used last at the end."""

    addresses: dict[str, Model]
    profiles: dict[Model, DeviceProfile]

    def put(self, address: str, model: Model) -> None:
        """Let an address stand for a model; what no address stands for any more goes."""
        self.addresses.pop(_hash(address), None)
        self.addresses[_hash(address)] = model
        self.addresses = dict(list(self.addresses.items())[-MOST:])
        used = set(self.addresses.values())
        self.profiles = {one: profile for one, profile in self.profiles.items() if one in used}

    def like(self, model: Model) -> Model:
        """Return the newest known firmware of a model."""
        alike = [one for one in self.profiles.values() if one.model.is_like(model)]
        return max(alike, key=lambda one: one.time).model if alike else model

    def shape(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        models = list(dict.fromkeys(self.addresses.values()))
        return {
            "format": FORMAT,
            "addresses": {one: models.index(model) for one, model in self.addresses.items()},
            "models": [_model_shape(one, self.profiles.get(one)) for one in models],
        }

    @classmethod
    def parsed(cls, shape: dict[str, Any]) -> _Kept:
        """Return what a file holds (an error of Python's if it holds something else)."""
        if shape["format"] != FORMAT:
            return cls({}, {})
        names = ("driver", "vendor", "model", "firmware")
        models = [Model(*(str(one[name]) for name in names)) for one in shape["models"]]
        profiles = {
            model: DeviceProfile(
                model, str(one["time"]), heads.decode_capabilities(one["capabilities"])
            )
            for model, one in zip(models, shape["models"], strict=True)
            if one["capabilities"] is not None
        }
        addresses = {str(one): models[place] for one, place in shape["addresses"].items()}
        return cls(addresses, profiles)


def drivers() -> dict[str, str]:
    """Return the modules of all drivers by name, our own before those of installed packages."""
    return {**plugin_modules("scanstation.drivers"), **DRIVERS}


def read(home: Path, address: str, *, anew: bool = False) -> DeviceProfile:
    """Return what a device can do: as kept, else asked of the device, which takes seconds.

    Args:
        anew: ask the device whatever is kept.

    Raises:
        UnknownDevice, DeviceError: the device cannot be asked.
    """
    profiles = DeviceProfiles(home)
    kept = profiles.known(address)
    if kept is not None and not anew:
        return kept
    every = drivers()
    module = Address.parse(address, every).module
    with suppress(DeviceError):  # one that is not listed can be opened all the same
        profiles.listed(list_devices(module, Deadlines().list_devices))
    with DeviceClient(address, drivers=every) as client:
        return profiles.learn(address, client.capabilities())


def learn_once(home: Path, address: str, device: Configurable) -> None:
    """Keep what an open device offers unless it is known; ask before it is configured.

    Options that were set already may hide what else a device offers.
    """
    profiles = DeviceProfiles(home)
    if profiles.known(address) is None:
        with suppress(DeviceError):
            profiles.learn(address, device.capabilities())


def compare_firmware(home: Path, address: str, capabilities: Capabilities) -> None:
    """Forget what a device offered with another firmware."""
    profiles = DeviceProfiles(home)
    kept = profiles.known(address)
    if kept is not None and kept.model.firmware != capabilities.firmware:
        profiles.forget(address)


def foresee(home: Path, address: str, asked: ScanOptions) -> tuple[Difference, ...]:
    """Return what a known device will take otherwise; nothing of one that nobody read yet.

    The device is not asked, so this takes no longer than reading a file.
    """
    kept = DeviceProfiles(home).known(address)
    return compared(kept, asked) if kept is not None else ()


def compared(profile: DeviceProfile, asked: ScanOptions) -> tuple[Difference, ...]:
    """Return what a model will take otherwise."""
    return differences(asked, foreseen(asked, profile.capabilities))


def require_foreseen(home: Path, address: str, asked: ScanOptions, accepts: Accepts) -> None:
    """Refuse to open a batch for a device that is known to take something worse.

    Raises:
        DeviceValuesDiffer: it is, and nobody accepted it.
    """
    worse = [one for one in foresee(home, address, asked) if one.worse]
    require_accepted(address, worse, accepts)


def _listed(info: DeviceInfo) -> Model:
    driver = info.address.partition(":")[0]
    if driver in ALONE or not info.model:
        return _unlisted(info.address)
    return Model(driver, info.vendor, info.model)


def _unlisted(address: str) -> Model:
    return Model(address.partition(":")[0], "", HASHED + _hash(address)[:12])


def _hash(address: str) -> str:
    return sha256(address.encode()).hexdigest()


def _model_shape(model: Model, profile: DeviceProfile | None) -> dict[str, Any]:
    return {
        "driver": model.driver,
        "vendor": model.vendor,
        "model": model.model,
        "firmware": model.firmware,
        "time": profile.time if profile is not None else "",
        "capabilities": (
            heads.encode_capabilities(profile.capabilities) if profile is not None else None
        ),
    }
