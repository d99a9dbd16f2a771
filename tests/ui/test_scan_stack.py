"""What becomes of a stack beyond one feed: counted, inserted into, replaced, turned by hand."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from scanstation.model import PageKind
from scanstation.ui.operations.batches import OpenBatch
from scanstation.ui.operations.editing import RotatePages
from scanstation.ui.scan_job import Phase
from tests.builders.files import page_image
from tests.builders.office import BLANK, Office
from tests.ui.conftest import OpenWindow
from tests.ui.driving import Operator, focused_name, settle, wait_for
from tests.ui.scanning import ScanPlace, letters, stack


def test_the_count_that_was_expected_is_asked_about_and_taken_by_key(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(2)))
    place.person.press("Alt+E")
    assert focused_name() == "Blatt erwartet"
    place.person.type_text("3")
    place.person.press("F5")
    place.until_over()
    assert place.view.progress.count == "2 von 3 Blatt · 4 Seiten gesichert"
    assert "Erwartet sind 3 Blatt, gesichert sind 2." in place.view.banner.text
    place.person.walk_to("Anzahl 2 übernehmen")
    place.person.press("Return")
    wait_for(lambda: place.batch.ledger.expected_sheets == 2, "the new count")
    settle()
    assert place.view.panel.expected.text() == "2"
    assert not place.view.banner.isVisible()


def test_receipt_date_and_box_go_with_the_batch_before_and_after_the_first_sheet(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(1)))
    place.person.press("Alt+E")
    place.person.walk_to("Eingang am")
    place.person.type_text("20.11.2026")
    place.person.press("F5")
    place.until_over()
    assert place.batch.received == "2026-11-20"
    place.person.walk_to("Box")
    place.person.type_text("K-7")
    place.person.press("Return")
    wait_for(lambda: place.batch.box == "K-7", "the box")
    assert place.batch.received == "2026-11-20"
    place.person.walk_to("Seiten des Stapels")
    place.person.press("Ctrl+Z")
    wait_for(lambda: place.batch.box == "", "the undo")
    settle()
    assert place.view.panel.box.text() == ""


INHERITING = """
[[fields]]
name = "box"
title = { de = "Karton", en = "Box" }
inherit = "box"
cmis_property = "sst:subject"
"""


def test_documents_inherit_what_is_put_right_in_the_place_scan(
    open_window: OpenWindow, office: Office
) -> None:
    own = office.home / "kreis" / "classes" / "posteingang.toml"
    packaged = Path(__file__).parents[2] / "resources" / "classes" / "posteingang.toml"
    own.parent.mkdir()
    own.write_text(packaged.read_text(encoding="utf-8") + INHERITING, encoding="utf-8")
    place = ScanPlace(open_window(), Operator())
    place.window.services.bridge.do(OpenBatch(office.batch))
    wait_for(lambda: place.window.services.bridge.state.batch is not None, "the batch")
    place.person.press("F2")
    place.view.panel.box.setFocus()
    place.view.panel.box.selectAll()
    place.person.type_text("K-9")
    place.person.press("Return")

    def inherited() -> str:
        found = place.batch.documents[1].fields.get("box")
        return found.value if found else ""

    wait_for(lambda: inherited() == "K-9", "the box of the document")


def test_a_date_that_is_none_opens_no_batch(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(1)))
    place.person.press("Alt+E")
    place.person.walk_to("Eingang am")
    place.person.type_text("31.02.2026")
    place.person.press("F5")
    wait_for(place.view.banner.isVisible, "the refusal")
    assert "„31.02.2026“ ist kein Datum." in place.view.banner.text
    assert place.window.services.bridge.state.batch is None
    assert place.view.job.phase is Phase.IDLE


def test_another_profile_means_a_new_batch_and_the_same_one_appends(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "one", letters(1)))
    place.person.press("F5")
    place.until_over()
    first = place.batch.id
    assert place.view.panel.append.isChecked()
    place.view.panel.devices.choose(stack(tmp_path / "two", letters(1)))
    place.person.press("F5")
    place.until_over()
    assert place.batch.id == first
    assert len(place.pages) == 4
    place.view.panel.devices.choose(stack(tmp_path / "three", letters(1)))
    place.person.press("Ctrl+7")
    assert place.view.panel.profiles.profile == "sozialakte"
    assert place.view.panel.new.isChecked()
    place.person.press("F5")
    wait_for(lambda: place.batch.id != first, "the new batch")
    place.until_over()
    assert place.batch.profile.name == "sozialakte"
    assert len(place.pages) == 2


def test_sheets_are_inserted_before_the_selected_page(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(3)))
    place.person.press("F5")
    place.until_over()
    third = place.pages[2].id
    missing = [page_image(77), BLANK]
    place.view.panel.devices.choose(stack(tmp_path / "missing", missing))
    place.person.walk_to("Seiten des Stapels")
    place.person.press("Home", "Right", "Right", "Ins")
    place.until_over()
    assert len(place.pages) == 8
    assert [page.id for page in place.pages].index(third) == 4
    assert [page.number for page in place.pages] == [1, 2, 7, 8, 3, 4, 5, 6]


def test_a_jam_while_inserting_counts_the_sheets_that_were_put_in(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(3)))
    place.person.press("F5")
    place.until_over()
    missing = [side for seed in (77, 78, 79) for side in (page_image(seed), BLANK)]
    place.view.panel.devices.choose(stack(tmp_path / "missing", missing, "&jam=3"))
    place.person.walk_to("Seiten des Stapels")
    place.person.press("Home", "Right", "Right", "Ins")
    place.until(Phase.TROUBLE)
    place.until_over()
    text = place.view.feeder.text
    assert "Vor Seite 3 gesichert: 1 der eingelegten Blätter." in text
    assert "Das 2. eingelegte Blatt und folgende bitte neu einlegen." in text
    place.person.press("Return")
    place.until_over()
    numbers = [page.number for page in place.pages]
    assert numbers == [1, 2, 7, 8, 9, 10, 11, 12, 3, 4, 5, 6]


def test_a_page_is_replaced_by_scanning_it_again(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(2)))
    place.person.press("F5")
    place.until_over()
    old = place.pages[2]
    place.view.panel.devices.choose(stack(tmp_path / "again", [page_image(3), BLANK]))
    place.person.walk_to("Seiten des Stapels")
    place.person.press("Home", "Right", "Right", "Ctrl+R")
    place.until_over()
    wait_for(lambda: place.batch.page(old.id).kind is PageKind.REPLACED, "the replacement")
    assert place.view.job.phase is Phase.IDLE
    place.person.press("Ctrl+Z")
    wait_for(lambda: place.batch.page(old.id).kind is PageKind.DOCUMENT, "the undo")


def test_without_a_selected_page_nothing_is_fed(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", letters(1)))
    place.person.press("Ctrl+R")
    assert "eine Seite wählen" in place.view.banner.text
    assert place.view.job.phase is Phase.IDLE


@pytest.mark.parametrize(("turn", "steps"), [("reversed", 1), ("same", 2)])
def test_both_sides_by_hand_in_both_orders(
    open_window: OpenWindow, home: Path, tmp_path: Path, turn: str, steps: int
) -> None:
    sides = [page_image(seed) for seed in range(1, 7)]
    device = stack(tmp_path / "feeder", sides, f"&turn={turn}")
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("Alt+R", *["Down"] * steps, "F5")
    place.until(Phase.TURN)
    place.until_over()
    assert [page.side for page in place.pages] == ["front"] * 3
    assert "3 Vorderseiten sind gesichert." in place.view.feeder.text
    assert place.view.progress.feeder == "Einzug: wartet auf die Rückseiten"
    assert focused_name() == "Rückseiten einziehen"
    place.person.press("Return")
    place.until(Phase.IDLE)
    place.until_over()
    wait_for(lambda: len(place.pages) == 6, "all sides")
    assert [page.side for page in place.pages] == ["front", "back"] * 3
    assert [page.sheet for page in place.pages] == [1, 1, 2, 2, 3, 3]
    files = sorted((tmp_path / "feeder").iterdir())
    blobs = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    assert [page.image.blob for page in place.pages] == blobs


def test_fronts_wait_for_their_backs_over_the_end_of_the_window(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    sides = [page_image(seed) for seed in range(1, 5)]
    device = stack(tmp_path / "feeder", sides, "&turn=reversed")
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("Alt+R", "Down", "F5")
    place.until(Phase.TURN)
    place.until_over()
    batch = place.batch.id
    place.window.close()
    settle()
    again = ScanPlace.opened(open_window, home, device)
    again.window.services.bridge.do(OpenBatch(batch))
    again.until(Phase.TURN)
    assert "2 Vorderseiten sind gesichert." in again.view.feeder.text
    again.person.press("F5")
    again.until(Phase.IDLE)
    wait_for(lambda: len(again.pages) == 4, "all sides")
    assert [page.side for page in again.pages] == ["front", "back"] * 2


def test_more_fronts_come_to_the_same_stack_after_a_restart(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    first = stack(tmp_path / "first", [page_image(1), page_image(2)], "&turn=same")
    place = ScanPlace.opened(open_window, home, first)
    place.person.press("Alt+R", "Down", "F5")
    place.until(Phase.TURN)
    place.until_over()
    batch = place.batch.id
    place.window.close()
    settle()
    rest = stack(tmp_path / "rest", [page_image(3), page_image(4)], "&turn=same")
    again = ScanPlace.opened(open_window, home, rest)
    again.window.services.bridge.do(OpenBatch(batch))
    again.until(Phase.TURN)
    again.person.walk_to("Weitere Vorderseiten")
    again.person.press("Return")
    wait_for(lambda: len(again.pages) == 2, "the other front")
    again.until(Phase.TURN)
    assert "2 Vorderseiten sind gesichert." in again.view.feeder.text


def test_backs_that_are_too_few_are_rejected_and_fed_again(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    sides = [page_image(seed) for seed in range(1, 7)]
    device = stack(tmp_path / "feeder", sides[:5], "&turn=reversed")
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("Alt+R", "Down", "F5")
    place.until(Phase.TURN)
    place.person.press("Return")
    place.until(Phase.TROUBLE)
    place.until_over()
    assert focused_name() == "Rückseiten verwerfen und neu einziehen"
    backs = stack(tmp_path / "backs", [sides[5], BLANK, sides[3], BLANK, sides[1], BLANK])
    place.view.panel.devices.choose(backs)
    place.person.press("Return")
    place.until(Phase.TURN)
    place.person.press("Return")
    place.until(Phase.IDLE)
    live = [page for page in place.pages if page.kind is not PageKind.REJECTED]
    wait_for(lambda: len(place.pages) == 8, "the new backs")
    live = [page for page in place.pages if page.kind is not PageKind.REJECTED]
    assert [page.side for page in live] == ["front", "back"] * 3


def test_fronts_that_stay_without_backs_ask_no_more(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    device = stack(tmp_path / "fronts", [page_image(1), page_image(2)], "&turn=same")
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("Alt+R", "Down", "F5")
    place.until(Phase.TURN)
    place.person.walk_to("Ohne Rückseiten")
    place.person.press("Return", "Alt+R", "Up")
    assert place.view.job.phase is Phase.IDLE
    place.view.panel.devices.choose(stack(tmp_path / "more", letters(1)))
    place.person.press("F5")
    place.until_over()
    assert place.view.job.phase is Phase.IDLE
    assert [page.side for page in place.pages] == ["front", "front", "back"]


def test_earlier_pages_are_edited_while_the_feeder_runs(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    device = stack(tmp_path / "feeder", letters(10), "&ipm=600")
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("F5")
    place.until_pages(4)
    wait_for(lambda: len(place.pages) >= 4, "four pages")
    first = place.pages[0].id
    place.window.services.bridge.do(RotatePages((first,), 90))
    wait_for(lambda: place.batch.page(first).rotation == 90, "the rotation")
    assert place.view.job.phase is Phase.RUNNING
    place.until_over()
    assert len(place.pages) == 20
    assert place.batch.page(first).rotation == 90


def test_trouble_is_told_in_another_place_and_leaves_the_focus_alone(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    device = stack(tmp_path / "feeder", letters(4), "&ipm=600&jam=7")
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("F5")
    place.until_pages(2)
    place.person.press("F3")
    before = focused_name()
    place.until(Phase.TROUBLE)
    settle()
    assert "Papierstau" in place.window.place.banner.text
    assert "„Scannen“ (F2)" in place.window.place.banner.text
    assert focused_name() == before
    place.person.press("F2")
    assert focused_name() == "Erneut einziehen"
    place.person.press("Return")
    place.until_over()
    assert len(place.pages) == 8
