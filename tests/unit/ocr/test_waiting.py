from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from scanstation.ocr.engine import RecognitionJob
from scanstation.ocr.waiting import Priority, Ticket, WaitingLine


def ticket(priority: Priority, name: str = "") -> Ticket:
    return Ticket("recognise", RecognitionJob(b"", page=name), priority)


def drained(line: WaitingLine, count: int) -> list[Ticket | None]:
    return [line.take() for _ in range(count)]


@given(st.lists(st.sampled_from(Priority), max_size=20))
def test_the_most_urgent_comes_first_and_equals_in_order(priorities: list[Priority]) -> None:
    line = WaitingLine(100)
    tickets = [ticket(priority) for priority in priorities]
    for each in tickets:
        assert line.put(each)
    # sorted() is stable, which is the order of arrival
    assert drained(line, len(tickets)) == sorted(tickets, key=lambda each: each.priority)


def test_a_waiting_page_that_comes_on_screen_is_next() -> None:
    line = WaitingLine(10)
    tickets = [ticket(Priority.REST, name) for name in "abc"]
    for each in tickets:
        line.put(each)
    assert line.promote(tickets[2].future, Priority.ON_SCREEN)
    assert drained(line, 3) == [tickets[2], tickets[0], tickets[1]]


def test_promotion_never_demotes_and_fails_for_what_waits_no_more() -> None:
    line = WaitingLine(10)
    first, second = ticket(Priority.ON_SCREEN), ticket(Priority.REST)
    line.put(second)
    line.put(first)
    assert line.promote(first.future, Priority.REST)
    assert line.take() is first
    assert not line.promote(first.future, Priority.ON_SCREEN)


def test_a_full_line_makes_the_next_wait_but_not_the_page_on_screen() -> None:
    line = WaitingLine(1)
    line.put(ticket(Priority.REST))
    late = threading.Thread(target=line.put, args=(ticket(Priority.REST, "late"),))
    late.start()
    assert line.put(ticket(Priority.ON_SCREEN))  # returns although the line is full
    assert late.is_alive()
    assert line.take() is not None
    assert line.take() is not None
    late.join()
    left = line.take()
    assert left is not None
    assert left.job.page == "late"


def test_closing_hands_back_who_waits_and_wakes_everybody() -> None:
    line = WaitingLine(1)
    waits = ticket(Priority.REST)
    line.put(waits)
    refused: list[bool] = []
    late = threading.Thread(target=lambda: refused.append(line.put(ticket(Priority.REST))))
    late.start()
    assert line.close() == [waits]
    late.join()
    assert refused == [False]
    assert line.take() is None
    assert not line.put(ticket(Priority.ON_SCREEN))
