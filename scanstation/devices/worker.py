"""The child process that hosts one driver; ``protocol`` says what it understands.

    waiting --open--> open --scan--> scanning --end or error--> open --bye--> ended
       |                                 |
       +---------- stdin ends -----------+--> ended, with everything it started

The main thread talks to the driver (vendor libraries like to stay in one thread); a
second one reads the station's messages, so that an acknowledgement, a stop or the
station's death is noticed while the driver is busy.
"""

from __future__ import annotations

import importlib
import os
import queue
import signal
import sys
import threading
import time
import traceback
from io import FileIO
from typing import cast

from scanstation.devices import heads
from scanstation.devices.driver import Driver, EndOfFeed, Frame, Notice, Sensing, Session
from scanstation.devices.protocol import Channel, Head, ProtocolError, binary
from scanstation.errors import DeviceBusy, DeviceError, DeviceLost, ScanCancelled

ALIVE_SECONDS = 1.0
GRACE_SECONDS = 2.0
"""How long a scan may take to end in order after the station is gone."""


class Worker:
    """Answers the station's calls, one at a time."""

    def __init__(self, module: str, channel: Channel) -> None:
        self._module = module
        self._channel = channel
        self._calls: queue.SimpleQueue[Head] = queue.SimpleQueue()
        self._session: Session | None = None
        self._window = 1
        self._open_frames: set[str] = set()
        self._room = threading.Condition()
        self._last_alive = 0.0
        self._cancelled = False
        self._asked_stop: bool | None = None

    def run(self) -> None:
        """Serve until ``bye`` or the end of stdin."""
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            head = self._calls.get()
            if head["type"] == "bye":
                break
            self._channel.send(self._answer(head))
        if self._session is not None:
            self._session.close()

    def _answer(self, head: Head) -> Head:
        try:
            return self._call(head)
        except DeviceError as error:
            return heads.encode_error(error)
        except MemoryError:
            return {"type": "error", "error": "DeviceNoMemory", "details": {}}
        except OSError as error:
            report(error)
            return heads.encode_error(DeviceLost(reason=f"{type(error).__name__} {error.errno}"))
        except Exception as error:
            report(error)
            return heads.encode_error(DeviceLost(reason=type(error).__name__))

    def _call(self, head: Head) -> Head:
        match head["type"]:
            case "list":
                return heads.encode_devices(self._driver().list_devices())
            case "open":
                return self._open(head)
            case "capabilities":
                return heads.encode_capabilities(self._opened().capabilities())
            case "configure":
                options = heads.decode_options(head.get("options"))
                return {
                    "type": "configured",
                    "options": heads.encode("options", self._opened().configure(options)),
                }
            case "sensors":
                session = self._opened()
                values = session.sensors() if isinstance(session, Sensing) else {}
                return {"type": "sensors", "values": dict(values)}
            case "scan":
                return self._scan(self._opened())
        raise DeviceLost(reason=f"message {head['type']}")

    def _driver(self) -> Driver:
        return cast(Driver, importlib.import_module(self._module).driver())

    def _open(self, head: Head) -> Head:
        # Imported when a device is opened: listing does not need it.
        from scanstation.devices.quirks import wrap

        if self._session is not None:
            raise DeviceBusy
        self._window = max(1, int(str(head.get("window", 1))))
        name = str(head["name"])
        session = self._driver().open(name, self._alive)
        switches = cast(dict[str, bool], head.get("quirks") or {})
        self._session = wrap(session, str(head.get("address", name)), switches)
        return {"type": "opened"}

    def _opened(self) -> Session:
        if self._session is None:
            raise DeviceLost(reason="not open")
        return self._session

    def _scan(self, session: Session) -> Head:
        with self._room:
            self._open_frames.clear()
            self._cancelled = False
        for delivery in session.scan():
            self._repeat_stop()
            if isinstance(delivery, Frame):
                self._send_frame(delivery)
            elif isinstance(delivery, Notice):
                self._channel.send(heads.encode("notice", delivery))
            elif isinstance(delivery, EndOfFeed):
                return heads.encode("end_of_feed", delivery)
        raise DeviceLost(reason="no end of feed")

    def _send_frame(self, frame: Frame) -> None:
        with self._room:
            self._room.wait_for(lambda: self._cancelled or len(self._open_frames) < self._window)
            if self._cancelled:
                raise ScanCancelled
            self._open_frames.add(frame.id)
        self._channel.send(heads.encode("frame", frame), frame.data)

    def _repeat_stop(self) -> None:
        """A stop that came while the session was only about to begin would have been lost."""
        if self._asked_stop is not None and self._session is not None:
            self._session.stop(self._asked_stop)

    def _alive(self) -> None:
        self._repeat_stop()
        now = time.monotonic()
        if now - self._last_alive >= ALIVE_SECONDS:
            self._last_alive = now
            self._channel.send({"type": "alive"})

    def _listen(self) -> None:
        try:
            while True:
                head, size = self._channel.receive()
                if size:
                    raise ProtocolError("body from the station")
                self._take(head)
        except (EOFError, OSError, ProtocolError):
            self._orphaned()

    def _take(self, head: Head) -> None:
        kind = head["type"]
        if kind == "scan":
            self._asked_stop = None
        if kind in {"ack", "reject"}:
            self._settle(head)
        elif kind == "stop":
            self._stop(bool(head.get("now")))
        else:
            if kind == "bye":
                self._stop(now=True)
            self._calls.put(head)

    def _stop(self, now: bool) -> None:
        self._asked_stop = self._asked_stop or now
        if self._session is not None:
            self._session.stop(now)
        with self._room:
            self._cancelled = self._cancelled or now
            self._room.notify_all()

    def _settle(self, head: Head) -> None:
        frame = str(head.get("frame"))
        try:
            if self._session is not None and head["type"] == "ack":
                self._session.acknowledge(frame, str(head.get("sha256", "")))
            elif self._session is not None:
                self._session.reject(frame, str(head.get("reason", "")))
        except Exception as error:  # a failing log or folder of the device must not end the scan
            report(error)
        with self._room:
            self._open_frames.discard(frame)
            self._room.notify_all()

    def _orphaned(self) -> None:
        """End with everything that was started; a device may first end its page in order."""
        self._stop(now=True)
        self._calls.put({"type": "bye"})
        time.sleep(GRACE_SECONDS)
        end_tree()


