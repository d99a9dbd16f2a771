"""devices, device-bundle and scan --wait-for-button on the command line."""

from __future__ import annotations

import json
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scanstation.workflow.device_health import Failure, HealthBook, stamp
from tests.builders.office import Office, feeder, written

LISTED = "simulated:pattern"


def failed_thrice(home: Path, address: str) -> None:
    for days in (3, 2, 1):
        when = stamp(datetime.now(UTC) - timedelta(days=days))
        HealthBook(home).failed(address, Failure(when, "hang", f"batch-{days}"))


def test_a_marked_device_is_shown_said_before_a_scan_and_cleared(tmp_path: Path) -> None:
    office = Office.found(tmp_path / "home")
    failed_thrice(office.home, LISTED)
    listed = {
        one["device"]: one["marked"] for one in json.loads(office.ok("devices", "--json").out)
    }
    assert listed[LISTED] is True
    plain = office.ok("--lang", "de", "devices")
    assert "⚠ auffällig" in plain.out
    assert "3-mal versagt" in plain.err
    scan = office.ok("--lang", "en", "scan", "--device", LISTED, "--json")
    assert "failed 3 times" in scan.err
    assert json.loads(scan.out)["pages"] == 8, "a mark forbids nothing"
    assert "aufgehoben" in office.ok("--lang", "de", "devices", "--clear", LISTED).out
    assert "failed" not in office.ok("--lang", "en", "scan", "--device", LISTED).err
    assert "keine Störung" in office.ok("--lang", "de", "devices", "--clear", "simulated:x").out


def test_the_bundle_is_a_command(tmp_path: Path) -> None:
    office = Office.found(tmp_path / "home")
    path = tmp_path / "bundle.zip"
    assert str(path) in office.ok("device-bundle", LISTED, "-o", path).out
    with zipfile.ZipFile(path) as archive:
        assert "feed-1.json" in archive.namelist()
    assert office.cli("device-bundle", "nodriver:1", "-o", path).code == 20
    assert office.cli("device-bundle", LISTED, "-o", tmp_path / "no" / "x.zip").code == 44


def test_the_scanners_own_button_starts_the_feed(tmp_path: Path) -> None:
    office = Office.found(tmp_path / "home")
    button = tmp_path / "button"
    device = feeder(tmp_path / "feeder", [written("one"), written("two")], f"&button={button}")
    over = threading.Event()
    finger = threading.Thread(target=_press, args=(button, over))
    finger.start()
    try:
        scan = office.ok("--lang", "de", "scan", "--device", device, "--wait-for-button", "--json")
    finally:
        over.set()
        finger.join()
    assert "Scantaste drücken" in scan.err
    assert json.loads(scan.out)["pages"] == 2


def _press(button: Path, over: threading.Event) -> None:
    """Press and let go until somebody noticed."""
    while not over.wait(0.3):
        button.touch()
        over.wait(0.3)
        button.unlink()


def test_a_device_without_a_button_opens_no_batch(tmp_path: Path) -> None:
    office = Office.found(tmp_path / "home")
    answer = office.cli("scan", "--device", LISTED, "--wait-for-button")
    assert answer.code == 21
    assert json.loads(office.ok("batches", "--json").out) == []
