"""Batches of earlier versions open unchanged; one of a newer version is refused and untouched."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scanstation import events
from scanstation.errors import BatchClosed, JournalBroken, JournalNewer, ScanstationError
from scanstation.store.batch import BatchFolder
from scanstation.store.verify import verify_batch
from scanstation.workflow import edit
from tests.builders.office import TENANT, Office

JOURNALS = Path(__file__).parents[2] / "data" / "journals"
ARCHIVES = sorted(JOURNALS.glob("*.zip"))
OPEN = [one for one in ARCHIVES if one.stem.endswith("-open")]
SENT = [one for one in ARCHIVES if one.stem.endswith("-sent")]
NAMES = {"ids": lambda path: path.stem}


def laid_out(home: Path, archive: Path) -> tuple[Office, Path, Any]:
    """The batch in an office of today, and what the program of its time said of it."""
    office = Office.found(home)
    batches = home / TENANT / "batches"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(batches)
    shown = json.loads((batches / "show.json").read_text(encoding="utf-8"))
    (batches / "show.json").unlink()
    return office, batches / str(shown["batch"]), shown


def rows(folder: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{folder / 'journal.sqlite'}?mode=ro", uri=True)) as found:
        return found.execute(
            "SELECT r.*, p.salt, p.body FROM rows r LEFT JOIN payloads p USING (number)"
        ).fetchall()


def without_news(then: Any, now: Any) -> Any:
    """What is said today, without what nobody said then."""
    if isinstance(then, dict) and isinstance(now, dict):
        return {key: without_news(then[key], now[key]) for key in then if key in now}
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return [without_news(*pair) for pair in zip(then, now, strict=True)]
    if isinstance(then, str) and not isinstance(now, str):
        return now["de"] if now else ""  # reasons were German only
    return now


def test_there_is_a_batch_of_every_version() -> None:
    assert len(OPEN) == len(SENT) == 3


@pytest.mark.parametrize("archive", ARCHIVES, **NAMES)  # type: ignore[arg-type]
def test_what_was_said_of_a_batch_is_said_of_it_today(tmp_path: Path, archive: Path) -> None:
    office, folder, then = laid_out(tmp_path / "home", archive)
    now = office.ok("show", then["batch"], "--json").json
    assert without_news(then, now) == then
    assert verify_batch(folder) == []


@pytest.mark.parametrize("archive", OPEN, **NAMES)  # type: ignore[arg-type]
def test_an_open_batch_goes_on_behind_its_unchanged_rows(tmp_path: Path, archive: Path) -> None:
    office, folder, then = laid_out(tmp_path / "home", archive)
    before = rows(folder)
    with office.open("berta") as session:
        turned = session.batch().pages[2]
        edit.rotate(session, turned.number, 90)
        assert session.batch().pages[2].rotation == (turned.rotation + 90) % 360
        edit.undo(session)
        edit.undo(session)  # what was done last with the former program
        assert session.batch().documents[0].fields["case_number"].value == "50.1-101/2026"
    assert rows(folder)[: len(before)] == before
    assert len(rows(folder)) > len(before) == then["rows"]
    assert verify_batch(folder) == []


@pytest.mark.parametrize("archive", SENT, **NAMES)  # type: ignore[arg-type]
def test_a_finished_batch_stays_finished(tmp_path: Path, archive: Path) -> None:
    office, folder, then = laid_out(tmp_path / "home", archive)
    assert then["documents"][0]["state"] == "verified"
    content = files(folder)
    with pytest.raises(BatchClosed):
        office.open()
    assert office.ok("audit", then["batch"], "--json").json[-1]["type"] == "batch_closed"
    assert files(folder) == content


def files(folder: Path) -> dict[str, bytes]:
    """Every file but SQLite's shared memory; a reader may make an empty log."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm") and path.stat().st_size
    }


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made, folder, _ = laid_out(tmp_path / "home", JOURNALS / "0.1.0-open.zip")
    (folder / "temp").mkdir(exist_ok=True)
    (folder / "temp" / "in Arbeit").write_bytes(b"of a newer program that was killed")
    return made


def by_a_newer_program(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program of tomorrow write a row: its event has another version."""
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(events.PageRotated, "version", 2)
        tomorrow.setitem(events.UPCASTS, ("page_rotated", 1), lambda payload: payload)
        with office.open() as session:
            edit.rotate(session, 3, 90)
    folder = office.workspace().folders()[0]
    (folder / "temp" / "in Arbeit").write_bytes(b"of a newer program that was killed")


def with_an_unknown_event(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it write an event that is not known today."""
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(events.PageRotated, "type", "page_turned_inside_out")
        tomorrow.setitem(events.EVENT_TYPES, "page_turned_inside_out", events.PageRotated)
        with office.open() as session:
            edit.rotate(session, 3, 90)
    folder = office.workspace().folders()[0]
    (folder / "temp" / "in Arbeit").write_bytes(b"of a newer program that was killed")


def with_another_layout(office: Office, _: pytest.MonkeyPatch) -> None:
    """Let it lay its tables out otherwise."""
    folder = office.workspace().folders()[0]
    with closing(sqlite3.connect(folder / "journal.sqlite")) as journal:
        journal.execute("PRAGMA user_version = 1")


@pytest.mark.parametrize(
    ("newer", "detail"),
    [
        (by_a_newer_program, "page_rotated 2"),
        (with_an_unknown_event, "page_turned_inside_out 1"),
        (with_another_layout, "journal.sqlite 1"),
    ],
)
def test_a_newer_journal_is_refused_and_stays_as_it_is(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    newer: Callable[[Office, pytest.MonkeyPatch], None],
    detail: str,
) -> None:
    newer(office, monkeypatch)
    (folder,) = office.workspace().folders()
    content = files(folder)
    assert "temp/in Arbeit" in content
    for write in (True, False):
        with pytest.raises(JournalNewer) as caught:
            BatchFolder.open(folder, write=write)
        assert caught.value.exit_code == 48
        assert detail in caught.value.sentence("de")
        assert "neueren Fassung von scanstation" in caught.value.sentence("de")
    answer = office.cli("edit", "rotate", folder.name, "3", "90")
    assert (answer.code, files(folder)) == (48, content)
    (listed,) = office.ok("batches", "--json").json
    assert listed["batch"] == folder.name
    assert files(folder) == content


def test_a_changed_row_is_no_newer_one(office: Office) -> None:
    (folder,) = office.workspace().folders()
    with closing(sqlite3.connect(folder / "journal.sqlite")) as journal:
        journal.execute("DROP TRIGGER rows_keep")
        journal.execute("UPDATE rows SET version = 7 WHERE number = 3")
        journal.commit()
    with pytest.raises(JournalBroken, match="#3"):
        BatchFolder.open(folder, write=True)


def test_a_newer_closed_batch_is_not_opened_to_purge_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, folder, _ = laid_out(tmp_path / "home", JOURNALS / "0.1.0-sent.zip")
    monkeypatch.delitem(events.EVENT_TYPES, events.BatchClosed.type, raising=False)
    monkeypatch.delitem(events.EVENT_TYPES, events.ReceiptReceived.type)
    content = files(folder)
    with pytest.raises(ScanstationError) as caught:
        BatchFolder.reopen(folder)
    assert type(caught.value) is JournalNewer
    assert files(folder) == content


def test_every_former_version_of_an_event_is_understood() -> None:
    for kind, event in events.EVENT_TYPES.items():
        for version in range(1, event.version):
            assert (kind, version) in events.UPCASTS
