"""Separation: every kind of separator, and the stacks that go wrong in practice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanstation.model import (
    BarcodeRule,
    ImagingOptions,
    PageFacts,
    PageKind,
    SeparationRule,
)
from scanstation.separation.codes import format_code128, format_qr
from scanstation.separation.rules import REASONS
from tests.unit.separation.stacks import (
    BLANK,
    EMPTY,
    FULL,
    LETTER,
    PATCH_T,
    TEXT,
    code,
    documents,
    facts,
    kinds,
    noted,
    own,
    run,
    stack,
    with_page,
)

NOTHING = SeparationRule(own_sheets=False, patcht=False, patch_codes=())


def test_own_sheets_open_documents_with_their_values() -> None:
    outcome = run([own(1, "50.1-1/2026", person="Müller"), LETTER, own(2), FULL, LETTER])
    assert documents(outcome) == [("2f",), ("4f", "4b", "5f")]
    assert kinds(outcome) == "ssdbssdddb"
    first, second = outcome.openings
    assert first.values == {"case_number": "50.1-1/2026", "person": "Müller"}
    assert first.case_number_sure
    assert first.reason == "own_sheet+own_number+patch"
    assert first.confidence > 0.999
    assert first.separator == ("1f", "1b")
    assert second.values == {}
    assert not second.case_number_sure


def test_no_separator_at_all_is_one_document_and_says_so() -> None:
    outcome = run([LETTER, FULL])
    assert documents(outcome) == [("1f", "2f", "2b")]
    assert outcome.openings[0].reason == "start"
    assert noted(outcome) == ["no_separator"]


def test_a_rule_that_separates_on_nothing_says_nothing() -> None:
    outcome = run([own(1), LETTER], NOTHING)
    assert documents(outcome) == [("1f", "1b", "2f")]
    assert noted(outcome) == []


def test_no_pages_no_documents() -> None:
    outcome = run([])
    assert outcome.openings == ()
    assert outcome.kinds == {}
    assert noted(outcome) == []


def test_pages_before_the_first_separator_are_a_document() -> None:
    outcome = run([LETTER, PATCH_T, LETTER])
    assert documents(outcome) == [("1f",), ("3f",)]
    assert [one.reason for one in outcome.openings] == ["start", "patch"]


def test_a_separator_at_the_start_makes_no_empty_document() -> None:
    assert documents(run([PATCH_T, LETTER])) == [("2f",)]


def test_separator_at_the_end_opens_nothing() -> None:
    generic = run([PATCH_T, LETTER, PATCH_T])
    assert documents(generic) == [("2f",)]
    assert kinds(generic) == "ssdbss"
    assert noted(generic) == ["separator_at_end"]
    made_for_one = run([own(1, "50.1-1/2026"), LETTER, own(2, "50.1-2/2026", total=9)])
    assert "separator_at_end?" in noted(made_for_one)


def test_what_is_missing_at_the_end_is_not_judged_while_the_feed_runs() -> None:
    running = run([own(1, "50.1-1/2026", 3), LETTER], complete=False)
    assert noted(running) == []
    assert noted(run([own(1, "50.1-1/2026", 3), LETTER])) == [
        "expected_pages_differ?",
        "missing_number?",
    ]
    assert noted(run([own(1)], complete=False)) == []


def test_two_separators_in_a_row_the_later_one_opens() -> None:
    generic = run([PATCH_T, PATCH_T, LETTER])
    assert documents(generic) == [("3f",)]
    assert noted(generic) == ["separator_without_document"]
    outcome = run([own(1, "50.1-1/2026"), own(2, "50.1-2/2026"), LETTER])
    assert documents(outcome) == [("3f",)]
    assert outcome.openings[0].values["case_number"] == "50.1-2/2026"
    assert "separator_without_document?" in noted(outcome)


def test_separator_before_only_blank_sheets_is_reported_and_its_values_go_nowhere() -> None:
    outcome = run([own(1, "50.1-1/2026"), BLANK, own(2), LETTER])
    assert documents(outcome) == [("4f",)]
    assert outcome.openings[0].values == {}
    assert "separator_without_document?" in noted(outcome)


@pytest.mark.parametrize("back", [EMPTY, TEXT, facts("something else", suspected=True)])
@pytest.mark.parametrize("turned", [False, True])
def test_a_separator_is_a_sheet_whatever_its_other_side_shows(
    back: PageFacts, turned: bool
) -> None:
    front = facts(patches=("T",))
    sides = (back, front) if turned else (front, back)
    outcome = run([LETTER, sides, LETTER])
    assert kinds(outcome) == "dbssdb"
    assert documents(outcome) == [("1f",), ("3f",)]


def test_both_sides_of_a_duplex_sheet_make_one_boundary() -> None:
    outcome = run([own(1, "50.1-1/2026"), LETTER])
    assert len(outcome.openings) == 1
    assert [kind for kind in noted(outcome) if kind.startswith("separator")] == []


@pytest.mark.parametrize("edge", ["top", "right", "bottom", "left"])
def test_a_t_sheet_separates_whichever_edge_went_in_first(edge: str) -> None:
    outcome = run([LETTER, (facts(patches=("T",), edge=edge), EMPTY), LETTER])
    assert len(outcome.openings) == 2


def test_patch_3_is_t_only_where_the_profile_accepts_it() -> None:
    sheets = [LETTER, (facts(patches=("3",)), EMPTY), LETTER]
    assert len(run(sheets).openings) == 1
    assert len(run(sheets, SeparationRule(accept_3_as_t=True)).openings) == 2
    only_2 = SeparationRule(patch_codes=("2",), accept_3_as_t=True)
    assert len(run(sheets, only_2).openings) == 1


@pytest.mark.parametrize("name", ["1", "2", "4", "6"])
def test_other_patch_codes_separate_where_asked_for(name: str) -> None:
    sheets = [LETTER, (facts(patches=(name,)), EMPTY), LETTER]  # type: ignore[arg-type]
    assert len(run(sheets).openings) == 1
    rule = SeparationRule(patch_codes=(name,))  # type: ignore[arg-type]
    assert len(run(sheets, rule).openings) == 2


@pytest.mark.parametrize("format", ["Code128", "Code39", "QRCode", "DataMatrix", "Aztec"])
@pytest.mark.parametrize("text", ["PATCHT", "*PATCHT*", "patcht"])
def test_patcht_separates_in_any_symbology(format: str, text: str) -> None:
    sheets = [LETTER, (facts(text, format=format), EMPTY), LETTER]
    assert kinds(run(sheets)) == "dbssdb"
    assert kinds(run(sheets, NOTHING)) == "dbdbdb"


def test_patcht_inside_a_longer_text_does_not_separate() -> None:
    assert len(run([LETTER, (facts("PATCHT-1"), EMPTY)]).openings) == 1


AKTE = BarcodeRule(r"AZ:(?P<value>[\d./-]+)", ("Code128",), value_field="case_number")


def test_a_barcode_pattern_separates_and_gives_its_value_to_its_document_only() -> None:
    rule = replace(NOTHING, barcodes=(AKTE,))
    akte = (facts("AZ:50.1-1/2026", format="Code128"), EMPTY)
    outcome = run([LETTER, akte, LETTER, LETTER], rule)
    assert documents(outcome) == [("1f",), ("3f", "4f")]
    assert [one.values for one in outcome.openings] == [{}, {"case_number": "50.1-1/2026"}]
    assert not outcome.openings[1].case_number_sure


def test_a_barcode_rule_wants_the_whole_text_and_its_format() -> None:
    rule = replace(NOTHING, barcodes=(AKTE,))
    for text, format in (("xAZ:1", "Code128"), ("AZ:1x", "Code128"), ("AZ:1", "QRCode")):
        assert len(run([LETTER, (facts(text, format=format), EMPTY)], rule).openings) == 1
    spelled = (facts("AZ:1", format="Code 128"), EMPTY)
    assert len(run([LETTER, spelled, LETTER], rule).openings) == 2


def test_a_rule_without_a_group_gives_the_whole_text_and_without_a_field_nothing() -> None:
    whole = replace(NOTHING, barcodes=(BarcodeRule(r"\d+", value_field="number"),))
    assert run([(facts("42"), EMPTY), LETTER], whole).openings[0].values == {"number": "42"}
    none = replace(NOTHING, barcodes=(BarcodeRule(r"\d+"),))
    assert run([(facts("42"), EMPTY), LETTER], none).openings[0].values == {}


def test_the_first_matching_barcode_rule_wins() -> None:
    rules = (BarcodeRule(r"\d+", value_field="a"), BarcodeRule(r".+", value_field="b"))
    outcome = run([(facts("42"), EMPTY), LETTER], replace(NOTHING, barcodes=rules))
    assert outcome.openings[0].values == {"a": "42"}


@pytest.mark.parametrize("whole_rule", [True, False])
def test_a_kept_separator_is_the_first_sheet_of_its_document(whole_rule: bool) -> None:
    rule = replace(NOTHING, barcodes=(replace(AKTE, keep=not whole_rule),))
    rule = replace(rule, keep_separator=whole_rule)
    cover = (facts("AZ:50.1-1/2026", format="Code128"), TEXT)
    outcome = run([LETTER, cover, LETTER], rule)
    assert documents(outcome) == [("1f",), ("2f", "2b", "3f")]
    assert outcome.openings[1].page == "2f"
    assert kinds(outcome) == "dbdddb"


def test_a_kept_separator_alone_is_a_document_of_one_sheet() -> None:
    rule = SeparationRule(keep_separator=True)
    assert documents(run([PATCH_T, PATCH_T, LETTER], rule)) == [("1f",), ("2f", "3f")]


def test_a_blank_sheet_separates_only_if_both_sides_are_blank() -> None:
    rule = replace(NOTHING, blank_page=True)
    outcome = run([LETTER, BLANK, LETTER, (EMPTY, TEXT), LETTER], rule)
    assert kinds(outcome) == "dbssdbbddb"
    assert documents(outcome) == [("1f",), ("3f", "4b", "5f")]
    assert outcome.openings[1].reason == "blank"


def test_a_sheet_that_is_only_just_blank_separates_with_a_question() -> None:
    rule = replace(NOTHING, blank_page=True)
    pale = facts(blank=0.905)
    outcome = run([LETTER, (pale, pale), LETTER], rule)
    assert len(outcome.openings) == 2
    assert noted(outcome) == ["boundary_unsure?"]


def test_a_blank_sheet_does_not_separate_otherwise() -> None:
    assert kinds(run([LETTER, BLANK, LETTER], NOTHING)) == "dbbbdb"
    assert len(run([LETTER, BLANK, LETTER]).openings) == 1


def test_page_count_counts_sides_blank_ones_too() -> None:
    rule = replace(NOTHING, page_count=4)
    outcome = run([LETTER, FULL, FULL, LETTER], rule)
    assert documents(outcome) == [("1f", "2f", "2b"), ("3f", "3b", "4f")]
    assert [one.reason for one in outcome.openings] == ["start", "count"]
    assert noted(outcome) == []


def test_a_group_that_lacks_a_side_is_asked_about() -> None:
    rule = replace(NOTHING, page_count=4)
    assert noted(run([FULL, FULL, FULL], rule)) == ["group_incomplete?"]
    assert noted(run([FULL, FULL, FULL], rule, complete=False)) == []
    early = replace(rule, patch_codes=("T",))
    outcome = run([FULL, PATCH_T, FULL, FULL], early)
    assert documents(outcome) == [("1f", "1b"), ("3f", "3b", "4f", "4b")]
    assert noted(outcome) == ["group_incomplete?"]


def test_page_count_ignores_rejected_sides() -> None:
    rule = replace(NOTHING, page_count=2)
    pages = with_page(stack([FULL, FULL]), "1b", out=PageKind.REJECTED)
    assert documents(run(pages, rule)) == [("1f", "2f"), ("2b",)]


def test_a_rejected_or_replaced_separator_has_no_say() -> None:
    pages = stack([LETTER, PATCH_T, LETTER])
    for out in (PageKind.REJECTED, PageKind.REPLACED):
        outcome = run(with_page(pages, "2f", out=out))
        assert documents(outcome) == [("1f", "3f")]
        assert outcome.kinds["2f"] is out


def test_pages_without_facts_wait_as_document_pages() -> None:
    outcome = run([own(1), (TEXT, None), (None, None)], complete=False)
    assert outcome.pending == ("2b", "3f", "3b")
    assert documents(outcome) == [("2f", "2b", "3f", "3b")]


def test_a_code_only_on_the_back_separates_too() -> None:
    printed = code(1, "50.1-1/2026", total=1)
    outcome = run([LETTER, (EMPTY, facts(format_qr(printed))), LETTER])
    assert documents(outcome) == [("1f",), ("3f",)]
    assert outcome.openings[1].case_number_sure


def test_contradicting_codes_separate_but_give_no_value() -> None:
    sides = (facts(format_qr(code(1, "50.1-1/2026"))), facts(format_qr(code(2, "50.1-2/2026"))))
    outcome = run([sides, LETTER])
    assert outcome.openings[0].values == {}
    assert not outcome.openings[0].case_number_sure
    assert noted(outcome) == ["codes_contradict?"]
    strip = facts(format_qr(code(1, "50.1-1/2026")), format_code128(code(2)))
    assert noted(run([(strip, EMPTY), LETTER])) == ["codes_contradict?"]
    two_values = facts("AZ:1", "AZ:2", format="Code128")
    rule = replace(NOTHING, barcodes=(AKTE,))
    outcome = run([(two_values, EMPTY), LETTER], rule)
    assert outcome.openings[0].values == {}
    assert noted(outcome) == ["codes_contradict?"]


def test_a_damaged_own_code_separates_with_a_question_and_without_values() -> None:
    text = format_qr(code(1, "50.1-1/2026")).replace("50.1-1", "50.1-7")
    outcome = run([LETTER, (facts(text), EMPTY), LETTER])
    assert len(outcome.openings) == 2
    assert outcome.openings[1].values == {}
    assert not outcome.openings[1].case_number_sure
    assert set(noted(outcome)) == {"boundary_unsure?", "damaged_code?"}
    with_patch = run([LETTER, (facts(text, patches=("T",)), EMPTY), LETTER])
    assert noted(with_patch) == ["damaged_code?"]


def test_a_sheet_of_which_only_the_strip_reads_is_filled_from_the_print_job() -> None:
    strip = (facts(format_code128(code(1))), EMPTY)
    unread = run([strip, LETTER])
    assert noted(unread) == ["values_unread?"]
    assert unread.openings[0].values == {}
    printed = {("K7Q2M9XA", 1): code(1, "50.1-1/2026", total=1)}
    outcome = run([strip, LETTER], printed=printed)
    assert outcome.openings[0].values == {"case_number": "50.1-1/2026"}
    assert outcome.openings[0].case_number_sure
    assert noted(outcome) == []


def test_a_sheet_of_another_tenant_stops_and_its_values_stay_out() -> None:
    outcome = run([own(1, "99.9-9/2026", tenant="kreis"), LETTER])
    assert outcome.stops
    assert "foreign_tenant?" in noted(outcome)
    assert outcome.openings[0].values == {}
    assert not outcome.openings[0].case_number_sure
    assert not run([own(1), LETTER]).stops


def test_expected_pages_count_sides_with_content() -> None:
    right = run([own(1, pages=3), FULL, LETTER])
    assert noted(right) == []
    wrong = run([own(1, pages=4), FULL, LETTER])
    assert noted(wrong) == ["expected_pages_differ?"]
    unchecked = run([own(1, pages=4), LETTER], SeparationRule(expected_pages_checked=False))
    assert noted(unchecked) == []
    blanks_kept = run([own(1, pages=1), LETTER], imaging=ImagingOptions(drop_blank=False))
    assert noted(blanks_kept) == []
    kept_sheet = run([own(1, pages=1), LETTER], SeparationRule(keep_separator=True))
    assert noted(kept_sheet) == []


def test_blank_backs_leave_where_the_profile_says_so() -> None:
    assert kinds(run([LETTER])) == "db"
    assert kinds(run([LETTER], imaging=ImagingOptions(drop_blank=False))) == "dd"


def test_a_side_only_just_blank_is_asked_about_before_it_goes() -> None:
    assert noted(run([(TEXT, facts(blank=0.905))])) == ["blank_unsure?"]
    assert noted(run([(TEXT, facts(blank=0.95))])) == []
    assert kinds(run([(TEXT, facts(blank=0.895))])) == "dd"
    by_hand = with_page(stack([(TEXT, facts(blank=0.905))]), "1b", kind_by_hand=PageKind.BLANK)
    assert noted(run(by_hand)) == []


def test_a_blank_front_without_a_back_may_lie_upside_down() -> None:
    assert noted(run([(TEXT,), (EMPTY,)], NOTHING)) == ["blank_front?"]
    assert noted(run(stack([(TEXT,), (EMPTY,)], imported=True), NOTHING)) == []


def test_every_reason_has_words() -> None:
    outcomes = [
        run([own(1), LETTER]),
        run([LETTER, PATCH_T, LETTER]),
        run([FULL, FULL], replace(NOTHING, page_count=2)),
    ]
    reasons = {part for o in outcomes for one in o.openings for part in one.reason.split("+")}
    assert reasons <= set(REASONS)
    assert {"own_sheet", "patch", "count", "start"} <= reasons


def test_anomalies_speak_both_languages_and_name_no_case_number() -> None:
    sheets = [own(1, "50.1-1/2026", 7), FULL, own(4, "50.1-4/2026"), own(5, "77.7-7/2026")]
    outcome = run([*sheets, (facts(format_qr(code(3, "88.8-8/2026", tenant="x"))), EMPTY)])
    assert len(outcome.anomalies) >= 5
    for one in outcome.anomalies:
        assert one.text.de
        assert one.text.en
        assert one.text.de != one.text.en
        for number in ("50.1", "77.7", "88.8"):
            assert number not in one.text.de + one.text.en
