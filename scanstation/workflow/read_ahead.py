"""Recognition that trails while pages come in and documents are indexed.

One thread looks at the batch whenever it is told to, and lines up what has no text yet: the page
on screen first, then the first pages of documents, then the rest. Pages whose lines do not say
which way is up go to Tesseract's OSD before they are read. Workers run at low priority.

    look() --> unsure page: OSD --> upright --> text --> told()
               other page: ---------------------^   page turned meanwhile: read again
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from scanstation import events
from scanstation.errors import RecognitionUnavailable, ScanstationError, Text
from scanstation.model import Batch, BatchState, Page, PageKind
from scanstation.ocr.waiting import Priority
from scanstation.workflow.orientation import asked_orientation, is_unsure
from scanstation.workflow.recognise import UNREAD, job_of, keep_text, open_pool, unread_pages
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

Task = tuple[str, str, int]
"""What is lined up: ``text`` or ``osd``, the page, how it was turned."""


class ReadAhead:
    """Reads one open batch; end it with ``close`` before the batch is closed.

    Every method may be called from any thread, and none waits for recognition but ``wait``.

    Args:
        told: hears, in some thread, that text or orientation of a page came, or ``trouble``.
    """

    def __init__(
        self,
        workspace: Workspace,
        session: BatchSession,
        told: Callable[[], object] = lambda: None,
    ) -> None:
        self._session, self._told = session, told
        self._pool = open_pool(workspace.settings, session.temp)
        self._changed = threading.Condition()
        self._tasks: dict[Task, Future[Any]] = {}
        self._asked_about = asked_orientation(session)
        self._on_screen = ""
        self._to_look, self._looking = True, False
        self._closing = False
        self._trouble: Text | None = None
        self._thread = threading.Thread(target=self._run, name="read ahead")
        self._thread.start()

    @property
    def trouble(self) -> Text | None:
        """Why nothing is read (no engine, no language data), None if all is well."""
        return self._trouble

    @property
    def waiting(self) -> int:
        """How many pages are lined up or being read."""
        return len({page for _, page, _ in tuple(self._tasks)})

    def look(self) -> None:
        """Look for pages to read: some came, were turned, or belong to a document now."""
        with self._changed:
            self._to_look = True
            self._changed.notify_all()

    def prefer(self, page: str) -> None:
        """Read this page next; it is on screen."""
        with self._changed:
            self._on_screen = page
            futures = [future for task, future in self._tasks.items() if task[1] == page]
        for future in futures:
            self._pool.promote(future, Priority.ON_SCREEN)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until everything is read that can be; False if that takes longer."""
        with self._changed:
            return self._changed.wait_for(self._idle, seconds)

    def close(self) -> None:
        """End the workers; pages at work are read another time, nothing is half written."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._pool.close()
        self._thread.join()

    def _idle(self) -> bool:
        return not (self._tasks or self._to_look or self._looking)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._looking = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._closing or self._to_look)
                if self._closing:
                    return
                self._to_look, self._looking = False, True
            self._line_up(self._session.batch())

    def _line_up(self, batch: Batch) -> None:
        firsts = {document.pages[0] for document in batch.documents}
        open_ = batch.state is BatchState.OPEN and self._trouble is None
        for page in unread_pages(batch) if open_ else ():
            if page.facts is not None or "unreadable_image" in page.anomalies:
                self._submit(batch, page, self._priority(page.id, firsts))

    def _priority(self, page: str, firsts: set[str]) -> Priority:
        if page == self._on_screen:
            return Priority.ON_SCREEN
        return Priority.FIRST_PAGE if page in firsts else Priority.REST

    def _submit(self, batch: Batch, page: Page, priority: Priority) -> None:
        unsure = is_unsure(batch, page) and page.id not in self._asked_about
        task = ("osd" if unsure else "text", page.id, page.rotation)
        job = job_of(self._session, batch.profile.languages, page)
        with self._changed:
            if task in self._tasks or self._closing:
                return
            if page.id == self._on_screen:  # it may have come on screen since the look
                priority = Priority.ON_SCREEN
            submit = self._pool.submit_orientation if unsure else self._pool.submit
            future = self._tasks[task] = submit(job, priority)
        keep = self._keep_orientation if unsure else self._keep_text
        future.add_done_callback(partial(self._done, task, partial(keep, page)))

    def _done(self, task: Task, keep: Callable[[Any], None], future: Future[Any]) -> None:
        """Take an answer, in the pool's thread: ``close`` waits for it."""
        news = False
        try:
            if not self._closing and not future.cancelled():
                news = self._take(task, keep, future)
        finally:
            with self._changed:
                self._tasks.pop(task, None)
                self._to_look = self._to_look or task[0] == "osd"
                self._changed.notify_all()
        if news and not self._closing:
            self._told()

    def _take(self, task: Task, keep: Callable[[Any], None], future: Future[Any]) -> bool:
        """Write an answer; return whether there is anything new to show."""
        kind, page, _ = task
        self._asked_about.add(page)
        try:
            keep(future.result())
        except RecognitionUnavailable as error:
            return self._give_up(Text(error.sentence("de"), error.sentence("en")))
        except ScanstationError:
            if kind == "text" and not self._closing:
                self._session.append(events.AnomalyNoted("text_unread", UNREAD, page=page))
        return True

    def _give_up(self, reason: Text) -> bool:
        """Without an engine no page can be read: said once, not for every page."""
        with self._changed:
            first, self._trouble = self._trouble is None, reason
            others = tuple(self._tasks.values())
        for future in others:
            future.cancel()
        return first

    def _keep_text(self, page: Page, found: Any) -> None:
        keep_text(self._session, page, found)

    def _keep_orientation(self, page: Page, fact: Any) -> None:
        if page.kind is PageKind.DOCUMENT:
            self._session.append(events.OrientationRecognised(page.id, fact))
