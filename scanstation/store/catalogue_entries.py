"""What the catalogue keeps of a batch, and how its texts are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

__all__ = [
    "BatchSummary",
    "Hit",
    "IndexedValue",
    "OutboxEntry",
    "folded",
    "local_day",
    "needles",
    "searchable",
]

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})  # casefold has made ss of ß
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SHORT_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """How far one document has come on its way to one target."""

    document: str
    number: int
    package: str
    target: str
    state: str
    reason: str = ""
    permanent: bool = False
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class IndexedValue:
    """A value of a document's index field, to find the batch by."""

    document: str
    number: int
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """One line of the batch list, with what the tenant's outbox and search show of it.

    Attributes:
        pages, documents: counts.
        opened: UTC time of the first row.
        rows: number of the journal's last row that is in the summary.
        in_flight: what was under way when the journal ended, empty if nothing.
        texts: (document id, text) pairs that ``search`` looks through.
        released: UTC time of the release, empty if there is none.
        values: what ``find`` looks through, beside the summary itself.
    """

    batch: str
    state: str
    pages: int = 0
    documents: int = 0
    operator: str = ""
    opened: str = ""
    received: str = ""
    box: str = ""
    rows: int = 0
    outbox: tuple[OutboxEntry, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    in_flight: str = ""
    values: tuple[IndexedValue, ...] = ()
    released: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A search text that holds what was looked for."""

    batch: str
    document: str
    text: str


def folded(text: str) -> tuple[str, str]:
    """Return a text without case: its umlauts in two letters, and without their dots.

    ``Müller`` is found by ``MÜLLER``, ``mueller`` and ``muller``, in any of Unicode's forms.
    """
    plain = unicodedata.normalize("NFC", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return plain.translate(_GERMAN), bare


def searchable(*texts: str) -> str:
    """Return everything that texts are found by; dates also as they are written in German."""
    german = [_ISO_DATE.sub(r"\3.\2.\1", text) for text in texts]
    forms = (form for text in (*texts, *german) for form in folded(text))
    return "\n".join(dict.fromkeys(forms))


def needles(text: str) -> list[tuple[str, ...]]:
    """Return for each word of a search text the forms of which one has to be found.

    A German date may be written without zeros, as may a number that only looks like one.
    """
    return [
        tuple(dict.fromkeys((*folded(word), *folded(_SHORT_DATE.sub(_padded, word)))))
        for word in text.split()
    ]


def local_day(utc: str) -> str:
    """Return the day of a journal's time as the clock on the wall has it, empty if it is none."""
    try:
        return datetime.fromisoformat(utc).astimezone().date().isoformat()
    except ValueError:
        return ""


def _padded(date: re.Match[str]) -> str:
    return f"{int(date[1]):02}.{int(date[2]):02}.{date[3] or ''}"
