"""Facts of pages: computed once from the original, kept as events."""

from __future__ import annotations

import functools
from collections.abc import Callable

from scanstation import events
from scanstation.errors import IntegrityError, StoreError, Text
from scanstation.imaging import pipeline, raster
from scanstation.imaging.views import Pixels, Scratch, Views
from scanstation.model import Page, PageFacts, Profile
from scanstation.workflow.session import BatchSession

UNREADABLE = Text(
    "Das Bild dieser Seite lässt sich nicht lesen", "The image of this page cannot be read"
)


def analyse_pixels(
    session: BatchSession,
    profile: Profile,
    page: str,
    picture: Pixels,
    dpi: tuple[float, float],
    scratch: Scratch | None = None,
) -> PageFacts:
    """Compute facts and thumbnail of one page, write and return them."""
    views = Views.of(picture, dpi, scratch)
    facts = pipeline.analyse(views, dpi, profile.imaging)
    thumbnail = session.blobs.put(pipeline.thumbnail(views))
    session.append(events.PageAnalysed(page, facts, thumbnail))
    return facts


def analyse_frame(
    session: BatchSession,
    profile: Profile,
    page: str,
    decode: Callable[[], Pixels],
    dpi: tuple[float, float],
    scratch: Scratch,
) -> PageFacts | None:
    """Like ``analyse_pixels``; an image that cannot be looked at becomes a doubt, not an end.

    Whatever a codec or detector raises: one page must not make the batch unusable.

    Raises:
        StoreError, IntegrityError: the store, not the page.
    """
    try:
        return analyse_pixels(session, profile, page, decode(), dpi, scratch)
    except (StoreError, IntegrityError):
        raise
    except Exception:
        session.append(
            events.AnomalyNoted("unreadable_image", UNREADABLE, page=page, needs_answer=True)
        )
        return None


def analyse_missing(session: BatchSession) -> int:
    """Analyse the pages that have no facts yet (after a crash); return their number.

    Raises:
        BlobMissing, BlobChanged: a page's image is not what was stored.
    """
    batch = session.batch()
    known_broken = {one.page for one in batch.anomalies if one.kind == "unreadable_image"}
    missing = [p for p in batch.pages if p.facts is None and p.id not in known_broken]
    scratch = Scratch()
    for page in missing:
        decode = functools.partial(stored_pixels, session, page)
        analyse_frame(session, batch.profile, page.id, decode, page.image.dpi, scratch)
    return len(missing)


def stored_pixels(session: BatchSession, page: Page) -> Pixels:
    """Return the pixels of a page from its blob."""
    return raster.decode(session.blobs.read(page.image.blob), page.image.media_type, page.id)
