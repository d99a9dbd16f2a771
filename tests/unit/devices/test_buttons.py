"""The scanner's own scan button."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.devices.buttons import ScanButton


@pytest.mark.parametrize(
    ("name", "off", "on"),
    [("scan", "no", "yes"), ("start", "no", "yes"), ("button-1", "0", "1"), ("button-1", "0", "7")],
)
def test_a_press_is_noticed_once(name: str, off: str, on: str) -> None:
    button = ScanButton()
    answers = [off, off, on, on, off, on]
    assert [button.pressed({name: value}) for value in answers] == [
        *(False, False, True, False, False, True)
    ]
    assert button.offered({name: off})


def test_other_sensors_start_nothing() -> None:
    button = ScanButton()
    off = {"page-loaded": "no", "cover-open": "no", "email": "no", "button-2": "0"}
    assert not button.pressed(off)
    assert not button.pressed(dict.fromkeys(off, "yes"))
    assert not button.offered(off)


def test_a_button_that_was_down_before_is_not_ours() -> None:
    button = ScanButton()
    assert not button.pressed({"scan": "yes"})
    assert not button.pressed({"scan": "no"})
    assert button.pressed({"scan": "yes"})


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_presses_are_the_rising_edges(levels: list[bool]) -> None:
    button = ScanButton()
    found = [button.pressed({"scan": "yes" if level else "no"}) for level in levels]
    edges = [not before and now for before, now in pairwise(levels)]
    assert found == [False, *edges]
