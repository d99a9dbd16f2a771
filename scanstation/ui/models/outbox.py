"""The outbox as a table: failures first, then what is on its way, then receipts, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from PySide6.QtCore import QLocale, QObject

from scanstation.errors import ScanstationError, Text
from scanstation.model import UploadState
from scanstation.ui.language import Speech
from scanstation.ui.models.table import TableModel
from scanstation.ui.outbox_words import seconds_left
from scanstation.ui.status_line import batch_name
from scanstation.ui.theme import Theme
from scanstation.workflow.outbox_rows import OutboxRow
from scanstation.workflow.words import UPLOAD_STATES


class Column(IntEnum):
    """The columns, left to right."""

    STATE = 0
    REASON = 1
    DOCUMENT = 2
    CASE = 3
    BATCH = 4
    TARGET = 5
    PROGRESS = 6
    RECEIPT = 7


HEADS: dict[int, Text] = {
    Column.STATE: Text("Zustand", "State"),
    Column.DOCUMENT: Text("Dokument", "Document"),
    Column.CASE: Text("Aktenzeichen", "Case number"),
    Column.BATCH: Text("Stapel", "Batch"),
    Column.TARGET: Text("Ziel", "Target"),
    Column.PROGRESS: Text("Übertragen", "Transferred"),
    Column.RECEIPT: Text("Quittung", "Receipt"),
    Column.REASON: Text("Grund und Abhilfe", "Reason and remedy"),
}

HELD = Text("freigegeben – wird in {seconds} s gesendet", "released – will be sent in {seconds} s")
UNPACKED = Text("Paket wird geschrieben", "package being written")
RETRIED = Text("wird erneut versucht", "will be tried again")
STUCK = Text("gescheitert", "failed")
TRAINING = Text("{state} (Übung)", "{state} (training)")
SOME_OF = Text("{sent} von {size}", "{sent} of {size}")
SIGNS = {
    UploadState.PREPARED: "◷",
    UploadState.SENDING: "➤",
    UploadState.STORED: "◐",
    UploadState.VERIFIED: "✔",
    UploadState.FAILED: "⚠",
    UploadState.SUPERSEDED: "⇄",
}
COLOURS = {UploadState.VERIFIED: "ok", UploadState.FAILED: "problem"}


@dataclass(frozen=True, slots=True)
class Shown:
    """Which rows are shown.

    Attributes:
        text: part of a case number, batch, class, receipt or reason.
        states: empty for all.
    """

    text: str = ""
    states: frozenset[UploadState] = frozenset()


class OutboxModel(TableModel):
    """See the module."""

    heads = HEADS

    def __init__(self, speech: Speech, theme: Theme, parent: QObject | None = None) -> None:
        self._every: tuple[OutboxRow, ...] = ()
        self._unexported: dict[str, ScanstationError] = {}
        self._shown = Shown()
        self.rows: tuple[OutboxRow, ...] = ()
        super().__init__(speech, theme, parent)

    @property
    def waiting(self) -> int:
        """How many documents are not verified yet, shown or not."""
        return sum(not one.done for one in self._every)

    @property
    def counting(self) -> bool:
        """Whether a release still can be withdrawn before it is sent."""
        return any(seconds_left(one.sends_at) for one in self._every)

    @property
    def failed(self) -> int:
        """How many wait for a person."""
        return sum(one.failed and one.permanent for one in self._every)

    def show_rows(
        self, rows: Sequence[OutboxRow], unexported: dict[str, ScanstationError] | None = None
    ) -> None:
        """Take what is there now."""
        if unexported is not None:
            self._unexported = dict(unexported)
        self._every = tuple(self._with_reason(one) for one in rows)
        self._arrange()

    def show_only(self, shown: Shown) -> None:
        """Filter."""
        self._shown = shown
        self._arrange()

    def place_of(self, row: OutboxRow | None) -> int:
        """Return where a document stands now, -1 if it is not shown."""
        key = None if row is None else (row.batch, row.document_id)
        keys = [(one.batch, one.document_id) for one in self.rows]
        return keys.index(key) if key in keys else -1

    def count(self) -> int:
        """Return the number of documents."""
        return len(self.rows)

    def sign(self, place: int, column: int) -> str:
        """Return the icon of a state."""
        return sign_of(self.rows[place]) if column == Column.STATE else ""

    def colour(self, place: int, column: int) -> str:
        """Return the colour of a state and its reason."""
        row = self.rows[place]
        if column not in (Column.STATE, Column.REASON):
            return ""
        return COLOURS.get(UploadState.FAILED if row.failed else row.state, "")

    def words(self, place: int, column: int) -> str:
        """Return the words of a cell."""
        return self.text(self.rows[place], Column(column))

    def text(self, row: OutboxRow, column: Column) -> str:
        """Return the words of a cell."""
        say = self.speech.say
        if column is Column.STATE:
            return self._state(row)
        if column is Column.PROGRESS:
            return self._progress(row)
        return {
            Column.DOCUMENT: f"{row.document} {say(row.title)}",
            Column.CASE: row.case_number,
            Column.BATCH: batch_name(row.opened, row.batch),
            Column.TARGET: say(row.target_title),
            Column.RECEIPT: row.receipt,
            Column.REASON: say(row.reason),
        }[column]

    def _state(self, row: OutboxRow) -> str:
        say = self.speech.say
        if row.failed:
            return say(STUCK if row.permanent else RETRIED)
        if seconds := seconds_left(row.sends_at):
            return say(HELD, seconds=seconds)
        if not row.packed:
            return say(UNPACKED)
        state = say(UPLOAD_STATES[row.state])
        return say(TRAINING, state=state) if row.training else state

    def _progress(self, row: OutboxRow) -> str:
        if not row.size:
            return ""
        size = in_bytes(self.speech.locale, row.size)
        if row.sent >= row.size:
            return size
        sent = in_bytes(self.speech.locale, row.sent)
        return self.speech.say(SOME_OF, sent=sent, size=size)

    def _with_reason(self, row: OutboxRow) -> OutboxRow:
        """A batch whose packages could not be written says so at each of its documents."""
        error = self._unexported.get(row.batch)
        if error is None or row.packed:
            return row
        reason = Text(error.sentence("de"), error.sentence("en"))
        code = type(error).__name__
        return replace(row, reason=reason, permanent=error.permanent, code=code)

    def _arrange(self) -> None:
        wanted = sorted((one for one in self._every if self._matches(one)), key=_order)
        rows = tuple(wanted)
        if len(rows) == len(self.rows) and _keys(rows) == _keys(self.rows):
            self.rows = rows  # only what is written in the cells
            self.say_again()
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def _matches(self, row: OutboxRow) -> bool:
        states = self._shown.states
        if states and (UploadState.FAILED if row.failed else row.state) not in states:
            return False
        sought = self._shown.text.casefold().split()
        said = " ".join(self.text(row, column) for column in Column).casefold()
        return all(word in said or word in row.batch for word in sought)


def sign_of(row: OutboxRow) -> str:
    """Return the icon of a state."""
    if row.failed:
        return SIGNS[UploadState.FAILED]
    return SIGNS[row.state]


def in_bytes(locale: QLocale, size: int) -> str:
    """Return a size as people read it."""
    return locale.formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def _order(row: OutboxRow) -> tuple[int, str, str, int]:
    """Failures that need a person, other failures, on its way, waiting, done (newest first)."""
    if row.failed:
        return (0 if row.permanent else 1, row.opened, row.batch, row.document)
    if row.done:
        newest = "".join(chr(0x10FFFF - ord(one)) for one in row.stored)
        return (4, newest, row.batch, row.document)
    under_way = row.state in (UploadState.SENDING, UploadState.STORED)
    return (2 if under_way else 3, row.opened, row.batch, row.document)


def _keys(rows: Sequence[OutboxRow]) -> list[tuple[str, str]]:
    return [(one.batch, one.document_id) for one in rows]
