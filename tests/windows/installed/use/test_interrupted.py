"""A scan that is killed, taken up again and sent: nothing lost, nothing twice, all of it verified.

The home is the one that the program takes by itself, below the person's own folder; the batch stays
there until the program is uninstalled.
"""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from keyring.backends.Windows import WinVaultKeyring

from tests.windows.installed import desktop, mail, results
from tests.windows.installed.mail import DEVICES, Feeder
from tests.windows.installed.station import TENANT, Station

SIDES = 12
WORKER = "scanstation-twain32.exe"
SAFE = 4
"""Sides that are stored when the scanner hangs."""
ALL_SIDES = [(sheet, side) for sheet in range(1, SIDES // 2 + 1) for side in ("front", "back")]
TARGET = """
title = {{ de = "Eingebaute eAkte", en = "Embedded eAkte" }}
kind = "cmis"
address = "http://127.0.0.1:{port}/cmis/browser"
user = "scanstation"
training = true

[options]
object_type = "sst:document"
case_file_type = "sst:caseFile"
case_file_property = "sst:caseNumber"
auth = "bearer"
"""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A batch whose scan was killed."""

    station: Station
    feeder: Feeder
    batch: str
    before: list[dict[str, Any]]

    def pages(self) -> list[dict[str, Any]]:
        """What the batch holds now."""
        pages: list[dict[str, Any]] = self.station.json("show", self.batch)["pages"]
        return pages


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory) -> Interrupted:
    """Let the driver hang at the fifth side, then kill the program and its worker."""
    feeder = mail.fill(tmp_path_factory.mktemp("Einzug"), SIDES)
    fault = {"TESTDS_FAULT": f"hang@{SAFE + 1}"}
    station = Station(environment={**feeder.environment, **fault})
    scan = station.start("scan", "--device", DEVICES[32])
    found: list[dict[str, Any]] = []

    def fed() -> bool:
        assert scan.poll() is None
        found[:] = station.json("batches")
        return bool(found) and found[0]["pages"] == SAFE

    desktop.wait_for("the first sheets", fed)
    scan.kill()  # TerminateProcess, as the task manager's "end task"
    assert scan.wait(30) != 0
    desktop.wait_for("the end of its worker", lambda: not desktop.runs(WORKER))
    batch = found[0]["batch"]
    before = station.json("show", batch)["pages"]
    return Interrupted(replace(station, environment=feeder.environment), feeder, batch, before)


@pytest.fixture(scope="module")
def resumed(interrupted: Interrupted) -> Interrupted:
    """The operator puts back what is not safe and scans on into the same batch."""
    interrupted.feeder.put_back(SAFE // 2 + 1)
    scan = ("scan", "--device", DEVICES[32], "--batch", interrupted.batch)
    interrupted.station.json(*scan)
    return interrupted


@pytest.fixture(scope="module")
def eakte(resumed: Interrupted) -> Iterator[str]:
    """The embedded eAkte as a process of its own, and a target that leads there; its token."""
    station = resumed.station
    ready = resumed.feeder.folder / "ready"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    target = home() / TENANT / "targets" / "uebung.toml"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(TARGET.format(port=port), encoding="utf-8")
    server = station.start("eakte", "serve", "--port", port, "--ready-file", ready)
    try:
        desktop.wait_for("the eAkte", ready.exists)
        yield station.json("eakte", "token")["token"]
    finally:
        server.kill()
        server.wait(30)


@pytest.fixture(scope="module")
def logged_in(resumed: Interrupted, eakte: str) -> Interrupted:
    """The administrator gave the login to the program once."""
    secret = resumed.feeder.folder / "Geheimnis.txt"
    secret.write_text(eakte, encoding="utf-8-sig")
    ran = resumed.station.run("targets", "login", "uebung", "--secret-file", secret)
    assert ran.code == 0, ran.error
    assert not ran.error  # no warning of a file in the place of a keyring
    secret.unlink()
    return resumed


@pytest.fixture(scope="module")
def sent(logged_in: Interrupted) -> list[dict[str, Any]]:
    """What became of the batch's documents."""
    station, batch = logged_in.station, logged_in.batch
    check = ("check", "--passed", "--all", "--accept", "Übung")
    for words in (("index",), check, ("release",), ("export",)):
        ran = station.run(words[0], batch, *words[1:])
        assert ran.code == 0, (words, ran.out, ran.error)
    rows: list[dict[str, Any]] = station.json("upload", batch)
    return rows


def home() -> Path:
    """Where the program keeps everything if nobody says otherwise."""
    return Path.home() / "AppData" / "Local" / "scanstation"


def sides(pages: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(page["sheet"], page["side"]) for page in pages]


def test_what_was_safe_before_the_kill_is_there(interrupted: Interrupted) -> None:
    assert sides(interrupted.before) == ALL_SIDES[:SAFE]


def test_the_batch_goes_on_without_loss_or_repetition(resumed: Interrupted) -> None:
    pages = resumed.pages()
    assert sides(pages) == ALL_SIDES
    kept = [page["image"] for page in pages]
    assert kept[:SAFE] == [page["image"] for page in resumed.before]
    assert len({str(image) for image in kept}) == SIDES
    assert resumed.station.json("show", resumed.batch)["ledger"]["balanced"]


def test_the_login_lies_in_the_credential_manager(logged_in: Interrupted, eakte: str) -> None:
    vault: Any = WinVaultKeyring
    kept = vault().get_password(f"scanstation/{TENANT}/uebung", "scanstation")
    assert kept is not None
    assert eakte in kept
    files = (path for path in home().rglob("*") if path.is_file() and "eakte" not in path.parts)
    assert not [path for path in files if eakte.encode() in path.read_bytes()]


def test_every_document_is_stored_and_verified(
    logged_in: Interrupted, sent: list[dict[str, Any]]
) -> None:
    assert [one["state"] for one in sent] == ["verified"] * 2
    assert all(one["receipt"] for one in sent)
    documents = logged_in.station.json("show", logged_in.batch)["documents"]
    assert [(one["class"], len(one["pages"])) for one in documents] == [
        ("antrag", 4),
        ("nachweis", 3),
    ]


def test_the_batch_proves_itself_and_its_pdfs_go_to_the_validator(
    logged_in: Interrupted, sent: list[dict[str, Any]]
) -> None:
    checked = logged_in.station.json("verify", logged_in.batch)
    assert checked
    assert all(one["ok"] for one in checked)
    files = sorted((home() / TENANT / "packages").rglob("*.pdf"))
    assert len(files) == len(sent)
    results.PDF.mkdir(parents=True, exist_ok=True)
    for number, file in enumerate(files, 1):
        shutil.copy(file, results.PDF / f"{number}.pdf")


def test_a_batch_that_was_not_sent_is_left_for_the_removal() -> None:
    """What the stage ``remove`` looks for."""
    letter = [mail.MAIL / f"side-{number:03}.jpg" for number in (3, 4)]
    assert Station().json("import", *letter)["pages"] == len(letter)
