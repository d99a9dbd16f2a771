"""One item ahead, errors at their place, nothing left running."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.devices.ahead import ROOM, Ahead


class Wrong(Exception):
    pass


def counting(made: list[int], end: int, fail: bool = False) -> Iterator[int]:
    for number in range(end):
        made.append(number)
        yield number
    if fail:
        raise Wrong


@given(st.integers(0, 20), st.booleans())
def test_all_items_come_in_order_and_then_the_end_or_the_error(end: int, fail: bool) -> None:
    ahead = Ahead(counting([], end, fail))
    assert [next(ahead) for _ in range(end)] == list(range(end))
    with pytest.raises(Wrong if fail else StopIteration):
        next(ahead)
    assert list(ahead) == []
    ahead.close()


def test_no_more_than_one_is_made_beside_the_one_in_use() -> None:
    made: list[int] = []
    ahead = Ahead(counting(made, 100))
    for number in range(20):
        assert next(ahead) == number
        assert len(made) <= number + ROOM
    ahead.close()
    # Closing lets at most the one go through that it woke for.
    assert len(made) <= 20 + ROOM


def test_the_next_is_made_while_one_is_in_use() -> None:
    second = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        second.set()
        yield 2

    ahead = Ahead(items())
    assert next(ahead) == 1
    assert second.wait(10)  # without anybody asking
    assert list(ahead) == [2]
    ahead.close()


def test_closing_waits_for_what_is_being_made() -> None:
    going_on, ended = threading.Event(), threading.Event()

    def items() -> Iterator[int]:
        yield 1
        going_on.wait(10)
        ended.set()
        yield 2

    ahead = Ahead(items())
    assert next(ahead) == 1
    threading.Timer(0.05, going_on.set).start()
    ahead.close()
    assert ended.is_set()
