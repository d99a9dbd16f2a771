"""What happens when a batch is opened after a crash: nothing acknowledged is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from scanstation import events
from scanstation.errors import StoreError, Text
from scanstation.model import BatchState
from scanstation.workflow import separate
from scanstation.workflow.session import BatchSession

INTERRUPTED = Text(
    "Der Einzug wurde nach Blatt {sheet} unterbrochen. Bitte prüfen, ob danach ein Blatt fehlt.",
    "The feed broke off after sheet {sheet}. Check whether a sheet is missing after it.",
)


def recover(session: BatchSession) -> str:
    """Bring an open batch into order and return what was in flight, empty if nothing.

    A feed that was cut off ends with an unknown count and a doubt that release waits for;
    pages without facts get them. Separation runs in any case: a program that was killed between
    an edit and its separation left that out. An export that was cut off is made again by the
    next one, an upload asks the target first.
    """
    batch = session.batch()
    if batch.state is not BatchState.OPEN:
        return batch.in_flight
    in_flight = batch.in_flight
    if in_flight == "feed":
        end_broken_feeds(session, events.Recovered("feed"))
    if any(page.facts is None for page in batch.pages):
        _analyse(session)
    if batch.pages:
        separate.run(session)
    return in_flight


def _analyse(session: BatchSession) -> None:
    """Image libraries take a while to load: a batch that is whole opens without them."""
    from scanstation.workflow.analyse import analyse_missing

    analyse_missing(session)


def end_broken_feeds(session: BatchSession, *first: events.Event) -> None:
    """End every feed that nobody runs any more: an unknown count, and a doubt about it.

    Args:
        first: written before, if there is such a feed.

    Raises:
        StoreError: nothing was written; the next feed tries again.
    """
    with session.alone():
        broken = _broken(session)
        if not broken:
            return
        last = max((page.sheet for page in session.batch().pages), default=0)
        said = Text(INTERRUPTED.say("de", sheet=last), INTERRUPTED.say("en", sheet=last))
        session.append(
            *first,
            *(events.FeedEnded(feed, None, None, "interrupted") for feed in broken),
            events.AnomalyNoted("feed_interrupted", said, sheet=last, needs_answer=True),
        )


@contextmanager
def running_feed(session: BatchSession, feed: str) -> Iterator[None]:
    """Know a feed as running; one that an error ends without its end event gets it here.

    A disk that takes no end either is asked again by the next feed.
    """
    session.feeding.add(feed)
    try:
        yield
    except BaseException:
        session.feeding.discard(feed)
        with suppress(StoreError):
            end_broken_feeds(session)
        raise
    finally:
        session.feeding.discard(feed)


def _broken(session: BatchSession) -> list[str]:
    over = {one.feed for one in session.every(events.FeedEnded)} | session.feeding
    return [one.feed for one in session.every(events.FeedStarted) if one.feed not in over]
