"""What happens when a batch is opened after a crash: nothing acknowledged is missing."""

from __future__ import annotations

from scanstation import events
from scanstation.errors import Text
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
        _end_feeds(session)
    if any(page.facts is None for page in batch.pages):
        _analyse(session)
    if batch.pages:
        separate.run(session)
    return in_flight


def _analyse(session: BatchSession) -> None:
    """Image libraries take a while to load: a batch that is whole opens without them."""
    from scanstation.workflow.analyse import analyse_missing

    analyse_missing(session)


def _end_feeds(session: BatchSession) -> None:
    batch = session.batch()
    last = max((page.sheet for page in batch.pages), default=0)
    said = Text(INTERRUPTED.say("de", sheet=last), INTERRUPTED.say("en", sheet=last))
    session.append(
        events.Recovered("feed"),
        *(events.FeedEnded(feed, None, None, "interrupted") for feed in _running(session)),
        events.AnomalyNoted("feed_interrupted", said, sheet=last, needs_answer=True),
    )


def _running(session: BatchSession) -> list[str]:
    running: dict[str, None] = {}
    for row in session.journal.read():
        payload = row.payload or {}
        if row.type == events.FeedStarted.type:
            running[payload["feed"]] = None
        elif row.type == events.FeedEnded.type:
            running.pop(payload["feed"], None)
    return list(running)
