"""Several threads in one batch: decisions one at a time, pages never waiting for one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from scanstation import events
from scanstation.errors import EditRefused
from scanstation.workflow import edit, separate
from scanstation.workflow.session import BatchSession, new_id
from tests.builders.journal import captured

THREADS = 4
PAGES = 12


def with_pages(session: BatchSession, count: int = PAGES) -> None:
    session.append(*(captured(new_id()) for _ in range(count)))


def at_once(works: Sequence[Callable[[], object]]) -> None:
    with ThreadPoolExecutor(len(works)) as threads:
        for future in [threads.submit(work) for work in works]:
            future.result()


def test_a_decision_waits_for_the_one_under_way_and_pages_do_not(session: BatchSession) -> None:
    with_pages(session)
    refused = threading.Event()

    def decide() -> None:
        try:
            edit.split(session, 3)
        except EditRefused:
            refused.set()

    other = threading.Thread(target=decide)
    with session.alone():
        other.start()
        adding = threading.Thread(target=session.append, args=(captured(new_id()),))
        adding.start()
        adding.join()  # would hang if a page waited for the decision
        assert len(session.batch().pages) == PAGES + 1
        edit.reject(session, 3, "Test")  # decisions nest
    other.join()
    # The split was decided after the page had been rejected, not beside it.
    assert refused.is_set()
    assert len(session.history().undoable) == 1


def test_the_same_boundary_is_set_once_whoever_comes_first(session: BatchSession) -> None:
    with_pages(session)
    refused: list[int] = []

    def split_all() -> None:
        for number in range(2, PAGES + 1):
            try:
                edit.split(session, number)
            except EditRefused:
                refused.append(number)

    def separate_often() -> None:
        for _ in range(PAGES):
            separate.run(session)

    def feed() -> None:
        for _ in range(PAGES):
            session.append(captured(new_id()))

    at_once([split_all] * THREADS + [separate_often, feed])
    assert len(session.every(events.BoundarySet)) == PAGES - 1
    assert len(refused) == (THREADS - 1) * (PAGES - 1)
    assert len(session.batch().pages) == 2 * PAGES
    assert [row.number for row in session.rows()] == list(range(1, session.batch().rows + 1))
