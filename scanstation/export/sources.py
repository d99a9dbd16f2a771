"""Where bytes and words come from while a package is written.

Nothing is loaded before its turn, so a document of thousands of pages needs the
memory of one page. All sources here can be pickled and thus reach a child process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from scanstation.model import Word

CHUNK = 1 << 20


class ByteSource(Protocol):
    """Bytes that can be opened, as often as needed."""

    def open(self) -> BinaryIO:
        """Return a fresh stream at its start; OSError if the bytes cannot be had."""
        ...


class WordSource(Protocol):
    """The recognised words of one page, in reading order."""

    def words(self) -> Sequence[Word]:
        """Return the words, boxes in pixels of the page as stored."""
        ...


@dataclass(frozen=True, slots=True)
class FileSource:
    """Bytes of a file, for instance of a blob."""

    path: Path

    def open(self) -> BinaryIO:
        """Open the file for reading."""
        return self.path.open("rb")


@dataclass(frozen=True, slots=True)
class BytesSource:
    """Bytes at hand."""

    data: bytes = field(repr=False)

    def open(self) -> BinaryIO:
        """Return the bytes as a stream."""
        return BytesIO(self.data)


@dataclass(frozen=True, slots=True)
class GivenWords:
    """Words at hand; empty for a page without text."""

    given: tuple[Word, ...] = ()

    def words(self) -> Sequence[Word]:
        """Return the words as given."""
        return self.given


NO_WORDS = GivenWords()


def read_all(source: ByteSource) -> bytes:
    """Return all bytes of a source."""
    with source.open() as stream:
        return stream.read()


def chunks(source: ByteSource) -> Iterator[bytes]:
    """Yield the bytes of a source in pieces of at most 1 MiB."""
    with source.open() as stream:
        while piece := stream.read(CHUNK):
            yield piece
