"""The outbox: brings packages to a target, each exactly once, and believes nothing unverified.

    prepared --> sending(offset) --> stored(id) --> verified
                   ^    ^   |          |   |
                   |    |   v          |   | read back differs: repaired while nobody
                   |    +---+ next part|   | else touched it, at most REPAIRS times
                   |    +--------------+   |
                   |    v                  v
                   +-- failed (permanent or not, with its reason)
              find(package) decides

Every arrow is written by ``record`` *before* the outside hears of it and after it answered;
``record`` returns when the record is durable. So after a crash the last record says what may
have happened outside:

* ``prepared``: nothing was ever sent; the package is created without asking.
* anything else: :meth:`Uploader.find` is asked first. Found and complete: adopted. Found but
  shorter: continued. Found and different: repaired. Not found: sent again, unless the target had
  already confirmed it; then it vanished over there, which only a person can explain.

Before ``verified`` the target is asked once more how many copies it holds: a proxy that repeats
a request makes a second one without anybody being told. Surplus copies are discarded.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import assert_never

from scanstation.errors import PackageChanged, ScanstationError, StoredDiffers, StoredTwice
from scanstation.model import UploadState
from scanstation.upload.uploader import Outgoing, Remote, Stored, Uploader

REPAIRS = 3
"""How often content that read back wrong is sent anew before a person must look at it."""

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class UploadRecord:
    """A state of the outbox, as the journal keeps it.

    Attributes:
        offset: bytes the target has confirmed.
        remote_id: the target's id of the document, once it told one.
        stored: what was read back; only for ``verified``.
        failure: why it failed; only for ``failed``. Its ``permanent`` says whether a retry helps.
    """

    package: str
    document: str
    state: UploadState = UploadState.PREPARED
    offset: int = 0
    remote_id: str = ""
    stored: Stored | None = None
    failure: ScanstationError | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing is left to do without a person."""
        permanent = self.failure is not None and self.failure.permanent
        return self.state is UploadState.VERIFIED or permanent

    def again(self) -> UploadRecord:
        """Return the record with which a person lets a permanent failure be tried again."""
        return replace(self, failure=None)


Record = Callable[[UploadRecord], None]
"""Writes a record; returns after it is durable."""


class Move(Enum):
    """What to do about what the target holds."""

    SEND = "send"
    RESUME = "resume"
    REPLACE = "replace"
    ADOPT = "adopt"


def decide(remote: Remote | None, outgoing: Outgoing, confirmed: bool) -> Move:
    """Say what to do about what ``find`` found; a pure function.

    Args:
        remote: what the target holds for this package.
        outgoing: what it should hold.
        confirmed: the target had confirmed the whole document earlier.

    Raises:
        StoredDiffers: a person must look: it vanished, or somebody else changed it.
    """
    if remote is None:
        if confirmed:
            raise StoredDiffers(reason="the confirmed document is no longer there")
        return Move.SEND
    if _complete(remote, outgoing):
        return Move.ADOPT
    if remote.foreign:
        raise StoredDiffers(reason="somebody else changed it after it was sent")
    if remote.resumable and 0 < remote.size < outgoing.size:
        return Move.RESUME
    return Move.REPLACE


def _complete(remote: Remote, outgoing: Outgoing) -> bool:
    """Whether nothing speaks against the remote; whether it is true, only reading back says."""
    size_fits = remote.size in (outgoing.size, -1)
    return size_fits and remote.sha256 in (outgoing.sha256, "")


