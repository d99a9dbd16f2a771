"""Ways into a batch beside the feeder: dropped folders, the clipboard, and files that all fail."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from scanstation.errors import FileUnsupported, StateRefused, StoreFull
from scanstation.model import BatchState
from scanstation.store.batch import is_closed
from scanstation.workflow import room, scan
from scanstation.workflow.import_image import import_image
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace
from tests.builders.office import Office, written


def png(seed: int = 1) -> bytes:
    target = io.BytesIO()
    written("Bild", seed=seed).save(target, "PNG", dpi=(150, 150))
    return target.getvalue()


def test_a_dropped_folder(workspace: Workspace, session: BatchSession, tmp_path: Path) -> None:
    folder = tmp_path / "Post"
    folder.mkdir()
    for name in ("10.png", "9.png"):
        (folder / name).write_bytes(png())
    (folder / "Liste.docx").write_bytes(b"PK\x03\x04 kein Bild")
    done = scan.import_files(workspace, session, [folder])
    assert [page.source for page in session.batch().pages] == ["9.png", "10.png"]
    assert [(one.file.name, type(one.error)) for one in done.failed] == [
        ("Liste.docx", FileUnsupported)
    ]
    assert not scan.give_up_if_empty(session, done)


def test_the_clipboard(workspace: Workspace, session: BatchSession) -> None:
    assert import_image(workspace, session, png()).pages == 1
    assert import_image(workspace, session, png(2), "../Bild 2.png").pages == 1
    batch = session.batch()
    assert [page.source for page in batch.pages] == ["Zwischenablage.png", "Bild 2.png"]
    assert batch.ledger.balanced
    assert not any(session.temp.iterdir())


def test_the_clipboard_is_no_way_around_the_sandbox(
    workspace: Workspace, session: BatchSession
) -> None:
    done = import_image(workspace, session, b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert len(done.failed) == 1
    assert session.batch().pages == ()


def test_an_import_of_nothing_but_failures_leaves_no_open_batch(
    workspace: Workspace, session: BatchSession, tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    batch = session.batch().id
    done = scan.import_files(workspace, session, [tmp_path / "a.docx"])
    assert scan.give_up_if_empty(session, done)
    session.close()
    assert is_closed(workspace.locate(batch))
    with workspace.read(batch) as read:
        assert read.batch().state is BatchState.ABANDONED


def test_pages_that_are_there_keep_a_batch_open(
    workspace: Workspace, session: BatchSession, tmp_path: Path
) -> None:
    import_image(workspace, session, png())
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    done = scan.import_files(workspace, session, [tmp_path / "a.docx"])
    assert not scan.give_up_if_empty(session, done)
    assert session.batch().state is BatchState.OPEN


def test_the_command_line_gives_up_what_stayed_empty(office: Office, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    failed = office.cli("import", tmp_path / "a.docx", "--json")
    assert failed.code == FileUnsupported.exit_code
    assert set(failed.json) == {"batch", "pages", "failed"}
    states = {one["batch"]: one["state"] for one in office.ok("batches", "--json").json}
    assert states[failed.json["batch"]] == "abandoned"
    (open_,) = [batch for batch, state in states.items() if state == "open"]
    office.cli("import", tmp_path / "a.docx", "--batch", open_)
    assert office.ok("show", open_, "--json").json["state"] == "open"


def test_a_released_batch_takes_no_files(office: Office, tmp_path: Path) -> None:
    with office.open() as session:
        office.release(session)
        with pytest.raises(StateRefused):
            import_image(office.workspace(), session, png())


def test_free_space_in_sheets(
    workspace: Workspace, session: BatchSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "free_bytes", lambda _: 1_000_000_000)
    usual = room.sheets_left(workspace, session.batch())
    assert usual == room.sheets_left(workspace)
    assert 100 < usual < 1_000  # colour, both sides, 300 dpi
    import_image(workspace, session, png())
    batch = session.batch()
    size = len(session.blobs.read(batch.pages[0].image.blob))
    measured = room.sheets_left(workspace, batch)
    assert measured == int(1_000_000_000 // (room.COPIES * size + room.BESIDE))
    monkeypatch.setattr(room, "free_bytes", lambda _: -5)
    assert room.sheets_left(workspace, batch) == 0
    assert not room.has_room(workspace)


def test_an_import_that_is_broken_off_names_what_is_not_in(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / f"{number}.png" for number in (1, 2, 3)]
    for number, one in enumerate(files):
        one.write_bytes(png(number))
    free = iter([1 << 40, 1 << 40, -1])
    monkeypatch.setattr(room, "free_bytes", lambda _: next(free))
    told = office.cli("--lang", "en", "import", *files)
    assert told.code == StoreFull.exit_code
    batch = next(one for one in office.workspace().folders() if one.name in told.err).name
    assert f"not imported (2). To make up for it: scanstation import --batch {batch}" in told.err
    named = [line for line in told.err.splitlines() if Path(line) in files]
    assert named == [str(one) for one in files[1:]]
    monkeypatch.setattr(room, "free_bytes", lambda _: 1 << 40)
    office.ok("import", *named, "--batch", batch)
    with office.workspace().read(batch) as session:
        assert [page.source for page in session.batch().pages] == ["1.png", "2.png", "3.png"]
