"""A ZIP for a bug report about one device: what its driver did, without what was scanned."""

from __future__ import annotations

import json
import os
import platform
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scanstation import __version__
from scanstation.devices.client import DeviceClient
from scanstation.devices.deadline import Deadlines
from scanstation.devices.driver import Address
from scanstation.errors import DeviceError, StoreNotWritable
from scanstation.model import ScanOptions
from scanstation.settings import require_device
from scanstation.workflow.device_health import Health, HealthBook
from scanstation.workflow.device_profiles import DeviceProfiles
from scanstation.workflow.device_watch import troubles
from scanstation.workflow.device_words import Cleaner, shown_address
from scanstation.workflow.scan import drivers
from scanstation.workflow.workspace import Workspace

README = """\
scanstation: Fehlerpaket eines Geräts / bug bundle of a device

station.json  Fassungen, Betriebssystem / versions, operating system
device.json   Treiber, gezählte Störungen / driver, counted failures
feed-N.json   je gestörtem Einzug: Einstellungen, Fähigkeiten, Größe und Zeit der letzten Bilder
              per feed that failed: options, capabilities, size and time of the last frames
worker-N.log  letzte Zeilen des Treibers / last lines of the driver

Nicht enthalten: Seiteninhalte, Dateinamen, Namen, Aktenzeichen, freie Texte der Einstellungen,
Adressen im Netz, Seriennummern. Bitte vor dem Weitergeben trotzdem durchsehen.
Not included: page content, file names, names, case numbers, free texts of options, network
addresses, serial numbers. Look through it before you hand it on all the same.
"""
ASKING = Deadlines(open=20.0, configure=20.0)
"""A device that never failed here is asked for its capabilities; somebody waits for the ZIP."""
QUIRKS = "SCANSTATION_QUIRK_"


def device_bundle(workspace: Workspace, address: str, path: Path) -> None:
    """Write the bundle; the device need not be there.

    Raises:
        UnknownDevice: this is no address of a device.
        DeviceNotAllowed: it never failed here, and the settings do not permit to ask it.
        StoreNotWritable: the file cannot be written.
    """
    parsed = Address.parse(address, drivers())
    health = HealthBook(workspace.home).read().get(address, Health())
    records = troubles(workspace.home, address)
    parts = {
        "README.txt": README,
        "station.json": _json(_station()),
        "device.json": _json({**_device(parsed, health), **_model(workspace, address)}),
    }
    if not records:
        require_device(workspace.settings, workspace.tenant, address)
    for number, record in enumerate(records or [_asked_now(workspace, address)], 1):
        parts[f"worker-{number}.log"] = "\n".join(record.pop("log", [])) + "\n"
        parts[f"feed-{number}.json"] = _json(record)
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
    except OSError as error:
        raise StoreNotWritable(path=path, reason=error.strerror) from error


def _station() -> dict[str, Any]:
    quirks = {name: value for name, value in os.environ.items() if name.startswith(QUIRKS)}
    return {
        "version": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "build": platform.version(),
        "machine": platform.machine(),
        "quirks": quirks,
    }


def _device(address: Address, health: Health) -> dict[str, Any]:
    now = datetime.now(UTC)
    batches = list(dict.fromkeys(one.batch for one in health.failures))
    return {
        "device": shown_address(address.text),
        "driver": address.driver,
        "marked": health.marked(now),
        "counting": len(health.counting(now)),
        "good_feeds_since": health.good_feeds,
        "cleared": health.cleared or None,
        "failures": [
            {"time": one.time, "kind": one.kind, "batch": batches.index(one.batch) + 1}
            for one in health.failures
        ],
    }


def _model(workspace: Workspace, address: str) -> dict[str, str]:
    """Return maker, model and firmware as the device's driver says them, if they were ever read."""
    known = DeviceProfiles(workspace.home).known(address)
    title = known.model.title if known is not None else ""
    return {"model": title, "firmware": known.model.firmware if known is not None else ""}


def _asked_now(workspace: Workspace, address: str) -> dict[str, Any]:
    """Without a failure on record: what the device says of itself, or why it says nothing."""
    actor = workspace.actor
    clean = Cleaner.of(address, (actor.operator, actor.station), ScanOptions())
    client = DeviceClient(address, deadlines=ASKING, drivers=drivers())
    found: dict[str, Any] = {"time": None, "kind": None, "capabilities": None}
    try:
        with client:
            found["capabilities"] = clean.capabilities(client.capabilities())
    except DeviceError as error:
        found["error"] = type(error).__name__
        found["reason"] = clean.line(str(error.details.get("reason", "")))
    return {**found, "log": clean.lines(client.diagnostics())}


def _json(content: object) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False)
