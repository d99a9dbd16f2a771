"""What every target can do: the protocol behind which CMIS, folders and others stand.

An uploader is told nothing about journals, retries or tenants. It finds, sends and reads back;
:mod:`scanstation.upload.outbox` decides what happens when. Sending is not idempotent at most
targets, so nothing is ever sent again before :meth:`Uploader.find` was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

PropertyValue = str | tuple[str, ...] | datetime
"""Text, several texts, or a point in time (with time zone)."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A file beside the document (index, transfer note, manifest), for targets that take files.

    Attributes:
        name: file name inside the package, such as ``manifest.json``.
        sha256: hex digest of the bytes.
    """

    name: str
    path: Path
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One package on its way.

    Attributes:
        package: UUID of the package; what a target is asked for before anything is repeated.
        document: UUID of the document.
        path: the document's file (PDF/A).
        sha256: hex digest of that file.
        size: bytes of that file.
        title: what people call the document; becomes part of its name at the target.
        properties: property id at the target -> value.
        filing: values a folder template may name, such as ``case_number``.
        sidecars: files beside it, written in this order; the manifest is the last one.
    """

    package: str
    document: str
    path: Path
    sha256: str
    size: int
    title: str
    media_type: str = "application/pdf"
    properties: Mapping[str, PropertyValue] = field(default_factory=dict)
    filing: Mapping[str, str] = field(default_factory=dict)
    sidecars: tuple[Sidecar, ...] = ()


@dataclass(frozen=True, slots=True)
class Remote:
    """What a target holds for a package.

    Attributes:
        id: the target's own id of the document.
        size: bytes it holds, -1 if it does not say.
        sha256: the target's own hash (hex), empty if it does not say.
        token: what the target wants to see before it changes the object (CMIS change token).
        resumable: a shorter content can be continued at ``size``.
        foreign: somebody else changed the object since it was created; it is never overwritten.
        address: where a person can look at it, empty if unknown.
    """

    id: str
    size: int
    sha256: str = ""
    token: str = ""
    resumable: bool = False
    foreign: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was read back: the proof of storage.

    Attributes:
        sha256: hex digest of the stored bytes.
        size: their number.
        proof: ``target-hash`` if the target computed it, ``download`` if we did.
        differing: property ids (or sidecar names) that came back with other values.
        training: the target says of itself that it is there for practice; such a receipt frees
            nothing, however the target was declared.
    """

    sha256: str
    size: int
    proof: Literal["target-hash", "download"]
    differing: tuple[str, ...] = ()
    training: bool = False

    def proves(self, outgoing: Outgoing) -> bool:
        """Whether the target holds exactly the bytes that were sent."""
        return self.sha256 == outgoing.sha256 and self.size == outgoing.size


@dataclass(frozen=True, slots=True)
class TargetInfo:
    """What a connection test found out.

    Attributes:
        product: name and version of the server, or the kind of share.
        location: where documents go, for people.
        resumable: an interrupted transfer is continued instead of begun again.
        own_hash: whether the target is known to hash by itself; None if that shows later.
        missing: property ids the target's document type does not know.
    """

    product: str
    location: str
    resumable: bool
    own_hash: bool | None = None
    missing: tuple[str, ...] = ()


Sent = Callable[[Remote], None]
"""Hears of every part that the target confirmed; it returns after that is durable."""


class Uploader(Protocol):
    """A target that takes documents.

    Every method raises leaves of :class:`scanstation.errors.UploadError`; ``permanent`` says
    whether a retry can help and ``details["retry_after"]`` how many seconds the target asked for.
    """

    @property
    def target(self) -> str:
        """The target's name, for sentences."""

    def test(self) -> TargetInfo:
        """Reach the target, log in and look whether documents can go there; change nothing."""

    def find(self, outgoing: Outgoing, known_id: str = "") -> tuple[Remote, ...]:
        """Return every copy of the package that the target holds, the one to keep first.

        ``known_id`` is the id the target gave earlier, if it did. It finds the document even if
        somebody moved it.
        """

    def send(self, outgoing: Outgoing, partial: Remote | None, sent: Sent) -> Remote:
        """Bring the package to the target and return what it confirmed.

        Without ``partial`` the document is created. With a shorter ``partial`` that is resumable
        it is continued at ``partial.size``. Any other ``partial`` gets its content replaced.

        Raises:
            OutcomeUnknown: the target may or may not have stored it; ask :meth:`find`.
            TargetRefused: it will not take this document.
        """

    def read_back(self, outgoing: Outgoing, remote: Remote) -> Stored:
        """Return hash and length of what is stored, never from a cache of our own.

        The target's own hash counts only if it equals the package's; otherwise the stored bytes
        are downloaded and hashed.
        """

    def discard(self, remote: Remote) -> None:
        """Remove a surplus copy that this transfer made; never one that somebody else touched.

        Raises:
            StoredTwice: the target keeps it.
        """


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case file (Akte) that a target knows; ``values`` are its texts by property name.

    The name is that of the property without its prefix: ``sst:person`` is ``person``.
    """

    id: str
    number: str
    title: str
    values: Mapping[str, str] = field(default_factory=dict)


@runtime_checkable
class CaseFileSource(Protocol):
    """Optional ability of an uploader: look case files up (index look-ups)."""

    def case_files(self, text: str, limit: int = 50, exact: bool = False) -> tuple[CaseFile, ...]:
        """Return case files whose number contains (``exact``: equals) ``text``."""


def asked_wait(error: BaseException) -> float | None:
    """Return the seconds the target asked to wait (Retry-After), None if it did not."""
    seconds = getattr(error, "details", {}).get("retry_after")
    return float(seconds) if isinstance(seconds, int | float) else None
