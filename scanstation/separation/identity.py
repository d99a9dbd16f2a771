"""Which document is which: a document keeps its id with its opening boundary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from scanstation.model import Opening
from scanstation.separation.segments import Segment

Recognise = Callable[[Segment], Iterator[str]]


def document_ids(
    segments: Sequence[Segment],
    known: Mapping[str, Opening],
    hand: Mapping[str, str],
    former: Mapping[str, str],
    new_id: Callable[[], str],
) -> list[str]:
    """Return an id for each segment; no id twice.

    A known opening is recognised by its opening page, else by a side of its separator
    sheet, else because its page lies in the segment (its first page was rejected, or a
    blank page before it was brought back), else because it once opened there. The surest
    recognition goes first over all segments,
    so that no document takes the id of a later one.

    Args:
        known: the openings so far, by opening page.
        hand: ids of documents that a person opened, by page; no other segment takes them.
        former: ids of documents that are not there now, by the page that they opened at.
    """
    found = _set_by_hand(segments, hand)
    taken = {*found.values(), *hand.values()}
    for recognise in _recognisers(known, former):
        for place, segment in enumerate(segments):
            if place in found:
                continue
            document = next((one for one in recognise(segment) if one not in taken), None)
            if document is not None:
                found[place] = document
                taken.add(document)
    return [found.get(place) or new_id() for place in range(len(segments))]


def _set_by_hand(segments: Sequence[Segment], hand: Mapping[str, str]) -> dict[int, str]:
    """Of several boundaries by hand before one page the last one counts."""
    found: dict[int, str] = {}
    for place, segment in enumerate(segments):
        pages = [page for page in segment.every if page in hand] if segment.by_hand else []
        if pages:
            found[place] = hand[pages[-1]]
    return found


def _recognisers(known: Mapping[str, Opening], former: Mapping[str, str]) -> tuple[Recognise, ...]:
    at = {page: opening.document for page, opening in known.items()}
    beside = {side: one.document for one in known.values() for side in one.separator}

    def same_page(segment: Segment) -> Iterator[str]:
        return (at[page] for page in (segment.page, segment.place) if page in at)

    def same_separator(segment: Segment) -> Iterator[str]:
        sides = segment.separator.pages if segment.separator else ()
        return (beside[side] for side in sides if side in beside)

    def inside(segment: Segment) -> Iterator[str]:
        return (at[page] for page in segment.every if page in at)

    def once(segment: Segment) -> Iterator[str]:
        return (former[page] for page in (segment.page,) if page in former)

    return same_page, same_separator, inside, once
