"""The append-only list of what happened to a batch: its row and its protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from scanstation.events import Event

Payload = dict[str, Any]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Row:
    """One event as it stands in the journal; never changed once it is there.

    Attributes:
        number: from 1, without gaps.
        time: UTC, ISO 8601 with microseconds and ``Z``.
        operator, station: who and where, by name or pseudonym.
        type, version: which event; ``scanstation.events.decode`` reads the payload.
        payload_hash: SHA-256 (hex) of salt and canonical JSON of the payload.
        previous, hash: the chain (see ``scanstation.store.chain``).
        payload: None where a ``purged`` event erased it.
    """

    number: int
    time: str
    operator: str
    station: str
    type: str
    version: int
    payload_hash: str
    previous: str
    hash: str
    payload: Payload | None


Subscriber = Callable[[Sequence[Row]], None]


class Journal(Protocol):
    """Rows are appended and read, never changed.

    What ``append`` returned is durable: neither a killed process nor a power cut takes it
    away, and no row of a call is there without the others. After ``close`` everything else
    raises ``BatchClosed``: a thread that comes too late must not take it for a broken journal.
    """

    def append(
        self, after_number: int, events: Sequence[Event], *, operator: str, station: str
    ) -> list[Row]:
        """Append all events or none, after the row the caller knows as the last.

        A ``purged`` event erases the payloads of the rows it names in the same
        transaction; rows, their hashes and the chain stay.

        Raises:
            JournalConflict: the journal does not end at ``after_number``.
            ValueError: a ``purged`` event names rows that it may not erase.
            StoreFull, StoreNotWritable: nothing was appended.
        """

    def read(self, after: int = 0) -> Iterator[Row]:
        """Yield the rows after the given number in order, each checked against the chain.

        Raises:
            JournalBroken: a row is changed, missing or has lost its payload unlawfully.
        """

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Have ``callback`` called with the rows of each append made through this object.

        It is called in the order of the rows, after they are durable, in the appending
        thread; it must be quick and must not append. Returns a function that ends it.
        """

    def head(self) -> tuple[int, str]:
        """Return number and hash of the last row; (0, origin hash) of an empty journal."""

    def close(self) -> None:
        """Give back files and locks; closing twice is allowed."""


def utc_now() -> datetime:
    """Return the wall clock in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Return a time as rows store it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
