"""Drivers that go wrong in every way a vendor's library has been seen to.

``open(name)``: the name says which way. The modules beside this one go wrong when loaded.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from scanstation.devices.driver import (
    RAW,
    Alive,
    Capabilities,
    Delivery,
    DeviceInfo,
    EndOfFeed,
    Frame,
    Session,
    no_sign,
)
from scanstation.errors import BadFrame, PaperJam
from scanstation.model import Mode, ScanOptions

SECRET = "Erika Mustermann, Aktenzeichen 4711"


def frame(number: int, sheet: int = 0) -> Frame:
    return Frame(
        id=f"frame-{number}",
        number=number,
        sheet=sheet or number,
        side="front",
        media_type=RAW,
        width=100,
        height=50,
        mode=Mode.GREY,
        depth=8,
        bytes_per_line=100,
        dpi=(300.0, 300.0),
        data=memoryview(bytes([number % 256]) * 5000),
    )


class Broken:
    """Feeds ``frames`` good frames, then does what its name says."""

    def __init__(self, way: str, argument: str, alive: Alive) -> None:
        self._way = way
        self._argument = argument
        self._alive = alive
        self._stops = 0

    def capabilities(self) -> Capabilities:
        if self._way == "capabilities_crash":
            os.abort()
        return Capabilities(("feeder",), (Mode.GREY,), (8,), (300,))

    def configure(self, options: ScanOptions) -> ScanOptions:
        return options

    def scan(self) -> Iterator[Delivery]:
        yield frame(1)
        yield from getattr(self, self._way)()
        yield EndOfFeed(1, 1)

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        if self._way == "failing_acknowledge":
            raise ValueError(SECRET)
        return True

    def reject(self, frame_id: str, reason: str) -> bool:
        return True

    def stop(self, now: bool = False) -> None:
        self._stops += 1

    def close(self) -> None:
        if self._way == "big":
            Path(self._argument).write_text("given back")
        if self._way == "hang_on_close":
            time.sleep(3600)

    def crash(self) -> Iterator[Delivery]:
        ctypes.string_at(0)
        return iter(())

    def leave(self) -> Iterator[Delivery]:
        os._exit(7)

    def hang(self) -> Iterator[Delivery]:
        time.sleep(3600)
        yield frame(2)

    def hang_with_interpreter(self) -> Iterator[Delivery]:
        # A mutex locked twice, in a call that lets no other thread run and heeds no signal.
        mutex = (ctypes.c_char * 64)()
        for _ in range(2):
            ctypes.PyDLL(None).pthread_mutex_lock(mutex)
        yield frame(2)

    def raises(self) -> Iterator[Delivery]:
        raise RuntimeError(SECRET)

    def print_much(self) -> Iterator[Delivery]:
        for _ in range(20_000):
            sys.stdout.write("vendor: scanning ...\n")
        libc = ctypes.CDLL(None)
        libc.printf(b"vendor: printf\n")
        libc.fflush(None)
        os.write(1, b"vendor: write\n")
        yield frame(2)

    def read_stdin(self) -> Iterator[Delivery]:
        assert not os.read(0, 100)
        yield frame(2)

    def garbage(self) -> Iterator[Delivery]:
        for descriptor in range(3, 20):
            try:
                os.write(descriptor, b"libusb: error [submit_bulk_transfer] failed\n" * 3)
            except OSError:
                continue
        yield frame(2)

    def json_garbage(self) -> Iterator[Delivery]:
        for descriptor in range(3, 20):
            try:
                os.write(descriptor, b"\0\0\0\x08\0\0\0\0not json")
            except OSError:
                continue
        yield frame(2)

    def truncated(self) -> Iterator[Delivery]:
        good = frame(2)
        yield replace(good, data=good.data[:4999])

    def negative(self) -> Iterator[Delivery]:
        yield replace(frame(2), width=-100)

    def no_end(self) -> Iterator[Delivery]:
        yield frame(2)
        os._exit(0)

    def jam(self) -> Iterator[Delivery]:
        raise PaperJam(sheet=1)

    def device_says_bad(self) -> Iterator[Delivery]:
        raise BadFrame(reason="1 / 2 bytes")

    def slow_page(self) -> Iterator[Delivery]:
        for _ in range(40):
            time.sleep(0.1)
            self._alive()
        yield frame(2)

    def lives_for_ever(self) -> Iterator[Delivery]:
        """As a driver whose window waits for somebody."""
        while True:
            time.sleep(0.1)
            self._alive()
            yield from ()

    def children(self) -> Iterator[Delivery]:
        command = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(3600)"]
        # It holds the worker's pipes open, as a forked reader process of a backend does.
        for descriptor in range(3, 12):
            with suppress(OSError):
                os.set_inheritable(descriptor, True)
        child = subprocess.Popen(command, close_fds=False)
        Path(self._argument).write_text(f"{os.getpid()} {child.pid}")
        yield frame(2)
        time.sleep(3600)

    def many(self) -> Iterator[Delivery]:
        for number in range(2, 40):
            with Path(self._argument).open("a") as file:
                file.write(f"{number}\n")
            yield frame(number)

    def big(self) -> Iterator[Delivery]:
        """Frames that fill any pipe."""
        data = memoryview(bytes(8_000_000))
        for number in range(2, 9):
            yield replace(frame(number), height=80_000, data=data)

    def forgets_stop(self) -> Iterator[Delivery]:
        """The first stop is lost, as one that comes just before a scan resets its wish."""
        for number in range(2, 200):
            if self._stops > 1:
                return
            yield frame(number)

    def failing_acknowledge(self) -> Iterator[Delivery]:
        yield frame(2)

    def hang_on_close(self) -> Iterator[Delivery]:
        yield frame(2)

    def core(self) -> Iterator[Delivery]:
        os.abort()


class Driver:
    def list_devices(self) -> list[DeviceInfo]:
        return [DeviceInfo("broken:crash", "", "", "")]

    def open(self, name: str, alive: Alive = no_sign) -> Session:
        way, _, argument = name.partition("?")
        if way == "open_hang":
            time.sleep(3600)
        return Broken(way, argument, alive)


def driver() -> Driver:
    return Driver()
