"""Separation that runs again: documents stay themselves, a person's boundaries stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanstation.model import (
    ImagingOptions,
    Opening,
    PageKind,
    SeparationRule,
)
from scanstation.separation.marks import PageView
from scanstation.separation.rules import Separation, separate
from tests.unit.separation.stacks import (
    BLANK,
    EMPTY,
    FULL,
    LETTER,
    PATCH_T,
    Ids,
    again,
    documents,
    kinds,
    noted,
    own,
    run,
    stack,
    with_page,
)


def opening(document: str, page: str, by_hand: bool = True) -> Opening:
    return Opening(document, page, "hand", 1.0, by_hand=by_hand)


def test_a_persons_word_on_a_page_wins() -> None:
    pages = stack([LETTER, LETTER, LETTER])
    cut = run(with_page(pages, "2f", kind_by_hand=PageKind.SEPARATOR))
    assert kinds(cut) == "dbssdb"
    assert documents(cut) == [("1f",), ("3f",)]
    assert cut.openings[1].reason == "hand"
    kept = run(with_page(pages, "2b", kind_by_hand=PageKind.DOCUMENT))
    assert documents(kept) == [("1f", "2f", "2b", "3f")]
    no_separator = run(
        with_page(stack([LETTER, PATCH_T, LETTER]), "2f", kind_by_hand=PageKind.DOCUMENT)
    )
    assert documents(no_separator) == [("1f", "2f", "3f")]


def test_running_again_keeps_every_document() -> None:
    sheets = [own(1), LETTER, own(2), LETTER, FULL]
    first = run(sheets)
    ids = Ids()
    second = run(sheets, known=again(first), new_id=ids)
    assert second == first
    assert ids.made == 0


def test_a_new_fact_makes_a_boundary_and_leaves_the_others_their_documents() -> None:
    before = [own(1), LETTER, (None, None), LETTER, own(3), LETTER]
    after = [*before[:2], own(2), *before[3:]]
    first = run(before)
    second = run(after, known=again(first), new_id=lambda: "new")
    assert [one.document for one in second.openings] == ["doc-1", "new", "doc-2"]


def test_a_boundary_by_hand_is_followed_but_not_repeated() -> None:
    known = {"1f": opening("a", "1f", by_hand=False), "2f": opening("b", "2f")}
    outcome = run([LETTER, LETTER, LETTER], known=known)
    assert outcome.documents == {"a": ("1f",), "b": ("2f", "3f")}
    assert [one.page for one in outcome.openings] == ["1f"]
    assert noted(outcome) == []


def test_a_boundary_by_hand_where_a_sheet_opens_keeps_id_and_values() -> None:
    known = {"2f": opening("mine", "2f")}
    outcome = run([own(1, "50.1-1/2026", total=1), LETTER], known=known)
    assert outcome.openings[0].document == "mine"
    assert outcome.openings[0].values == {"case_number": "50.1-1/2026"}


def test_a_removed_boundary_stays_away_and_its_values_with_it() -> None:
    sheets = [own(1, "50.1-1/2026"), LETTER, own(2, "50.1-2/2026"), LETTER]
    first = run(sheets)
    outcome = run(sheets, known=again(first), joined=frozenset({"4f"}))
    assert outcome.documents == {"doc-1": ("2f", "4f")}
    assert outcome.openings[0].values == {"case_number": "50.1-1/2026"}


@pytest.mark.parametrize(
    ("page", "change"),
    [
        ("3f", {"out": PageKind.REJECTED}),
        ("2b", {"kind_by_hand": PageKind.DOCUMENT}),
        ("3f", {"kind_by_hand": PageKind.BLANK}),
    ],
)
def test_a_removed_boundary_stays_away_when_pages_around_it_change(
    page: str, change: dict[str, object]
) -> None:
    pages = stack([LETTER, PATCH_T, LETTER, LETTER])
    changed = with_page(pages, page, **change)
    outcome = run(changed, joined=frozenset({"3f"}))
    assert len(outcome.documents) == 1


def test_a_removed_boundary_stays_away_when_a_blank_page_before_it_comes_back() -> None:
    pages = stack([LETTER, PATCH_T, BLANK, LETTER])
    joined = frozenset({"4f"})
    assert len(run(pages, joined=joined).documents) == 1
    back = with_page(pages, "3f", kind_by_hand=PageKind.DOCUMENT)
    assert len(run(back, joined=joined).documents) == 1


def test_a_document_keeps_its_id_when_its_first_page_is_rejected_or_grows_a_new_first() -> None:
    pages = stack([own(1), (EMPTY, EMPTY), FULL, own(2), LETTER])
    first = run(pages)
    rejected = run(with_page(pages, "3f", out=PageKind.REJECTED), known=again(first))
    assert list(rejected.documents) == ["doc-1", "doc-2"]
    grown = run(with_page(pages, "2f", kind_by_hand=PageKind.DOCUMENT), known=again(first))
    assert list(grown.documents) == ["doc-1", "doc-2"]
    assert grown.openings[0].page == "2f"


def test_a_document_without_separator_keeps_its_id_too() -> None:
    pages = stack([FULL, PATCH_T, LETTER])
    first = run(pages)
    second = run(with_page(pages, "1f", out=PageKind.REJECTED), known=again(first))
    assert list(second.documents) == list(first.documents)


def test_the_two_halves_of_a_split_never_share_an_id() -> None:
    first = run([FULL, FULL])
    known = again(first) | {"2f": opening("half", "2f")}
    assert list(run([FULL, FULL], known=known).documents) == ["doc-1", "half"]


def test_a_joined_document_stays_with_the_one_it_was_joined_to() -> None:
    """Its other pages gone, it must not slip into the letter before."""
    pages = stack([LETTER, PATCH_T, LETTER, PATCH_T, LETTER])
    first = run(pages)
    joined = frozenset({"5f"})
    both = run(pages, known={"1f": first.openings[0], "3f": first.openings[1]}, joined=joined)
    assert both.documents == {"doc-1": ("1f",), "doc-2": ("3f", "5f")}
    # The journal's fold hands the opening of the rejected page on to the next one.
    in_force = {"1f": both.openings[0], "5f": replace(both.openings[1], page="5f")}
    rejected = with_page(pages, "3f", out=PageKind.REJECTED)
    outcome = run(rejected, known=in_force, joined=joined)
    assert outcome.documents == {"doc-1": ("1f",), "doc-2": ("5f",)}
    assert outcome.openings[1].page not in joined
    assert outcome.openings[1].separator == ("2f", "2b")


def test_a_document_that_was_gone_comes_back_as_itself() -> None:
    pages = stack([LETTER, PATCH_T, LETTER])
    first = run(pages)
    gone = run(with_page(pages, "3f", kind_by_hand=PageKind.BLANK), known=again(first))
    assert list(gone.documents) == ["doc-1"]
    former = {one.page: one.document for one in first.openings}
    back = separate(
        pages,
        SeparationRule(),
        imaging=ImagingOptions(),
        tenant="uebung",
        known=again(gone),
        new_id=Ids(),
        former=former,
    )
    assert list(back.documents) == ["doc-1", "doc-2"]


def test_a_document_opened_by_hand_keeps_what_was_joined_to_it() -> None:
    pages = stack([FULL, PATCH_T, LETTER])
    in_force = {"1f": opening("a", "1f", by_hand=False), "3f": opening("mine", "3f")}
    outcome = run_with_hand(
        with_page(pages, "1b", out=PageKind.REJECTED), in_force, {"1b": "mine"}, frozenset({"3f"})
    )
    assert outcome.documents == {"a": ("1f",), "mine": ("3f",)}


def run_with_hand(
    pages: tuple[PageView, ...],
    known: dict[str, Opening],
    hand: dict[str, str],
    joined: frozenset[str],
) -> Separation:
    return separate(
        pages,
        SeparationRule(),
        imaging=ImagingOptions(),
        tenant="uebung",
        known=known,
        joined=joined,
        new_id=Ids(),
        hand=hand,
    )
