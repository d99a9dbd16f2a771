"""A station that works until somebody kills it; started as a child by ``test_random_kills``.

It takes up every batch where the last one left it, so that each run begins with what a killed
one left behind: feed, index, check, release, export, upload to a folder; then the next batch.
"""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from scanstation.errors import BatchClosed
from scanstation.model import BatchState, Target
from scanstation.settings import Settings, load_configuration
from scanstation.upload.credentials import MemoryCredentials
from scanstation.workflow import check, export, index, release, scan
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.upload import Outbox, upload
from scanstation.workflow.workspace import Workspace

TENANT = "kreis"
SIDES = 6


def workspace(home: Path) -> Workspace:
    configuration = load_configuration(home, "uebung")
    target = Target("ziel", configuration.tenant.title, "folder", str(home / "target"))
    profile = replace(configuration.profiles["posteingang"], target="ziel")
    profile = replace(profile, scan=replace(profile.scan, resolution=75))
    configuration = replace(
        configuration,
        profiles={"posteingang": profile},
        targets={"ziel": target},
        lookups={},
    )
    settings = replace(Settings(str(home)), station="platz", tenant=TENANT)
    return Workspace(settings, TENANT, configuration, Actor("anna", "platz"))


def device(home: Path, batch: str) -> str:
    logs = home / "logs"
    options = f"sides=2&pages={SIDES}&tray={logs / batch}.tray&ack_log={logs / batch}.ack"
    return f"simulated:{home / 'images'}?{options}"


def work(place: Workspace, session: BatchSession) -> None:
    """Carry one batch from where it stands to its packages."""
    batch = session.batch()
    if batch.state is BatchState.OPEN:
        if len(batch.pages) < SIDES:
            captured = scan.scan(place, session, device(place.home, batch.id))
            if captured.error is not None:
                raise captured.error
        for doubt in check.open_doubts(session.batch()):
            check.answer(session, doubt, "geprüft")
        index.refresh(place, session, {})
        for document in session.batch().documents:
            index.set_value(place, session, document.number, "case_number", "50.1-101/2026")
        check.record(session, passed=True)
        release.release(place, session, {})
    if session.batch().state is BatchState.RELEASED:
        export.export(place, session)


def main(home: Path, batches: int) -> None:
    place = workspace(home)
    export.remove_unfinished(place)
    for folder in place.folders():
        try:
            session = place.open(folder.name)
        except BatchClosed:
            continue
        with closing(session):
            work(place, session)
        upload(place, Outbox(MemoryCredentials()), [folder.name])
    while len(place.folders()) < batches:
        with closing(place.create(place.configuration.profiles["posteingang"])) as session:
            work(place, session)
            name = session.batch().id
        upload(place, Outbox(MemoryCredentials()), [name])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
