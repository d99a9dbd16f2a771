"""What the device itself read: a second opinion that fills in, and never overrules in silence."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from scanstation.model import (
    BarcodeRule,
    DeviceCode,
    DeviceReading,
    PageFacts,
    PageKind,
    SeparationRule,
)
from scanstation.separation.codes import format_code128, format_qr
from scanstation.separation.findings import DOUBTFUL_BELOW
from scanstation.separation.marks import PageView
from scanstation.separation.rules import REASONS
from tests.unit.separation.stacks import (
    FULL,
    LETTER,
    TEXT,
    code,
    documents,
    facts,
    noted,
    own,
    run,
    stack,
)

PatchName = Literal["", "1", "2", "3", "4", "6", "T"]
PATCHES = SeparationRule(patch_codes=("T",))
CASES = SeparationRule(
    own_sheets=False, barcodes=(BarcodeRule(pattern=r"AZ-(?P<value>\d+)", value_field="case"),)
)


def read(
    first: PageFacts, *texts: str, patch: PatchName = "", format: str = "code128"
) -> tuple[PageView, ...]:
    """A sheet with these facts, of which the device reads more, then a letter; one before."""
    reading = DeviceReading(patch, tuple(DeviceCode(format, text) for text in texts))
    pages = stack([FULL, (first, TEXT), LETTER])
    return tuple(replace(one, device=reading) if one.id == "2f" else one for one in pages)


def test_a_code_that_only_the_device_read_separates() -> None:
    outcome = run(read(TEXT, format_qr(code(1, "50.1-1/2026"))))
    assert documents(outcome) == [("1f", "1b"), ("3f",)]
    opening = outcome.openings[1]
    assert opening.reason == "device_code"
    assert opening.values == {"case_number": "50.1-1/2026"}
    assert "boundary_unsure?" not in noted(outcome)


def test_a_patch_that_only_the_device_saw_is_asked_about() -> None:
    outcome = run(read(TEXT, patch="T"), PATCHES)
    assert documents(outcome) == [("1f", "1b"), ("3f",)]
    opening = outcome.openings[1]
    assert opening.reason == "device_patch"
    assert opening.confidence < DOUBTFUL_BELOW
    assert "boundary_unsure?" in noted(outcome)


@pytest.mark.parametrize(
    ("rule", "pages"),
    [
        (SeparationRule(patch_codes=("2",)), read(TEXT, patch="T")),
        (PATCHES, read(TEXT, patch="1")),
        (SeparationRule(own_sheets=False), read(TEXT, format_qr(code(1)))),
        (PATCHES, read(TEXT, "DHL 0034043412")),
        (PATCHES, read(facts("Werbung"), "00340434")),
    ],
    ids=["other patch", "patch 1", "own sheets off", "a parcel's code", "two foreign codes"],
)
def test_what_the_profile_does_not_separate_at_separates_nothing(
    rule: SeparationRule, pages: tuple[PageView, ...]
) -> None:
    outcome = run(pages, rule)
    assert len(outcome.documents) == 1
    assert "device_differs?" not in noted(outcome)


def test_other_codes_of_ours_on_the_page_make_it_a_doubt() -> None:
    outcome = run(read(facts("Werbung"), "AZ-4711"), CASES)
    assert outcome.openings[1].values == {"case": "4711"}
    assert "boundary_unsure?" in noted(outcome)


def test_what_both_read_is_one_evidence() -> None:
    sheet = code(1, "50.1-1/2026")
    alone = run(stack([FULL, own(1, "50.1-1/2026"), LETTER]))
    pages = read(own(1, "50.1-1/2026")[0] or TEXT, format_qr(sheet), patch="T")
    both = run(pages)
    assert both.openings[1].values == alone.openings[1].values
    assert "device" not in both.openings[1].reason
    assert noted(both) == [one for one in noted(both) if one != "device_differs?"]


def test_the_code_128_of_the_same_sheet_agrees_with_its_qr_code() -> None:
    sheet = code(1, "50.1-1/2026")
    outcome = run(read(facts(format_qr(sheet)), format_code128(sheet)))
    assert outcome.openings[1].reason == "own_sheet+device_code"
    assert outcome.openings[1].values == {"case_number": "50.1-1/2026"}
    assert "device_differs?" not in noted(outcome)


def test_another_sheet_than_we_read_is_asked_about_and_ours_counts() -> None:
    outcome = run(read(facts(format_qr(code(1, "50.1-1/2026"))), format_qr(code(2, "50.1-9/2026"))))
    assert outcome.openings[1].values == {"case_number": "50.1-1/2026"}
    assert outcome.openings[1].reason == "own_sheet"
    found = {one.kind: one for one in outcome.anomalies}
    assert found["device_differs"].needs_answer
    assert found["device_differs"].page == "2f"
    assert "codes_contradict" not in found


def test_another_value_than_we_read_is_asked_about() -> None:
    outcome = run(read(facts("AZ-1"), "AZ-2"), CASES)
    assert outcome.openings[1].values == {"case": "1"}
    assert "device_differs?" in noted(outcome)


@pytest.mark.parametrize(("ours", "device"), [("T", "2"), ("2", "T")])
def test_another_patch_than_we_saw_is_asked_about(ours: PatchName, device: PatchName) -> None:
    outcome = run(read(facts(patches=(ours,)), patch=device), PATCHES)  # type: ignore[arg-type]
    assert "device_differs?" in noted(outcome)
    assert len(outcome.documents) == 2


def test_a_patch_seen_at_its_other_edge_agrees() -> None:
    outcome = run(read(facts(patches=("T", "2")), patch="T"), PATCHES)
    assert "device_differs?" not in noted(outcome)
    assert outcome.openings[1].reason == "patch"


def test_a_value_that_only_the_device_read_joins_our_patch() -> None:
    rule = replace(CASES, patch_codes=("T",))
    outcome = run(read(facts(patches=("T",)), "AZ-4711"), rule)
    assert outcome.openings[1].values == {"case": "4711"}
    assert "device_differs?" not in noted(outcome)


def test_a_persons_word_silences_the_device() -> None:
    pages = read(TEXT, patch="T")
    said = tuple(
        replace(one, kind_by_hand=PageKind.DOCUMENT) if one.id == "2f" else one for one in pages
    )
    outcome = run(said, PATCHES)
    assert len(outcome.documents) == 1
    assert not noted(outcome) or "device_differs?" not in noted(outcome)


def test_every_reason_has_words() -> None:
    assert {"device_code", "device_patch"} <= set(REASONS)
