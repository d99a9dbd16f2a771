"""Files that a network device puts on a share become pages, and the ledger balances."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanstation.devices.client import DeviceClient
from scanstation.workflow import scan
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace
from tests.builders.files import page_image, save, text_pdf


def test_every_page_of_every_file_is_counted(
    workspace: Workspace, session: BatchSession, tmp_path: Path
) -> None:
    share = tmp_path / "eingang"
    share.mkdir()
    text_pdf(share / "a.pdf", "eins", "zwei", "drei")
    save(page_image(), share / "b.jpg")
    (share / "c.pdf").write_bytes(b"%PDF-1.7 kaputt")
    captured = scan.scan(workspace, session, f"folder:{share}?settle=0")
    batch = session.batch()
    assert captured.error is None
    assert [page.source for page in batch.pages] == ["a.pdf", "a.pdf", "a.pdf", "b.jpg"]
    assert batch.ledger.balanced
    assert all(page.facts is not None for page in batch.pages)
    (rejected,) = [one for one in batch.anomalies if one.kind == "file_rejected"]
    assert rejected.needs_answer
    assert sorted(path.name for path in (share / "done").iterdir()) == ["a.pdf", "b.jpg"]
    assert "c.pdf" in [path.name for path in (share / "failed").iterdir()]


class Killed(BaseException):
    pass


def test_a_file_is_imported_once_whenever_the_station_is_killed(
    workspace: Workspace, session: BatchSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "eingang"
    share.mkdir()
    save(page_image(), share / "brief.png")
    address = f"folder:{share}?settle=0"

    def die(*_: object) -> bool:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(DeviceClient, "acknowledge", die)
        with pytest.raises(Killed):
            scan.scan(workspace, session, address)
    assert len(session.batch().pages) == 1
    assert (share / "brief.png").exists()
    with workspace.create(workspace.configuration.profile("posteingang")) as other:
        scan.scan(workspace, other, address)
        batch = other.batch()
    assert batch.pages == ()
    assert [one.kind for one in batch.anomalies] == ["already_imported"]
    assert batch.ledger.balanced
    assert not (share / "brief.png").exists()
