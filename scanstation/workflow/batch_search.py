"""Finding batches by what people remember of them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from scanstation.errors import Text
from scanstation.store.catalogue import BatchSummary
from scanstation.workflow.catalogue import list_batches, open_catalogue
from scanstation.workflow.words import BATCH_STATES
from scanstation.workflow.workspace import Workspace

SPOKEN = {state.value: text for state, text in BATCH_STATES.items()}


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; empty means any.

    Attributes:
        text: words, each in the id, the box, the operator, a date, the state or an index value.
        state: of the batch, by its value.
        since: first day on which it was begun, ISO.
    """

    text: str = ""
    state: str = ""
    since: str = ""


def search(workspace: Workspace, query: Query) -> list[BatchSummary]:
    """Return the batches that match, oldest first."""
    every = [one for one in list_batches(workspace) if _is_of(one, query)]
    words = query.text.casefold().split()
    if not words or not every:
        return every
    with closing(open_catalogue(workspace)) as catalogue:
        valued = {word: {hit.batch for hit in catalogue.search(word)} for word in words}
    return [
        one
        for one in every
        if all(word in _said(one) or one.batch in valued[word] for word in words)
    ]


def _is_of(one: BatchSummary, query: Query) -> bool:
    return query.state in ("", one.state) and one.opened[:10] >= query.since


def _said(one: BatchSummary) -> str:
    state = SPOKEN.get(one.state, Text(one.state, one.state))
    name = f"{one.opened[:10]}-{one.batch}"
    return " ".join((name, one.operator, one.box, one.received, state.de, state.en)).casefold()
