"""The whole way by commands in one process; JSON as the scripts of an office read it."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from pathlib import Path

from PIL import Image

from tests.builders.office import BLANK, FIRST, Office, feeder, written


def test_the_shapes_of_import_show_and_batches(office: Office, tmp_path: Path) -> None:
    good = tmp_path / "Müller.png"
    written("Anlage", seed=8).save(good, dpi=(150, 150))
    bad, gone = tmp_path / "kaputt.pdf", tmp_path / "fehlt.pdf"
    bad.write_bytes(b"%PDF-1.7 das wird nichts")
    answer = office.cli(
        *("import", bad, good, gone, "--profile", "alle-barcodes", "--json"),
        *("--received", "20.11.2026", "--box", "K-9", "--expected-sheets", 1),
        by="P-4711",
    )
    told = answer.json
    assert set(told) == {"batch", "pages", "failed"}
    assert told["pages"] == 1
    assert [one["file"] for one in told["failed"]] == [str(bad), str(gone)]
    assert [one["exit_code"] for one in told["failed"]] == [33, 30]
    assert all(Path(one["file"]).name in one["error"] for one in told["failed"])
    assert answer.code == 33

    shown = office.ok("show", told["batch"], "--json").json
    assert {"batch", "state", "ledger", "pages", "documents", "anomalies"} <= set(shown)
    assert {"captured", "documents", "separators", "blank", "rejected", "replaced"} <= set(
        shown["ledger"]
    )
    assert (shown["received"], shown["box"], shown["operator"]) == ("2026-11-20", "K-9", "P-4711")
    assert shown["ledger"]["expected_sheets"] == 1
    (page,) = shown["pages"]
    demanded = "number sheet side kind document barcodes blank_score skew_degrees rotation"
    assert {*demanded.split(), "anomalies"} <= set(page)
    assert (page["number"], page["sheet"], page["side"]) == (1, 1, "front")
    assert (page["kind"], page["document"]) == ("document", 1)
    (document,) = shown["documents"]
    assert {"number", "pages", "class", "fields", "state"} <= set(document)
    assert document["pages"] == [1]

    listed = {one["batch"]: one for one in office.ok("batches", "--json").json}
    assert len(listed) == 2
    line = listed[told["batch"]]
    assert (line["state"], line["pages"], line["documents"]) == ("open", 1, 1)


def test_barcodes_and_fields_in_show(office: Office) -> None:
    shown = office.ok("show", office.batch[:8], "--json").json
    sheet = shown["pages"][0]
    assert sheet["kind"] == "separator"
    formats = {code["format"] for code in sheet["barcodes"]}
    assert {"QRCode", "Code128"} <= formats
    assert all(len(code["quad"]) == 4 and code["text"] for code in sheet["barcodes"])
    assert [one["pages"] for one in shown["documents"]] == [[3, 5, 6], [9]]
    field = shown["documents"][0]["fields"]["case_number"]
    assert (field["value"], field["source"]) == (FIRST, "separator")
    assert shown["ledger"] | {} == {
        "captured": 10, "documents": 4, "separators": 4, "blank": 2, "rejected": 0,
        "replaced": 0, "fed": 10, "sheets": 5, "expected_sheets": 5, "skipped": 0,
        "balanced": True,
    }  # fmt: skip


def test_a_batch_goes_its_way_by_commands(office: Office, tmp_path: Path) -> None:
    batch = office.batch
    assert office.cli("release", batch).code == 60
    assert office.ok("edit", "split", batch, 5, 6).out == "Geändert.\n"
    assert len(office.ok("undo", batch, "--count", 2, "--json").json["documents"]) == 2
    assert office.cli("undo", batch).code == 62
    assert len(office.ok("redo", batch, "--json").json["documents"]) == 3
    office.ok("undo", batch)
    device = feeder(tmp_path / "again", [written("neu", seed=5), BLANK])
    office.ok("edit", "replace", batch, 5, "--device", device)
    office.ok("index", batch, "--document", 1, "--set", "sender=Stadtwerke", by="P-4711")
    checked = office.ok("check", batch, "--json").json
    problems = checked["problems"]
    assert [one["code"] for one in problems] == ["not_shown"] * 3 + ["not_checked"]
    assert [one["page"] for one in problems[:3]] == checked["sample"]
    assert {one["document"] for one in problems[:3]} == {1, 2}
    assert office.ok("check", batch, "--passed", by="P-4711").out.endswith(
        "Der Stapel kann freigegeben werden.\n"
    )
    assert office.ok("release", batch, "--json").json == {"batch": batch, "state": "released"}
    office.ok("withdraw", batch, "--reason", "Tippfehler")
    office.ok("release", batch)
    exported = office.ok("export", batch, "--json").json
    assert [one["document"] for one in exported["packages"]] == [1, 2]
    sent = office.ok("upload", batch, "--json").json
    assert [(one["state"], one["error"]) for one in sent] == [("verified", None)] * 2
    assert office.ok("upload", batch, "--json").json == sent
    assert all(one["ok"] for one in office.ok("verify", batch, "--json").json)
    people = {row["operator"] for row in office.ok("audit", batch, "--json").json}
    assert people == {"anna", "P-4711"}
    assert office.cli("edit", "split", batch, 6).code == 46
    assert office.ok("purge", batch, "--reason", "Frist", "--json").json["blobs"] > 10


def test_a_feed_that_jams_tells_the_sheet_and_goes_on_in_the_same_batch(
    office: Office, tmp_path: Path
) -> None:
    sides = [written("a", seed=1), BLANK, written("b", seed=2), BLANK]
    tray = f"&tray={tmp_path / 'tray'}"
    jam = office.cli("scan", "--device", feeder(tmp_path / "in", sides, f"{tray}&jam=3"), "--json")
    assert (jam.code, jam.json["error"], jam.json["pages"]) == (10, "PaperJam", 2)
    assert "nach Blatt 1 neu einlegen" in jam.err
    assert f"scanstation scan --batch {jam.json['batch']} --device" in jam.err
    again = office.ok(
        *("scan", "--device", feeder(tmp_path / "in", sides, tray)),
        *("--batch", jam.json["batch"], "--json"),
    ).json
    assert (again["batch"], again["pages"]) == (jam.json["batch"], 2)
    assert office.ok("show", again["batch"], "--json").json["ledger"]["balanced"]


def test_nothing_comes_into_a_batch_that_was_released(packed: Office, tmp_path: Path) -> None:
    batch = packed.batch
    before = packed.ok("show", batch, "--json").json
    file = tmp_path / "spät.png"
    Image.new("L", (100, 100), 255).save(file)
    device = feeder(tmp_path / "in", [written("spät", seed=5), BLANK])
    for words in (
        ["import", file, "--batch", batch],
        ["scan", "--device", device, "--batch", batch],
        ["index", batch],
        ["edit", "insert", batch, 3, "--device", device],
        ["check", batch, "--passed"],
    ):
        answer = packed.cli(*words)
        assert answer.code == 63, words
        assert "Der Stapel ist „exportiert“" in answer.err
    assert packed.ok("show", batch, "--json").json == before


def test_a_failed_change_of_fields_changes_nothing(office: Office) -> None:
    batch = office.batch
    before = office.ok("show", batch, "--json").json
    words = ("--class", "rechnung", "--set", "sender=x", "--set", "farbe=rot")
    answer = office.cli("index", batch, "--document", 1, *words)
    assert answer.code == 61
    assert "Das Feld farbe gibt es nicht" in answer.err
    assert office.ok("show", batch, "--json").json == before


def test_a_target_that_is_away_has_reason_and_exit_code(packed: Office) -> None:
    packed.target.rename(packed.target.with_name("weg"))
    answer = packed.cli("--lang", "en", "upload", "--json")
    assert answer.code == 87
    first = answer.json[0]
    assert (first["state"], first["error"], first["exit_code"]) == (
        "failed", "TargetUnreachable", 80,
    )  # fmt: skip
    assert "cannot be reached" in first["reason"]
    assert "2 of 2 documents are not verified yet" in answer.err


def test_the_catalogue_is_made_again_when_it_is_damaged_or_gone(office: Office) -> None:
    listed = office.ok("batches", "--json").json
    assert [one["state"] for one in listed] == ["open"]
    catalogue = office.home / "kreis" / "catalogue.sqlite"
    for damage in (b"", b"kein SQLite" * 1000):
        for suffix in ("-wal", "-shm"):
            catalogue.with_name(catalogue.name + suffix).unlink(missing_ok=True)
        catalogue.write_bytes(damage)
        assert office.ok("batches", "--json").json == listed
    catalogue.unlink()
    assert office.ok("batches", "--json").json == listed
    with sqlite3.connect(catalogue) as connection:
        assert connection.execute("SELECT count(*) FROM batches").fetchone() == (1,)
    connection.close()


def test_a_broken_batch_is_listed_and_shown_as_such(office: Office) -> None:
    folder = office.workspace().locate(office.batch)
    (folder / "journal.sqlite").write_bytes(b"zerstoert" * 3000)
    (line,) = office.ok("batches", "--json").json
    assert (line["state"], line["pages"], line["documents"]) == ("broken", 0, 0)
    assert "verändert" in line["reason"]
    assert "defekt" in office.ok("batches").out
    shown = office.cli("show", folder.name)
    assert (shown.code, shown.out) == (50, "")
    assert office.cli("verify", folder.name).code == 54
    assert office.cli("diagnostics", "-o", office.home / "d.zip").code == 0


def test_diagnostics_hold_no_content_no_names_and_no_numbers(
    office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "Mueller_Anna_Antrag.png"
    written("Anlage", seed=8).save(file, dpi=(150, 150))
    office.ok("import", file, "--batch", office.batch, by="Sabine Sachbearbeiterin")
    words = ("--document", 1, "--set", "sender=Stadtwerke Musterstadt")
    office.ok("index", office.batch, *words, "--no-ocr", by="Sabine Sachbearbeiterin")
    bundle = tmp_path / "diagnose.zip"
    office.ok("diagnostics", "-o", bundle)
    with zipfile.ZipFile(bundle) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
        shape = json.loads(archive.read("batches.json"))
    for secret in (
        *("Mueller", "Stadtwerke", "Sabine", "anna", FIRST, "50.1-103/2026", "Aktenzeichen"),
        str(office.home),
    ):
        assert secret not in text, secret
    assert [one["pages"] for one in shape] == [11]
    assert "page_captured" in text
    assert re.search(r"\d+\.\d+", text)


def test_ambiguous_beginnings_of_ids_are_refused(office: Office, tmp_path: Path) -> None:
    source = office.workspace().locate(office.batch)
    twin = source.name[:-1] + ("0" if source.name[-1] != "0" else "1")
    source.with_name(twin).mkdir()
    (source.with_name(twin) / "journal.sqlite").write_bytes(b"")
    answer = office.cli("show", source.name[:8])
    assert answer.code == 2
    assert f"Mehrere Stapel beginnen mit {source.name[:8]}" in answer.err
    assert office.ok("show", source.name).code == 0
