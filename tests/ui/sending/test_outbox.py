"""The place Outbox over a real eAkte: receipts, an absent target, failures, other windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication

from scanstation.model import BatchState, UploadState
from scanstation.ui.desk import Desk
from scanstation.ui.dialogs.login import LoginDialog
from scanstation.ui.lanes import Lane
from scanstation.ui.main_window import MainWindow
from scanstation.ui.models.outbox import Column
from scanstation.ui.operations.batches import OpenBatch
from scanstation.upload.credentials import FileCredentials, Secret
from scanstation.upload.lock import outbox_lock
from scanstation.workflow import check, release
from tests.builders.eakte import TOKEN
from tests.builders.office import TENANT, Office
from tests.ui.conftest import OpenWindow, finish
from tests.ui.driving import Operator, focused_name, settle, wait_for
from tests.ui.sending.conftest import Eakte, outbox_of, shown


@dataclass(frozen=True, slots=True)
class Release:
    """Check and release what lies on the desk."""

    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        session = desk.require_session()
        check.record(session, passed=True)
        release.release(desk.workspace, session)


def released(office: Office) -> None:
    with office.open() as session:
        office.release(session)


def states(window: MainWindow) -> list[UploadState]:
    return [one.state for one in outbox_of(window).model.rows]


def verified(window: MainWindow) -> bool:
    return states(window) == [UploadState.VERIFIED] * 2


def _state(window: MainWindow) -> BatchState | None:
    batch = window.services.bridge.state.batch
    return None if batch is None else batch.state


def test_a_release_on_the_desk_is_sent_and_its_receipt_shown(
    open_window: OpenWindow,
    office: Office,
    eakte: Eakte,
    person: Operator,
) -> None:
    window = open_window()
    bridge = window.services.bridge
    bridge.do(OpenBatch(office.batch))
    wait_for(lambda: bridge.state.batch is not None, "the batch")
    bridge.do(Release())
    person.press("F4")
    wait_for(lambda: verified(window), "two receipts")
    wait_for(lambda: _state(window) is BatchState.CLOSED, "the desk to follow")
    assert bridge.state.read_only
    assert eakte.documents() == 2
    outbox = outbox_of(window)
    receipts = {one.receipt for one in outbox.model.rows}
    assert len(receipts) == 2
    assert "" not in receipts
    assert all(one.training and one.verified_by == "download" for one in outbox.model.rows)
    assert outbox.tab_text() == "Ausgang"
    person.press("Down")
    row = outbox.current
    assert row is not None
    outbox.details.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert row.receipt in copied
    assert row.sha256 in copied
    assert "zurückgelesen" in copied


def test_enter_opens_the_document_where_it_is_stored(
    open_window: OpenWindow,
    office: Office,
    eakte: Eakte,
    person: Operator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    released(office)
    window = open_window()
    person.press("F4")
    wait_for(lambda: verified(window), "two receipts")
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    person.press("Return")
    row = outbox_of(window).current
    assert row is not None
    assert opened == [f"{eakte.address}/dokumente/{row.remote_id}"]


def test_an_absent_target_says_when_it_is_tried_again_and_loses_nothing(
    open_window: OpenWindow,
    office: Office,
    eakte: Eakte,
    person: Operator,
) -> None:
    eakte.stop()
    released(office)
    settings = office.home / "settings.toml"
    settings.write_text(
        settings.read_text()
        .replace("first = 0.1", "first = 300.0")
        .replace("longest = 1.0", "longest = 900.0")
    )
    window = open_window()
    person.press("F4")
    outbox = outbox_of(window)
    wait_for(lambda: outbox.dispatch.state.away is not None and outbox.model.rows, "offline")
    wait_for(lambda: outbox.model.rows[0].failed, "the reason")
    assert outbox.tab_text() == "Ausgang (2 warten)"
    said = outbox.standing.text()
    assert "nicht erreichbar" in said
    assert "Nächster Versuch um" in said
    first = outbox.model.rows[0]
    assert first.code == "TargetUnreachable"
    assert not first.permanent
    assert "Paket liegt unverändert im Ausgang" in first.reason.de
    eakte.start()
    person.press("F5")
    wait_for(lambda: verified(window), "two receipts")
    # A row turns in the middle of a round; that the target is back is known at its end.
    wait_for(lambda: outbox.dispatch.state.away is None, "the target being back")
    assert "nicht erreichbar" not in outbox.standing.text()
    assert eakte.documents() == 2


def test_a_target_that_comes_back_is_tried_by_the_clock(
    open_window: OpenWindow,
    office: Office,
    eakte: Eakte,
) -> None:
    eakte.stop()
    released(office)
    window = open_window()
    outbox = outbox_of(window)
    wait_for(lambda: outbox.dispatch.state.away is not None, "offline")
    eakte.start()
    wait_for(lambda: verified(window), "two receipts")


def test_a_wrong_login_rests_until_a_person_asks(
    open_window: OpenWindow,
    office: Office,
    eakte: Eakte,
    person: Operator,
) -> None:
    logins = FileCredentials(office.home)
    logins.put(TENANT, "ablage", Secret("scanstation", "falsch"))
    released(office)
    window = open_window()
    person.press("F4")
    outbox = outbox_of(window)
    wait_for(lambda: outbox.dispatch.state.halted is not None, "the login")
    wait_for(lambda: outbox.model.rows and outbox.model.rows[0].failed, "the reason")
    assert "Anmeldung" in outbox.banner.text
    assert not outbox.dispatch.clock.isActive()
    assert focused_name() == "Anmelden …"
    person.press("Return")
    login = shown(LoginDialog)
    login.secret.setFocus()
    person.type_text(TOKEN)
    person.press("Return")
    wait_for(lambda: verified(window), "two receipts")
    wait_for(lambda: not outbox.banner.isVisible(), "the notice to go")
    assert logins.get(TENANT, "ablage").value == TOKEN


def test_a_changed_package_stands_on_top_with_reason_and_remedy(
    open_window: OpenWindow,
    office: Office,
    eakte: Eakte,
    person: Operator,
) -> None:
    packages = office.export()
    (pdf,) = packages[1].glob("*.pdf")
    pdf.chmod(0o600)
    pdf.write_bytes(pdf.read_bytes()[:-9])
    window = open_window()
    person.press("F4")
    wait_for(lambda: UploadState.VERIFIED in states(window), "the other one")
    outbox = outbox_of(window)
    wait_for(lambda: outbox.model.rows[0].failed, "the failure")
    assert states(window) == [UploadState.FAILED, UploadState.VERIFIED]
    model = outbox.model
    assert model.index(0, Column.STATE).data() == "⚠ gescheitert"
    spoken = model.index(0, Column.REASON).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Grund und Abhilfe: ")
    assert pdf.name in spoken
    assert outbox.tab_text() == "Ausgang (1 wartet)"
    person.press("Ctrl+Shift+L")
    settle()
    assert model.index(0, Column.STATE).data() == "⚠ failed"
    assert outbox.tab_text() == "Outbox (1 waiting)"


def test_another_program_that_sends_is_a_calm_note(
    open_window: OpenWindow,
    office: Office,
    eakte: Eakte,
    person: Operator,
) -> None:
    released(office)
    with outbox_lock(office.home / TENANT / "outbox.lock"):
        window = open_window()
        person.press("F4")
        outbox = outbox_of(window)
        wait_for(lambda: outbox.dispatch.state.busy, "the other program")
        settle()
        assert "Ein anderes Programm sendet" in outbox.standing.text()
        assert not outbox.banner.isVisible()
        assert not any(one.failed for one in outbox.model.rows)
    person.press("F5")
    wait_for(lambda: verified(window), "two receipts")


def test_a_window_that_closes_ends_sending_and_the_next_one_goes_on(
    open_window: OpenWindow,
    office: Office,
    eakte: Eakte,
) -> None:
    released(office)
    window = open_window()
    outbox_of(window).dispatch.wake()
    finish(window)
    again = open_window()
    wait_for(lambda: verified(again), "two receipts")
    assert eakte.documents() == 2


def test_the_filter_shows_what_was_asked_for(
    open_window: OpenWindow,
    office: Office,
    eakte: Eakte,
    person: Operator,
) -> None:
    released(office)
    window = open_window()
    person.press("F4")
    wait_for(lambda: verified(window), "two receipts")
    outbox = outbox_of(window)
    person.walk_to("Ausgang filtern")
    person.type_text("102/2026")
    assert [one.case_number for one in outbox.model.rows] == ["50.1-102/2026"]
    person.type_text("x")
    assert outbox.model.rows == ()
