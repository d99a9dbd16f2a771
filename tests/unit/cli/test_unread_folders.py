"""doctor and diagnostics go on past what cannot be read, and name it; rights count for root."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scanstation.errors import Text
from scanstation.settings import policies
from scanstation.store import batch_layout
from scanstation.workflow import batch_listing, diagnose
from scanstation.workflow.diagnose_settings import sharing
from tests.builders.command_line import Answer
from tests.builders.machine import machine as machine_of
from tests.builders.office import TENANT, Office
from tests.builders.rights import without_privilege

pytestmark = pytest.mark.posix

Spoil = Callable[[Path], None]


def closed(path: Path) -> None:
    path.chmod(0)


def not_entered(path: Path) -> None:
    path.chmod(0o600)


def a_file(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("x")


def leading_nowhere(path: Path) -> None:
    shutil.rmtree(path)
    path.symlink_to(path.with_name("nirgends"))


def in_a_circle(path: Path) -> None:
    shutil.rmtree(path)
    path.symlink_to(path)


REASONS = (
    (closed, "das Leserecht fehlt", "no right to read it"),
    (not_entered, "das Leserecht fehlt", "no right to read it"),
    (a_file, "kein Ordner", "not a folder"),
    (leading_nowhere, "nicht vorhanden", "not there"),
    (in_a_circle, "die Verknüpfung führt im Kreis", "the link leads in a circle"),
)


@pytest.fixture
def batches(office: Office) -> Iterator[list[Path]]:
    """Two batches of the tenant, and one of another tenant; every right is back at the end."""
    workspace = office.workspace()
    for _ in range(2):
        workspace.create(workspace.configuration.profile("posteingang")).close()
    found = workspace.folders()
    shutil.copytree(found[0].parent, office.home / "sozialamt" / "batches")
    yield found
    for folder in (office.home, *office.home.iterdir(), *office.home.glob("*/*")):
        if folder.is_dir():
            folder.chmod(0o700)
    for folder in office.home.glob("*/batches/*"):
        if folder.is_dir():
            folder.chmod(0o700)


def content(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


@pytest.mark.parametrize(("spoil", "de", "en"), REASONS)
@pytest.mark.parametrize("which", ["batches", "batch"])
def test_doctor_names_what_it_could_not_list(
    office: Office, batches: list[Path], which: str, spoil: Spoil, de: str, en: str
) -> None:
    folder = batches[0] if which == "batch" else batches[0].parent
    spoil(folder)
    with without_privilege():
        found = sharing(office.workspace())
    if spoil is a_file and which == "batch":  # beside the batches lie files, a lock say
        assert found.ok
        return
    assert (found.state, found.code) == ("check", 1)
    said = found.detail
    assert not isinstance(said, str)
    assert f"Nicht alle Stapel lassen sich auflisten: {folder}" in said.de
    assert f"not all batches can be listed: {folder}" in said.en
    assert (f"({de})" in said.de, f"({en})" in said.en) == (True, True)


def test_a_closed_folder_hides_nobody_who_may_change_targets(
    office: Office, batches: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever shares the home could close one in it."""
    monkeypatch.setattr(policies, "MACHINE", machine_of(office.home / "it", office.home))
    closed(batches[0])
    with without_privilege():
        found = sharing(office.workspace())
    assert isinstance(found.detail, Text)
    assert f"auflisten: {batches[0]}" in found.detail.de
    assert "(Anna) und damit Ziele ändern" in found.detail.de


Pack = Callable[..., tuple[Answer, Path]]


