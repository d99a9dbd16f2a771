"""Packages: one a document, whole or not there, and a note that tells what happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest

from scanstation import events
from scanstation.errors import Text
from scanstation.export.manifest import MANIFEST, decode_manifest
from scanstation.export.note_model import NoteInput
from scanstation.export.package_check import verify_package
from scanstation.export.transfer_note import parse_note
from scanstation.model import BatchState
from scanstation.workflow import check, edit, export, index, rescan
from tests.builders.office import BLANK, FIRST, Office, feeder, written


def note_of(package: Path) -> NoteInput:
    manifest = decode_manifest((package / MANIFEST).read_bytes())
    note = manifest.file("note")
    assert note is not None
    return parse_note((package / note.name).read_bytes())


def by_document(office: Office) -> list[Path]:
    with office.workspace().read(office.batch) as session:
        return [office.workspace().packages / one.package_path for one in session.batch().documents]


def test_a_package_holds_the_document_and_its_proofs(packed: Office) -> None:
    first, second = by_document(packed)
    for package, pages in ((first, 3), (second, 1)):
        assert list(verify_package(package)) == []
        (pdf,) = package.glob("*.pdf")
        with pikepdf.open(pdf) as opened:
            assert len(opened.pages) == pages
            part = opened.open_metadata()["pdfaid:part"]
        assert part == "3"
    with packed.workspace().read(packed.batch) as session:
        batch, rows = session.batch(), session.rows()
    assert batch.state is BatchState.EXPORTED
    assert FIRST in next(first.glob("*index.json")).read_text(encoding="utf-8")
    hashes = [row.hash for row in rows]
    for package in (first, second):
        note = note_of(package)
        assert hashes[note.journal_row - 1] == note.journal_head
        assert (note.box, note.times.received) == ("K-7", "2026-11-20")
        assert note.completeness.expected_sheets == note.completeness.sheets == 5
    assert {one.kind.value for one in note_of(first).left_out} == {"separator", "blank"}
    assert not {page.page for page in note_of(first).pages} & {
        page.page for page in note_of(second).pages
    }


def test_the_note_tells_what_people_did_and_who(office: Office, tmp_path: Path) -> None:
    workspace = office.workspace("P-4711")
    device = feeder(tmp_path / "again", [written("neu", seed=5), BLANK])
    with office.open(by="P-4711") as session:
        rescan.replace(workspace, session, 5, device)
        edit.reject(session, 6, "gehört nicht dazu")
        edit.rotate(session, 3, 180)
        edit.split(session, 11)
        edit.undo(session)
        session.append(
            events.AnomalyNoted(
                "double_feed", Text("Doppeleinzug", "Double feed"), sheet=2, needs_answer=True
            )
        )
        (doubt,) = check.open_doubts(session.batch())
        check.answer(session, doubt, "nachgezählt")
        index.set_value(workspace, session, 1, "sender", "Stadtwerke")
        index.refresh(workspace, session)
        office.release(session, by="P-4711")
        export.export(workspace, session)
    first, second = by_document(office)
    note = note_of(first)
    assert [page.position for page in note.pages] == [3, 7]
    left_out = {one.position: one.reason for one in note.left_out}
    assert left_out == {
        1: "Trennblatt", 2: "Trennblatt", 4: "leer", 5: "leer", 6: "ersetzt",
        8: "verworfen: gehört nicht dazu",
    }  # fmt: skip
    did = [one.what for one in note.corrections]
    assert sorted(did) == [
        "Drehung", "Indexfeld sender", "Seite ersetzt", "Seite verworfen",
    ]  # fmt: skip
    assert {one.by for one in note.corrections} == {"P-4711"}
    assert [one.by for one in note.checks] == ["P-4711"]
    told = {one.kind: one.text for one in note.anomalies}
    assert told["rescan"] == "Seite 5 wurde neu gescannt"
    assert told["double_feed"] == "Doppeleinzug – Entscheidung: nachgezählt"
    other = note_of(second)
    assert other.corrections == ()
    assert other.anomalies == ()


CHILD = """\
import sys
from pathlib import Path
from tests.builders.office import Office
from scanstation.workflow import export

if __name__ == "__main__":
    office = Office(Path(sys.argv[1]))
    with office.open() as session:
        print("begun", flush=True)
        export.export(office.workspace(), session)
"""


@pytest.mark.parametrize("event", ["export_started", "exported"])
def test_an_export_that_is_killed_and_repeated_gives_one_package_a_document(
    office: Office, tmp_path: Path, event: str
) -> None:
    with office.open() as session:
        office.release(session)
        batch = session.batch().id
    script = tmp_path / "child.py"
    script.write_text(CHILD)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    child = subprocess.Popen(
        [sys.executable, str(script), str(office.home)],
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(office, batch, event, child)
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    listed = office.ok("batches", "--json").json
    assert listed[0]["in_flight"] in ("export", "")
    with office.open() as session:
        done = export.export(office.workspace(), session)
        assert session.batch().state is BatchState.EXPORTED
        assert session.batch().in_flight == ""
    packages = sorted(path.name for path in office.workspace().packages.iterdir())
    assert packages == sorted(path.name for path in by_document(office))
    assert len(packages) == 2
    assert len(done) <= 2
    assert office.cli("verify", batch).code == 0


def wait_for(office: Office, batch: str, event: str, child: subprocess.Popen[bytes]) -> None:
    while child.poll() is None:
        with office.workspace().read(batch) as session:
            if event in [row.type for row in session.rows()]:
                return
        time.sleep(0.01)


def test_a_package_killed_before_it_was_journaled_is_made_again(packed: Office) -> None:
    """Its rename was durable, its event was not; the journal went on meanwhile."""
    workspace = packed.workspace()
    with packed.open() as session:
        document = session.batch().documents[0]
        # What the journal says if the event of the first export never became durable.
        session.append(events.ExportStarted(document.id, document.package))
        assert session.batch().in_flight == "export"
        done = export.export(workspace, session)
        assert [one.package for one in done] == [document.package]
        assert session.batch().state is BatchState.EXPORTED
    assert len(list(workspace.packages.iterdir())) == 2
    assert packed.cli("verify", packed.batch).code == 0


def test_leftovers_of_other_exports_go(office: Office) -> None:
    workspace = office.workspace()
    workspace.packages.mkdir()
    part = workspace.packages / ".8a3f4f6e-54e4-4e3c-b8d5-4dbdbe2c0d3a.part"
    part.mkdir()
    (part / "halb.pdf").write_bytes(b"%PDF")
    office.export()
    assert not part.exists()
    assert len(list(workspace.packages.iterdir())) == 2
