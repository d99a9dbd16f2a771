"""The main job from a simulated scanner to verified receipts in the embedded eAkte."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from scanstation.devices.client import DeviceClient
from scanstation.eakte.config import EakteConfig
from scanstation.eakte.server import EakteServer
from scanstation.errors import Text
from scanstation.model import Batch, Profile, ValueSource
from scanstation.progress import Progress, Report, silent
from scanstation.settings import (
    Settings,
    load_configuration,
    require_device,
    require_training,
    resource,
)
from scanstation.upload.credentials import MemoryCredentials, Secret
from scanstation.workflow import (
    check,
    device_values,
    export,
    index,
    recognise,
    release,
    scan,
)
from scanstation.workflow.lookups import open_lookups
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.upload import Outbox, Sent, upload
from scanstation.workflow.workspace import Workspace

TENANT = "uebung"
EXERCISE = "50.1-101/2026"
"""A case file of the embedded eAkte, for paper that names none."""
STEPS = {
    "scan": Text("Stapel einziehen und trennen", "Feeding and separating the stack"),
    "recognise": Text("Text erkennen", "Recognising text"),
    "index": Text("Indexfelder füllen", "Filling index fields"),
    "check": Text("Qualitätsprüfung und Freigabe", "Quality check and release"),
    "export": Text("PDF/A-Pakete schreiben", "Writing PDF/A packages"),
    "upload": Text("Senden und zurücklesen", "Sending and reading back"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demonstration brought about."""

    batch: Batch
    sent: list[Sent]


@contextmanager
def embedded_eakte(folder: Path, codes: list[str]) -> Iterator[tuple[EakteServer, str]]:
    """Run an eAkte on a free port; its token lives in memory only.

    Args:
        codes: takes the one-time codes for the browser.
    """
    token = secrets.token_urlsafe(32)
    server = EakteServer(EakteConfig(folder, token=token), codes.append)
    server.start()
    try:
        yield server, token
    finally:
        server.stop()


JAM_AT = 7
"""The front side at which the practice scanner jams: sheet 4 of the sample mail."""


def default_device(rated: int = 0) -> str:
    """Return the simulated scanner with the sample mail in its feeder.

    Args:
        rated: images a minute; 0 feeds as fast as the station takes them.
    """
    speed = f"&ipm={rated}" if rated else ""
    return f"simulated:{resource('sample_mail')}?sides=2{speed}"


def practice_device(tray: Path, rated: int = 0, *, jams: bool = False) -> str:
    """Return the same scanner with a memory, to practise with: what was fed has left its feeder.

    Args:
        tray: a file for that; an empty feeder is filled again by the next scan.
        rated: see ``default_device``.
        jams: with a paper jam on the way, to practise what to do then.
    """
    jam = f"&jam={JAM_AT}" if jams else ""
    return f"{default_device(rated)}&refill=1&tray={quote(str(tray))}{jam}"


def run(
    home: Path,
    device: str,
    server: EakteServer,
    token: str,
    report: Report = silent,
    settings: Settings | None = None,
) -> Shown:
    """Do the whole job in a home of its own.

    Args:
        settings: of the station, whose policies on devices and training count.

    Raises:
        TrainingOff, DeviceNotAllowed: IT does not permit it.
        ScanstationError: a step failed; its sentence says which and what to do.
    """
    if settings is not None:
        require_training(settings)
        require_device(settings, TENANT, device)
    workspace = demo_workspace(home)
    credentials = MemoryCredentials()
    target = workspace.configuration.profile("posteingang").target
    credentials.put(TENANT, target, Secret("demo", token))
    profile = fitting(workspace.configuration.profile("posteingang"), device)
    lookups = open_lookups(workspace, profile, credentials, server.service_url)
    with closing(workspace.create(profile)) as session:
        _tell(report, "scan")
        captured = scan.scan(workspace, session, device, report=report)
        if captured.error is not None:
            raise captured.error
        _tell(report, "recognise")
        recognise.recognise(workspace, session, report)
        _tell(report, "index")
        index.refresh(workspace, session, lookups)
        _fill_what_paper_lacks(workspace, session)
        _tell(report, "check")
        check.record(session, passed=True, findings="Übung")
        release.release(workspace, session, lookups)
        _tell(report, "export")
        export.export(workspace, session, report)
        batch = session.batch()
    _tell(report, "upload")
    sent = upload(workspace, Outbox(credentials, address=server.service_url), [batch.id], report)
    return Shown(_reread(workspace, batch.id), sent)


def fitting(profile: Profile, device: str) -> Profile:
    """Return the profile with values that the device takes."""
    with DeviceClient(device) as client:
        return replace(profile, scan=device_values.settle(client, profile.scan))


def _fill_what_paper_lacks(workspace: Workspace, session: BatchSession) -> None:
    """Any device may feed the demonstration: the acting person names a file of the exercise."""
    for document in session.batch().documents:
        number = document.fields.get("case_number")
        if number is None or number.source is not ValueSource.SEPARATOR:
            index.set_value(workspace, session, document.number, "case_number", EXERCISE)
    for doubt in check.open_doubts(session.batch()):
        check.answer(session, doubt, "Übung")


def demo_workspace(home: Path) -> Workspace:
    """Return the training tenant in a home of its own."""
    settings = replace(Settings(str(home)), station="uebungsplatz", tenant=TENANT)
    configuration = load_configuration(home, TENANT)
    return Workspace(settings, TENANT, configuration, Actor("uebung", settings.station))


def _reread(workspace: Workspace, batch: str) -> Batch:
    with closing(workspace.read(batch)) as session:
        return session.batch()


def _tell(report: Report, step: str) -> None:
    report(Progress(STEPS[step], list(STEPS).index(step) + 1, len(STEPS)))
