"""The steps between two snapshots, applied one by one, give the second."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scanstation.model import Page
from scanstation.ui.models.page_changes import Change, Inserted, Moved, Removed, Updated, changes
from tests.builders.pages import page

PAGES = [page(number) for number in range(1, 13)]
ORDERS = st.lists(st.sampled_from(range(12)), unique=True)


def applied(pages: list[Page], steps: list[Change]) -> list[Page]:
    for step in steps:
        if isinstance(step, Removed):
            del pages[step.first : step.last + 1]
        elif isinstance(step, Inserted):
            pages[step.first : step.first] = step.pages
        elif isinstance(step, Moved):
            part = pages[step.first : step.first + len(step.order)]
            pages[step.first : step.first + len(step.order)] = [part[row] for row in step.order]
        else:
            ids = [one.id for one in pages[step.first : step.first + len(step.pages)]]
            assert ids == [one.id for one in step.pages]
            pages[step.first : step.first + len(step.pages)] = step.pages
    return pages


@given(ORDERS, ORDERS, st.sets(st.sampled_from(range(12))))
def test_the_steps_lead_from_one_snapshot_to_the_other(
    before: list[int], after: list[int], turned: set[int]
) -> None:
    old = [PAGES[place] for place in before]
    new = [
        replace(PAGES[place], rotation=90) if place in turned else PAGES[place] for place in after
    ]
    result = applied(list(old), list(changes(old, new)))
    assert all(one is other for one, other in zip(result, new, strict=True))


def test_a_page_more_is_one_insertion() -> None:
    more = [*PAGES[:5], page(99), *PAGES[5:]]
    assert list(changes(PAGES, more)) == [Inserted(5, (more[5],))]
    assert list(changes(more, PAGES)) == [Removed(5, 5)]


def test_a_page_turned_is_one_update_and_moves_nothing() -> None:
    turned = [*PAGES[:3], replace(PAGES[3], rotation=180), *PAGES[4:]]
    assert list(changes(PAGES, turned)) == [Updated(3, (turned[3],))]


def test_a_page_moved_leaves_the_rest_outside() -> None:
    moved = [*PAGES[:2], PAGES[4], PAGES[2], PAGES[3], *PAGES[5:]]
    assert list(changes(PAGES, moved)) == [Moved(2, (2, 0, 1))]


def test_nothing_new_is_no_step() -> None:
    assert list(changes(PAGES, tuple(PAGES))) == []
