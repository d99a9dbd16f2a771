"""The state of a batch is the pure fold of its journal: ``replay(rows)``.

Undo is an event of its own: an edit whose row was undone, and not redone since, is left
out of the fold, and with it what was separated and filled in from a state that it belonged to.
A row whose payload was erased by a purge keeps its place and changes nothing, but for those
whose type says enough.

``Replayer`` keeps the state of a journal that grows: a new row costs what it changes, and what
it does not change stays the very same object.
"""

from __future__ import annotations

from scanstation.replay.history import History, Step, history
from scanstation.replay.journal_row import JournalRow
from scanstation.replay.replayer import EventType, Filled, Found, Replayer, replay

__all__ = [
    "EventType",
    "Filled",
    "Found",
    "History",
    "JournalRow",
    "Replayer",
    "Step",
    "history",
    "replay",
]
