"""Real scans, and sheets from SANE's test device, all the way to a verified receipt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from tests.builders.command_line import CommandLine
from tests.unit.devices.sane_backend import use_test_backend

SCANS = Path(__file__).parents[1] / "data" / "scans"

PRINTED = {
    "8071_093.3B.tif": "wandered around the house with the look of an injured puppy",
    "8087_054.3B.tif": "I drove along the Dalmatian coast past gnarled olive trees",
    "eurotext.tif": "braune Fuchs springt über den faulen Hund",
    "phototest.tif": "This is a lot of 12 point text to test the ocr code",
    "phototest-rotated-180.png": "see if it works on all types of file format",
    "phototest-rotated-L.png": "see if it works on all types of file format",
    "phototest-rotated-R.png": "see if it works on all types of file format",
    "c02-22.pdf": "stooping down so as the branches wouldn’t scrape our heads",
    "multipage.pdf": "there were a king with a large jaw and a queen with a fair face",
    "deslant.tif": "deslant correction",
}
"""What anybody can read on the paper, by file."""


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    command_line = CommandLine(tmp_path_factory.mktemp("station") / "Übung mit Leerzeichen")
    with command_line.eakte():
        yield command_line


def released(station: CommandLine, batch: str) -> list[dict[str, object]]:
    """Index by hand, check, release, export and send; return the receipts."""
    for document in station("show", batch, "--json").json["documents"]:
        number = document["number"]
        station("index", batch, "--document", number, "--set", "case_number=50.1-101/2026")
    station("check", batch, "--accept", "geprüft", "--passed", "--all")
    station("release", batch)
    packages = station("export", batch, "--json").json["packages"]
    receipts = station("upload", batch, "--json").json
    assert [one["state"] for one in receipts] == ["verified"] * len(packages)
    assert all(one["receipt"] and one["training"] for one in receipts)
    assert [one["ok"] for one in station("verify", batch, "--json").json] == [True] * (
        len(packages) + 1
    )
    assert station("show", batch, "--json").json["state"] == "closed"
    return [{**package, **receipt} for package, receipt in zip(packages, receipts, strict=True)]


def text_of(package: dict[str, object]) -> str:
    (pdf,) = Path(str(package["path"])).glob("????????_Posteingang.pdf")
    with pdfium.PdfDocument(pdf) as document:
        parts = []
        for page in document:
            layer = page.get_textpage()
            parts.append(layer.get_text_range())
            layer.close()
            page.close()
    return re.sub(r"\s+", " ", " ".join(parts))


def test_real_scans_from_file_to_receipt(station: CommandLine) -> None:
    files = [SCANS / name for name in PRINTED]
    imported = station("import", *files, "--json").json
    assert imported["failed"] == []
    batch = imported["batch"]
    station("index", batch)
    (package,) = released(station, batch)
    layer = text_of(package)
    for name, words in PRINTED.items():
        assert words in layer, name


def test_ten_sheets_from_a_sane_device(
    station: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_test_backend(tmp_path, monkeypatch)
    profile = station.home / "uebung" / "profiles" / "sane-test.toml"
    profile.parent.mkdir(parents=True, exist_ok=True)
    profile.write_text(
        'title = { de = "SANE", en = "SANE" }\n'
        'document_class = "posteingang"\n'
        "[scan]\n"
        'resolution = 100\nmode = "grey"\nsource = "feeder"\n'
        "[imaging]\ndrop_blank = false\n",
        encoding="utf-8",
    )
    devices = [one["device"] for one in station("devices", "--json").json]
    assert "sane:test:0" in devices
    scanned = station(
        *("scan", "--device", "sane:test:0", "--profile", "sane-test"),
        *("--expected-sheets", 10, "--received", "20.11.2026", "--box", "K-7", "--json"),
    ).json
    assert scanned["pages"] == 10
    shown = station("show", scanned["batch"], "--json").json
    assert (shown["received"], shown["box"]) == ("2026-11-20", "K-7")
    assert shown["ledger"]["balanced"]
    (package,) = released(station, scanned["batch"])
    assert len(station("show", scanned["batch"], "--json").json["documents"][0]["pages"]) == 10
    assert package["state"] == "verified"
