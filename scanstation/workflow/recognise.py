"""Text of pages, read in worker processes at low priority; each page is an event of its own."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import as_completed
from pathlib import Path

from scanstation import events
from scanstation.errors import RecognitionFailed, Text
from scanstation.model import Batch, Page, PageKind
from scanstation.ocr import words
from scanstation.ocr.engine import Recognition, RecognitionJob
from scanstation.ocr.pool import RecognitionPool
from scanstation.ocr.settings import EngineSettings
from scanstation.ocr.waiting import Priority
from scanstation.progress import Progress, Report, silent
from scanstation.settings import Settings
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

READ = Text("Seiten gelesen", "pages read")
UNREAD = Text(
    "Der Text dieser Seite ließ sich nicht erkennen", "This page's text could not be read"
)


def recognise(workspace: Workspace, session: BatchSession, report: Report = silent) -> int:
    """Read every document page that has no text yet; return their number.

    A page that cannot be read is noted and stays without text; the others go on.

    Raises:
        RecognitionUnavailable: there is no engine or no language model.
    """
    batch = session.batch()
    waiting = unread_pages(batch)
    if not waiting:
        return 0
    firsts = {document.pages[0] for document in batch.documents}
    with open_pool(workspace.settings, session.temp) as pool:
        futures = {
            pool.submit(_job(session, batch, page), _priority(page, firsts)): page
            for page in _in_order(waiting, firsts)
        }
        for done, future in enumerate(as_completed(futures), 1):
            page = futures[future]
            try:
                keep_text(session, page, future.result())
            except RecognitionFailed:
                session.append(events.AnomalyNoted("text_unread", UNREAD, page=page.id))
            report(Progress(READ, done, len(waiting)))
    return len(waiting)


def unread_pages(batch: Batch) -> list[Page]:
    """Return the document pages that have no text for the way they are turned."""
    noted = {one.page for one in batch.anomalies if one.kind == "text_unread"}
    return [
        page
        for page in batch.pages
        if page.kind is PageKind.DOCUMENT and not page.words and page.id not in noted
    ]


def open_pool(settings: Settings, temp: Path) -> RecognitionPool:
    """Return a pool as the settings want it; its workers give way to everything else."""
    given = settings.ocr
    engine = EngineSettings(
        models=given.tessdata or None,
        command=given.program if given.engine == "pytesseract" else None,
    )
    workers = given.workers or os.cpu_count() or 1
    # The line takes a whole batch: nothing waits in memory but the names of blobs.
    return RecognitionPool(engine, workers, capacity=100_000, temp=temp)


def job_of(session: BatchSession, languages: tuple[str, ...], page: Page) -> RecognitionJob:
    """Return what the engine needs of a page."""
    image = page.image
    return RecognitionJob(
        source=session.blob_path(image.blob),
        media_type=image.media_type,
        dpi=image.dpi,
        rotation=page.rotation,
        skew=page.skew,
        languages=languages,
        page=str(page.number),
    )


def _job(session: BatchSession, batch: Batch, page: Page) -> RecognitionJob:
    return job_of(session, batch.profile.languages, page)


def _priority(page: Page, firsts: set[str]) -> Priority:
    return Priority.FIRST_PAGE if page.id in firsts else Priority.REST


def _in_order(pages: Iterable[Page], firsts: set[str]) -> list[Page]:
    return sorted(pages, key=lambda page: page.id not in firsts)


def keep_text(session: BatchSession, page: Page, found: Recognition) -> None:
    """Write the text of a page as it was turned when it was read."""
    session.append(
        events.TextRecognised(
            page=page.id,
            words=session.blobs.put(words.encode(found)),
            engine=found.engine,
            engine_version=found.version,
            model=found.model,
            confidence=found.confidence,
            rotation=page.rotation,
        )
    )
