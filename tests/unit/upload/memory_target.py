"""A target in memory that goes wrong by a script: before it acts, after it acted, or quietly."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from scanstation.errors import OutcomeUnknown, StoredDiffers, TargetUnreachable
from scanstation.upload.uploader import Outgoing, Remote, Sent, Stored, TargetInfo

PART = 4


class Mishap(Enum):
    """What happens to one request."""

    NONE = "none"
    BEFORE = "before"
    AFTER = "after"
    SPOIL = "spoil"
    TWICE = "twice"


@dataclass
class Copy:
    content: bytearray
    package: str
    token: int = 0
    foreign: bool = False


@dataclass
class MemoryTarget:
    """Keeps copies by id; ``script`` says what happens to request after request."""

    script: Sequence[Mishap] = ()
    copies: dict[str, Copy] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    differing: tuple[str, ...] = ()
    hides: int = 0
    """So many finds see nothing: a lagging index."""
    target: str = "speicher"

    def test(self) -> TargetInfo:
        return TargetInfo("memory", "here", resumable=True)

    def find(self, outgoing: Outgoing, known_id: str = "") -> tuple[Remote, ...]:
        self._request("find", lambda mishap: None)
        if self.hides:
            self.hides -= 1
            return ()
        ids = [key for key, copy in self.copies.items() if copy.package == outgoing.package]
        ids.sort(key=lambda key: (key != known_id, int(key)))
        return tuple(self._remote(key) for key in ids)

    def send(self, outgoing: Outgoing, partial: Remote | None, sent: Sent) -> Remote:
        content = outgoing.path.read_bytes()
        if partial is None:
            remote = self._create(outgoing, content[:PART])
        elif partial.resumable and 0 < partial.size < outgoing.size:
            remote = partial
        else:
            remote = self._put(partial, content[:PART], replacing=True)
        while remote.size < outgoing.size:
            sent(remote)
            remote = self._put(remote, content[remote.size : remote.size + PART])
        return remote

    def read_back(self, outgoing: Outgoing, remote: Remote) -> Stored:
        self._request("read", lambda mishap: None)
        if remote.id not in self.copies:
            raise StoredDiffers(reason="gone")
        content = bytes(self.copies[remote.id].content)
        digest = hashlib.sha256(content).hexdigest()
        return Stored(digest, len(content), "download", self.differing)

    def discard(self, remote: Remote) -> None:
        self._request("discard", lambda mishap: self.copies.pop(remote.id, None))

    def contents(self, package: str) -> list[bytes]:
        return [bytes(copy.content) for copy in self.copies.values() if copy.package == package]

    def _create(self, outgoing: Outgoing, part: bytes) -> Remote:
        if any(copy.package == outgoing.package for copy in self.copies.values()):
            self._request("create", lambda mishap: None)
            raise OutcomeUnknown(reason="the name is taken")

        def create(mishap: Mishap) -> None:
            for _ in range(2 if mishap is Mishap.TWICE else 1):
                key = str(len(self.copies) + 1)
                self.copies[key] = Copy(_kept(part, mishap), outgoing.package)

        self._request("create", create)
        ours = [key for key, copy in self.copies.items() if copy.package == outgoing.package]
        return self._remote(ours[0])

    def _put(self, remote: Remote, part: bytes, replacing: bool = False) -> Remote:
        copy = self.copies[remote.id]
        if str(copy.token) != remote.token:
            self._request("stale", lambda mishap: None)
            raise OutcomeUnknown(reason="updateConflict")

        def put(mishap: Mishap) -> None:
            copy.content[:] = (b"" if replacing else bytes(copy.content)) + _kept(part, mishap)
            copy.token += 1

        self._request("append", put)
        return self._remote(remote.id)

    def _remote(self, key: str) -> Remote:
        copy = self.copies[key]
        token = str(copy.token)
        return Remote(key, len(copy.content), "", token, resumable=True, foreign=copy.foreign)

    def _request(self, name: str, effect: Callable[[Mishap], object]) -> None:
        number = len(self.requests)
        self.requests.append(name)
        mishap = self.script[number] if number < len(self.script) else Mishap.NONE
        if mishap is Mishap.BEFORE:
            raise TargetUnreachable(target=self.target, reason="before")
        effect(mishap)
        if mishap is Mishap.AFTER:
            raise OutcomeUnknown(target=self.target, reason="after")


def _kept(part: bytes | bytearray, mishap: Mishap) -> bytearray:
    kept = bytearray(part)
    if mishap is Mishap.SPOIL and kept:
        kept[0] ^= 0xFF
    return kept


def letter(folder: Path, content: bytes = b"%PDF-1.7 Bescheid", package: str = "p1") -> Outgoing:
    path = folder / f"{package}.pdf"
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return Outgoing(package, f"d-{package}", path, digest, len(content), "Bescheid")


def spoiled(target: MemoryTarget, key: str) -> None:
    """Change a byte of a copy behind the uploader's back."""
    target.copies[key] = replace(
        target.copies[key], content=_kept(target.copies[key].content, Mishap.SPOIL)
    )
