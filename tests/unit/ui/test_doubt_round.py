"""Doubts keep their numbers while the others are answered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanstation.ui.doubt_round import DoubtRound, merged

KEYS = st.lists(st.sampled_from("abcdefgh"), unique=True)


def test_each_keeps_its_number_until_the_last_is_answered() -> None:
    one = DoubtRound()
    waiting, said = ["a", "b", "c", "d"], []
    for shown in ("b", "a", "c", "d"):
        one.follow("batch", waiting)
        said.append(one.place("batch", waiting, shown))
        waiting = [key for key in waiting if key != shown]
    assert said == [(2, 4), (1, 4), (3, 4), (4, 4)]
    one.follow("batch", [])
    assert one.place("batch", ["e"], "e") == (1, 1)


def test_another_batch_and_what_was_taken_back() -> None:
    one = DoubtRound()
    one.place("batch", ["a", "b"], "a")
    one.follow("batch", ["b"])
    assert one.place("batch", ["b"], "b") == (2, 2)
    assert one.place("batch", ["a", "b"], "a") == (1, 2)
    assert one.place("other", ["x"], "x") == (1, 1)


def test_one_that_is_not_among_those_examined_comes_last() -> None:
    assert DoubtRound().place("batch", ["a"], "new") == (2, 2)


@given(KEYS, KEYS)
def test_the_open_ones_stay_in_their_order_and_none_is_lost(
    former: list[str], waiting: list[str]
) -> None:
    every = merged(former, waiting)
    assert [key for key in every if key in waiting] == waiting
    assert sorted(every) == sorted({*former, *waiting})
