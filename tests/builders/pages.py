"""Pages and batches as plain values, for what only shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scanstation.errors import Text
from scanstation.model import (
    Batch,
    BatchState,
    Document,
    Image,
    Ledger,
    Mode,
    Opening,
    Page,
    PageKind,
    Profile,
)

A4_AT_75 = (620, 877)


def page(
    number: int,
    kind: PageKind = PageKind.DOCUMENT,
    document: str = "",
    size: tuple[int, int] = A4_AT_75,
) -> Page:
    """Return page ``p<number>``; odd numbers are front sides."""
    sheet = (number + 1) // 2
    return Page(
        id=f"p{number}",
        number=number,
        sheet_id=f"s{sheet}",
        sheet=sheet,
        side="front" if number % 2 else "back",
        image=Image(f"blob{number}", "image/jpeg", *size, (75.0, 75.0), Mode.COLOUR),
        kind=kind,
        device="simulated:x",
        document=document,
        thumbnail=f"small{number}",
    )


def stack(*documents: int, separators: bool = True) -> Batch:
    """Return a batch with so many pages a document, each behind a separator sheet."""
    pages: list[Page] = []
    for number, count in enumerate(documents, 1):
        if separators:
            for _ in range(2):
                pages.append(page(len(pages) + 1, PageKind.SEPARATOR))
        for _ in range(count):
            pages.append(page(len(pages) + 1, document=f"d{number}"))
    return batch(pages)


def batch(pages: Sequence[Page], batch_id: str = "b") -> Batch:
    """Return a batch of these pages, its documents taken from them."""
    members: dict[str, list[str]] = {}
    for one in pages:
        if one.document:
            members.setdefault(one.document, []).append(one.id)
    documents = tuple(
        Document(
            name, number, tuple(ids), "posteingang", Opening(name, ids[0], "separator sheet", 1.0)
        )
        for number, (name, ids) in enumerate(members.items(), 1)
    )
    count = len(pages)
    return Batch(
        id=batch_id,
        tenant="uebung",
        profile=Profile("posteingang", Text("Posteingang", "Incoming mail")),
        operator="o",
        station="s",
        opened="2026-11-22T00:00:00Z",
        state=BatchState.OPEN,
        pages=tuple(pages),
        documents=documents,
        anomalies=(),
        checks=(),
        ledger=Ledger(count, count, 0, 0, 0, 0, count, (count + 1) // 2, None),
        page_index={one.id: row for row, one in enumerate(pages)},
    )


def changed(one: Page, **values: object) -> Page:
    """Return a page with other values."""
    return replace(one, **values)  # type: ignore[arg-type]
