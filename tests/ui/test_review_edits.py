"""Pages and documents edited by keys and by drag: one key, one step of undo."""

from __future__ import annotations

import pytest

from scanstation.model import PageKind
from scanstation.ui.review_edits import place_beside
from tests.ui.driving import wait_for
from tests.ui.reviewing import Review


def pages(review: Review) -> list[list[int]]:
    """Return the page numbers of each document."""
    batch = review.batch
    return [[batch.page(page).number for page in one.pages] for one in batch.documents]


BEFORE = [[3, 5], [9], [13], [17, 19]]


def in_list(review: Review, number: int) -> None:
    """Put the focus into the list, on a page."""
    review.view.thumbnails.setFocus()
    review.view.here.go(next(one.id for one in review.batch.pages if one.number == number))
    review.rest()


def test_split_and_join_by_keys_and_undo(review: Review) -> None:
    assert pages(review) == BEFORE
    review.press("PgDown", "Ctrl+T")
    assert pages(review) == [[3], [5], [9], [13], [17, 19]]
    assert review.page.number == 5
    assert review.view.form.content is not None
    assert review.view.form.content.number == 2
    review.press("Ctrl+M")
    assert pages(review) == BEFORE
    review.press("Ctrl+Z", "Ctrl+Z")
    assert pages(review) == BEFORE
    review.press("Ctrl+Y")
    assert pages(review) == [[3], [5], [9], [13], [17, 19]]


def test_pages_turn_only_while_list_or_page_have_the_focus(review: Review) -> None:
    turned: list[int] = []
    for keys in (("Alt+1", "Ctrl+Right"), ("F6", "Ctrl+Right"), ("F6", "Ctrl+Left", "Ctrl+Left")):
        review.press(*keys)
        turned.append(review.page.rotation)
    assert turned == [0, 90, 270]
    review.press("F6")
    assert review.focus() == "field.case_number"


def test_a_page_that_was_turned_has_to_be_looked_at_again(review: Review) -> None:
    review.press("Return")
    assert "anna" in review.batch.shown[review.document(1).pages[0]]
    in_list(review, 3)
    review.person.press("Ctrl+Right")
    wait_for(lambda: review.page.rotation == 90, "the turn")
    review.view.shown.take()
    review.rest()
    review.press("Ctrl+Left")
    review.press("Return")
    assert review.page.rotation == 0
    assert "anna" in review.batch.shown[review.document(1).pages[0]]


def test_several_pages_are_one_step_of_undo(review: Review) -> None:
    in_list(review, 3)
    batch = review.batch
    review.view.thumbnails.select_pages([one.id for one in batch.pages if one.number in (3, 5)])
    review.press("Ctrl+Right")
    turned = {one.number: one.rotation for one in review.batch.pages if one.rotation}
    assert turned == {3: 90, 5: 90}
    review.press("Ctrl+Z")
    assert not any(one.rotation for one in review.batch.pages)


def test_reject_and_restore(review: Review) -> None:
    in_list(review, 5)
    review.press("Del")
    assert pages(review) == [[3], [9], [13], [17, 19]]
    rejected = next(one for one in review.batch.pages if one.number == 5)
    assert rejected.kind is PageKind.REJECTED
    in_list(review, 5)
    review.press("Shift+Del")
    assert pages(review) == BEFORE


def test_a_blank_page_is_kept_and_dropped_by_one_key(review: Review) -> None:
    in_list(review, 4)
    assert review.page.kind is PageKind.BLANK
    review.press("Ctrl+B")
    assert pages(review) == [[3, 4, 5], [9], [13], [17, 19]]
    review.press("Ctrl+B")
    assert pages(review) == BEFORE


def test_pages_move_by_keys_and_over_a_boundary(review: Review) -> None:
    in_list(review, 3)
    review.press("Ctrl+Shift+Down")
    assert pages(review)[0] == [5, 3]
    in_list(review, 9)
    review.press("Ctrl+Z")
    assert pages(review) == BEFORE
    in_list(review, 5)
    review.press("Ctrl+Shift+Down")
    assert sorted(pages(review)[1]) == [5, 9]


def test_dragged_pages_lie_where_they_were_dropped(review: Review) -> None:
    batch = review.batch
    page = next(one.id for one in batch.pages if one.number == 5)
    target = batch.documents[2]
    review.view.thumbnails.move_requested.emit([page], target.id, target.pages[0])
    review.rest()
    assert sorted(pages(review)[2]) == [5, 13]


@pytest.mark.parametrize("key", ["Ctrl+M", "Ctrl+T"])
def test_what_makes_no_sense_is_said_and_changes_nothing(review: Review, key: str) -> None:
    review.press(key)
    assert pages(review) == BEFORE


def test_the_ends_of_the_stack_hold(review: Review) -> None:
    documents = review.batch.documents
    assert place_beside(documents, (documents[0].pages[0],), -1) is None
    assert place_beside(documents, (documents[-1].pages[-1],), 1) is None
    assert place_beside(documents, (documents[1].pages[0],), -1) == (documents[0].id, "")


def test_pages_and_documents_are_gone_through_by_keys(review: Review) -> None:
    numbers = []
    for key in ("PgDown", "PgDown", "PgUp", "Ctrl+PgDown", "Ctrl+PgDown", "Ctrl+PgUp"):
        review.press(key)
        numbers.append(review.page.number)
    assert numbers == [5, 9, 5, 9, 13, 9]
    in_list(review, 1)
    review.press("PgDown")
    assert review.page.number == 3
