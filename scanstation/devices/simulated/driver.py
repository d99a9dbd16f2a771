"""A scanner that feeds given images, and can jam, double-feed, hang, crash and lie on demand.

Address: ``simulated:PATH?key=value&...``; ``PATH`` is a folder, one image, or a ``.list`` file
with one path a line. ``simulated:pattern`` needs no images: it feeds four two-sided sheets with
a test pattern. ``ScanOptions.extra`` takes the same keys and wins over the address.

======================  =====================================================================
``frames``              ``raw``, ``jpeg``, or ``auto`` (JPEG files as they are, others raw)
``sides``               ``2``: images are front, back, front, back, and a one-sided scan skips
                        the backs. Without it every image is a front unless duplex is scanned
``pages``               how many sides lie in the feeder; the images repeat (default: once)
``start_at``            the first side to feed, from 1
``ipm``                 rated images a minute; without it as fast as possible
``turn``                ``reversed`` or ``same``: when all fronts of a one-sided scan have left
                        the feeder, the stack is put back turned over and the backs are fed,
                        the last one first or in their order
``ack_log``             a file: one line ``frame-id sha256`` for every acknowledgement, appended
                        and synced before anything else happens; read when opened
``tray``                a file that remembers what left the feeder, over the end of the worker
``refill``              ``1``: an empty feeder is filled anew when the next scan begins, and its
                        faults happen again; with ``tray``, a stack to practise with every day
``sources, modes``      what the device has, by the words of ``ScanOptions``: ``feeder,duplex``; it
                        refuses others
``resolutions``         dots per inch that it offers, ``200,300``; it refuses others
``rounds``              ``1``: it takes the nearest resolution instead, and says so
``firmware``            its version
``button``              a file that stands for the scan button: pressed while it is there
``count_lie``           added to the number of frames in the end-of-feed message
``jam, double_feed, cover_open, out_of_paper, busy, access_denied, io_error, no_memory``
                        sides (``7`` or ``7,12``) before which the device reports this
``hang, crash``         sides before which the driver hangs for ever or aborts
``truncated, wrong_size, duplicate, double_feed_notice``
                        sides that come cut short, with a lying head, twice (the second time
                        under a new id), or with an anomaly behind them
======================  =====================================================================

Images: PNG, JPEG, TIFF (all its pages), decoded with Pillow to the mode asked for, at their own
resolution; or ``.raw`` files beside a ``.json`` head (``width, height, mode, depth,
bytes_per_line, dpi``), which are read into one reused buffer and sent as they are.

Every fault happens once. The next ``scan()`` feeds the sides that were not acknowledged, as an
operator does who puts the remaining sheets back, with the same frame ids. When all are
acknowledged the feeder is empty; a newly opened session (without ``tray`` or ``ack_log``) has a
full one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from scanstation import errors
from scanstation.devices.driver import (
    Alive,
    Capabilities,
    Delivery,
    DeviceInfo,
    EndOfFeed,
    Frame,
    Notice,
    OptionInfo,
    Session,
    no_sign,
)
from scanstation.devices.feeding import Pace, StopRequest
from scanstation.devices.simulated.images import Images, Picture
from scanstation.devices.simulated.options import PATTERN, SimulatedOptions
from scanstation.devices.simulated.tray import Side, Tray, sides_of, turned_over
from scanstation.errors import DeviceError, OutOfPaper, UnsupportedOption
from scanstation.model import Mode, ScanOptions

REPORTED: dict[str, type[DeviceError]] = {
    "jam": errors.PaperJam,
    "double_feed": errors.DoubleFeed,
    "cover_open": errors.CoverOpen,
    "out_of_paper": errors.OutOfPaper,
    "busy": errors.DeviceBusy,
    "access_denied": errors.DeviceAccessDenied,
    "io_error": errors.DeviceIOError,
    "no_memory": errors.DeviceNoMemory,
}

SCAN_BUTTON = OptionInfo("scan", "Scan button", "no", kind="switch", settable=False)

RESOLUTIONS = (100, 150, 200, 240, 300, 400, 600)


class SimulatedDriver:
    """Offers the test pattern; any images can be opened."""

    def list_devices(self) -> list[DeviceInfo]:
        """Return the device that is always there."""
        return [DeviceInfo(f"simulated:{PATTERN}", "scanstation", "Simulator", "virtual device")]

    def open(self, name: str, alive: Alive = no_sign) -> Session:
        """Open a stack of images; see ``Driver.open``."""
        return SimulatedSession(SimulatedOptions.parse(name))


class SimulatedSession:
    """A feeder with a stack of images in it."""

    def __init__(self, setting: SimulatedOptions) -> None:
        self._address = setting
        self._setting = setting
        self._options = ScanOptions()
        self._images = Images(setting.path)
        self._tray = Tray(setting)
        self._stop = StopRequest()

    def capabilities(self) -> Capabilities:
        """Return what the address says; the pictures' resolution is their own."""
        return Capabilities(
            sources=self._address.sources,
            modes=self._address.modes,
            depths=(1, 8),
            resolutions=self._address.resolutions or RESOLUTIONS,
            page_size=(210.0, 297.0),
            options=(SCAN_BUTTON,) if self._address.button else (),
            rated=self._setting.ipm,
            firmware=self._address.firmware,
        )

    def sensors(self) -> Mapping[str, str]:
        """Return whether the scan button is pressed, if there is one."""
        button = self._address.button
        return {SCAN_BUTTON.name: "yes" if Path(button).exists() else "no"} if button else {}

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Take mode, source and extra options; see ``Session.configure``."""
        self._require_offered(options)
        depth = 1 if options.mode is Mode.LINEART else 8
        resolution = self._resolution(options.resolution)
        self._setting = self._address.with_extra(options.extra)
        self._tray.use(self._setting)
        self._options = replace(options, depth=depth, resolution=resolution)
        return self._options

    def _require_offered(self, options: ScanOptions) -> None:
        offered: dict[str, tuple[object, ...]] = {
            "source": self._address.sources,
            "mode": self._address.modes,
            "depth": (1, 8),
        }
        for name, values in offered.items():
            if getattr(options, name) not in values:
                raise UnsupportedOption(option=name, value=getattr(options, name))

    def _resolution(self, asked: int) -> int:
        """Return what is taken; without a list the pictures' own counts, whatever is asked."""
        offered = self._address.resolutions
        if not offered or asked in offered:
            return asked
        if not self._address.rounds:
            raise UnsupportedOption(option="resolution", value=asked)
        return min(offered, key=lambda one: abs(one - asked))

    def scan(self) -> Iterator[Delivery]:
        """Feed what was not acknowledged; see ``Session.scan``."""
        self._stop.reset()
        sides = self._tray.remaining(self._stack())
        if not sides and self._setting.refill:
            self._tray.refill()
            sides = self._tray.remaining(self._stack())
        if not sides:
            raise OutOfPaper(sheet=0)
        pace = Pace(self._setting.ipm, self._stop)
        counted: list[Frame] = []
        sheets: list[int] = []
        for side in sides:
            if self._stop.before_sheet(new=side.sheet not in sheets):
                break
            self._fault_before(side)
            pace.wait()
            if side.sheet not in sheets:
                sheets.append(side.sheet)
            for frame in self._frames(side, len(counted) + 1, len(sheets)):
                counted.append(replace(frame, data=memoryview(b"")))
                yield frame
            if self._tray.fires("double_feed_notice", side.page):
                yield Notice("double_feed", len(sheets))
            if self._options.source == "flatbed":
                break
        frames = len(counted) + self._setting.count_lie
        resent = sum(frame.resent for frame in counted)
        yield EndOfFeed(frames, len(sheets), resent, self._stop.requested)

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        """Write the acknowledgement down; the side has left the feeder."""
        self._tray.acknowledge(frame_id, sha256)
        return True

    def reject(self, frame_id: str, reason: str) -> bool:
        """Take the side out of the feeder."""
        self._tray.take_out(frame_id)
        return True

    def stop(self, now: bool = False) -> None:
        """End the scan; see ``Session.stop``."""
        self._stop.request(now)

    def close(self) -> None:
        """Nothing to give back."""

    def _stack(self) -> list[Side]:
        pages = self._setting.pages or len(self._images)
        sides = sides_of(pages, self._setting, self._options.source)
        one_sided = self._setting.turn and self._options.source != "duplex"
        if one_sided and not self._tray.remaining(sides):
            return turned_over(pages, self._setting)
        return sides

    def _fault_before(self, side: Side) -> None:
        for fault, error in REPORTED.items():
            if self._tray.fires(fault, side.page):
                raise error(sheet=side.sheet - 1)
        if self._tray.fires("crash", side.page):
            os.abort()
        if self._tray.fires("hang", side.page):
            while True:
                time.sleep(3600)

    def _frames(self, side: Side, number: int, sheet: int) -> Iterator[Frame]:
        picture = self._images.load(side.page - 1, self._options, self._setting.frames)
        frame = picture.frame(
            id=self._tray.frame_id(side.page),
            number=number,
            sheet=sheet,
            side=side.side,
            resent=self._tray.sent_before(side.page),
        )
        yield self._falsified(frame, side)
        if self._tray.fires("duplicate", side.page):
            again = self._tray.frame_id(side.page, again=True)
            yield replace(frame, id=again, number=number + 1, resent=False)

    def _falsified(self, frame: Frame, side: Side) -> Frame:
        changes: dict[str, Callable[[], Frame]] = {
            "truncated": lambda: replace(frame, data=frame.data[: len(frame.data) // 2]),
            "wrong_size": lambda: replace(frame, width=frame.width * 2),
        }
        for fault, change in changes.items():
            if self._tray.fires(fault, side.page):
                return change()
        return frame


def driver() -> SimulatedDriver:
    """Return the driver; the worker calls this."""
    return SimulatedDriver()


__all__ = ["Picture", "SimulatedDriver", "SimulatedSession", "driver"]
