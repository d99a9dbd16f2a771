"""Running numbers: a separator that nobody read does not go unnoticed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.model import SeparationRule
from scanstation.separation.codes import format_code128
from tests.unit.separation.stacks import (
    EMPTY,
    FULL,
    LETTER,
    PATCH_T,
    Sheet,
    code,
    documents,
    facts,
    noted,
    own,
    run,
)


def numbered(numbers: Sequence[int], total: int = 9, case: str = "") -> list[Sheet]:
    sheets: list[Sheet] = []
    for number in numbers:
        sheets += [own(number, case and f"{case}{number}/2026", total=total), LETTER, LETTER]
    return sheets


def test_all_numbers_in_order_say_nothing() -> None:
    assert noted(run(numbered([1, 2, 3], total=3, case="50.1-"))) == []


def test_a_hole_names_its_place_and_where_the_sheet_may_be() -> None:
    outcome = run(numbered([3, 5]))
    assert noted(outcome) == ["missing_number?"]
    hole = outcome.anomalies[0]
    assert hole.page == "1f"
    assert "Nr. 4" in hole.text.de
    assert "Blatt 3" in hole.text.de
    assert outcome.candidates[hole.key] == ("3f",)


def test_bars_that_were_seen_but_not_read_are_the_first_candidates() -> None:
    sheets = [own(1), LETTER, LETTER, (facts(suspected=True), EMPTY), LETTER, own(3), LETTER]
    outcome = run(sheets)
    assert list(outcome.candidates.values()) == [("4f",)]


def test_a_run_of_missing_numbers_is_one_question() -> None:
    outcome = run(numbered([2, 7]))
    assert noted(outcome) == ["missing_number?"]
    assert "3–6" in outcome.anomalies[0].text.en


def test_two_holes_are_two_questions_with_keys_of_their_own() -> None:
    outcome = run(numbered([1, 3, 5]))
    assert noted(outcome) == ["missing_number?", "missing_number?"]
    assert len({one.key for one in outcome.anomalies}) == 2


def test_reused_sheets_turn_the_rule_off() -> None:
    assert noted(run(numbered([4, 1, 1]), SeparationRule(numbered=False))) == []


def test_the_start_is_asked_about_only_where_a_letter_may_hide() -> None:
    first = numbered([2, 3], total=3, case="50.1-")
    assert noted(run([LETTER, LETTER, *first])) == ["missing_number_before?"]
    both = numbered([2, 4], total=4, case="50.1-")
    assert noted(run([LETTER, LETTER, *both])) == ["missing_number_before?", "missing_number?"]
    assert noted(run(first)) == []
    assert noted(run([LETTER, *numbered([2, 3], total=3)])) == []


def test_the_end_is_asked_about_for_sheets_made_for_certain_letters() -> None:
    assert noted(run(numbered([1, 2], total=3, case="50.1-"))) == ["missing_number?"]
    assert noted(run(numbered([1, 2], total=500))) == []


def test_the_unread_last_separator_of_a_case_list_names_candidates() -> None:
    outcome = run([own(1, "50.1-1/2026", total=2), LETTER, LETTER])
    assert list(outcome.candidates.values()) == [("3f",)]


def test_two_jobs_do_not_disturb_each_other() -> None:
    sheets = [own(1), LETTER, own(7, job="AAAAAAAA"), LETTER, own(2), LETTER]
    assert noted(run(sheets)) == []


def test_a_lower_number_is_noted_and_does_not_make_holes() -> None:
    assert noted(run(numbered([2, 1, 3]))) == ["number_out_of_order"]


def test_a_number_twice_with_letters_between_is_a_question() -> None:
    assert noted(run(numbered([1, 2, 1]))) == ["number_out_of_order", "number_repeated?"]


def test_a_sheet_fed_again_after_a_jam_is_only_noted() -> None:
    outcome = run([own(1), own(1), LETTER])
    assert "number_repeated" in noted(outcome)
    assert documents(outcome) == [("3f",)]


def test_the_strip_alone_counts_as_a_number() -> None:
    strip: Sheet = (facts(format_code128(code(2))), EMPTY)
    outcome = run([own(1), LETTER, strip, LETTER, own(3), LETTER])
    assert noted(outcome) == ["values_unread?"]


def test_a_foreign_separator_between_does_not_end_the_search() -> None:
    assert noted(run([own(1), FULL, PATCH_T, FULL, own(3), LETTER])) == ["missing_number?"]


@given(st.sets(st.integers(1, 12), min_size=2), st.data())
def test_every_unread_separator_between_others_is_noticed(
    numbers: set[int], data: st.DataObject
) -> None:
    """However many of the sheets are lost: each lost number lies in a reported hole."""
    fed = sorted(numbers)
    lost = data.draw(st.sets(st.sampled_from(fed), max_size=len(fed) - 2))
    seen = [number for number in fed if number not in lost]
    outcome = run(numbered(seen, total=12))
    holes = {
        number
        for one in outcome.anomalies
        if one.kind == "missing_number"
        for number in _numbers(one.text.en)
    }
    assert {number for number in lost if seen[0] < number < seen[-1]} <= holes
    assert all(one.needs_answer for one in outcome.anomalies)


def _numbers(text: str) -> range:
    which = text.removeprefix("Separator no. ").split(" ")[0]
    low, _, high = which.partition("–")
    return range(int(low), int(high or low) + 1)


@pytest.mark.parametrize("total", [1, 5])
def test_one_sheet_alone_has_no_holes(total: int) -> None:
    assert noted(run([own(1, total=total), LETTER])) == []
