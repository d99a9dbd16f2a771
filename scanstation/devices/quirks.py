"""Quirks: what single devices need, as small wrappers that can be switched.

A quirk wraps a session. It is on for the devices whose address matches ``needed_by``, and
everywhere or nowhere if the environment (``SCANSTATION_QUIRK_<NAME>=1`` or ``0``) or the
profile's switches say so; the switches win over the environment. The worker puts them around
its session; around a program that knows nothing of them the station does (``HandedOn``).
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from scanstation.devices.driver import (
    RAW,
    Capabilities,
    Delivery,
    EndOfFeed,
    Frame,
    Notice,
    Sensing,
    Session,
)
from scanstation.devices.frames import bits_per_pixel, check_frame, line_bytes
from scanstation.errors import OutOfPaper
from scanstation.model import ScanOptions


class Wrapper:
    """Hands every call on; a quirk overrides the one it is about."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def capabilities(self) -> Capabilities:
        """Hand on."""
        return self._session.capabilities()

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Hand on."""
        return self._session.configure(options)

    def sensors(self) -> Mapping[str, str]:
        """Hand on; nothing where the device has none."""
        return self._session.sensors() if isinstance(self._session, Sensing) else {}

    def scan(self) -> Iterator[Delivery]:
        """Hand on."""
        yield from self._session.scan()

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        """Hand on."""
        return self._session.acknowledge(frame_id, sha256)

    def reject(self, frame_id: str, reason: str) -> bool:
        """Hand on."""
        return self._session.reject(frame_id, reason)

    def stop(self, now: bool = False) -> None:
        """Hand on."""
        self._session.stop(now)

    def close(self) -> None:
        """Hand on."""
        self._session.close()


class HandedOn:
    """Stands for the session of a program inside its quirks, in the station.

    The client hands on capabilities, options and deliveries; everything else it does itself.
    """

    def __init__(
        self,
        capabilities: Callable[[], Capabilities],
        configure: Callable[[ScanOptions], ScanOptions],
    ) -> None:
        self._capabilities = capabilities
        self._configure = configure
        self._feed: Iterator[Delivery] = iter(())

    def feed(self, deliveries: Iterator[Delivery]) -> None:
        """Take what the next ``scan`` hands on."""
        self._feed = deliveries

    def capabilities(self) -> Capabilities:
        """Hand on."""
        return self._capabilities()

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Hand on."""
        return self._configure(options)

    def scan(self) -> Iterator[Delivery]:
        """Hand on."""
        yield from self._feed

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        """Left to the client."""
        return True

    def reject(self, frame_id: str, reason: str) -> bool:
        """Left to the client."""
        return True

    def stop(self, now: bool = False) -> None:
        """Left to the client."""

    def close(self) -> None:
        """Left to the client."""


class DuplicateFrames(Wrapper):
    """Flags a frame whose bytes equal those of the frame before.

    TWAIN sources deliver a page several times: NAPS2 issues 577 (Kyocera) and 502 (up to
    128 copies of page 1). Nothing is dropped: two empty sides may be equal, a person decides.
    """

    def scan(self) -> Iterator[Delivery]:
        """Add a notice behind the second of two equal frames."""
        before = (-1, 0)
        for delivery in self._session.scan():
            if not isinstance(delivery, Frame):
                yield delivery
                continue
            # Looked at before it is handed on: its buffer is the caller's from then on.
            fingerprint = (len(delivery.data), zlib.adler32(delivery.data))
            yield delivery
            if fingerprint == before:
                yield Notice("duplicate_frame", delivery.sheet, delivery.id)
            before = fingerprint


class MissingSides(Wrapper):
    """Flags a sheet of a duplex scan that came with one side only.

    NAPS2 issue 196 (fi-7460 by TWAIN): only one side arrives, nothing says so.
    """

    _duplex = False

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Remember whether two sides are due."""
        taken = self._session.configure(options)
        self._duplex = taken.source == "duplex"
        return taken

    def scan(self) -> Iterator[Delivery]:
        """Add a notice when the next sheet or the end comes before the second side."""
        sheet, sides = 0, set[str]()
        for delivery in self._session.scan():
            ended = isinstance(delivery, EndOfFeed)
            turned = isinstance(delivery, Frame) and delivery.sheet != sheet
            if self._duplex and len(sides) == 1 and (ended or turned):
                yield Notice("missing_side", sheet, detail=min(sides))
            if isinstance(delivery, Frame):
                sides = {delivery.side} if turned else sides | {delivery.side}
                sheet = delivery.sheet
            yield delivery


class EmptyFeedIsAnError(Wrapper):
    """Says out of paper where a driver calls a feed without any page a success.

    Old versions of libsane's fujitsu backend yield empty batches: vxsuite issues 685, 1741.
    """

    def scan(self) -> Iterator[Delivery]:
        """Turn an end without frames into ``OutOfPaper``."""
        for delivery in self._session.scan():
            if isinstance(delivery, EndOfFeed) and not delivery.frames and not delivery.stopped:
                raise OutOfPaper(sheet=0)
            yield delivery


MULTIFEED: tuple[tuple[str, str], ...] = (
    ("df-action", "Stop"),  # fujitsu, epjitsu: with "Default" some models go on
    ("df-thickness", "yes"),  # canon_dr: stops once it detects
    ("double-feed", "yes"),  # kvs20xx, kvs1025 (fujitsu's option of this name is a sensor)
    ("dfeed", "yes"),  # kvs40xx: detects
    ("dfstop", "yes"),  # kvs40xx: and stops
    ("double-feed-detection", "Normal"),  # epkowa, utsushi
)
"""Options of SANE backends that make a feeder stop when it pulls two sheets, and their values."""


class StopOnDoubleFeed(Wrapper):
    """Asks the device to stop when two sheets are pulled at once; its default is to go on.

    The option ``df-action=Stop`` works on the fi-8170: vxsuite issue 7263.
    """

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Add what the device has of it and the profile does not speak of.

        A profile that sets any of these options has decided; then nothing is added.
        """
        offered = {
            option.name: option
            for option in self._session.capabilities().options
            if option.active and option.settable
        }
        names = {name for name, _ in MULTIFEED}
        wanted = {} if names & set(options.extra) else dict(MULTIFEED)
        extra = {
            name: value
            for name, value in wanted.items()
            if name in offered and value in (offered[name].choices or ("yes",))
        }
        return self._session.configure(replace(options, extra={**options.extra, **extra}))


