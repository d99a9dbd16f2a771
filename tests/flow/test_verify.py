"""Offline proof through the workflow: whatever was changed is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanstation.upload.credentials import MemoryCredentials
from scanstation.workflow.upload import Outbox, upload
from scanstation.workflow.verify import verify_batch
from scanstation.workflow.workspace import Workspace
from tests.builders.office import Office


@pytest.fixture(scope="module")
def closed(exported_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = exported_office.copied(tmp_path_factory.mktemp("closed") / "home")
    upload(office.workspace(), Outbox(MemoryCredentials()))
    return office


@pytest.fixture(scope="module")
def workspace(closed: Office) -> Workspace:
    return closed.workspace()


@pytest.fixture(scope="module")
def everything(closed: Office, workspace: Workspace) -> list[Path]:
    """Every file of a closed batch and its packages that holds something."""
    folders = [workspace.locate(closed.batch), *workspace.packages.iterdir()]
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    return [file for file in files if file.stat().st_size]


def named(workspace: Workspace, batch: str) -> list[str]:
    return [name for one in verify_batch(workspace, batch) for name, _ in one.findings]


def test_what_is_whole_verifies(closed: Office, workspace: Workspace) -> None:
    done = verify_batch(workspace, closed.batch)
    assert [one.kind for one in done] == ["batch", "package", "package"]
    assert named(workspace, closed.batch) == []


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_flipped_byte_is_named(
    closed: Office, workspace: Workspace, everything: list[Path], data: st.DataObject
) -> None:
    file = data.draw(st.sampled_from(everything))
    whole = file.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    mode = file.stat().st_mode
    file.chmod(0o600)
    file.write_bytes(changed)
    try:
        names = named(workspace, closed.batch)
    finally:
        file.write_bytes(whole)
        file.chmod(mode)
    assert any(file.name in name or name in str(file) for name in names), (file, names)


def test_the_command_names_it_too_and_fails(closed: Office, everything: list[Path]) -> None:
    (pdf,) = [one for one in everything if one.suffix == ".pdf"][:1]
    whole = pdf.read_bytes()
    pdf.chmod(0o600)
    pdf.write_bytes(whole[:-1])
    try:
        batch = closed.cli("verify", closed.batch, "--json")
        package = closed.cli("verify", pdf.parent)
        english = closed.cli("--lang", "en", "verify", pdf.parent)
    finally:
        pdf.write_bytes(whole)
    assert (batch.code, package.code) == (54, 54)
    found = [one for one in batch.json if not one["ok"]]
    assert [one["kind"] for one in found] == ["package"]
    assert pdf.name in found[0]["findings"][0]["object"]
    assert pdf.name in package.out
    assert package.out.startswith("FEHLER: Paket")
    assert "1 Abweichung" in package.err
    assert english.out.startswith("FAILED: package")


def test_a_manifest_stands_for_its_package(closed: Office) -> None:
    folder = sorted(closed.workspace().packages.iterdir())[0]
    answer = closed.cli("verify", folder / "manifest.json")
    assert answer.code == 0
    assert answer.out == f"OK: Paket {folder}\n"
    assert closed.cli("verify", folder / "missing" / "manifest.json").code != 0


@pytest.fixture
def opened(packed: Office) -> Office:
    """A batch that is exported and still open."""
    return packed


def test_a_missing_package_is_named(opened: Office) -> None:
    workspace = opened.workspace()
    gone = sorted(workspace.packages.iterdir())[0]
    shutil.rmtree(gone)
    assert named(workspace, opened.batch) == [gone.name]


def test_a_removed_blob_is_named(opened: Office) -> None:
    workspace = opened.workspace()
    with workspace.read(opened.batch) as session:
        blob = session.batch().pages[0].image.blob
        session.blob_path(blob).unlink()
    assert any(blob in name for name in named(workspace, opened.batch))


def test_a_journal_cut_off_behind_an_exported_head_is_named(
    opened: Office, scanned_office: Office, tmp_path: Path
) -> None:
    """Somebody puts back the journal from before the export: it is intact, and too short."""
    workspace = opened.workspace()
    folder = workspace.locate(opened.batch)
    older = scanned_office.workspace().locate(opened.batch)
    for name in ("journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm", "head"):
        (folder / name).unlink(missing_ok=True)
        if (older / name).exists():
            shutil.copy(older / name, folder / name)
    assert len(named(workspace, opened.batch)) >= 2


def test_a_path_that_is_neither_is_said(opened: Office, tmp_path: Path) -> None:
    answer = opened.cli("verify", tmp_path)
    assert answer.code != 0
    file = tmp_path / "x.pdf"
    file.write_bytes(b"%PDF")
    answer = opened.cli("verify", file)
    assert answer.code == 2
    assert "weder der Ordner eines Stapels noch der eines Pakets" in answer.err