def report(error: Exception) -> None:
    """Write to stderr where an error came from; its text may carry page content, so not that."""
    traceback.print_tb(error.__traceback__, limit=-5)
    sys.stderr.write(f"{type(error).__name__}\n")


def end_tree() -> None:
    """End this process and its group at once."""
    if sys.platform == "win32":
        os._exit(1)  # the job object ends what was started
    os.killpg(0, signal.SIGKILL)


def take_pipes() -> Channel:
    """Keep the real stdin and stdout for the protocol and give libraries harmless ones.

    Vendor libraries print to fd 1; one stray byte would garble the stream of frames.
    """
    source, sink = os.dup(0), os.dup(1)
    binary(source)
    binary(sink)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return Channel(FileIO(source, "rb"), FileIO(sink, "wb"))


def guard() -> None:
    """Leave no core dump (it would hold a page) and do not outlive the station."""
    if sys.platform == "win32":
        import ctypes

        # No error box that nobody can answer: SEM_FAILCRITICALERRORS, NOGPFAULT, NOOPENFILE.
        ctypes.windll.kernel32.SetErrorMode(0x0001 | 0x0002 | 0x8000)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _die_with_station()


def _die_with_station() -> None:
    """Ask the kernel for a signal when the station dies, for drivers that hold the interpreter.

    The end of stdin normally comes first and ends the whole process group in order. A hung
    C call would keep the listening thread from running, so the signal's handler is the C
    function ``alarm``: called with its number (SIGUSR1, 10 on Linux) it ends the process in
    ten seconds whatever Python is doing.
    """
    if sys.platform != "linux":
        return
    import ctypes

    libc = ctypes.CDLL(None)
    libc.signal.argtypes = (ctypes.c_int, ctypes.c_void_p)
    libc.signal.restype = ctypes.c_void_p
    libc.signal(int(signal.SIGUSR1), ctypes.cast(libc.alarm, ctypes.c_void_p))
    parent_death_signal = 1  # PR_SET_PDEATHSIG, sys/prctl.h
    libc.prctl(parent_death_signal, int(signal.SIGUSR1), 0, 0, 0)


def main(module: str) -> None:
    """Run a worker for the driver in ``module``."""
    guard()
    channel = take_pipes()
    try:
        Worker(module, channel).run()
    except OSError:  # the station closed its end
        end_tree()
