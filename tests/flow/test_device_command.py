"""device, profile set and scan on a command line: what a device lacks is said, never hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders.office import BLANK, FIRST, Office, feeder, written


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office.found(tmp_path / "home")


@pytest.fixture
def scanner(tmp_path: Path) -> str:
    sides = [side.resize((310, 438)) for side in (written("Brief"), BLANK)]
    return feeder(tmp_path / "feeder", sides, "&resolutions=150,200&firmware=1.4")


def batches(office: Office) -> list[str]:
    return [one["state"] for one in office.ok("batches", "--json").json]


def test_device_shows_what_was_read_once(office: Office, scanner: str, tmp_path: Path) -> None:
    told = office.ok("device", scanner, "--json").json
    assert told["resolutions"] == [150, 200]
    assert told["modes"] == ["lineart", "grey", "colour"]
    assert (told["firmware"], told["vendor"], told["model"]) == ("1.4", "", "")
    file = office.home / "devices" / "capabilities.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(tmp_path) not in file.read_text(encoding="utf-8")
    before = file.read_bytes()
    shown = office.ok("device", scanner).out
    assert "150, 200" in shown
    assert file.read_bytes() == before
    office.ok("device", scanner, "--refresh")
    assert office.cli("device", "simulated:/gibt/es/nicht").code != 0


def test_a_device_that_is_gone_is_shown_from_memory(
    office: Office, scanner: str, tmp_path: Path
) -> None:
    office.ok("device", scanner)
    (tmp_path / "feeder").rename(tmp_path / "weg")
    answer = office.ok("device", scanner, "--refresh")
    assert "150, 200" in answer.out
    assert "Das Gerät antwortet nicht" in answer.err


def test_a_profile_that_asks_for_more_is_warned_about(office: Office, scanner: str) -> None:
    change = ("profile", "set", "posteingang", "scan.resolution=600")
    assert office.ok(*change).err == ""
    office.ok("device", scanner)
    said = "Das Gerät bietet 600 dpi nicht an; es wird mit 200 dpi gescannt."
    assert said in office.ok(*change).err
    assert said in office.ok(*change, "--device", scanner).err
    fits = ("profile", "set", "posteingang", "scan.resolution=200")
    assert office.ok(*fits, "--device", scanner).err == ""


def test_scan_refuses_says_why_and_goes_on_when_told_to(office: Office, scanner: str) -> None:
    refused = office.cli("scan", "--device", scanner)
    assert refused.code == 27
    assert "bietet 300 dpi nicht an; es wird mit 200 dpi gescannt" in refused.err
    assert "--accept-device-values" in refused.err
    assert batches(office) == ["abandoned"]
    again = office.cli("scan", "--device", scanner)
    assert again.code == 27
    assert batches(office) == ["abandoned"]  # by now the device is known: no batch is opened
    done = office.ok("scan", "--device", scanner, "--accept-device-values", "--json")
    assert "es wird mit 200 dpi gescannt" in done.err
    shown = office.ok("show", done.json["batch"], "--json").json
    (anomaly,) = [one for one in shown["anomalies"] if one["kind"] == "device_values"]
    assert anomaly["text"]["en"] == (
        "The device does not offer 300 dpi; it scans at 200 dpi. (accepted before the feed)"
    )
    assert not anomaly["needs_answer"]


def test_a_damaged_cache_is_written_anew(office: Office, scanner: str) -> None:
    office.ok("device", scanner)
    file = office.home / "devices" / "capabilities.json"
    whole = file.read_text(encoding="utf-8")
    for damaged in ("", "{", "[]", '{"format": 1}', whole.replace('"models"', '"model"', 1)):
        file.write_text(damaged, encoding="utf-8")
        assert office.ok("device", scanner, "--json").json["resolutions"] == [150, 200]
        assert '"models"' in file.read_text(encoding="utf-8")


def test_the_short_form_leaves_no_empty_batch_either(office: Office, scanner: str) -> None:
    words = ("quick", "--case-number", FIRST, "--device", scanner, "--checked")
    assert office.cli(*words).code == 27
    assert batches(office) == ["abandoned"]