def utc_now() -> datetime:
    """Return the present time with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Pace:
    """Time and chance, given from outside so that tests need not wait.

    Attributes:
        sleep: waits for seconds.
        now: the present time, with its zone.
        random: a number from 0 up to, not including, 1 (jitter).
        keep_going: asked between documents and while waiting; False ends the run.
        find_again: seconds to wait before each further ``find`` while it finds nothing. Targets
            that find by path or by their own name answer at once; a search index may lag.
    """

    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = utc_now
    random: Callable[[], float] = random.random
    keep_going: Callable[[], bool] = lambda: True
    find_again: tuple[float, ...] = ()


def advance(
    last: UploadRecord, outgoing: Outgoing, uploader: Uploader, record: Record, pace: Pace
) -> UploadRecord:
    """Carry one document as far as it goes now and return its last record.

    That is ``verified`` or ``failed``; every record has been written, the returned one included.
    Only what ``record`` raises gets out, and errors that are no :class:`ScanstationError`.
    """
    if last.ended:
        return last
    carrier = _Carrier(last, outgoing, uploader, record, pace)
    try:
        return carrier.carry()
    except ScanstationError as error:
        error.details.setdefault("target", uploader.target)
        return carrier.write(UploadState.FAILED, failure=error)


class _Carrier:
    """One attempt at one document; holds the last record written."""

    def __init__(
        self,
        last: UploadRecord,
        outgoing: Outgoing,
        uploader: Uploader,
        record: Record,
        pace: Pace,
    ) -> None:
        self.last = last
        self.outgoing = outgoing
        self.uploader = uploader
        self.record = record
        self.pace = pace

    def write(
        self,
        state: UploadState,
        remote: Remote | None = None,
        stored: Stored | None = None,
        failure: ScanstationError | None = None,
    ) -> UploadRecord:
        """Write the next record; what the target confirmed earlier is carried along."""
        written = replace(self.last, state=state, stored=stored, failure=failure)
        if remote is not None:
            written = replace(written, remote_id=remote.id, offset=max(remote.size, 0))
        elif state is UploadState.SENDING:
            written = replace(written, remote_id="", offset=0)
        self.record(written)
        self.last = written
        return written

    def carry(self) -> UploadRecord:
        """Send, or find and complete, then read back."""
        check_unchanged(self.outgoing)
        remote = None if self._never_sent() else self._single(self._find())
        for _ in range(1 + REPAIRS):
            sent = self._bring(remote)
            stored = self.uploader.read_back(self.outgoing, sent)
            remote = self._single(self.uploader.find(self.outgoing, sent.id))
            if stored.proves(self.outgoing):
                return self._verified(sent, stored)
            remote = _with_hash(remote, stored)
        raise StoredDiffers(reason=f"{stored.size} bytes, SHA-256 {stored.sha256[:12]}…")

    def _verified(self, remote: Remote, stored: Stored) -> UploadRecord:
        if stored.differing:
            # The bytes are right, the index is not: filed where nobody finds it, or in the wrong
            # file. Sending again would not change that.
            named = ", ".join(stored.differing)
            raise StoredDiffers(reason=f"these values came back otherwise: {named}")
        return self.write(UploadState.VERIFIED, remote, stored)

    def _never_sent(self) -> bool:
        return self.last.state is UploadState.PREPARED

    def _confirmed(self) -> bool:
        return bool(self.last.remote_id) and self.last.offset >= self.outgoing.size

    def _find(self) -> tuple[Remote, ...]:
        copies = self.uploader.find(self.outgoing, self.last.remote_id)
        for seconds in self.pace.find_again:
            if copies:
                break
            self.pace.sleep(seconds)
            copies = self.uploader.find(self.outgoing, self.last.remote_id)
        return copies

    def _single(self, copies: tuple[Remote, ...]) -> Remote | None:
        """Discard all copies but the first, which a server or a proxy made on its own."""
        for surplus in copies[1:]:
            if surplus.foreign:
                raise StoredTwice(reason="somebody else changed one of them")
            self.uploader.discard(surplus)
        return copies[0] if copies else None

    def _bring(self, remote: Remote | None) -> Remote:
        move = decide(remote, self.outgoing, self._confirmed())
        if move is Move.ADOPT and remote is not None:
            self.write(UploadState.STORED, remote)
            return remote
        self.write(UploadState.SENDING, remote)
        sent = self.uploader.send(self.outgoing, self._partial(move, remote), self._part_sent)
        self.write(UploadState.STORED, sent)
        return sent

    def _partial(self, move: Move, remote: Remote | None) -> Remote | None:
        match move:
            case Move.SEND:
                return None
            case Move.RESUME | Move.ADOPT:
                return remote
            case Move.REPLACE:
                return None if remote is None else replace(remote, resumable=False)
            case _:
                assert_never(move)

    def _part_sent(self, remote: Remote) -> None:
        self.write(UploadState.SENDING, remote)


def _with_hash(remote: Remote | None, stored: Stored) -> Remote | None:
    """Believe the hash just read back more than any the target claims; it is not adopted again."""
    if remote is None:
        raise StoredDiffers(reason="the confirmed document is no longer there")
    return replace(remote, sha256=stored.sha256)


def check_unchanged(outgoing: Outgoing) -> None:
    """Make sure that the files about to be sent are still those that were exported.

    Raises:
        PackageChanged: a file is missing or holds other bytes.
    """
    files = [(outgoing.path, outgoing.sha256)]
    files += [(sidecar.path, sidecar.sha256) for sidecar in outgoing.sidecars]
    for path, expected in files:
        try:
            with path.open("rb") as file:
                found = _digest(file.read)
        except OSError as error:
            raise PackageChanged(object=path.name, reason=str(error.strerror)) from error
        if found != expected:
            raise PackageChanged(object=path.name, reason="SHA-256")


def _digest(read: Callable[[int], bytes]) -> str:
    digest = hashlib.sha256()
    while block := read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
