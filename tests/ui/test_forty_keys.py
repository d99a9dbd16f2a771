"""The bar: from the last sheet to released in at most 40 keys, by keyboard alone.

20 documents: 12 complete, 5 with one suggestion to confirm, 2 with a doubt, 1 without its case
number. Drawn letters behind real separator sheets, really recognised.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scanstation.model import BatchState
from scanstation.separation.sheets import SheetRequest
from tests.builders.office import Office
from tests.builders.review import Piece, laid_into, letter, scanned
from tests.ui.conftest import OpenWindow
from tests.ui.driving import Operator, wait_for
from tests.ui.reviewing import Review

MOST_KEYS = 40
SUGGESTED, DOUBTED, INCOMPLETE = (2, 5, 9, 12, 17), (7, 15), 11
MISSING_NUMBER = "50.1-311/2026"


def piece(number: int) -> Piece:
    if number in SUGGESTED:
        return Piece(SheetRequest("posteingang"), (letter(f"50.1-{200 + number}/2026"),))
    if number == INCOMPLETE:
        return Piece(SheetRequest("posteingang"), (letter(),))
    pages = 2 if number in DOUBTED else 0
    sheet = SheetRequest("posteingang", f"50.1-{100 + number}/2026", expected_pages=pages)
    return Piece(sheet, (letter(),))


@pytest.fixture(scope="module")
def full_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return scanned(tmp_path_factory.mktemp("forty"), [piece(number) for number in range(1, 21)])


@pytest.fixture
def stack(full_office: Office, home: Path, open_window: OpenWindow) -> Review:
    batch = laid_into(full_office, home)
    review = Review(open_window(), Operator())
    review.open(batch)
    return review


def test_twenty_documents_are_released_with_at_most_forty_keys(stack: Review) -> None:
    assert len(stack.batch.documents) == 20
    open_at_first = [one.code for one in stack.window.services.bridge.findings.problems]
    assert open_at_first.count("case_number_unconfirmed") == len(SUGGESTED)
    assert open_at_first.count("doubt") == len(DOUBTED)
    assert open_at_first.count("required") == 1
    while "gibt den Stapel frei" not in stack.view.banner.text:
        assert stack.person.keys < MOST_KEYS, stack.person.pressed
        if stack.row("case_number").note_text == "⚠ fehlt":
            stack.type_text(MISSING_NUMBER)
        stack.press("Return")
    confirmed = {one.number: one.fields["case_number"] for one in stack.batch.documents}
    assert all(confirmed[number].confirmed_by == "anna" for number in SUGGESTED)
    assert confirmed[INCOMPLETE].value == MISSING_NUMBER
    stack.press("Ctrl+Return")
    assert stack.batch.state is BatchState.RELEASED
    assert stack.person.keys <= MOST_KEYS, stack.person.pressed
    assert {one.pages[0] for one in stack.batch.documents} <= stack.batch.shown.keys()
    assert stack.batch.checks[-1].passed
    wait_for(lambda: "Freigegebene Dokumente: 20" in stack.view.banner.text, "the banner")
    assert f"{stack.batch.ledger.captured} Seiten" in stack.view.banner.text


def test_nothing_is_released_that_nobody_has_seen(stack: Review) -> None:
    for _ in range(3):
        stack.press("Ctrl+Return")
    assert stack.batch.state is BatchState.OPEN
    assert stack.batch.documents[-1].pages[0] not in stack.batch.shown
