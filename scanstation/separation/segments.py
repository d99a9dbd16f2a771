"""The stack cut into pieces: where each document begins, before anybody gives it an id.

The stack is cut at places; the slice between two cuts is a candidate for a document. A
slice without a document page cannot be one: its separator passes on to the next slice if
that one has none of its own, else it is reported as empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from scanstation.model import PageKind
from scanstation.separation.marks import PageView, Separator

Kinds = Mapping[str, PageKind]


@dataclass(frozen=True, slots=True)
class Cut:
    """A place in the stack where something may begin; ``cause`` is start, count or hand."""

    index: int
    separator: Separator | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A slice of the stack that is one document.

    Attributes:
        every: all its page ids in stack order, blank, rejected and separator pages included.
        pages: its document pages.
        leading: every page up to the opening, however blank pages were decided: a boundary
            that a person removed is recognised by any of them.
        place: where the opening lies: its first document page, or a page before it if the
            opening of that one was removed by a person.
    """

    every: tuple[str, ...]
    pages: tuple[str, ...]
    leading: tuple[str, ...]
    place: str
    separator: Separator | None = None
    causes: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The first document page."""
        return self.pages[0]

    @property
    def by_hand(self) -> bool:
        """Whether a person set the boundary."""
        return "hand" in self.causes


@dataclass(frozen=True, slots=True)
class Segments:
    """All documents, and the separators that no document follows: (separator, next page)."""

    segments: tuple[Segment, ...]
    empty: tuple[tuple[Separator, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Removed:
    """What persons took away.

    Attributes:
        joined: pages whose boundary a person removed.
        passed_on: pages to which the opening of a document went whose own first pages have
            gone. If such a page is also a joined one, it goes on with that document; it must
            not slip into the document before, which may be another citizen's.
    """

    joined: frozenset[str]
    passed_on: frozenset[str]


@dataclass(slots=True)
class _Head:
    """What was met since the last document page: a separator or other causes for a boundary."""

    separator: Separator | None
    causes: list[str]
    next_cut: str = ""


@dataclass(slots=True)
class _Walk:
    """State of the walk over the slices."""

    done: list[Segment] = field(default_factory=list)
    empty: list[tuple[Separator, str]] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)
    heads: list[_Head] = field(default_factory=list)


def find_cuts(
    pages: Sequence[PageView],
    separators: Mapping[str, Separator],
    hand: frozenset[str],
    page_count: int,
) -> list[Cut]:
    """Return the cuts in stack order; the first one lies at the start.

    Args:
        separators: evidence by sheet id.
        hand: pages at which a person set a boundary.
        page_count: sides a document; sides of separators, rejected and replaced ones do not
            count, blank ones do: a form of two sheets has four sides whatever is on them.
    """
    cuts = [Cut(0, cause="start")]
    counted = 0
    for index, page in enumerate(pages):
        sheet = None if page.out else separators.get(page.sheet_id)
        if sheet is not None and sheet.place == page.id:
            cuts.append(Cut(index, sheet))
            counted = 0
        if page.id in hand:
            cuts.append(Cut(index, cause="hand"))
            counted = 0
        if page.out or (sheet is not None):
            continue
        if page_count and counted == page_count:
            cuts.append(Cut(index, cause="count"))
            counted = 0
        counted += 1
    return cuts


def slice_up(
    pages: Sequence[PageView],
    cuts: Sequence[Cut],
    kinds: Kinds,
    found: Kinds,
    removed: Removed,
) -> Segments:
    """Return the documents between the cuts.

    Args:
        kinds: what each page is, a person's word included.
        found: what the detectors alone say.
        removed: boundaries that persons removed; a removed one takes its separator's values
            along, they belong to no document.
    """
    walk = _Walk()
    ends = [cut.index for cut in cuts[1:]] + [len(pages)]
    for cut, end in zip(cuts, ends, strict=True):
        _enter(walk, cut, pages)
        part = tuple(page.id for page in pages[cut.index : end])
        if all(kinds[page] is not PageKind.DOCUMENT for page in part):
            walk.carried += part
            continue
        _close(walk, part, kinds, found, removed)
    walk.empty += [(head.separator, head.next_cut) for head in walk.heads if head.separator]
    return Segments(tuple(walk.done), tuple(walk.empty))


def _enter(walk: _Walk, cut: Cut, pages: Sequence[PageView]) -> None:
    """A separator begins a head of its own, other causes join the head that is there."""
    if cut.separator is not None or not walk.heads:
        for head in walk.heads:
            head.next_cut = head.next_cut or pages[cut.index].id
        walk.heads.append(_Head(cut.separator, []))
    if cut.cause:
        walk.heads[-1].causes.append(cut.cause)


def _leading(part: tuple[str, ...], kinds: Kinds, found: Kinds) -> tuple[str, ...]:
    """Pages up to the first document page, by a person's word or without it: the later."""
    last = 0
    for view in (kinds, found):
        firsts = [i for i, page in enumerate(part) if view[page] is PageKind.DOCUMENT]
        last = max(last, firsts[0] if firsts else 0)
    return part[: last + 1]


def _close(
    walk: _Walk, part: tuple[str, ...], kinds: Kinds, found: Kinds, removed: Removed
) -> None:
    inside = tuple(page for page in part if kinds[page] is PageKind.DOCUMENT)
    leading = _leading(part, kinds, found)
    every = (*walk.carried, *part)
    gone = "hand" not in walk.heads[-1].causes and not removed.joined.isdisjoint(leading)
    passed_on = inside[0] in removed.passed_on and len(walk.heads) > 1
    if gone and walk.done and not passed_on:
        before = walk.done[-1]
        walk.done[-1] = replace(before, every=before.every + every, pages=before.pages + inside)
        unused = walk.heads[:-1]
    else:
        chosen = len(walk.heads) - (2 if gone and len(walk.heads) > 1 else 1)
        used = walk.heads[chosen]
        first = every[: every.index(inside[0]) + 1]
        place = next((page for page in reversed(first) if page not in removed.joined), first[-1])
        place = inside[0] if "hand" in used.causes else place
        walk.done.append(
            Segment(
                every, inside, (*walk.carried, *leading), place, used.separator, tuple(used.causes)
            )
        )
        unused = walk.heads[:chosen]
    walk.empty += [(head.separator, head.next_cut) for head in unused if head.separator]
    walk.carried, walk.heads = [], []
