"""A driver that says on stderr what vendors' drivers say, names of people included, and crashes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from scanstation.devices.driver import (
    RAW,
    Alive,
    Capabilities,
    Delivery,
    DeviceInfo,
    Frame,
    Notice,
    OptionInfo,
    Session,
    no_sign,
)
from scanstation.model import Mode, ScanOptions

SERIAL = "SN-998877"
WORDS = (
    "epjitsu: /usr/lib/sane/libsane-epjitsu.so.1: usb bulk read timed out",
    "writing /home/anna/Akten Müller/50.1-101_2026 Müller.pdf failed",
    f"host {os.uname().nodename if hasattr(os, 'uname') else 'host'} {SERIAL}: frame 2 of 5",
)
IMPRINT = "Müller, Erika 50.1-101/2026"
CONTENT = b"ERIKA MUELLER 50.1-101/2026 "


class Talking:
    """Feeds two sides whose bytes are a letter, and crashes."""

    def __init__(self, serial: str) -> None:
        self._serial = serial

    def capabilities(self) -> Capabilities:
        imprint = OptionInfo("imprinter", "Imprint", IMPRINT)
        action = OptionInfo("df-action", "Double feed", "Stop", ("Default", "Stop"))
        serial = OptionInfo("serial", "Serial number", self._serial, settable=False)
        return Capabilities(
            ("duplex",), (Mode.GREY,), (8,), (300,), options=(imprint, action, serial)
        )

    def configure(self, options: ScanOptions) -> ScanOptions:
        return options

    def scan(self) -> Iterator[Delivery]:
        for number, side in ((1, "front"), (2, "back")):
            data = (CONTENT * 200)[:5000]
            yield Frame(
                id=f"Müller-{number}",
                number=number,
                sheet=1,
                side=side,  # type: ignore[arg-type]
                media_type=RAW,
                width=100,
                height=50,
                mode=Mode.GREY,
                depth=8,
                bytes_per_line=100,
                dpi=(300.0, 300.0),
                data=memoryview(data),
                name="Antrag Müller.tif",
            )
        yield Notice("double_feed", 1, detail="Müller")
        for line in WORDS:
            sys.stderr.write(line + "\n")
        sys.stderr.flush()
        os.abort()

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        return True

    def reject(self, frame_id: str, reason: str) -> bool:
        return True

    def stop(self, now: bool = False) -> None:
        """Nothing runs that could be stopped."""

    def close(self) -> None:
        """Nothing to give back."""


class Driver:
    """Opens whatever it is asked for."""

    def list_devices(self) -> list[DeviceInfo]:
        return []

    def open(self, name: str, alive: Alive = no_sign) -> Session:
        return Talking(name)


def driver() -> Driver:
    return Driver()
