"""Where the check of a batch begins when its place is entered for the first time."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from scanstation.model import BatchState, PageKind
from scanstation.ui.main_window import MainWindow
from scanstation.workflow import check
from tests.builders.office import Office
from tests.builders.review import laid_into
from tests.ui.conftest import OpenWindow
from tests.ui.driving import Operator
from tests.ui.job import Job, prepare
from tests.ui.reviewing import Review


def test_behind_a_fresh_scan_it_is_the_first_page_of_the_first_document(
    qapp: QApplication, home: Path, tmp_path: Path, open_window: OpenWindow
) -> None:
    prepare(home, tmp_path / "feeder")
    job = Job(open_window(training=True), Operator())
    job.scan()
    job.person.press("F3")
    job.review.rest()
    assert job.review.batch.pages[0].kind is PageKind.SEPARATOR
    assert job.review.page.id == job.review.document(1).pages[0]


@pytest.fixture
def half_done(checked_office: Office, home: Path, open_window: OpenWindow) -> MainWindow:
    """A window with a batch on its desk whose first document was looked at before."""
    batch = laid_into(checked_office, home)
    with Office(home).open() as session:
        found = session.batch()
        check.shown(session, [found.page(page) for page in found.documents[0].pages])
    window = open_window()
    review = Review(window, Operator())
    review.open(batch)
    return window


def test_what_is_done_already_is_passed_over(half_done: MainWindow) -> None:
    review = Review(half_done, Operator())
    assert review.batch.state is BatchState.OPEN
    assert review.page.id == review.document(2).pages[0]


def test_whoever_comes_back_finds_the_page_that_was_left(half_done: MainWindow) -> None:
    review = Review(half_done, Operator())
    review.press("Ctrl+PgDown", "Ctrl+PgDown")
    left = review.page.id
    review.person.press("F2")
    review.press("F3")
    assert review.page.id == left
