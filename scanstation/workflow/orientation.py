"""Pages whose line structure does not say which way is up: Tesseract's OSD trails."""

from __future__ import annotations

from concurrent.futures import as_completed

from scanstation import events
from scanstation.errors import RecognitionError
from scanstation.model import Batch, Page, PageKind
from scanstation.workflow.recognise import job_of, open_pool
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace


def recognise_unsure(workspace: Workspace, session: BatchSession) -> int:
    """Ask OSD about every unsure document page once; return how many were asked about.

    Without an engine the pages stay as they are: scanning does not depend on recognition.
    """
    batch = session.batch()
    asked = asked_orientation(session)
    unsure = [page for page in batch.pages if is_unsure(batch, page) and page.id not in asked]
    if not unsure:
        return 0
    with open_pool(workspace.settings, session.temp) as pool:
        futures = {
            pool.submit_orientation(job_of(session, batch.profile.languages, page)): page
            for page in unsure
        }
        for future in as_completed(futures):
            try:
                fact = future.result()
            except RecognitionError:
                continue
            session.append(events.OrientationRecognised(futures[future].id, fact))
    return len(unsure)


def is_unsure(batch: Batch, page: Page) -> bool:
    """Whether the page is to be turned upright and its lines do not say how."""
    wanted = batch.profile.imaging.orient and page.kind is PageKind.DOCUMENT
    return wanted and page.facts is not None and not page.facts.orientation.sure


def asked_orientation(session: BatchSession) -> set[str]:
    """Return the pages that OSD was asked about already."""
    return {one.page for one in session.every(events.OrientationRecognised)}
