"""A station with a scanned stack of two documents, whose target is a running eAkte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from scanstation.eakte.config import EakteConfig
from scanstation.eakte.faults.plan import FaultPlan
from scanstation.eakte.server import EakteServer
from scanstation.ui import sender
from scanstation.ui.main_window import MainWindow
from scanstation.ui.outbox_view import OutboxView
from scanstation.upload.credentials import FileCredentials, Secret
from tests.builders.eakte import TOKEN, CmisCaller, config_in
from tests.builders.office import TENANT, Office, stack
from tests.ui.driving import wait_for

Shown = TypeVar("Shown", bound=QWidget)
TARGET = """\
title = {{ de = "Eingebaute eAkte", en = "Embedded eAkte" }}
kind = "cmis"
address = "{address}"
user = "scanstation"
training = true
[options]
object_type = "sst:document"
case_file_type = "sst:caseFile"
case_file_property = "sst:caseNumber"
auth = "bearer"
"""


@dataclass
class Eakte:
    """The target: it can be switched off and on again at the same place."""

    config: EakteConfig
    server: EakteServer | None = None
    address: str = ""
    codes: list[str] = field(default_factory=list)

    def start(self, faults: FaultPlan | None = None) -> None:
        port = int(self.address.rsplit(":", 1)[1]) if self.address else 0
        changes = {"port": port, "faults": faults}
        self.server = EakteServer(
            EakteConfig(self.config.folder, token=self.config.token, **changes),  # type: ignore[arg-type]
            self.codes.append,
        )
        self.address = self.server.start()

    def stop(self) -> None:
        if self.server is not None:
            self.server.stop()
            self.server = None

    def documents(self) -> int:
        caller = CmisCaller(self.address)
        try:
            return len(caller.found("SELECT cmis:objectId FROM sst:document"))
        finally:
            caller.session.close()


@pytest.fixture(scope="session")
def scanned_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Scanned, recognised, indexed; to be copied, never changed."""
    folder = tmp_path_factory.mktemp("office")
    office = Office.found(folder / "home")
    office.scan_stack(stack(folder / "feeder"))
    return office


@pytest.fixture
def office(scanned_office: Office, tmp_path: Path) -> Office:
    return scanned_office.copied(tmp_path / "home")


@pytest.fixture
def home(office: Office, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The window's home is the office's; what is released goes out at once."""
    wait_after_release(office, 0)
    monkeypatch.setattr(sender, "START_MS", 100)
    monkeypatch.setenv("SCANSTATION_HOME", str(office.home))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    monkeypatch.setenv("SCANSTATION_DEBUG", "1")
    monkeypatch.delenv("SCANSTATION_LANG", raising=False)
    return office.home


@pytest.fixture
def eakte(home: Path, tmp_path: Path) -> Iterator[Eakte]:
    """A running eAkte that the office sends to."""
    found = Eakte(config_in(tmp_path / "eakte"))
    found.start()
    declare(home, found.address)
    FileCredentials(home).put(TENANT, "ablage", Secret("scanstation", TOKEN))
    yield found
    found.stop()


def wait_after_release(office: Office, seconds: int) -> None:
    """Say how long a release can be withdrawn before it is sent."""
    office.ok("settings", f"release.withdraw_seconds={seconds}")


def declare(home: Path, address: str) -> None:
    """Let the office's target be the eAkte there."""
    file = home / TENANT / "targets" / "ablage.toml"
    file.write_text(TARGET.format(address=f"{address}/cmis/browser"), encoding="utf-8")


def shown(kind: type[Shown]) -> Shown:
    """Return the dialog that has the keys."""
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind), found
    wait_for(lambda: _has_focus(found), "the focus to come into the dialog")
    return found


def _has_focus(dialog: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and dialog.isAncestorOf(focus)


def outbox_of(window: MainWindow) -> OutboxView:
    """Return the place Outbox of a window."""
    (found,) = [one for one in window.places if isinstance(one, OutboxView)]
    return found
