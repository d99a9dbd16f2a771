"""Scans the test deck through the station's own way and judges what came.

The batch lies in a folder of its own and goes with it: the deck holds nobody's data.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from scanstation import __version__, events
from scanstation.devices.client import DeviceClient
from scanstation.devices.deadline import Deadlines
from scanstation.devices.driver import Address, Capabilities
from scanstation.devices.listing import list_devices
from scanstation.errors import DeviceError
from scanstation.model import ImagingOptions, Profile, SeparationRule
from scanstation.progress import Report, silent
from scanstation.settings import require_device
from scanstation.workflow import scan
from scanstation.workflow.acceptance.findings import Judged, Scanned
from scanstation.workflow.acceptance.judge import judge
from scanstation.workflow.acceptance.report import Picture, picture
from scanstation.workflow.acceptance.sides import read_side
from scanstation.workflow.anomalies import NOTICES
from scanstation.workflow.capture import Captured
from scanstation.workflow.device_watch import Watching, watched
from scanstation.workflow.feeding import Feeding
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

FOLDER = "acceptance"


def acceptance_profile(profile: Profile) -> Profile:
    """Return a profile that keeps the device's options and takes nothing away from the deck."""
    imaging = ImagingOptions(
        symbologies=("QRCode", "Code128"),
        jpeg_quality=95,
        drop_blank=False,
        orient=False,
        deskew=False,
    )
    separation = SeparationRule(patcht=False, patch_codes=(), expected_pages_checked=False)
    return replace(profile, imaging=imaging, separation=separation)


def run(
    workspace: Workspace,
    folder: Path,
    device: str,
    profile: Profile,
    report: Report = silent,
) -> tuple[Judged, dict[str, Picture]]:
    """Scan the deck in the device's feeder.

    Args:
        folder: takes the batch; empty, and the caller's to remove.
        profile: the scan options to test the device with.

    Returns:
        what was found, and pictures of the pages that show it.

    Raises:
        UnknownDevice, DeviceError: the device cannot be opened or configured.
        DeviceNotAllowed: the settings do not permit it.
        StoreError: the disk is full or cannot be written.
    """
    require_device(workspace.settings, workspace.tenant, device)
    # A driver that fails here is as unreliable as in a feed: the station's book counts it.
    watching = Watching(workspace.home, device, "", (workspace.actor.operator,))
    with (
        DeviceClient(device, drivers=scan.drivers()) as worker,
        watched(watching, worker) as client,
    ):
        offered = client.capabilities()
    own = replace(workspace, settings=replace(workspace.settings, home=str(folder)))
    with closing(own.create(acceptance_profile(profile))) as session:
        # What the device takes instead of the profile's values is among the findings.
        control = Feeding(accepts=lambda *_: True)
        home = workspace.home
        captured = scan.scan(own, session, device, report=report, control=control, station=home)
        judged = judge(_scanned(own, session, captured, device, offered))
        shown = {page for one in judged.findings for page in one.pages}
        pictures = {
            page.id: picture(session.blobs.read(page.image.blob), page.image.media_type)
            for page in session.batch().pages
            if page.id in shown
        }
    return judged, pictures


def _scanned(
    workspace: Workspace,
    session: BatchSession,
    captured: Captured,
    device: str,
    offered: Capabilities,
) -> Scanned:
    batch = session.batch()
    sides = tuple(read_side(session, page) for page in batch.pages)
    started, ended = session.last(events.FeedStarted), session.last(events.FeedEnded)
    return Scanned(
        device=device,
        model=_model(device),
        asked=batch.profile.scan,
        taken=started.options if started is not None else batch.profile.scan,
        capabilities=offered,
        sides=sides,
        sheets_reported=ended.sheets if ended is not None else None,
        frames_reported=ended.frames if ended is not None else None,
        seconds=_seconds(session),
        error=captured.error.happened_text() if captured.error is not None else None,
        anomalies=tuple(one for one in batch.anomalies if one.kind in NOTICES),
        duplex=any(one.label is not None and one.label.printed == 2 for one in sides),
        begun=batch.opened,
        operator=workspace.actor.operator,
        station=workspace.actor.station,
        program=f"scanstation {__version__}",
    )


def _model(device: str) -> str:
    """Return maker and model as the device's own driver lists them, empty if it does not."""
    try:
        module = Address.parse(device, scan.drivers()).module
        found = list_devices(module, Deadlines().list_devices)
    except DeviceError:
        return ""
    return next((f"{one.vendor} {one.model}".strip() for one in found if one.address == device), "")


def _seconds(session: BatchSession) -> float:
    """Return the time between the first and the last page that became safe."""
    kind = events.PageCaptured.type
    times = [datetime.fromisoformat(row.time) for row in session.rows() if row.type == kind]
    return (times[-1] - times[0]).total_seconds() if len(times) > 1 else 0.0
