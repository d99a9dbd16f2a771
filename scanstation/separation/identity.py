"""Which document is which: a document keeps its id with its opening boundary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from scanstation.model import Opening
from scanstation.separation.segments import Segment

Recognise = Callable[[Segment], Iterator[Opening]]


def document_ids(
    segments: Sequence[Segment], known: Mapping[str, Opening], new_id: Callable[[], str]
) -> list[str]:
    """Return an id for each segment; no id twice.

    A known opening is recognised by its opening page, else by a side of its separator
    sheet, else because its page lies in the segment (its first page was rejected, or a
    blank page before it was brought back). The surest recognition goes first over all
    segments, so that no document takes the id of a later one.

    Args:
        known: the openings so far, by opening page.
    """
    found: dict[int, str] = {}
    taken: set[str] = set()
    for recognise in _recognisers(known):
        for place, segment in enumerate(segments):
            if place in found:
                continue
            free = (one.document for one in recognise(segment) if one.document not in taken)
            document = next(free, None)
            if document is not None:
                found[place] = document
                taken.add(document)
    return [found.get(place) or new_id() for place in range(len(segments))]


def _recognisers(known: Mapping[str, Opening]) -> tuple[Recognise, ...]:
    by_separator = {side: opening for opening in known.values() for side in opening.separator}

    def same_page(segment: Segment) -> Iterator[Opening]:
        return (known[page] for page in (segment.page,) if page in known)

    def same_separator(segment: Segment) -> Iterator[Opening]:
        sides = segment.separator.pages if segment.separator else ()
        return (by_separator[side] for side in sides if side in by_separator)

    def inside(segment: Segment) -> Iterator[Opening]:
        return (known[page] for page in segment.every if page in known)

    return same_page, same_separator, inside
