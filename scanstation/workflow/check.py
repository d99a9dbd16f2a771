"""Quality check (TR-03138 A.SC.8, A.NB.2): a drawn sample, looked at by a named person."""

from __future__ import annotations

import math
import random

from scanstation import events
from scanstation.model import Anomaly, Batch, BatchState, Page, PageKind
from scanstation.workflow.session import BatchSession, undisturbed


def draw_sample(batch: Batch, share: float) -> tuple[Page, ...]:
    """Draw pages to look at: at least one, ``share`` of the document pages, in stack order.

    The draw can be repeated: it changes with the pages and boundaries of the batch only, so
    that what was listed is what is recorded, whatever was answered or typed in between.
    """
    pages = [page for page in batch.pages if page.kind is PageKind.DOCUMENT]
    if not pages:
        return ()
    count = min(len(pages), max(1, math.ceil(share * len(pages))))
    seed = f"{batch.id}:{batch.content_row}"
    chosen = set(random.Random(seed).sample(range(len(pages)), count))  # noqa: S311 - not a secret
    return tuple(page for place, page in enumerate(pages) if place in chosen)


@undisturbed
def record(
    session: BatchSession, *, passed: bool, findings: str = "", whole: bool = False
) -> tuple[Page, ...]:
    """Record the acting person's check of a sample, or of every page, and return the pages.

    Raises:
        StateRefused: the batch is released already.
    """
    batch = session.require(BatchState.OPEN)
    share = 1.0 if whole else batch.profile.check_sample
    sample = draw_sample(batch, share)
    session.append(events.Checked(tuple(page.id for page in sample), passed, findings))
    return sample


def open_doubts(batch: Batch) -> tuple[Anomaly, ...]:
    """Return the anomalies that wait for a person."""
    return tuple(one for one in batch.anomalies if one.needs_answer and not one.answer)


@undisturbed
def answer(session: BatchSession, doubt: Anomaly, text: str) -> None:
    """Record the acting person's decision about a doubt."""
    session.require(BatchState.OPEN)
    session.append(events.AnomalyAnswered(doubt.row, doubt.key, text))
