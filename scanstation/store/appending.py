"""Makes rows of events; shared by every journal that keeps the chain."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanstation.events import Event, Payload, encode
from scanstation.store.chain import SALT_BYTES, canonical, payload_hash, row_hash
from scanstation.store.chain_check import PURGED
from scanstation.store.journal import Row


@dataclass(frozen=True, slots=True)
class Encoded:
    """An event ready for a journal: its canonical JSON, fresh salt and their hash."""

    type: str
    version: int
    payload: Payload
    body: str
    salt: bytes
    payload_hash: str

    @property
    def erases(self) -> frozenset[int]:
        """Rows whose payloads go with this event."""
        return frozenset(self.payload["rows"]) if self.type == PURGED else frozenset()


def encoded(events: Sequence[Event]) -> list[Encoded]:
    """Return the events as a journal stores them."""
    return [_encoded(event) for event in events]


def _encoded(event: Event) -> Encoded:
    kind, version, payload = encode(event)
    body, salt = canonical(payload), secrets.token_bytes(SALT_BYTES)
    return Encoded(kind, version, payload, body, salt, payload_hash(salt, body))


def chained(
    events: Sequence[Encoded], head: tuple[int, str], *, time: str, operator: str, station: str
) -> Iterator[Row]:
    """Yield the rows that continue the chain after ``head`` (number, hash)."""
    number, previous = head
    for event in events:
        number += 1
        kind = (event.type, event.version, event.payload_hash)
        digest = row_hash((number, time, operator, station, *kind, previous))
        yield Row(number, time, operator, station, *kind, previous, digest, event.payload)
        previous = digest


def check_erasable(event: Encoded, number: int, purged: frozenset[int]) -> None:
    """Refuse to erase what must stay.

    Raises:
        ValueError: a row does not lie before ``number`` or is a ``purged`` event itself
            (its payload is what makes the erasure lawful).
    """
    wrong = sorted(row for row in event.erases if not 0 < row < number or row in purged)
    if wrong:
        raise ValueError(f"a purge in row {number} cannot erase the payloads of rows {wrong}")
