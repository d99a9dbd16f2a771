"""The training mode: the eAkte in a process of its own, from scan to its web page."""

from __future__ import annotations

import http.cookiejar
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from scanstation.eakte.config import EakteConfig
from scanstation.eakte.process import EakteProcess
from scanstation.errors import EakteInUse, PurgeRefused, StoreNotWritable
from scanstation.model import BatchState, UploadState
from scanstation.settings import Settings, load_settings
from scanstation.workflow import check, demo, export, index, release, scan
from scanstation.workflow.feeding import Feeding
from scanstation.workflow.lookups import open_lookups
from scanstation.workflow.purge import purge
from scanstation.workflow.session import Actor
from scanstation.workflow.training import TENANT, Training, open_training, training_workspace
from scanstation.workflow.upload import Outbox, Sent, upload
from scanstation.workflow.workspace import Workspace
from tests.builders.office import BLANK, feeder, written

CASE = "50.1-101/2026"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return training_workspace(Settings(str(tmp_path / "home")), Actor("anna", "platz"))


def send(workspace: Workspace, training: Training, folder: Path) -> Sent:
    """Scan one letter, file it under a case of the eAkte, send it."""
    profile = workspace.configuration.profile("posteingang")
    with closing(workspace.create(profile)) as session:
        scan.scan(workspace, session, feeder(folder, [written("Hallo"), BLANK]))
        lookups = open_lookups(workspace, profile, training.credentials, training.service_url)
        index.refresh(workspace, session, lookups)
        index.set_value(workspace, session, 1, "case_number", CASE)
        check.record(session, passed=True)
        release.release(workspace, session, lookups)
        export.export(workspace, session)
    (sent,) = upload(workspace, Outbox(training.credentials, address=training.service_url))
    return sent


def browse(training: Training, address: str) -> str:
    """Open a page of the eAkte as a browser does, with the one-time code."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)
    with browser.open(address) as answer:
        assert "/anmelden" in answer.url
    target = urllib.parse.urlsplit(address).path
    form = urllib.parse.urlencode({"code": training.code, "ziel": target}).encode()
    with browser.open(f"{training.web_address}/anmelden", form) as answer:
        page: str = answer.read().decode()
        assert answer.url == address
    return page


def test_a_letter_goes_into_the_training_eakte_and_can_be_looked_at(
    workspace: Workspace, tmp_path: Path
) -> None:
    with Training(workspace.home) as training:
        sent = send(workspace, training, tmp_path / "one")
        assert (sent.state, sent.training) == (UploadState.VERIFIED, True)
        address = training.document_url(sent.remote_id)
        code = training.code
        assert CASE in browse(training, address)
        assert code not in address
        browse(training, address)  # the code was used up, the next one is known
        assert training.code != code
    with workspace.read(sent.batch) as session:
        assert session.batch().state is BatchState.CLOSED
    with pytest.raises(PurgeRefused):
        purge(workspace, sent.batch, "Ende der Übung")


def test_what_was_practised_is_there_the_next_day(workspace: Workspace, tmp_path: Path) -> None:
    with Training(workspace.home) as training:
        sent = send(workspace, training, tmp_path / "one")
    with Training(workspace.home) as training:
        assert CASE in browse(training, training.document_url(sent.remote_id))


def test_the_secret_lies_nowhere(workspace: Workspace, tmp_path: Path) -> None:
    with Training(workspace.home) as training:
        send(workspace, training, tmp_path / "one")
        token = training.credentials.get(TENANT, "uebung").value.encode()
        files = [path for path in workspace.home.rglob("*") if path.is_file()]
        assert not [path for path in files if token in path.read_bytes()]


def test_a_second_training_says_where_the_first_one_runs(workspace: Workspace) -> None:
    with Training(workspace.home) as first:
        assert first.service_url
        with pytest.raises(EakteInUse) as refused, Training(workspace.home):
            pass
    said = refused.value
    assert "anderen Fenster im Übungsmodus" in said.sentence("de")
    assert "another window in training mode" in said.sentence("en")
    assert said.exit_code == 47


def test_who_comes_between_is_told_by_the_eakte_itself(workspace: Workspace) -> None:
    with Training(workspace.home) as first:
        assert first.service_url
        second = EakteProcess(EakteConfig(workspace.home / TENANT / "eakte", token="x"))
        with pytest.raises(EakteInUse):
            second.start()


def test_a_folder_that_cannot_be_made_is_no_second_window(workspace: Workspace) -> None:
    folder = workspace.home / TENANT
    folder.mkdir(parents=True)
    (folder / "eakte").write_text("")
    with pytest.raises(StoreNotWritable), Training(workspace.home):
        pass


def test_the_station_opens_its_own_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCANSTATION_HOME", str(tmp_path / "home"))
    with open_training(load_settings()) as training:
        assert training.web_address.startswith("http://127.0.0.1:")
        assert (tmp_path / "home" / TENANT / "eakte").is_dir()


def test_after_its_jam_the_practice_scanner_goes_on_where_it_was(workspace: Workspace) -> None:
    workspace.folder.mkdir(parents=True)
    device = demo.practice_device(workspace.folder / "tray ä&", jams=True)
    with workspace.create(workspace.configuration.profile("posteingang")) as session:
        captured = scan.scan(workspace, session, device, settle=False)
        assert type(captured.error).__name__ == "PaperJam"
        assert captured.last_sheet == 3
        feeding = Feeding()
        rest = scan.scan(
            workspace,
            session,
            device,
            control=feeding,
            report=lambda _: feeding.pause(),
            settle=False,
        )
        assert rest.error is None
        images = [page.image.blob for page in session.batch().pages]
        assert len(images) == len(captured.pages) + len(rest.pages)
        letters = {blob for blob in images if images.count(blob) == 1}
        assert len(letters) >= len(rest.pages)  # nothing was fed a second time
