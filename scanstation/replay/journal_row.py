"""What replay needs of a row, and how its event is read."""

from __future__ import annotations

from typing import Any, Protocol

from scanstation import events

__all__ = ["JournalRow", "event_of"]

ERASED: dict[str, events.Event] = {
    events.Withdrawn.type: events.Withdrawn(""),
    events.BatchGivenUp.type: events.BatchGivenUp(""),
}
"""Events that say enough by their type when their payload was erased."""


class JournalRow(Protocol):
    """What replay needs of a row; ``payload`` is None once erased."""

    @property
    def number(self) -> int:
        """Place in the journal, from 1."""

    @property
    def time(self) -> str:
        """UTC, ISO 8601."""

    @property
    def operator(self) -> str:
        """Name or pseudonym of the acting person."""

    @property
    def station(self) -> str:
        """Name of the machine."""

    @property
    def type(self) -> str:
        """Event type."""

    @property
    def version(self) -> int:
        """Version of the event type."""

    @property
    def hash(self) -> str:
        """Hash of the row."""

    @property
    def payload(self) -> dict[str, Any] | None:
        """The event's payload."""


def event_of(row: JournalRow) -> events.Event | None:
    """Return a row's event, None if it was erased and its type does not say enough.

    Raises:
        KeyError: this program does not know the type.
    """
    if row.payload is None:
        return ERASED.get(row.type)
    return events.decode(row.type, row.version, row.payload)
