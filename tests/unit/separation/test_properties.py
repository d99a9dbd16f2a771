"""What holds for every stack, however badly it was put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scanstation.model import BarcodeRule, Opening, PageKind, SeparationRule
from scanstation.separation.marks import PageView
from scanstation.separation.rules import Separation
from tests.unit.separation.stacks import (
    BLANK,
    EMPTY,
    FULL,
    LETTER,
    PATCH_T,
    TEXT,
    Ids,
    Sheet,
    again,
    facts,
    own,
    run,
    stack,
)

sheets = st.one_of(
    st.sampled_from(
        [
            LETTER,
            FULL,
            BLANK,
            PATCH_T,
            (TEXT,),
            (EMPTY,),
            (None, None),
            (EMPTY, facts("PATCHT")),
            (facts(blank=0.905), TEXT),
            (facts("AZ:9", format="Code128"), EMPTY),
            (facts("SST1|broken"), EMPTY),
        ]
    ),
    st.builds(lambda number: own(number, f"50.1-{number}/2026"), st.integers(1, 9)),
)
rules = st.builds(
    SeparationRule,
    own_sheets=st.booleans(),
    patcht=st.booleans(),
    patch_codes=st.sampled_from([(), ("T",), ("T", "2")]),
    barcodes=st.sampled_from([(), (BarcodeRule(r"AZ:(?P<value>.*)", value_field="case_number"),)]),
    blank_page=st.booleans(),
    page_count=st.integers(0, 4),
    keep_separator=st.booleans(),
)
by_hand = st.sampled_from([None, None, None, *(PageKind.DOCUMENT, PageKind.BLANK)])
outs = st.sampled_from([None, None, None, PageKind.REJECTED, PageKind.REPLACED])


@st.composite
def stacks(draw: st.DrawFn) -> tuple[PageView, ...]:
    made: list[Sheet] = draw(st.lists(sheets, max_size=8))
    pages = (replace(page, kind_by_hand=draw(by_hand), out=draw(outs)) for page in stack(made))
    mixed = list(pages)
    if len(mixed) > 2 and draw(st.booleans()):
        mixed.insert(draw(st.integers(0, len(mixed) - 1)), mixed.pop())
    return tuple(mixed)


def live(outcome: Separation) -> list[str]:
    return [page for page, kind in outcome.kinds.items() if kind is PageKind.DOCUMENT]


@given(stacks(), rules)
def test_every_page_has_one_kind_and_every_document_page_one_document(
    pages: tuple[PageView, ...], rule: SeparationRule
) -> None:
    outcome = run(pages, rule)
    assert list(outcome.kinds) == [page.id for page in pages]
    members = [page for every in outcome.documents.values() for page in every]
    assert members == live(outcome)
    assert all(outcome.documents.values())


@given(stacks(), rules)
def test_running_again_changes_nothing(pages: tuple[PageView, ...], rule: SeparationRule) -> None:
    first = run(pages, rule)
    ids = Ids()
    assert run(pages, rule, known=again(first), new_id=ids) == first
    assert ids.made == 0


@given(stacks(), rules)
def test_openings_and_documents_agree_and_ids_are_unique(
    pages: tuple[PageView, ...], rule: SeparationRule
) -> None:
    outcome = run(pages, rule)
    assert [one.document for one in outcome.openings] == list(outcome.documents)
    for one in outcome.openings:
        assert outcome.documents[one.document][0] == one.page
        assert 0.0 < one.confidence <= 1.0


@given(stacks(), rules)
def test_no_value_leaves_its_own_sheet(pages: tuple[PageView, ...], rule: SeparationRule) -> None:
    """A value stands on the sheet that opens the document, nearest before its first page."""
    outcome = run(pages, rule)
    order = [page.id for page in pages]
    texts = {
        page.id: " ".join(code.text for code in page.facts.barcode.barcodes) if page.facts else ""
        for page in pages
    }
    before = -1
    for one in outcome.openings:
        number = one.values.get("case_number", "")
        if number:
            assert any(
                number.replace("/", "%2F") in texts[side] or number in texts[side]
                for side in one.separator
            )
            places = [order.index(side) for side in one.separator]
            assert max(places) > before
        before = order.index(outcome.documents[one.document][-1])
        assert not one.case_number_sure or number


@given(stacks(), rules, st.data())
def test_a_persons_boundary_always_holds(
    pages: tuple[PageView, ...], rule: SeparationRule, data: st.DataObject
) -> None:
    free = live(run(pages, rule))
    if not free:
        return
    page = data.draw(st.sampled_from(free))
    known = {page: Opening("mine", page, "hand", 1.0, by_hand=True)}
    outcome = run(pages, rule, known=known)
    assert outcome.documents["mine"][0] == page


@given(stacks(), rules, st.data())
def test_a_removed_boundary_never_comes_back(
    pages: tuple[PageView, ...], rule: SeparationRule, data: st.DataObject
) -> None:
    first = run(pages, rule)
    later = first.openings[1:]
    if not later:
        return
    gone = data.draw(st.sampled_from(later))
    in_force = {page: one for page, one in again(first).items() if page != gone.page}
    outcome = run(pages, rule, known=in_force, joined=frozenset({gone.page}))
    assert gone.page not in {one.page for one in outcome.openings}
    kept: Mapping[str, tuple[str, ...]] = outcome.documents
    assert [one.document for one in first.openings if one is not gone] == list(kept)


@given(stacks(), rules, st.data())
def test_rejecting_a_page_moves_no_other_document(
    pages: tuple[PageView, ...], rule: SeparationRule, data: st.DataObject
) -> None:
    """Without page counts a rejected document page takes nothing along but itself."""
    rule = replace(rule, page_count=0, keep_separator=False, blank_page=False)
    first = run(pages, rule)
    free = live(first)
    if not free:
        return
    page = data.draw(st.sampled_from(free))
    rejected = tuple(
        replace(one, out=PageKind.REJECTED) if one.id == page else one for one in pages
    )
    second = run(rejected, rule, known=again(first))
    expected = {
        document: tuple(one for one in members if one != page)
        for document, members in first.documents.items()
    }
    assert second.documents == {name: members for name, members in expected.items() if members}