class TurnedBacks(Wrapper):
    """Turns the backs of a duplex scan by 180 degrees, as far as they are raw pixels.

    Feeders that pull a sheet twice see its back from the bottom up, and say so nowhere:
    sane-airscan issue 354 (Epson WF-3520, XP-7100) and pull request 397 (ET-3950). A coded back
    stays as the device coded it: its pixels cannot be turned without loss, and the station turns
    what is upside down when it shows and exports a page.
    """

    def scan(self) -> Iterator[Delivery]:
        """Turn the backs."""
        for delivery in self._session.scan():
            backs = isinstance(delivery, Frame) and delivery.side == "back"
            yield turned(delivery) if backs and isinstance(delivery, Frame) else delivery


def turned(frame: Frame) -> Frame:
    """Return a raw frame turned by 180 degrees, without padding; any other one as it is.

    Raises:
        BadFrame: it is not what its head says.
    """
    if frame.media_type != RAW or frame.mode is None:
        return frame
    check_frame(frame)
    needed = line_bytes(frame.width, frame.mode, frame.depth)
    starts = range(0, len(frame.data), frame.bytes_per_line)
    backwards = b"".join(frame.data[start : start + needed] for start in starts)[::-1]
    bits = bits_per_pixel(frame.mode, frame.depth)
    if bits == 1:
        whole = _mirrored(backwards, needed, 8 * needed - frame.width)
    else:
        whole = bytearray(len(backwards))
        size = bits // 8
        for byte in range(size):  # within a pixel the order stays
            whole[byte::size] = backwards[size - 1 - byte :: size]
    return replace(frame, data=memoryview(whole), bytes_per_line=needed)


MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def _mirrored(backwards: bytes, line: int, unused: int) -> bytearray:
    """Return lines of bits whose bytes are in order and whose bits are not; drop unused ones."""
    whole = bytearray(backwards.translate(MIRRORED))
    if not unused:
        return whole
    mask = (1 << 8 * line) - 1
    for start in range(0, len(whole), line):
        bits = int.from_bytes(whole[start : start + line], "big") << unused & mask
        whole[start : start + line] = bits.to_bytes(line, "big")
    return whole


@dataclass(frozen=True, slots=True)
class Quirk:
    """A row of the table; ``needed_by`` are patterns of device addresses (``*`` is any text)."""

    name: str
    needed_by: tuple[str, ...]
    wrap: Callable[[Session], Session]

    @property
    def variable(self) -> str:
        """The environment variable that switches it."""
        return "SCANSTATION_QUIRK_" + self.name.upper().replace("-", "_")

    def active(self, address: str, switches: Mapping[str, bool]) -> bool:
        """Say whether it is on for a device."""
        if self.name in switches:
            return switches[self.name]
        if self.variable in os.environ:
            return os.environ[self.variable] == "1"
        return any(fnmatchcase(address, pattern) for pattern in self.needed_by)


FEEDERS = tuple(
    f"sane:{net}{backend}:*"
    for backend in ("fujitsu", "epjitsu", "canon_dr", "epkowa", "kvs20xx", "kvs1025", "kvs40xx")
    for net in ("", "net:*:")
)
"""Backends of production feeders, on this computer and behind saned."""

TWICE_PULLED = tuple(
    f"sane:{net}airscan:*{model}*"
    for model in ("EPSON WF-3520", "EPSON XP-7100", "EPSON ET-3950")
    for net in ("", "net:*:")
)
"""Devices that see the back of a sheet from the bottom up."""

QUIRKS = (
    Quirk("turned-backs", TWICE_PULLED, TurnedBacks),
    Quirk("stop-on-double-feed", FEEDERS, StopOnDoubleFeed),
    Quirk("empty-feed-is-an-error", ("sane:*",), EmptyFeedIsAnError),
    Quirk("missing-sides", ("sane:*", "twain*:*", "escl:*", "simulated:*"), MissingSides),
    Quirk("duplicate-frames", ("twain*:*", "escl:*"), DuplicateFrames),
)


def wrap(session: Session, address: str, switches: Mapping[str, bool]) -> Session:
    """Return the session in all the quirks that are on for it; the first lies innermost."""
    for quirk in QUIRKS:
        if quirk.active(address, switches):
            session = quirk.wrap(session)
    return session
