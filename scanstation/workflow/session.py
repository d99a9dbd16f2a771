"""A batch in work: its journal, its blobs, and the person who acts."""

from __future__ import annotations

import functools
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from scanstation import events
from scanstation.errors import JournalBroken, StateRefused, Text
from scanstation.model import Batch, BatchState, IndexValue, Profile
from scanstation.replay import EventType, History, Replayer
from scanstation.store.batch import BLOBS, JOURNAL, BatchFolder, FirstRows
from scanstation.store.blobs import Blobs
from scanstation.store.journal import Journal, Row
from scanstation.workflow.words import BATCH_STATES, either

Given = ParamSpec("Given")
Decided = TypeVar("Decided")
Answer = TypeVar("Answer")

NOT_UNDERSTOOD = Text(
    "leer, oder von einer neueren Fassung des Programms geschrieben: {detail}",
    "empty, or written by a newer version of the program: {detail}",
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts (name or pseudonym of a natural person, TR-03138 A.NB.4 a) and at which station."""

    operator: str
    station: str


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of a stack before its first page; see ``events.BatchOpened``."""

    profile: Profile
    tenant: str
    received: str = ""
    box: str = ""
    expected_sheets: int | None = None


def new_id() -> str:
    """Return a new UUID, for everything the journal names."""
    return str(uuid.uuid4())


@contextmanager
def readable() -> Iterator[None]:
    """An intact journal that this program does not understand is named like a broken one."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        detail = Text(
            NOT_UNDERSTOOD.say("de", detail=error), NOT_UNDERSTOOD.say("en", detail=error)
        )
        raise JournalBroken(object=JOURNAL, reason=detail) from error


class BatchSession:
    """An open batch that several threads work on; rows keep the order of their appends.

    Whoever decides by what the batch looks like (separation, an operator's edit, a release)
    reads and appends inside ``alone()``: one decision at a time. Capture and recognition only
    add facts, which no decision takes back, and never wait for one; ``append`` and ``batch``
    take locks of their own and no other::

        alone    a decision: read, decide, append     (edits, separation, index, release)
        append   one commit after the other           (pages come in while a decision is made)
        batch    one replay at a time                 (a long replay keeps no page waiting)

    Whoever subscribes to the journal is told inside an append: it only takes note, and reads
    the batch from elsewhere.

    Attributes:
        journal, blobs: of the batch; temp: its owner-only folder for temporary files.
        actor: stands in every row that is appended.
        interrupted: what was under way when the batch was left, empty if nothing was.
        feeding: ids of the feeds that this program runs now; others without an end broke off.
        suggested: what the documents' texts say, by document, with what they were when they were
            searched; a cache of ``workflow.index``.
    """

    def __init__(self, folder: BatchFolder, actor: Actor) -> None:
        self._folder = folder
        self.journal: Journal = folder.journal
        self.blobs: Blobs = folder.blobs
        self.temp: Path = folder.temp
        self.actor = actor
        self.interrupted = ""
        self.feeding: set[str] = set()
        self.suggested: dict[str, tuple[object, dict[str, tuple[IndexValue, ...]]]] = {}
        self._deciding = threading.RLock()
        self._appending = threading.RLock()
        self._replaying = threading.RLock()
        self._replayer = Replayer()
        self._last = self.journal.head()[0]

    @classmethod
    def create(cls, tenant_folder: Path, opening: Opening, actor: Actor) -> Self:
        """Create a batch and write its first row.

        Raises:
            StoreError: the folder cannot be used; see the leaves.
        """
        batch = new_id()
        opened = events.BatchOpened(
            batch=batch,
            tenant=opening.tenant,
            profile=opening.profile,
            operator=actor.operator,
            station=actor.station,
            received=opening.received,
            box=opening.box,
            expected_sheets=opening.expected_sheets,
        )
        first = FirstRows((opened,), actor.operator, actor.station)
        return cls(BatchFolder.create(tenant_folder, batch, first=first), actor)

    @classmethod
    def open(cls, folder: Path, actor: Actor, *, write: bool = True) -> Self:
        """Open a batch that exists.

        Raises:
            BatchUnknown, BatchLocked, BatchClosed, JournalBroken: see each.
        """
        return cls(BatchFolder.open(folder, write=write), actor)

    @property
    def store(self) -> BatchFolder:
        """The folder behind the protocols, for closing and purging."""
        return self._folder

    def alone(self) -> AbstractContextManager[object]:
        """Hold off every other decision until this one is written; may be nested."""
        return self._deciding

    def append(self, *happened: events.Event) -> list[Row]:
        """Write events, all or none, and return their rows once they are durable.

        Raises:
            JournalConflict, StoreFull, StoreNotWritable: nothing was written.
        """
        with self._appending:
            written = self.journal.append(
                self._last,
                happened,
                operator=self.actor.operator,
                station=self.actor.station,
            )
            self._last = written[-1].number
            return written

    def append_step(self, text: Text, *edits: events.Event) -> list[Row]:
        """Write edits that undo takes back as one; see ``append``.

        Args:
            text: what they do, for the menu: a verb and no index values.
        """
        if len(edits) < 2:
            return self.append(*edits) if edits else []
        with self._appending:
            rows = tuple(range(self._last + 1, self._last + 1 + len(edits)))
            return self.append(*edits, events.StepTaken(rows, text))

    def batch(self) -> Batch:
        """Return the state that the journal describes now.

        Raises:
            JournalBroken: it does not begin with an opening, or a newer program wrote it.
        """
        with self._replaying:
            self._catch_up()
            with readable():
                return self._replayer.batch()

    def history(self) -> History:
        """Return what undo and redo would take next."""
        with self._replaying:
            self._catch_up()
            return self._replayer.history()

    def last(self, kind: type[EventType]) -> EventType | None:
        """Return the newest event of a type, None if there is none."""
        with self._replaying:
            self._catch_up()
            return self._replayer.last(kind)

    def every(self, kind: type[EventType]) -> list[EventType]:
        """Return all events of a type, oldest first."""
        with self._replaying:
            self._catch_up()
            return self._replayer.every(kind)

    def ask(self, question: Callable[[Replayer], Answer]) -> Answer:
        """Return what the replayed journal answers, ``Replayer.found`` for example."""
        with self._replaying:
            self._catch_up()
            with readable():
                return question(self._replayer)

    def rows(self) -> Sequence[Row]:
        """Return all rows, checked against the chain."""
        return list(self.journal.read())

    def require(self, *states: BatchState) -> Batch:
        """Return the batch if it is in one of these states.

        Raises:
            StateRefused: it is in another.
        """
        batch = self.batch()
        if batch.state not in states:
            raise StateRefused(state=BATCH_STATES[batch.state], needed=either(states))
        return batch

    def blob_path(self, name: str) -> Path:
        """Return the file of a blob, for processes of their own."""
        return self._folder.folder / BLOBS / name

    def close(self) -> None:
        """Give back files and locks."""
        self._folder.close()

    def _catch_up(self) -> None:
        with readable():
            self._replayer.feed(self.journal.read(after=self._replayer.number))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def undisturbed(work: Callable[Given, Decided]) -> Callable[Given, Decided]:
    """Let a function that takes a ``BatchSession`` read, decide and append ``alone()``."""

    @functools.wraps(work)
    def done_alone(*args: Given.args, **kwargs: Given.kwargs) -> Decided:
        given = (*args, *kwargs.values())
        session = next(one for one in given if isinstance(one, BatchSession))
        with session.alone():
            return work(*args, **kwargs)

    return done_alone
