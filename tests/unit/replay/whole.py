"""The batch of a journal the plain way: everything anew from every row, nothing remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from scanstation import events
from scanstation.model import Batch, Opening, PageKind
from scanstation.replay.fold import CONTENT, Fold, Stamp
from scanstation.replay.force import DERIVED
from scanstation.replay.journal_row import JournalRow, event_of
from scanstation.replay.view import (
    Parts,
    assemble,
    in_flight,
    make_anomalies,
    make_document,
    make_ledger,
    make_page,
    shown_to,
)

Read = Sequence[tuple[JournalRow, events.Event | None]]


def whole_batch(rows: Sequence[JournalRow]) -> Batch:
    read = [(row, event_of(row)) for row in rows]
    void = void_rows(read)
    fold = Fold()
    for row, event in read:
        if event is not None and row.number not in void:
            fold.apply(event, Stamp(row.number, row.time, row.operator, row.station))
        if isinstance(event, events.Undone | events.Redone) and isinstance(
            read[event.row - 1][1], CONTENT
        ):
            fold.content_row = row.number
    return assemble(fold, _parts(fold), len(read), read[-1][0].hash)


def void_rows(read: Read) -> set[int]:
    undone: set[int] = set()
    derived: dict[int, frozenset[int]] = {}
    for row, event in read:
        if isinstance(event, events.Undone):
            undone.add(event.row)
        elif isinstance(event, events.Redone):
            undone.discard(event.row)
        elif isinstance(event, DERIVED):
            derived[row.number] = frozenset(undone)
    stale = {
        number
        for number, then in derived.items()
        if then != {row for row in undone if row < number}
    }
    return undone | stale


def _parts(fold: Fold) -> Parts:
    spans = _spans(fold)
    owner = {page: opening.document for opening, pages in spans for page in pages}
    anomalies = make_anomalies(fold)
    pages = [
        make_page(
            fold, page, owner.get(page, ""), tuple(a.kind for a in anomalies if a.page == page)
        )
        for page in fold.order
    ]
    shown = {page.id: shown_to(fold, page) for page in pages}
    return Parts(
        pages=tuple(pages),
        documents=tuple(
            make_document(fold, number, opening, tuple(members))
            for number, (opening, members) in enumerate(spans, 1)
        ),
        anomalies=anomalies,
        ledger=make_ledger(fold, Counter(page.kind for page in pages), _sheets(fold)),
        in_flight=in_flight(fold),
        openings={opening.page: opening for opening, _ in spans},
        joined=frozenset(fold.joined),
        kinds_by_hand=dict(fold.hand_kinds),
        boundaries_by_hand={page: one.document for page, one in fold.hand_openings.items()},
        page_index={page: place for place, page in enumerate(fold.order)},
        shown={page: by for page, by in shown.items() if by},
    )


def _spans(fold: Fold) -> list[tuple[Opening, list[str]]]:
    result: list[tuple[Opening, list[str]]] = []
    pending: Opening | None = None
    leading: list[str] = []
    for page in fold.order:
        opening = fold.opening(page) or pending
        if fold.kind(page) is not PageKind.DOCUMENT:
            pending = opening
            continue
        pending = None
        if opening is not None:
            result.append((replace(opening, page=page), [*leading, page]))
            leading = []
        elif result:
            result[-1][1].append(page)
        else:
            leading.append(page)
    return result


def _sheets(fold: Fold) -> int:
    first = {
        fold.pages[new].captured.sheet: fold.pages[old].captured.sheet
        for old, new in fold.replaced.items()
        if fold.pages[new].captured.before
    }
    counted = set()
    for page in fold.order:
        if fold.kind(page) is PageKind.REPLACED:
            continue
        sheet = fold.pages[page].captured.sheet
        seen: set[str] = set()
        while sheet in first and sheet not in seen:
            seen.add(sheet)
            sheet = first[sheet]
        counted.add(sheet)
    return len(counted)