@pytest.fixture
def pack(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pack:
    """Writes the bundle while rights count, without what doctor finds."""
    monkeypatch.setattr(diagnose, "examine", lambda _: [])
    path = tmp_path / "x.zip"

    def packed(*before: str, after: tuple[str, ...] = ()) -> tuple[Answer, Path]:
        with without_privilege():
            return office.ok(*before, "diagnostics", "-o", path, *after), path

    return packed


@pytest.mark.parametrize(("spoil", "de", "en"), REASONS)
def test_the_bundle_has_the_other_batch(
    batches: list[Path], pack: Pack, spoil: Spoil, de: str, en: str
) -> None:
    spoil(batches[0])
    answer, path = pack("--tenant", TENANT)
    told = content(path)
    assert [one["batch"] for one in told["batches.json"]] == [batches[1].name]
    assert told["batches.json"][0]["state"] == "open"
    unread = [] if spoil is a_file else [{"batch": batches[0].name, "reason": en}]
    assert told["unread.json"] == unread
    line = f"{batches[0]} ließ sich nicht lesen ({de}) und fehlt im Paket.\n"
    assert answer.err == ("" if spoil is a_file else line)


@pytest.mark.parametrize(("spoil", "de", "en"), REASONS)
def test_a_bundle_comes_about_without_the_batches(
    office: Office, batches: list[Path], pack: Pack, spoil: Spoil, de: str, en: str
) -> None:
    folder = batches[0].parent
    spoil(folder)
    answer, path = pack("--lang", "en", after=("--json",))
    assert content(path)["batches.json"] == []
    assert content(path)["unread.json"]
    assert all(str(folder) in one["path"] for one in answer.json["unread"])
    assert {one["reason"] for one in answer.json["unread"]} == {en}
    assert str(office.home) not in path.read_bytes().decode("latin-1")
    assert str(office.home) not in json.dumps(content(path))


def test_a_batch_that_vanishes_meanwhile_is_no_crash(
    office: Office, batches: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanishing(path: Path) -> bool:
        if path == batches[0]:
            shutil.rmtree(path)
        return batch_layout.is_batch(path)

    monkeypatch.setattr(batch_listing, "is_batch", vanishing)
    found = batch_listing.list_batches(office.home / TENANT)
    assert (found.folders, found.unread) == ((batches[1],), ())


def test_a_batch_that_vanishes_after_it_was_listed_is_said(
    office: Office, batches: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looking(_: object) -> list[object]:
        shutil.rmtree(batches[0])
        return []

    monkeypatch.setattr(diagnose, "examine", looking)
    diagnose.bundle(office.workspace(), tmp_path / "x.zip")
    gone, there = content(tmp_path / "x.zip")["batches.json"]
    assert gone == {"batch": batches[0].name, "error": "BatchUnknown"}
    assert there["state"] == "open"


def test_a_bundle_comes_about_where_looking_crashes(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_: object) -> None:
        raise OSError("boom")

    monkeypatch.setattr(diagnose, "examine", crash)
    diagnose.bundle(office.workspace(), tmp_path / "x.zip")
    assert content(tmp_path / "x.zip")["doctor.json"] == [["doctor", False, "", 79]]


def test_doctor_looks_at_the_rest_of_the_installation(office: Office, batches: list[Path]) -> None:
    closed(office.home / "sozialamt" / "batches")
    with without_privilege():
        answer = office.cli("doctor")
    assert answer.code == 1
    assert f"{office.home / 'sozialamt' / 'batches'} (das Leserecht fehlt)" in answer.out
    assert "ok      home: " in answer.out
    assert "ok      setting station: " in answer.out


@pytest.mark.parametrize("place", ["", TENANT, f"{TENANT}/targets"])
def test_a_configuration_that_cannot_be_listed_is_no_empty_one(
    office: Office, batches: list[Path], tmp_path: Path, place: str
) -> None:
    closed(office.home / place)
    with without_privilege():
        doctor = office.cli("doctor")
        bundle = office.cli("--lang", "en", "diagnostics", "-o", tmp_path / "x.zip")
    assert (doctor.code, bundle.code) == (55, 55)
    assert "FEHLER  settings (55)" in doctor.out
    assert "(das Leserecht fehlt)" in doctor.out
    assert "(no right to read it)" in bundle.err
