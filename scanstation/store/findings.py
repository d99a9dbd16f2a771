"""What verification can find, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scanstation.errors import Text

Kind = Literal["row", "journal", "log", "witness", "closing", "blob"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One object that is not what it was.

    Attributes:
        kind: what sort of object.
        object: its path in the batch folder; a row is ``journal.sqlite#<number>``.
        reason: follows the object in a sentence ("row 7 was changed").
    """

    kind: Kind
    object: str
    reason: Text


NOT_CLOSED = Text("entspricht nicht dem Abschluss", "is not what the closing record says")
LEFT_OVER = Text("liegt neben einem abgeschlossenen Protokoll", "lies beside a closed journal")
HEAD_MISSING = Text(
    "enthält das Kettenende {head} nicht, das ein ausgestellter Nachweis nennt",
    "does not hold the head {head} that an issued proof names",
)
END_MISSING = Text(
    "fehlt: bis hierher reichte das Protokoll schon", "is missing: the journal reached this far"
)
UNREADABLE_FROM = Text("ist ab Zeile {row} nicht lesbar", "cannot be read from row {row} on")
NEWER_LAYOUT = Text(
    "nennt das Format {layout}, das erst eine neuere Version kennt, oder wurde verändert",
    "names layout {layout}, which only a newer version knows, or was changed",
)
MISSING = Text("fehlt", "is missing")
BLOB_CHANGED = Text(
    "hat einen anderen Inhalt als den seines Namens", "does not have the content of its name"
)
BLOB_MISSING = Text("fehlt; Zeile {row} nennt es", "is missing; row {row} names it")
BLOB_LEFT = Text(
    "ist noch da, obwohl seine Löschung protokolliert ist",
    "is still there although its purge is journaled",
)
OTHER_BATCH = Text("gehört zu einem anderen Stapel", "belongs to another batch")
NOT_CITED = Text(
    "nennt einen früheren Abschluss, den keine Löschung nennt",
    "cites an earlier record that no purge cites",
)


def filled(text: Text, **details: object) -> Text:
    """Return the text with its details filled in, in both languages."""
    return Text(text.say("de", **details), text.say("en", **details))
