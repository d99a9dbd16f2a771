"""Recognition that trails: what is read, when, and what happens if it cannot be."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from scanstation import events
from scanstation.model import Batch, Page, PageKind
from scanstation.ocr.words import decode
from scanstation.workflow import edit, scan
from scanstation.workflow.read_ahead import ReadAhead
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace
from tests.builders.fonts import font
from tests.builders.office import BLANK, DPI, feeder, written

LONG = 60.0
FONT = font("sans", 14, DPI)


@pytest.fixture
def read(workspace: Workspace) -> Iterator[Callable[..., ReadAhead]]:
    opened: list[ReadAhead] = []

    def begin(session: BatchSession, told: Callable[[], object] = tuple) -> ReadAhead:
        opened.append(ReadAhead(workspace, session, told))
        return opened[-1]

    yield begin
    for one in opened:
        one.close()


def fed(workspace: Workspace, session: BatchSession, folder: Path, *sides: Image.Image) -> None:
    scan.scan(workspace, session, feeder(folder, sides), settle=False)


def texts(session: BatchSession) -> list[str]:
    """Return the recognised text of each page in the order of the stack."""
    return [
        " ".join(word.text for word in decode(session.blobs.read(page.words)).words)
        if page.words
        else ""
        for page in session.batch().pages
    ]


def test_pages_are_read_while_more_come_in(
    workspace: Workspace,
    session: BatchSession,
    tmp_path: Path,
    read: Callable[..., ReadAhead],
) -> None:
    told = threading.Event()
    ahead = read(session, told.set)
    fed(workspace, session, tmp_path / "one", written("Antrag auf Wohngeld"), BLANK)
    ahead.look()
    fed(workspace, session, tmp_path / "two", written("Bescheid der Stadt", seed=2), BLANK)
    edit.drop_blank(session, 2)
    edit.drop_blank(session, 4)
    ahead.look()
    assert ahead.wait(LONG)
    assert told.is_set()
    first, _, second, _ = texts(session)
    assert "Wohngeld" in first
    assert "Bescheid" in second
    assert ahead.trouble is None
    assert ahead.waiting == 0


def test_a_page_that_was_turned_is_read_again(
    workspace: Workspace,
    session: BatchSession,
    tmp_path: Path,
    read: Callable[..., ReadAhead],
) -> None:
    fed(workspace, session, tmp_path / "one", written("Kontoauszug Nummer sieben"), BLANK)
    ahead = read(session)
    assert ahead.wait(LONG)
    before = session.batch().pages[0].words
    edit.rotate(session, 1, 180)
    assert session.batch().pages[0].words == ""
    ahead.look()
    assert ahead.wait(LONG)
    page = session.batch().pages[0]
    assert page.words not in ("", before)
    assert [
        one.rotation for one in session.every(events.TextRecognised) if one.page == page.id
    ] == [
        0,
        180,
    ]


def test_the_page_on_screen_comes_first(
    workspace: Workspace,
    session: BatchSession,
    tmp_path: Path,
    read: Callable[..., ReadAhead],
) -> None:
    workspace = replace(
        workspace,
        settings=replace(workspace.settings, ocr=replace(workspace.settings.ocr, workers=1)),
    )
    sides = [written(f"Seite {name}", seed=n) for n, name in enumerate("ABCDEF", 1)]
    fed(workspace, session, tmp_path / "stack", *sides)
    wanted = session.batch().pages[-1].id
    with_one = ReadAhead(workspace, session)
    with_one.prefer(wanted)
    assert with_one.wait(LONG)
    with_one.close()
    order = [one.page for one in session.every(events.TextRecognised)]
    assert len(order) == len(sides)
    assert wanted in order[:2]  # at most the page at work was before it


def without_engine(workspace: Workspace, folder: Path) -> Workspace:
    folder.mkdir()
    ocr = replace(workspace.settings.ocr, tessdata=str(folder))
    return replace(workspace, settings=replace(workspace.settings, ocr=ocr))


def test_a_missing_engine_is_told_once_and_costs_nothing_else(
    workspace: Workspace, session: BatchSession, tmp_path: Path
) -> None:
    sides = [written(f"Seite {name}", seed=n) for n, name in enumerate("ABCDEF", 1)]
    fed(workspace, session, tmp_path / "stack", *sides)
    said: list[int] = []
    bare = without_engine(workspace, tmp_path / "empty")
    ahead = ReadAhead(bare, session, lambda: said.append(1))
    assert ahead.wait(LONG)
    ahead.look()
    assert ahead.wait(LONG)
    ahead.close()
    assert said == [1]
    assert ahead.trouble is not None
    assert "Texterkennung" in ahead.trouble.de
    assert session.last(events.TextRecognised) is None
    assert not [one for one in session.batch().anomalies if one.kind == "text_unread"]


def test_closing_loses_nothing_and_leaves_nothing_behind(
    workspace: Workspace, session: BatchSession, tmp_path: Path
) -> None:
    sides = [written(f"Seite {name}", seed=n) for n, name in enumerate("ABCDEF", 1)]
    fed(workspace, session, tmp_path / "stack", *sides)
    first = threading.Event()
    ahead = ReadAhead(workspace, session, first.set)
    assert first.wait(LONG)
    ahead.close()
    rows = len(session.rows())
    batch = session.batch()
    assert not [one for one in batch.anomalies if one.kind == "text_unread"]
    assert all(session.blobs.exists(page.words) for page in batch.pages if page.words)
    assert not any(session.temp.iterdir())
    ahead.look()
    ahead.close()
    assert len(session.rows()) == rows
    again = ReadAhead(workspace, session)
    assert again.wait(LONG)
    again.close()
    assert all(page.words for page in _documents(session.batch()))


def _documents(batch: Batch) -> list[Page]:
    return [page for page in batch.pages if page.kind is PageKind.DOCUMENT]


def test_unsure_pages_are_turned_before_they_are_read(
    workspace: Workspace,
    session: BatchSession,
    tmp_path: Path,
    read: Callable[..., ReadAhead],
) -> None:
    page = Image.new("RGB", (1240, 1754), "white")
    words = [
        "AMTSGERICHT",
        "MUSTERSTADT",
        "BESCHLUSS",
        "ABTEILUNG",
        "GRUNDBUCH",
        "ANTRAG",
        "FRIST",
        "KOSTEN",
    ]
    for line in range(24):
        text = " ".join(words[(line * 3 + place) % len(words)] for place in range(5))
        ImageDraw.Draw(page).text((100, 140 + 60 * line), text, fill="black", font=FONT)
    fed(workspace, session, tmp_path / "stack", page.rotate(180), BLANK)
    before = session.batch().pages[0]
    assert before.facts is not None
    assert not before.facts.orientation.sure
    assert read(session).wait(LONG)
    (asked,) = [o for o in session.every(events.OrientationRecognised) if o.page == before.id]
    after = session.batch().pages[0]
    assert asked.fact.sure
    assert after.rotation == asked.fact.rotation == 180
    assert "BESCHLUSS" in texts(session)[0]
    assert {
        one.rotation for one in session.every(events.TextRecognised) if one.page == after.id
    } == {180}
