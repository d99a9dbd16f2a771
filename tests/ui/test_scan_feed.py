"""A stack through the window: fed, paused, stopped, broken off by paper and by the driver."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from scanstation import errors
from scanstation.devices import client
from scanstation.devices.deadline import Deadlines
from scanstation.errors import FeedRunning, ScanstationError
from scanstation.model import PageKind
from scanstation.ui.operations import Operation
from scanstation.ui.operations.batches import CloseBatch, OpenBatch
from scanstation.ui.operations.scanning import OpenNew
from scanstation.ui.scan_job import Phase
from scanstation.ui.widgets.feeder_drawing import Trouble, trouble_of
from tests.ui.conftest import OpenWindow
from tests.ui.driving import focused_name, settle, wait_for
from tests.ui.scanning import ScanPlace, letters, stack

SLOW = "&ipm=600"
"""Slow enough for a person who presses a key after the second page of twelve."""


def test_one_key_feeds_the_stack_and_counts_what_is_safe(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(4)))
    place.person.press("F5")
    place.until_over()
    assert [page.number for page in place.pages] == list(range(1, 9))
    assert [page.sheet for page in place.pages] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert [page.kind for page in place.pages] == [PageKind.DOCUMENT, PageKind.BLANK] * 4
    assert place.view.progress.count == "4 Blatt · 8 Seiten gesichert"
    assert "4 Blatt / 8 Seiten gesichert" in place.window.status.text
    assert place.view.stage.thumbnails.model().rowCount() == 8
    assert place.view.job.phase is Phase.IDLE
    assert place.batch.profile.name == "posteingang"


def test_a_pause_ends_after_the_sheet_and_enter_goes_on_with_the_next(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(8), SLOW))
    place.person.press("F5")
    place.until_pages(2)
    place.person.press("Esc")
    place.until(Phase.PAUSED)
    place.until_over()
    fed = len(place.pages)
    assert 2 <= fed < 16
    assert fed % 2 == 0
    assert f"Zuletzt gesichert: Blatt {fed // 2} (Rückseite leer)." in place.view.feeder.text
    assert focused_name() == "Weiter einziehen"
    place.person.press("Return")
    place.until_over()
    assert [page.sheet for page in place.pages] == [n // 2 for n in range(2, 18)]
    assert not place.view.feeder.isVisible()


def test_a_stop_leaves_the_rest_in_the_feeder_and_f5_appends_it(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(8), SLOW))
    place.person.press("F5")
    place.until_pages(2)
    place.person.press("Shift+Esc")
    place.until(Phase.PAUSED)
    place.until_over()
    batch, fed = place.batch.id, len(place.pages)
    assert fed < 16
    place.person.press("Shift+Esc")
    assert place.view.job.phase is Phase.IDLE
    assert not place.view.feeder.isVisible()
    place.person.press("F5")
    place.until_over()
    assert place.batch.id == batch
    assert len({page.image.blob for page in place.pages if page.side == "front"}) == 8


@pytest.mark.parametrize(
    ("fault", "trouble", "said"),
    [
        ("jam", Trouble.JAM, "Papierstau"),
        ("crash", Trouble.LOST, "Verbindung"),
    ],
)
def test_trouble_says_what_is_safe_and_enter_feeds_the_rest(
    open_window: OpenWindow, home: Path, tmp_path: Path, fault: str, trouble: Trouble, said: str
) -> None:
    device = stack(tmp_path / "feeder", letters(4), f"&{fault}=5")
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("F5")
    place.until(Phase.TROUBLE)
    place.until_over()
    text = place.view.feeder.text
    assert said in text
    assert "Zuletzt gesichert: Blatt 2 (Rückseite leer)." in text
    assert "Blatt 3 und folgende bitte neu einlegen." in text
    assert place.view.feeder.drawing.trouble is trouble
    assert "⚠" in place.window.places[0].tab_text()
    assert [page.sheet for page in place.pages] == [1, 1, 2, 2]
    assert focused_name() == "Erneut einziehen"
    place.person.press("Return")
    place.until_over()
    assert [page.sheet for page in place.pages] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert place.view.job.phase is Phase.IDLE
    assert not place.view.feeder.isVisible()


def test_a_driver_that_hangs_is_ended_and_nothing_safe_is_lost(
    open_window: OpenWindow, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = functools.partial(Deadlines, next_frame=1.0)
    monkeypatch.setattr(client, "Deadlines", impatient)
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "f", letters(3), "&hang=3"))
    place.person.press("F5")
    place.until(Phase.TROUBLE)
    assert "Timeout" in place.view.feeder.text
    place.person.press("Return")
    place.until_over()
    assert [page.sheet for page in place.pages] == [1, 1, 2, 2, 3, 3]


def test_a_sheet_is_skipped_by_key_and_the_journal_says_so(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "f", letters(3), "&jam=3"))
    place.person.press("F5")
    place.until(Phase.TROUBLE)
    place.person.walk_to("Blatt überspringen")
    place.person.press("Return")
    place.until_over()
    kinds = [one.kind for one in place.batch.anomalies]
    assert "sheet_skipped" in kinds
    assert place.view.job.phase is Phase.IDLE


def test_the_last_safe_sheet_is_shown_on_demand(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "f", letters(3), "&jam=5"))
    place.person.press("F5")
    place.until(Phase.TROUBLE)
    place.until_over()
    place.person.walk_to("Blatt 2 ansehen")
    place.person.press("Return")
    assert place.batch.page(place.view.stage.thumbnails.current_page()).sheet == 2
    assert place.view.feeder.isVisible()


def test_an_empty_feeder_asks_for_paper_and_escape_leaves_it(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(1)))
    place.person.press("F5")
    place.until_over()
    place.person.press("F5")
    place.until(Phase.TROUBLE)
    assert "Im Einzug liegt kein Papier." in place.view.feeder.text
    assert place.view.feeder.drawing.trouble is Trouble.EMPTY
    place.person.press("Esc")
    assert not place.view.feeder.isVisible()
    assert place.view.job.phase is Phase.IDLE
    assert len(place.pages) == 2


def test_a_full_disk_ends_the_feed_in_time(
    open_window: OpenWindow, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scanstation.workflow import scan

    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(8), SLOW))
    monkeypatch.setattr(scan, "has_room", lambda _: place.view.job.feed.pages < 4)
    place.person.press("F5")
    place.until(Phase.TROUBLE)
    place.until_over()
    fed = len(place.pages)
    assert 4 <= fed < 16
    assert "Der Datenträger ist voll." in place.view.feeder.text
    assert place.view.feeder.drawing.trouble is Trouble.DISK
    monkeypatch.setattr(scan, "has_room", lambda _: True)
    place.person.press("Return")
    place.until_over()
    assert len(place.pages) == 16


@pytest.mark.parametrize("operation", [CloseBatch(), OpenNew("posteingang"), OpenBatch("ffff")])
def test_the_batch_stays_while_pages_come_in(
    open_window: OpenWindow, home: Path, tmp_path: Path, operation: Operation
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(8), SLOW))
    place.person.press("F5")
    place.until_pages(2)
    refused: list[ScanstationError] = []
    done: list[object] = []
    place.window.services.bridge.do(operation, done.append, refused.append)
    wait_for(lambda: refused or done, "an answer")
    assert isinstance(refused[0], FeedRunning)
    place.until_over()
    assert len(place.pages) == 16


def test_closing_the_window_asks_and_stops_the_feed_cleanly(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(8), SLOW))
    place.person.press("F5")
    place.until_pages(2)
    place.person.press("F3")
    place.window.close()
    assert place.window.isVisible()
    assert place.window.place.key == "scan"
    assert "Es kommen noch Seiten herein." in place.view.banner.text
    assert focused_name() == "Einzug beenden und schließen"
    place.person.press("Return")
    wait_for(lambda: not place.window.isVisible(), "the window to close")
    again = ScanPlace(open_window(first=False), place.person)
    workspace = again.window.services.bridge.state.tenant
    assert workspace


def test_the_banner_changes_its_language_while_it_stands(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "f", letters(2), "&jam=3"))
    place.person.press("F5")
    place.until(Phase.TROUBLE)
    place.person.press("Ctrl+Shift+L")
    settle()
    assert "The device reports a paper jam." in place.view.feeder.text
    assert "Put sheet 2 and those after it back." in place.view.feeder.text
    assert focused_name() == "Feed again"
    assert place.view.progress.feeder == "Feeder: in trouble"


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (errors.DoubleFeed(), Trouble.DOUBLE),
        (errors.CoverOpen(), Trouble.COVER),
        (errors.BadFrame(), Trouble.LOST),
        (errors.StoreFull(), Trouble.DISK),
        (errors.ScanCancelled(), Trouble.NONE),
        (None, Trouble.NONE),
    ],
)
def test_the_drawing_shows_where_to_look(
    error: errors.ScanstationError | None, trouble: Trouble
) -> None:
    assert trouble_of(error) is trouble
