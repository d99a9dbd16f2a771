"""The desk: the tenant, the person, and the batch that lies open. No Qt in here.

    empty --open, create--> open --close--> empty
                            open: writing | reading (somebody else writes it, or it is closed)

Only operations of the EDIT lane change what lies here, and while pages are fed into the batch
(FEED lane) it stays.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scanstation.errors import BatchClosed, BatchLocked, FeedRunning, NoBatchOpen
from scanstation.model import Batch, BatchState, Profile
from scanstation.settings import Station
from scanstation.ui.access import Access
from scanstation.ui.reading import Reading
from scanstation.ui.state import DeskState
from scanstation.workflow.device_values import Accepted
from scanstation.workflow.grace import due
from scanstation.workflow.scan_button import ButtonWatch
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.workspace import Workspace

if TYPE_CHECKING:
    from scanstation.store.journal import Row
    from scanstation.workflow.index import Lookups

ROUND_SECONDS = 5.0
"""How long a person waits for the sender; then the batch is said to be in use."""


@dataclass(slots=True)
class News:
    """Types of the rows that were written since somebody asked; filled by any thread."""

    _types: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, rows: Sequence[Row]) -> None:
        """Take the rows of an append."""
        with self._lock:
            self._types.update(row.type for row in rows)

    def take(self) -> frozenset[str]:
        """Return what came, and forget it."""
        with self._lock:
            taken, self._types = frozenset(self._types), set()
        return taken

    def __bool__(self) -> bool:
        return bool(self._types)


def _nobody(_: object) -> None:
    """Without a window nobody is told."""


@contextmanager
def between_rounds(sending: threading.Lock) -> Iterator[None]:
    """Wait a little for a round of the sender; one that takes longer is met as a lock."""
    free = sending.acquire(timeout=ROUND_SECONDS)
    try:
        yield
    finally:
        if free:
            sending.release()


class Desk:
    """What operations work on.

    Attributes:
        station: settings in force and where each comes from.
        workspace: the tenant and the acting person.
        session: the open batch, None if there is none.
        access: the way to the targets and their lists of case files.
        training: whether the embedded eAkte is the target of everything.
        news: what was written since the last look.
        browser_code: the one-time code that the training's web page asks for; empty elsewhere.
        sending: held while the sender has batches open.
        kept: ids of batches that a person is about to withdraw; the sender, which looks before
            it takes each batch, leaves them alone.
        ending: the window closes; long work ends at its next safe place.
        calm: no edit is under way that a person waits for.
        device: address of the device that was chosen last, empty if none was.
        button: the wait for the scan button of that device; away while anybody else needs one.
        accepted: values that a device takes instead of a profile's, as the acting person knows.
        tell: hands a value to the views from any thread.
        reading: recognition that trails behind the batch.
        unfilled: an edit was made since fields were filled last.
        searching: the texts of a batch that was opened are searched; filling waits for it, edits
            do not.
    """

    def __init__(
        self,
        station: Station,
        workspace: Workspace,
        access: Access | None = None,
        *,
        training: bool = False,
    ) -> None:
        self.station = station
        self.workspace = workspace
        self.session: BatchSession | None = None
        self.read_only = False
        self.training = training
        self.access = access or Access()
        self.browser_code: Callable[[], str] = str
        self.news = News()
        self.ending = threading.Event()
        self.calm = threading.Event()
        self.calm.set()
        self.sending = threading.Lock()
        self.kept: set[str] = set()
        self.device = ""
        self.button = ButtonWatch()
        self.accepted = Accepted()
        self.tell: Callable[[object], None] = _nobody
        self._read: Callable[[str], bytes] | None = None
        self._feeds = 0
        self._changing = threading.RLock()
        self.reading = Reading(self._pass_on)
        self.unfilled = self.searching = False

    def lookups(self) -> Lookups:
        """Return the look-ups of the open batch, of the usual profile while none is open."""
        workspace = self.workspace
        if self.session is not None:
            profile = self.session.batch().profile
        else:
            profile = workspace.configuration.profile(workspace.settings.profile)
        return self.access.lookups(workspace, profile)

    def require_session(self) -> BatchSession:
        """Return the open batch.

        Raises:
            NoBatchOpen: there is none.
        """
        if self.session is None:
            raise NoBatchOpen
        return self.session

    @contextmanager
    def feeding(self, batch: str) -> Iterator[BatchSession]:
        """Keep a batch on the desk while pages come in; empty takes whichever is there.

        Raises:
            NoBatchOpen: it is not, or not any more, the one that can be written here.
        """
        with self._changing:
            session = self.require_session()
            if self.read_only or batch not in ("", session.batch().id):
                raise NoBatchOpen
            self._feeds += 1
        try:
            yield session
        finally:
            with self._changing:
                self._feeds -= 1

    def put(self, session: BatchSession, *, read_only: bool = False) -> None:
        """Lay a batch on the desk; the one that lay there is closed.

        Raises:
            FeedRunning: pages come into that one; the new one is closed again.
        """
        with self._changing:
            try:
                self.clear()
            except FeedRunning:
                session.close()
                raise
            self.session, self.read_only = session, read_only
            self.searching = False
            self._read = session.blobs.read
        session.journal.subscribe(self.news.note)

    def open(self, name: str) -> None:
        """Open a batch to work in it, or to read it where it cannot be written.

        Raises:
            BatchUnknown, JournalBroken, FeedRunning: see each.
        """
        self.require_rest()
        if self._lies_here(name):
            return
        try:
            session = self.workspace.open(name)
        except (BatchLocked, BatchClosed):
            self.put(self.workspace.read(name), read_only=True)
            return
        self.put(session)
        self.unfilled = True  # a program that was killed after an edit left that out
        self.settle()

    def _lies_here(self, name: str) -> bool:
        """Whether the batch is open here to be written: our own lock would shut us out."""
        if self.session is None or self.read_only:
            return False
        batch = self.session.batch()
        return batch.state is BatchState.OPEN and self.workspace.locate(name).name == batch.id

    @contextmanager
    def writing(self) -> Iterator[BatchSession]:
        """Write into the batch that lies here, also if it only lies here to be read.

        A round of the sender, which has the batches open, is waited for a little.

        Raises:
            NoBatchOpen, BatchLocked, BatchClosed, FeedRunning: see each.
        """
        self.require_rest()
        session = self.require_session()
        if not self.read_only:
            yield session
            return
        with between_rounds(self.sending), closing(self.workspace.open(session.batch().id)) as own:
            yield own

    def settle(self) -> None:
        """Give back the lock of a batch that is not open any more; it stays here to be read.

        Whoever sends, withdraws or purges opens it for that time alone.
        """
        with self._changing:
            session = self.session
            if session is None or self.read_only or self._feeds:
                return
            batch = session.batch()
            if batch.state is BatchState.OPEN:
                return
            self.reading.end()
            session.close()
            self.session, self._read, self.read_only = None, None, True
            self.searching = False
            reading = self.workspace.read(batch.id)
            reading.interrupted = session.interrupted
            self.session, self._read = reading, reading.blobs.read

    def clear(self) -> None:
        """Take the batch from the desk.

        Raises:
            FeedRunning: pages come into it.
        """
        with self._changing:
            self.require_rest()
            self.reading.end()
            if self.session is not None:
                self.session.close()
            self.session, self.read_only = None, False
            self.searching = self.unfilled = False
            self._read = None
            self.news.take()

    def _pass_on(self, told: object) -> None:
        """``tell`` is known only once the bridge is there."""
        self.tell(told)

    def read_on(self) -> None:
        """Let recognition trail behind the batch while it is worked on."""
        with self._changing:
            session = self.session
            if session is not None and not self.read_only and not self.ending.is_set():
                self.reading.look(self.workspace, session)

    def require_rest(self) -> None:
        """Refuse what would take a batch away that pages come into.

        Raises:
            FeedRunning: they do.
        """
        if self._feeds:
            raise FeedRunning

    def follow_edit(self) -> None:
        """After an edit of pages: separate again; what can be filled follows (``fill``)."""
        from scanstation.workflow import separate

        self.unfilled = True
        separate.run(self.require_session())

    def fill(self) -> None:
        """Fill what can be filled without a person, as soon as the texts are searched."""
        from scanstation.workflow import index

        if self.searching:
            self.unfilled = True
            return
        index.refresh(self.workspace, self.require_session(), self.lookups())
        self.unfilled = False

    def profiles(self) -> list[Profile]:
        """Return what can be scanned with: the usual profile, then the others by name."""
        every, usual = self.workspace.configuration.profiles, self.workspace.settings.profile
        return [every[name] for name in sorted(every, key=lambda one: (one != usual, one))]

    def act_as(self, operator: str) -> None:
        """Let another person act from now on."""
        actor = Actor(operator, self.workspace.actor.station)
        self.workspace = replace(self.workspace, actor=actor)
        self.accepted.clear()
        if self.session is not None:
            self.session.actor = actor

    def state(self) -> DeskState:
        """Return what lies here now."""
        empty = DeskState(
            tenant=self.workspace.tenant,
            tenant_title=self.workspace.configuration.tenant.title,
            operator=self.workspace.actor.operator,
            training=self.training,
            profiles=tuple(self.profiles()),
            scan_button=self.workspace.settings.scan_button,
        )
        if self.session is None:
            return empty
        from scanstation.workflow import edit

        configuration, batch = self.workspace.configuration, self.session.batch()
        return replace(
            empty,
            batch=batch,
            sends_at=self._sends_at(batch),
            read_only=self.read_only,
            undo=edit.undoable(self.session, configuration),
            redo=edit.redoable(self.session, configuration),
            interrupted=self.session.interrupted,
            read=self._read,
        )

    def _sends_at(self, batch: Batch) -> datetime | None:
        if batch.state not in (BatchState.RELEASED, BatchState.EXPORTED):
            return None
        seconds = self.workspace.settings.release.withdraw_seconds
        return due(batch.released, seconds, datetime.now(UTC))
